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

    /// The moves of the best `percent` of the patches; none when fewer than `min_patches` have evidence.
    pub(super) fn moves(&self, percent: u8, min_patches: u8) -> Vec<PatchMove> {
        let patches = self.0.iter().enumerate();
        let mut found: Vec<(u32, PatchMove)> = patches
            .filter_map(|(i, best)| {
                best.map(|b| {
                    (b.distance, PatchMove { middle: middle(i), moved: b.moved, weight: weight(b.distance) })
                })
            })
            .collect();
        if found.len() < usize::from(min_patches) {
            return Vec::new();
        }
        found.sort_by_key(|(distance, _)| *distance);
        found.truncate(kept(found.len(), percent));
        found.into_iter().map(|(_, patch)| patch).collect()
    }
}

/// How many of so many patches are the best `percent`: one at least.
pub(super) fn kept(patches: usize, percent: u8) -> usize {
    (patches * usize::from(percent)).div_ceil(100).max(1)
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
