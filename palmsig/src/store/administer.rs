//! What the operator of a store and its auditor do.

use std::sync::{Arc, PoisonError};

use super::tables::database;
use super::{Entry, Event, Held, Inner, Receipt, Seconds, TrailHead};
use crate::error::StoreError;
use crate::protect::keys::OperatorKey;

/// Who exports, rotates keys and sets how long subjects are kept.
pub struct Administrator {
    pub(super) inner: Arc<Inner>,
    pub(super) actor: String,
}

/// All that is held about a subject, for the subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The record, with the templates.
    pub held: Held,
    /// What was done to it.
    pub history: Vec<Entry>,
}

impl Administrator {
    /// All that is held about a subject.
    ///
    /// # Errors
    /// [`GalleryError::NotEnrolled`](crate::error::GalleryError::NotEnrolled), or what is wrong with the store.
    pub fn export(&self, id: &str, now: Seconds) -> Result<Export, StoreError> {
        let inner = &self.inner;
        let tag = inner.names.tag(id);
        let (_, _, held) = inner.rows()?.held(&tag)?;
        self.record((Event::Exported, Some(tag)), now)?;
        Ok(Export { held, history: inner.history(id)? })
    }

    /// Keeps subjects for so long without a use, those enrolled already too.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be written.
    pub fn set_retention(&self, retention: Seconds, now: Seconds) -> Result<(), StoreError> {
        let transaction = self.inner.writing()?;
        self.inner.write_retention(&transaction, retention)?;
        self.inner.record(&transaction, now, (Event::RetentionChanged, None), &self.actor)?;
        transaction.commit().map_err(database)
    }

    /// Goes on under a new tenant key: nobody enrols again. Copies of erased keys that a medium may have kept, in worn-out blocks or
    /// snapshots, are wrapped under the old one; they are lost for good once the operator's key is another one too
    /// ([`rotate_operator_key`](Self::rotate_operator_key)) and the old one destroyed.
    ///
    /// # Errors
    /// [`StoreError`]; interrupted, it is finished when the store is opened next.
    pub fn rotate_tenant_key(&self, operator: &OperatorKey, now: Seconds) -> Result<(), StoreError> {
        self.inner.keys().rotate(operator, self.inner.tenant.as_bytes())?;
        self.record((Event::KeyRotated, None), now)
    }

    /// Wraps the tenant's key under another operator's key: the store opens under that one from now on.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be written.
    pub fn rotate_operator_key(&self, next: &OperatorKey, now: Seconds) -> Result<(), StoreError> {
        self.inner.keys().rewrap(next, self.inner.tenant.as_bytes())?;
        self.record((Event::KeyRotated, None), now)
    }

    /// Gives the room of removed rows back to the file system. Everybody else waits meanwhile.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be written, or is being read.
    pub fn compact(&self) -> Result<(), StoreError> {
        let mut subjects = self.inner.database.write().unwrap_or_else(PoisonError::into_inner);
        while subjects.compact().map_err(database)? {}
        Ok(())
    }

    fn record(&self, what: (Event, Option<super::Tag>), now: Seconds) -> Result<(), StoreError> {
        let transaction = self.inner.writing()?;
        self.inner.record(&transaction, now, what, &self.actor)?;
        transaction.commit().map_err(database)
    }
}

/// Who reads the audit trail.
pub struct Auditor {
    pub(super) inner: Arc<Inner>,
    #[expect(dead_code, reason = "reading leaves no trace")]
    pub(super) actor: String,
}

impl Auditor {
    /// Checks the whole trail, and that `earlier`, which was kept elsewhere, is a part of it; returns the head to keep.
    ///
    /// # Errors
    /// [`StoreError::Trail`] where an entry was changed, removed, moved or cut off.
    pub fn verify(&self, earlier: Option<&TrailHead>) -> Result<TrailHead, StoreError> {
        self.inner.verified(earlier, drop)
    }

    /// All entries, once the trail is verified.
    ///
    /// # Errors
    /// [`StoreError`] as for [`verify`](Self::verify).
    pub fn entries(&self) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        self.inner.verified(None, |entry| entries.push(entry))?;
        Ok(entries)
    }

    /// What was done to one subject; also to one that is gone.
    ///
    /// # Errors
    /// [`StoreError`] as for [`verify`](Self::verify).
    pub fn history(&self, id: &str) -> Result<Vec<Entry>, StoreError> {
        self.inner.history(id)
    }

    /// Whether this store gave a receipt.
    pub fn confirms(&self, receipt: &Receipt) -> bool {
        self.inner.confirms(receipt)
    }
}

impl Inner {
    fn history(&self, id: &str) -> Result<Vec<Entry>, StoreError> {
        let tag = self.names.tag(id);
        let mut entries = Vec::new();
        self.verified(None, |entry| entries.extend(Some(entry).filter(|e| e.subject == Some(tag))))?;
        Ok(entries)
    }
}
