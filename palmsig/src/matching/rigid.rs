//! The rigid alignment of two line codes: the shift, rotation and scale under which the fewest bits differ.

use crate::code::{Code, Word};
use crate::params::{LINE_CELLS, ORIENTATIONS};

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
}

/// Two 32-cell rows side by side.
type Pair = u64;

/// Words of one row: the orientations, two to a word.
const PAIRS: usize = ORIENTATIONS / 2;

/// A line code whose rows stand ready to be compared at any vertical shift.
#[derive(Clone)]
pub(super) struct Rows {
    bits: Vec<[Pair; PAIRS]>,
    /// The row's mask, twice.
    mask: Vec<Pair>,
}

impl Rows {
    /// The rows of `code` moved `shift` cells to the right.
    pub(super) fn shifted(code: &Code<u32>, shift: i32) -> Rows {
        let pair = |a: u32, b: u32| u64::from(shift_word(a, shift)) | u64::from(shift_word(b, shift)) << 32;
        let bits = code.bits().chunks_exact(ORIENTATIONS);
        Rows {
            bits: bits.map(|row| std::array::from_fn(|i| pair(row[2 * i], row[2 * i + 1]))).collect(),
            mask: code.mask().iter().map(|&m| pair(m, m)).collect(),
        }
    }

    /// Counts with these rows moved `down` cells down over `reference`, looking at each `step`-th row.
    pub(super) fn compare(&self, reference: &Rows, down: i32, step: usize) -> Counts {
        let skip = (down.unsigned_abs() as usize).min(LINE_CELLS);
        let (from, to) = if down >= 0 { (0, skip) } else { (skip, 0) };
        let probe = self.bits[from..].iter().zip(&self.mask[from..]);
        let reference = reference.bits[to..].iter().zip(&reference.mask[to..]);
        let mut counts = Counts::default();
        for ((p, pm), (r, rm)) in probe.zip(reference).step_by(step) {
            let mask = pm & rm;
            counts.compared += mask.count_ones();
            for i in 0..PAIRS {
                counts.differing += ((p[i] ^ r[i]) & mask).count_ones();
            }
        }
        counts.compared *= PAIRS as u32;
        counts
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.bits);
        zeroize::Zeroize::zeroize(&mut self.mask);
    }
}

/// `word` with its cells moved `shift` places to the right (to higher columns); cells moved in are 0.
pub(super) fn shift_word<W: Word>(word: W, shift: i32) -> W {
    let bits = word.to_bits();
    let by = shift.unsigned_abs();
    let moved = if shift >= 0 { bits.checked_shl(by) } else { bits.checked_shr(by) };
    W::from_bits(moved.unwrap_or(0))
}
