//! The palm as the two networks see it: found roughly, then looked at more closely until the frame stays.

use ndarray::Array2;

use super::finder::{Sighting, sightings};
use super::mask::HandMask;
use super::point::{Point, length, minus};
use super::refiner::{CELLS, Frame, LANDMARKS, Refined, Seen, refined};
use super::sight::Sight;
use crate::image::Reduced;

/// A palm, in pixels of the reduced picture.
pub(super) struct Sighted {
    pub(super) seen: Refined,
    /// Probability that there is a palm, 0..=1.
    pub(super) sureness: f64,
    /// Whether there is another one.
    pub(super) accompanied: bool,
    /// How far the frame last moved, in palm units.
    pub(super) unrest: f64,
}

/// Looks at the crop, at most.
const LOOKS: usize = 3;
/// A frame that moves by less, in palm units, stays.
const REST: f64 = 0.04;
/// Sightings less probable than this are none.
const LEAST_SURE: f64 = 0.3;
/// A second hand is one when it is as probable as this.
const SECOND_SURE: f64 = 0.6;

/// The palm in a picture.
pub(super) fn sighted(reduced: &Reduced) -> Option<Sighted> {
    let mut sight = Sight::new(reduced);
    let found = sightings(&sight);
    let first = found.first().filter(|s| s.sureness >= LEAST_SURE)?;
    let mut frame = Frame::of(first);
    let (mut seen, mut unrest) = (refined(&mut sight, &frame), f64::INFINITY);
    for _ in 1..LOOKS {
        unrest = moved(&frame, &seen.frame);
        if unrest < REST {
            break;
        }
        frame = seen.frame;
        seen = refined(&mut sight, &frame);
    }
    let accompanied = found.get(1).is_some_and(|s: &Sighting| s.sureness >= SECOND_SURE);
    Some(Sighted {
        sureness: first.sureness,
        accompanied,
        unrest: unrest.min(moved(&frame, &seen.frame)),
        seen,
    })
}

/// How far the corner of a palm square moves between two frames, roughly, in palm units.
fn moved(from: &Frame, to: &Frame) -> f64 {
    let corner = |f: &Frame, right: f64| f.at(right, -0.5);
    [-0.5, 0.5].into_iter().map(|x| length(minus(corner(from, x), corner(to, x)))).fold(0.0, f64::max)
        / to.side
}

/// Cells of the refiner's mask that one pixel of the mask of a hand spans, about.
const FINENESS: f64 = 3.0;

/// How far frames lie from the truth where all votes agree and the frame rests, in palm units, and how much of
/// the spread of the votes and of the frame's unrest adds to it.
const BEST: f64 = 0.02;
const OF_SPREAD: f64 = 0.5;
const OF_UNREST: f64 = 0.5;

impl Sighted {
    /// How far the frame is expected to lie from the true one, in palm units.
    pub(super) fn uncertainty(&self) -> f64 {
        BEST + OF_SPREAD * self.seen.spread + OF_UNREST * self.unrest
    }

    /// The landmarks.
    pub(super) fn landmarks(&self) -> &[Seen; LANDMARKS] {
        &self.seen.landmarks
    }

    /// The mask of the hand, as far as the crop shows it, where one pixel of the reduced picture is `factor`
    /// pixels of the picture.
    pub(super) fn mask(&self, (rows, columns): (usize, usize), factor: usize) -> HandMask {
        let crop = &self.seen.crop;
        let cell = Refined::UNITS / CELLS as f64;
        let step = ((crop.side * cell / FINENESS) as usize).max(1);
        let shape = (rows.div_ceil(step), columns.div_ceil(step));
        let reach = crop.side * Refined::UNITS;
        let pixels = Array2::from_shape_fn(shape, |(r, c)| {
            let at: Point = [(r as f64 + 0.5) * step as f64, (c as f64 + 0.5) * step as f64];
            let far = (at[0] - crop.center[0]).abs() > reach || (at[1] - crop.center[1]).abs() > reach;
            u8::from(!far && self.seen.covers(at))
        });
        HandMask { pixels, factor: factor * step }
    }
}
