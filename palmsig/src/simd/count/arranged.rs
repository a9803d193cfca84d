//! Line codes whose cells stand elsewhere, with some of their bits flipped: two that are arranged alike differ in as many
//! bits as before. What a shift would move is no longer in place, so that probes are moved first.

#[cfg(test)]
mod tests;

use super::glance::STRIDE;
use super::lines::{GROUP, LineCode, ROWS, loaded};
use super::{Backend, Bits, Kernel, PLANES, rows};
use crate::params::{LINE_CELLS, ORIENTATIONS};

/// Cells of a code.
pub(crate) const CELLS: usize = LINE_CELLS * LINE_CELLS;

/// Largest shift along each axis.
const MARGIN: usize = 16;

/// Cells along one side of a square with room around a code.
const WIDE: usize = LINE_CELLS + 2 * MARGIN;

/// Where each cell comes from, and which of its bits are flipped. Erased when it is dropped.
pub(crate) struct Arrangement {
    /// Places in the wide square.
    places: Box<[u16; CELLS]>,
    flips: Box<[u8; CELLS]>,
}

impl Drop for Arrangement {
    fn drop(&mut self) {
        self.places.fill(0);
        self.flips.fill(0);
        zeroize::optimization_barrier(&*self.places);
        zeroize::optimization_barrier(&*self.flips);
    }
}

impl Arrangement {
    /// The cell at `(from, flip)`, one for each cell row by row: the cell it comes from, and its bits to flip. Cells of even
    /// rows must come from even rows, for a search looks at every second row first.
    pub(crate) fn new(cells: impl Iterator<Item = (u16, u8)>) -> Arrangement {
        let (mut places, mut flips) = (Box::new([0; CELLS]), Box::new([0; CELLS]));
        for ((place, flip), (from, bits)) in places.iter_mut().zip(flips.iter_mut()).zip(cells) {
            let (row, column) = (usize::from(from) / LINE_CELLS, usize::from(from) % LINE_CELLS);
            *place = ((row + MARGIN) * WIDE + column + MARGIN) as u16;
            // The mask is not for flipping.
            *flip = bits & ((1 << ORIENTATIONS) - 1);
        }
        Arrangement { places, flips }
    }
}

impl Backend {
    /// The code moved by all shifts up to `max_shift` (0..=16) along each axis, those down within those to the right, and
    /// then arranged.
    pub(crate) fn arranged(self, code: &LineCode, by: &Arrangement, max_shift: i32) -> Vec<LineCode> {
        let max_shift = max_shift.clamp(0, MARGIN as i32);
        let shifts = (2 * max_shift + 1) as usize;
        let mut codes = vec![LineCode::unusable(); shifts * shifts];
        self.run(Arrange { code, by, max_shift, codes: &mut codes });
        codes
    }
}

struct Arrange<'a> {
    code: &'a LineCode,
    by: &'a Arrangement,
    max_shift: i32,
    codes: &'a mut [LineCode],
}

impl Kernel for Arrange<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(self) {
        let (mut wide, mut found) = ([0u8; WIDE * WIDE], [0u8; CELLS]);
        for pair in 0..ROWS {
            let half = |h: usize, group: usize| u64::from(self.code.halves[h][group][pair]);
            let planes: [u64; PLANES] = std::array::from_fn(|plane| {
                let group = if plane == ORIENTATIONS { 0 } else { 1 + plane };
                half(0, group) | half(1, group) << 32
            });
            // SAFETY: the caller's.
            let cells = unsafe { B::cells(&planes) };
            for (row, cells) in cells.chunks_exact(LINE_CELLS).enumerate() {
                let start = (2 * pair + row + MARGIN) * WIDE + MARGIN;
                wide[start..start + LINE_CELLS].copy_from_slice(cells);
            }
        }
        let side = -self.max_shift..=self.max_shift;
        let shifts = side.clone().flat_map(|right| side.clone().map(move |down| (down, right)));
        for (code, (down, right)) in self.codes.iter_mut().zip(shifts) {
            let back = (down * WIDE as i32 + right) as u16;
            for ((cell, &place), flip) in found.iter_mut().zip(&*self.by.places).zip(&*self.by.flips) {
                // No place is nearer to the rim than the largest shift.
                *cell = wide[usize::from(place.wrapping_sub(back)) % (WIDE * WIDE)] ^ flip;
            }
            for (pair, cells) in found.as_chunks().0.iter().enumerate() {
                // SAFETY: the caller's.
                code.set_pair(pair, &unsafe { B::planes(cells) });
            }
        }
        wide.fill(0);
        found.fill(0);
        zeroize::optimization_barrier(&wide);
        zeroize::optimization_barrier(&found);
    }
}

/// As [`Look`](super::Look), at what [`Backend::arranged`] made of a code and of a reference (which was not moved).
pub(crate) struct ArrangedLook<'a, F> {
    pub(crate) codes: &'a [LineCode],
    pub(crate) reference: &'a LineCode,
    pub(crate) max_shift: i32,
    /// First and last shift to the right.
    pub(crate) right: [i32; 2],
    /// The same of shifts down.
    pub(crate) down: [i32; 2],
    /// Whether only every second shift along each axis is looked at, and of the rows that meet only every second, the first ones
    /// among them: as [`Backend::glance`] does.
    pub(crate) every_second: bool,
    /// Is told [down, right] and [differing, compared] bits, shifts down within shifts to the right.
    pub(crate) found: F,
}

impl Backend {
    pub(crate) fn look_arranged<F: FnMut([i32; 2], [u32; 2])>(self, look: ArrangedLook<'_, F>) {
        self.run(look);
    }
}

impl<F: FnMut([i32; 2], [u32; 2])> Kernel for ArrangedLook<'_, F> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(mut self) {
        let ArrangedLook { codes, reference, max_shift, every_second, .. } = self;
        let step = if every_second { STRIDE } else { 1 };
        let lattice = |[first, last]: [i32; 2]| (first..=last).step_by(step);
        // SAFETY: the caller's.
        let halves: [[B; GROUP]; 2] = unsafe { [loaded(&reference.halves[0]), loaded(&reference.halves[1])] };
        for right in lattice(self.right) {
            let column = (right + max_shift) * (2 * max_shift + 1) + max_shift;
            for down in lattice(self.down) {
                let Some(code) = codes.get((column + down) as usize) else { continue };
                // Even rows of the probe meet rows of the reference as odd as the shift; going up by an odd one, they
                // come after those that its odd rows meet.
                let first = usize::from(down > 0 && down & 1 == 1);
                // SAFETY: the caller's.
                unsafe {
                    let nothing = (B::nothing(), B::no_cells());
                    let mut counted = met(&code.halves[first], &halves[first], nothing);
                    if !every_second {
                        counted = met(&code.halves[1 - first], &halves[1 - first], counted);
                    }
                    let [differing, cells] = B::totals(counted.0, counted.1);
                    (self.found)([down, right], [differing, cells * ORIENTATIONS as u32]);
                }
            }
        }
    }
}

/// Adds the differing bits and the common cells of two halves.
///
/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
unsafe fn met<B: Bits>(
    own: &[[u32; ROWS]; GROUP],
    theirs: &[B; GROUP],
    (mut differing, cells): (B::Tally, B::Cells),
) -> (B::Tally, B::Cells) {
    let ([mask, own @ ..], [known, theirs @ ..]) = (own, theirs);
    // SAFETY: the caller's.
    unsafe {
        let (mask, cells) = known.common(mask, cells);
        for (own, theirs) in own.iter().zip(theirs) {
            differing = rows::<B>(own).differing(*theirs, mask).tallied(differing);
        }
        (differing, cells)
    }
}
