//! What is measured of a sample: its pairs, and each of its prints.

use palmsig::matching::{Matcher, Probe, Registration};
use palmsig::params::{MatchParams, ORIENTATIONS, ParamError, SQUARE_SIDE};
use palmsig_examples::progress;
use palmsig_examples::spectrum::{Power, Spectrum};
use palmsig_examples::statistics::{Moments, agreement};
use rayon::prelude::*;

use crate::print::Print;
use crate::source::Sample;

/// Distances at which bits are correlated, in cells: 1..=8.
pub(crate) const DISTANCES: usize = 8;

/// Steps from one orientation to another: 30°, 60° and 90°.
pub(crate) const TURNS: usize = 3;

/// Units of similarity in a power of ten of the likelihood ratio.
const DECADE: f64 = 1000.0;

/// All measurements of a sample; palms and captures go by numbers.
pub(crate) struct Measured {
    pub(crate) palms: usize,
    pub(crate) failures: usize,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) prints: Vec<Measurement>,
}

/// What a comparison of two prints showed.
pub(crate) struct Pair {
    pub(crate) palms: [usize; 2],
    /// Share of differing bits of the line planes as they lie, and as the rigid search aligns them.
    pub(crate) as_they_lie: Option<f64>,
    pub(crate) aligned: Option<f64>,
    /// Powers of ten of the likelihood ratio.
    pub(crate) similarity: Option<f64>,
    /// Share of differing bits of the texture planes, the mean over the patches of skin; of mated pairs alone.
    pub(crate) texture: Option<f64>,
    /// Of mated pairs alone.
    pub(crate) registration: Option<Registration>,
}

/// What one print shows alone.
pub(crate) struct Measurement {
    pub(crate) palm: usize,
    /// Share of cells that the mask lets be compared.
    pub(crate) usable: f64,
    /// By orientation.
    pub(crate) bits: [Bits; ORIENTATIONS],
    /// Standard deviation of the grey levels over their mean.
    pub(crate) contrast: Option<f64>,
    /// Of the first capture of a palm alone: a transform takes longer than all else, and captures of one palm differ
    /// little in it.
    pub(crate) power: Option<Power>,
}

/// The bits of one orientation.
pub(crate) struct Bits {
    /// Share of ones.
    pub(crate) ones: f64,
    /// Shares that equal the bit 1, 2 … cells below, and at the right.
    pub(crate) below: [f64; DISTANCES],
    pub(crate) beside: [f64; DISTANCES],
    /// Shares that equal the bit of the orientation 1, 2 … steps on.
    pub(crate) turned: [f64; TURNS],
}

impl Pair {
    pub(crate) fn mated(&self) -> bool {
        self.palms[0] == self.palms[1]
    }
}

/// Measures the sample.
pub(crate) fn measure(sample: &Sample) -> Result<Measured, ParamError> {
    let palms = sample.prints.chunk_by(|a, b| a.label.palm == b.label.palm).count();
    let spectrum = Spectrum::new(SQUARE_SIDE);
    let prints = sample.prints.par_iter().map(|print| Measurement::of(print, &spectrum)).collect();
    Ok(Measured { palms, failures: sample.failures, pairs: pairs(&sample.prints)?, prints })
}

/// All mated pairs, and of two palms the pairs of captures with the same number: all others of the two say
/// little more.
fn pairs(prints: &[Print]) -> Result<Vec<Pair>, ParamError> {
    let matchers = [Matcher::new(&MatchParams::rigid())?, Matcher::new(&MatchParams::default())?];
    let bar = progress::bar("pairs", prints.len() as u64);
    let of_first = |(index, print): (usize, &Print)| {
        let probes = matchers.each_ref().map(|m| m.probe(&print.template));
        let wanted = |o: &&Print| o.label.palm == print.label.palm || o.label.capture == print.label.capture;
        let others = prints.iter().skip(index + 1).filter(wanted);
        let pairs: Vec<Pair> = others.map(|other| Pair::of(print, &probes, other)).collect();
        bar.inc(1);
        pairs
    };
    let pairs: Vec<Vec<Pair>> = prints.par_iter().enumerate().map(of_first).collect();
    bar.finish_and_clear();
    Ok(pairs.into_iter().flatten().collect())
}

impl Pair {
    fn of(print: &Print, [rigid, local]: &[Probe; 2], other: &Print) -> Pair {
        let palms = [print.label.palm, other.label.palm];
        let mated = palms[0] == palms[1];
        Pair {
            palms,
            as_they_lie: print.as_they_lie(other),
            aligned: aligned(rigid, other),
            similarity: similarity(local, other),
            texture: mated.then(|| texture(local, other)).flatten(),
            registration: mated.then(|| registration(local, other)).flatten(),
        }
    }
}

fn aligned(rigid: &Probe, other: &Print) -> Option<f64> {
    let comparison = rigid.compare(&other.template).ok()?;
    let band = comparison.bands().find(|b| b.compared > 0)?;
    Some(f64::from(band.differing) / f64::from(band.compared))
}

fn similarity(local: &Probe, other: &Print) -> Option<f64> {
    let comparison = local.compare(&other.template).ok()?;
    let evident = comparison.bands().any(|b| b.patches > 0);
    evident.then(|| f64::from(comparison.similarity()) / DECADE)
}

fn texture(local: &Probe, other: &Print) -> Option<f64> {
    let patches = local.patches(&other.template).ok()?;
    let sum: f64 = patches.iter().map(|patch| f64::from(patch.distance) / 65536.0).sum();
    (!patches.is_empty()).then(|| sum / patches.len() as f64)
}

fn registration(local: &Probe, other: &Print) -> Option<Registration> {
    local.register(&other.template).ok()?.into_iter().next()
}

impl Measurement {
    fn of(print: &Print, spectrum: &Spectrum) -> Measurement {
        let levels = Moments::of(print.square.as_slice().unwrap_or_default());
        let first = print.label.capture == 0;
        Measurement {
            palm: print.label.palm,
            usable: ones(print, ORIENTATIONS),
            bits: std::array::from_fn(|plane| Bits::of(print, plane)),
            contrast: levels.filter(|l| l.mean > 0.0).map(|l| l.variance.sqrt() / l.mean),
            power: first.then(|| spectrum.power(&print.square)).flatten(),
        }
    }
}

impl Bits {
    fn of(print: &Print, plane: usize) -> Bits {
        let layer = |index| print.lines.index_axis(ndarray::Axis(0), index);
        let equal = |other, offset| agreement(layer(plane), layer(other), offset).unwrap_or(f64::NAN);
        Bits {
            ones: ones(print, plane),
            below: std::array::from_fn(|i| equal(plane, [i + 1, 0])),
            beside: std::array::from_fn(|i| equal(plane, [0, i + 1])),
            turned: std::array::from_fn(|i| equal((plane + i + 1) % ORIENTATIONS, [0, 0])),
        }
    }
}

/// Share of ones in a plane; the one behind the last orientation is the mask.
fn ones(print: &Print, plane: usize) -> f64 {
    let plane = print.lines.index_axis(ndarray::Axis(0), plane);
    plane.iter().map(|&bit| f64::from(bit)).sum::<f64>() / plane.len() as f64
}
