//! Adding up the bits of tallies, eight pairs at once where that takes less time.

use super::Bits;

/// Pairs of tallies that wait for others.
pub(super) struct Totals<B: Bits, F> {
    waiting: [[B::Tally; 2]; 8],
    count: usize,
    found: F,
}

impl<B: Bits, F: FnMut([u32; 2])> Totals<B, F> {
    /// `found` is told the bits of each pair, in the order in which they are added.
    ///
    /// # Safety
    /// The CPU has the instructions of `B`.
    #[inline(always)]
    pub(super) unsafe fn new(found: F) -> Self {
        // SAFETY: the caller's.
        Totals { waiting: [[unsafe { B::nothing() }; 2]; 8], count: 0, found }
    }

    /// # Safety
    /// The CPU has the instructions of `B`.
    #[inline(always)]
    pub(super) unsafe fn add(&mut self, pair: [B::Tally; 2]) {
        if !B::EIGHT_AT_ONCE {
            // SAFETY: the caller's.
            (self.found)(unsafe { B::totals(pair[0], pair[1]) });
            return;
        }
        self.waiting[self.count] = pair;
        self.count += 1;
        if self.count == self.waiting.len() {
            self.count = 0;
            // SAFETY: the caller's.
            for totals in unsafe { B::totals_of_eight(&self.waiting) } {
                (self.found)(totals);
            }
        }
    }

    /// Those that still wait.
    ///
    /// # Safety
    /// The CPU has the instructions of `B`.
    #[inline(always)]
    pub(super) unsafe fn finish(self) {
        // SAFETY: the caller's.
        let totals = unsafe { B::totals_of_eight(&self.waiting) };
        totals.into_iter().take(self.count).for_each(self.found);
    }
}
