//! From the store to a gallery, and back: who was recognised, and when.

use std::sync::Arc;

#[cfg(feature = "parallel")]
use rayon::prelude::*;
use redb::ReadableTable;

use super::tables::database;
use super::{Event, Held, Inner, Palm, Seconds, Tag};
use crate::enroll::joined;
use crate::error::{GalleryError, StoreError};
use crate::gallery::Gallery;
use crate::template::Template;

/// Who loads galleries and records uses.
pub struct Recogniser {
    pub(super) inner: Arc<Inner>,
    pub(super) actor: String,
}

/// What became of the subjects of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loaded {
    /// Subjects that are in the gallery now.
    pub subjects: usize,
    /// Those whose time is up.
    pub expired: usize,
    /// Those that are to be removed and are not recognised any more.
    pub leaving: usize,
    /// Those that must be captured again: their templates are of another encoder.
    pub other_encoder: usize,
    /// Those that the gallery has already.
    pub already: usize,
    /// Those whose rows are damaged; all others are as they were.
    pub damaged: usize,
}

/// Subjects that are opened at once, so that not all are in memory twice.
const AT_ONCE: usize = 4096;

impl Recogniser {
    /// Enrols all subjects in a gallery whose time is not up.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read.
    pub fn load(&self, gallery: &Gallery, now: Seconds) -> Result<Loaded, StoreError> {
        let rows = self.inner.rows()?;
        let mut subjects = rows.subjects.iter().map_err(database)?;
        let (mut loaded, mut opened) = (Loaded::default(), Vec::new());
        loop {
            let tags = subjects.by_ref().take(AT_ONCE).map(|row| row.map(|(tag, _)| *tag.value()));
            let tags: Vec<Tag> = tags.collect::<Result<_, _>>().map_err(database)?;
            if tags.is_empty() && opened.is_empty() {
                return Ok(loaded);
            }
            // Galleries take one at a time: meanwhile the next ones are opened.
            let enrol = || opened.into_iter().for_each(|held| loaded.count(gallery, held, now));
            let open = || each(&tags, |tag| rows.held(tag).map(|(_, _, held)| held));
            opened = both(enrol, open).1;
        }
    }

    /// Brings what a gallery has of one subject up to date, after a [change](super::Registrar::change) say.
    /// A search that goes on meanwhile may pass over it.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read; the gallery is as it was then.
    pub fn reload(&self, gallery: &Gallery, id: &str, now: Seconds) -> Result<Loaded, StoreError> {
        let held = self.inner.rows()?.held(&self.inner.names.tag(id)).map(|(_, _, held)| held);
        // Who is not in it is not removed from it.
        let _ = gallery.remove(id);
        let mut loaded = Loaded::default();
        loaded.count(gallery, held, now);
        Ok(loaded)
    }

    /// Records that a subject was recognised: it is kept for as long as is set from now on.
    ///
    /// # Errors
    /// [`GalleryError::NotEnrolled`], or what is wrong with the store.
    pub fn used(&self, id: &str, now: Seconds) -> Result<(), StoreError> {
        let inner = &self.inner;
        let tag = inner.names.tag(id);
        let transaction = inner.writing()?;
        let (key, last_used) = inner.rows()?.last_used(&tag)?;
        // A clock that is set back shortens nobody's time.
        let now = now.max(last_used);
        inner.write_use(&transaction, (&tag, &key), now)?;
        inner.record(&transaction, now, (Event::Recognised, Some(tag)), &self.actor)?;
        transaction.commit().map_err(database)
    }

    /// Records that somebody was not recognised, or was not the one who they were said to be.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be written.
    pub fn refused(&self, id: Option<&str>, now: Seconds) -> Result<(), StoreError> {
        let tag = id.map(|id| self.inner.names.tag(id));
        let transaction = self.inner.writing()?;
        self.inner.record(&transaction, now, (Event::NotRecognised, tag), &self.actor)?;
        transaction.commit().map_err(database)
    }
}

impl Loaded {
    fn count(&mut self, gallery: &Gallery, held: Result<Held, StoreError>, now: Seconds) {
        let place = match held {
            Err(StoreError::Subject(GalleryError::NotEnrolled)) => &mut self.leaving,
            Err(_) => &mut self.damaged,
            Ok(held) if held.removal_requested => &mut self.leaving,
            Ok(held) if held.expires <= now => &mut self.expired,
            Ok(held) => match enrol(gallery, held) {
                Ok(()) => &mut self.subjects,
                Err(GalleryError::AlreadyEnrolled) => &mut self.already,
                Err(GalleryError::Encoder { .. }) => &mut self.other_encoder,
                Err(_) => &mut self.damaged,
            },
        };
        *place += 1;
    }
}

fn enrol(gallery: &Gallery, held: Held) -> Result<(), GalleryError> {
    // What cannot be joined is compared as it was enrolled.
    let whole = |palm: Palm| -> Template {
        let joined = palm.recent.as_ref().and_then(|recent| joined(&palm.anchor, recent).ok());
        joined.unwrap_or(palm.anchor)
    };
    gallery.enrol(&held.subject.id, held.subject.palms.into_iter().map(whole).collect())
}

/// What both do, at the same time where there are cores for it.
#[cfg(feature = "parallel")]
fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(a, b)
}

/// What both do, one after the other.
#[cfg(not(feature = "parallel"))]
fn both<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
    (a(), b())
}

/// What `of` makes of each item, on all cores.
#[cfg(feature = "parallel")]
fn each<T: Sync, R: Send>(items: &[T], of: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    items.par_iter().map(of).collect()
}

/// What `of` makes of each item.
#[cfg(not(feature = "parallel"))]
fn each<T, R>(items: &[T], of: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(of).collect()
}
