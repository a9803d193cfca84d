//! Valleys between fingers: narrow, deep notches of the outline.

use super::contour::Contour;
use super::distance::Circle;
use super::frame::Point;

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

/// Length of a flank looked at, in radii of the palm: shorter than the shortest finger stump that
/// still shows where a finger begins, longer than a wrinkle of the skin at the outline.
const FLANK: f64 = 0.2;
/// Notches blunter than this are bends of the outline: half an angle of 57 degrees.
const MIN_DEPTH: f64 = 0.55;

/// The notches of the outline in its order: local maxima of depth with flanks of [`FLANK`] radii.
pub(super) fn notches(contour: &Contour, palm: &Circle) -> Vec<Notch> {
    let reach = ((palm.radius * FLANK).max(3.0)) as i64;
    let n = contour.len();
    if (n as i64) < 8 * reach {
        return Vec::new();
    }
    let depths: Vec<f64> = (0..n).map(|i| depth_at(contour, i, reach).0).collect();
    let highest = |i: usize| {
        (1..=reach).all(|k| {
            let (before, after) = ((i as i64 - k).rem_euclid(n as i64), (i as i64 + k).rem_euclid(n as i64));
            depths[before as usize] < depths[i] && depths[after as usize] <= depths[i]
        })
    };
    (0..n)
        .filter(|&i| depths[i] >= MIN_DEPTH && !contour.on_border[i] && highest(i))
        .map(|i| {
            let (depth, axis) = depth_at(contour, i, reach);
            Notch { index: i, bottom: contour.points[i], axis, depth }
        })
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

pub(super) fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

pub(super) fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

pub(super) fn length(a: Point) -> f64 {
    dot(a, a).sqrt()
}

/// The deepest notch, with flanks of `flank` pixels, whose bottom satisfies `here`.
pub(super) fn most_notched(contour: &Contour, flank: f64, here: impl Fn(Point) -> bool) -> Option<Notch> {
    let reach = flank.max(3.0) as i64;
    let mut best: Option<Notch> = None;
    for (index, &bottom) in contour.points.iter().enumerate() {
        if contour.on_border[index] || !here(bottom) {
            continue;
        }
        let (depth, axis) = depth_at(contour, index, reach);
        if best.is_none_or(|b| depth > b.depth) {
            best = Some(Notch { index, bottom, axis, depth });
        }
    }
    best
}
