//! False match and false non-match rates over all thresholds.

use super::NO_EVIDENCE;

/// Comparisons of one experiment: mated and non-mated scores, and pairs that never came to a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRates {
    mated: Scores,
    non_mated: Scores,
}

/// Pairs without a score because the acquisition of at least one of the two captures failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FailedPairs {
    /// Pairs of captures of one palm.
    pub mated: u64,
    /// Pairs of captures of different palms.
    pub non_mated: u64,
}

/// The two error rates at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OperatingPoint {
    /// Scores of at least this are accepted. Wider than a score: the last threshold lies above all of them.
    pub threshold: i64,
    /// False match rate, 0..=1.
    pub fmr: f64,
    /// False non-match rate, 0..=1.
    pub fnmr: f64,
}

impl ErrorRates {
    /// The rates of `mated` and `non_mated` similarity scores, in any order; [`NO_EVIDENCE`] among
    /// them counts as a non-match at every threshold.
    pub fn new(mated: Vec<i32>, non_mated: Vec<i32>) -> Self {
        ErrorRates { mated: Scores::new(mated), non_mated: Scores::new(non_mated) }
    }

    /// The same experiment with `failed` pairs counted as non-matches at every threshold (the
    /// generalised rates of ISO/IEC 19795-1: GFRR for FNMR, GFAR for FMR). They replace failures
    /// stated before.
    pub fn with_failures(self, failed: FailedPairs) -> Self {
        ErrorRates {
            mated: Scores { failed: failed.mated, ..self.mated },
            non_mated: Scores { failed: failed.non_mated, ..self.non_mated },
        }
    }

    /// Mated comparisons made; failed pairs are not among them.
    pub fn mated(&self) -> usize {
        self.mated.ascending.len()
    }

    /// Non-mated comparisons made; failed pairs are not among them.
    pub fn non_mated(&self) -> usize {
        self.non_mated.ascending.len()
    }

    /// The points of the detection error trade-off (DET) curve by ascending threshold: one for
    /// every score that occurs ([`NO_EVIDENCE`] apart) and one above all of them, so that the FMR
    /// falls and the FNMR grows. Empty unless there are pairs of both kinds.
    pub fn det(&self) -> impl Iterator<Item = OperatingPoint> + '_ {
        let known = self.mated.pairs() > 0 && self.non_mated.pairs() > 0;
        // How many scores of either kind lie below the next threshold.
        let mut below =
            known.then(|| (self.mated.above(0, NO_EVIDENCE), self.non_mated.above(0, NO_EVIDENCE)));
        let mut last = NO_EVIDENCE;
        std::iter::from_fn(move || {
            let (mated, non_mated) = below?;
            let next = self.mated.at(mated).into_iter().chain(self.non_mated.at(non_mated)).min();
            below = next.map(|s| (self.mated.above(mated, s), self.non_mated.above(non_mated, s)));
            let threshold = next.map_or(i64::from(last) + 1, i64::from);
            last = next.unwrap_or(last);
            let (fmr, fnmr) = (self.non_mated.accepted(non_mated), self.mated.rejected(mated));
            Some(OperatingPoint { threshold, fmr, fnmr })
        })
    }

    /// The equal error rate: where the polyline through (FMR 1, FNMR 0) and the points of
    /// [`det`](Self::det), straight between neighbouring thresholds, has FMR = FNMR. A straight
    /// piece is what a system attains that picks one of the two thresholds by lot; its first corner,
    /// accepting even pairs without evidence, matters only when most of the pairs failed. 0 when
    /// some threshold separates the scores, 1/2 when mated and non-mated scores are distributed
    /// alike. `None` unless there are pairs of both kinds.
    pub fn eer(&self) -> Option<f64> {
        let mut before = (1.0, 0.0);
        for point in self.det() {
            if point.fnmr >= point.fmr {
                return Some(crossing(before, point));
            }
            before = (point.fmr, point.fnmr);
        }
        None
    }

    /// The rates at `threshold`. `None` unless there are pairs of both kinds.
    pub fn at(&self, threshold: i64) -> Option<OperatingPoint> {
        let known = self.mated.pairs() > 0 && self.non_mated.pairs() > 0;
        let (mated, non_mated) = (self.mated.below(threshold), self.non_mated.below(threshold));
        let (fmr, fnmr) = (self.non_mated.accepted(non_mated), self.mated.rejected(mated));
        known.then_some(OperatingPoint { threshold, fmr, fnmr })
    }

    /// The smallest FNMR over the thresholds with FMR ≤ `fmr` (one above all scores is always
    /// among them). `None` when there is no mated pair, or when the comparisons made cannot show
    /// such a rate: `fmr` · [`non_mated`](Self::non_mated) < 1. Failed pairs do not help to show it.
    pub fn fnmr_at_fmr(&self, fmr: f64) -> Option<f64> {
        if shows(self.non_mated(), fmr) { self.det().find(|p| p.fmr <= fmr).map(|p| p.fnmr) } else { None }
    }

    /// The decidability index d′ = (μ_mated − μ_non-mated) / √((σ²_mated + σ²_non-mated) / 2) over
    /// the scores with evidence, σ² with n − 1 in the denominator. Negative when non-mated pairs
    /// look more alike. `None` with fewer than two scores of either kind or no spread at all.
    pub fn d_prime(&self) -> Option<f64> {
        let ((mated, mated_var), (non_mated, non_mated_var)) =
            (self.mated.moments()?, self.non_mated.moments()?);
        let spread = ((mated_var + non_mated_var) / 2.0).sqrt();
        (spread > 0.0).then(|| (mated - non_mated) / spread)
    }
}

/// Whether `comparisons` can show a rate of `rate`. Rates are compared as the same correctly rounded
/// quotients in which they are reported, so that 3 of 300 000 is 1e-5.
pub(super) fn shows(comparisons: usize, rate: f64) -> bool {
    rate >= 1.0 / comparisons as f64
}

/// Where the straight line from the FMR and FNMR `before`, FMR > FNMR, to `point`, FNMR ≥ FMR, has
/// both equal.
pub(super) fn crossing(before: (f64, f64), point: OperatingPoint) -> f64 {
    let (gap_before, gap) = (before.0 - before.1, point.fnmr - point.fmr);
    let share = gap_before / (gap_before + gap);
    before.0 + share * (point.fmr - before.0)
}

/// Scores of one kind in ascending order, and the number of pairs of that kind that have none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Scores {
    ascending: Vec<i32>,
    failed: u64,
}

impl Scores {
    fn new(mut scores: Vec<i32>) -> Self {
        scores.sort_unstable();
        Scores { ascending: scores, failed: 0 }
    }

    /// Pairs with and without a score.
    fn pairs(&self) -> u64 {
        self.ascending.len() as u64 + self.failed
    }

    fn at(&self, index: usize) -> Option<i32> {
        self.ascending.get(index).copied()
    }

    /// Index of the first score above `score`, from `start` on.
    fn above(&self, start: usize, score: i32) -> usize {
        start + self.ascending.iter().skip(start).take_while(|&&s| s <= score).count()
    }

    /// Scores below `threshold`; those without evidence always are.
    fn below(&self, threshold: i64) -> usize {
        let threshold = threshold.max(i64::from(NO_EVIDENCE) + 1);
        self.ascending.partition_point(|&s| i64::from(s) < threshold)
    }

    /// Share of pairs accepted by a threshold that `below` scores lie below.
    fn accepted(&self, below: usize) -> f64 {
        (self.ascending.len() - below) as f64 / self.pairs() as f64
    }

    /// Share of pairs rejected by a threshold that `below` scores lie below.
    fn rejected(&self, below: usize) -> f64 {
        (below as u64 + self.failed) as f64 / self.pairs() as f64
    }

    /// Mean and variance of the scores with evidence.
    fn moments(&self) -> Option<(f64, f64)> {
        let scores = &self.ascending[self.above(0, NO_EVIDENCE)..];
        let count = scores.len() as f64;
        // Whole numbers: the sum is exact. 2^32 scores of 31 bits fit an i64.
        let mean = scores.iter().map(|&s| i64::from(s)).sum::<i64>() as f64 / count;
        let squares: f64 = scores.iter().map(|&s| (f64::from(s) - mean) * (f64::from(s) - mean)).sum();
        (scores.len() > 1).then(|| (mean, squares / (count - 1.0)))
    }
}
