//! The local comparison: about a rigid alignment, each patch of the texture planes may move a little to
//! where it agrees best, as skin does when a hand bends.

use crate::code::Code;
use crate::params::{MatchParams, ORIENTATIONS, TEXTURE_CELLS};

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

/// The best patches' share of differing bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Local {
    /// Mean over the best patches of the share of differing bits with the penalty of their moves, in 1/65536.
    pub distance: u32,
    /// Patches with enough usable cells to say something, 0..=49.
    pub patches: u32,
}

/// Where a patch of the aligned probe agrees best with the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Best {
    /// Share of differing bits with the penalty of the move, in 1/65536.
    distance: u32,
    /// Cells that the probe was moved [down, right], the alignment's shift included.
    moved: [i32; 2],
}

/// A patch that says something, and its move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PatchMove {
    /// Its middle in the reference, [row, column], in cells about the middle of the planes.
    pub middle: [f64; 2],
    /// Cells that the aligned probe moves [down, right] to agree best there.
    pub moved: [i32; 2],
}

/// Compares the texture of `probe`, moved by (`down`, `right`) cells, with that of `reference`; none when
/// fewer than `min_patches` have evidence.
pub(super) fn compare(
    probe: &Code<u64>,
    reference: &Code<u64>,
    shift: (i32, i32),
    params: &MatchParams,
) -> Option<Local> {
    let mut best = [[u32::MAX; PATCHES]; PATCHES];
    search(probe, reference, shift, params, |[row, column], found| {
        best[row][column] = best[row][column].min(found.distance);
    });
    summarise(best.as_flattened(), params)
}

/// The moves of the patches that decide in [`compare`]; of equally good ones of a patch the first.
pub(super) fn moves(
    probe: &Code<u64>,
    reference: &Code<u64>,
    shift: (i32, i32),
    params: &MatchParams,
) -> Vec<PatchMove> {
    let mut best: [[Option<Best>; PATCHES]; PATCHES] = [[None; PATCHES]; PATCHES];
    search(probe, reference, shift, params, |[row, column], found| {
        let best = &mut best[row][column];
        if best.is_none_or(|b| found.distance < b.distance) {
            *best = Some(found);
        }
    });
    let middle = |patch: usize| ((patch + 1) * BLOCK) as f64 - TEXTURE_CELLS as f64 / 2.0;
    let patches = best.as_flattened().iter().enumerate();
    let mut found: Vec<(u32, PatchMove)> = patches
        .filter_map(|(i, best)| {
            let middle = [middle(i / PATCHES), middle(i % PATCHES)];
            best.map(|b| (b.distance, PatchMove { middle, moved: b.moved }))
        })
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    found.truncate(kept(found.len(), params).unwrap_or(0));
    found.into_iter().map(|(_, patch)| patch).collect()
}

/// Tells `see` of every patch with evidence under every move about `shift`.
fn search(
    probe: &Code<u64>,
    reference: &Code<u64>,
    (down, right): (i32, i32),
    params: &MatchParams,
    mut see: impl FnMut([usize; 2], Best),
) {
    let reach = i32::from(params.reach);
    for dx in -reach..=reach {
        let moved = Moved::new(probe, right + dx);
        for dy in -reach..=reach {
            let blocks = moved.count(reference, down + dy);
            let penalty = params.move_penalty * (dx * dx + dy * dy) as u32;
            for (row, column) in (0..PATCHES).flat_map(|row| (0..PATCHES).map(move |column| (row, column))) {
                if let Some(distance) = blocks.patch(row, column) {
                    let moved = [down + dy, right + dx];
                    see([row, column], Best { distance: distance + penalty, moved });
                }
            }
        }
    }
}

/// How many of `count` patches decide; none when they are too few.
fn kept(count: usize, params: &MatchParams) -> Option<usize> {
    let enough = count >= usize::from(params.min_patches);
    enough.then(|| (count * usize::from(params.kept_percent)).div_ceil(100).max(1))
}

fn summarise(patches: &[u32], params: &MatchParams) -> Option<Local> {
    let mut distances: Vec<u32> = patches.iter().copied().filter(|&d| d != u32::MAX).collect();
    let count = distances.len();
    let kept = kept(count, params)?;
    distances.sort_unstable();
    let sum: u32 = distances[..kept].iter().sum();
    Some(Local { distance: sum / kept as u32, patches: count as u32 })
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
