//! From bit counts to similarities, and from similarities to false match rates.
//!
//! Both ends are fitted to comparisons of strangers on the development sets (docs/accuracy.md says which
//! and how many). Down to the rate those can show, the false match rate is their empirical one; beyond,
//! its logarithm is extended along the slope of the last decade, the exponential tail of extreme-value
//! theory (Pickands 1975), and marked as extrapolated.

use super::deform::{Local, PATCHES_IN_ALL};
use super::rigid::Counts;
use crate::params::{Depth, LINE_CELLS, MatchParams, ORIENTATIONS};

/// How often strangers are at least as similar as the palms compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FalseMatchRate {
    /// The rate, 0..=1.
    pub value: f64,
    /// Whether it lies beyond what the calibration data can show: it is rarer than they are many, fuses two
    /// bands, or comes from another search than the calibrated ones ([`MatchParams::default`] and
    /// [`MatchParams::rigid`]).
    pub extrapolated: bool,
}

/// What turns the similarities of a search into false match rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Calibration {
    depth: Depth,
    /// Whether this very search was calibrated. A wider one finds better alignments of strangers, too.
    measured: bool,
}

/// One standard deviation in units of similarity.
const DEVIATION: i64 = 256;

/// Mean and standard deviation of the share of differing bits between strangers, in 1/65536.
struct Strangers {
    mean: i64,
    deviation: i64,
}

/// Of the best patches, with all patches in view.
const LOCAL: Strangers = Strangers { mean: 25166, deviation: 990 };

/// Of the line planes under the best rigid alignment, with the whole square in view.
const RIGID: Strangers = Strangers { mean: 26000, deviation: 800 };

/// Similarity of patches: fewer patches vary more, as the mean of so many.
pub(super) fn local_similarity(local: Local) -> i32 {
    normalised(&LOCAL, local.distance.into(), local.patches.into(), PATCHES_IN_ALL as i64)
}

/// Similarity of line planes: fewer bits vary more.
pub(super) fn rigid_similarity(counts: Counts) -> i32 {
    let all = (LINE_CELLS * LINE_CELLS * ORIENTATIONS) as i64;
    let compared = i64::from(counts.compared);
    if compared * 100 < all * MIN_COMPARED_PERCENT {
        return super::Comparison::NO_EVIDENCE;
    }
    normalised(&RIGID, (i64::from(counts.differing) << 16) / compared, compared, all)
}

/// Fewest bits that make a rigid comparison, in percent of all.
const MIN_COMPARED_PERCENT: i64 = 20;

/// (mean − distance) / deviation · √(seen / all).
fn normalised(strangers: &Strangers, distance: i64, seen: i64, all: i64) -> i32 {
    let weight = ((seen << 16) / all).unsigned_abs().isqrt() as i64;
    ((strangers.mean - distance) * DEVIATION * weight / (strangers.deviation << 8)) as i32
}

/// Points (similarity, −1000 · log10 FMR) of the fitted curve, rising in both; the last one is as far as
/// the data can show.
type Curve = [(i32, i32)];

/// The upper envelope of the five development sets, so that no sensor among them does worse: above 1e-3
/// comparisons of coep-full, below it those of iitd-roi (965 548 pairs).
const LOCAL_CURVE: &Curve =
    &[(-1024, 0), (140, 301), (519, 1000), (796, 2000), (1057, 3000), (1290, 4000), (1540, 5000)];

/// As [`LOCAL_CURVE`], from 60 000 pairs of iitd-roi and 12 000 of each other set.
const RIGID_CURVE: &Curve = &[(-1024, 0), (-200, 301), (269, 1000), (735, 2000), (1030, 3000), (1280, 4000)];

impl Calibration {
    pub(super) fn of(params: &MatchParams) -> Calibration {
        let measured = [MatchParams::default(), MatchParams::rigid()].contains(params);
        Calibration { depth: params.depth, measured }
    }

    fn curve(self) -> &'static Curve {
        match self.depth {
            Depth::Rigid => RIGID_CURVE,
            Depth::Local => LOCAL_CURVE,
        }
    }

    /// Whether the rate at this similarity lies beyond what the data can show.
    pub(super) fn extrapolates(self, similarity: i32) -> bool {
        !self.measured || self.curve().last().is_none_or(|&(shown, _)| similarity > shown)
    }

    /// −1000 · log10 of the false match rate of one comparison at this similarity, rounded down.
    pub(super) fn level(self, similarity: i32) -> i32 {
        let curve = self.curve();
        if similarity <= curve[0].0 {
            return curve[0].1;
        }
        let segment = curve.windows(2).find(|pair| similarity <= pair[1].0);
        let (from, to) = match segment.or(curve.windows(2).next_back()) {
            Some(pair) => (pair[0], pair[1]),
            None => return 0,
        };
        let run = i64::from(to.0 - from.0);
        let rise = i64::from(similarity - from.0) * i64::from(to.1 - from.1);
        from.1 + rise.div_euclid(run) as i32
    }
}

/// 1000 · log10 of a number of comparisons, rounded up: of so many the best is more similar.
pub(super) fn level_of_count(count: usize) -> i32 {
    libm::ceil(libm::log10(count.max(1) as f64) * 1000.0) as i32
}

/// −1000 · log10 of a rate, rounded up: the level that a comparison must reach.
pub(super) fn level_of_rate(rate: f64) -> i32 {
    libm::ceil(-libm::log10(rate) * 1000.0) as i32
}
