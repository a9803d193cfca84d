//! A bank of neurophysiological Gabor filters in integers.
//!
//! With x' = x cosθ + y sinθ, y' = y cosθ − x sinθ and θk = kπ/6:
//!
//! ψ = ω/(√(2π) κ) · exp(−ω²(4x'² + y'²)/(8κ²)) · (exp(−κ²/2) − cos(ωx')), then minus its mean
//!
//! (Kong & Zhang 2004, after Lee 1996.) The sign is chosen so that a dark line answers positively. The
//! mean is taken off so that an offset of the illumination answers nothing.

use crate::params::{BankParams, MARGIN, ORIENTATIONS, SQUARE_SIDE};
use crate::roi::PalmSquare;

/// Σ|coefficient| of a filter: times white (2^12) it stays within 31 bits.
const ABSOLUTE_SUM: f64 = (1 << 18) as f64;

/// The filters of one wavelength.
#[derive(Debug, Clone)]
pub(super) struct Bank {
    support: usize,
    /// `support`² coefficients an orientation, row by row; they sum to 0.
    filters: [Vec<i16>; ORIENTATIONS],
}

impl Bank {
    pub(super) fn new(params: &BankParams) -> Bank {
        let filters = std::array::from_fn(|k| {
            let theta = k as f64 * std::f64::consts::PI / ORIENTATIONS as f64;
            quantise(&gabor(params, theta))
        });
        Bank { support: params.support, filters }
    }

    /// Room for the pixels under a filter.
    pub(super) fn window(&self) -> Vec<i16> {
        vec![0; self.support * self.support]
    }

    /// The signs of all orientations at cell (row, column) of a grid of `side` × `side` cells: bit k is 1 where
    /// a dark line across θk answers. `window` is overwritten.
    pub(super) fn signs(
        &self,
        square: &PalmSquare,
        (row, column): (usize, usize),
        side: usize,
        window: &mut [i16],
    ) -> u8 {
        let cell = SQUARE_SIDE / side;
        // The filter is even: its middle, a corner of four pixels, falls on the cell's centre.
        let start = |i: usize| MARGIN + i * cell + cell / 2 - self.support / 2;
        let (top, left) = (start(row), start(column));
        let pixels = square.pixels.as_slice().unwrap_or(&[]);
        // All filters look at the same pixels: side by side they make one long product instead of many short.
        for (i, row) in window.chunks_exact_mut(self.support).enumerate() {
            let start = (top + i) * PalmSquare::EXTENT + left;
            if let Some(found) = pixels.get(start..start + self.support) {
                row.copy_from_slice(found);
            }
        }
        let answers = |filter: &Vec<i16>| u8::from(inner(window, filter) > 0);
        self.filters.iter().enumerate().fold(0, |signs, (k, filter)| signs | answers(filter) << k)
    }
}

fn inner(a: &[i16], b: &[i16]) -> i32 {
    // Levels are at most white, so that nothing wraps: see `ABSOLUTE_SUM`.
    a.iter().zip(b).fold(0, |sum: i32, (&a, &b)| sum.wrapping_add(i32::from(a) * i32::from(b)))
}

/// The function above over `support`² taps, row by row, without its leading factor (only signs are used).
fn gabor(params: &BankParams, theta: f64) -> Vec<f64> {
    let (sin, cos) = (libm::sin(theta), libm::cos(theta));
    let (omega, kappa) = (params.omega, params.kappa);
    let middle = (params.support as f64 - 1.0) / 2.0;
    let offset = libm::exp(-kappa * kappa / 2.0);
    (0..params.support * params.support)
        .map(|i| {
            // y grows upwards, so that angles turn counter-clockwise as seen on the screen.
            let (x, y) = ((i % params.support) as f64 - middle, middle - (i / params.support) as f64);
            let (along, across) = (x * cos + y * sin, y * cos - x * sin);
            let spread = 4.0 * along * along + across * across;
            let envelope = libm::exp(-omega * omega * spread / (8.0 * kappa * kappa));
            envelope * (offset - libm::cos(omega * along))
        })
        .collect()
}

/// Integers in proportion to `taps` less their mean, which sum to exactly 0.
fn quantise(taps: &[f64]) -> Vec<i16> {
    let mean = taps.iter().sum::<f64>() / taps.len() as f64;
    let absolute: f64 = taps.iter().map(|t| (t - mean).abs()).sum();
    let scaled = taps.iter().map(|t| libm::round((t - mean) / absolute * ABSOLUTE_SUM));
    let mut integers: Vec<i16> = scaled
        .map(|tap| {
            debug_assert!(tap.abs() < f64::from(i16::MAX), "the ranges of the parameters keep taps small");
            tap as i16
        })
        .collect();
    // Rounding leaves a sum of at most half the number of taps: spread it one by one over the taps.
    let rest: i32 = integers.iter().map(|&c| i32::from(c)).sum();
    let stride = taps.len() / (rest.unsigned_abs() as usize).max(1);
    for i in 0..rest.unsigned_abs() as usize {
        integers[i * stride] -= rest.signum() as i16;
    }
    integers
}
