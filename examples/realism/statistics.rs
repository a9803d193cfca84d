//! Numbers that describe a sample of captures.

use ndarray::{Array2, s};
use palmsig::matching::{Matcher, Probe};
use palmsig::params::{MatchParams, ParamError};
use palmsig_examples::progress;
use rayon::prelude::*;

use crate::print::Print;
use crate::source::Sample;
use crate::spectrum::{OCTAVES, Spectrum};

/// A named number, and by what share a synthetic one may differ from a real one.
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) tolerance: Option<f64>,
}

/// What one pair of prints showed.
#[derive(Default, Clone)]
struct Pairs {
    unaligned: Vec<f64>,
    aligned: Vec<f64>,
    similarity: Vec<f64>,
    /// Degrees, natural logarithm, sides of the palm square; all without their signs.
    transforms: [Vec<f64>; 3],
}

impl Pairs {
    fn merged(mut self, other: Pairs) -> Pairs {
        self.unaligned.extend(other.unaligned);
        self.aligned.extend(other.aligned);
        self.similarity.extend(other.similarity);
        for (mine, theirs) in self.transforms.iter_mut().zip(other.transforms) {
            mine.extend(theirs);
        }
        self
    }
}

/// The distributions of a sample.
pub(crate) struct Distributions {
    mated: Pairs,
    non_mated: Pairs,
}

/// Compares all pairs of the sample.
pub(crate) fn compare(sample: &Sample) -> Result<Distributions, ParamError> {
    let matchers = (Matcher::new(&MatchParams::rigid())?, Matcher::new(&MatchParams::default())?);
    let bar = progress::bar("pairs", sample.prints.len() as u64);
    let nothing = || (Pairs::default(), Pairs::default());
    let merge = |a: (Pairs, Pairs), b: (Pairs, Pairs)| (a.0.merged(b.0), a.1.merged(b.1));
    let (mated, non_mated) = (0..sample.prints.len())
        .into_par_iter()
        .map(|first| {
            let print = &sample.prints[first];
            let probes = (matchers.0.probe(&print.template), matchers.1.probe(&print.template));
            let (mut mated, mut non_mated) = nothing();
            for other in &sample.prints[first + 1..] {
                let pairs = if other.palm == print.palm { &mut mated } else { &mut non_mated };
                compare_pair(print, &probes, other, pairs);
            }
            bar.inc(1);
            (mated, non_mated)
        })
        .reduce(nothing, merge);
    bar.finish_and_clear();
    Ok(Distributions { mated, non_mated })
}

fn compare_pair(print: &Print, (rigid, local): &(Probe, Probe), other: &Print, pairs: &mut Pairs) {
    pairs.unaligned.extend(print.unaligned(other));
    if let Ok(comparison) = rigid.compare(&other.template) {
        for band in comparison.bands().filter(|b| b.compared > 0) {
            pairs.aligned.push(f64::from(band.differing) / f64::from(band.compared));
            let [down, right] = band.shift;
            let found = [band.rotation.to_degrees().abs(), band.scale.ln().abs(), down.hypot(right)];
            pairs.transforms.iter_mut().zip(found).for_each(|(all, one)| all.push(one));
        }
    }
    if (other.palm == print.palm || std::env::var("SKIP").is_err())
        && let Ok(comparison) = local.compare(&other.template)
        && comparison.bands().any(|b| b.patches > 0)
    {
        pairs.similarity.push(f64::from(comparison.similarity()) / 256.0);
    }
}

impl Distributions {
    /// All figures of the sample.
    pub(crate) fn figures(mut self, sample: &Sample) -> Vec<Figure> {
        let mut figures = Vec::new();
        let mut add = |name: &str, value: f64, tolerance: Option<f64>| {
            figures.push(Figure { name: name.to_owned(), value, tolerance });
        };
        for (name, shares) in
            [("as they lie", &self.non_mated.unaligned), ("aligned", &self.non_mated.aligned)]
        {
            let (mean, variance) = moments(shares);
            add(&format!("non-mated, {name}: mean share of differing bits"), mean, Some(0.15));
            add(&format!("non-mated, {name}: variance × 10⁴"), variance * 1e4, Some(0.15));
            add(
                &format!("non-mated, {name}: degrees of freedom"),
                mean * (1.0 - mean) / variance,
                Some(0.15),
            );
        }
        add(
            "mated, aligned: median share of differing bits",
            quantile(&mut self.mated.aligned, 0.5),
            Some(0.25),
        );
        add("mated, aligned: 90th percentile", quantile(&mut self.mated.aligned, 0.9), None);
        add("mated, as they lie: median", quantile(&mut self.mated.unaligned, 0.5), None);
        add("mated: median similarity, deviations", quantile(&mut self.mated.similarity, 0.5), Some(0.25));
        add("mated: 5th percentile of similarity", quantile(&mut self.mated.similarity, 0.05), None);
        let (mean, variance) = moments(&self.non_mated.similarity);
        add("non-mated: mean similarity, deviations", mean, None);
        add("non-mated: deviation of similarity", variance.sqrt(), None);
        for (name, values) in
            ["rotation, degrees", "|log scale|", "shift, sides"].iter().zip(&mut self.mated.transforms)
        {
            let (mean, _) = moments(values);
            add(&format!("residual {name}: mean"), mean, None);
            add(&format!("residual {name}: 90th percentile"), quantile(values, 0.9), None);
        }
        bits(&sample.prints, &mut add);
        spectrum(&sample.prints, &mut add);
        figures
    }
}

/// Balance of the bits, and how they hang together.
fn bits(prints: &[Print], add: &mut impl FnMut(&str, f64, Option<f64>)) {
    let planes = prints.first().map_or(0, |p| p.lines.dim().0 - 1);
    let mean = |f: &dyn Fn(&Print) -> f64| prints.iter().map(f).sum::<f64>() / prints.len() as f64;
    add("usable cells", mean(&|p| share(p, planes)), None);
    for plane in 0..planes {
        add(&format!("balance of plane {plane}"), mean(&|p| share(p, plane)), None);
    }
    for (name, down, right) in [
        ("1 cell below", 1, 0),
        ("1 cell beside", 0, 1),
        ("2 cells below", 2, 0),
        ("2 cells beside", 0, 2),
        ("4 cells below", 4, 0),
        ("4 cells beside", 0, 4),
    ] {
        let agreement =
            |p: &Print| (0..planes).map(|k| agreement(p, [k, k], down, right)).sum::<f64>() / planes as f64;
        add(&format!("agreement with the bit {name}"), mean(&agreement), None);
    }
    let neighbours = |p: &Print| {
        (0..planes).map(|k| agreement(p, [k, (k + 1) % planes], 0, 0)).sum::<f64>() / planes as f64
    };
    add("agreement of neighbouring planes", mean(&neighbours), None);
}

/// Share of ones in a plane.
fn share(print: &Print, plane: usize) -> f64 {
    print.lines.slice(s![plane, .., ..]).iter().map(|&b| f64::from(b)).sum::<f64>() / 1024.0
}

/// Share of bits of one plane that equal the bit of another some cells on.
fn agreement(print: &Print, [a, b]: [usize; 2], down: usize, right: usize) -> f64 {
    let (rows, columns) = (print.lines.dim().1 - down, print.lines.dim().2 - right);
    let first = print.lines.slice(s![a, ..rows, ..columns]);
    let second = print.lines.slice(s![b, down.., right..]);
    let equal = first.iter().zip(second.iter()).filter(|(x, y)| x == y).count();
    equal as f64 / (rows * columns) as f64
}

fn spectrum(prints: &[Print], add: &mut impl FnMut(&str, f64, Option<f64>)) {
    // The square without its margin.
    const MARGIN: usize = 16;
    let Some(side) = prints.first().map(|p| p.square.nrows() - 2 * MARGIN) else { return };
    let spectrum = Spectrum::new(side);
    // A square in four is enough.
    let some: Vec<&Print> = prints.iter().step_by(4).collect();
    let square = |p: &Print| {
        Array2::from_shape_fn((side, side), |(r, c)| f64::from(p.square[[r + MARGIN, c + MARGIN]]))
    };
    let shares: Vec<_> = some.par_iter().map(|p| spectrum.shares(&square(p))).collect();
    for (i, (low, high)) in OCTAVES.iter().enumerate() {
        let mean = shares.iter().map(|s| s[i]).sum::<f64>() / shares.len() as f64;
        add(&format!("power from {low} to {high} cycles a square, dB"), 10.0 * mean.log10(), None);
    }
}

/// Mean and variance.
fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (mean, values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (count - 1.0))
}

fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1) as f64;
    values.get((share * last).round() as usize).copied().unwrap_or(f64::NAN)
}
