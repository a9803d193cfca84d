//! The rigid alignment of two line codes: the shift, rotation and scale under which the fewest bits differ.

/// Bits compared and bits differing of two codes under one alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub differing: u32,
    pub compared: u32,
}

impl Counts {
    /// How far the codes agree beyond chance: (compared − 2·differing)² / compared with the sign of the
    /// agreement. Independent bits would make this a χ² of one degree of freedom, so that alignments with
    /// more and less overlap can be held against each other.
    pub(super) fn evidence(self) -> i64 {
        let agreement = i64::from(self.compared) - 2 * i64::from(self.differing);
        if self.compared == 0 { 0 } else { agreement * agreement.abs() / i64::from(self.compared) }
    }

    /// Whether the evidence is greater than `least`, which is not negative: what a search asks of each shift, without
    /// dividing.
    pub(super) fn exceeds(self, least: i64) -> bool {
        let agreement = i64::from(self.compared) - 2 * i64::from(self.differing);
        agreement > 0 && agreement * agreement >= (least + 1) * i64::from(self.compared)
    }
}
