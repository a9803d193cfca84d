//! Pose: how squarely the palm faces the camera, and how sure its frame is.

use super::rating::{falling, product};

/// Angle between the palm's plane and that of the picture in radians, 0..=π/2, of its tilt about its horizontal
/// and vertical axis.
pub(super) fn angle([horizontal, vertical]: [f64; 2]) -> f64 {
    libm::acos((libm::cos(horizontal) * libm::cos(vertical)).clamp(0.0, 1.0))
}

/// Tilts in radians up to which synthetic palms lose nothing to speak of, and at which most are lost.
const TILT: [f64; 2] = [0.15, 0.85];
/// Errors of the frame in palm units up to which the search finds the alignment (a frame from finger valleys has
/// 0.025), and that leave its range of shifts.
const ERROR: [f64; 2] = [0.025, 0.25];

/// 0 edge-on or guessed .. 100 facing the camera; what is not known takes nothing off.
pub(super) fn component(tilt: Option<f64>, uncertainty: f64) -> u8 {
    let facing = tilt.map_or(100, |tilt| falling(tilt, TILT[0], TILT[1]));
    product(facing, falling(uncertainty, ERROR[0], ERROR[1]))
}
