//! The lines of a palm: principal creases, secondary creases and fine wrinkles. All of them are
//! drawn from the identity's own random numbers, so that two palms share nothing but anatomy.

use super::build::Build;
use super::geometry::{Point, point};
use super::rng::Rng;
use super::stroke::{Stroke, Style};

/// Lines of one kind of skin.
pub(super) struct Lines {
    /// Principal and secondary creases.
    pub(super) creases: Vec<Stroke>,
    /// Fine wrinkles.
    pub(super) wrinkles: Vec<Stroke>,
}

/// Mean course of a principal crease, in millimetres of a palm of mean size, and how far its points
/// vary. Heart: from the little finger's edge to below the index and middle finger. Head: from the
/// thumb's edge across the palm. Life: around the ball of the thumb.
struct Principal {
    controls: &'static [(f64, f64)],
    deviation: f64,
    radius: f64,
    depth: f64,
    fade: [f64; 2],
}

const PRINCIPALS: [Principal; 3] = [
    Principal {
        controls: &[(-43.0, -13.0), (-28.0, -16.5), (-9.0, -21.0), (7.0, -25.5), (17.0, -35.0)],
        deviation: 2.3,
        radius: 1.85,
        depth: 0.9,
        fade: [0.08, 0.25],
    },
    Principal {
        controls: &[(41.0, -13.0), (25.0, -10.5), (7.0, -4.0), (-10.0, 4.5), (-25.0, 15.0)],
        deviation: 2.6,
        radius: 1.8,
        depth: 0.85,
        fade: [0.05, 0.35],
    },
    Principal {
        controls: &[(41.0, -12.0), (29.0, -7.0), (15.0, 7.0), (7.0, 25.0), (6.5, 43.0), (10.0, 56.0)],
        deviation: 2.2,
        radius: 1.9,
        depth: 0.9,
        fade: [0.05, 0.2],
    },
];

/// A region of the palm with wrinkles of its own: centre and half size in millimetres of a palm of
/// mean size, the mean direction and its deviation in radians from the fingers' direction towards
/// the thumb, the mean length in millimetres, and how many on an average palm.
struct Region {
    center: (f64, f64),
    half: (f64, f64),
    direction: f64,
    deviation: f64,
    length: f64,
    count: f64,
}

const fn region(
    center: (f64, f64),
    half: (f64, f64),
    [direction, deviation]: [f64; 2],
    length: f64,
    count: f64,
) -> Region {
    Region { center, half, direction, deviation, length, count }
}

const REGIONS: [Region; 7] = [
    // The hollow of the palm: long lines towards the fingers, and everything across.
    region((0.0, 8.0), (24.0, 30.0), [0.15, 0.4], 19.0, 5.0),
    region((0.0, -5.0), (34.0, 32.0), [1.4, 0.6], 14.0, 12.0),
    region((0.0, 0.0), (38.0, 48.0), [1.45, 0.7], 9.0, 22.0),
    // The ball of the thumb: lines along its crease and across it.
    region((27.0, 22.0), (13.0, 24.0), [-0.55, 0.3], 12.0, 6.5),
    region((24.0, 20.0), (14.0, 22.0), [1.1, 0.35], 11.0, 5.5),
    // The ball of the little finger: oblique lines from its edge.
    region((-30.0, 22.0), (11.0, 25.0), [1.9, 0.35], 14.0, 8.0),
    // Below the fingers: short lines towards them.
    region((0.0, -34.0), (36.0, 9.0), [0.0, 0.3], 9.0, 10.0),
];

/// Draws the lines of a palm.
pub(super) fn palm_lines(build: &Build, rng: &mut Rng) -> Lines {
    let scale = |x: f64, y: f64| point(x * build.width, y * build.length);
    let mut creases = principals(&scale, rng);
    creases.extend(secondaries(&scale, rng));
    creases.extend(wrist(&scale, rng));
    creases.extend(folds(build.wrinkledness, &scale, rng));
    let mut wrinkles = Vec::new();
    for region in &REGIONS {
        let count = (region.count * build.wrinkledness * rng.between(0.55, 1.3)) as usize;
        let end = wrinkles.len() + count;
        while wrinkles.len() < end {
            bundle(region, &scale, &mut wrinkles, rng);
        }
    }
    Lines { creases, wrinkles }
}

fn principals(scale: &impl Fn(f64, f64) -> Point, rng: &mut Rng) -> Vec<Stroke> {
    // Head and life line begin together in most hands, apart in some.
    let apart = if rng.chance(0.3) { rng.between(3.0, 8.0) } else { rng.between(0.0, 1.0) };
    let mut strokes = Vec::new();
    for (i, line) in PRINCIPALS.iter().enumerate() {
        // The course as a whole is moved and bent, then each point by itself.
        let shift = (rng.about(0.0, 0.2 * line.deviation), rng.about(0.0, 0.4 * line.deviation));
        let bow = rng.about(0.0, 0.25 * line.deviation);
        let last = (line.controls.len() - 1) as f64;
        let mut controls: Vec<Point> = line
            .controls
            .iter()
            .enumerate()
            .map(|(k, &(x, y))| {
                let middle = 1.0 - (2.0 * k as f64 / last - 1.0).abs();
                let own = (rng.about(0.0, 0.4 * line.deviation), rng.about(0.0, 0.5 * line.deviation));
                // The edge of the palm holds the first point.
                let free = if k == 0 { 0.35 } else { 1.0 };
                let up = if i == 1 && k == 0 { -apart } else { 0.0 };
                scale(x + free * (shift.0 + own.0), y + free * (shift.1 + own.1) + bow * middle + up)
            })
            .collect();
        // Some creases end early.
        if rng.chance(0.3) && i < 2 {
            shorten(&mut controls, rng.between(0.2, 0.8));
        }
        let style = Style {
            radius: line.radius * rng.about(1.0, 0.15),
            depth: line.depth * rng.about(0.95, 0.12),
            wander: 0.5,
            fade: line.fade,
        };
        let mut stroke = Stroke::through(&controls, style, rng);
        if rng.chance(0.15) {
            let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
            stroke.break_at(rng.between(0.25, 0.8), rng.between(0.0, 2.5), side * rng.between(0.8, 2.2));
        }
        for _ in 0..rng.whole(0, 3) {
            strokes.extend(fork(&stroke, style, rng));
        }
        strokes.push(stroke);
    }
    strokes
}

/// Moves the last point towards the one before it.
fn shorten(controls: &mut [Point], share: f64) {
    if let [.., before, last] = controls {
        *last = *last + (*before - *last) * share;
    }
}

/// A branch of a crease.
fn fork(stem: &Stroke, style: Style, rng: &mut Rng) -> Option<Stroke> {
    let (from, direction) = stem.at(rng.between(0.2, 0.95))?;
    let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
    let length = rng.between(6.0, 20.0);
    let sideways = direction.turned() * (side * rng.between(0.25, 0.7));
    let heading = (direction + sideways).unit();
    let bend = heading.turned() * rng.about(0.0, 0.08 * length);
    let controls = [from, from + heading * (0.5 * length) + bend, from + heading * length];
    let thinner = Style {
        radius: style.radius * rng.between(0.5, 0.85),
        depth: style.depth * rng.between(0.4, 0.85),
        wander: 0.3,
        fade: [0.02, 0.6],
    };
    Some(Stroke::through(&controls, thinner, rng))
}

/// Longer lines that not every palm has: towards the fingers (fate, sun), and anywhere.
fn secondaries(scale: &impl Fn(f64, f64) -> Point, rng: &mut Rng) -> Vec<Stroke> {
    let mut strokes = Vec::new();
    let style = |rng: &mut Rng| Style {
        radius: rng.between(0.7, 1.25),
        depth: rng.between(0.3, 0.75),
        wander: 0.6,
        fade: [0.3, 0.3],
    };
    let towards_fingers = [(0.75, 3.0, 5.0), (0.5, -14.0, -13.0), (0.3, -26.0, -22.0)];
    for (probability, from, to) in towards_fingers {
        if rng.chance(probability) {
            let (low, high) = (rng.between(5.0, 48.0), rng.between(-30.0, -8.0));
            let x = |share: f64, rng: &mut Rng| from + (to - from) * share + rng.about(0.0, 2.8);
            let (a, b, c) = (x(0.0, rng), x(0.5, rng), x(1.0, rng));
            let controls = [scale(a, low), scale(b, 0.5 * (low + high)), scale(c, high)];
            let style = style(rng);
            strokes.push(Stroke::through(&controls, style, rng));
        }
    }
    for _ in 0..rng.whole(1, 4) {
        let (x, y) = (rng.between(-34.0, 32.0), rng.between(-30.0, 42.0));
        let (length, heading) = (rng.between(14.0, 38.0), Point::heading(rng.between(-1.6, 1.6)));
        let middle = scale(x, y);
        let bend = heading.turned() * rng.about(0.0, 0.12 * length);
        let half = heading * (0.5 * length);
        let style = style(rng);
        strokes.push(Stroke::through(&[middle - half, middle + bend, middle + half], style, rng));
    }
    strokes
}

/// Where skin folds side by side: centre, half extent across the folds, direction and its deviation from palm
/// to palm, length, distance between folds (millimetres and radians as in [`Region`]).
struct Pleats {
    center: (f64, f64),
    half: f64,
    direction: (f64, f64),
    length: f64,
    spacing: f64,
    /// Greatest depth on an average palm, 0..=1.
    depth: f64,
}

const PLEATS: [Pleats; 6] = [
    Pleats {
        center: (26.0, 16.0),
        half: 20.0,
        direction: (1.35, 0.2),
        length: 26.0,
        spacing: 4.5,
        depth: 0.8,
    },
    Pleats {
        center: (26.0, 16.0),
        half: 12.0,
        direction: (-0.5, 0.2),
        length: 30.0,
        spacing: 5.5,
        depth: 0.24,
    },
    Pleats {
        center: (-28.0, 18.0),
        half: 20.0,
        direction: (1.95, 0.2),
        length: 26.0,
        spacing: 5.5,
        depth: 0.8,
    },
    Pleats {
        center: (2.0, 8.0),
        half: 16.0,
        direction: (0.12, 0.18),
        length: 38.0,
        spacing: 6.0,
        depth: 0.24,
    },
    Pleats {
        center: (0.0, -30.0),
        half: 28.0,
        direction: (0.0, 0.2),
        length: 16.0,
        spacing: 6.0,
        depth: 0.24,
    },
    Pleats { center: (2.0, 6.0), half: 34.0, direction: (1.4, 0.2), length: 44.0, spacing: 7.0, depth: 0.24 },
];

/// Broad shallow folds side by side, as deep in a region as the palm has it.
fn folds(wrinkledness: f64, scale: &impl Fn(f64, f64) -> Point, rng: &mut Rng) -> Vec<Stroke> {
    let mut strokes = Vec::new();
    for pleats in &PLEATS {
        let depth = pleats.depth * wrinkledness.min(1.6) * rng.unit();
        let direction = rng.about(pleats.direction.0, pleats.direction.1);
        let across = Point::heading(direction).turned();
        let center = scale(pleats.center.0, pleats.center.1);
        let mut offset = -pleats.half;
        while offset < pleats.half {
            offset += pleats.spacing * rng.between(0.6, 1.4);
            let heading = Point::heading(direction + rng.about(0.0, 0.06));
            let half = heading * (0.5 * pleats.length * rng.between(0.5, 1.2));
            let middle = center + across * offset + heading * rng.about(0.0, 4.0);
            let bend = heading.turned() * rng.about(0.0, 0.04 * pleats.length);
            let style = Style {
                radius: rng.between(1.05, 1.95),
                depth: depth * rng.between(0.3, 1.0),
                wander: 0.4,
                fade: [0.4, 0.4],
            };
            strokes.push(Stroke::through(&[middle - half, middle + bend, middle + half], style, rng));
        }
    }
    strokes
}

/// The creases of the wrist.
fn wrist(scale: &impl Fn(f64, f64) -> Point, rng: &mut Rng) -> Vec<Stroke> {
    let rows = [rng.about(62.0, 1.2), rng.about(69.0, 1.5)];
    let style = Style { radius: 1.3, depth: 0.55, wander: 0.6, fade: [0.2, 0.2] };
    rows.map(|y| {
        let controls = [-27.0, -12.0, 5.0, 27.0].map(|x| scale(x, y - 0.004 * x * x + rng.about(0.0, 0.7)));
        Stroke::through(&controls, style, rng)
    })
    .into()
}

/// Adds a few wrinkles side by side: skin folds in bundles.
fn bundle(region: &Region, scale: &impl Fn(f64, f64) -> Point, wrinkles: &mut Vec<Stroke>, rng: &mut Rng) {
    let x = region.center.0 + region.half.0 * rng.between(-1.0, 1.0);
    let y = region.center.1 + region.half.1 * rng.between(-1.0, 1.0);
    let direction = region.direction + region.deviation * rng.normal();
    let across = Point::heading(direction).turned();
    let mut middle = scale(x, y);
    for _ in 0..rng.whole(1, 6) {
        // Many short lines, few long ones.
        let length = region.length * (0.4 + 2.2 * rng.unit() * rng.unit());
        let heading = Point::heading(direction + rng.about(0.0, 0.12));
        wrinkles.push(line(middle + heading * rng.about(0.0, 2.5), heading, length, rng));
        middle = middle + across * rng.between(1.0, 3.2);
    }
}

/// A fine wrinkle about `middle`.
fn line(middle: Point, heading: Point, length: f64, rng: &mut Rng) -> Stroke {
    let strength = rng.unit();
    let style = Style {
        radius: 0.36 + 0.42 * strength * rng.between(0.6, 1.2),
        depth: 0.28 + 0.6 * strength * rng.unit(),
        wander: 0.25,
        fade: [0.35, 0.35],
    };
    let bend = heading.turned() * rng.about(0.0, 0.05 * length);
    let half = heading * (0.5 * length);
    Stroke::through(&[middle - half, middle + bend, middle + half], style, rng)
}

/// Draws the lines of a finger, in its own coordinates: `x` across towards the thumb, `y` from the
/// pivot towards the tip. `radius` and `joints` as in the build, in millimetres.
pub(super) fn finger_lines(radius: f64, length: f64, joints: [f64; 3], rng: &mut Rng) -> Lines {
    let across = |y: f64, part: f64, depth: f64, rng: &mut Rng| {
        let tilt = rng.about(0.0, 0.6);
        let sag = rng.about(0.8, 0.5);
        let reach = radius * part;
        let controls =
            [-1.0, -0.4, 0.4, 1.0].map(|k: f64| point(k * reach, y + tilt * k - sag * (1.0 - k * k)));
        let style = Style { radius: 1.1, depth, wander: 0.35, fade: [0.15, 0.15] };
        Stroke::through(&controls, style, rng)
    };
    let mut creases = Vec::new();
    for (i, joint) in joints.into_iter().enumerate() {
        // The last joint has one crease in most fingers, the others two or three.
        let count = if i == 2 { rng.whole(1, 2) } else { rng.whole(2, 3) };
        for k in 0..count {
            let y = joint + (k as f64 - 0.5 * (count - 1) as f64) * rng.between(1.7, 2.5);
            let depth = rng.between(0.35, 0.8);
            let part = rng.between(0.8, 1.1);
            creases.push(across(y, part, depth, rng));
        }
    }
    let wrinkles = (0..rng.whole(25, 45)).map(|_| {
        let middle = point(rng.between(-0.8, 0.8) * radius, rng.between(4.0, length - 14.0));
        let direction = if rng.chance(0.6) { rng.about(0.0, 0.25) } else { rng.about(1.57, 0.3) };
        let length = rng.between(2.5, 10.0);
        line(middle, Point::heading(direction), length, rng)
    });
    Lines { creases, wrinkles: wrinkles.collect() }
}
