//! Resolution: how many pixels of the picture the palm has.

use super::rating::rising;
use crate::params::SQUARE_SIDE;
use crate::roi::Palm;

/// How the noise of a picture's pixels lies in the palm square made of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grain {
    /// Distance, in pixels of the palm square, from which on noise is independent.
    pub(super) spacing: usize,
    /// Variance of white noise as strong as this one is at the scales that the planes see, over the variance
    /// found at that distance.
    pub(super) gain: f64,
}

/// Pixels of the picture a pixel of the square from which on several are averaged, which leaves white noise.
const AVERAGED: f64 = 1.5;
/// Gain where pixels are averaged, which smooths a little.
const GAIN_OF_MEANS: f64 = 1.5;
/// Gain where pixels are interpolated one for one: bilinear weights keep 4/9 of the variance, and about all of it
/// at coarse scales. Both gains were confirmed by white noise in pictures of 40 to 400 pixels a palm.
const GAIN_OF_WEIGHTS: f64 = 2.0;
/// Largest spacing: smaller palms than a quarter of the square are refused.
const MAX_SPACING: usize = 4;

impl Grain {
    pub(super) fn of(palm: &Palm) -> Grain {
        let step = (palm.square.side / SQUARE_SIDE as f64).max(1.0 / MAX_SPACING as f64);
        // The cast saturates. An enlarged pixel spreads over as many of the square, and half a one more.
        let spacing = (libm::ceil(1.0 / step + 0.5) as usize).clamp(1, MAX_SPACING);
        let gain = if step < AVERAGED { GAIN_OF_WEIGHTS / (step * step) } else { GAIN_OF_MEANS };
        Grain { spacing, gain }
    }
}

/// Palm unit of no use in pixels: a wavelength of the texture planes is 2.5 pixels, just above what pixels show.
const COARSE: f64 = 30.0;
/// Palm unit of the best use in pixels: that of the palm square. More is averaged away.
const FINE: f64 = SQUARE_SIDE as f64;

/// 0 coarse .. 100 as fine as the palm square. In the logarithm: halving costs the same everywhere.
pub(super) fn component(palm_unit: f64) -> u8 {
    rising(libm::log2(palm_unit.max(1.0)), libm::log2(COARSE), libm::log2(FINE))
}
