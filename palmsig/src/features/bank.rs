//! Banks of filters in integers, and the neurophysiological Gabor filters.
//!
//! With x' = x cosθ + y sinθ, y' = y cosθ − x sinθ and θk = kπ/6:
//!
//! ψ = ω/(√(2π) κ) · exp(−ω²(4x'² + y'²)/(8κ²)) · (exp(−κ²/2) − cos(ωx')), then minus its mean
//!
//! (Kong & Zhang 2004, after Lee 1996.) The sign is chosen so that a dark line answers positively. The
//! mean is taken off so that an offset of the illumination answers nothing.

#[cfg(test)]
mod tests;

use crate::params::{BankParams, MARGIN, ORIENTATIONS, SQUARE_SIDE};
use crate::roi::PalmSquare;
use crate::simd::{Backend, Combed, Filters, Points};

/// Σ|coefficient| of a filter: times white (2^12) it stays within 31 bits.
const ABSOLUTE_SUM: f64 = (1 << 18) as f64;

/// Filters of one size.
#[derive(Debug, Clone)]
pub(crate) struct Bank<const FILTERS: usize = ORIENTATIONS> {
    support: usize,
    /// `support`² coefficients a filter, row by row; they sum to 0.
    filters: [Vec<i16>; FILTERS],
    /// The same, as they answer at many cells at once.
    side_by_side: Filters<FILTERS>,
}

impl Bank {
    /// The Gabor filters of one wavelength.
    pub(crate) fn new(params: &BankParams) -> Bank {
        let theta = |k| k as f64 * std::f64::consts::PI / ORIENTATIONS as f64;
        Bank::of_taps(params.support, std::array::from_fn(|k| gabor(params, theta(k))))
    }
}

impl<const FILTERS: usize> Bank<FILTERS> {
    /// Filters in proportion to `taps` less their mean: `support`² taps a filter, row by row; `support` is even.
    pub(crate) fn of_taps(support: usize, taps: [Vec<f64>; FILTERS]) -> Self {
        let filters = taps.map(|taps| quantise(&taps));
        let side_by_side = Filters::new(support, &filters);
        Bank { support, filters, side_by_side }
    }

    /// Room for the pixels under a filter.
    pub(crate) fn window(&self) -> Vec<i16> {
        vec![0; self.support * self.support]
    }

    /// The answers of all filters at cell (row, column) of a grid of `side` × `side` cells, which can be held
    /// against each other: their absolute coefficients have the same sum. `window` is overwritten.
    pub(crate) fn answers(
        &self,
        square: &PalmSquare,
        (row, column): (usize, usize),
        side: usize,
        window: &mut [i16],
    ) -> [i32; FILTERS] {
        let cell = SQUARE_SIDE / side;
        let (top, left) = (self.start(row, cell), self.start(column, cell));
        let pixels = square.pixels.as_slice().unwrap_or(&[]);
        // All filters look at the same pixels: side by side they make one long product instead of many short.
        for (i, row) in window.chunks_exact_mut(self.support).enumerate() {
            let start = (top + i) * PalmSquare::EXTENT + left;
            if let Some(found) = pixels.get(start..start + self.support) {
                row.copy_from_slice(found);
            }
        }
        self.filters.each_ref().map(|filter| inner(window, filter))
    }

    /// Row or column of the first tap on the `i`-th cell of `cell` pixels.
    fn start(&self, i: usize, cell: usize) -> usize {
        // The filter is even: its middle, a corner of four pixels, falls on the cell's centre.
        MARGIN + i * cell + cell / 2 - self.support / 2
    }

    /// The [`signs`](Self::signs) at all cells of a grid of `side` × `side`, row by row; the cells have an even number of
    /// pixels along each side. A square of another size has no sign that is 1.
    pub(crate) fn all_signs(&self, square: &PalmSquare, side: usize) -> Vec<u8> {
        let mut signs = vec![0; side * side];
        let Some(pixels) = square.pixels.as_slice().filter(|p| p.len() == PalmSquare::EXTENT.pow(2)) else {
            return signs;
        };
        let cell = SQUARE_SIDE / side;
        let points = Points { first: self.start(0, cell), step: cell, count: side };
        let picture = Combed::new(pixels, PalmSquare::EXTENT, points, self.support);
        let mut answers = vec![0; FILTERS * points.room()];
        for (row, signs) in signs.chunks_exact_mut(side).enumerate() {
            Backend::best().answer(&picture, self.start(row, cell), &self.side_by_side, &mut answers);
            for (k, answers) in answers.chunks_exact(points.room()).enumerate() {
                signs
                    .iter_mut()
                    .zip(answers)
                    .for_each(|(signs, answer)| *signs |= u8::from(*answer > 0) << k);
            }
        }
        signs
    }

    /// The signs of the [`answers`](Self::answers): bit k is 1 where that of filter k is positive.
    pub(crate) fn signs(
        &self,
        square: &PalmSquare,
        cell: (usize, usize),
        side: usize,
        window: &mut [i16],
    ) -> u8 {
        let answers = self.answers(square, cell, side, window);
        answers.iter().enumerate().fold(0, |signs, (k, &answer)| signs | u8::from(answer > 0) << k)
    }
}

fn inner(a: &[i16], b: &[i16]) -> i32 {
    // Levels are at most white, so that nothing wraps: see `ABSOLUTE_SUM`.
    a.iter().zip(b).fold(0, |sum: i32, (&a, &b)| sum.wrapping_add(i32::from(a) * i32::from(b)))
}

/// The function above over `support`² taps, row by row, without its leading factor (only signs and the order of
/// answers are used).
fn gabor(params: &BankParams, theta: f64) -> Vec<f64> {
    let (omega, kappa) = (params.omega, params.kappa);
    let offset = libm::exp(-kappa * kappa / 2.0);
    sample(params.support, theta, |along, across| {
        let spread = 4.0 * along * along + across * across;
        let envelope = libm::exp(-omega * omega * spread / (8.0 * kappa * kappa));
        envelope * (offset - libm::cos(omega * along))
    })
}

/// `of(along, across)` at `support`² taps about the middle, row by row, in pixels: `along` grows in the direction
/// `theta`, `across` a quarter turn further.
pub(crate) fn sample(support: usize, theta: f64, of: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let (sin, cos) = (libm::sin(theta), libm::cos(theta));
    let middle = (support as f64 - 1.0) / 2.0;
    (0..support * support)
        .map(|i| {
            // y grows upwards, so that angles turn counter-clockwise as seen on the screen.
            let (x, y) = ((i % support) as f64 - middle, middle - (i / support) as f64);
            of(x * cos + y * sin, y * cos - x * sin)
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
