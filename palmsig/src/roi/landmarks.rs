//! Choosing among the notches of an outline those that are the finger valleys of a hand.

use super::contour::Contour;
use super::distance::Circle;
use super::point::{Point, dot, length, minus};
use super::valleys::{Notch, most_notched, notches};

/// The finger valleys of an outline, left to right when the fingers point up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Valleys {
    pub(super) left: Notch,
    pub(super) middle: Option<Notch>,
    pub(super) right: Notch,
    pub(super) thumb: Option<(ThumbSide, Notch)>,
    /// How much the arrangement is that of a hand, 0..=1.
    pub(super) likeness: f64,
}

/// On which side of the palm the thumb stands when the fingers point up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ThumbSide {
    Left,
    Right,
}

/// The line through the outer valleys: where the palm frame hangs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Base {
    pub(super) middle: Point,
    pub(super) right: Point,
    pub(super) up: Point,
    /// Length, the palm unit.
    pub(super) unit: f64,
}

impl Base {
    /// From the left and the right outer valley; none when they coincide.
    pub(super) fn new(left: Point, right: Point) -> Option<Base> {
        let d = minus(right, left);
        let unit = length(d);
        if unit.is_nan() || unit <= 0.0 {
            return None;
        }
        let direction = [d[0] / unit, d[1] / unit];
        let middle = [(left[0] + right[0]) / 2.0, (left[1] + right[1]) / 2.0];
        // Up is right turned by a quarter counter-clockwise as seen on the screen.
        Some(Base { middle, right: direction, up: [-direction[1], direction[0]], unit })
    }

    /// `point` as (to the right, up) from the middle of the line, in palm units.
    pub(super) fn coordinates(&self, point: Point) -> [f64; 2] {
        let d = minus(point, self.middle);
        [dot(d, self.right) / self.unit, dot(d, self.up) / self.unit]
    }
}

/// Where a measure lies on hands: mean and spread (one standard deviation, widened for hands held at
/// a slant and for hands of other builds).
struct Prior {
    mean: f64,
    spread: f64,
}

impl Prior {
    fn cost(&self, value: f64) -> f64 {
        let z = (value - self.mean) / self.spread;
        z * z
    }
}

/// Palm unit in radii of the inscribed circle.
const UNIT: Prior = Prior { mean: 1.2, spread: 0.22 };
/// The circle's centre in its radii below the line of the outer valleys.
const CENTER_DOWN: Prior = Prior { mean: 1.22, spread: 0.2 };
/// The circle's centre in palm units beside the middle of the line.
const CENTER_ASIDE: Prior = Prior { mean: 0.0, spread: 0.25 };
/// The middle valley in palm units beside the middle of the line.
const MIDDLE_ASIDE: Prior = Prior { mean: 0.0, spread: 0.08 };
/// The middle valley in palm units above the line.
const MIDDLE_UP: Prior = Prior { mean: 0.13, spread: 0.12 };
/// The axis of an outer valley: sine of the angle between it and up, positive away from the middle, for
/// spread fingers spread their valleys.
const OUTER_AXIS: Prior = Prior { mean: 0.2, spread: 0.45 };
/// The axis of the middle valley: sine of the angle between it and up.
const MIDDLE_AXIS: Prior = Prior { mean: 0.0, spread: 0.4 };
/// Depth of a valley.
const DEPTH: Prior = Prior { mean: 0.95, spread: 0.3 };
/// Fingers rise at least this much above the line between their valleys, in palm units.
const MIN_FINGER: f64 = 0.05;
/// A pair of valleys without the middle one is weaker evidence, worth this much of a triple.
const PAIR_WORTH: f64 = 0.78;
/// Only so many notches, the deepest, enter the search: a ragged outline has hundreds.
const MAX_NOTCHES: usize = 20;

/// The arrangement of notches that is most like a hand; none when no two notches could be valleys.
pub(super) fn find_valleys(contour: &Contour, palm: &Circle) -> Option<Valleys> {
    let mut found = notches(contour, palm);
    // One by one: they stay in order, and sorting is kilobytes of code in a device's library.
    while found.len() > MAX_NOTCHES {
        let notches = found.iter().enumerate();
        let shallowest =
            notches.min_by(|(_, a), (_, b)| a.depth.total_cmp(&b.depth).then(b.index.cmp(&a.index)));
        let Some((at, _)) = shallowest else { break };
        found.remove(at);
    }
    let n = found.len();
    let mut best: Option<Valleys> = None;
    for left in 0..n {
        for k in 1..n {
            let right = found[(left + k) % n];
            let pair = [found[left], right];
            consider(contour, palm, pair, None, &mut best);
            for j in 1..k {
                consider(contour, palm, pair, Some(found[(left + j) % n]), &mut best);
            }
        }
    }
    let mut valleys = best?;
    settle(contour, palm, &mut valleys);
    // A pair alone leaves too much doubt to tell the side of the hand, and a wrong side refuses its owner.
    valleys.thumb = valleys.middle.and_then(|_| thumb(contour, palm, &valleys));
    Some(valleys)
}

fn consider(
    contour: &Contour,
    palm: &Circle,
    [left, right]: [Notch; 2],
    middle: Option<Notch>,
    best: &mut Option<Valleys>,
) {
    let Some(base) = Base::new(left.bottom, right.bottom) else { return };
    let likeness = likeness(palm, &base, [&left, &right], middle.as_ref());
    if best.is_some_and(|b| b.likeness >= likeness) || likeness < MIN_LIKENESS {
        return;
    }
    let arcs = match middle {
        Some(m) => vec![(left.index, m.index), (m.index, right.index)],
        None => vec![(left.index, right.index)],
    };
    if arcs.iter().all(|&(from, to)| finger_between(contour, &base, from, to)) {
        *best = Some(Valleys { left, middle, right, thumb: None, likeness });
    }
}

/// Arrangements less like a hand than this are not looked at.
pub(super) const MIN_LIKENESS: f64 = 0.25;

/// Stands for the sine of an axis that points to the wrist: farther off than any real sine.
const BACKWARDS: f64 = 2.0;

/// How much the arrangement is that of a hand, 0..=1: 1 / (1 + mean squared deviation).
fn likeness(palm: &Circle, base: &Base, outer: [&Notch; 2], middle: Option<&Notch>) -> f64 {
    let center = base.coordinates(palm.center);
    let size = base.unit / palm.radius;
    let mut cost = UNIT.cost(size) + CENTER_DOWN.cost(-center[1] * size) + CENTER_ASIDE.cost(center[0]);
    let mut terms = 3.0;
    let sine = |n: &Notch| if dot(n.axis, base.up) > 0.0 { dot(n.axis, base.right) } else { BACKWARDS };
    let depth = |n: &Notch| DEPTH.cost(n.depth.min(DEPTH.mean));
    for (notch, outward) in outer.into_iter().zip([-1.0, 1.0]) {
        cost += OUTER_AXIS.cost(sine(notch) * outward) + depth(notch);
        terms += 1.0;
    }
    let mut worth = PAIR_WORTH;
    if let Some(notch) = middle {
        let [aside, up] = base.coordinates(notch.bottom);
        cost += MIDDLE_ASIDE.cost(aside) + MIDDLE_UP.cost(up);
        cost += MIDDLE_AXIS.cost(sine(notch)) + depth(notch);
        terms += 3.0;
        worth = 1.0;
    }
    worth / (1.0 + cost / terms)
}

/// Whether the outline rises above the line somewhere between two valleys, as a finger does.
fn finger_between(contour: &Contour, base: &Base, from: usize, to: usize) -> bool {
    let n = contour.len();
    let steps = (to + n - from) % n;
    let floor = [from, to].map(|i| base.coordinates(contour.points[i])[1]);
    let floor = floor[0].max(floor[1]);
    (0..steps).any(|k| base.coordinates(contour.points[(from + k) % n])[1] > floor + MIN_FINGER)
}

/// Passes in which the line through the outer valleys and their lowest points settle.
const PASSES: usize = 4;

/// Moves the valleys to where the common tangent touches them: the lowest points of the outline as seen
/// along the palm, which depend on the palm more than on how the fingers are spread.
fn settle(contour: &Contour, palm: &Circle, valleys: &mut Valleys) {
    for _ in 0..PASSES {
        let Some(base) = Base::new(valleys.left.bottom, valleys.right.bottom) else { return };
        for notch in [&mut valleys.left, &mut valleys.right].into_iter().chain(&mut valleys.middle) {
            notch.bottom = lowest(contour, palm.radius, &base, notch);
        }
    }
}

/// Half the stretch of outline in which the lowest point of a valley is looked for, in radii.
const WINDOW: f64 = 0.2;
/// The flanks of a valley are met this high above its lowest point, in radii: on a flat bottom the
/// middle between them is steadier than the lowest point itself.
const FLANK_HEIGHT: f64 = 0.03;

/// The lowest point of the valley along the palm, midway between its flanks.
fn lowest(contour: &Contour, radius: f64, base: &Base, notch: &Notch) -> Point {
    let reach = (radius * WINDOW).max(2.0) as i64;
    let height = |k: i64| dot(contour.at(notch.index, k), base.up);
    let mut bottom = 0;
    for k in (1..=reach).flat_map(|k| [-k, k]) {
        if height(k) < height(bottom) {
            bottom = k;
        }
    }
    if bottom.abs() == reach {
        return contour.points[notch.index];
    }
    let floor = height(bottom);
    let level = floor + radius * FLANK_HEIGHT;
    let aside = |k: i64| dot(contour.at(notch.index, k), base.right);
    let flank = |direction: i64| {
        let mut k = bottom;
        while height(k) < level && (k - bottom).abs() < 2 * reach {
            k += direction;
        }
        let (above, below) = (height(k), height(k - direction));
        let t = if above > below { (level - below) / (above - below) } else { 1.0 };
        aside(k - direction) + t.min(1.0) * (aside(k) - aside(k - direction))
    };
    let aside = (flank(-1) + flank(1)) / 2.0;
    [aside * base.right[0] + floor * base.up[0], aside * base.right[1] + floor * base.up[1]]
}

/// The thumb's valley in palm units beside the middle of the line.
const THUMB_ASIDE: Prior = Prior { mean: 0.82, spread: 0.25 };
/// The thumb's valley in palm units above the line.
const THUMB_UP: Prior = Prior { mean: -1.0, spread: 0.25 };
/// A squared deviation of one from where the thumb's valley lies weighs as much as this depth.
const THUMB_AWAY: f64 = 0.15;
/// Flank of the thumb's valley, in radii of the palm: it is a wide web, not a slot.
const THUMB_FLANK: f64 = 0.45;
/// Blunter notches than this are bends of the palm's edge.
const THUMB_DEPTH: f64 = 0.4;
/// The thumb's valley is deeper than the deepest notch on the other side by this much.
const THUMB_LEAD: f64 = 0.15;

/// The thumb's valley: the deepest notch beside the palm, unless the other side has one nearly as deep.
fn thumb(contour: &Contour, palm: &Circle, valleys: &Valleys) -> Option<(ThumbSide, Notch)> {
    let base = Base::new(valleys.left.bottom, valleys.right.bottom)?;
    let on_side = |sign: f64| {
        most_notched(contour, palm.radius * THUMB_FLANK, |p| {
            let [aside, up] = base.coordinates(p);
            THUMB_AWAY * (THUMB_ASIDE.cost(aside * sign) + THUMB_UP.cost(up))
        })
    };
    let ((left, left_merit), (right, right_merit)) = (on_side(-1.0)?, on_side(1.0)?);
    let lead = right_merit.max(0.0) - left_merit.max(0.0);
    let (side, notch) = if lead > 0.0 { (ThumbSide::Right, right) } else { (ThumbSide::Left, left) };
    (lead.abs() >= THUMB_LEAD && notch.depth >= THUMB_DEPTH).then_some((side, notch))
}
