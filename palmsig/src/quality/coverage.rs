//! Coverage: how much of the palm square shows skin.

use ndarray::Array2;

use super::rating::rising;

/// Share of usable cells, 0..=1: in the picture, on the hand, not black, not of one level.
pub(super) fn covered(usable: &Array2<bool>) -> f64 {
    let count = usable.iter().filter(|&&u| u).count();
    if usable.is_empty() { 0.0 } else { count as f64 / usable.len() as f64 }
}

/// Share of skin of no use: with less, fewer patches than a comparison keeps are left.
const LITTLE: f64 = 0.5;

/// 0 half of the square or less .. 100 all of it.
pub(super) fn component(covered: f64) -> u8 {
    rising(covered, LITTLE, 1.0)
}
