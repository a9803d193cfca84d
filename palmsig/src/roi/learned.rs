//! The palm as the two networks see it: found roughly, then looked at more closely until the frame stays.

use ndarray::{Array2, s};

use super::finder::{Sighting, close_sightings};
use super::mask::HandMask;
use super::point::{length, minus};
use super::refiner::{Frame, LANDMARKS, Refined, Seen, refined};
use super::sight::Sight;

/// A palm, in pixels of the reduced picture.
pub(super) struct Sighted {
    pub(super) seen: Refined,
    /// Probability that the finder's surest sighting is one, 0..=1.
    pub(super) sureness: f64,
    /// Whether there is another one.
    pub(super) accompanied: bool,
    /// How far the frame last moved, in palm units.
    pub(super) unrest: f64,
}

/// Sightings in parts as probable as this are looked at: a palm was never less probable than 0.99.
const CLOSE_SURE: f64 = 0.5;
/// A finder as sure as this, and votes that lie apart and frames that move no more than this, in palm units, leave no doubt of
/// a palm, of whose landmarks the border of the picture may hide any: of 388 synthetic hands that were unclear 380 were seen
/// so and 4 in a wrong place, and of 3560 pictures of patterns without a hand something was in 2.
const UNDOUBTED: f64 = 0.995;
const STEADY_SPREAD: f64 = 0.08;
const STEADY_UNREST: f64 = 0.05;
/// Looks at the crop, at most.
const LOOKS: usize = 4;
/// A frame that moves by less, in palm units, stays.
const REST: f64 = 0.03;
/// A second sighting is looked at when it is as probable as this, and a hand when what lies beside it is as clear: the second of
/// two synthetic hands was never less clear than 0.99 in 60 pictures; of 3000 with one, four showed something as clear as 0.8.
const SECOND_SURE: f64 = 0.06;
const SECOND_CLEAR: f64 = 0.95;
/// Landmarks this certain leave no doubt that the palm lies there and that way.
const CLEAR: f64 = 0.5;

/// The palm in a picture of which the finder has `found` something, surest first: where it is surest, if landmarks bear it out;
/// otherwise of all its sightings, and of the surest one turned to every side, the one that they bear out best.
pub(super) fn sighted(sight: &mut Sight, found: &[Sighting]) -> Option<Sighted> {
    let surest = found.first()?;
    let frame = Frame::of(surest);
    let mut best = Sighted { sureness: surest.sureness, ..settled(sight, frame) };
    if best.seen.certainty() < CLEAR && !best.is_undoubted() {
        let others = found[1..].iter().map(Frame::of).chain(QUARTERS.map(|turn| frame.turned(turn)));
        let seen = others.map(|frame| refined(sight, &frame));
        let likeliest = seen.max_by(|a, b| a.certainty().total_cmp(&b.certainty()));
        let candidate = likeliest.map(|seen| settled(sight, seen.frame));
        if let Some(candidate) = candidate.filter(|c| c.seen.certainty() > best.seen.certainty()) {
            best = Sighted { sureness: surest.sureness, ..candidate };
        }
    }
    let mut others = found[1..].iter().filter(|s| s.sureness >= SECOND_SURE);
    best.accompanied = others.any(|s| settled(sight, Frame::of(s)).is_second_to(&best));
    Some(best)
}

/// How sure the finder is of a palm in any part of a picture, 0..=1, and the palm, where landmarks are as clear as this or it is
/// undoubted.
pub(super) fn sighted_closely(sight: &mut Sight, clear: f64) -> (f64, Option<Sighted>) {
    let found = close_sightings(sight);
    let surest = found.first().map_or(0.0, |s| s.sureness);
    let mut palm: Option<Sighted> = None;
    for sighting in found.iter().filter(|s| s.sureness >= CLOSE_SURE) {
        let settled = Sighted { sureness: sighting.sureness, ..settled(sight, Frame::of(sighting)) };
        match &mut palm {
            None if settled.seen.clarity() >= clear || settled.is_undoubted() => palm = Some(settled),
            Some(first) => first.accompanied |= settled.is_second_to(first),
            None => {}
        }
    }
    (surest, palm)
}

/// Half and quarter turns, as [cosine, sine]: how a finder errs that takes fingers for an arm.
const QUARTERS: [[f64; 2]; 3] = [[-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];

/// Looks at a palm until its frame stays.
pub(super) fn settled(sight: &mut Sight, mut frame: Frame) -> Sighted {
    let mut seen = refined(sight, &frame);
    for _ in 1..LOOKS {
        if moved(&frame, &seen.frame) < REST {
            break;
        }
        frame = seen.frame;
        seen = refined(sight, &frame);
    }
    Sighted { unrest: moved(&frame, &seen.frame), sureness: 0.0, accompanied: false, seen }
}

/// How far the corner of a palm square moves between two frames, roughly, in palm units.
pub(super) fn moved(from: &Frame, to: &Frame) -> f64 {
    let corner = |f: &Frame, right: f64| f.at(right, -0.5);
    [-0.5, 0.5].into_iter().map(|x| length(minus(corner(from, x), corner(to, x)))).fold(0.0, f64::max)
        / to.side
}

/// Pixels of the mask of a hand along one side of a cell of the refiner's mask, about.
const FINENESS: f64 = 2.0;

/// How far frames lie from the truth where all votes agree and the frame rests, in palm units, and how much of
/// the spread of the votes and of the frame's unrest adds to it.
const BEST: f64 = 0.01;
const OF_SPREAD: f64 = 0.3;
const OF_UNREST: f64 = 0.3;

impl Sighted {
    /// How far the frame is expected to lie from the true one, in palm units.
    pub(super) fn uncertainty(&self) -> f64 {
        BEST + OF_SPREAD * self.seen.spread + OF_UNREST * self.unrest
    }

    /// Whether a palm lies there, however unclear its landmarks are.
    pub(super) fn is_undoubted(&self) -> bool {
        self.sureness >= UNDOUBTED && self.seen.spread <= STEADY_SPREAD && self.unrest <= STEADY_UNREST
    }

    /// Whether this is another hand's palm: beyond doubt, for whoever is told of two hands is refused.
    fn is_second_to(&self, first: &Sighted) -> bool {
        let (ours, theirs) = (&self.seen.frame, &first.seen.frame);
        let apart = length(minus(ours.center, theirs.center)) > ours.side.min(theirs.side);
        apart && self.seen.clarity() >= SECOND_CLEAR
    }

    /// The landmarks.
    pub(super) fn landmarks(&self) -> &[Seen; LANDMARKS] {
        &self.seen.landmarks
    }

    /// The mask of the hand, as far as the crop shows it, where one pixel of the reduced picture is `factor`
    /// pixels of the picture.
    pub(super) fn mask(&self, (rows, columns): (usize, usize), factor: usize) -> HandMask {
        let crop = &self.seen.crop;
        let step = libm::round(crop.side * Refined::CELL / FINENESS).clamp(1.0, rows.max(columns) as f64);
        let shape = [rows, columns].map(|n| n.div_ceil(step as usize));
        let reach = crop.side * Refined::REACH;
        let span = |a: usize| {
            let pixel = |v: f64| (v / step).clamp(0.0, shape[a] as f64) as usize;
            pixel(crop.center[a] - reach)..pixel(crop.center[a] + reach)
        };
        let away =
            |a: usize| span(a).map(move |k| crop.away(a, (k as f64 + 0.5) * step)).collect::<Vec<f64>>();
        let (rows, columns) = (away(0), away(1));
        let mut pixels = Array2::zeros(shape);
        let mut part = pixels.slice_mut(s![span(0), span(1)]);
        for (row, mut line) in rows.into_iter().zip(part.outer_iter_mut()) {
            line.iter_mut()
                .zip(&columns)
                .for_each(|(v, column)| *v = u8::from(self.seen.covers([row, *column])));
        }
        HandMask { pixels, factor: factor * step as usize }
    }
}
