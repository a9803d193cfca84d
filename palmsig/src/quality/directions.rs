//! Detail by direction: how much of it each direction of the palm square has, and keeps at the next scale.

use super::scales::{Detail, LINES, Scales, TEXTURE};

/// Added to the coarse detail in every direction, in squared levels of 12 bits: a tenth of what the flattest
/// palm of the real sets has. It keeps pictures without any detail from dividing by nothing.
const FLOOR: f64 = 0.1;

/// Energy of the detail that the texture planes see over that which the line planes see, in the direction that has
/// the least and in the one that has the most: the generalised eigenvalues λ of det(fine − λ coarse) = 0. Creases
/// have directions of their own, which both details share and which so cancel.
pub(super) fn kept(scales: &Scales) -> [f64; 2] {
    let [a, b, c] = scales.details[TEXTURE].gradient;
    let [p, q, r] = scales.details[LINES].gradient;
    let (p, q) = (p + FLOOR, q + FLOOR);
    let determinant = p * q - r * r;
    extremes((a * q + b * p - 2.0 * c * r) / determinant, (a * b - c * c) / determinant)
}

/// Energy of a detail in the direction with the least over that with the most, 0..=1; 1 without any.
pub(super) fn roundness(detail: &Detail) -> f64 {
    let [a, b, c] = detail.gradient;
    ratio(extremes(a + b, a * b - c * c))
}

/// The smaller over the larger, 0..=1; 1 where there is nothing.
pub(super) fn ratio([least, most]: [f64; 2]) -> f64 {
    let ratio = least / most;
    if ratio.is_nan() { 1.0 } else { ratio.clamp(0.0, 1.0) }
}

/// The smaller and the larger of two numbers with this sum and this product.
fn extremes(sum: f64, product: f64) -> [f64; 2] {
    let apart = (sum * sum - 4.0 * product).max(0.0).sqrt();
    [(sum - apart) / 2.0, (sum + apart) / 2.0]
}
