//! Contrast: how much the palm's relief shows in the picture.

use super::rating::rising;
use super::scales::{LINES, Scales, TEXTURE};

/// Root mean square of the details that the planes see, over the median `level` (0..=1), log₂. A share of the level,
/// so that it does not follow from the light alone.
pub(super) fn relief(scales: &Scales, level: f64) -> f64 {
    let energy = scales.details[TEXTURE].energy + scales.details[LINES].energy;
    let white = f64::from(crate::roi::PalmSquare::WHITE);
    libm::log2(energy.max(f64::MIN_POSITIVE).sqrt()) - libm::log2((level * white).max(1.0))
}

/// Relief of no use, log₂: 0.4 % of the level, a step or two of an 8-bit sensor.
const FLAT: f64 = -8.0;
/// Relief of the best use, log₂: 5 % of the level.
const MARKED: f64 = -4.3;

/// 0 flat .. 100 marked.
pub(super) fn component(relief: f64) -> u8 {
    rising(relief, FLAT, MARKED)
}
