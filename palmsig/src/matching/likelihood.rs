//! From distances to evidence: how much likelier what is seen is between captures of one palm than between strangers, as
//! a log-likelihood ratio in fixed point.
//!
//! The ratio of one patch is that of the two distributions of its distance, each with a little of the other mixed in: one
//! patch in ten of a palm may be folded, dirty or worn, one in a hundred of a stranger's may look the same by chance, so
//! that no single patch decides. The patches of a palm hang together, so that their sum says too much; it is brought to
//! scale by the exponential tail of strangers' sums (Pickands 1975), on the set where that tail is longest.
//! `cargo run --release --example likelihood` learns the numbers below and says on whom.

use super::deform::{Patches, keep};
use super::rigid::Counts;
use crate::code::Shared;
use crate::image::Band;
use crate::params::{LINE_CELLS, MatchParams, ORIENTATIONS};
use crate::simd::PATCHES_IN_ALL;

/// Distance between two knots of a table, as a power of two in 1/65536.
const KNOT_BITS: u32 = 10;

/// Knots of a table: beyond the last one, at a share of 0.47, nothing changes.
const KNOTS: usize = 31;

/// Diversity of a patch that is neither common nor rare, in 1/64 bit: 4.5 bits.
const DIVERSITY: i32 = 288;

/// Fractional bits of [`Fine::rarity`].
const RARITY_BITS: u32 = 4;

/// What the fine planes of one band tell.
struct Fine {
    /// How much farther apart, in 1/65536 · 1/16, the patches of strangers are that are more diverse by 1/64 bit.
    rarity: i32,
    /// Of a patch at each knot of distance: 1000 · log10 of the ratio, the scale of the sum included, falling.
    patches: [i32; KNOTS],
    /// What a patch that is kept says of strangers, in the mean.
    stranger: i32,
    /// Of a sum that is no more than that of strangers.
    offset: i32,
}

/// Of iitd-roi, tongji-roi, coep-full and polyu-full.
const VISIBLE: Fine = Fine {
    rarity: 1472,
    patches: [
        337, 337, 337, 337, 337, 337, 337, 337, 337, 337, 337, 337, 337, 337, 337, 337, 337, 337, 289, 186,
        72, -33, -106, -151, -171, -184, -188, -189, -190, -190, -190,
    ],
    stranger: -177,
    offset: -549,
};

/// Of casia-nir-full and, counting the same, 120 synthetic palms at a terminal.
const NEAR_INFRARED: Fine = Fine {
    rarity: 1117,
    patches: [
        251, 251, 251, 251, 251, 251, 251, 251, 251, 251, 251, 251, 251, 251, 251, 251, 222, 169, 119, 71,
        26, -10, -37, -62, -83, -95, -106, -113, -119, -120, -125,
    ],
    stranger: -77,
    offset: -1106,
};

/// What the patches of fine planes say, which are as `diverse`: the best `kept_percent` of them, for the others may be folded,
/// dirty, or under a plaster; none when fewer than `min_patches` say anything.
pub(super) fn of_fine(band: Band, patches: &Patches, diverse: &Shared, params: &MatchParams) -> Option<i32> {
    let fine = match band {
        Band::Visible => &VISIBLE,
        Band::NearInfrared => &NEAR_INFRARED,
    };
    let mut says = Vec::with_capacity(PATCHES_IN_ALL);
    says.extend(patches.distances().map(|(i, distance)| fine.patch(distance, diverse[i])));
    if says.len() < params.min_patches.into() {
        return None;
    }
    keep(&mut says, params.kept_percent);
    // Sums of few patches are not scaled up: strangers' patches hang together, so that those vary nearly as much as the sum of all.
    let sum: i32 = says.iter().map(|v| v - fine.stranger).sum();
    Some(sum + fine.offset)
}

impl Fine {
    /// What a patch says at a distance and as diverse as it is.
    fn patch(&self, distance: u32, diverse: u32) -> i32 {
        let rarer = diverse as i32 - DIVERSITY;
        // Distances are below 2^17 and diversities below 2^9.
        let distance = distance as i32 - ((rarer * self.rarity) >> RARITY_BITS);
        self.at(distance.max(0) as u32)
    }

    /// Between the knots.
    fn at(&self, distance: u32) -> i32 {
        let knot = (distance >> KNOT_BITS) as usize;
        let Some(&[from, to]) = self.patches.get(knot..knot + 2).and_then(|pair| pair.first_chunk()) else {
            return self.patches[KNOTS - 1];
        };
        let beyond = (distance & ((1 << KNOT_BITS) - 1)) as i32;
        from + (((to - from) * beyond) >> KNOT_BITS)
    }
}

/// Mean and standard deviation of the share of differing bits of the line planes between strangers, under the best rigid
/// alignment and with the whole square in view, in 1/65536.
const STRANGERS: (i64, i64) = (26000, 800);

/// Of a share that is one such deviation smaller, and of none.
const LINES: (i64, i64) = (654, -1031);

/// Fewest bits that make a rigid comparison, in percent of all.
const MIN_COMPARED_PERCENT: i64 = 20;

/// What line planes say under a rigid alignment; none when too few bits can be compared.
pub(super) fn of_lines(counts: Counts) -> Option<i32> {
    let all = (LINE_CELLS * LINE_CELLS * ORIENTATIONS) as i64;
    let compared = i64::from(counts.compared);
    if compared * 100 < all * MIN_COMPARED_PERCENT {
        return None;
    }
    let ((mean, deviation), (slope, offset)) = (STRANGERS, LINES);
    let fewer = mean - (i64::from(counts.differing) << 16) / compared;
    // Fewer bits vary more.
    Some((((fewer * slope * root(compared, all) / deviation) >> 8) + offset) as i32)
}

/// 256 · √(part / all).
fn root(part: i64, all: i64) -> i64 {
    ((part << 16) / all).unsigned_abs().isqrt() as i64
}
