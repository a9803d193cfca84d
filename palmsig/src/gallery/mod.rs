//! Enrolled subjects in memory: enrol, verify 1:1, identify 1:N, find duplicates, remove. Safe to share between threads.
//! Nothing is kept when the gallery is dropped, and the templates are erased from memory.

mod cascade;
mod codes;
mod duplicate;
mod identify;
mod subjects;
#[cfg(test)]
mod tests;

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::error::{GalleryError, MatchError};
use crate::image::HandSide;
use crate::matching::{Comparison, Matcher, Policy};
use crate::template::Template;
use subjects::Subjects;

pub use duplicate::Duplicate;
pub use identify::{Candidate, Identification};

/// Most bytes of a subject's id.
pub const MAX_ID: usize = 256;

/// Subjects under their callers' ids, each with one or both palms.
///
/// A search works on the subjects as they were when it began, and holds no lock: a thread of a pool that waits
/// for its search may take up another one, and would lock out itself and everybody who enrols. A change made
/// while searches go on copies half a thousand compact codes, not the gallery.
///
/// Up to 256 palms that a probe can be compared with are all compared in full. Among more, quick looks at compact codes
/// choose the 256 (or, for k candidates, 2·k if that is more) that are.
pub struct Gallery {
    matcher: Matcher,
    encoder_id: u32,
    subjects: RwLock<Subjects>,
}

/// Prints the number of subjects, never who they are.
impl std::fmt::Debug for Gallery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gallery({} subjects)", self.len())
    }
}

/// The outcome of a 1:1 comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verification {
    /// Whether the policy accepts it.
    pub accepted: bool,
    /// The comparison with the palm that agrees best.
    pub comparison: Comparison,
}

impl Gallery {
    /// An empty gallery for templates of one encoder.
    pub fn new(matcher: Matcher, encoder_id: u32) -> Gallery {
        Gallery { matcher, encoder_id, subjects: RwLock::default() }
    }

    /// Enrols a subject with one palm, or with a left and a right one.
    ///
    /// # Errors
    /// A [`GalleryError`] when the id is unusable or taken, or the palms are not one subject's; the gallery
    /// is then unchanged.
    pub fn enrol(&self, id: &str, palms: Vec<Template>) -> Result<(), GalleryError> {
        if id.is_empty() || id.len() > MAX_ID {
            return Err(GalleryError::Id { given: id.len(), limit: MAX_ID });
        }
        palms.iter().try_for_each(|palm| self.check_encoder(palm))?;
        match palms.as_slice() {
            [_] => {}
            [a, b]
                if matches!(
                    (a.hand(), b.hand()),
                    (HandSide::Left, HandSide::Right) | (HandSide::Right, HandSide::Left)
                ) => {}
            [_, _] => return Err(GalleryError::SameHand),
            other => return Err(GalleryError::Palms { given: other.len() }),
        }
        if self.write().insert(id, palms) { Ok(()) } else { Err(GalleryError::AlreadyEnrolled) }
    }

    /// Removes a subject; its templates are erased from memory once no search that began before looks at them.
    ///
    /// # Errors
    /// [`GalleryError::NotEnrolled`] when there is none of this id.
    pub fn remove(&self, id: &str) -> Result<(), GalleryError> {
        if self.write().remove(id) { Ok(()) } else { Err(GalleryError::NotEnrolled) }
    }

    /// Number of subjects.
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Whether nobody is enrolled.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Is this palm one of the subject's?
    ///
    /// # Errors
    /// A [`GalleryError`] when the subject is not enrolled or has no palm that can be compared.
    pub fn verify(
        &self,
        id: &str,
        template: &Template,
        policy: &Policy,
    ) -> Result<Verification, GalleryError> {
        self.check_encoder(template)?;
        let probe = self.matcher.probe(template);
        let subject = self.read().get(id).cloned().ok_or(GalleryError::NotEnrolled)?;
        let mut compared = Vec::with_capacity(subject.palms.len());
        let mut refused = MatchError::Hands;
        for palm in &subject.palms {
            match probe.compare(palm) {
                Ok(comparison) => compared.push(comparison),
                Err(error) => refused = error,
            }
        }
        let best = compared.iter().max_by_key(|c| c.similarity()).copied();
        let comparison = best.ok_or(GalleryError::Match(refused))?;
        Ok(Verification { accepted: policy.accepts_among(&comparison, compared.len()), comparison })
    }

    fn check_encoder(&self, template: &Template) -> Result<(), GalleryError> {
        let (given, expected) = (template.encoder_id(), self.encoder_id);
        if given == expected { Ok(()) } else { Err(GalleryError::Encoder { given, expected }) }
    }

    /// A panic in another thread leaves the subjects whole enough to read: they are entered last and removed first.
    fn read(&self) -> RwLockReadGuard<'_, Subjects> {
        self.subjects.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Subjects> {
        self.subjects.write().unwrap_or_else(PoisonError::into_inner)
    }
}
