//! Bit planes over a square grid, and how far two of them disagree at the best small shift.

use ndarray::{Array2, Array3};
use zeroize::Zeroize;

use super::FARTHEST;
use crate::error::MatchError;
use crate::params::LINE_CELLS;
use crate::roi::PalmSquare;

/// Most planes of a code: a cell's bits come as one byte.
const MOST_PLANES: usize = 8;

/// Of so many cells one must be compared: a few cells agree by chance.
const ONE_COMPARED_IN: u32 = 5;

/// The code of a palm: the same bits for each cell of a square grid, and which cells may be compared. Its bits are
/// erased when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Planes {
    baseline: &'static str,
    /// Cells along one side, at most 128.
    side: usize,
    /// Planes, at most 8.
    planes: usize,
    /// Word `row · planes + plane`, column 0 in the lowest bit; 0 in cells that are not usable.
    bits: Vec<u128>,
    /// Usable cells: word `row`.
    mask: Vec<u128>,
}

/// Prints the size, never a bit.
impl std::fmt::Debug for Planes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Planes({} {}x{2}x{2})", self.baseline, self.planes, self.side)
    }
}

impl Drop for Planes {
    fn drop(&mut self) {
        self.bits.zeroize();
        self.mask.zeroize();
    }
}

impl Planes {
    /// A code of `baseline` with `planes` bits for each of `side` × `side` cells: `bits_at(row, column)` gives those
    /// of a usable cell, plane 0 in the lowest bit. A cell is usable where its middle lies in a usable one of the
    /// 32 × 32 cells of `usable`.
    pub(super) fn of_square(
        baseline: &'static str,
        (side, planes): (usize, usize),
        square: &PalmSquare,
        usable: &Array2<bool>,
        mut bits_at: impl FnMut(usize, usize) -> u8,
    ) -> Planes {
        let mut code = Planes { baseline, side, planes, bits: vec![0; side * planes], mask: vec![0; side] };
        if square.pixels.dim() != (PalmSquare::EXTENT, PalmSquare::EXTENT) {
            return code;
        }
        let line = |i: usize| (2 * i + 1) * LINE_CELLS / (2 * side);
        for (row, column) in (0..side * side).map(|i| (i / side, i % side)) {
            if usable.get([line(row), line(column)]).is_some_and(|&u| u) {
                code.set(row, column, bits_at(row, column));
            }
        }
        code
    }

    fn set(&mut self, row: usize, column: usize, bits: u8) {
        self.mask[row] |= 1 << column;
        let words = self.bits[row * self.planes..].iter_mut().take(self.planes);
        words.enumerate().for_each(|(plane, word)| *word |= u128::from(bits >> plane & 1) << column);
    }

    /// Bytes that the planes and the mask take, packed.
    pub fn packed_len(&self) -> usize {
        ((self.planes + 1) * self.side * self.side).div_ceil(8)
    }

    /// The planes as 0 and 1, shape (planes + 1, rows, columns); the last one is the mask.
    pub fn planes(&self) -> Array3<u8> {
        let shape = (self.planes + 1, self.side, self.side);
        Array3::from_shape_fn(shape, |(plane, row, column)| {
            let own = self.bits[row * self.planes..].get(plane).filter(|_| plane < self.planes);
            (own.unwrap_or(&self.mask[row]) >> column & 1) as u8
        })
    }

    /// The share of bits that differ, in 1/65536, at the best of all shifts by up to `reach` cells each way.
    pub(super) fn hamming(
        &self,
        baseline: &'static str,
        reference: &Planes,
        reach: i32,
    ) -> Result<Option<u32>, MatchError> {
        let ones = |differing: &[u128]| differing.iter().map(|word| word.count_ones()).sum();
        self.least_distance(baseline, reference, reach, (self.planes as u32, ones))
    }

    /// The least distance over all shifts by up to `reach` cells each way, in 1/65536. `points` says how much the
    /// cells of one row disagree whose differing bits it is given, one word a plane; a cell can disagree by `most`.
    pub(super) fn least_distance(
        &self,
        baseline: &'static str,
        reference: &Planes,
        reach: i32,
        (most, points): (u32, impl Fn(&[u128]) -> u32),
    ) -> Result<Option<u32>, MatchError> {
        // Codes of one baseline have one size.
        if [self.baseline, reference.baseline] != [baseline; 2] {
            return Err(MatchError::Codes { probe: self.baseline, reference: reference.baseline });
        }
        let mut least: Option<u32> = None;
        for right in -reach..=reach {
            let moved = self.moved(right);
            for down in -reach..=reach {
                let found = moved.distance_at(reference, down, most, &points);
                least = [least, found].into_iter().flatten().min();
            }
        }
        Ok(least)
    }

    /// The distance with these rows moved `down` rows down over `reference`; none where too few cells meet.
    fn distance_at(
        &self,
        reference: &Planes,
        down: i32,
        most: u32,
        points: impl Fn(&[u128]) -> u32,
    ) -> Option<u32> {
        let skip = down.unsigned_abs() as usize;
        let (from, to) = if down >= 0 { (0, skip) } else { (skip, 0) };
        let (mut disagreement, mut compared) = (0, 0);
        for ((probe, probe_mask), (other, other_mask)) in
            self.rows().skip(from).zip(reference.rows().skip(to))
        {
            let common = probe_mask & other_mask;
            let mut differing = [0; MOST_PLANES];
            let words = differing.iter_mut().zip(probe.iter().zip(other));
            words.for_each(|(word, (a, b))| *word = (a ^ b) & common);
            disagreement += points(&differing[..self.planes]);
            compared += common.count_ones();
        }
        let cells = (self.side * self.side) as u64;
        let enough = compared > 0 && u64::from(compared) * u64::from(ONE_COMPARED_IN) >= cells;
        let share =
            || u64::from(disagreement) * u64::from(FARTHEST) / (u64::from(compared) * u64::from(most));
        enough.then(|| share() as u32)
    }

    fn rows(&self) -> impl Iterator<Item = (&[u128], u128)> {
        self.bits.chunks_exact(self.planes).zip(self.mask.iter().copied())
    }

    /// This code moved `right` columns to the right; what leaves the grid meets no cell.
    fn moved(&self, right: i32) -> Planes {
        let by = right.unsigned_abs();
        let shift = |word: &u128| if right >= 0 { word << by } else { word >> by };
        let [bits, mask] = [&self.bits, &self.mask].map(|words| words.iter().map(shift).collect());
        Planes { bits, mask, ..*self }
    }
}
