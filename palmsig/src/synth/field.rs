//! What a pose does to the skin of the palm: it rises and hollows, stretches and folds, and catches the
//! light. Smooth fields over the palm, computed on a coarse grid.

use std::f64::consts::TAU;

use super::build::Build;
use super::geometry::{Point, point, smooth_step};
use super::grid::Grid;
use super::rng::Rng;

/// Grid spacing in millimetres: far below the shortest wavelength of the fields.
const CELL: f64 = 5.0;
const CORNER: Point = point(-70.0, -75.0);
const OPPOSITE: Point = point(70.0, 90.0);

/// Waves that make up each component of the stretch.
const WAVES: usize = 4;

/// Width of a palm, to which the stretch is relative, in millimetres.
const PALM_WIDTH: f64 = 85.0;

/// How far both edges of a fully cupped palm rise above its middle, in millimetres, and their distance
/// from the middle.
const CUP_HEIGHT: f64 = 13.0;
const CUP_REACH: f64 = 42.0;

/// From where on the palm's edges roll away, in millimetres from the middle of a palm of mean width, and how
/// fast, in millimetres a square millimetre.
const ROLL_START: f64 = 24.0;
const ROLL: f64 = 0.008;

/// How far the skin below the fingers slips towards them for each radian that they bend, in millimetres.
const SLIP: f64 = 5.0;

/// How much deeper creases get in a fully cupped palm, and with fingers bent by a radian.
const CUPPED_CREASES: f64 = 0.3;
const BENT_CREASES: f64 = 0.35;

/// Where the thumb's metacarpal turns, in millimetres of a palm of mean size, its direction in radians,
/// and the angle about it within which skin follows it.
const THUMB_BASE: Point = point(17.0, 40.0);
const THUMB_DIRECTION: f64 = 0.75;
const THUMB_SECTOR: f64 = 1.1;

/// Roughness of skin: the spread of its slopes, about which light is mirrored.
const GLOSS: f64 = 0.11;

/// The state of the skin at a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct SkinState {
    /// Where the skin seen here lies at rest.
    pub(super) rest: Point,
    /// Strength of faint wrinkles, about 1.
    pub(super) wrinkles: f32,
    /// Strength of creases, about 1.
    pub(super) creases: f32,
    /// Light added by the relief of the palm, about 0.
    pub(super) relief: f32,
    /// Share of the mirrored light that reaches the camera, 0..=1.
    pub(super) gloss: f32,
    /// Height above the plane of the hand, in millimetres.
    pub(super) height: f64,
}

/// How a capture differs from the skin at rest.
pub(super) struct Change {
    /// Deviation of the skin's displacement in parts of the palm's width.
    pub(super) stretch: f64,
    /// Palm unit of this pose in parts of that at rest.
    pub(super) widened: f64,
    /// Variation of faint wrinkles, 0..=1, and their mean.
    pub(super) fading: f64,
    pub(super) dryness: f64,
    /// How far the palm is cupped, 0..=1, and the fingers bent, in radians.
    pub(super) cup: f64,
    pub(super) bend: f64,
    /// How far the thumb is turned away from its place at rest, in radians.
    pub(super) thumb: f64,
    /// Direction of the light in the plane of the hand, with its strength as length.
    pub(super) light: Point,
}

/// The fields of one capture.
pub(super) struct Field {
    /// Displacement x and y in millimetres, wrinkles, creases, relief, gloss, height.
    grid: Grid<7>,
}

/// A sum of plane waves with a variance of 1.
struct Waves([(Point, f64); WAVES]);

impl Waves {
    fn new(rng: &mut Rng) -> Waves {
        Waves([(); WAVES].map(|()| {
            // From a mound's size to the whole palm, in millimetres.
            let wavelength = rng.between(50.0, 140.0);
            (Point::heading(rng.between(0.0, TAU)) * (TAU / wavelength), rng.between(0.0, TAU))
        }))
    }

    fn at(&self, p: Point) -> f64 {
        let sum: f64 = self.0.iter().map(|&(wave, phase)| libm::sin(wave.dot(p) + phase)).sum();
        sum * (2.0 / WAVES as f64).sqrt()
    }
}

impl Field {
    pub(super) fn new(build: &Build, change: &Change, rng: &mut Rng) -> Field {
        let waves = [Waves::new(rng), Waves::new(rng), Waves::new(rng)];
        let displacement = change.stretch * PALM_WIDTH;
        let creases = 1.0 + CUPPED_CREASES * change.cup + BENT_CREASES * change.bend;
        let grid = Grid::new(CORNER, OPPOSITE, CELL, |p| {
            let moved = posed(change, p) + point(waves[0].at(p), waves[1].at(p)) * displacement;
            let wrinkles = (change.dryness * (1.0 + change.fading * waves[2].at(p))).clamp(0.1, 2.0);
            let (height, slope) = relief(build, change.cup, p);
            // Lambert's cosine law; towards the light is downhill, for the slope points uphill.
            let lit = (1.0 - slope.dot(change.light)) / (1.0 + slope.dot(slope)).sqrt() - 1.0;
            let mirrored = slope + change.light;
            let gloss = libm::exp(-0.5 * mirrored.dot(mirrored) / (GLOSS * GLOSS));
            [moved.x, moved.y, wrinkles, creases, lit, gloss, height]
        });
        Field { grid }
    }

    /// The skin at `p`; beyond the grid as at its border.
    #[inline]
    pub(super) fn at(&self, p: Point) -> SkinState {
        let found = self.grid.at(p).or_else(|| self.grid.at(self.grid.nearest(p)));
        let [dx, dy, wrinkles, creases, relief, gloss, height] =
            found.unwrap_or([0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
        SkinState {
            rest: p + point(f64::from(dx), f64::from(dy)),
            wrinkles,
            creases,
            relief,
            gloss,
            height: f64::from(height),
        }
    }
}

/// How far from a point the skin seen there lies at rest, by the pose alone.
fn posed(change: &Change, p: Point) -> Point {
    // Spread fingers pull the skin below them apart.
    let pulled = (change.widened - 1.0) * smooth_step(5.0, -35.0, p.y);
    let apart = point(-p.x * pulled / (1.0 + pulled), 0.0);
    // Bent fingers pull it towards them.
    let slipped = point(0.0, SLIP * change.bend * smooth_step(10.0, -40.0, p.y));
    // A cupped palm shows less of itself: the way along it is longer than it looks (∫√(1 + z′²)).
    let curvature = change.cup * CUP_HEIGHT / (CUP_REACH * CUP_REACH) * cupped(p.y);
    let folded = point(curvature * curvature * p.x * p.x * p.x * (2.0 / 3.0), 0.0);
    apart + slipped + folded + with_thumb(change.thumb, p)
}

/// The ball of the thumb turns with the thumb about its base, the more the closer it lies.
fn with_thumb(turn: f64, p: Point) -> Point {
    let arm = p - THUMB_BASE;
    let aside = libm::atan2(arm.x, -arm.y) - THUMB_DIRECTION;
    let follows = smooth_step(THUMB_SECTOR, 0.1, aside.abs()) * smooth_step(3.0, 15.0, arm.length());
    arm.turned() * (-turn * follows)
}

/// Height of the palm in millimetres, and how steeply and whither it rises.
fn relief(build: &Build, cup: f64, p: Point) -> (f64, Point) {
    let curvature = cup * CUP_HEIGHT / (CUP_REACH * CUP_REACH) * cupped(p.y);
    let hollow = (curvature * p.x * p.x, point(2.0 * curvature * p.x, 0.0));
    // Both edges of the palm roll away from the camera.
    let beyond = (p.x.abs() - ROLL_START * build.width).max(0.0);
    let away = 2.0 * ROLL * beyond * p.x.signum() * cupped(p.y);
    let rolled = (hollow.0 - ROLL * beyond * beyond * cupped(p.y), hollow.1 - point(away, 0.0));
    build.relief.iter().fold(rolled, |(height, slope), mound| {
        let d = (p - mound.center) * (1.0 / mound.radius);
        let rest = (1.0 - d.dot(d)).max(0.0);
        (height + mound.height * rest * rest, slope - d * (4.0 * rest * mound.height / mound.radius))
    })
}

/// Where along the hand the palm is hollow: not at the fingers, not at the wrist.
fn cupped(y: f64) -> f64 {
    smooth_step(-60.0, -25.0, y) * smooth_step(85.0, 40.0, y)
}
