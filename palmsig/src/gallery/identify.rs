//! 1:N: which of the enrolled subjects is it, if any?

#[cfg(feature = "parallel")]
use rayon::prelude::*;

use super::Gallery;
use crate::error::GalleryError;
use crate::matching::{Comparison, Policy, Probe};
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

/// A subject and its palms.
pub(super) type Entry<'a> = (&'a str, &'a [Template]);

/// The outcome of comparing a palm with those of many subjects.
pub(super) struct Ranked<'a> {
    /// Those that can be compared, best first and equals in the order of the entries.
    pub(super) subjects: Vec<(&'a str, Comparison)>,
    /// Palms compared.
    pub(super) compared: usize,
}

/// A subject's best comparison, and how many were made.
type Scored<'a> = (&'a str, Option<Comparison>, usize);

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
        let subjects = self.read();
        let entries: Vec<Entry<'_>> = subjects.iter().map(|(id, palms)| (id.as_str(), &palms[..])).collect();
        let Ranked { subjects: found, compared } = self.rank(template, &entries)?;
        let accepted = found.first().is_some_and(|(_, best)| policy.accepts_among(best, compared));
        let candidates = found.into_iter().take(k.max(usize::from(accepted)));
        let candidates =
            candidates.map(|(id, comparison)| Candidate { id: id.to_owned(), comparison }).collect();
        Ok(Identification { candidates, compared, accepted })
    }

    /// Compares a palm with those of `entries`.
    pub(super) fn rank<'a>(
        &self,
        template: &Template,
        entries: &[Entry<'a>],
    ) -> Result<Ranked<'a>, GalleryError> {
        self.check_encoder(template)?;
        let scored = score_all(&self.matcher.probe(template), entries);
        let compared = scored.iter().map(|&(_, _, count)| count).sum();
        let mut subjects: Vec<(&str, Comparison)> =
            scored.into_iter().filter_map(|(id, best, _)| Some((id, best?))).collect();
        // The sort is stable.
        subjects.sort_by_key(|(_, comparison)| std::cmp::Reverse(comparison.similarity()));
        Ok(Ranked { subjects, compared })
    }
}

#[cfg(feature = "parallel")]
fn score_all<'a>(probe: &Probe, entries: &[Entry<'a>]) -> Vec<Scored<'a>> {
    entries.par_iter().map(|&entry| score(probe, entry)).collect()
}

#[cfg(not(feature = "parallel"))]
fn score_all<'a>(probe: &Probe, entries: &[Entry<'a>]) -> Vec<Scored<'a>> {
    entries.iter().map(|&entry| score(probe, entry)).collect()
}

fn score<'a>(probe: &Probe, (id, palms): Entry<'a>) -> Scored<'a> {
    let compared: Vec<Comparison> = palms.iter().filter_map(|palm| probe.compare(palm).ok()).collect();
    (id, compared.iter().max_by_key(|c| c.similarity()).copied(), compared.len())
}
