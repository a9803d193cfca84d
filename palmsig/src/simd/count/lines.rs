//! Line codes: six planes of 32 × 32 bits and one mask, and in how many bits two of them differ.

use super::{Backend, Bits, EIGHT, Kernel, Tallies, ahead, ask, rows, totals};
use crate::params::{LINE_CELLS, ORIENTATIONS};

/// Rows of one half of a plane: those with an even number, or those with an odd one.
pub(super) const ROWS: usize = LINE_CELLS / 2;

/// One half of all planes, the mask first.
pub(super) const GROUP: usize = ORIENTATIONS + 1;

/// Rows beyond each end of a half that a reference has room for: half the largest shift.
const MARGIN: usize = 8;

/// Largest shift along each axis.
pub(super) const MAX_SHIFT: i32 = 2 * MARGIN as i32;

/// A line code as it is compared: groups of sixteen rows, a 32-bit number each, column 0 in the lowest bit. Shape (even
/// and odd rows, mask and planes, rows); bits of cells that are not usable are 0. 896 bytes.
#[derive(Clone, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct LineCode {
    pub(super) halves: [[[u32; ROWS]; GROUP]; 2],
}

/// Prints the size, never a bit.
impl std::fmt::Debug for LineCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LineCode({ORIENTATIONS}x{LINE_CELLS}x{LINE_CELLS})")
    }
}

impl Drop for LineCode {
    fn drop(&mut self) {
        self.halves = [[[0; ROWS]; GROUP]; 2];
        zeroize::optimization_barrier(self);
    }
}

impl LineCode {
    /// A code without a usable cell.
    pub fn unusable() -> LineCode {
        LineCode { halves: [[[0; ROWS]; GROUP]; 2] }
    }

    /// From words as a template has them: word `row · 6 + plane` of `bits`, word `row` of `mask`.
    pub fn new(bits: &[u32], mask: &[u32]) -> LineCode {
        let mut code = LineCode::unusable();
        for (row, (bits, mask)) in bits.chunks_exact(ORIENTATIONS).zip(mask).take(LINE_CELLS).enumerate() {
            let half = &mut code.halves[row % 2];
            half[0][row / 2] = *mask;
            half[1..].iter_mut().zip(bits).for_each(|(plane, word)| plane[row / 2] = *word);
        }
        code
    }

    /// The code moved `down` and to the `right` by some cells; what leaves the square is lost.
    pub fn moved(&self, down: i32, right: i32) -> LineCode {
        let mut moved = LineCode::unusable();
        for row in 0..LINE_CELLS {
            let from = row as i64 - i64::from(down);
            if !(0..LINE_CELLS as i64).contains(&from) || right.unsigned_abs() >= u32::BITS {
                continue;
            }
            let by = right.unsigned_abs();
            let (from, to) = (&self.halves[from as usize % 2], &mut moved.halves[row % 2]);
            let at = (row as i64 - i64::from(down)) as usize / 2;
            for (word, from) in to.iter_mut().zip(from) {
                word[row / 2] = if right >= 0 { from[at] << by } else { from[at] >> by };
            }
        }
        moved
    }

    /// Sets the rows of a pair, 2 · `pair` in the lower halves of `planes` and the next one in the upper halves: of
    /// each orientation, and the mask last.
    #[inline(always)]
    pub(super) fn set_pair(&mut self, pair: usize, planes: &[u64; GROUP]) {
        let mask = planes[ORIENTATIONS];
        for (half, shift) in self.halves.iter_mut().zip([0, 32]) {
            half[0][pair] = (mask >> shift) as u32;
            for (to, plane) in half[1..].iter_mut().zip(planes) {
                to[pair] = ((plane & mask) >> shift) as u32;
            }
        }
    }
}

/// A line code with room beyond its ends, over which others are moved up and down.
pub(crate) struct LineReference {
    halves: [[[u32; ROWS + 2 * MARGIN]; GROUP]; 2],
}

impl Drop for LineReference {
    fn drop(&mut self) {
        self.halves = [[[0; ROWS + 2 * MARGIN]; GROUP]; 2];
        zeroize::optimization_barrier(self);
    }
}

impl LineReference {
    pub(crate) fn new(code: &LineCode) -> LineReference {
        let mut halves = [[[0; ROWS + 2 * MARGIN]; GROUP]; 2];
        for (to, from) in halves.iter_mut().flatten().zip(code.halves.iter().flatten()) {
            to[MARGIN..MARGIN + ROWS].copy_from_slice(from);
        }
        LineReference { halves }
    }

    /// The rows that meet a code's.
    #[inline(always)]
    pub(super) fn rows(&self, meeting: Meeting) -> [[u32; ROWS]; GROUP] {
        let (start, mut found) = (meeting.start.min(2 * MARGIN), [[0; ROWS]; GROUP]);
        for (found, rows) in found.iter_mut().zip(&self.halves[meeting.other]) {
            found.copy_from_slice(&rows[start..start + ROWS]);
        }
        found
    }
}

/// Counts the bits in which a code differs from a reference, moved by all of some shifts.
pub(crate) struct Look<'a, F> {
    pub(crate) code: &'a LineCode,
    pub(crate) reference: &'a LineReference,
    /// First and last shift to the right; −16..=16, as those below.
    pub(crate) right: [i32; 2],
    /// The same of shifts down.
    pub(crate) down: [i32; 2],
    /// Is told [down, right] and [differing, compared] bits, shifts down within shifts to the right.
    pub(crate) found: F,
}

impl Backend {
    pub(crate) fn look<F: FnMut([i32; 2], [u32; 2])>(self, look: Look<'_, F>) {
        self.run(look);
    }

    /// For each of `references` after the other, and each of `probes` within, [differing, compared] bits of the two. Each
    /// reference is read once.
    pub fn differing_lines(self, probes: &[LineCode], references: &[LineCode], found: impl FnMut([u32; 2])) {
        self.run(Pass { probes, references, found });
    }
}

impl<F: FnMut([i32; 2], [u32; 2])> Kernel for Look<'_, F> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(mut self) {
        let Look { code, reference, right, down, .. } = self;
        let within = |[first, last]: [i32; 2]| first.max(-MAX_SHIFT)..=last.min(MAX_SHIFT);
        for right in within(right) {
            // SAFETY: the caller's.
            let halves = unsafe { [moved::<B>(&code.halves[0], right), moved::<B>(&code.halves[1], right)] };
            for down in within(down) {
                // SAFETY: the caller's.
                unsafe {
                    let mut counted = (B::nothing(), B::no_cells());
                    for meeting in meetings(down) {
                        counted = met(&halves[meeting.own], &reference.rows(meeting), counted);
                    }
                    let [differing, cells] = B::totals(counted.0, counted.1);
                    (self.found)([down, right], [differing, cells * ORIENTATIONS as u32]);
                }
            }
        }
    }
}

/// Which half of a code meets which one of a reference when it is moved down.
#[derive(Clone, Copy)]
pub(super) struct Meeting {
    pub(super) own: usize,
    other: usize,
    /// The first row of the reference's, counted from the first one of the room before them.
    start: usize,
}

/// The two of a shift down, −16..=16: that of the rows that meet first comes first.
#[inline(always)]
pub(super) fn meetings(down: i32) -> [Meeting; 2] {
    // Of an odd shift the even rows meet the odd ones.
    let odd = down & 1;
    let meeting = |own: usize, other: i32, below: i32| Meeting {
        own,
        other: other as usize,
        start: (below + MARGIN as i32) as usize,
    };
    let (even, odd) = (meeting(0, odd, (down - odd) / 2), meeting(1, 1 - odd, (down + odd) / 2));
    if down < 0 && down & 1 == 1 { [odd, even] } else { [even, odd] }
}

/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
pub(super) unsafe fn moved<B: Bits>(half: &[[u32; ROWS]; GROUP], right: i32) -> [B; GROUP] {
    // SAFETY: the caller's.
    unsafe {
        let mut moved = [rows::<B>(&half[0]); GROUP];
        for (group, words) in moved.iter_mut().zip(half) {
            *group = rows::<B>(words).moved(right);
        }
        moved
    }
}

/// Adds the differing bits and the common cells of two halves.
///
/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
pub(super) unsafe fn met<B: Bits>(
    own: &[B; GROUP],
    theirs: &[[u32; ROWS]; GROUP],
    (mut differing, cells): (B::Tally, B::Cells),
) -> (B::Tally, B::Cells) {
    let ([known, own @ ..], [mask, theirs @ ..]) = (own, theirs);
    // SAFETY: the caller's.
    unsafe {
        let (common, cells) = known.common(mask, cells);
        for (own, theirs) in own.as_chunks::<3>().0.iter().zip(theirs.as_chunks::<3>().0) {
            let theirs = [rows(&theirs[0]), rows(&theirs[1]), rows(&theirs[2])];
            differing = B::differing_tallied(*own, theirs, common, differing);
        }
        (differing, cells)
    }
}

/// What [`Backend::differing_lines`] does.
struct Pass<'a, F> {
    probes: &'a [LineCode],
    references: &'a [LineCode],
    found: F,
}

/// Bytes that a cache near the CPU holds: to ask for those takes more time than they are waited for, a tenth of all. From memory
/// whatever is not asked for takes a quarter more.
const CACHED: usize = 1 << 20;

impl<F: FnMut([u32; 2])> Kernel for Pass<'_, F> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(mut self) {
        let mut found = |[differing, cells]: [u32; 2]| (self.found)([differing, cells * ORIENTATIONS as u32]);
        // SAFETY: the caller's.
        unsafe {
            if let [probe] = self.probes {
                // What stays is the probe: reading a reference ahead of a single use costs registers.
                let one = [loaded(&probe.halves[0]), loaded(&probe.halves[1])];
                let far = size_of_val(self.references) > CACHED;
                for codes in self.references.chunks(EIGHT) {
                    if far {
                        codes.iter().for_each(|code| ask::<B, _>(ahead(code)));
                    }
                    totals::<B>(&Met { one, codes }, codes.len(), &mut found);
                }
            } else {
                for reference in self.references {
                    ask::<B, _>(ahead(reference));
                    let halves = &reference.halves;
                    let one = [loaded(&halves[0]), loaded(&halves[1])];
                    totals::<B>(&Met { one, codes: self.probes }, self.probes.len(), &mut found);
                }
            }
        }
    }
}

/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
pub(super) unsafe fn loaded<B: Bits>(half: &[[u32; ROWS]; GROUP]) -> [B; GROUP] {
    // SAFETY: the caller's.
    unsafe {
        let mut loaded = [rows::<B>(&half[0]); GROUP];
        for (group, words) in loaded.iter_mut().zip(half) {
            *group = rows(words);
        }
        loaded
    }
}

/// A code that lies in registers, and those that it is compared with.
struct Met<'a, B> {
    one: [[B; GROUP]; 2],
    codes: &'a [LineCode],
}

/// Of the differing bits and the common cells.
impl<B: Bits> Tallies<B> for Met<'_, B> {
    #[inline(always)]
    unsafe fn tally(&self, at: usize) -> (B::Tally, B::Cells) {
        // SAFETY: the caller's.
        unsafe {
            let mut counted = (B::nothing(), B::no_cells());
            for (one, other) in self.one.iter().zip(&self.codes[at].halves) {
                counted = met(one, other, counted);
            }
            counted
        }
    }
}
