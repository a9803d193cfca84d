//! Focus: how much of the fine detail survived the lens.

use super::directions;
use super::rating::rising;
use super::scales::Scales;

/// Energy of fine detail over that of coarse detail in the direction that kept the most, log₂. Both follow from the
/// same creases, so that neither light nor build matters much; blur takes the finer one first, and takes it in every
/// direction, unlike motion. Measured on the palm square, it means the same at every resolution of the picture.
pub(super) fn sharpness(scales: &Scales) -> f64 {
    let [_, most] = directions::kept(scales);
    libm::log2(most)
}

/// Sharpness of no use, log₂: less than what a blur with a deviation of 5 pixels of the square's 128 leaves; the
/// comparisons of synthetic palms that were blurred so far are lost.
const BLURRED: f64 = -1.2;
/// Sharpness of the best use, log₂: nine in ten pictures of hands in focus have more.
const SHARP: f64 = 1.0;

/// 0 blurred .. 100 sharp.
pub(super) fn component(sharpness: f64) -> u8 {
    rising(sharpness, BLURRED, SHARP)
}
