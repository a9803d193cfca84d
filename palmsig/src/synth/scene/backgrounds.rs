//! What lies behind the hand: smooth surfaces (`smooth`), patterned ones (`patterned`) and things (`things`).
//!
//! Coordinates are in parts of the picture's smaller side, rightwards and downwards from its upper left
//! corner. Everything about a background but its kind comes from the capture's random numbers, so that no
//! two captures have the same one.

use std::f64::consts::TAU;

use super::super::noise::{self, Noise};
use super::super::rng::Rng;
use super::super::settings::Background;
use patterned::{Cloth, Print, Tiles};
use smooth::{SkinToned, Wall};
use things::Room;

mod patterned;
mod smooth;
mod things;

/// Random fields of one capture, coarse to fine.
pub(super) type Noises = [Noise; 4];

/// Their grids' spacing. A pattern that needs another one scales its coordinates.
pub(super) const CELLS: [f32; 4] = [0.25, 0.08, 0.025, 0.006];

/// How wide the edges of patterns are: less than the eye sees, enough that they show no steps.
const EDGE: f32 = 0.004;

/// One background. It is asked at a quarter of all pixels, so that it should need few noises.
pub(super) trait Backdrop {
    /// How it looks at a point under even light.
    fn at(&self, noises: &Noises, x: f32, y: f32) -> Paint;
}

/// The background of one capture; `tint` is the light's colour, for those that have no colours of their own.
pub(super) fn backdrop(background: Background, tint: [f32; 3], rng: &mut Rng) -> Box<dyn Backdrop> {
    match background {
        Background::Dark => Box::new(Fixed { color: smooth::dark, tint }),
        Background::White => Box::new(Fixed { color: smooth::white, tint }),
        Background::Wood => Box::new(Fixed { color: patterned::wood, tint }),
        Background::Cluttered => Box::new(Fixed { color: things::clutter, tint }),
        Background::Wall => Box::new(Wall::new(rng)),
        Background::SkinToned => Box::new(SkinToned::new(rng)),
        Background::Cloth => Box::new(Cloth::new(rng)),
        Background::Tiles => Box::new(Tiles::new(rng)),
        Background::Print => Box::new(Print::new(rng)),
        Background::Room => Box::new(Room::new(rng)),
    }
}

/// A background whose captures differ by their noises and the tint only.
struct Fixed {
    color: fn(&Noises, f32, f32) -> [f32; 3],
    tint: [f32; 3],
}

impl Backdrop for Fixed {
    fn at(&self, noises: &Noises, x: f32, y: f32) -> Paint {
        let color = (self.color)(noises, x, y);
        Paint::plain([0, 1, 2].map(|k| color[k] * self.tint[k]))
    }
}

/// What is reflected of red, green, blue and near-infrared light, 0..=1; lamps give more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint([f32; 4]);

impl Paint {
    /// Looks in near-infrared light as bright as in visible light.
    pub(super) fn plain([red, green, blue]: [f32; 3]) -> Paint {
        Paint([red, green, blue, (red + green + blue) / 3.0])
    }

    /// A grey of this level, with any faint hue.
    fn greyish(level: f32, rng: &mut Rng) -> Paint {
        Paint::plain([(); 3].map(|()| level * rng.between(0.92, 1.06) as f32))
    }

    /// Any hue of this level. Dyes are made for the eye: near-infrared light passes most of them.
    fn dyed(level: f32, rng: &mut Rng) -> Paint {
        let [red, green, blue] = [(); 3].map(|()| (level * rng.between(0.55, 1.4) as f32).clamp(0.03, 0.93));
        Paint([red, green, blue, rng.between(0.45, 0.75) as f32])
    }

    /// Brighter by this factor.
    fn times(self, factor: f32) -> Paint {
        Paint(self.0.map(|v| v * factor))
    }

    /// `share` of another paint over this one.
    fn under(self, over: Paint, share: f32) -> Paint {
        Paint([0, 1, 2, 3].map(|k| self.0[k] + (over.0[k] - self.0[k]) * share))
    }

    /// What a camera of either band sees: all three values are the same in near-infrared light.
    pub(super) fn seen(self, nir: bool) -> [f32; 3] {
        let [red, green, blue, infrared] = self.0;
        if nir { [infrared; 3] } else { [red, green, blue] }
    }
}

/// Axes of a pattern: turned against the picture's, with an origin of their own.
struct Axes {
    cos: f32,
    sin: f32,
    origin: [f32; 2],
}

impl Axes {
    /// Turned by up to `most` radians either way; the origin within a square of side `reach` about the
    /// picture's middle.
    fn new(most: f64, reach: f64, rng: &mut Rng) -> Axes {
        let angle = rng.between(-most, most);
        let origin = [0.65, 0.5].map(|middle| (middle + reach * rng.between(-0.5, 0.5)) as f32);
        Axes { cos: libm::cos(angle) as f32, sin: libm::sin(angle) as f32, origin }
    }

    /// Turned and shifted anyhow.
    fn any(rng: &mut Rng) -> Axes {
        // So far that every capture sees another part of the pattern.
        Axes::new(0.5 * TAU, 20.0, rng)
    }

    /// A point along and across the pattern.
    fn of(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (x - self.origin[0], y - self.origin[1]);
        (x * self.cos + y * self.sin, y * self.cos - x * self.sin)
    }
}

/// The number of the unit that a coordinate lies in, and how far into it, 0..1.
fn unit(value: f32) -> (i32, f32) {
    let whole = noise::floor(value);
    (whole, value - whole as f32)
}

/// From 0 below −`half` to 1 above `half`.
fn step(half: f32, value: f32) -> f32 {
    noise::ease((0.5 + 0.5 * value / half).clamp(0.0, 1.0))
}

/// A number between two, in the precision of pictures.
fn between(low: f32, high: f32, rng: &mut Rng) -> f32 {
    rng.between(low.into(), high.into()) as f32
}
