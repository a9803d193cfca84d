//! The tables, from pairs of captures.

use crate::pairs::{Pair, Patch};

/// As in palmsig/src/matching/likelihood.rs: knots, their distance as a power of two in 1/65536, the fewest patches
/// that say anything, the share that is kept, the diversity of a patch that is neither common nor rare, the parts in which rarity is told,
/// and what the line planes of strangers look like.
const KNOTS: usize = 31;
const KNOT_BITS: u32 = 10;
const FEWEST: usize = 9;
const KEPT_PERCENT: usize = 75;
const DIVERSITY: f64 = 288.0;
const RARITY_PARTS: f64 = 16.0;
const STRANGERS: (f64, f64) = (26000.0, 800.0);
const LINE_BITS: f64 = 6144.0;

/// Share of a palm's patches that look like a stranger's, and of a stranger's that look like the palm's.
const WORN: f64 = 0.1;
const ALIKE: f64 = 0.01;

/// Added to every count of a histogram: what was never seen is rare, not impossible.
const UNSEEN: f64 = 3.0;

/// 1000 decimal logarithms of e.
const SCALE: f64 = 1000.0 * std::f64::consts::LOG10_E;

/// What the fine planes tell.
pub(crate) struct Fine {
    pub(crate) rarity: i32,
    pub(crate) patches: Vec<i32>,
    pub(crate) stranger: i32,
    pub(crate) offset: i32,
}

impl Fine {
    /// Learned from the pairs of several sets, which count the same.
    pub(crate) fn learn(sets: &[Vec<&Pair>]) -> Fine {
        let slopes: Vec<f64> = sets.iter().filter_map(|set| rarity(set)).collect();
        let rarity = (slopes.iter().sum::<f64>() / slopes.len().max(1) as f64 * RARITY_PARTS).round() as i32;
        let mean = |mated: bool| {
            let mut sum = [0.0; KNOTS];
            for set in sets {
                let counts = histogram(rarity, set.iter().filter(|p| p.mated == mated));
                let all: f64 = counts.iter().sum();
                sum.iter_mut().zip(counts).for_each(|(s, c)| *s += c / all);
            }
            sum
        };
        let (mated, strangers) = (mean(true), mean(false));
        let ratio =
            |(m, s): (f64, f64)| (((1.0 - WORN) * m + WORN * s) / ((1.0 - ALIKE) * s + ALIKE * m)).ln();
        let mut patches: Vec<f64> = mated.into_iter().zip(strangers).map(ratio).collect();
        make_falling(&mut patches);
        let value = |patch: &Patch| at(&patches, corrected(rarity, patch));
        let stranger =
            sets.iter().map(|set| of_strangers(set, value)).sum::<f64>() / sets.len().max(1) as f64;
        let sums: Vec<Vec<(f64, bool)>> = sets
            .iter()
            .map(|set| set.iter().filter_map(|p| Some((sum(p, stranger, value)?, p.mated))).collect())
            .collect();
        let (slope, offset) = scale(&sums);
        let scaled = |v: f64| (v * SCALE).round() as i32;
        let patches = patches.iter().map(|v| scaled(v * slope)).collect();
        Fine { rarity, patches, stranger: scaled(stranger * slope), offset: scaled(offset) }
    }

    /// As the engine scores it, but for the rounding; far below everything where there is no evidence.
    pub(crate) fn score(&self, pair: &Pair) -> i32 {
        let patches: Vec<f64> = self.patches.iter().map(|&v| v.into()).collect();
        let value = |patch: &Patch| at(&patches, corrected(self.rarity, patch));
        sum(pair, self.stranger.into(), value).map_or(-1_000_000, |s| s.round() as i32 + self.offset)
    }
}

/// How much farther apart, in 1/65536, the patches of strangers are that are more diverse by 1/64 bit: the slope of the
/// regression; none without strangers.
fn rarity(set: &[&Pair]) -> Option<f64> {
    let patches = || set.iter().filter(|p| !p.mated).flat_map(|p| &p.patches);
    let count = patches().count() as f64;
    let mean = |of: &dyn Fn(&Patch) -> f64| patches().map(of).sum::<f64>() / count;
    let (x, y) = (|p: &Patch| f64::from(p.diversity), |p: &Patch| f64::from(p.distance));
    let (mx, my) = (mean(&x), mean(&y));
    let (xy, xx) = (mean(&|p| (x(p) - mx) * (y(p) - my)), mean(&|p| (x(p) - mx) * (x(p) - mx)));
    (xx > 0.0).then(|| xy / xx)
}

/// The distance of a patch as if it were neither common nor rare.
fn corrected(rarity: i32, patch: &Patch) -> u16 {
    let rarer = f64::from(patch.diversity) - DIVERSITY;
    (f64::from(patch.distance) - rarer * f64::from(rarity) / RARITY_PARTS).clamp(0.0, u16::MAX.into()) as u16
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
fn histogram<'a>(rarity: i32, pairs: impl Iterator<Item = &'a &'a Pair>) -> [f64; KNOTS] {
    let mut counts = [UNSEEN; KNOTS];
    for patch in pairs.flat_map(|p| &p.patches) {
        let knot = (usize::from(corrected(rarity, patch)) + (1 << (KNOT_BITS - 1))) >> KNOT_BITS;
        counts[knot.min(KNOTS - 1)] += 1.0;
    }
    counts
}

/// A table between its knots.
fn at(patches: &[f64], distance: u16) -> f64 {
    let knot = usize::from(distance >> KNOT_BITS);
    match patches.get(knot..knot + 2) {
        Some(&[from, to]) => {
            from + (to - from) * f64::from(distance & ((1 << KNOT_BITS) - 1)) / f64::from(1 << KNOT_BITS)
        }
        _ => patches[KNOTS - 1],
    }
}

/// What the patches say that are kept; none when too few say anything.
fn kept(pair: &Pair, value: impl Fn(&Patch) -> f64) -> Option<Vec<f64>> {
    if pair.patches.len() < FEWEST {
        return None;
    }
    let mut says: Vec<f64> = pair.patches.iter().map(value).collect();
    says.sort_by(|a, b| b.total_cmp(a));
    says.truncate((says.len() * KEPT_PERCENT).div_ceil(100));
    Some(says)
}

/// What they say of strangers, in the mean.
fn of_strangers(set: &[&Pair], value: impl Fn(&Patch) -> f64) -> f64 {
    let strangers = set.iter().filter(|pair| !pair.mated);
    let says: Vec<f64> = strangers.filter_map(|pair| kept(pair, &value)).flatten().collect();
    says.iter().sum::<f64>() / says.len().max(1) as f64
}

fn sum(pair: &Pair, stranger: f64, value: impl Fn(&Patch) -> f64) -> Option<f64> {
    let says = kept(pair, value)?;
    Some(says.iter().map(|v| v - stranger).sum())
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
        let offset = decades * 10f64.ln() - slope * reached - (slope * width).max(1.0).ln();
        (reached, slope, offset)
    };
    let ratios: Vec<(f64, f64, f64)> = sets.iter().map(of_set).collect();
    // The worst set is the one whose ratio is smallest where strangers of any set reach furthest.
    let furthest = ratios.iter().map(|r| r.0).fold(f64::MIN, f64::max);
    let there = |(_, slope, offset): &(f64, f64, f64)| slope * furthest + offset;
    let worst = ratios.iter().min_by(|a, b| there(a).total_cmp(&there(b)));
    worst.map_or((1.0, 0.0), |&(_, slope, offset)| (slope, offset))
}
