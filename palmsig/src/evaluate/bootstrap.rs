//! How far the rates of another sample of people would lie from those of this one.

#[cfg(feature = "parallel")]
use rayon::prelude::*;

use super::NO_EVIDENCE;
use super::comparisons::Comparisons;
use super::interval::{Interval, deviate};
use super::resample::{Resample, fmr_mix, freedom};

/// Confidence intervals by a bootstrap over subjects.
///
/// Comparisons of one person are alike, so people are what is drawn, with replacement, both hands
/// of a person together (the subsets bootstrap of Bolle, Ratha & Pankanti 2004). A person drawn *w*
/// times gives its mated pairs the weight *w*, pairs of its two hands too; a pair of two people
/// has the weight *w·w′*. Two draws of one person make no pair, which would be mated or count
/// captures with themselves.
///
/// * Products of weights spread too much: where false matches are a matter of the two people that
///   meet rather than of either, three times the variance (McCullagh 2000). Therefore a resampled
///   FMR is drawn towards that of the sample until its variance is the one that holds for pairs
///   that share a person (Fafchamps & Gubert 2007), never less than that of independent couples.
/// * The ends are not percentiles, which reach too short where errors are few: they are those of
///   Wilson's score interval for as many independent trials as give the resampled standard
///   deviation, with Student's t for as many degrees of freedom as the variance has: one less than
///   there are subjects for the FNMR at a threshold, else fewer where few people make most errors.
/// * Without an error (or without anything else) resamples show no spread at all. Then each
///   subject, or for an FMR each couple of subjects that met, counts as one trial: the rule of three.
///   For the FMR this takes couples as independent; it is too short if a few people attract most
///   false matches and none of them was in the sample.
///
/// In simulations of 40 to 80 people whose captures resemble one another, intervals of 95 % cover the
/// truth in 93 % to 97 % of the cases. Where this is weak: when very few people make nearly all false
/// matches, the sample seldom holds as many of them as the population, and intervals of the FMR cover
/// 90 %; where fewer than about three errors are expected, intervals cover 98 % or more, and an interval
/// without an error may be wider than one with a single error, which tells that errors of a person
/// need not come together.
///
/// Intervals speak of people like these with captures and, in identification, a gallery like
/// these. They are `None` where the rate is, with fewer than two subjects, and for a `level` outside
/// 0..1 or fewer than two resamples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Confidence, 0..1 exclusive; 0.95 by default.
    pub level: f64,
    /// Samples of subjects drawn; 1000 by default, which leaves 2 % noise in the width.
    pub resamples: u32,
    /// The same seed gives the same intervals, on any number of threads; 0 by default.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Bootstrap { level: 0.95, resamples: 1000, seed: 0 }
    }
}

impl Bootstrap {
    /// The interval of the FMR at `threshold`.
    pub fn fmr(&self, comparisons: &Comparisons, threshold: i64) -> Option<Interval> {
        let (pairs, mix) = (&comparisons.non_mated, fmr_mix(comparisons, threshold));
        let population = Population {
            subjects: pairs.subjects(),
            freedom: freedom(pairs, comparisons.subjects, threshold),
            least: pairs.couples.len(),
        };
        self.interval(comparisons, population, |r| r.fmr(threshold, mix))
    }

    /// The interval of the FNMR at `threshold`.
    pub fn fnmr(&self, comparisons: &Comparisons, threshold: i64) -> Option<Interval> {
        let subjects = comparisons.mated.subjects();
        let population = Population { subjects, freedom: subjects as f64 - 1.0, least: subjects };
        self.interval(comparisons, population, |r| r.fnmr(threshold))
    }

    /// The interval of [`ErrorRates::fnmr_at_fmr`](super::ErrorRates::fnmr_at_fmr).
    pub fn fnmr_at_fmr(&self, comparisons: &Comparisons, fmr: f64) -> Option<Interval> {
        comparisons.shows(fmr).then_some(())?;
        let last = Resample::sample(comparisons).stricter_than(fmr, 0.0).unwrap_or(NO_EVIDENCE);
        let (mix, threshold) = (fmr_mix(comparisons, last.into()), i64::from(last) + 1);
        self.interval(comparisons, Population::at(comparisons, threshold), |r| r.fnmr_at_fmr(fmr, mix))
    }

    /// The interval of [`ErrorRates::eer`](super::ErrorRates::eer).
    pub fn eer(&self, comparisons: &Comparisons) -> Option<Interval> {
        let (_, threshold) = Resample::sample(comparisons).eer(0.0)?;
        let mix = fmr_mix(comparisons, threshold);
        self.interval(comparisons, Population::at(comparisons, threshold), |r| Some(r.eer(mix)?.0))
    }

    /// The interval of what `rate` tells of a sample of `population`.
    fn interval(
        &self,
        comparisons: &Comparisons,
        population: Population,
        rate: impl Fn(&Resample) -> Option<f64> + Sync,
    ) -> Option<Interval> {
        let Population { subjects, freedom, least } = population;
        let usable = self.level > 0.0 && self.level < 1.0 && self.resamples > 1 && subjects > 1;
        let here = usable.then(|| rate(&Resample::sample(comparisons))).flatten()?;
        let mut variance = 0.0;
        if here > 0.0 && here < 1.0 {
            let unbiased = subjects as f64 / (subjects as f64 - 1.0);
            variance = unbiased * variance_of(&self.rates(comparisons, rate))?;
        }
        let trials = if variance > 0.0 { here * (1.0 - here) / variance } else { least as f64 };
        Some(Interval::wilson(here, trials, deviate(self.level, freedom)))
    }

    /// What `rate` tells of each sample drawn that has one.
    fn rates(&self, comparisons: &Comparisons, rate: impl Fn(&Resample) -> Option<f64> + Sync) -> Vec<f64> {
        let of_draw = |draw| rate(&Resample::draw(comparisons, self.seed, draw));
        #[cfg(feature = "parallel")]
        let rates: Vec<_> = (0..self.resamples).into_par_iter().map(of_draw).collect();
        #[cfg(not(feature = "parallel"))]
        let rates: Vec<_> = (0..self.resamples).map(of_draw).collect();
        rates.into_iter().flatten().collect()
    }
}

/// The people a rate is over.
struct Population {
    subjects: usize,
    /// Degrees of freedom of the variance of the rate.
    freedom: f64,
    /// Independent trials that the rate stands for at the least.
    least: usize,
}

impl Population {
    /// The people of a rate that follows from mated comparisons at a `threshold` that varies too.
    fn at(comparisons: &Comparisons, threshold: i64) -> Population {
        let subjects = comparisons.mated.subjects();
        let freedom = freedom(&comparisons.mated, comparisons.subjects, threshold);
        Population { subjects, freedom, least: subjects }
    }
}

/// Sample variance; `None` of fewer than two values.
fn variance_of(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (values.len() > 1).then(|| squares / (count - 1.0))
}
