//! The local comparison: about a rigid alignment, each patch of the fine planes may move a little to
//! where it agrees best, as skin does when a hand bends.

use crate::code::{PER_SHARED_BIT, Shared};
use crate::image::Band;
use crate::params::FINE_CELLS;
use crate::simd::{Backend, Best, FineProbe, FineReference, Freedom, PATCHES, PATCHES_IN_ALL};

use super::comparison::PatchEvidence;

/// The patches of a comparison: none where too few bits can be compared.
pub(super) struct Patches([Option<Best>; PATCHES_IN_ALL]);

impl Patches {
    /// Compares the fine planes of `probe` with that of `reference`, each patch where it agrees best; of equally good places
    /// the first.
    pub(super) fn compare(probe: &FineProbe, reference: &FineReference, freedom: Freedom) -> Patches {
        Patches(Backend::best().stretch(probe, reference, freedom))
    }

    /// The patches with evidence, by number, and their distances.
    pub(super) fn distances(&self) -> impl Iterator<Item = (usize, u32)> {
        self.0.iter().enumerate().filter_map(|(i, best)| best.map(|best| (i, best.distance)))
    }

    /// What a caller may see of them.
    pub(super) fn evidence(&self, band: Band, diversity: &Shared) -> impl Iterator<Item = PatchEvidence> {
        let side = FINE_CELLS as f64;
        self.0.iter().zip(diversity).enumerate().filter_map(move |(i, (best, &diversity))| {
            best.map(|best| PatchEvidence {
                band,
                at: middle(i).map(|v| v / side),
                moved: best.moved.map(|v| f64::from(v) / side),
                distance: best.distance,
                diversity: f64::from(diversity) / f64::from(PER_SHARED_BIT),
            })
        })
    }

    /// The moves of the best `percent` of the patches, by number; none when fewer than `min_patches` have evidence.
    pub(super) fn moves(&self, percent: u8, min_patches: u8) -> Vec<PatchMove> {
        let mut nearness: Vec<i32> = self.distances().map(|(_, distance)| -(distance as i32)).collect();
        if nearness.len() < usize::from(min_patches) {
            return Vec::new();
        }
        keep(&mut nearness, percent);
        let farthest = nearness.last().map_or(0, |nearness| nearness.unsigned_abs());
        // Of patches equally far the first.
        let mut ties = nearness.iter().filter(|nearness| nearness.unsigned_abs() == farthest).count();
        let mut kept = |distance: u32| {
            distance < farthest
                || distance == farthest && ties.checked_sub(1).map(|left| ties = left).is_some()
        };
        let patches = self.0.iter().enumerate().filter_map(|(i, best)| best.map(|best| (i, best)));
        let good = patches.filter(|(_, best)| kept(best.distance));
        let moved = |(i, best): (usize, Best)| PatchMove {
            middle: middle(i),
            moved: best.moved,
            weight: weight(best.distance),
        };
        good.map(moved).collect()
    }
}

/// Keeps the greatest `percent` of some numbers, greatest first: one at least.
pub(super) fn keep(numbers: &mut Vec<i32>, percent: u8) {
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.truncate((numbers.len() * usize::from(percent)).div_ceil(100).max(1));
}

/// Cells from one patch to the next.
const APART: usize = FINE_CELLS / (PATCHES + 1);

/// The middle of the `i`-th patch, [row, column], in cells about the middle of the planes.
fn middle(i: usize) -> [f64; 2] {
    [i / PATCHES, i % PATCHES].map(|patch| ((patch + 1) * APART) as f64 - FINE_CELLS as f64 / 2.0)
}

/// A patch that says something, and its move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PatchMove {
    /// Its middle in the reference, [row, column], in cells about the middle of the planes.
    pub middle: [f64; 2],
    /// Cells that the aligned probe moves [down, right] to agree best there.
    pub moved: [i32; 2],
    /// What it counts for where an affinity is fitted to the moves of several.
    pub weight: f64,
}

/// Share of differing bits of a patch that shows something else, about: its move is by chance.
const BY_CHANCE: f64 = 0.45;

/// Patches that differ little say for certain how far they moved.
fn weight(distance: u32) -> f64 {
    let agreement = (BY_CHANCE - f64::from(distance) / 65536.0).max(0.01);
    agreement * agreement
}
