//! Rows of subjects: sealed and opened, written and deleted.

use redb::{AccessGuard, ReadOnlyTable, ReadTransaction, WriteTransaction};
use zeroize::Zeroizing;

use super::keyfile::Slot;
use super::record::{Held, Palm, Row, Subject};
use super::tables::{
    META, PIECES, PieceKey, RESTS, SUBJECTS, USES, database, delete_templates, part, sealed_template,
    write_template,
};
use super::trail::TrailHead;
use super::{Event, Inner, RETENTION, Seconds, Tag};
use crate::error::{GalleryError, ProtectError, StoreError};
use crate::protect::keys::SubjectKey;

/// Name of the row that says how long subjects are kept.
const RETENTION_ROW: &str = "retention";

const ROW: &[u8] = b"row";
const USE: &[u8] = b"use";

/// What was sealed does not open under the subject's own key.
pub(super) fn damaged(_: ProtectError) -> StoreError {
    StoreError::Damaged { what: "the row of a subject" }
}

/// What is read of subjects: all of it as it was at one moment.
pub(super) struct Rows<'a> {
    inner: &'a Inner,
    pub(super) subjects: ReadOnlyTable<&'static Tag, &'static [u8]>,
    uses: ReadOnlyTable<&'static Tag, &'static [u8]>,
    pub(super) pieces: ReadOnlyTable<&'static PieceKey, &'static [u8]>,
    pub(super) rests: ReadOnlyTable<&'static PieceKey, &'static [u8]>,
    /// How long subjects are kept without being used.
    retention: Seconds,
}

impl Rows<'_> {
    /// The slot and key of a subject, and its sealed row.
    ///
    /// # Errors
    /// [`GalleryError::NotEnrolled`] where there is none, or its key is erased.
    fn opened(&self, tag: &Tag) -> Result<(u32, SubjectKey, AccessGuard<'_, &'static [u8]>), StoreError> {
        let row = self.subjects.get(tag).map_err(database)?.ok_or(GalleryError::NotEnrolled)?;
        let slot = Inner::slot(row.value())?;
        match self.inner.keys_to_read().get(slot, tag)? {
            Slot::Key(key) => Ok((slot, key, row)),
            Slot::Erased => Err(GalleryError::NotEnrolled.into()),
            Slot::Free => Err(StoreError::Damaged { what: "the key of a subject" }),
        }
    }

    /// Opens all of a subject.
    pub(super) fn held(&self, tag: &Tag) -> Result<(u32, SubjectKey, Held), StoreError> {
        let (slot, key, row) = self.opened(tag)?;
        let row = Row::from_bytes(&key.open_bytes(&row.value()[4..], ROW).map_err(damaged)?)?;
        let palms = row.recent.iter().enumerate();
        let palms = palms.map(|(i, &recent)| self.palm((tag, &key), i, recent));
        let palms = palms.collect::<Result<_, _>>()?;
        let last_used = self.used((tag, &key))?;
        let expires = last_used.saturating_add(self.retention);
        let Row { id, references, consent, holds, created, removal_requested, .. } = row;
        let subject = Subject { id, palms, references, consent, holds };
        Ok((slot, key, Held { subject, created, last_used, expires, removal_requested }))
    }

    fn palm(&self, (tag, key): (&Tag, &SubjectKey), palm: usize, recent: bool) -> Result<Palm, StoreError> {
        let opened = |recent| {
            let part = part(palm, recent);
            let sealed = sealed_template(&self.pieces, &self.rests, tag, part)?;
            let sealed = sealed.ok_or(StoreError::Damaged { what: "a template is missing" })?;
            key.open(&sealed, &[part]).map_err(damaged)
        };
        Ok(Palm { anchor: opened(false)?, recent: recent.then(|| opened(true)).transpose()? })
    }

    /// The key of a subject, and when it was used last.
    pub(super) fn last_used(&self, tag: &Tag) -> Result<(SubjectKey, Seconds), StoreError> {
        let (_, key, _) = self.opened(tag)?;
        let at = self.used((tag, &key))?;
        Ok((key, at))
    }

    fn used(&self, (tag, key): (&Tag, &SubjectKey)) -> Result<Seconds, StoreError> {
        let missing = StoreError::Damaged { what: "the row of a subject" };
        let sealed = self.uses.get(tag).map_err(database)?.ok_or(missing.clone())?;
        let at: Zeroizing<Vec<u8>> = key.open_bytes(sealed.value(), USE).map_err(damaged)?;
        Ok(Seconds::from_le_bytes(at[..].try_into().map_err(|_| missing)?))
    }
}

impl Inner {
    /// What is read of subjects.
    pub(super) fn rows(&self) -> Result<Rows<'_>, StoreError> {
        let transaction = self.reading()?;
        Ok(Rows {
            inner: self,
            subjects: transaction.open_table(SUBJECTS).map_err(database)?,
            uses: transaction.open_table(USES).map_err(database)?,
            pieces: transaction.open_table(PIECES).map_err(database)?,
            rests: transaction.open_table(RESTS).map_err(database)?,
            retention: self.retention(&transaction)?,
        })
    }

    fn retention(&self, transaction: &ReadTransaction) -> Result<Seconds, StoreError> {
        let meta = transaction.open_table(META).map_err(database)?;
        let Some(row) = meta.get(RETENTION_ROW).map_err(database)? else { return Ok(RETENTION) };
        let bad = StoreError::Damaged { what: "how long subjects are kept" };
        let seconds =
            self.names.0.open_bytes(row.value(), RETENTION_ROW.as_bytes()).map_err(|_| bad.clone())?;
        Ok(Seconds::from_le_bytes(seconds[..].try_into().map_err(|_| bad)?))
    }

    /// The slot that a row begins with.
    pub(super) fn slot(row: &[u8]) -> Result<u32, StoreError> {
        let slot = row.first_chunk().ok_or(StoreError::Damaged { what: "the row of a subject" })?;
        Ok(u32::from_le_bytes(*slot))
    }

    /// Writes all rows of a subject.
    pub(super) fn write(
        &self,
        transaction: &WriteTransaction,
        (tag, slot, key): (&Tag, u32, &SubjectKey),
        subject: &Subject,
        (created, removal_requested): (Seconds, bool),
    ) -> Result<(), StoreError> {
        let row = key.seal_bytes(&subject.row(created, removal_requested).to_bytes(), ROW)?;
        let row = [&slot.to_le_bytes()[..], &row].concat();
        transaction.open_table(SUBJECTS).map_err(database)?.insert(tag, &row[..]).map_err(database)?;
        delete_templates(transaction, tag)?;
        for (i, Palm { anchor, recent }) in subject.palms.iter().enumerate() {
            write_template(transaction, (tag, key), part(i, false), anchor)?;
            if let Some(recent) = recent {
                write_template(transaction, (tag, key), part(i, true), recent)?;
            }
        }
        Ok(())
    }

    /// Writes when a subject was used last.
    pub(super) fn write_use(
        &self,
        transaction: &WriteTransaction,
        (tag, key): (&Tag, &SubjectKey),
        at: Seconds,
    ) -> Result<(), StoreError> {
        let sealed = key.seal_bytes(&at.to_le_bytes(), USE)?;
        transaction.open_table(USES).map_err(database)?.insert(tag, &sealed[..]).map_err(database)?;
        Ok(())
    }

    /// Deletes all rows of a subject whose key is erased, and gives its slot up.
    pub(super) fn delete(
        &self,
        transaction: WriteTransaction,
        slot: Option<u32>,
        tag: &Tag,
        event: Event,
        actor: &str,
        now: Seconds,
    ) -> Result<TrailHead, StoreError> {
        for table in [SUBJECTS, USES] {
            transaction.open_table(table).map_err(database)?.remove(tag).map_err(database)?;
        }
        delete_templates(&transaction, tag)?;
        let head = self.record(&transaction, now, (event, Some(*tag)), actor)?;
        transaction.commit().map_err(database)?;
        if let Some(slot) = slot {
            self.keys().release(slot);
        }
        Ok(head)
    }

    pub(super) fn write_retention(
        &self,
        transaction: &WriteTransaction,
        retention: Seconds,
    ) -> Result<(), StoreError> {
        let sealed = self.names.0.seal_bytes(&retention.to_le_bytes(), RETENTION_ROW.as_bytes())?;
        let mut meta = transaction.open_table(META).map_err(database)?;
        meta.insert(RETENTION_ROW, &sealed[..]).map_err(database)?;
        Ok(())
    }
}
