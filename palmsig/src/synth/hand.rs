//! A hand in a pose: its outline as a signed distance, and where its finger valleys lie.

use super::build::{Build, FingerBuild, INDEX, LITTLE, MIDDLE, PIVOT_DEPTH, RING, THUMB};
use super::geometry::{Capsule, Point, Taper, point, smooth_min};
use super::grid::Grid;
use super::rng::Rng;

/// Fillets in millimetres: between the parts of the palm, at the webs of the fingers, at the web of
/// the thumb; chosen by eye so that the valleys are as round as in pictures of hands.
const PALM_FILLET: f64 = 13.0;
const WEB_FILLET: f64 = 6.0;
const THUMB_FILLET: f64 = 16.0;

/// How far the web of touching fingers reaches beyond the palm, in millimetres: where the fillet
/// between two closing fingers ends up, so that landmarks move smoothly as fingers close.
const TOUCHING_WEB: f64 = WEB_FILLET;

/// Millimetres from the hand's middle to where the forearm has surely left any picture.
const FOREARM_END: f64 = 20_000.0;

/// Where and how finely the body's distance is stored, in millimetres: its outline is curved with
/// radii above 10 mm, so blending between nodes is wrong by at most 0.03 mm.
const BODY_CORNER: Point = point(-75.0, -75.0);
const BODY_OPPOSITE: Point = point(75.0, 120.0);
const BODY_CELL: f64 = 1.5;

/// Deviation of a finger's angle from capture to capture, in radians.
const ANGLE_JITTER: f64 = 0.012;

/// How a hand is held.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pose {
    /// From 0 (closed, fingers touching) to 1 (as wide as they go).
    pub(super) spread: f64,
    /// How far the fingers curl towards the camera from web to tip, in radians.
    pub(super) bend: f64,
    /// How far the thumb is turned away from its place, in radians.
    pub(super) thumb: f64,
    /// Width of the fingers in parts of those on an average day.
    pub(super) swelling: f64,
}

#[derive(Debug, Clone)]
struct Finger {
    pivot: Point,
    direction: Point,
    /// As seen from above: a curled finger is shorter.
    length: f64,
    /// Sideways bend of the tip.
    aside: f64,
    last_joint: f64,
    /// Up to the last joint, and from there to the tip.
    parts: [Taper; 2],
    curl: Curl,
}

/// A finger bent along an arc of a circle from the web on.
#[derive(Debug, Clone, Copy)]
struct Curl {
    /// Radius of the arc in millimetres; infinite for a straight finger.
    radius: f64,
}

impl Curl {
    fn new(length: f64, bend: f64) -> Curl {
        Curl { radius: if bend > 1e-3 { (length - PIVOT_DEPTH) / bend } else { f64::INFINITY } }
    }

    /// How far from the pivot, as seen from above, the skin lies that is `along` millimetres from it.
    fn seen(self, along: f64) -> f64 {
        let beyond = (along - PIVOT_DEPTH).max(0.0);
        let straight = along.min(PIVOT_DEPTH);
        if self.radius.is_finite() { straight + self.radius * libm::sin(beyond / self.radius) } else { along }
    }

    /// The inverse of [`seen`](Self::seen), and the height above the plane there.
    fn skin(self, seen: f64) -> (f64, f64) {
        let beyond = seen - PIVOT_DEPTH;
        if beyond <= 0.0 || self.radius.is_infinite() {
            return (seen, 0.0);
        }
        let sine = (beyond / self.radius).min(0.999);
        (PIVOT_DEPTH + self.radius * libm::asin(sine), self.radius * (1.0 - (1.0 - sine * sine).sqrt()))
    }
}

/// A point of a finger's skin.
#[derive(Debug, Clone, Copy)]
pub(super) struct FingerPoint {
    /// Which finger.
    pub(super) finger: usize,
    /// Millimetres of skin from the pivot towards the tip.
    pub(super) along: f64,
    /// Millimetres from the finger's axis towards the thumb.
    pub(super) across: f64,
}

/// A point of the plane, as seen from the hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Location {
    /// Millimetres to the outline, negative inside.
    pub(super) distance: f64,
    /// The finger closest by.
    pub(super) finger: FingerPoint,
    /// Height of that finger above the plane, in millimetres.
    pub(super) height: f64,
}

/// The four valleys between the fingers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Valleys {
    pub(super) index_middle: Point,
    pub(super) middle_ring: Point,
    pub(super) ring_little: Point,
    pub(super) thumb_index: Point,
}

impl Valleys {
    /// The palm unit in millimetres.
    pub(super) fn palm_unit(&self) -> f64 {
        (self.index_middle - self.ring_little).length()
    }
}

/// Where the palm ends beside the fingers and at the wrist.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edges {
    /// Beside the index and beside the little finger, on the line through the outer valleys.
    pub(super) palm: [Point; 2],
    /// On the thumb's side and on the little finger's side of the wrist.
    pub(super) wrist: [Point; 2],
}

/// Millimetres below the middle of a palm of mean length at which it becomes the wrist.
const WRIST: f64 = 60.0;

/// A hand with its fingers at certain angles.
#[derive(Debug, Clone)]
pub(super) struct Hand {
    body: Vec<Capsule>,
    /// Distance to the body about the palm, in millimetres: it is asked for at every pixel.
    near_body: Grid<1>,
    fingers: [Finger; 5],
}

impl Hand {
    /// The hand in a pose; `rng` draws how this capture differs from others of the same pose.
    pub(super) fn new(build: &Build, pose: &Pose, rng: &mut Rng) -> Hand {
        // Closed fingers support one another, so their angles hardly vary.
        let jitter = ANGLE_JITTER * (0.1 + pose.spread).min(1.0);
        let angles = [THUMB, INDEX, MIDDLE, RING, LITTLE].map(|i| {
            let [closed, open] = build.fingers[i].angles;
            let turned = if i == THUMB { pose.thumb } else { 0.0 };
            closed + (open - closed) * pose.spread + turned + jitter * rng.normal()
        });
        let base = point(17.0 * build.width, 40.0 * build.length);
        let thumb_pivot = base + Point::heading(angles[THUMB] + 0.02) * (38.0 * build.length);
        let fingers = [THUMB, INDEX, MIDDLE, RING, LITTLE].map(|i| {
            let built = &build.fingers[i];
            let thumb = i == THUMB;
            // The thumb stays beside the palm when fingers bend.
            let curl = Curl::new(built.length, if thumb { 0.0 } else { pose.bend });
            Finger {
                pivot: if thumb { thumb_pivot } else { built.pivot },
                // The thumb's phalanges point more upwards than its metacarpal.
                direction: Point::heading(angles[i] - if thumb { 0.2 } else { 0.0 }),
                length: curl.seen(built.length),
                aside: built.bend,
                last_joint: curl.seen(built.joints[2]),
                parts: tapers(built, curl, pose.swelling),
                curl,
            }
        });
        let body = body(build, base, thumb_pivot);
        let near_body = Grid::new(BODY_CORNER, BODY_OPPOSITE, BODY_CELL, |p| [body_distance(&body, p)]);
        Hand { body, near_body, fingers }
    }

    /// Where a point lies.
    pub(super) fn locate(&self, p: Point) -> Location {
        let (thumb_distance, mut nearest) = self.finger(THUMB, p);
        let mut smallest = thumb_distance;
        let mut fingers = f64::MAX;
        for i in [INDEX, MIDDLE, RING, LITTLE] {
            let (distance, here) = self.finger(i, p);
            fingers = fingers.min(distance);
            if distance < smallest {
                (smallest, nearest) = (distance, here);
            }
        }
        let palm = smooth_min(self.body_distance(p), thumb_distance, THUMB_FILLET);
        let (along, height) = self.fingers[nearest.finger].curl.skin(nearest.along);
        let finger = FingerPoint { along, ..nearest };
        Location { distance: smooth_min(palm, fingers, WEB_FILLET), finger, height }
    }

    fn body_distance(&self, p: Point) -> f64 {
        self.near_body.at(p).map_or_else(|| body_distance(&self.body, p), |[d]| f64::from(d))
    }

    fn finger(&self, i: usize, p: Point) -> (f64, FingerPoint) {
        let f = &self.fingers[i];
        let rest = p - f.pivot;
        let along = rest.dot(f.direction);
        let part = (along / f.length).clamp(0.0, 1.2);
        let across = rest.dot(f.direction.turned()) - f.aside * part * part;
        let [lower, upper] = &f.parts;
        let beyond = along - f.last_joint;
        let distance =
            if beyond > 0.0 { upper.distance(beyond, across) } else { lower.distance(along, across) };
        (distance, FingerPoint { finger: i, along, across })
    }

    /// The valleys between the fingers.
    pub(super) fn valleys(&self) -> Valleys {
        Valleys {
            index_middle: self.valley(INDEX, MIDDLE),
            middle_ring: self.valley(MIDDLE, RING),
            ring_little: self.valley(RING, LITTLE),
            thumb_index: self.valley(THUMB, INDEX),
        }
    }

    /// The edges of the palm beside the fingers and at the wrist; `length` is the palm's in parts of the mean.
    pub(super) fn edges(&self, length: f64) -> Edges {
        let Valleys { index_middle, ring_little, .. } = self.valleys();
        let across = (index_middle - ring_little).unit();
        let wrist = point(0.0, WRIST * length);
        let hand = |p: Point| self.locate(p).distance;
        let body = |p: Point| self.body_distance(p);
        Edges {
            palm: [
                leaving(index_middle + across.turned() * BELOW_WEB, across, hand),
                leaving(ring_little + across.turned() * BELOW_WEB, across * -1.0, hand),
            ],
            wrist: [leaving(wrist, point(1.0, 0.0), body), leaving(wrist, point(-1.0, 0.0), body)],
        }
    }

    /// Where the outline crosses the line of equal distance from two fingers: found by walking up
    /// that line from inside the palm, then halving the last step.
    fn valley(&self, a: usize, b: usize) -> Point {
        let (first, second) = (&self.fingers[a], &self.fingers[b]);
        let up = (first.direction + second.direction).unit();
        let middle = (first.pivot + second.pivot) * 0.5;
        let outside = |p: Point| {
            self.locate(p).distance >= 0.0 || (a != THUMB && self.body_distance(p) >= TOUCHING_WEB)
        };
        let at = |height: f64| self.between(a, b, middle + up * height);
        const STEP: f64 = 0.5;
        // The middle between thumb and index may itself lie outside: start well inside the palm.
        const START: f64 = -40.0;
        let height = |step: i32| START + f64::from(step) * STEP;
        let steps = (1..240).find(|&i| outside(at(height(i)))).unwrap_or(1);
        let (mut low, mut high) = (height(steps - 1), height(steps));
        for _ in 0..12 {
            let half = (low + high) * 0.5;
            if outside(at(half)) { high = half } else { low = half }
        }
        at(low)
    }

    /// The point beside `p`, on the line that joins the pivots, at equal distance from two fingers.
    fn between(&self, a: usize, b: usize, p: Point) -> Point {
        let sideways = (self.fingers[b].pivot - self.fingers[a].pivot) * 0.5;
        let (mut low, mut high) = (-1.0, 1.0);
        for _ in 0..20 {
            let half = (low + high) * 0.5;
            let q = p + sideways * half;
            if self.finger(a, q).0 < self.finger(b, q).0 { low = half } else { high = half }
        }
        p + sideways * low
    }
}

/// Millimetres below a valley at which the way to the palm's edge begins: on skin, however the finger is spread.
const BELOW_WEB: f64 = 1.5;

/// Where the way from `start` along `direction` leaves what `distance` is negative in.
fn leaving(start: Point, direction: Point, distance: impl Fn(Point) -> f64) -> Point {
    const STEP: f64 = 0.5;
    let at = |steps: i32| start + direction * (f64::from(steps) * STEP);
    at((1..160).find(|&steps| distance(at(steps)) >= 0.0).unwrap_or(0))
}

fn body_distance(body: &[Capsule], p: Point) -> f64 {
    body.iter().fold(1e9, |d, part| smooth_min(d, part.distance(p), PALM_FILLET))
}

/// The shape of a finger as seen: up to its last joint, and from there to the tip.
fn tapers(built: &FingerBuild, curl: Curl, swelling: f64) -> [Taper; 2] {
    let radius = built.radius * swelling;
    let [joint, tip] = built.taper.map(|t| t * radius);
    let (last_joint, length) = (curl.seen(built.joints[2]), curl.seen(built.length));
    [Taper::new(last_joint, radius, joint), Taper::new((length - last_joint - tip).max(0.0), joint, tip)]
}

/// The palm, the ball of the thumb, the wrist and the forearm.
fn body(build: &Build, thumb_base: Point, thumb_pivot: Point) -> Vec<Capsule> {
    let at = |x: f64, y: f64| point(x * build.width, y * build.length);
    let w = build.width;
    let [thenar, hypothenar] = build.mounds;
    let wrist = 27.5 * build.wrist;
    let heel = at(1.0, 46.0);
    vec![
        // Pads below the index and middle finger, below the ring and little finger.
        Capsule::new(at(28.0, -30.5), at(4.0, -34.0), 12.0 * w, 12.2 * w),
        Capsule::new(at(4.0, -34.0), at(-26.5, -23.5), 12.2 * w, 11.0 * w),
        Capsule::new(at(26.0, -26.0), at(14.0, 30.0), 13.0 * w, 19.0 * w),
        Capsule::new(at(2.0, -26.0), at(0.0, 30.0), 20.0 * w, 25.0 * w),
        Capsule::new(at(-25.5, -19.0), at(-19.0, 31.0), 13.3 * w, 20.5 * w * hypothenar),
        Capsule::new(thumb_base, thumb_pivot, 19.5 * w * thenar, 11.5 * w),
        // Both balls run out into the wrist.
        Capsule::new(at(-13.5, 36.0), point(-2.0, 96.0), 19.5 * w * hypothenar, 0.93 * wrist),
        Capsule::new(at(11.0, 40.0), point(3.0, 100.0), 19.0 * w * thenar, 0.93 * wrist),
        Capsule::new(heel, point(0.0, 320.0), wrist, 42.0),
        Capsule::new(point(0.0, 320.0), point(0.0, FOREARM_END), 42.0, 42.0),
    ]
}
