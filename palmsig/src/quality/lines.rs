//! Line strength: how far creases and wrinkles stand out from noise and skin.

use super::rating::rising;
use super::scales::{LINES, Scales, TEXTURE};

/// Variance of noise that no sensor is without, in squared levels of 12 bits: rounding to 8 bits, and averaging.
const FLOOR: f64 = 4.0;

/// Energy of the details that the planes see over the variance of the noise, log₂.
pub(super) fn signal(scales: &Scales) -> f64 {
    let energy = scales.details[TEXTURE].energy + scales.details[LINES].energy;
    libm::log2(energy.max(f64::MIN_POSITIVE)) - libm::log2(scales.noise + FLOOR)
}

/// Skewness of the finer detail, turned so that dark lines count positive. Lines are few, narrow and dark; noise
/// has as many bright spots as dark ones.
pub(super) fn darkness(scales: &Scales) -> f64 {
    scales.details[TEXTURE].darkness
}

/// Signals of no use and of the best use, log₂.
const SIGNAL: [f64; 2] = [-4.0, 5.0];
/// Skewness of no use (that of noise) and of the best use.
const DARKNESS: [f64; 2] = [-0.2, 1.0];

/// 0 nothing but noise .. 100 clear lines: the mean of both signs of lines.
pub(super) fn component(signal: f64, darkness: f64) -> u8 {
    let both = [rising(signal, SIGNAL[0], SIGNAL[1]), rising(darkness, DARKNESS[0], DARKNESS[1])];
    (both.into_iter().map(u16::from).sum::<u16>() / 2) as u8
}
