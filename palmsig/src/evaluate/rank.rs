//! Closed-set identification: is the nearest other capture one of the same palm?

use super::NO_EVIDENCE;

/// What one capture has found among the others: its highest mated and its highest non-mated score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Nearest {
    mated: Option<i32>,
    non_mated: Option<i32>,
}

impl Nearest {
    /// Takes note of a comparison with another capture of the same palm.
    pub fn saw_mated(&mut self, score: i32) {
        self.mated = self.mated.max(Some(score));
    }

    /// Takes note of a comparison with a capture of another palm.
    pub fn saw_non_mated(&mut self, score: i32) {
        self.non_mated = self.non_mated.max(Some(score));
    }

    /// Whether the nearest other capture is of the same palm; `None` for a capture that no other
    /// capture of its palm was compared with. A tie between the palms, or no evidence for the
    /// same palm, is a miss.
    fn hit(self) -> Option<bool> {
        let mated = self.mated?;
        Some(mated > NO_EVIDENCE && self.non_mated.is_none_or(|other| mated > other))
    }
}

/// Rank-1 identification rate: of all captures that have another one of the same palm, the share
/// whose nearest other capture is of that palm; `None` when no capture has another one.
///
/// A capture whose acquisition failed takes part when it is given with
/// [`NO_EVIDENCE`] as a mated score, and then is a miss.
pub fn rank1(captures: impl IntoIterator<Item = Nearest>) -> Option<f64> {
    let (mut hits, mut total) = (0u64, 0u64);
    for hit in captures.into_iter().filter_map(Nearest::hit) {
        hits += u64::from(hit);
        total += 1;
    }
    (total > 0).then(|| hits as f64 / total as f64)
}
