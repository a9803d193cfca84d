//! One sample of subjects and its rates.

use super::NO_EVIDENCE;
use super::comparisons::{Comparisons, Pairs, Scored};
use super::rates::{OperatingPoint, crossing};

/// Comparisons as a sample of subjects, drawn with replacement, weighs them.
pub(super) struct Resample<'a> {
    comparisons: &'a Comparisons,
    /// How often each subject was drawn. Whole numbers, so that their sums of products are exact.
    weights: Vec<f64>,
    /// Weights of all pairs.
    mated: f64,
    non_mated: f64,
}

/// Pairs accepted by a threshold at `score`: their number and their weight.
#[derive(Clone, Copy)]
struct Accepted {
    score: i32,
    pairs: u64,
    weight: f64,
}

/// Fewer degrees of freedom are too few to be estimated themselves.
const LEAST_FREEDOM: f64 = 3.0;

/// Nothing is accepted by a threshold above all scores.
const NOTHING: Accepted = Accepted { score: i32::MAX, pairs: 0, weight: 0.0 };

impl<'a> Resample<'a> {
    /// Every subject once: the sample itself.
    pub(super) fn sample(comparisons: &'a Comparisons) -> Self {
        Resample::new(comparisons, vec![1.0; comparisons.subjects])
    }

    /// As many subjects as there are, drawn with replacement, the same for the same `seed` and `draw`.
    pub(super) fn draw(comparisons: &'a Comparisons, seed: u64, draw: u32) -> Self {
        let subjects = comparisons.subjects;
        let mut weights = vec![0.0; subjects];
        let mut random = SplitMix::of(seed, draw);
        for _ in 0..subjects {
            weights[random.below(subjects)] += 1.0;
        }
        Resample::new(comparisons, weights)
    }

    fn new(comparisons: &'a Comparisons, weights: Vec<f64>) -> Self {
        let total =
            |pairs: &Pairs| pairs.couples.iter().map(|c| c.pairs as f64 * weight(&weights, c.subjects)).sum();
        let (mated, non_mated) = (total(&comparisons.mated), total(&comparisons.non_mated));
        Resample { comparisons, weights, mated, non_mated }
    }

    /// The FMR at `threshold`, where `mix` of it comes from this sample and the rest from the
    /// original one. `None` without a non-mated pair.
    pub(super) fn fmr(&self, threshold: i64, mix: f64) -> Option<f64> {
        let accepted = last_from(self.steps(&self.comparisons.non_mated), threshold);
        (self.non_mated > 0.0).then(|| self.fmr_of(accepted, mix))
    }

    /// The FNMR at `threshold`. `None` without a mated pair.
    pub(super) fn fnmr(&self, threshold: i64) -> Option<f64> {
        let accepted = last_from(self.steps(&self.comparisons.mated), threshold);
        (self.mated > 0.0).then(|| self.fnmr_of(accepted))
    }

    /// The highest score that a threshold must lie above for an FMR of at most `fmr`.
    pub(super) fn stricter_than(&self, fmr: f64, mix: f64) -> Option<i32> {
        self.steps(&self.comparisons.non_mated).find(|&a| self.fmr_of(a, mix) > fmr).map(|a| a.score)
    }

    /// The FNMR where the FMR, mixed as in [`fmr`](Self::fmr), is at most `fmr`.
    pub(super) fn fnmr_at_fmr(&self, fmr: f64, mix: f64) -> Option<f64> {
        (self.non_mated > 0.0).then_some(())?;
        self.fnmr(i64::from(self.stricter_than(fmr, mix).unwrap_or(NO_EVIDENCE)) + 1)
    }

    /// The EER, with the FMR mixed as in [`fmr`](Self::fmr), and the lowest threshold with
    /// FNMR ≥ FMR. `None` unless there are pairs of both kinds.
    pub(super) fn eer(&self, mix: f64) -> Option<(f64, i64)> {
        (self.mated > 0.0 && self.non_mated > 0.0).then_some(())?;
        let mut mated = self.steps(&self.comparisons.mated).peekable();
        let mut non_mated = self.steps(&self.comparisons.non_mated).peekable();
        let (mut true_matches, mut false_matches) = (NOTHING, NOTHING);
        let mut above = OperatingPoint { threshold: i64::from(i32::MAX) + 1, fmr: 0.0, fnmr: 1.0 };
        while let Some(next) = mated.peek().into_iter().chain(non_mated.peek()).map(|a| a.score).max() {
            true_matches = mated.next_if(|a| a.score == next).unwrap_or(true_matches);
            false_matches = non_mated.next_if(|a| a.score == next).unwrap_or(false_matches);
            let (fmr, fnmr) = (self.fmr_of(false_matches, mix), self.fnmr_of(true_matches));
            if fnmr < fmr {
                return Some((crossing((fmr, fnmr), above), above.threshold));
            }
            above = OperatingPoint { threshold: next.into(), fmr, fnmr };
        }
        Some((crossing((1.0, 0.0), above), above.threshold))
    }

    /// What a threshold at each score that occurs accepts, from the highest.
    fn steps(&self, pairs: &'a Pairs) -> impl Iterator<Item = Accepted> {
        let mut rest = pairs.acceptable().peekable();
        let mut sum = NOTHING;
        std::iter::from_fn(move || {
            let first: &Scored = rest.next()?;
            sum.score = first.score;
            let mut next = Some(first);
            while let Some(scored) = next {
                sum.pairs += 1;
                sum.weight += weight(&self.weights, scored.subjects);
                next = rest.next_if(|s| s.score == sum.score);
            }
            Some(sum)
        })
    }

    fn fmr_of(&self, accepted: Accepted, mix: f64) -> f64 {
        let original = accepted.pairs as f64 / self.comparisons.non_mated.count as f64;
        original + mix * (accepted.weight / self.non_mated - original)
    }

    fn fnmr_of(&self, accepted: Accepted) -> f64 {
        (self.mated - accepted.weight) / self.mated
    }
}

/// What is accepted by `threshold`.
fn last_from(steps: impl Iterator<Item = Accepted>, threshold: i64) -> Accepted {
    steps.take_while(|a| i64::from(a.score) >= threshold).last().unwrap_or(NOTHING)
}

/// The weight of a pair: that of its one subject, or the product of those of its two.
fn weight(weights: &[f64], [a, b]: [u32; 2]) -> f64 {
    let of = |subject: u32| weights[subject as usize];
    if a == b { of(a) } else { of(a) * of(b) }
}

/// How much of a resampled FMR at `threshold` may come from the resample, so that its variance is
/// that of the FMR: √(true variance / variance of resamples).
///
/// With *e* the surplus of false matches of a couple over its share, *Q* the sum over the *n* subjects
/// of their squared sums of *e*, and *R* the sum of *e*² over couples, all over the squared number
/// of pairs: resampling gives the variance *Q + R*. That of a rate over couples that share people is
/// *Q − R*, since each couple is in the sums of both its people, and at least the *R* of independent
/// couples. As in the jackknife of a rate over couples, *Q* grows by *n*(*n* − 1) / (*n* − 2)² for
/// what the mean takes away.
pub(super) fn fmr_mix(comparisons: &Comparisons, threshold: i64) -> f64 {
    let pairs = &comparisons.non_mated;
    let people: f64 = of_subjects(pairs, comparisons.subjects, threshold).iter().map(|s| s * s).sum();
    let of_two = surplus(pairs, threshold).filter(|([a, b], _)| a != b);
    let couples: f64 = of_two.map(|(_, surplus)| surplus * surplus).sum();
    let subjects = pairs.subjects() as f64;
    let lost = if couples > 0.0 && subjects > 2.0 {
        subjects * (subjects - 1.0) / ((subjects - 2.0) * (subjects - 2.0))
    } else {
        1.0
    };
    let resampled = people + couples;
    let variance = (lost * people - couples).max(couples);
    if resampled > 0.0 { (variance / resampled).sqrt() } else { 1.0 }
}

/// Degrees of freedom of the variance of the share of `pairs` that `threshold` accepts: those of a
/// sum of squares that varies as much as that of the surplus of the `subjects` (Satterthwaite 1946).
/// One less than there are subjects where all are alike, few where few people make most errors.
pub(super) fn freedom(pairs: &Pairs, subjects: usize, threshold: i64) -> f64 {
    let squares = || of_subjects(pairs, subjects, threshold).into_iter().map(|s| s * s);
    let (second, fourth): (f64, f64) = (squares().sum(), squares().map(|s| s * s).sum());
    let subjects = pairs.subjects() as f64;
    let most = (subjects - 1.0).max(0.0);
    let scatter = fourth - second * second / subjects;
    let freedom = if scatter > 0.0 { 2.0 * second * second / scatter } else { most };
    freedom.clamp(LEAST_FREEDOM.min(most), most)
}

/// The surplus of the couples of each subject.
fn of_subjects(pairs: &Pairs, subjects: usize, threshold: i64) -> Vec<f64> {
    let mut sums = vec![0.0; subjects];
    for ([a, b], surplus) in surplus(pairs, threshold) {
        sums[a as usize] += surplus;
        if a != b {
            sums[b as usize] += surplus;
        }
    }
    sums
}

/// How many pairs of each couple `threshold` accepts, less what it would at the common rate.
fn surplus(pairs: &Pairs, threshold: i64) -> impl Iterator<Item = ([u32; 2], f64)> {
    let mut accepted = vec![0.0; pairs.couples.len()];
    let mut all = 0.0;
    for scored in pairs.acceptable().take_while(|s| i64::from(s.score) >= threshold) {
        accepted[pairs.couples.partition_point(|c| c.subjects < scored.subjects)] += 1.0;
        all += 1.0;
    }
    let rate = all / pairs.count as f64;
    pairs
        .couples
        .iter()
        .zip(accepted)
        .map(move |(c, accepted)| (c.subjects, accepted - rate * c.pairs as f64))
}

/// Steele, Lea & Flood's SplitMix64 (2014).
struct SplitMix(u64);

impl SplitMix {
    /// One of many generators for one seed.
    fn of(seed: u64, stream: u32) -> SplitMix {
        let start = SplitMix(seed).bits();
        SplitMix(SplitMix(start ^ u64::from(stream)).bits())
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is below 2³² (subjects are numbered by u32), all alike but for
    /// one part in 2³².
    fn below(&mut self, end: usize) -> usize {
        (((self.bits() >> 32) * end as u64) >> 32) as usize
    }
}
