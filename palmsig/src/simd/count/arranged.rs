//! Line codes whose cells stand elsewhere, with some of their bits flipped: two that are arranged alike differ in as many
//! bits as before. What a shift would move is no longer in place, so that probes are moved first.

#[cfg(test)]
mod tests;

use super::glance::{Glimpse, SHIFTS, STRIDE, best};
use super::lines::{GROUP, LineCode, ROWS, loaded, met};
use super::{Backend, Bits, Kernel, PLANES, Tallies, totals};
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

/// Every second row of a code, those that are looked at first. Erased when it is dropped.
#[derive(Clone)]
#[repr(align(64))]
pub(crate) struct Rows([[u32; ROWS]; GROUP]);

impl Drop for Rows {
    fn drop(&mut self) {
        self.0 = [[0; ROWS]; GROUP];
        zeroize::optimization_barrier(self);
    }
}

/// Which half of a probe's and of a reference's rows is looked at first: even rows of the probe meet rows of the reference as
/// odd as the shift; going up by an odd one, they come after those that its odd rows meet.
fn first(down: i32) -> usize {
    usize::from(down > 0 && down & 1 == 1)
}

/// What a search glances at of the codes that [`Backend::arranged`] made: every second one along each axis, in the same order.
pub(crate) fn glanced_at(codes: &[LineCode], max_shift: i32) -> impl Iterator<Item = Rows> {
    let lattice = move || (-max_shift..=max_shift).step_by(STRIDE);
    let shifts = lattice().flat_map(move |right| lattice().map(move |down| (right, down)));
    shifts.filter_map(move |(right, down)| {
        let code = codes.get(((right + max_shift) * (2 * max_shift + 1) + down + max_shift) as usize)?;
        Some(Rows(code.halves[first(down)]))
    })
}

impl Backend {
    /// As [`Backend::glance`], at what [`glanced_at`] tells of each of some codes, one after the other, and an arranged
    /// reference.
    pub(crate) fn glance_arranged(
        self,
        codes: &[Rows],
        reference: &LineCode,
        max_shift: i32,
    ) -> Vec<Option<Glimpse>> {
        let shifts = max_shift.clamp(0, MARGIN as i32) + 1;
        let mut found = vec![None; codes.len() / (shifts * shifts) as usize];
        self.run(ArrangedGlance { codes, reference, max_shift: shifts - 1, found: &mut found });
        found
    }
}

struct ArrangedGlance<'a> {
    codes: &'a [Rows],
    reference: &'a LineCode,
    max_shift: i32,
    found: &'a mut [Option<Glimpse>],
}

impl Kernel for ArrangedGlance<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(self) {
        let Self { reference, max_shift, .. } = self;
        let shifts = max_shift as usize + 1;
        let mut seen = [[0; 2]; SHIFTS * SHIFTS];
        // SAFETY: the caller's.
        let halves: [[B; GROUP]; 2] = unsafe { [loaded(&reference.halves[0]), loaded(&reference.halves[1])] };
        // Of odd shifts those up meet even rows, and after them those down odd ones.
        let even = if max_shift % 2 == 0 { shifts } else { shifts / 2 };
        for (codes, found) in self.codes.chunks_exact(shifts * shifts).zip(self.found) {
            let mut to = seen.iter_mut();
            let mut put = |totals| to.next().into_iter().for_each(|to| *to = totals);
            // SAFETY: the caller's; each code is one of half the rows.
            unsafe {
                if even == shifts {
                    totals::<B>(&Under { codes, half: &halves[0] }, codes.len(), &mut put);
                } else {
                    for column in codes.chunks_exact(shifts) {
                        totals::<B>(&Under { codes: &column[..even], half: &halves[0] }, even, &mut put);
                        totals::<B>(&Under { codes: &column[even..], half: &halves[1] }, even, &mut put);
                    }
                }
                *found = best(&seen[..shifts * shifts], max_shift);
            }
        }
    }
}

/// Codes under some shifts, and the rows of a reference that all of them meet.
struct Under<'a, B> {
    codes: &'a [Rows],
    half: &'a [B; GROUP],
}

/// Of the differing bits and the common cells.
impl<B: Bits> Tallies<B> for Under<'_, B> {
    #[inline(always)]
    unsafe fn tally(&self, at: usize) -> (B::Tally, B::Cells) {
        // SAFETY: the caller's.
        unsafe { met(self.half, &self.codes[at].0, (B::nothing(), B::no_cells())) }
    }
}
