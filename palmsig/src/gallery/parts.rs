//! A gallery whose subjects lie in several, on several machines, say: each searches its part, and all of them find what one
//! gallery of all subjects finds.
//!
//! Which palms are compared in full depends on all that are enrolled. So the parts tell each other how many of their codes
//! look how much like the probe: counts, never whose they are.

use super::Gallery;
use super::identify::{Candidate, Identification};
use crate::error::GalleryError;
use crate::matching::Policy;
use crate::template::{MAX_VIEWS, Template};

/// The other parts of a gallery, as a part that searches sees them.
pub trait Others: Sync {
    /// Adds up what all parts count, place by place, and returns the sums.
    ///
    /// In one [search](Gallery::identify_part) every part calls this equally often, and each time with as many counts as the
    /// others. A part waits here for the slowest.
    ///
    /// # Errors
    /// [`GalleryError::Parts`] when the sums cannot be had. The search then fails.
    fn add_up(&self, counts: Vec<u32>) -> Result<Vec<u32>, GalleryError>;
}

/// There are none.
pub(super) struct Alone;

impl Others for Alone {
    fn add_up(&self, counts: Vec<u32>) -> Result<Vec<u32>, GalleryError> {
        Ok(counts)
    }
}

/// The sums over all parts of rows of counts; nobody is asked where there are none.
pub(super) fn added_up(
    others: &dyn Others,
    rows: impl Iterator<Item = Vec<u32>>,
) -> Result<Vec<Vec<u32>>, GalleryError> {
    let rows: Vec<Vec<u32>> = rows.collect();
    if rows.is_empty() {
        return Ok(rows);
    }
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

/// Palms that each probe can be compared with, and most views that one palm has, in all parts.
pub(super) fn sizes(
    others: &dyn Others,
    palms: &[usize],
    most_views: usize,
) -> Result<(Vec<usize>, usize), GalleryError> {
    let views = (1..=MAX_VIEWS).map(|views| u32::from(views == most_views)).collect();
    let counts = palms.iter().map(|&palms| u32::try_from(palms).unwrap_or(u32::MAX)).collect();
    let sums = added_up(others, [views, counts].into_iter())?;
    let most_views = sums[0].iter().rposition(|&parts| parts > 0).map_or(1, |at| at + 1);
    Ok((sums[1].iter().map(|&palms| palms as usize).collect(), most_views))
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
        let found = self.rank(templates, None, k, others)?;
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
