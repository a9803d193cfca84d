//! The median of levels of a palm square.

use super::PalmSquare;

impl PalmSquare {
    /// The median of levels, the upper one of two; none without a level. It counts them, which is faster than sorting;
    /// what is no level of a square counts as the nearest one.
    pub(crate) fn median(levels: impl Iterator<Item = i16>) -> Option<i16> {
        let mut counts = [0u32; PalmSquare::WHITE as usize + 1];
        let mut total = 0;
        for level in levels {
            counts[level.clamp(0, PalmSquare::WHITE) as usize] += 1;
            total += 1;
        }
        let mut below = 0;
        let median = counts.iter().position(|count| {
            below += count;
            below > total / 2
        });
        median.map(|level| level as i16)
    }
}
