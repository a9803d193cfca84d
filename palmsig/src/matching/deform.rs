//! The local comparison: about a rigid alignment, each patch of the texture planes may move a little to
//! where it agrees best, as skin does when a hand bends.

use crate::code::Code;
use crate::image::Band;
use crate::params::{ORIENTATIONS, TEXTURE_CELLS};

use super::comparison::PatchEvidence;
use super::rigid::shift_word;

/// Cells along one side of a block, the unit in which bits are counted: a byte of a row.
const BLOCK: usize = 8;

/// Blocks along one side of the planes.
const BLOCKS: usize = TEXTURE_CELLS / BLOCK;

/// Patches along one side: 2 × 2 blocks each, overlapping by half.
const PATCHES: usize = BLOCKS - 1;

/// All patches of the planes.
pub(super) const PATCHES_IN_ALL: usize = PATCHES * PATCHES;

/// Bits of a patch.
const PATCH_BITS: u32 = (4 * BLOCK * BLOCK * ORIENTATIONS) as u32;

/// Bit counts of all blocks under one shift.
#[derive(Default, Clone, Copy)]
struct Blocks {
    differing: [[u16; BLOCKS]; BLOCKS],
    compared: [[u16; BLOCKS]; BLOCKS],
}

/// Where a patch of the aligned probe agrees best with the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Best {
    /// Share of differing bits with the penalty of the move, in 1/65536.
    pub distance: u32,
    /// Cells that the probe was moved [down, right], the alignment's shift included.
    pub moved: [i32; 2],
}

/// How freely patches move about an alignment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Freedom {
    /// Cells each way.
    pub reach: i32,
    /// Added to the distance for a move of one cell, times its squared length, in 1/65536.
    pub penalty: u32,
}

/// The patches of a comparison: none where too few bits can be compared.
pub(super) struct Patches([Option<Best>; PATCHES_IN_ALL]);

impl Patches {
    /// Compares the texture of `probe`, moved by (`down`, `right`) cells, with that of `reference`, each patch where it
    /// agrees best; of equally good places the first.
    pub(super) fn compare(
        probe: &Code<u64>,
        reference: &Code<u64>,
        (down, right): (i32, i32),
        freedom: Freedom,
    ) -> Patches {
        let mut patches = Patches([None; PATCHES_IN_ALL]);
        for dx in -freedom.reach..=freedom.reach {
            let moved = Moved::new(probe, right + dx);
            for dy in -freedom.reach..=freedom.reach {
                let blocks = moved.count(reference, down + dy);
                let penalty = freedom.penalty * (dx * dx + dy * dy) as u32;
                patches.improve(&blocks, penalty, [down + dy, right + dx]);
            }
        }
        patches
    }

    fn improve(&mut self, blocks: &Blocks, penalty: u32, moved: [i32; 2]) {
        for (i, best) in self.0.iter_mut().enumerate() {
            let Some(distance) = blocks.patch(i / PATCHES, i % PATCHES).map(|d| d + penalty) else {
                continue;
            };
            if best.is_none_or(|b| distance < b.distance) {
                *best = Some(Best { distance, moved });
            }
        }
    }

    /// The distances of the patches with evidence.
    pub(super) fn distances(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flatten().map(|best| best.distance)
    }

    /// What a caller may see of them.
    pub(super) fn evidence(&self, band: Band) -> impl Iterator<Item = PatchEvidence> + '_ {
        let side = TEXTURE_CELLS as f64;
        self.0.iter().enumerate().filter_map(move |(i, best)| {
            best.map(|best| PatchEvidence {
                band,
                at: middle(i).map(|v| v / side),
                moved: best.moved.map(|v| f64::from(v) / side),
                distance: best.distance,
            })
        })
    }

    /// The moves of the best `percent` of the patches; none when fewer than `min_patches` have evidence.
    pub(super) fn moves(&self, percent: u8, min_patches: u8) -> Vec<PatchMove> {
        let patches = self.0.iter().enumerate();
        let mut found: Vec<(u32, PatchMove)> = patches
            .filter_map(|(i, best)| {
                best.map(|b| (b.distance, PatchMove { middle: middle(i), moved: b.moved }))
            })
            .collect();
        if found.len() < usize::from(min_patches) {
            return Vec::new();
        }
        found.sort_by_key(|(distance, _)| *distance);
        found.truncate((found.len() * usize::from(percent)).div_ceil(100).max(1));
        found.into_iter().map(|(_, patch)| patch).collect()
    }
}

/// The middle of the `i`-th patch, [row, column], in cells about the middle of the planes.
fn middle(i: usize) -> [f64; 2] {
    [i / PATCHES, i % PATCHES].map(|patch| ((patch + 1) * BLOCK) as f64 - TEXTURE_CELLS as f64 / 2.0)
}

/// A patch that says something, and its move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PatchMove {
    /// Its middle in the reference, [row, column], in cells about the middle of the planes.
    pub middle: [f64; 2],
    /// Cells that the aligned probe moves [down, right] to agree best there.
    pub moved: [i32; 2],
}

/// A texture code moved sideways.
struct Moved {
    bits: Vec<u64>,
    mask: Vec<u64>,
}

impl Drop for Moved {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.bits);
        zeroize::Zeroize::zeroize(&mut self.mask);
    }
}

impl Moved {
    fn new(code: &Code<u64>, right: i32) -> Moved {
        let shifted = |words: &[u64]| words.iter().map(|&w| shift_word(w, right)).collect();
        Moved { bits: shifted(code.bits()), mask: shifted(code.mask()) }
    }

    /// Counts all blocks of `reference` with this code moved `down` cells down.
    fn count(&self, reference: &Code<u64>, down: i32) -> Blocks {
        let mut blocks = Blocks::default();
        for block in 0..BLOCKS {
            // Half a block at a time: a byte holds the bits of 4 rows of 6 planes of 8 cells.
            for half in 0..2 {
                let (mut differing, mut compared) = (0u64, 0u64);
                for row in (block * BLOCK + half * BLOCK / 2..).take(BLOCK / 2) {
                    let from = row as i64 - i64::from(down);
                    if !(0..TEXTURE_CELLS as i64).contains(&from) {
                        continue;
                    }
                    let from = from as usize;
                    let mask = self.mask[from] & reference.mask()[row];
                    compared += bits_per_byte(mask);
                    let probe = &self.bits[from * ORIENTATIONS..][..ORIENTATIONS];
                    let other = &reference.bits()[row * ORIENTATIONS..][..ORIENTATIONS];
                    for (p, r) in probe.iter().zip(other) {
                        differing += bits_per_byte((p ^ r) & mask);
                    }
                }
                for column in 0..BLOCKS {
                    let byte = |word: u64| (word >> (8 * column) & 0xff) as u16;
                    blocks.differing[block][column] += byte(differing);
                    blocks.compared[block][column] += byte(compared) * ORIENTATIONS as u16;
                }
            }
        }
        blocks
    }
}

impl Blocks {
    /// Share of differing bits of a patch in 1/65536, where at least half its bits can be compared.
    fn patch(&self, row: usize, column: usize) -> Option<u32> {
        let sum = |of: &[[u16; BLOCKS]; BLOCKS]| {
            u32::from(of[row][column])
                + u32::from(of[row][column + 1])
                + u32::from(of[row + 1][column])
                + u32::from(of[row + 1][column + 1])
        };
        let compared = sum(&self.compared);
        if compared < PATCH_BITS / 2 { None } else { Some((sum(&self.differing) << 16) / compared) }
    }
}

/// The number of bits of each byte, in that byte.
fn bits_per_byte(word: u64) -> u64 {
    let pairs = word - (word >> 1 & 0x5555_5555_5555_5555);
    let nibbles = (pairs & 0x3333_3333_3333_3333) + (pairs >> 2 & 0x3333_3333_3333_3333);
    (nibbles + (nibbles >> 4)) & 0x0f0f_0f0f_0f0f_0f0f
}
