//! From distances to evidence: how much likelier what is seen is between captures of one palm than between strangers, as
//! a log-likelihood ratio in fixed point.
//!
//! The ratio of one patch is that of the two distributions of its distance, each with a little of the other mixed in: one
//! patch in ten of a palm may be folded, dirty or worn, one in a hundred of a stranger's may look the same by chance, so
//! that no single patch decides. The patches of a palm hang together, so that their sum says too much; it is brought to
//! scale by the exponential tail of strangers' sums (Pickands 1975), on the set where that tail is longest.
//! `cargo run --release --example likelihood` learns the numbers below and says on whom.

use super::deform::{PATCHES_IN_ALL, Patches};
use super::rigid::Counts;
use crate::image::Band;
use crate::params::{LINE_CELLS, ORIENTATIONS};

/// Distance between two knots of a table, as a power of two in 1/65536.
const KNOT_BITS: u32 = 10;

/// Knots of a table: beyond the last one, at a share of 0.47, nothing changes.
const KNOTS: usize = 31;

/// What the texture of one band tells.
struct Texture {
    /// Of a patch at each knot of distance: 1000 · log10 of the ratio, the scale of the sum included, falling.
    patch: [i32; KNOTS],
    /// Of the sum where no patch says anything.
    offset: i32,
}

/// Of iitd-roi, tongji-roi, coep-full and polyu-full.
const VISIBLE: Texture = Texture {
    patch: [
        203, 203, 203, 203, 203, 203, 203, 203, 203, 203, 203, 203, 203, 203, 203, 203, 203, 203, 186, 142,
        86, 30, -22, -57, -85, -102, -109, -111, -111, -111, -111,
    ],
    offset: 4172,
};

/// Of casia-nir-full.
const NEAR_INFRARED: Texture = Texture {
    patch: [
        223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223, 223,
        223, 213, 163, 109, 46, -11, -53, -89, -106, -118, -123,
    ],
    offset: 2927,
};

/// What texture patches say; none when fewer than `min_patches` say anything.
pub(super) fn of_texture(band: Band, patches: &Patches, min_patches: u8) -> Option<i32> {
    let texture = match band {
        Band::Visible => &VISIBLE,
        Band::NearInfrared => &NEAR_INFRARED,
    };
    let (sum, count) =
        patches.distances().fold((0, 0), |(sum, n), d| (sum + i64::from(texture.at(d)), n + 1));
    let enough = count >= i64::from(min_patches);
    enough.then(|| (weighed(sum, count, PATCHES_IN_ALL as i64) + i64::from(texture.offset)) as i32)
}

impl Texture {
    /// Between the knots.
    fn at(&self, distance: u32) -> i32 {
        let knot = (distance >> KNOT_BITS) as usize;
        let Some(&[from, to]) = self.patch.get(knot..knot + 2).and_then(|pair| pair.first_chunk()) else {
            return self.patch[KNOTS - 1];
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

/// The sum over `count` of `all` patches as if over all of them: √(all / count) times as much, because the sum of few
/// varies less than that of all, but by the root only.
fn weighed(sum: i64, count: i64, all: i64) -> i64 {
    (sum << 8) / root(count, all).max(1)
}

/// 256 · √(part / all).
fn root(part: i64, all: i64) -> i64 {
    ((part << 16) / all).unsigned_abs().isqrt() as i64
}
