//! What is drawn of a sample.

use palmsig_examples::statistics::mean;

use crate::figures::correlations;
use crate::measure::{Measured, Pair};

/// Width of a bin of shares of differing bits, and of one of similarity in powers of ten of the likelihood ratio.
const SHARE_BIN: f64 = 0.01;
const SIMILARITY_BIN: f64 = 0.5;

/// What is drawn of real palms, if there are any, and of synthetic ones.
pub(crate) struct Curves {
    pub(super) real: Option<Sample>,
    pub(super) synthetic: Sample,
}

/// What is drawn of a sample.
pub(super) struct Sample {
    /// Mated and non-mated.
    pub(super) shares: [Histogram; 2],
    pub(super) similarities: [Histogram; 2],
    /// Of bits 1, 2 … cells below, and beside.
    pub(super) correlations: [Vec<f64>; 2],
    /// Decibels of one frequency at 0, 1, 2 … cycles a square.
    pub(super) spectrum: Vec<f64>,
}

/// Density over equal bins from `first` on.
pub(super) struct Histogram {
    pub(super) first: f64,
    pub(super) width: f64,
    pub(super) density: Vec<f64>,
}

impl Curves {
    pub(crate) fn of(real: Option<&Measured>, synthetic: &Measured) -> Curves {
        Curves { real: real.map(Sample::of), synthetic: Sample::of(synthetic) }
    }

    pub(super) fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.real.iter().chain([&self.synthetic])
    }
}

impl Sample {
    fn of(measured: &Measured) -> Sample {
        let histograms = |of: fn(&Pair) -> Option<f64>, width| {
            [true, false].map(|mated| {
                let pairs = measured.pairs.iter().filter(|pair| pair.mated() == mated);
                Histogram::of(&pairs.filter_map(of).collect::<Vec<_>>(), width)
            })
        };
        Sample {
            shares: histograms(|p| p.aligned, SHARE_BIN),
            similarities: histograms(|p| p.similarity, SIMILARITY_BIN),
            correlations: [correlations(measured, |b| &b.below), correlations(measured, |b| &b.beside)],
            spectrum: spectrum(measured),
        }
    }
}

impl Histogram {
    fn of(values: &[f64], width: f64) -> Histogram {
        let bin = |value: f64| (value / width).floor() as i64;
        let bins = || values.iter().map(|&v| bin(v));
        let (first, last) = (bins().min().unwrap_or(0), bins().max().unwrap_or(-1));
        let mut density = vec![0.0; usize::try_from(last - first + 1).unwrap_or(0)];
        for place in bins().filter_map(|b| usize::try_from(b - first).ok()) {
            if let Some(count) = density.get_mut(place) {
                *count += 1.0 / (values.len() as f64 * width);
            }
        }
        Histogram { first: first as f64 * width, width, density }
    }

    /// Edge at the left, edge at the right and height of the bins.
    pub(super) fn bins(&self) -> impl Iterator<Item = [f64; 3]> {
        let edge = |i: usize| self.first + i as f64 * self.width;
        self.density.iter().enumerate().map(move |(i, &density)| [edge(i), edge(i + 1), density])
    }
}

fn spectrum(measured: &Measured) -> Vec<f64> {
    let powers = || measured.prints.iter().filter_map(|print| print.power.as_ref());
    let rings = powers().map(|power| power.rings.len()).max().unwrap_or(0);
    let of_ring =
        |ring: usize| mean(&powers().filter_map(|p| p.rings.get(ring).copied()).collect::<Vec<_>>());
    (0..rings).filter_map(of_ring).map(|power| 10.0 * power.log10()).collect()
}
