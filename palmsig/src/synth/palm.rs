//! An identity: one hand of one synthetic person, with everything that stays the same from capture
//! to capture.

use std::sync::{Arc, OnceLock};

use super::build::{Build, INDEX, LITTLE, MIDDLE, PIVOT_DEPTH, RING, THUMB};
use super::chart::{Chart, Drawing, Layer};
use super::creases::{Lines, finger_lines, palm_lines};
use super::geometry::{Point, point};
use super::hand::{Hand, Pose, Valleys};
use super::marks::{Marks, Worn};
use super::noise::Noise;
use super::ridges::Ridges;
use super::rng::Rng;
use super::session::Session;
use super::veins::palm_veins;
use crate::image::HandSide;

/// The palm chart in millimetres: opposite corners. It ends beyond the fingers' webs and beyond the
/// creases of the wrist.
const PALM_CORNER: Point = point(-62.0, -66.0);
const PALM_OPPOSITE: Point = point(66.0, 84.0);

/// The pose in which the skin is at rest.
const REST: Pose = Pose { spread: 0.5, bend: 0.0, thumb: 0.0, swelling: 1.0 };

/// Width of the soft shade that lies along a crease, in parts of the crease's width: skin sinks towards it.
const FLANKS: f64 = 4.0;

/// Streams of random numbers of one person or palm.
const BUILD_STREAM: u64 = 1;
const LINES_STREAM: u64 = 2;
const VEINS_STREAM: u64 = 3;
const SKIN_STREAM: u64 = 4;
const REST_STREAM: u64 = 5;
const SESSION_STREAM: u64 = 6;
const RIDGES_STREAM: u64 = 7;
const MARKS_STREAM: u64 = 8;
const FRESH_MARKS_STREAM: u64 = 9;

/// A synthetic palm. Drawing its maps takes tens of milliseconds and about 3 MB; rendering from
/// them is fast.
#[derive(Clone)]
pub struct Palm {
    seed: u64,
    hand: HandSide,
    pub(super) build: Build,
    pub(super) chart: Chart,
    pub(super) finger_charts: [Chart; 5],
    /// Drawn when a picture first resolves them.
    ridges: OnceLock<Arc<Ridges>>,
    /// The finger valleys at rest.
    pub(super) rest: Valleys,
}

/// Prints the seed and the side, not the maps.
impl std::fmt::Debug for Palm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Palm({} {:?})", self.seed, self.hand)
    }
}

impl Palm {
    /// The left or right palm of the person with this seed. Both palms of a person have the same
    /// build and skin tone, and lines and veins of their own. An unknown side is taken as right.
    pub fn new(seed: u64, hand: HandSide) -> Palm {
        let build = Build::new(&mut Rng::stream(seed, BUILD_STREAM));
        let side = side_stream(hand);
        let lines = palm_lines(&build, &mut Rng::stream(seed, LINES_STREAM + side));
        let veins = palm_veins(&build, &mut Rng::stream(seed, VEINS_STREAM + side));
        let mut skin = Rng::stream(seed, SKIN_STREAM + side);
        let mut drawing = Drawing::new(PALM_CORNER, PALM_OPPOSITE);
        draw_lines(&mut drawing, &lines);
        veins.iter().for_each(|v| drawing.draw(Layer::Vein, v));
        draw_skin(&mut drawing, &mut skin);
        let finger_charts = [THUMB, INDEX, MIDDLE, RING, LITTLE].map(|i| finger_chart(&build, i, &mut skin));
        let rest = Hand::new(&build, &REST, &mut Rng::stream(seed, REST_STREAM));
        let hand = if hand == HandSide::Left { HandSide::Left } else { HandSide::Right };
        Palm {
            seed,
            hand,
            build,
            chart: drawing.finish(),
            finger_charts,
            ridges: OnceLock::new(),
            rest: rest.valleys(),
        }
    }

    /// The seed of the person.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Left or right.
    pub fn hand(&self) -> HandSide {
        self.hand
    }

    /// The state of the person's hands on a day.
    pub(super) fn session(&self, number: u32) -> Session {
        Session::new(&mut Rng::stream(self.seed, SESSION_STREAM + (u64::from(number) << 32)))
    }

    /// The friction ridges.
    pub(super) fn ridges(&self) -> &Ridges {
        self.ridges.get_or_init(|| {
            let stream = RIDGES_STREAM + side_stream(self.hand);
            let (width, length) = (self.build.width, self.build.length);
            Arc::new(Ridges::new(width, length, &mut Rng::stream(self.seed, stream)))
        })
    }

    /// What the hand wears on a day.
    pub(super) fn worn(&self, marks: &Marks, session: u32) -> Worn {
        let fingers = [0, 1, 2, 3, 4].map(|i| {
            let finger = &self.build.fingers[i];
            (finger.length, finger.radius)
        });
        let own = self.identity();
        let fresh = FRESH_MARKS_STREAM + (u64::from(session) << 32);
        Worn::new(marks, &fingers, &mut Rng::stream(own, MARKS_STREAM), &mut Rng::stream(own, fresh))
    }

    /// Age of the person in years.
    pub fn age(&self) -> f64 {
        self.build.age
    }

    /// Skin tone of the person from the lightest (0) to the darkest (1).
    pub fn skin_tone(&self) -> f64 {
        self.build.tone
    }

    /// A number that differs from palm to palm, the two hands of a person included.
    pub(super) fn identity(&self) -> u64 {
        self.seed.wrapping_mul(2).wrapping_add(side_stream(self.hand) >> 32)
    }
}

/// Keeps the random numbers of the left hand apart from those of the right one.
fn side_stream(hand: HandSide) -> u64 {
    if hand == HandSide::Left { 1 << 32 } else { 0 }
}

fn draw_lines(drawing: &mut Drawing, lines: &Lines) {
    lines.creases.iter().for_each(|s| drawing.draw(Layer::Crease, s));
    lines.wrinkles.iter().for_each(|s| drawing.draw(Layer::Wrinkle, s));
    drawing.shade(lines.creases.iter().map(|s| s.widened(FLANKS)));
}

/// Draws blotches of blood and the grain of the skin.
fn draw_skin(drawing: &mut Drawing, rng: &mut Rng) {
    // Grid spacing in millimetres and weight of each octave: the blood's mottling, then the grain.
    const BLOTCHES: [(f32, f32); 2] = [(9.0, 0.42), (3.0, 0.38)];
    const GRAIN: [(f32, f32); 2] = [(1.1, 0.4), (0.5, 0.7)];
    let [blotches, grain] = [BLOTCHES, GRAIN].map(|octaves| {
        let noises = octaves.map(|(cell, weight)| (Noise::new(cell, rng), weight));
        move |p: Point| {
            let (x, y) = (p.x as f32, p.y as f32);
            // Turned, so that the grids' axes do not show.
            let (u, v) = (0.8 * x + 0.6 * y, 0.8 * y - 0.6 * x);
            noises.iter().map(|(noise, weight)| weight * noise.at(u, v)).sum()
        }
    });
    drawing.add_skin(blotches, grain);
}

/// A finger's chart: `x` across towards the thumb, `y` from the pivot towards the tip.
fn finger_chart(build: &Build, i: usize, rng: &mut Rng) -> Chart {
    // Room for the neutral border of a chart, in millimetres.
    const MARGIN: f64 = 7.0;
    let finger = &build.fingers[i];
    let half = finger.radius + MARGIN;
    let mut drawing = Drawing::new(point(-half, -PIVOT_DEPTH), point(half, finger.length + MARGIN));
    draw_lines(&mut drawing, &finger_lines(finger.radius, finger.length, finger.joints, rng));
    draw_skin(&mut drawing, rng);
    drawing.finish()
}
