//! Points of the hand's plane, capsules and their signed distances.

use std::ops::{Add, Mul, Sub};

/// A point or a direction in the plane of the hand, in millimetres: `x` towards the thumb, `y` from
/// the fingers to the wrist, the origin in the middle of the palm. Every hand is described as a right
/// one; a left hand is mirrored when it is rendered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

pub(super) const fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Add for Point {
    type Output = Point;
    fn add(self, o: Point) -> Point {
        point(self.x + o.x, self.y + o.y)
    }
}

impl Sub for Point {
    type Output = Point;
    fn sub(self, o: Point) -> Point {
        point(self.x - o.x, self.y - o.y)
    }
}

impl Mul<f64> for Point {
    type Output = Point;
    fn mul(self, k: f64) -> Point {
        point(self.x * k, self.y * k)
    }
}

impl Point {
    pub(super) fn dot(self, o: Point) -> f64 {
        self.x * o.x + self.y * o.y
    }

    pub(super) fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    /// The same direction with length 1 (towards the fingers where there is none).
    pub(super) fn unit(self) -> Point {
        let length = self.length();
        if length > 0.0 { self * (1.0 / length) } else { point(0.0, -1.0) }
    }

    /// Turned by a quarter, from the fingers' direction towards the thumb.
    pub(super) fn turned(self) -> Point {
        point(-self.y, self.x)
    }

    /// The direction `angle` radians away from the fingers' direction, towards the thumb.
    pub(super) fn heading(angle: f64) -> Point {
        point(libm::sin(angle), -libm::cos(angle))
    }
}

/// Signed distance (negative inside) to two circles of radii `r0` at the origin and `r1` at
/// `length` along the first axis, with their hull; at `along`, `across` from the axis.
pub(super) fn tapered(along: f64, across: f64, length: f64, r0: f64, r1: f64) -> f64 {
    let across = across.abs();
    let slope = ((r0 - r1) / length).clamp(-0.99, 0.99);
    let cosine = (1.0 - slope * slope).sqrt();
    let foot = cosine * along - slope * across;
    if foot < 0.0 {
        (along * along + across * across).sqrt() - r0
    } else if foot > cosine * length {
        let beyond = along - length;
        (beyond * beyond + across * across).sqrt() - r1
    } else {
        cosine * across + slope * along - r0
    }
}

/// A tapered capsule in the plane of the hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capsule {
    from: Point,
    direction: Point,
    length: f64,
    radii: [f64; 2],
}

impl Capsule {
    pub(super) fn new(from: Point, to: Point, r0: f64, r1: f64) -> Capsule {
        let length = (to - from).length().max(1e-3);
        Capsule { from, direction: (to - from).unit(), length, radii: [r0, r1] }
    }

    pub(super) fn distance(&self, p: Point) -> f64 {
        let rest = p - self.from;
        let (along, across) = (rest.dot(self.direction), rest.dot(self.direction.turned()));
        tapered(along, across, self.length, self.radii[0], self.radii[1])
    }
}

/// The smaller of two distances, with a fillet of about `k` millimetres where they meet
/// (the polynomial smooth minimum).
#[inline]
pub(super) fn smooth_min(a: f64, b: f64, k: f64) -> f64 {
    let overlap = (k - (a - b).abs()).max(0.0);
    a.min(b) - overlap * overlap / (4.0 * k)
}

/// 0 below `low`, 1 above `high`, and a smooth step between them.
#[inline]
pub(super) fn smooth_step(low: f64, high: f64, value: f64) -> f64 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
