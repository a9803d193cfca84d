//! Adding up the bits of tallies, eight at once where that takes less time.

use super::{Bits, EIGHT};

/// Tallies and their cells, made when they are asked for. No closure: one that is not inlined has none of the instructions of its
/// surroundings.
pub(super) trait Tallies<B: Bits> {
    /// # Safety
    /// The CPU has the instructions of `B`.
    unsafe fn tally(&self, at: usize) -> (B::Tally, B::Cells);
}

/// Tells `found` the totals of the first `count` tallies, one after the other.
///
/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
pub(super) unsafe fn totals<B: Bits>(
    tallies: &impl Tallies<B>,
    count: usize,
    mut found: impl FnMut([u32; 2]),
) {
    let whole = if B::EIGHT_AT_ONCE { count / EIGHT * EIGHT } else { 0 };
    // SAFETY: the caller's.
    unsafe {
        for first in (0..whole).step_by(EIGHT) {
            for totals in B::totals_of_eight(tallies, first) {
                found(totals);
            }
        }
        for at in whole..count {
            let (tally, cells) = tallies.tally(at);
            found(B::totals(tally, cells));
        }
    }
}

/// The totals of the first `count` tallies of eight; of those beyond, which must be there, anything.
///
/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
pub(super) unsafe fn up_to_eight<B: Bits>(tallies: &impl Tallies<B>, count: usize) -> [[u32; 2]; EIGHT] {
    // SAFETY: the caller's.
    unsafe {
        if B::EIGHT_AT_ONCE {
            return B::totals_of_eight(tallies, 0);
        }
        let mut all = [[0; 2]; EIGHT];
        for (at, totals) in all.iter_mut().take(count).enumerate() {
            let (tally, cells) = tallies.tally(at);
            *totals = B::totals(tally, cells);
        }
        all
    }
}
