//! The landmarks of a hand, as far as a picture shows them.

use super::point::Point;

/// A point of the hand that can be told in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LandmarkKind {
    /// Valley between thumb and index finger.
    ThumbIndex,
    /// Valley between index and middle finger.
    IndexMiddle,
    /// Valley between middle and ring finger.
    MiddleRing,
    /// Valley between ring and little finger.
    RingLittle,
    /// Edge of the palm at the base of the index finger.
    RadialEdge,
    /// Edge of the palm at the base of the little finger.
    UlnarEdge,
    /// Edge of the wrist on the thumb's side.
    RadialWrist,
    /// Edge of the wrist on the little finger's side.
    UlnarWrist,
}

impl LandmarkKind {
    /// Every kind, in the order above.
    pub const ALL: [LandmarkKind; 8] = [
        LandmarkKind::ThumbIndex,
        LandmarkKind::IndexMiddle,
        LandmarkKind::MiddleRing,
        LandmarkKind::RingLittle,
        LandmarkKind::RadialEdge,
        LandmarkKind::UlnarEdge,
        LandmarkKind::RadialWrist,
        LandmarkKind::UlnarWrist,
    ];
}

/// A landmark in a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landmark {
    /// Which one.
    pub kind: LandmarkKind,
    /// Where it lies, in pixels of the picture; finer than a pixel.
    pub at: Point,
    /// How sure it is that it lies there, 0..=1. Where fingers touch or are cut, or the picture ends, the best
    /// guess has a low one.
    pub confidence: f64,
}
