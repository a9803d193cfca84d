//! Points of the picture and what is calculated with them.

/// A point as [row, column] in pixels; the centre of the first pixel is [0.5, 0.5].
pub type Point = [f64; 2];

pub(super) fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

pub(super) fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

pub(super) fn length(a: Point) -> f64 {
    dot(a, a).sqrt()
}
