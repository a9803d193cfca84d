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

/// Two circles on an axis, with their hull.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taper {
    length: f64,
    radii: [f64; 2],
    /// Sine and cosine of the angle between the axis and the sides.
    sine: f64,
    cosine: f64,
}

impl Taper {
    /// Circles of radii `r0` at 0 and `r1` at `length` along the axis.
    pub(super) fn new(length: f64, r0: f64, r1: f64) -> Taper {
        // One circle inside the other has no hull with sides; close to that is close enough.
        let sine = ((r0 - r1) / length.max(1e-3)).clamp(-0.99, 0.99);
        Taper { length, radii: [r0, r1], sine, cosine: (1.0 - sine * sine).sqrt() }
    }

    /// Signed distance, negative inside, of a point `along` the axis and `across` from it.
    #[inline]
    pub(super) fn distance(&self, along: f64, across: f64) -> f64 {
        let across = across.abs();
        let foot = self.cosine * along - self.sine * across;
        if foot < 0.0 {
            (along * along + across * across).sqrt() - self.radii[0]
        } else if foot > self.cosine * self.length {
            let beyond = along - self.length;
            (beyond * beyond + across * across).sqrt() - self.radii[1]
        } else {
            self.cosine * across + self.sine * along - self.radii[0]
        }
    }
}

/// A tapered capsule in the plane of the hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capsule {
    from: Point,
    direction: Point,
    taper: Taper,
}

impl Capsule {
    pub(super) fn new(from: Point, to: Point, r0: f64, r1: f64) -> Capsule {
        let axis = to - from;
        Capsule { from, direction: axis.unit(), taper: Taper::new(axis.length(), r0, r1) }
    }

    #[inline]
    pub(super) fn distance(&self, p: Point) -> f64 {
        let rest = p - self.from;
        self.taper.distance(rest.dot(self.direction), rest.dot(self.direction.turned()))
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
