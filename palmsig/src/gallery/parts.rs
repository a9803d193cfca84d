//! A gallery whose subjects lie in several, on several machines, say: each searches its part, and all of them find what one
//! gallery of all subjects finds.
//!
//! Which palms are compared in full depends on all that are enrolled. So the parts tell each other how many of their codes
//! look how much like the probe, and how much the best of them do: numbers, never whose they are.

use std::cmp::Reverse;

use super::Gallery;
use super::identify::{Candidate, Identification};
use crate::error::GalleryError;
use crate::matching::Policy;
use crate::template::{MAX_VIEWS, Template};

/// The other parts of a gallery, as a part that searches sees them.
///
/// In one [search](Gallery::identify_part) every part calls the same methods in the same order, and each time with as many
/// numbers as the others. A part waits in each of them for the slowest.
pub trait Others: Sync {
    /// Adds up what all parts count, place by place, and returns the sums.
    ///
    /// # Errors
    /// [`GalleryError::Parts`] when the sums cannot be had. The search then fails.
    fn add_up(&self, counts: Vec<u32>) -> Result<Vec<u32>, GalleryError>;

    /// Returns what all parts tell, this one too: the numbers of one part after those of another, in any order of parts.
    ///
    /// # Errors
    /// [`GalleryError::Parts`] when they cannot be had. The search then fails.
    fn gather(&self, numbers: Vec<u32>) -> Result<Vec<u32>, GalleryError>;
}

/// The sums over all parts of rows of counts; nobody is asked where there are none.
pub(super) fn added_up(
    others: Option<&dyn Others>,
    rows: impl Iterator<Item = Vec<u32>>,
) -> Result<Vec<Vec<u32>>, GalleryError> {
    let rows: Vec<Vec<u32>> = rows.collect();
    let Some(others) = others.filter(|_| !rows.is_empty()) else { return Ok(rows) };
    let all = rows.concat();
    let expected = all.len();
    let sums = others.add_up(all)?;
    if sums.len() != expected {
        let reason = format!("{} sums of {expected} counts", sums.len());
        return Err(GalleryError::Parts { reason });
    }
    let mut sums = sums.into_iter();
    Ok(rows.iter().map(|row| sums.by_ref().take(row.len()).collect()).collect())
}

/// Of each row the `wanted`-th greatest of what all parts have there, greatest first; 0 where there are not so many.
pub(super) fn greatest(
    others: Option<&dyn Others>,
    mut rows: Vec<Vec<u32>>,
    wanted: usize,
) -> Result<Vec<u32>, GalleryError> {
    if let Some(others) = others.filter(|_| !rows.is_empty()) {
        rows.iter_mut().for_each(|row| row.resize(wanted, 0));
        let of_all = gathered(others, &rows.concat())?;
        for (row, place) in rows.iter_mut().zip((0..).step_by(wanted)) {
            *row = of_all.iter().flat_map(|of_part| &of_part[place..place + wanted]).copied().collect();
            row.sort_unstable_by_key(|&number| Reverse(number));
        }
    }
    Ok(rows.iter().map(|row| row.get(wanted - 1).copied().unwrap_or(0)).collect())
}

/// What each part tells.
fn gathered(others: &dyn Others, own: &[u32]) -> Result<Vec<Vec<u32>>, GalleryError> {
    let all = others.gather(own.to_vec())?;
    if all.is_empty() || !all.len().is_multiple_of(own.len()) {
        let reason = format!("{} numbers of parts that tell {} each", all.len(), own.len());
        return Err(GalleryError::Parts { reason });
    }
    Ok(all.chunks(own.len()).map(<[u32]>::to_vec).collect())
}

/// What all parts count before they leave out codes.
pub(super) struct Totals {
    /// Palms that each probe can be compared with.
    pub(super) palms: Vec<usize>,
    /// Most views that one palm has.
    pub(super) most_views: usize,
    /// How many codes have how much evidence of the first look, for each view of the probes.
    pub(super) spreads: Vec<Vec<u32>>,
}

impl Totals {
    /// Of what this part counts.
    pub(super) fn of(self, others: Option<&dyn Others>) -> Result<Totals, GalleryError> {
        let views = (1..=MAX_VIEWS).map(|views| u32::from(views == self.most_views)).collect();
        let palms = self.palms.iter().map(|&palms| u32::try_from(palms).unwrap_or(u32::MAX)).collect();
        let mut sums = added_up(others, [views, palms].into_iter().chain(self.spreads))?.into_iter();
        let [views, palms] = [sums.next().unwrap_or_default(), sums.next().unwrap_or_default()];
        Ok(Totals {
            palms: palms.into_iter().map(|palms| palms as usize).collect(),
            most_views: views.iter().rposition(|&parts| parts > 0).map_or(1, |at| at + 1),
            spreads: sums.collect(),
        })
    }
}

impl Gallery {
    /// [`identify_batch`](Self::identify_batch) in one part of a gallery; the others search for the same palms, and their
    /// `k` and policy are the same. What each has found is put together by [`Identification::of_parts`].
    ///
    /// # Errors
    /// As [`identify`](Self::identify), for any of the palms; what `others` return.
    pub fn identify_part(
        &self,
        templates: &[Template],
        k: usize,
        policy: &Policy,
        others: &dyn Others,
    ) -> Result<Vec<Identification>, GalleryError> {
        let found = self.rank(templates, None, k, Some(others))?;
        // The best of a part may be the best of all, accepted or not.
        Ok(found.into_iter().map(|found| found.concluded(k.max(1), policy)).collect())
    }
}

impl Identification {
    /// What one gallery finds, of what each of its parts has [found](Gallery::identify_part) for one palm.
    pub fn of_parts(parts: Vec<Identification>, k: usize) -> Identification {
        let compared = parts.first().map_or(0, |part| part.compared);
        let decided = parts.into_iter().flat_map(|part| {
            let accepted = part.accepted;
            part.candidates.into_iter().enumerate().map(move |(i, one)| (one, accepted && i == 0))
        });
        let mut decided: Vec<(Candidate, bool)> = decided.collect();
        let similarity = |one: &(Candidate, bool)| one.0.comparison.similarity();
        decided.sort_by(|a, b| similarity(b).cmp(&similarity(a)).then_with(|| a.0.id.cmp(&b.0.id)));
        let accepted = decided.first().is_some_and(|(_, accepted)| *accepted);
        let best = decided.into_iter().take(k.max(usize::from(accepted)));
        Identification { candidates: best.map(|(one, _)| one).collect(), compared, accepted }
    }
}
