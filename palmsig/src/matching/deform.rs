//! The local comparison: about a rigid alignment, each patch of the texture planes may move a little to
//! where it agrees best, as skin does when a hand bends.

use crate::image::Band;
use crate::params::TEXTURE_CELLS;
use crate::simd::{Backend, Best, Freedom, PATCHES, TextureProbe, TextureReference};

use super::comparison::PatchEvidence;

/// All patches of the planes.
pub(super) const PATCHES_IN_ALL: usize = PATCHES * PATCHES;

/// The patches of a comparison: none where too few bits can be compared.
pub(super) struct Patches([Option<Best>; PATCHES_IN_ALL]);

impl Patches {
    /// Compares the texture of `probe` with that of `reference`, each patch where it agrees best; of equally good places
    /// the first.
    pub(super) fn compare(probe: &TextureProbe, reference: &TextureReference, freedom: Freedom) -> Patches {
        Patches(Backend::best().stretch(probe, reference, freedom))
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

/// Cells from one patch to the next.
const APART: usize = TEXTURE_CELLS / (PATCHES + 1);

/// The middle of the `i`-th patch, [row, column], in cells about the middle of the planes.
fn middle(i: usize) -> [f64; 2] {
    [i / PATCHES, i % PATCHES].map(|patch| ((patch + 1) * APART) as f64 - TEXTURE_CELLS as f64 / 2.0)
}

/// A patch that says something, and its move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PatchMove {
    /// Its middle in the reference, [row, column], in cells about the middle of the planes.
    pub middle: [f64; 2],
    /// Cells that the aligned probe moves [down, right] to agree best there.
    pub moved: [i32; 2],
}
