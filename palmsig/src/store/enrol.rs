//! Enrolling subjects and changing what is held about them.

use std::sync::Arc;

use redb::ReadableTable;

use super::tables::{PARTS, SUBJECTS, database, sealed_template};
use super::{Event, Held, Inner, Seconds, Subject};
use crate::error::{GalleryError, StoreError};
use crate::protect::keys::SubjectKey;

/// Who enrols and changes. Reading a subject's record is part of changing it.
pub struct Registrar {
    pub(super) inner: Arc<Inner>,
    pub(super) actor: String,
}

impl Registrar {
    /// Enrols a subject: it is on the disk when this returns. Whether the person is enrolled already under another id,
    /// [`Gallery::duplicate`](crate::gallery::Gallery::duplicate) tells before.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of the subject is kept then.
    pub fn enrol(&self, subject: &Subject, now: Seconds) -> Result<(), StoreError> {
        subject.validate()?;
        let inner = &self.inner;
        let tag = inner.names.tag(&subject.id);
        let transaction = inner.writing()?;
        if transaction.open_table(SUBJECTS).map_err(database)?.get(&tag).map_err(database)?.is_some() {
            return Err(GalleryError::AlreadyEnrolled.into());
        }
        let key = SubjectKey::generate()?;
        // The key first: a row without one could not be told from damage, a key without a row can.
        let slot = inner.keys().put(&tag, &key)?;
        let written = || {
            inner.write(&transaction, (&tag, slot, &key), subject, (now, false))?;
            inner.write_use(&transaction, (&tag, &key), now)?;
            inner.record(&transaction, now, (Event::Enrolled, Some(tag)), &self.actor)
        };
        let kept = written().and_then(|_| transaction.commit().map_err(database));
        if kept.is_err() {
            let mut keys = inner.keys();
            // Else it is erased when the store is opened next.
            if keys.erase(slot, &tag).is_ok() {
                keys.release(slot);
            }
        }
        kept
    }

    /// What is held about a subject.
    ///
    /// # Errors
    /// [`GalleryError::NotEnrolled`], or what is wrong with the store.
    pub fn held(&self, id: &str) -> Result<Held, StoreError> {
        let tag = self.inner.names.tag(id);
        Ok(self.inner.rows()?.held(&tag)?.2)
    }

    /// Changes any part of a subject but its id: palms, references, consent, holds. To move to another encoder, put in
    /// templates of new captures: an old template cannot be converted.
    ///
    /// # Errors
    /// [`StoreError`], also when the subject could not be enrolled as it is then; nothing is changed then.
    pub fn change(
        &self,
        id: &str,
        now: Seconds,
        change: impl FnOnce(&mut Subject),
    ) -> Result<(), StoreError> {
        let inner = &self.inner;
        let tag = inner.names.tag(id);
        let transaction = inner.writing()?;
        let (slot, key, held) = inner.rows()?.held(&tag)?;
        let Held { mut subject, created, removal_requested, .. } = held;
        change(&mut subject);
        subject.id = id.to_owned();
        subject.validate()?;
        inner.write(&transaction, (&tag, slot, &key), &subject, (created, removal_requested))?;
        inner.record(&transaction, now, (Event::Changed, Some(tag)), &self.actor)?;
        transaction.commit().map_err(database)
    }

    /// The ids of all who have a template of another encoder than this: they cannot be recognised any more until they
    /// are captured again.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read; damaged subjects are passed over.
    pub fn to_recapture(&self, encoder_id: u32) -> Result<Vec<String>, StoreError> {
        let rows = self.inner.rows()?;
        let mut ids = Vec::new();
        for row in rows.subjects.iter().map_err(database)? {
            let (tag, _) = row.map_err(database)?;
            let mut sealed = (0..PARTS).filter_map(|part| {
                sealed_template(&rows.pieces, &rows.rests, tag.value(), part).ok().flatten()
            });
            // The header is in the clear: the encoder stands in bytes 12 to 16.
            let other = |sealed: Vec<u8>| sealed.get(12..16) != Some(&encoder_id.to_le_bytes());
            if sealed.any(other)
                && let Ok((_, _, held)) = rows.held(tag.value())
            {
                ids.push(held.subject.id);
            }
        }
        Ok(ids)
    }
}
