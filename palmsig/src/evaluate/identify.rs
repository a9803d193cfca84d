//! Identification: the search of one capture, the probe, among many candidates.

use super::{Comparisons, NO_EVIDENCE};

/// What one probe has found among the candidates: its highest mated score, and its highest
/// non-mated scores up to a depth.
///
/// A candidate is what the search ranks. Where someone is enrolled with several captures that
/// rank as one candidate, only their highest score must be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    mated: Option<i32>,
    /// Descending, at most `depth`.
    non_mated: Vec<i32>,
    depth: usize,
}

impl Nearest {
    /// A probe that has seen nothing yet and can tell ranks up to `depth`.
    pub fn of_depth(depth: usize) -> Self {
        Nearest { mated: None, non_mated: Vec::new(), depth: depth.max(1) }
    }

    /// Takes note of a comparison with a candidate of the same palm; of several the nearest counts.
    /// A failed acquisition of either is seen as [`NO_EVIDENCE`], and is a miss.
    pub fn saw_mated(&mut self, score: i32) {
        self.mated = self.mated.max(Some(score));
    }

    /// Takes note of a comparison with a candidate of another palm.
    pub fn saw_non_mated(&mut self, score: i32) {
        let place = self.non_mated.partition_point(|&other| other >= score);
        if place < self.depth {
            self.non_mated.truncate(self.depth - 1);
            self.non_mated.insert(place, score);
        }
    }

    /// The mated score if its rank is at most `rank`, else [`NO_EVIDENCE`]; `None` without a
    /// mated candidate. Non-mated candidates with the same score come first.
    fn mated_within(&self, rank: usize) -> Option<i32> {
        let mated = self.mated?;
        let before = self.non_mated.partition_point(|&other| other >= mated);
        Some(if before < rank { mated } else { NO_EVIDENCE })
    }
}

impl Default for Nearest {
    /// Can tell rank 1.
    fn default() -> Self {
        Nearest::of_depth(1)
    }
}

/// Rank-`rank` identification rate: of all probes that have a mated candidate, the share for which
/// it is among the `rank` nearest; over all ranks, the cumulative match characteristic (CMC).
/// `None` when no probe has one, for rank 0, and beyond the depth of a probe that has one.
pub fn identification_rate<'a>(probes: impl IntoIterator<Item = &'a Nearest>, rank: usize) -> Option<f64> {
    let (mut hits, mut total) = (0u64, 0u64);
    for probe in probes {
        if let Some(score) = probe.mated_within(rank) {
            (rank > 0 && rank <= probe.depth).then_some(())?;
            hits += u64::from(score > NO_EVIDENCE);
            total += 1;
        }
    }
    (total > 0).then(|| hits as f64 / total as f64)
}

/// Open-set identification (ISO/IEC 19795-1): `probes`, each with its subject, of which some are
/// enrolled (they have a mated candidate) and others unknown, as comparisons whose
/// [`rates`](Comparisons::rates) and intervals are
///
/// * as FMR the false positive identification rate, FPIR(*t*): the share of probes of unknown people
///   with any candidate at *t* or above;
/// * as FNMR the false negative identification rate, FNIR(*t*, `rank`): the share of probes of enrolled
///   people whose mated candidate is below *t* or not among the `rank` nearest.
///
/// An unknown probe that saw no candidate, its acquisition having failed, is a failed pair: never a
/// false positive. Intervals resample the people who probe and take the gallery as it is.
///
/// `None` for rank 0, and beyond the depth of any probe.
pub fn open_set(probes: &[(u32, Nearest)], rank: usize) -> Option<Comparisons> {
    (rank > 0 && probes.iter().all(|(_, p)| rank <= p.depth)).then_some(())?;
    let (mut mated, mut non_mated, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for (subject, probe) in probes {
        match (probe.mated_within(rank), probe.non_mated.first()) {
            (Some(score), _) => mated.push((*subject, score)),
            (None, Some(&highest)) => non_mated.push(([*subject; 2], highest)),
            (None, None) => failed.push([*subject; 2]),
        }
    }
    Some(Comparisons::with_failures(&mated, &non_mated, &[], &failed))
}
