//! Enrolled subjects in memory: enrol, verify 1:1, identify 1:N, find duplicates, remove. Safe to share between threads.
//! Nothing is kept when the gallery is dropped, and the templates are erased from memory.
//!
//! Full templates are in memory too, or stay with a [`TemplateSource`] that is asked for the few that are compared in full.

mod cascade;
mod codes;
mod duplicate;
mod identify;
mod index;
#[cfg(feature = "lock")]
mod lock;
mod parts;
mod person;
mod source;
mod subjects;
#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::error::{GalleryError, MatchError};
use crate::image::HandSide;
use crate::matching::{Comparison, Matcher, Policy, Probe};
use crate::template::Template;
use codes::Prepare;
use index::PalmCode;
use source::Keeper;
use subjects::{Kind, Owner, Palm, Subject, Subjects};

pub use duplicate::Duplicate;
pub use identify::{Candidate, Identification};
pub use parts::Others;
pub use person::{PersonCandidate, PersonIdentification, PersonVerification};
pub use source::TemplateSource;

/// Most bytes of a subject's id.
pub const MAX_ID: usize = 256;

/// Subjects under their callers' ids, each with one or both palms.
///
/// A search works on the subjects as they were when it began, and holds no lock: a thread of a pool that waits
/// for its search may take up another one, and would lock out itself and everybody who enrols. A change made
/// while searches go on copies half a thousand compact codes, not the gallery.
///
/// Up to 256 palms that a probe can be compared with are all compared in full. Among more, quick looks at compact codes
/// choose the 128 that are; both are 2·k if that is more, for k candidates.
pub struct Gallery {
    matcher: Matcher,
    encoder_id: u32,
    keeper: Keeper,
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
    /// An empty gallery for templates of one encoder, which it keeps.
    pub fn new(matcher: Matcher, encoder_id: u32) -> Gallery {
        Gallery::with(Keeper::Gallery, |_| Ok(()), matcher, encoder_id)
    }

    /// An empty gallery for templates of one encoder, which stay with a source.
    ///
    /// The source has a subject's templates before they are enrolled here, and keeps them as they are until the subject
    /// is removed here. A search passes over those who are removed while it goes on.
    pub fn over(source: Arc<dyn TemplateSource>, matcher: Matcher, encoder_id: u32) -> Gallery {
        Gallery::with(Keeper::over(source), |_| Ok(()), matcher, encoder_id)
    }

    /// As [`over`](Self::over), and the compact codes are locked in memory, so that no system writes them to a disk to make
    /// room. Ids are not, nor what passes through memory: probes, and full templates while they are compared.
    ///
    /// Enrolling takes up to 577 KiB of the system's limit for every 512 views, and so may a removal while a search
    /// goes on. Where the system refuses both say so, and the gallery stays as it was.
    #[cfg(feature = "lock")]
    pub fn locked(source: Arc<dyn TemplateSource>, matcher: Matcher, encoder_id: u32) -> Gallery {
        Gallery::with(Keeper::over(source), lock::lock, matcher, encoder_id)
    }

    fn with(keeper: Keeper, prepare: Prepare, matcher: Matcher, encoder_id: u32) -> Gallery {
        Gallery { matcher, encoder_id, keeper, subjects: RwLock::new(Subjects::new(prepare)) }
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
        check_hands(palms.iter().map(Template::hand))?;
        let codes = palms.iter().enumerate().flat_map(|(i, palm)| PalmCode::all(i, palm)).collect();
        let keep = |palm| Palm { kind: Kind::of(&palm), full: self.keeper.keep(palm) };
        let subject = Subject { id: id.into(), palms: palms.into_iter().map(keep).collect() };
        self.write().insert(subject, codes)
    }

    /// Removes a subject; its templates are erased from memory once no search that began before looks at them.
    ///
    /// # Errors
    /// [`GalleryError::NotEnrolled`] when there is none of this id; [`GalleryError::Lock`].
    pub fn remove(&self, id: &str) -> Result<(), GalleryError> {
        self.write().remove(id)
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
    /// A [`GalleryError`] when the subject is not enrolled or has no palm that can be compared, or when a template
    /// that stays with a source cannot be had.
    pub fn verify(
        &self,
        id: &str,
        template: &Template,
        policy: &Policy,
    ) -> Result<Verification, GalleryError> {
        self.check_encoder(template)?;
        let probe = self.matcher.probe(template);
        let subject = self.read().get(id).cloned().ok_or(GalleryError::NotEnrolled)?;
        let kind = Kind::of(template);
        let palms: Vec<Owner> = subject.comparable(kind).collect();
        let compared = palms.iter().map(|palm| self.compare(&probe, palm)).collect::<Result<Vec<_>, _>>()?;
        // Whoever is removed meanwhile is not enrolled.
        let compared = compared.into_iter().collect::<Option<Vec<_>>>().ok_or(GalleryError::NotEnrolled)?;
        let best = compared.iter().max_by_key(|c| c.similarity()).copied();
        let comparison = best.ok_or_else(|| {
            let mut refusals = subject.palms.iter().filter_map(|palm| palm.kind.check(kind).err());
            refusals.next_back().unwrap_or(MatchError::Hands)
        })?;
        Ok(Verification { accepted: policy.accepts_among(&comparison, compared.len()), comparison })
    }

    /// Compares a probe in full with a palm that it can be compared with; none of a palm that was removed meanwhile.
    fn compare(&self, probe: &Probe, palm: &Owner) -> Result<Option<Comparison>, GalleryError> {
        match self.keeper.full(palm) {
            Ok(template) => Ok(Some(probe.compare(&template)?)),
            Err(error) if self.is_enrolled(&palm.subject) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Whether this is still the subject of its id.
    fn is_enrolled(&self, subject: &Arc<Subject>) -> bool {
        self.read().get(&subject.id).is_some_and(|now| Arc::ptr_eq(now, subject))
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

/// Whether these may be the hands of one person: a single one, or a left and a right one.
fn check_hands(hands: impl Iterator<Item = HandSide>) -> Result<(), GalleryError> {
    match hands.collect::<Vec<_>>().as_slice() {
        [_] | [HandSide::Left, HandSide::Right] | [HandSide::Right, HandSide::Left] => Ok(()),
        [_, _] => Err(GalleryError::SameHand),
        other => Err(GalleryError::Palms { given: other.len() }),
    }
}
