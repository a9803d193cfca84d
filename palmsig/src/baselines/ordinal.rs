//! The ordinal code, also known as orthogonal line ordinal features.
//!
//! Z. Sun, T. Tan, Y. Wang, S. Z. Li: "Ordinal palmprint representation for personal identification", CVPR 2005.
//!
//! * A line-like Gaussian, G(x, y, θ) = exp(−(x cosθ + y sinθ)²/δx² − (y cosθ − x sinθ)²/δy²) with δx/δy > 3, less the
//!   one across it: OF(θ) = G(θ) − G(θ + π/2), for θ = 0, π/6 and π/3. Of each answer the sign is kept: 1 where the
//!   line along θ is brighter than the one across it.
//! * One answer of each filter at 32 × 32 points, one every 4 pixels of the palm square.
//! * The distance of two codes is the share of differing bits among the cells usable in both, the least of all small
//!   shifts.
//!
//! Chosen here: the sizes, here δx 9 and δy 2.7 pixels (a ratio of 3.3; about the width of a crease) on 32 × 32 taps, which
//! is all that the margin of the palm square allows; the range of the shifts is that of the competitive code, −2 to 2
//! cells along both axes. Neither was tuned.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_6};

use ndarray::Array2;

use super::{Baseline, Planes, REACH};
use crate::error::MatchError;
use crate::features::{Bank, sample};
use crate::params::{LINE_CELLS, MARGIN};
use crate::roi::PalmSquare;

/// Filters, π/6 apart.
const FILTERS: usize = 3;

/// Scales of the Gaussian along and across its line, pixels.
const LENGTH: f64 = 9.0;
const WIDTH: f64 = 2.7;

/// Taps along one side of a filter.
const SUPPORT: usize = 2 * MARGIN;

/// The ordinal code: 32 × 32 cells of 3 bits.
#[derive(Debug, Clone)]
pub struct Ordinal {
    bank: Bank<FILTERS>,
}

impl Default for Ordinal {
    fn default() -> Self {
        Ordinal { bank: Bank::of_taps(SUPPORT, std::array::from_fn(|k| filter(k as f64 * FRAC_PI_6))) }
    }
}

/// OF(θ), row by row.
fn filter(theta: f64) -> Vec<f64> {
    let [line, across] = [theta, theta + FRAC_PI_2].map(|angle| sample(SUPPORT, angle, gaussian));
    line.iter().zip(across).map(|(a, b)| a - b).collect()
}

fn gaussian(along: f64, across: f64) -> f64 {
    let (length, width) = (along / LENGTH, across / WIDTH);
    libm::exp(-length * length - width * width)
}

impl Baseline for Ordinal {
    fn name(&self) -> &'static str {
        "ordinal"
    }

    fn encode(&self, square: &PalmSquare, usable: &Array2<bool>) -> Planes {
        let mut window = self.bank.window();
        Planes::of_square(self.name(), (LINE_CELLS, FILTERS), square, usable, |row, column| {
            self.bank.signs(square, (row, column), LINE_CELLS, &mut window)
        })
    }

    fn distance(&self, probe: &Planes, reference: &Planes) -> Result<Option<u32>, MatchError> {
        probe.hamming(self.name(), reference, REACH)
    }
}
