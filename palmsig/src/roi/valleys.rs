//! Valleys between fingers: narrow, deep notches of the outline.

use super::contour::Contour;
use super::distance::Circle;
use super::point::{Point, length, minus};

/// A notch of the outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Notch {
    /// Index of its bottom on the outline.
    pub(super) index: usize,
    /// Its bottom.
    pub(super) bottom: Point,
    /// Unit vector from the bottom out of the hand, along the notch.
    pub(super) axis: Point,
    /// Cosine of half the angle between its flanks: 1 for a slot, 0.7 for a right angle, 0 for none.
    pub(super) depth: f64,
}

/// Lengths of the flanks looked at, in radii of the palm: the shorter one is that of a finger stump cut
/// off near its root, the longer one spans the round bay between spread fingers.
const FLANKS: [f64; 2] = [0.2, 0.35];
/// Notches blunter than this are bends of the outline: half an angle of 57 degrees.
const MIN_DEPTH: f64 = 0.55;

/// The notches of the outline in its order: local maxima of depth with flanks of [`FLANKS`] radii.
pub(super) fn notches(contour: &Contour, palm: &Circle) -> Vec<Notch> {
    let reaches = FLANKS.map(|flank| (palm.radius * flank).max(3.0) as i64);
    let apart = reaches[0];
    let n = contour.len() as i64;
    if n < 8 * reaches[1] {
        return Vec::new();
    }
    let measured: Vec<(f64, Point)> = (0..contour.len())
        .map(|i| {
            let [near, far] = reaches.map(|reach| depth_at(contour, i, reach));
            if near.0 > far.0 { near } else { far }
        })
        .collect();
    let depth = |i: i64| measured[i.rem_euclid(n) as usize].0;
    let highest = |i: i64| (1..=apart).all(|k| depth(i - k) < depth(i) && depth(i + k) <= depth(i));
    (0..contour.len())
        .filter(|&i| measured[i].0 >= MIN_DEPTH && !contour.on_border[i] && highest(i as i64))
        .map(|i| Notch { index: i, bottom: contour.points[i], axis: measured[i].1, depth: measured[i].0 })
        .collect()
}

/// Depth (negative on convex parts) and axis of the outline at `index` with flanks of `reach` steps.
fn depth_at(contour: &Contour, index: usize, reach: i64) -> (f64, Point) {
    let (before, here, after) = (contour.at(index, -reach), contour.points[index], contour.at(index, reach));
    let (a, b) = (minus(before, here), minus(after, here));
    let arms = (length(a) + length(b)) / 2.0;
    let middle = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
    let rise = length(middle);
    if arms <= 0.0 || rise <= 0.0 {
        return (0.0, [0.0, 0.0]);
    }
    // Travelling clockwise with the hand on the right, a notch turns to the left.
    let turn = a[1] * b[0] - a[0] * b[1];
    let depth = rise / arms;
    (if turn > 0.0 { depth } else { -depth }, [middle[0] / rise, middle[1] / rise])
}

/// The notch, with flanks of `flank` pixels, whose depth less the penalty of its place is largest, and
/// that difference.
pub(super) fn most_notched(
    contour: &Contour,
    flank: f64,
    penalty: impl Fn(Point) -> f64,
) -> Option<(Notch, f64)> {
    let reach = flank.max(3.0) as i64;
    let mut best: Option<(Notch, f64)> = None;
    for (index, &bottom) in contour.points.iter().enumerate() {
        let penalty = penalty(bottom);
        let hopeless = best.as_ref().is_some_and(|(_, merit)| 1.0 - penalty <= *merit);
        if contour.on_border[index] || hopeless {
            continue;
        }
        let (depth, axis) = depth_at(contour, index, reach);
        if best.as_ref().is_none_or(|(_, merit)| depth - penalty > *merit) {
            best = Some((Notch { index, bottom, axis, depth }, depth - penalty));
        }
    }
    best
}
