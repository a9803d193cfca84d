//! 1:N: which of the enrolled subjects is it, if any?

use std::collections::BTreeSet;
use std::sync::Arc;

#[cfg(feature = "parallel")]
use rayon::prelude::*;

use super::Gallery;
use super::cascade::shortlist;
use super::subjects::{Owner, Subject};
use crate::error::GalleryError;
use crate::matching::{Comparison, Policy};
use crate::template::Template;

/// A subject that might be the one.
#[derive(Clone, PartialEq)]
pub struct Candidate {
    /// The subject's id.
    pub id: String,
    /// The comparison with the palm of the subject that agrees best.
    pub comparison: Comparison,
}

/// Prints the comparison, never who it is.
impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Candidate").field("comparison", &self.comparison).finish_non_exhaustive()
    }
}

/// The outcome of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Identification {
    /// The best candidates, best first (equals in the order of their ids), at most as many as asked for, but
    /// always the one accepted.
    pub candidates: Vec<Candidate>,
    /// Palms compared.
    pub compared: usize,
    /// Whether the first candidate is the person, at the rate asked for.
    pub accepted: bool,
}

impl Identification {
    /// The subject recognised, if any.
    pub fn recognised(&self) -> Option<&Candidate> {
        self.candidates.first().filter(|_| self.accepted)
    }
}

/// The outcome of comparing a palm with those of many subjects.
pub(super) struct Ranked {
    /// Those that can be compared, best first and equals in the order of their ids; of many only those that look like it.
    pub(super) subjects: Vec<(Arc<Subject>, Comparison)>,
    /// Palms searched.
    pub(super) compared: usize,
}

/// Palms that are all compared in full; of more only so many are that look like the probe. Of 300 synthetic palms none was
/// missed among the best hundredth by the second look, in a search among as many others; this is the best fortieth of
/// those who get it.
const IN_FULL: usize = 256;

impl Gallery {
    /// Searches all subjects for the owner of a palm and returns the `k` best candidates, with the decision
    /// whether the best is the person. Palms of the other side and without a common band are passed over.
    ///
    /// # Errors
    /// [`GalleryError::Encoder`] for a template of another encoder.
    pub fn identify(
        &self,
        template: &Template,
        k: usize,
        policy: &Policy,
    ) -> Result<Identification, GalleryError> {
        let Ranked { subjects: found, compared } = self.rank(template, None, k)?;
        let accepted = found.first().is_some_and(|(_, best)| policy.accepts_among(best, compared));
        let candidates = found.into_iter().take(k.max(usize::from(accepted)));
        let candidates =
            candidates.map(|(s, comparison)| Candidate { id: s.id.clone(), comparison }).collect();
        Ok(Identification { candidates, compared, accepted })
    }

    /// Compares a palm with those of all subjects but one. The best `k` are among those found.
    pub(super) fn rank(
        &self,
        template: &Template,
        except: Option<&str>,
        k: usize,
    ) -> Result<Ranked, GalleryError> {
        self.check_encoder(template)?;
        let probe = self.matcher.probe(template);
        // A subject has at most two palms.
        let in_full = IN_FULL.max(k.saturating_mul(2));
        let subjects = self.read();
        let index = subjects.index().clone();
        let own = except.and_then(|id| subjects.get(id)).map_or(0, |own| own.comparable(template));
        let compared = index.count(template) - own;
        let everybody = (compared <= in_full).then(|| subjects.all().cloned().collect::<Vec<_>>());
        // From here on a search holds no lock.
        drop(subjects);
        let chosen = match everybody {
            Some(mut everybody) => {
                everybody.retain(|subject| Some(&*subject.id) != except);
                everybody.iter().flat_map(Owner::all).collect()
            }
            None => shortlist(&probe, &index, in_full, except),
        };
        let found = each(&chosen, |owner| {
            let comparison = probe.compare(&owner.subject.palms[owner.palm]).ok();
            comparison.map(|comparison| (owner.subject.clone(), comparison))
        });
        Ok(Ranked { subjects: ranked(found.into_iter().flatten().collect()), compared })
    }
}

/// The best comparison of each subject, best first.
fn ranked(mut found: Vec<(Arc<Subject>, Comparison)>) -> Vec<(Arc<Subject>, Comparison)> {
    let similarity = |found: &(Arc<Subject>, Comparison)| found.1.similarity();
    found.sort_by(|a, b| similarity(b).cmp(&similarity(a)).then_with(|| a.0.id.cmp(&b.0.id)));
    let mut seen = BTreeSet::new();
    found.retain(|(subject, _)| seen.insert(Arc::as_ptr(subject)));
    found
}

/// What `of` makes of each item, on all cores.
#[cfg(feature = "parallel")]
pub(super) fn each<T: Sync, R: Send>(items: &[T], of: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    items.par_iter().map(of).collect()
}

/// What `of` makes of each item.
#[cfg(not(feature = "parallel"))]
pub(super) fn each<T, R>(items: &[T], of: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(of).collect()
}
