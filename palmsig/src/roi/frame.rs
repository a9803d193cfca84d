//! The palm frame: where the palm square lies in a picture.

use ndarray::ArrayView2;

use super::distance::Circle;
use super::landmarks::Base;
use super::marks::Landmark;
use super::mask::HandMask;
use super::point::{Point, dot, minus};
use super::segment::Cue;
use crate::error::RoiError;
use crate::image::HandSide;
use crate::params::RoiParams;

/// The palm square in a picture: a turned square, never mirrored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Square {
    /// Centre, in pixels of the picture.
    pub center: Point,
    /// Unit vector towards the fingers; it becomes "up" in the square.
    pub up: Point,
    /// Length of a side, in pixels of the picture.
    pub side: f64,
}

impl Square {
    /// Corners, clockwise as seen in the square: top left, top right, bottom right, bottom left.
    pub fn corners(&self) -> [Point; 4] {
        [[-0.5, -0.5], [-0.5, 0.5], [0.5, 0.5], [0.5, -0.5]].map(|[row, column]| self.at(row, column))
    }

    /// The point of the picture at (row, column) of the square, in sides from its centre: rows grow
    /// away from the fingers, columns to the right when the fingers point up.
    pub fn at(&self, row: f64, column: f64) -> Point {
        let [up_row, up_column] = self.up;
        // Down is −up; right is up turned by a quarter clockwise as seen on the screen.
        [
            self.center[0] + self.side * (-row * up_row + column * up_column),
            self.center[1] + self.side * (-row * up_column - column * up_row),
        ]
    }
}

/// The palm square on the line through the outer valleys.
pub(super) fn square_on(base: &Base, params: &RoiParams) -> Square {
    let side = params.square_side * base.unit;
    let down = params.square_gap * base.unit + side / 2.0;
    let center = [base.middle[0] - down * base.up[0], base.middle[1] - down * base.up[1]];
    Square { center, up: base.up, side }
}

/// The anatomical points of a hand from which its frame follows, in pixels of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landmarks {
    /// Valley between index and middle finger.
    pub index_middle: Point,
    /// Valley between middle and ring finger, where visible.
    pub middle_ring: Option<Point>,
    /// Valley between ring and little finger.
    pub ring_little: Point,
    /// Valley between thumb and index finger, where visible.
    pub thumb_index: Option<Point>,
}

/// What the caller knows of where the palm is.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Location<'a> {
    /// Nothing: look for the hand.
    Search,
    /// Which pixels show the hand: non-zero inside, shape (rows, columns) of the picture.
    Mask(ArrayView2<'a, u8>),
    /// The finger valleys.
    Landmarks(Landmarks),
    /// The palm square itself.
    Square(Square),
    /// Where it was a moment ago: looked at there, and looked for in the whole picture only where it does not show clearly. A
    /// second hand elsewhere in the picture goes unnoticed.
    Near(Square),
    /// The picture is a crop of the palm, taken as the palm square whatever its aspect.
    WholePicture,
}

/// Prints a mask's size, not its pixels.
impl std::fmt::Debug for Location<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Location::Search => f.write_str("Search"),
            Location::Mask(mask) => write!(f, "Mask{:?}", mask.dim()),
            Location::Landmarks(landmarks) => f.debug_tuple("Landmarks").field(landmarks).finish(),
            Location::Square(square) => f.debug_tuple("Square").field(square).finish(),
            Location::Near(square) => f.debug_tuple("Near").field(square).finish(),
            Location::WholePicture => f.write_str("WholePicture"),
        }
    }
}

/// A located palm.
#[derive(Clone)]
pub struct Palm {
    /// Where the palm square lies.
    pub square: Square,
    /// The side of the hand, as far as the picture tells.
    pub hand: HandSide,
    /// Distance between the index–middle and the ring–little valleys, in pixels of the picture.
    pub palm_unit: f64,
    /// The valleys, where they were found or handed in. While `hand` is unknown, which of the outer two
    /// is called index–middle is a matter of convention: the left one when the fingers point up.
    pub landmarks: Option<Landmarks>,
    /// How the frame was found.
    pub method: Method,
    /// Every landmark that was looked for, with a confidence each; empty where the frame was handed in.
    pub marks: Vec<Landmark>,
    /// How far the palm is turned out of the plane of the picture, where that is known: about the palm's
    /// horizontal and its vertical axis, radians, 0..=π/2; 0 faces the camera. Foreshortening does not tell which
    /// side is the nearer one, so that it has no sign.
    pub tilt: Option<[f64; 2]>,
    /// How far the frame is expected to lie from the true one, in palm units; 0 for one that was given.
    pub uncertainty: f64,
    /// What made the hand stand out.
    pub cue: Cue,
    /// The largest circle inside the hand, where it was searched.
    pub inscribed: Option<Circle>,
    /// The pixels of the hand, where it was searched.
    pub mask: Option<HandMask>,
    /// The outline of the hand, clockwise as seen on the screen, in pixels of the picture; empty where
    /// it was not searched.
    pub contour: Vec<Point>,
    /// Where else the palm may lie. Where landmarks are not clear, the networks and the outline of the hand may tell frames
    /// apart by half a size, each the same in all captures of a palm: a template describes both.
    pub alternative: Option<Box<Palm>>,
}

/// Prints the frame; of mask and outline only the sizes.
impl std::fmt::Debug for Palm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Palm")
            .field("square", &self.square)
            .field("hand", &self.hand)
            .field("palm_unit", &self.palm_unit)
            .field("landmarks", &self.landmarks)
            .field("method", &self.method)
            .field("tilt", &self.tilt)
            .field("uncertainty", &self.uncertainty)
            .field("cue", &self.cue)
            .field("inscribed", &self.inscribed)
            .field("mask", &self.mask)
            .field("contour", &self.contour.len())
            .field("alternative", &self.alternative)
            .finish()
    }
}

/// How a palm frame was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// The caller said where it is.
    Given,
    /// From the finger valleys.
    Valleys,
    /// From the largest inscribed circle and the axis of the hand.
    Inscribed,
    /// From everything that the networks see in and about the palm.
    Learned,
}

impl Method {
    /// A stable number for traces.
    pub(super) fn number(self) -> f64 {
        f64::from(self as u8)
    }

    /// How far frames found in this way lie from the true one, in palm units. Frames from valleys of two
    /// captures of one palm differ by 0.016 to 0.04 (medians of real sets), each by 1/√2 of that; the average
    /// hand, on which the inscribed circle relies, leaves a spread of a sixth between people.
    pub(super) fn uncertainty(self) -> f64 {
        match self {
            Method::Given => 0.0,
            Method::Valleys | Method::Learned => 0.025,
            Method::Inscribed => 0.15,
        }
    }
}

impl Palm {
    /// A palm that the caller has located.
    pub(super) fn given(square: Square, palm_unit: f64) -> Palm {
        Palm {
            square,
            hand: HandSide::Unknown,
            palm_unit,
            landmarks: None,
            method: Method::Given,
            marks: Vec::new(),
            tilt: None,
            uncertainty: Method::Given.uncertainty(),
            cue: Cue::Given,
            inscribed: None,
            mask: None,
            contour: Vec::new(),
            alternative: None,
        }
    }
}

impl Landmarks {
    /// The line through the outer valleys with the fingers above it, and the side of the hand. Where the
    /// fingers are follows from the thumb's valley, which lies towards the wrist, or else from the middle
    /// valley, which lies towards the finger tips.
    pub(super) fn base(&self, height: usize, width: usize) -> Result<(Base, HandSide), RoiError> {
        let given = [self.index_middle, self.ring_little].into_iter();
        let given = given.chain(self.middle_ring).chain(self.thumb_index);
        let limits = [height as f64, width as f64];
        for point in given {
            for (v, limit) in point.iter().zip(limits) {
                if !v.is_finite() {
                    return Err(RoiError::BadLocation("a coordinate of a landmark is not finite"));
                }
                if *v < -limit || *v > 2.0 * limit {
                    return Err(RoiError::BadLocation("a landmark lies far outside the picture"));
                }
            }
        }
        let (index, little) = (self.index_middle, self.ring_little);
        let coincide = RoiError::BadLocation("the outer finger valleys coincide");
        let base = Base::new(index, little).ok_or(coincide)?;
        let above = match (self.thumb_index, self.middle_ring) {
            (Some(thumb), _) => -dot(minus(thumb, base.middle), base.up),
            (None, Some(middle)) => dot(minus(middle, base.middle), base.up),
            (None, None) => {
                return Err(RoiError::BadLocation("two valleys alone do not say where the fingers are"));
            }
        };
        // Index left of little when the fingers are up: the thumb is on the left, a left hand.
        let (base, side) = if above >= 0.0 {
            (base, HandSide::Left)
        } else {
            (Base::new(little, index).unwrap_or(base), HandSide::Right)
        };
        Ok((base, if self.thumb_index.is_some() { side } else { HandSide::Unknown }))
    }
}

impl Square {
    /// Refuses squares that are not finite, not of unit direction, or of no size.
    pub(super) fn validate(&self) -> Result<(), RoiError> {
        let finite = self.center.iter().chain(&self.up).chain([&self.side]).all(|v| v.is_finite());
        if !finite {
            return Err(RoiError::BadLocation("a coordinate of the square is not finite"));
        }
        let length = self.up[0] * self.up[0] + self.up[1] * self.up[1];
        if (length - 1.0).abs() > 1e-6 {
            return Err(RoiError::BadLocation("the direction of the square is not a unit vector"));
        }
        if self.side <= 0.0 {
            return Err(RoiError::BadLocation("the side of the square is not positive"));
        }
        Ok(())
    }
}
