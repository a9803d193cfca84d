//! From similarities to false match rates.
//!
//! The curve is fitted to comparisons of strangers on the development sets (docs/accuracy.md says which
//! and how many). Down to the rate those can show, the false match rate is their empirical one; beyond,
//! its logarithm is extended along the slope of the last decade, the exponential tail of extreme-value
//! theory (Pickands 1975), and marked as extrapolated.

use crate::params::{Depth, MatchParams};

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

/// Points (similarity, −1000 · log10 FMR) of the fitted curve, rising in both; the last one is as far as
/// the data can show.
type Curve = [(i32, i32)];

/// The upper envelope of the five development sets, so that no sensor among them does worse: nearly all of it is of comparisons
/// of iitd-roi (965 548 pairs), but for coep-full at 1 in 2. In 4082 of the pairs a person's own other hand is taken for a stranger's, which
/// looks alike far more often: of the hundred most alike they are 46. So the last point goes on along the mean excess of
/// the hundred most alike of different people (991 a decade), the tenth of whom at 1e-5 is at 4059.
const LOCAL_CURVE: &Curve =
    &[(-3000, 0), (-483, 301), (208, 1000), (1168, 2000), (2141, 3000), (3214, 4000), (4205, 5000)];

/// As [`LOCAL_CURVE`], from 96 534 pairs of iitd-roi and 1000 to 7000 of each other set: coep-full down to 1e-3.
const RIGID_CURVE: &Curve =
    &[(-4000, 0), (-1656, 301), (-488, 1000), (512, 2000), (1108, 3000), (2522, 4000)];

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
