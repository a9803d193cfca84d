//! 1:N: which of the enrolled subjects is it, if any?

use std::collections::BTreeSet;
use std::sync::Arc;

#[cfg(feature = "parallel")]
use rayon::prelude::*;

use super::Gallery;
use super::cascade::FirstLook;
use super::index::Index;
use super::parts::{Others, Totals};
use super::subjects::{Kind, Owner, Subject};
use crate::error::GalleryError;
use crate::matching::{Comparison, Policy, Probe};
use crate::template::Template;

/// A subject that might be the one.
#[derive(Clone, PartialEq)]
pub struct Candidate<C = Comparison> {
    /// The subject's id.
    pub id: String,
    /// The comparison with the palm of the subject that agrees best; of a search by both palms, what they say together.
    pub comparison: C,
}

/// Prints the comparison, never who it is.
impl<C: std::fmt::Debug> std::fmt::Debug for Candidate<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Candidate").field("comparison", &self.comparison).finish_non_exhaustive()
    }
}

/// The outcome of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Identification<C = Comparison> {
    /// The best candidates, best first (equals in the order of their ids), at most as many as asked for, but
    /// always the one accepted.
    pub candidates: Vec<Candidate<C>>,
    /// Palms compared.
    pub compared: usize,
    /// Whether the first candidate is the person, at the rate asked for.
    pub accepted: bool,
}

impl<C> Identification<C> {
    /// The subject recognised, if any.
    pub fn recognised(&self) -> Option<&Candidate<C>> {
        self.candidates.first().filter(|_| self.accepted)
    }
}

/// The outcome of comparing a palm with those of many subjects.
#[derive(Default)]
pub(super) struct Ranked {
    /// Those that can be compared, best first and equals in the order of their ids; of many only those that look like it.
    pub(super) subjects: Vec<(Arc<Subject>, Comparison)>,
    /// Palms searched.
    pub(super) compared: usize,
}

impl Ranked {
    pub(super) fn concluded(self, k: usize, policy: &Policy) -> Identification {
        let Ranked { subjects, compared } = self;
        let accepted = subjects.first().is_some_and(|(_, best)| policy.accepts_among(best, compared));
        named(subjects, k, compared, accepted)
    }
}

/// The `k` best of those ranked, by their ids.
pub(super) fn named<C>(
    ranked: Vec<(Arc<Subject>, C)>,
    k: usize,
    compared: usize,
    accepted: bool,
) -> Identification<C> {
    let best = ranked.into_iter().take(k.max(usize::from(accepted)));
    let candidates = best.map(|(s, comparison)| Candidate { id: s.id.to_string(), comparison }).collect();
    Identification { candidates, compared, accepted }
}

/// Palms that are all compared in full.
const ALL_IN_FULL: usize = 256;

/// Of more palms so many are that look most like the probe: a comparison in full is by far the dearest look. What comes before leaves
/// mates among the best four (see the looks of the cascade).
const IN_FULL: usize = 128;

/// Probes that share a pass over the codes: each chunk of them is read from memory once for all.
const PASS: usize = 16;

/// A probe, and what decides whom it is compared with.
pub(super) struct Search {
    pub(super) probe: Probe,
    kind: Kind,
}

impl Gallery {
    /// Searches all subjects for the owner of a palm and returns the `k` best candidates, with the decision
    /// whether the best is the person. Palms of the other side and without a common band are passed over.
    ///
    /// # Errors
    /// [`GalleryError::Encoder`] for a template of another encoder, [`GalleryError::Source`] when a template that stays
    /// with a source cannot be had.
    pub fn identify(
        &self,
        template: &Template,
        k: usize,
        policy: &Policy,
    ) -> Result<Identification, GalleryError> {
        let found = self.rank(std::slice::from_ref(template), None, k, None)?.pop().unwrap_or_default();
        Ok(found.concluded(k, policy))
    }

    /// [`identify`](Self::identify) for each of many palms, with the same results: several share a pass over the
    /// compact codes. The rate asked for holds for each search, not for all of them together.
    ///
    /// # Errors
    /// As [`identify`](Self::identify), for any of them.
    pub fn identify_batch(
        &self,
        templates: &[Template],
        k: usize,
        policy: &Policy,
    ) -> Result<Vec<Identification>, GalleryError> {
        let found = self.rank(templates, None, k, None)?;
        Ok(found.into_iter().map(|found| found.concluded(k, policy)).collect())
    }

    /// Compares each palm with those of all subjects but one. The best `k` are among those found.
    pub(super) fn rank(
        &self,
        templates: &[Template],
        except: Option<&str>,
        k: usize,
        others: Option<&dyn Others>,
    ) -> Result<Vec<Ranked>, GalleryError> {
        templates.iter().try_for_each(|template| self.check_encoder(template))?;
        // From here on a search holds no lock.
        let (index, own) = {
            let subjects = self.read();
            (subjects.index().clone(), except.and_then(|id| subjects.get(id)).cloned())
        };
        let mut found = Vec::with_capacity(templates.len());
        for templates in templates.chunks(PASS) {
            let search = |t: &Template| Search { probe: self.matcher.probe(t), kind: Kind::of(t) };
            found.extend(self.pass(&each(templates, search), &index, own.as_ref(), k, others)?);
        }
        Ok(found)
    }

    /// Some searches that share a pass over the codes.
    fn pass(
        &self,
        searches: &[Search],
        index: &Index,
        own: Option<&Arc<Subject>>,
        k: usize,
        others: Option<&dyn Others>,
    ) -> Result<Vec<Ranked>, GalleryError> {
        // A subject has at most two palms.
        let [all, in_full] = [ALL_IN_FULL, IN_FULL].map(|palms| palms.max(k.saturating_mul(2)));
        let palms = |kind| index.count(kind) - own.map_or(0, |own| own.comparable(kind).count());
        let counts: Vec<usize> = searches.iter().map(|search| palms(search.kind)).collect();
        // How many palms other parts have is not known yet.
        let maybe_many = |probe: &usize| others.is_some() || counts[*probe] > all;
        let probes = (0..searches.len()).filter(maybe_many).map(|probe| (probe, &searches[probe].probe));
        let first = FirstLook::new(probes, index);
        let (most_views, spreads) = (index.most_views(), first.spreads());
        let Totals { palms: counts, most_views, spreads } =
            Totals { palms: counts, most_views, spreads }.of(others)?;
        // So many codes of those that look like a probe may be of so many palms fewer.
        let wanted = [in_full, in_full.saturating_mul(most_views)];
        let mut shortlists = first.shortlists(spreads, |probe| counts[probe] > all, wanted, own, others)?;
        let mut rank = |(i, search): (usize, &Search)| {
            let palms = shortlists.remove(&i).unwrap_or_else(|| index.palms(search.kind, own));
            let subjects = ranked(self.compare_all(&search.probe, &palms)?);
            Ok(Ranked { subjects, compared: counts[i] })
        };
        searches.iter().enumerate().map(&mut rank).collect()
    }

    /// Compares a probe with palms in full, but for those that were removed meanwhile.
    fn compare_all(
        &self,
        probe: &Probe,
        palms: &[Owner],
    ) -> Result<Vec<(Arc<Subject>, Comparison)>, GalleryError> {
        let compared = each(palms, |palm| self.compare(probe, palm)).into_iter().zip(palms);
        let found = compared.filter_map(|(comparison, palm)| {
            comparison.map(|found| found.map(|found| (palm.subject.clone(), found))).transpose()
        });
        found.collect()
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
