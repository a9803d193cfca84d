//! How a hand moves over a sensor: it comes, hovers and goes, or passes.

use std::f64::consts::TAU;

use super::rng::Rng;
use super::settings::CaptureSettings;

/// Where a hand goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Course {
    /// It comes in from one side, hovers, and leaves; seconds of each, 0 for a hand that is there from the start, or to the end.
    Hover {
        /// Seconds until it is there.
        arrive: f64,
        /// Seconds that it hovers.
        hold: f64,
        /// Seconds until it is gone.
        leave: f64,
    },
    /// It crosses the picture in so many seconds.
    Pass {
        /// From outside to outside.
        seconds: f64,
    },
}

impl Course {
    /// Seconds from the start to the end.
    pub fn duration(&self) -> f64 {
        match *self {
            Course::Hover { arrive, hold, leave } => arrive + hold + leave,
            Course::Pass { seconds } => seconds,
        }
    }

    /// How far the hand is from its place, from −1 (outside, before) to 1 (outside, after).
    fn way(&self, time: f64) -> f64 {
        match *self {
            Course::Pass { seconds } => 2.0 * time / seconds.max(1e-3) - 1.0,
            Course::Hover { arrive, .. } if time < arrive => -(1.0 - eased(time / arrive)),
            Course::Hover { arrive, hold, .. } if time <= arrive + hold => 0.0,
            Course::Hover { arrive, hold, leave } => eased((time - arrive - hold) / leave.max(1e-3)),
        }
    }
}

/// From 0 to 1 without a jerk.
fn eased(share: f64) -> f64 {
    let t = share.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Sways about 0: two slow oscillations and a tremor.
#[derive(Debug, Clone, Copy)]
struct Sway([(f64, f64, f64); 3]);

/// Frequencies of sway and of physiological tremor in hertz, and the tremor's amplitude in parts of the sway's.
const SLOW: (f64, f64) = (0.25, 0.9);
const TREMOR: (f64, f64) = (8.0, 11.0);
const TREMBLING: f64 = 0.03;

impl Sway {
    fn new(amplitude: f64, rng: &mut Rng) -> Sway {
        let mut wave = |size: f64, (low, high): (f64, f64)| {
            (amplitude * size, TAU * rng.between(low, high), rng.between(0.0, TAU))
        };
        Sway([wave(0.6, SLOW), wave(0.4, SLOW), wave(TREMBLING, TREMOR)])
    }

    fn at(&self, time: f64) -> f64 {
        self.0.iter().map(|(size, speed, phase)| size * libm::sin(speed * time + phase)).sum()
    }
}

/// The motion of one hand.
#[derive(Debug, Clone)]
pub(super) struct Motion {
    course: Course,
    /// Direction in which it goes, [down, right].
    heading: [f64; 2],
    sways: [Sway; 8],
}

/// Amplitudes of sway: rows and columns in palm units, turn in radians, size in parts, tilts in radians, cup and spread.
const AMPLITUDES: [f64; 8] = [0.02, 0.02, 0.012, 0.012, 0.03, 0.03, 0.03, 0.02];

impl Motion {
    pub(super) fn new(course: Course, rng: &mut Rng) -> Motion {
        let angle = rng.between(0.0, TAU);
        let sways = AMPLITUDES.map(|amplitude| Sway::new(amplitude, rng));
        Motion { course, heading: [libm::sin(angle), libm::cos(angle)], sways }
    }

    /// The settings at a time in seconds.
    pub(super) fn at(&self, time: f64, still: &CaptureSettings) -> CaptureSettings {
        let [row, column, turn, size, tilt, pan, cup, spread] = self.sways.map(|sway| sway.at(time));
        // From anywhere in the picture to where not even the fingertips show.
        let far = still.height.max(still.width) as f64 + 4.0 * still.palm_unit;
        let way = far * self.course.way(time);
        CaptureSettings {
            center: [
                still.center[0] + self.heading[0] * way + row * still.palm_unit,
                still.center[1] + self.heading[1] * way + column * still.palm_unit,
            ],
            rotation: still.rotation + turn,
            palm_unit: still.palm_unit * (1.0 + size),
            tilt: [(still.tilt[0] + tilt).clamp(-0.8, 0.8), (still.tilt[1] + pan).clamp(-0.8, 0.8)],
            cup: (still.cup + cup).clamp(0.0, 1.0),
            spread: (still.spread + spread).clamp(0.0, 1.0),
            ..still.clone()
        }
    }
}
