//! Removing subjects: the key first, then the copies in memory, then the rows.

use std::sync::Arc;

use redb::ReadableTable;

use super::keyfile::Slot;
use super::tables::database;
use super::{Event, Inner, Seconds, Tag};
use crate::error::{GalleryError, StoreError};
use crate::gallery::Gallery;

/// Who removes.
pub struct Remover {
    pub(super) inner: Arc<Inner>,
    pub(super) actor: String,
}

/// What became of a request to remove a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Removal {
    /// It is gone.
    Done(Receipt),
    /// Something holds it still: it is not recognised any more, and the first sweep after all holds are released removes it.
    Waits {
        /// How many hold it.
        holds: usize,
    },
}

/// Says that a subject was removed; [`Auditor::confirms`](super::Auditor::confirms) tells whether it is genuine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Tag of the subject.
    pub subject: Tag,
    /// When.
    pub at: Seconds,
    /// Number of the entry in the audit trail.
    pub entry: u64,
    /// Hash of that entry.
    pub hash: [u8; 32],
    /// A code that only this tenant's store can make.
    pub code: [u8; 32],
}

impl Receipt {
    /// What the code is made of.
    fn body(&self) -> Vec<u8> {
        let numbers = [self.at, self.entry].map(u64::to_le_bytes).concat();
        [b"receipt", &self.subject[..], &numbers, &self.hash].concat()
    }
}

impl Inner {
    pub(super) fn confirms(&self, receipt: &Receipt) -> bool {
        self.names.code(&receipt.body()) == blake3::Hash::from(receipt.code)
    }
}

impl Remover {
    /// Removes a subject, from these galleries too, or says what it waits for. Its key is erased first; should anything
    /// fail after that, nothing of it can be read any more, and asking again or opening the store again ends it.
    ///
    /// # Errors
    /// [`GalleryError::NotEnrolled`], or what is wrong with the store. A damaged subject can be removed.
    pub fn remove(&self, id: &str, galleries: &[&Gallery], now: Seconds) -> Result<Removal, StoreError> {
        self.remove_by(id, galleries, Event::Removed, now)
    }

    /// Removes all whose time is up, and those whose removal waited for holds that are released.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read or written; those removed before are gone.
    pub fn sweep(&self, galleries: &[&Gallery], now: Seconds) -> Result<Vec<Receipt>, StoreError> {
        let mut due = Vec::new();
        {
            let rows = self.inner.rows()?;
            for row in rows.subjects.iter().map_err(database)? {
                let (tag, _) = row.map_err(database)?;
                // Damaged ones are for a person to decide on.
                let Ok((_, _, held)) = rows.held(tag.value()) else { continue };
                if held.removal_requested || held.expires <= now {
                    let event = if held.removal_requested { Event::Removed } else { Event::Expired };
                    due.push((held.subject.id, event));
                }
            }
        }
        let mut receipts = Vec::new();
        for (id, event) in due {
            if let Removal::Done(receipt) = self.remove_by(&id, galleries, event, now)? {
                receipts.push(receipt);
            }
        }
        Ok(receipts)
    }

    fn remove_by(
        &self,
        id: &str,
        galleries: &[&Gallery],
        event: Event,
        now: Seconds,
    ) -> Result<Removal, StoreError> {
        let inner = &self.inner;
        let tag = inner.names.tag(id);
        // Nobody changes it from here on.
        let transaction = inner.writing()?;
        let rows = inner.rows()?;
        let row = rows.subjects.get(&tag).map_err(database)?;
        let slot = Inner::slot(row.ok_or(GalleryError::NotEnrolled)?.value())?;
        let held = rows.held(&tag).ok();
        if let Some((slot, key, held)) = &held
            && !held.subject.holds.is_empty()
        {
            let holds = held.subject.holds.len();
            if !held.removal_requested && event == Event::Removed {
                inner.write(&transaction, (&tag, *slot, key), &held.subject, (held.created, true))?;
                let requested = (Event::RemovalRequested, Some(tag));
                inner.record(&transaction, now, requested, &self.actor)?;
                transaction.commit().map_err(database)?;
            }
            forget(galleries, id);
            return Ok(Removal::Waits { holds });
        }
        // A slot that another subject's key stands in is left alone.
        let own =
            inner.keys_to_read().owner(slot).map_or(true, |owner| owner.is_none_or(|owner| owner == tag));
        if own && !matches!(inner.keys().get(slot, &tag), Ok(Slot::Erased)) {
            inner.keys().erase(slot, &tag)?;
        }
        forget(galleries, id);
        drop((held, rows));
        let head = inner.delete(transaction, own.then_some(slot), &tag, event, &self.actor, now)?;
        let entry = head.entries - 1;
        let mut receipt = Receipt { subject: tag, at: now, entry, hash: head.hash, code: [0; 32] };
        receipt.code = *inner.names.code(&receipt.body()).as_bytes();
        Ok(Removal::Done(receipt))
    }
}

/// Who is in none of them is in none.
fn forget(galleries: &[&Gallery], id: &str) {
    galleries.iter().for_each(|gallery| drop(gallery.remove(id)));
}
