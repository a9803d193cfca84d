//! Motion: smearing within one picture, and movement from one picture to the next.

use super::directions;
use super::rating::{falling, rising};
use super::scales::{FINEST, Scales};
use crate::roi::Palm;

/// How evenly the directions kept fine detail, 0..=1: the least over the most of them. Motion takes it away in one
/// direction only.
pub(super) fn evenness(scales: &Scales) -> f64 {
    directions::ratio(directions::kept(scales))
}

/// How alike the directions are in the finest detail, 0..=1. Blur leaves nothing there but noise, which has no
/// direction; motion leaves the lines along it.
pub(super) fn roundness(scales: &Scales) -> f64 {
    directions::roundness(&scales.details[FINEST])
}

/// Evenness of the smear that leaves nothing, and of pictures without any: the median of real hands is 0.75.
const EVENNESS: [f64; 2] = [0.2, 0.9];
/// Roundness of a smear over a wavelength and a half of the texture planes, and of pictures without any: 99 in 100
/// pictures of real hands have more than 0.3, 9 in 10 more than 0.45.
const ROUNDNESS: [f64; 2] = [0.05, 0.45];

/// 0 smeared .. 100 still, within one picture.
pub(super) fn component(evenness: f64, roundness: f64) -> u8 {
    rising(evenness, EVENNESS[0], EVENNESS[1]).min(rising(roundness, ROUNDNESS[0], ROUNDNESS[1]))
}

/// Whether a picture that is not sharp is smeared in one direction rather than out of focus.
pub(super) fn is_smear(roundness: f64) -> bool {
    roundness < SMEAR
}

/// Least roundness of pictures that are not smeared: see [`ROUNDNESS`].
const SMEAR: f64 = 0.3;

/// How far a palm moved from one picture to the next of the same size: the largest displacement of a corner of the
/// palm square, in palm units of the current picture. It takes in shift, rotation, and approach.
pub fn motion_between(previous: &Palm, current: &Palm) -> f64 {
    let (before, after) = (previous.square.corners(), current.square.corners());
    let moved = before.iter().zip(&after).map(|(a, b)| libm::hypot(b[0] - a[0], b[1] - a[1]));
    let farthest = moved.fold(0.0, f64::max);
    if current.palm_unit > 0.0 { farthest / current.palm_unit } else { f64::INFINITY }
}

/// Movements between pictures in palm units: frames of a hand at rest differ by as much, and at 30 pictures a
/// second with a usual exposure of a third of that time the other smears a wavelength of the texture planes.
const MOVEMENT: [f64; 2] = [0.05, 0.25];

/// 0 moving .. 100 at rest, from one picture to the next.
pub(super) fn component_of_movement(movement: f64) -> u8 {
    falling(movement, MOVEMENT[0], MOVEMENT[1])
}
