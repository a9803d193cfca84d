//! Texture codes: where each patch of one agrees best with another, when it may move a little.
//!
//! Bits are counted in blocks of 8 × 8 cells: a byte of a row. The rows of a code are so arranged that the same row of
//! all blocks lies in one vector, whose bytes are then the blocks.

use super::cells::PLANES;
use super::{Backend, Bits, Kernel, wide_rows};
use crate::params::{FINE_CELLS, ORIENTATIONS};

/// Cells along one side of a block.
const BLOCK: usize = 8;

/// Blocks along one side of the planes.
const BLOCKS: usize = FINE_CELLS / BLOCK;

/// Patches along one side: 2 × 2 blocks each, overlapping by half.
pub(crate) const PATCHES: usize = BLOCKS - 1;

/// All patches of the planes.
pub(crate) const PATCHES_IN_ALL: usize = PATCHES * PATCHES;

/// Bits of a patch.
const PATCH_BITS: u32 = (4 * BLOCK * BLOCK * ORIENTATIONS) as u32;

/// Blocks beyond each end that a probe has room for: shifts of a search and of patches reach 40 cells.
const MARGIN: usize = 5;

/// A code of fine planes as it is moved: shape (row of a block, plane with the mask last, blocks from top to bottom); of rows
/// beyond the ends no cell is usable. 8 KiB.
pub(crate) struct FineProbe([[[u64; BLOCKS + 2 * MARGIN]; PLANES]; BLOCK]);

/// A code of fine planes that others are moved over: likewise, without room beyond the ends. 3.5 KiB.
pub(crate) struct FineReference([[[u64; BLOCKS]; PLANES]; BLOCK]);

impl Drop for FineProbe {
    fn drop(&mut self) {
        self.0 = [[[0; BLOCKS + 2 * MARGIN]; PLANES]; BLOCK];
        zeroize::optimization_barrier(self);
    }
}

impl Drop for FineReference {
    fn drop(&mut self) {
        self.0 = [[[0; BLOCKS]; PLANES]; BLOCK];
        zeroize::optimization_barrier(self);
    }
}

impl FineProbe {
    /// A code without a usable cell.
    pub(crate) fn unusable() -> FineProbe {
        FineProbe([[[0; BLOCKS + 2 * MARGIN]; PLANES]; BLOCK])
    }

    #[inline(always)]
    pub(super) fn set_row(&mut self, row: usize, planes: &[u64; PLANES]) {
        let mask = planes[ORIENTATIONS];
        for (to, plane) in self.0[row % BLOCK].iter_mut().zip(planes) {
            to[MARGIN + row / BLOCK] = plane & mask;
        }
    }

    /// Makes this `probe` moved to the right.
    #[inline(always)]
    fn move_right(&mut self, probe: &FineProbe, right: i32) {
        // Nothing stays in sight of a shift by a whole row.
        let (by, seen) = (right.unsigned_abs() % u64::BITS, right.unsigned_abs() < u64::BITS);
        for (to, from) in self.0.iter_mut().flatten().zip(probe.0.iter().flatten()) {
            for (to, from) in to[MARGIN..MARGIN + BLOCKS].iter_mut().zip(&from[MARGIN..MARGIN + BLOCKS]) {
                let moved = if right >= 0 { from << by } else { from >> by };
                *to = if seen { moved } else { 0 };
            }
        }
    }
}

impl FineReference {
    /// From words as a template has them: word `row · 6 + plane` of `bits`, word `row` of `mask`.
    pub(crate) fn new(bits: &[u64], mask: &[u64]) -> FineReference {
        let mut reference = FineReference([[[0; BLOCKS]; PLANES]; BLOCK]);
        for (row, (bits, mask)) in bits.chunks_exact(ORIENTATIONS).zip(mask).take(FINE_CELLS).enumerate() {
            let planes = bits.iter().chain([mask]);
            let to = &mut reference.0[row % BLOCK];
            to.iter_mut().zip(planes).for_each(|(to, word)| to[row / BLOCK] = *word);
        }
        reference
    }
}

/// How patches may move.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Freedom {
    /// Cells that the whole probe moves [down, right].
    pub(crate) about: [i32; 2],
    /// Cells each way about that.
    pub(crate) reach: i32,
    /// Added to the distance for a move of one cell about it, times its squared length, in 1/65536.
    pub(crate) penalty: u32,
}

/// Where a patch agrees best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Best {
    /// Share of differing bits with the penalty of the move, in 1/65536.
    pub(crate) distance: u32,
    /// Cells that the probe was moved [down, right] in all.
    pub(crate) moved: [i32; 2],
}

impl Backend {
    /// Where each patch agrees best with the reference, row by row; of equally good places the first, places down
    /// within places to the right. None where nowhere half the bits can be compared.
    pub(crate) fn stretch(
        self,
        probe: &FineProbe,
        reference: &FineReference,
        freedom: Freedom,
    ) -> [Option<Best>; PATCHES_IN_ALL] {
        self.run(Stretch { probe, reference, freedom })
    }
}

struct Stretch<'a> {
    probe: &'a FineProbe,
    reference: &'a FineReference,
    freedom: Freedom,
}

impl Kernel for Stretch<'_> {
    type Output = [Option<Best>; PATCHES_IN_ALL];

    #[inline(always)]
    unsafe fn run<B: Bits>(self) -> Self::Output {
        let Freedom { about: [down, right], reach, penalty } = self.freedom;
        let mut field = Field::new();
        let mut moved = FineProbe::unusable();
        for dx in -reach..=reach {
            moved.move_right(self.probe, right + dx);
            for dy in -reach..=reach {
                // SAFETY: the caller's.
                let blocks = unsafe { Blocks::count::<B>(&moved, self.reference, down + dy) };
                field.improve(&blocks, penalty * (dx * dx + dy * dy) as u32, [down + dy, right + dx]);
            }
        }
        field.patches()
    }
}

/// Bit counts of all blocks under one shift, row by row.
struct Blocks {
    /// Of the upper and of the lower half of each block: a byte holds those of 4 rows of 6 planes of 8 cells.
    differing: [[u8; BLOCKS * BLOCKS]; 2],
    /// Cells.
    compared: [u8; BLOCKS * BLOCKS],
}

impl Blocks {
    /// # Safety
    /// The CPU has the instructions of `B`.
    #[inline(always)]
    unsafe fn count<B: Bits>(probe: &FineProbe, reference: &FineReference, down: i32) -> Blocks {
        let none = [0; BLOCKS];
        // SAFETY: the caller's.
        unsafe {
            let zero: B = wide_rows(&none);
            let (mut differing, mut compared) = ([zero; 2], zero);
            for (row, theirs) in reference.0.iter().enumerate() {
                let from = row as i32 - down;
                // Without room there is nothing to compare.
                let start = (from.div_euclid(BLOCK as i32) + MARGIN as i32) as usize;
                let own = &probe.0[from.rem_euclid(BLOCK as i32) as usize];
                let words = |plane: usize| -> B {
                    wide_rows(own[plane].get(start..).and_then(|words| words.first_chunk()).unwrap_or(&none))
                };
                let mask = words(ORIENTATIONS).and(wide_rows(&theirs[ORIENTATIONS]));
                compared = mask.bits_per_byte().plus_bytes(compared);
                let sum = &mut differing[row / (BLOCK / 2)];
                for (plane, theirs) in theirs[..ORIENTATIONS].iter().enumerate() {
                    let differs = words(plane).differing(wide_rows(theirs), mask);
                    *sum = differs.bits_per_byte().plus_bytes(*sum);
                }
            }
            Blocks { differing: differing.map(|sum| sum.bytes()), compared: compared.bytes() }
        }
    }

    /// Differing bits and compared bits of the patches.
    #[inline(always)]
    fn patches(&self) -> [[u16; PLACES]; 2] {
        let (mut differing, mut compared) = ([0; BLOCKS * BLOCKS], [0; BLOCKS * BLOCKS]);
        for i in 0..BLOCKS * BLOCKS {
            differing[i] = u16::from(self.differing[0][i]) + u16::from(self.differing[1][i]);
            compared[i] = u16::from(self.compared[i]) * ORIENTATIONS as u16;
        }
        [patch_sums(&differing), patch_sums(&compared)]
    }
}

/// Patches row by row, and one more place a row that is none.
const PLACES: usize = PATCHES * BLOCKS;

/// The sums of 2 × 2 blocks.
#[inline(always)]
fn patch_sums(blocks: &[u16; BLOCKS * BLOCKS]) -> [u16; PLACES] {
    let mut pairs = [0; PLACES + 1];
    for i in 0..PLACES {
        pairs[i] = blocks[i] + blocks[i + BLOCKS];
    }
    let mut sums = [0; PLACES];
    for i in 0..PLACES {
        sums[i] = pairs[i] + pairs[i + 1];
    }
    sums
}

/// What was found so far of each patch.
struct Field {
    /// Least distances; [`u32::MAX`] where there is none.
    least: [u32; PLACES],
    moved: [[i32; 2]; PLACES],
}

impl Field {
    #[inline(always)]
    fn new() -> Field {
        Field { least: [u32::MAX; PLACES], moved: [[0; 2]; PLACES] }
    }

    #[inline(always)]
    fn improve(&mut self, blocks: &Blocks, penalty: u32, moved: [i32; 2]) {
        let [differing, compared] = blocks.patches();
        // Whether the distance, rounded down, is below a limit can be told without dividing; no distance without the
        // penalty exceeds 65536.
        let mut better = [0u8; PLACES];
        for i in 0..PLACES {
            let (differing, compared) = (u32::from(differing[i]) << 16, u32::from(compared[i]));
            let limit = self.least[i].saturating_sub(penalty).min(65537);
            better[i] = u8::from(compared >= PATCH_BITS / 2) & u8::from(differing < limit * compared);
        }
        for (row, better) in better.as_chunks::<BLOCKS>().0.iter().enumerate() {
            // The last place of a row is no patch.
            let mut left = u64::from_le_bytes(*better) << 8 >> 8;
            while left != 0 {
                let i = row * BLOCKS + left.trailing_zeros() as usize / 8;
                left &= left - 1;
                self.least[i] = (u32::from(differing[i]) << 16) / u32::from(compared[i]) + penalty;
                self.moved[i] = moved;
            }
        }
    }

    fn patches(&self) -> [Option<Best>; PATCHES_IN_ALL] {
        std::array::from_fn(|i| {
            let at = i / PATCHES * BLOCKS + i % PATCHES;
            let best = Best { distance: self.least[at], moved: self.moved[at] };
            (best.distance != u32::MAX).then_some(best)
        })
    }
}
