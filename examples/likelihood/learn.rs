//! The tables, from pairs of captures.

use crate::pairs::Pair;

/// As in palmsig/src/matching/likelihood.rs: knots, their distance as a power of two in 1/65536, patches in all,
/// the fewest that say anything, and what the line planes of strangers look like.
const KNOTS: usize = 31;
const KNOT_BITS: u32 = 10;
const PATCHES: f64 = 49.0;
const FEWEST: usize = 9;
const STRANGERS: (f64, f64) = (26000.0, 800.0);
const LINE_BITS: f64 = 6144.0;

/// Share of a palm's patches that look like a stranger's, and of a stranger's that look like the palm's.
const WORN: f64 = 0.1;
const ALIKE: f64 = 0.01;

/// Added to every count of a histogram: what was never seen is rare, not impossible.
const UNSEEN: f64 = 3.0;

/// 1000 decimal logarithms of e.
const SCALE: f64 = 1000.0 * std::f64::consts::LOG10_E;

/// What the texture tells.
pub(crate) struct Texture {
    pub(crate) patch: Vec<i32>,
    pub(crate) offset: i32,
}

impl Texture {
    /// Learned from the pairs of several sets, which count the same.
    pub(crate) fn learn(sets: &[Vec<&Pair>]) -> Texture {
        let mean = |mated: bool| {
            let mut sum = [0.0; KNOTS];
            for set in sets {
                let counts = histogram(set.iter().filter(|p| p.mated == mated));
                let all: f64 = counts.iter().sum();
                sum.iter_mut().zip(counts).for_each(|(s, c)| *s += c / all);
            }
            sum
        };
        let (mated, strangers) = (mean(true), mean(false));
        let ratio =
            |(m, s): (f64, f64)| (((1.0 - WORN) * m + WORN * s) / ((1.0 - ALIKE) * s + ALIKE * m)).ln();
        let mut patch: Vec<f64> = mated.into_iter().zip(strangers).map(ratio).collect();
        make_falling(&mut patch);
        let sums: Vec<Vec<(f64, bool)>> = sets
            .iter()
            .map(|set| set.iter().filter_map(|p| Some((sum(p, |d| at(&patch, d))?, p.mated))).collect())
            .collect();
        let (slope, offset) = scale(&sums);
        let scaled = |v: f64| (v * SCALE).round() as i32;
        Texture { patch: patch.iter().map(|v| scaled(v * slope)).collect(), offset: scaled(offset) }
    }

    /// As the engine scores it, but for the rounding; far below everything where there is no evidence.
    pub(crate) fn score(&self, pair: &Pair) -> i32 {
        let patch: Vec<f64> = self.patch.iter().map(|&v| v.into()).collect();
        sum(pair, |d| at(&patch, d)).map_or(-1_000_000, |s| s.round() as i32 + self.offset)
    }
}

/// What the line planes tell.
pub(crate) struct Lines {
    pub(crate) slope: i32,
    pub(crate) offset: i32,
}

impl Lines {
    pub(crate) fn learn(sets: &[Vec<&Pair>]) -> Lines {
        let deviates = |set: &Vec<&Pair>| set.iter().map(|p| (deviate(p), p.mated)).collect();
        let (slope, offset) = scale(&sets.iter().map(deviates).collect::<Vec<_>>());
        Lines { slope: (slope * SCALE).round() as i32, offset: (offset * SCALE).round() as i32 }
    }

    pub(crate) fn score(&self, pair: &Pair) -> i32 {
        (deviate(pair) * f64::from(self.slope)).round() as i32 + self.offset
    }
}

fn deviate(pair: &Pair) -> f64 {
    let [differing, compared] = pair.lines.map(f64::from);
    (STRANGERS.0 - differing * 65536.0 / compared) / STRANGERS.1 * (compared / LINE_BITS).sqrt()
}

/// How often patches lie about each knot.
fn histogram<'a>(pairs: impl Iterator<Item = &'a &'a Pair>) -> [f64; KNOTS] {
    let mut counts = [UNSEEN; KNOTS];
    for &distance in pairs.flat_map(|p| &p.patches) {
        let knot = (usize::from(distance) + (1 << (KNOT_BITS - 1))) >> KNOT_BITS;
        counts[knot.min(KNOTS - 1)] += 1.0;
    }
    counts
}

/// A table between its knots.
fn at(patch: &[f64], distance: u16) -> f64 {
    let knot = usize::from(distance >> KNOT_BITS);
    match patch.get(knot..knot + 2) {
        Some(&[from, to]) => {
            from + (to - from) * f64::from(distance & ((1 << KNOT_BITS) - 1)) / f64::from(1 << KNOT_BITS)
        }
        _ => patch[KNOTS - 1],
    }
}

fn sum(pair: &Pair, value: impl Fn(u16) -> f64) -> Option<f64> {
    let count = pair.patches.len();
    let sum: f64 = pair.patches.iter().map(|&d| value(d)).sum();
    (count >= FEWEST).then(|| sum / (count as f64 / PATCHES).sqrt())
}

/// The closest falling sequence: neighbours that rise take their mean (pool adjacent violators).
fn make_falling(values: &mut [f64]) {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for &value in values.iter() {
        let (mut mean, mut count) = (value, 1);
        while let Some(&(before, n)) = pools.last().filter(|(before, _)| *before < mean) {
            mean = (mean * count as f64 + before * n as f64) / (count + n) as f64;
            count += n;
            pools.pop();
        }
        pools.push((mean, count));
    }
    let pooled = pools.into_iter().flat_map(|(mean, count)| std::iter::repeat_n(mean, count));
    values.iter_mut().zip(pooled).for_each(|(value, mean)| *value = mean);
}

/// Slope and offset that make log-likelihood ratios of sums, for the set where they err most.
///
/// Strangers' sums have an exponential tail beyond some point, e^(-λs) (Pickands 1975); those of one palm spread evenly over
/// a width W compared with that. The ratio of the densities there is e^(λ(s - s0)) · N / (λW), where one stranger in N
/// reaches s0. A regression cannot tell the slope: sets without an error would make it infinite.
fn scale(sets: &[Vec<(f64, bool)>]) -> (f64, f64) {
    let of_set = |set: &Vec<(f64, bool)>| {
        let sorted = |mated: bool| {
            let mut sums: Vec<f64> = set.iter().filter(|s| s.1 == mated).map(|s| s.0).collect();
            sums.sort_by(|a, b| b.total_cmp(a));
            sums
        };
        let (mated, strangers) = (sorted(true), sorted(false));
        let nth = |sums: &[f64], share: f64| sums[((sums.len() as f64 * share) as usize).min(sums.len() - 1)];
        // The last decade that twenty strangers reach.
        let decades = (strangers.len() as f64 / 20.0).log10().floor().max(2.0);
        let reached = nth(&strangers, 10f64.powf(-decades));
        let slope = 10f64.ln() / (reached - nth(&strangers, 10f64.powf(1.0 - decades))).max(1e-9);
        let width = (nth(&mated, 0.05) - nth(&mated, 0.95)) / 0.9;
        (slope, decades * 10f64.ln() - slope * reached - (slope * width).max(1.0).ln())
    };
    let ratios: Vec<(f64, f64)> = sets.iter().map(of_set).collect();
    // Where strangers of the worst set reach furthest: the one whose ratio at the others' furthest is smallest.
    let furthest = ratios.iter().map(|(slope, offset)| -offset / slope).fold(f64::MIN, f64::max);
    let worst = ratios.iter().min_by(|a, b| (a.0 * furthest + a.1).total_cmp(&(b.0 * furthest + b.1)));
    worst.copied().unwrap_or((1.0, 0.0))
}
