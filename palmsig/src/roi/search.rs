//! Looking for the palm: the networks first, and beside them the outline of the hand where they do not see it clearly.

use std::f64::consts::FRAC_PI_2;

use super::check::check_palm;
use super::contour::Contour;
use super::finder::sightings;
use super::frame::{Landmarks, Method, Palm, Square, square_on};
use super::landmarks::Base;
use super::learned::{Sighted, moved, settled, sighted, sighted_closely};
use super::marks::{Landmark, LandmarkKind};
use super::mask::Raster;
use super::outlined::outlined;
use super::point::{Point, dot, length, minus};
use super::refiner::{Frame, Seen};
use super::segment::{Cue, check_exposure};
use super::sight::Sight;
use crate::error::RoiError;
use crate::image::{Band, HandSide, ImageView, Reduced};
use crate::params::RoiParams;

/// The middle of the palm square lies this far below the line through the outer valleys, in palm units: where
/// the networks were taught that it lies.
const DOWN: f64 = 0.7;
/// Landmarks as certain as this, in the mean over valleys and edges, leave no doubt: whole hands are clearer, but for
/// few, and hands with cut fingers, whose frames the networks tell less well than their outlines do, are not.
const CLEAR: f64 = 0.85;
/// Where there is no outline either, these are enough: chosen above the clearest (0.72) of some twenty sightings in
/// synthetic pictures without a hand.
const CLEAR_ENOUGH: f64 = 0.74;
/// As clear as this, a palm is likely where the finder is sure.
const LIKELY: f64 = 0.63;
/// How much less certain landmarks may be at the palm that the outline shows than at the networks' own.
const LESS_CERTAIN: f64 = 0.45;
/// From an outline's palm the networks' frame moves no farther than this where both mean the same one, in palm
/// units, turn (as a cosine) and ratio of sizes.
const MAX_AWAY: f64 = 0.6;
const MIN_COSINE: f64 = 0.7;
const MAX_RATIO: f64 = 1.8;
/// Frames of which no corner of the palm square moves by more, in palm units, describe the same: a search over shifts, turns and
/// sizes makes up for much more.
const SAME: f64 = 0.05;
/// An outline and the networks that show a palm no farther apart than this, in palm units, show the same one: with cut fingers
/// 293 of 294 did. Farther apart, the outline is of something else: sleeves and patterns have notches too.
const AGREED: f64 = 0.5;
/// The finder's probability from which on it is believed.
const SURE: f64 = 0.5;
/// The finder's probability, in the whole picture or in a part of it, below which there is no hand, whatever has an outline
/// like one: of 295 pictures of hands with cut fingers that it had not been taught it reached 0.9 in every one, and of 2700
/// synthetic pictures of patterns without a hand this much in one of ten.
const PRESENT: f64 = 0.8;
/// Landmarks less certain than this are not told as valleys.
const CERTAIN: f64 = 0.5;
/// Logarithm of the odds from which on the side of a hand is told: a wrong side refuses its owner.
const SIDE_ODDS: f64 = 2.0;

pub(super) fn search(image: &ImageView<'_>, band: Band, params: &RoiParams) -> Result<Palm, RoiError> {
    let reduced = Reduced::new(image, params.search_side);
    check_exposure(&reduced, params)?;
    search_in(image, band, &reduced, &mut Sight::new(&reduced), params)
}

/// The palm about where it was a moment ago; where it does not show clearly there, it is looked for.
pub(super) fn near(
    image: &ImageView<'_>,
    band: Band,
    before: &Square,
    params: &RoiParams,
) -> Result<Palm, RoiError> {
    before.validate()?;
    let sides = [image.height() as f64, image.width() as f64];
    let within = |a: usize| (-sides[a]..=2.0 * sides[a]).contains(&before.center[a]);
    if !within(0) || !within(1) || before.side > sides[0] + sides[1] {
        return Err(RoiError::BadLocation("the square lies far outside the picture"));
    }
    let reduced = Reduced::new(image, params.search_side);
    check_exposure(&reduced, params)?;
    let scale = reduced.factor as f64;
    let side = before.side / (params.square_side * scale);
    let mut sight = Sight::new(&reduced);
    let seen = settled(&mut sight, Frame { center: before.center.map(|v| v / scale), up: before.up, side });
    if seen.seen.clarity() >= CLEAR {
        return conclude(image, &reduced, &seen, params);
    }
    search_in(image, band, &reduced, &mut sight, params)
}

fn search_in(
    image: &ImageView<'_>,
    band: Band,
    reduced: &Reduced,
    sight: &mut Sight,
    params: &RoiParams,
) -> Result<Palm, RoiError> {
    let found = sightings(sight);
    let sureness = found.first().map_or(0.0, |s| s.sureness);
    let seen = if sureness >= SURE { sighted(sight, &found) } else { None };
    if let Some(clear) = seen.as_ref().filter(|s| s.seen.clarity() >= CLEAR) {
        return conclude(image, reduced, clear, params);
    }
    let unsure = sureness < PRESENT;
    if unsure {
        match sighted_closely(sight, CLEAR) {
            (_, Some(palm)) => return conclude(image, reduced, &palm, params),
            (closely_sure, None) if closely_sure < PRESENT => return Err(RoiError::NoHand),
            _ => {}
        }
    }
    let seen = seen.or_else(|| sighted(sight, &found));
    unclear(image, band, reduced, sight, seen, !unsure, params)
}

/// The palm that is not clear in the whole picture, of whose parts some may be left to look at.
fn unclear(
    image: &ImageView<'_>,
    band: Band,
    reduced: &Reduced,
    sight: &mut Sight,
    seen: Option<Sighted>,
    parts_left: bool,
    params: &RoiParams,
) -> Result<Palm, RoiError> {
    let by_outline = outlined(image, band, reduced, params);
    let both = seen.as_ref().zip(by_outline.as_ref().ok());
    let agreed = both.is_some_and(|(s, palm)| away(palm, &s.seen.frame, reduced) < AGREED);
    if !agreed || both.is_some_and(|(_, palm)| palm.method != Method::Valleys) {
        if let Some(undoubted) = seen.as_ref().filter(|s| s.is_undoubted()) {
            return conclude(image, reduced, undoubted, params);
        }
        let closely = if parts_left { sighted_closely(sight, CLEAR).1 } else { None };
        if let Some(palm) = closely {
            return conclude(image, reduced, &palm, params);
        }
    }
    match (by_outline, seen) {
        (Ok(palm), Some(seen)) if agreed => either(image, reduced, sight, &seen, palm, params),
        (_, Some(seen)) if likely(&seen) => conclude(image, reduced, &seen, params),
        (told, _) => told.and(Err(RoiError::NoHand)),
    }
}

/// The palm by its outline or as the networks see it, which show the same one: whichever is believed, with the other.
fn either(
    image: &ImageView<'_>,
    reduced: &Reduced,
    sight: &mut Sight,
    sighted: &Sighted,
    palm: Palm,
    params: &RoiParams,
) -> Result<Palm, RoiError> {
    let wrong = likely(sighted) && !bears_out(reduced, sight, sighted, &palm);
    if !wrong && sighted.sureness < SURE {
        return Ok(palm);
    }
    let (first, second) = match conclude(image, reduced, sighted, params) {
        Ok(seen) if wrong => (seen, palm),
        Ok(seen) => (palm, seen),
        Err(error) if wrong => return Err(error),
        Err(_) => return Ok(palm),
    };
    Ok(with_alternative(first, second))
}

/// How far from where the networks see it an outline shows the palm, in the larger one's palm units.
fn away(palm: &Palm, seen: &Frame, reduced: &Reduced) -> f64 {
    let scale = reduced.factor as f64;
    length(minus(palm.square.center, seen.center.map(|v| v * scale))) / palm.palm_unit.max(seen.side * scale)
}

/// A palm of which there is doubt where it lies, with where it lies by the other way to find it: if that is about the same place,
/// for the networks may mean something else, and not the very same frame.
fn with_alternative(palm: Palm, other: Palm) -> Palm {
    let frame = |palm: &Palm| Frame { center: palm.square.center, up: palm.square.up, side: palm.palm_unit };
    let (ours, theirs) = (frame(&palm), frame(&other));
    let near = length(minus(ours.center, theirs.center)) < ours.side;
    if near && moved(&ours, &theirs) > SAME {
        Palm { alternative: Some(Box::new(other)), ..palm }
    } else {
        palm
    }
}

/// Whether the networks see a palm, if not clearly.
fn likely(sighted: &Sighted) -> bool {
    let clarity = sighted.seen.clarity();
    clarity >= CLEAR_ENOUGH || (clarity >= LIKELY && sighted.sureness >= SURE)
}

/// Whether the networks, in doubt of their own, see about what the outline shows: hands of a kind that they were not
/// taught, with cut fingers for one, have an outline all the same.
fn bears_out(reduced: &Reduced, sight: &mut Sight, sighted: &Sighted, palm: &Palm) -> bool {
    if palm.method != Method::Valleys {
        return false;
    }
    let scale = reduced.factor as f64;
    let Square { center, up, .. } = palm.square;
    let there = Frame { center: center.map(|v| v / scale), up, side: palm.palm_unit / scale };
    let seen = settled(sight, there).seen;
    let ratio = seen.frame.side / there.side;
    seen.certainty() >= sighted.seen.certainty() - LESS_CERTAIN
        && length(minus(seen.frame.center, there.center)) < MAX_AWAY * there.side
        && dot(seen.frame.up, up) > MIN_COSINE
        && (1.0 / MAX_RATIO..MAX_RATIO).contains(&ratio)
}

fn conclude(
    image: &ImageView<'_>,
    reduced: &Reduced,
    sighted: &Sighted,
    params: &RoiParams,
) -> Result<Palm, RoiError> {
    if sighted.accompanied {
        return Err(RoiError::SeveralHands { count: 2 });
    }
    let scale = reduced.factor as f64;
    let full = |p: Point| p.map(|v| v * scale);
    let seen = &sighted.seen;
    let unit = seen.frame.side * scale;
    let up = seen.frame.up;
    let base = Base { middle: full(seen.frame.at(0.0, -DOWN)), right: [up[1], -up[0]], up, unit };
    let mask = sighted.mask(reduced.luma.dim(), reduced.factor);
    let palm = Palm {
        square: square_on(&base, params),
        hand: side(seen.right_hand),
        palm_unit: unit,
        landmarks: valleys(sighted, full),
        method: Method::Learned,
        marks: marks(sighted, full),
        tilt: Some(seen.tilt.map(|t| t.clamp(0.0, FRAC_PI_2))),
        uncertainty: sighted.uncertainty(),
        cue: Cue::Learned,
        inscribed: None,
        contour: outline(&mask.pixels, mask.factor),
        mask: Some(mask),
        alternative: None,
    };
    check_palm(image, &palm, params)?;
    Ok(palm)
}

fn side(right_hand: f64) -> HandSide {
    match right_hand {
        odds if odds > SIDE_ODDS => HandSide::Right,
        odds if odds < -SIDE_ODDS => HandSide::Left,
        _ => HandSide::Unknown,
    }
}

fn marks(sighted: &Sighted, full: impl Fn(Point) -> Point) -> Vec<Landmark> {
    let mark = |(kind, seen): (LandmarkKind, &Seen)| Landmark {
        kind,
        at: full(seen.at),
        confidence: seen.confidence,
    };
    LandmarkKind::ALL.into_iter().zip(sighted.landmarks()).map(mark).collect()
}

/// The valleys, where the outer ones are certain.
fn valleys(sighted: &Sighted, full: impl Fn(Point) -> Point) -> Option<Landmarks> {
    let certain = |k: usize| {
        let seen = sighted.landmarks()[k];
        (seen.confidence >= CERTAIN).then(|| full(seen.at))
    };
    Some(Landmarks {
        thumb_index: certain(0),
        index_middle: certain(1)?,
        middle_ring: certain(2),
        ring_little: certain(3)?,
    })
}

/// The outline of the largest part of a mask.
fn outline(mask: &ndarray::Array2<u8>, factor: usize) -> Vec<Point> {
    let (rows, columns) = mask.dim();
    let raster = Raster::new(rows, columns, |r, c| mask[[r, c]] != 0);
    let blob = raster.blobs(1, 1).into_iter().next();
    let contour = blob.and_then(|blob| Contour::new(&blob, 1.0));
    let points = contour.map_or_else(Vec::new, |contour| contour.points);
    points.into_iter().map(|p| p.map(|v| v * factor as f64)).collect()
}
