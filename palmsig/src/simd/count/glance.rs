//! Where line codes lie best over another, on a lattice of shifts: a search glances at every second shift of every second
//! row before it looks closer.

use super::lines::{GROUP, LineCode, LineReference, MAX_SHIFT, ROWS, meetings, met, moved};
use super::{Backend, Bits, EIGHT, Kernel, Tallies, evidence, up_to_eight};
use crate::params::ORIENTATIONS;

/// How far apart shifts are, in cells: a crease answers 2 cells wide.
pub(super) const STRIDE: usize = 2;

/// Most shifts along one axis.
pub(super) const SHIFTS: usize = MAX_SHIFT as usize + 1;

/// A shift and what it makes of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glimpse {
    /// Cells that the code moves [down, right].
    pub(crate) moved: [i32; 2],
    /// [differing, compared] bits.
    pub(crate) counts: [u32; 2],
}

impl Backend {
    /// Of each of some codes the shift with the most evidence, of every second up to `max_shift` (0..=16) along each axis,
    /// by every second of the rows that meet, the first one among them; of equals the first, shifts down within shifts to
    /// the right. None where no shift has any evidence.
    pub(crate) fn glance(
        self,
        codes: &[LineCode],
        reference: &LineReference,
        max_shift: i32,
    ) -> Vec<Option<Glimpse>> {
        let mut found = vec![None; codes.len()];
        let max_shift = max_shift.clamp(0, MAX_SHIFT);
        self.run(Glance { codes, reference, max_shift, found: &mut found });
        found
    }
}

struct Glance<'a> {
    codes: &'a [LineCode],
    reference: &'a LineReference,
    max_shift: i32,
    found: &'a mut [Option<Glimpse>],
}

impl Kernel for Glance<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(self) {
        let mut lattice = Lattice::new(self.max_shift);
        lattice.fill(self.reference);
        for (code, found) in self.codes.iter().zip(self.found) {
            // SAFETY: the caller's; a look counts half the rows.
            *found = unsafe {
                lattice.look::<B>(code);
                best(&lattice.found[..lattice.shifts().pow(2)], lattice.max_shift)
            };
        }
    }
}

/// All shifts of a search.
#[repr(align(64))]
struct Lattice {
    /// The rows of the reference that meet a code under each shift down, each time where a line of a cache begins: rows across
    /// two lines take longer to read. With as many more as fill up a block.
    rows: [[[u32; ROWS]; GROUP]; SHIFTS + EIGHT],
    /// Differing bits and common cells of a code, shifts down within shifts to the right.
    found: [[u32; 2]; SHIFTS * SHIFTS + EIGHT],
    max_shift: i32,
}

impl Drop for Lattice {
    fn drop(&mut self) {
        self.rows.as_flattened_mut().fill([0; ROWS]);
        zeroize::optimization_barrier(self);
    }
}

impl Lattice {
    #[inline(always)]
    fn new(max_shift: i32) -> Lattice {
        let (rows, found) = ([[[0; ROWS]; GROUP]; SHIFTS + EIGHT], [[0; 2]; SHIFTS * SHIFTS + EIGHT]);
        Lattice { rows, found, max_shift }
    }

    fn fill(&mut self, reference: &LineReference) {
        for (rows, down) in self.rows.iter_mut().zip((-self.max_shift..=self.max_shift).step_by(STRIDE)) {
            *rows = reference.rows(meetings(down)[0]);
        }
    }

    /// Shifts along each axis.
    fn shifts(&self) -> usize {
        self.max_shift as usize + 1
    }

    /// # Safety
    /// The CPU has the instructions of `B`.
    #[inline(always)]
    unsafe fn look<B: Bits>(&mut self, code: &LineCode) {
        let shifts = self.shifts();
        // Even rows meet rows further up or down, but of odd shifts up it is the odd ones that meet first.
        let odd = if self.max_shift % 2 == 0 { 0 } else { shifts / 2 };
        for column in 0..shifts {
            let mut first = 0;
            while first < shifts {
                let (own, end) = if first < odd { (1, odd) } else { (0, shifts) };
                let found = self.found[column * shifts + first..].first_chunk_mut();
                // There is always room for a block more.
                let (Some(rows), Some(found)) = (self.rows[first..].first_chunk(), found) else { return };
                // SAFETY: the caller's.
                *found = unsafe {
                    let half = moved::<B>(&code.halves[own], (STRIDE * column) as i32 - self.max_shift);
                    up_to_eight::<B>(&Block { half: &half, rows }, end - first)
                };
                // What lies beyond the last shift is written over by the next ones.
                first = end.min(first + EIGHT);
            }
        }
    }
}

/// The first of the shifts with the most evidence, if there is any, of the differing bits and common cells under all of them.
///
/// # Safety
/// They are of half the rows of codes: not more than 512 cells, six bits each.
pub(super) unsafe fn best(found: &[[u32; 2]], max_shift: i32) -> Option<Glimpse> {
    // Evidence is at most 3072; below it the place, so that the first of equals is the greatest.
    const PLACES: i32 = 512;
    let mut greatest = 0;
    for (place, [differing, cells]) in (0..).zip(found) {
        let evidence = evidence(*differing, cells * ORIENTATIONS as u32);
        // SAFETY: so few bits make a number from 0 to 3072.
        let evidence: i32 = unsafe { evidence.to_int_unchecked() };
        greatest = greatest.max(evidence * PLACES + (PLACES - 1 - place));
    }
    let place = PLACES - 1 - greatest % PLACES;
    let [differing, cells] = *found.get(place as usize)?;
    let shift = |place: i32| STRIDE as i32 * place - max_shift;
    let moved = [shift(place % (max_shift + 1)), shift(place / (max_shift + 1))];
    let counts = [differing, cells * ORIENTATIONS as u32];
    (greatest >= PLACES).then_some(Glimpse { moved, counts })
}

/// Half of a code that is moved to the right, and what it meets under some shifts down.
struct Block<'a, B> {
    half: &'a [B; GROUP],
    rows: &'a [[[u32; ROWS]; GROUP]; EIGHT],
}

/// Of the differing bits and the common cells.
impl<B: Bits> Tallies<B> for Block<'_, B> {
    #[inline(always)]
    unsafe fn tally(&self, at: usize) -> (B::Tally, B::Cells) {
        // SAFETY: the caller's.
        unsafe { met(self.half, &self.rows[at], (B::nothing(), B::no_cells())) }
    }
}
