//! The palm by the outline of the hand: finger valleys, or the inscribed circle and the axis.

use ndarray::{Array2, ArrayView2};

use super::check::check_palm;
use super::contour::Contour;
use super::distance::{Circle, inscribed_circle};
use super::frame::{Landmarks, Method, Palm, square_on};
use super::inscribed::inscribed_base;
use super::landmarks::{Base, ThumbSide, Valleys, find_valleys};
use super::marks::{Landmark, LandmarkKind};
use super::mask::{Blob, HandMask};
use super::point::Point;
use super::segment::{Cue, Segmentation, candidates};
use crate::error::RoiError;
use crate::image::{Band, HandSide, ImageView, Reduced};
use crate::params::RoiParams;

/// A hand found in the reduced picture.
struct Candidate {
    cue: Cue,
    blob: Blob,
    contour: Contour,
    circle: Circle,
    valleys: Option<Valleys>,
    /// Whether the same segmentation shows a second hand.
    accompanied: bool,
}

impl Candidate {
    fn likeness(&self) -> f64 {
        self.valleys.as_ref().map_or(0.0, |v| v.likeness * self.cue.worth())
    }

    /// The hand with the line of its valleys as it lies on the average hand.
    fn without_valleys(self) -> Option<(Candidate, Base)> {
        let base = inscribed_base(&self.blob, &self.contour, &self.circle);
        base.filter(|_| reaches_in(&self.contour, &self.circle)).map(|base| (self, base))
    }

    /// Whether the palm goes on beyond the border of the picture: the border stops the inscribed circle, or
    /// cuts off more of the hand than a forearm or four fingers. What touches three sides is no hand.
    fn is_cut(&self, (rows, columns): (usize, usize)) -> bool {
        let sides = self.contour.contact(rows, columns);
        let touched = sides.iter().filter(|&&side| side > 0).count();
        let longest = sides.into_iter().max().unwrap_or(0) as f64;
        let stopped = self.circle.touches_border(rows, columns) || longest > MAX_CUT * self.circle.radius;
        stopped && touched <= 2
    }
}

/// Valleys less like a hand than this are not taken for valleys.
const ACCEPTED: f64 = 0.33;
/// Longest stretch of one side of the picture that a forearm or four fingers cover, in radii of the palm: a
/// forearm is 2 wide, and somewhat more at a slant.
const MAX_CUT: f64 = 3.2;
/// Smallest share of the picture that a hand covers.
const MIN_SHARE: f64 = 0.015;
/// A second blob of at least this share of the first one's area may be a second hand.
const RIVAL: f64 = 0.4;

/// Finds the palm by the outlines of what stands out from the background.
pub(super) fn outlined(
    image: &ImageView<'_>,
    band: Band,
    reduced: &Reduced,
    params: &RoiParams,
) -> Result<Palm, RoiError> {
    let mut best: Option<Candidate> = None;
    let mut fallback: Option<(Candidate, Base)> = None;
    let mut cut = false;
    for segmentation in candidates(reduced, band) {
        if best.as_ref().is_some_and(|b| b.likeness() >= segmentation.cue.enough()) {
            break;
        }
        let Some(candidate) = hand_in(&segmentation, reduced, params) else { continue };
        if fallback.is_none() && candidate.cue.is_plain() && candidate.likeness() < ACCEPTED {
            cut |= candidate.is_cut(reduced.luma.dim());
            fallback = candidate.without_valleys();
            continue;
        }
        if best.as_ref().is_none_or(|b| candidate.likeness() > b.likeness()) {
            best = Some(candidate);
        }
    }
    // A hand that the border cuts may still leave a blob with an inscribed circle: not that of its palm.
    if cut && best.as_ref().is_none_or(|b| b.likeness() < ACCEPTED) {
        return Err(RoiError::PalmAtBorder);
    }
    conclude(image, reduced, best, fallback, params)
}

/// The hand that one segmentation shows.
fn hand_in(segmentation: &Segmentation, reduced: &Reduced, params: &RoiParams) -> Option<Candidate> {
    let raster = segmentation.raster();
    let lit = |blob: &Blob| brightness(blob, &reduced.luma) >= params.min_brightness;
    let least = (MIN_SHARE * (raster.rows * raster.columns) as f64) as usize;
    let mut blobs = raster.blobs(least.max(1), 2).into_iter();
    let mut first = examine(segmentation.cue, blobs.next().filter(lit)?)?;
    if first.likeness() >= ACCEPTED {
        let rival = blobs.next().filter(|b| b.area as f64 > RIVAL * first.blob.area as f64);
        let rival = rival.and_then(|blob| examine(segmentation.cue, blob));
        first.accompanied = rival.is_some_and(|r| r.likeness() >= ACCEPTED);
    }
    Some(first)
}

/// Median level of a blob. What is too dark to be a lit hand is background, and background stays the same
/// whoever stands in front of it: a palm seen in it would match everybody's.
fn brightness(blob: &Blob, luma: &Array2<u8>) -> u8 {
    let pixels = blob.raster.to_array();
    let mut counts = [0; 256];
    let inside = luma.iter().zip(&pixels).filter(|(_, inside)| **inside != 0);
    inside.for_each(|(level, _)| counts[usize::from(*level)] += 1);
    let (middle, mut darker) = (counts.iter().sum::<u32>() / 2, 0);
    let reached = |level: &u8| {
        darker += counts[usize::from(*level)];
        darker > middle
    };
    (0..=u8::MAX).find(reached).unwrap_or(0)
}

/// Smoothing of the outline, in radii of the palm: less than the width of a narrow finger valley.
const SMOOTHING: f64 = 0.025;

fn examine(cue: Cue, blob: Blob) -> Option<Candidate> {
    let circle = inscribed_circle(&blob.raster)?;
    let contour = Contour::new(&blob, circle.radius * SMOOTHING)?;
    if !hand_shaped(&blob, &contour, &circle) {
        return None;
    }
    let valleys = find_valleys(&contour, &circle).filter(|_| reaches_in(&contour, &circle));
    Some(Candidate { cue, blob, contour, circle, valleys, accompanied: false })
}

/// Longest outline of a hand, in radii: five fingers, both flanks each, palm and forearm make about 30.
const MAX_OUTLINE: f64 = 40.0;
/// Longest stretch of the picture's border that a hand covers, in radii: a forearm and four fingers.
const MAX_CONTACT: f64 = 6.0;
/// Largest area of a hand in squared radii: a palm, five fingers and a long forearm make about 20.
const MAX_AREA: f64 = 25.0;
/// Largest share of holes in a hand's blob: rings, glare and deep creases leave less, noise leaves more.
const MAX_HOLES: f64 = 0.2;

/// Whether the blob can be a hand at all, by measures that need no landmark.
fn hand_shaped(blob: &Blob, contour: &Contour, circle: &Circle) -> bool {
    contour.len() as f64 <= MAX_OUTLINE * circle.radius
        && blob.holes as f64 <= MAX_HOLES * blob.area as f64
        && blob.area as f64 <= MAX_AREA * circle.radius * circle.radius
}

/// Whether so little of the outline lies on the border of the picture that a whole palm can be in it.
fn reaches_in(contour: &Contour, circle: &Circle) -> bool {
    let contact = contour.on_border.iter().filter(|b| **b).count() as f64;
    contact <= MAX_CONTACT * circle.radius
}

fn conclude(
    image: &ImageView<'_>,
    reduced: &Reduced,
    best: Option<Candidate>,
    fallback: Option<(Candidate, Base)>,
    params: &RoiParams,
) -> Result<Palm, RoiError> {
    let scale = reduced.factor as f64;
    let full = |p: Point| [p[0] * scale, p[1] * scale];
    let accepted = best.filter(|c| c.likeness() >= ACCEPTED);
    let (candidate, base, method) = match (accepted, fallback) {
        // Only now: where the background was taken for the hand, it may well have fallen in two.
        (Some(candidate), _) if candidate.accompanied => return Err(RoiError::SeveralHands { count: 2 }),
        (Some(candidate), _) => {
            let valleys = candidate.valleys.as_ref().ok_or(RoiError::NoHand)?;
            let base = Base::new(valleys.left.bottom, valleys.right.bottom).ok_or(RoiError::NoHand)?;
            (candidate, base, Method::Valleys)
        }
        (None, Some((candidate, base))) => (candidate, base, Method::Inscribed),
        (None, None) => return Err(RoiError::NoHand),
    };
    let base = Base { middle: full(base.middle), unit: base.unit * scale, ..base };
    let valleys = candidate.valleys.as_ref().filter(|_| method == Method::Valleys);
    let palm = Palm {
        square: square_on(&base, params),
        hand: valleys.map_or(HandSide::Unknown, hand_side),
        palm_unit: base.unit,
        landmarks: valleys.map(|v| named(v, full)),
        method,
        marks: valleys.map_or_else(Vec::new, |v| marks(v, full)),
        tilt: None,
        uncertainty: method.uncertainty(),
        cue: candidate.cue,
        inscribed: Some(Circle {
            center: full(candidate.circle.center),
            radius: candidate.circle.radius * scale,
        }),
        mask: Some(HandMask { pixels: candidate.blob.raster.to_array(), factor: reduced.factor }),
        contour: candidate.contour.points.iter().map(|p| full(*p)).collect(),
        alternative: None,
    };
    check_palm(image, &palm, params)?;
    Ok(palm)
}

fn hand_side(valleys: &Valleys) -> HandSide {
    match valleys.thumb {
        Some((ThumbSide::Left, _)) => HandSide::Left,
        Some((ThumbSide::Right, _)) => HandSide::Right,
        None => HandSide::Unknown,
    }
}

/// The valleys as landmarks: each as certain as all of them together are like a hand.
fn marks(valleys: &Valleys, full: impl Fn(Point) -> Point) -> Vec<Landmark> {
    let named = named(valleys, full);
    let mark = |kind, at| Landmark { kind, at, confidence: valleys.likeness };
    let outer =
        [(LandmarkKind::IndexMiddle, named.index_middle), (LandmarkKind::RingLittle, named.ring_little)];
    let thumb = named.thumb_index.map(|at| (LandmarkKind::ThumbIndex, at));
    let middle = named.middle_ring.map(|at| (LandmarkKind::MiddleRing, at));
    outer.into_iter().chain(thumb).chain(middle).map(|(kind, at)| mark(kind, at)).collect()
}

/// The valleys under their anatomical names, in pixels of the picture. When the side of the hand is not
/// known, the left one counts as index–middle.
fn named(valleys: &Valleys, full: impl Fn(Point) -> Point) -> Landmarks {
    let (left, right) = (full(valleys.left.bottom), full(valleys.right.bottom));
    let thumb_right = matches!(valleys.thumb, Some((ThumbSide::Right, _)));
    let (index_middle, ring_little) = if thumb_right { (right, left) } else { (left, right) };
    Landmarks {
        index_middle,
        middle_ring: valleys.middle.map(|n| full(n.bottom)),
        ring_little,
        thumb_index: valleys.thumb.map(|(_, n)| full(n.bottom)),
    }
}

/// Finds the palm by the outline of a mask handed in.
pub(super) fn within_mask(
    image: &ImageView<'_>,
    mask: ArrayView2<'_, u8>,
    params: &RoiParams,
) -> Result<Palm, RoiError> {
    let picture = (image.height(), image.width());
    if mask.dim() != picture {
        return Err(RoiError::MaskSize { mask: mask.dim(), picture });
    }
    let levels = mask.mapv(|v| if v == 0 { 0 } else { u8::MAX });
    let view = ImageView::from_gray(levels.view()).map_err(|_| RoiError::NoHand)?;
    let reduced = Reduced::new(&view, params.search_side);
    let segmentation = Segmentation { cue: Cue::Given, levels: reduced.luma.clone(), threshold: u8::MAX / 2 };
    let candidate = hand_in(&segmentation, &reduced, params).ok_or(RoiError::NoHand)?;
    if candidate.likeness() >= ACCEPTED {
        return conclude(image, &reduced, Some(candidate), None, params);
    }
    if candidate.is_cut(reduced.luma.dim()) {
        return Err(RoiError::PalmAtBorder);
    }
    conclude(image, &reduced, None, candidate.without_valleys(), params)
}
