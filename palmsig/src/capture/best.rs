//! The best few captures.

use super::outcome::Kept;

/// At most so many captures, best first.
#[derive(Debug, Clone)]
pub(super) struct Best {
    kept: Vec<Kept>,
    most: usize,
}

impl Best {
    pub(super) fn new(most: usize) -> Best {
        Best { kept: Vec::with_capacity(most), most }
    }

    /// Whether a capture of this quality score would be kept.
    fn takes(&self, score: u8) -> bool {
        self.kept.len() < self.most || self.kept.last().is_some_and(|worst| score > worst.quality.score)
    }

    /// Keeps a capture if it is among the best so far; of equal ones the earlier stays.
    pub(super) fn offer(&mut self, capture: Kept) {
        if !self.takes(capture.quality.score) {
            return;
        }
        let place = self.kept.partition_point(|k| k.quality.score >= capture.quality.score);
        self.kept.insert(place, capture);
        self.kept.truncate(self.most);
    }

    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub(super) fn take(&mut self) -> Vec<Kept> {
        std::mem::take(&mut self.kept)
    }
}
