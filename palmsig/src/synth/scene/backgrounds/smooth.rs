//! Surfaces without a pattern.

use std::f64::consts::PI;

use super::super::super::rng::Rng;
use super::{Axes, Backdrop, Noises, Paint, between, step};

/// Black cloth.
pub(super) fn dark(noises: &Noises, x: f32, y: f32) -> [f32; 3] {
    [0.035 + 0.012 * noises[1].at(x, y) + 0.008 * noises[3].at(x, y); 3]
}

/// Paper.
pub(super) fn white(noises: &Noises, x: f32, y: f32) -> [f32; 3] {
    [0.93 + 0.02 * noises[0].at(x, y) + 0.008 * noises[3].at(x, y); 3]
}

/// A painted wall with the shadows of what stands before it.
pub(super) struct Wall {
    paint: Paint,
    /// Light falls off along the first axis; this part is lost over the picture's smaller side.
    axes: Axes,
    slope: f32,
    /// Contrast of the plaster.
    plaster: f32,
    /// The first darkens one side of its axis, as of a cupboard, the second a stripe, as of a post.
    shadows: [Shadow; 2],
}

/// A soft shadow, bounded along the second axis.
struct Shadow {
    axes: Axes,
    depth: f32,
    /// Half the breadth of a stripe.
    half: f32,
    soft: f32,
}

impl Shadow {
    fn new(rng: &mut Rng) -> Shadow {
        Shadow {
            axes: Axes::new(PI, 0.7, rng),
            depth: between(0.15, 0.5, rng),
            half: between(0.05, 0.2, rng),
            soft: between(0.03, 0.2, rng),
        }
    }
}

impl Wall {
    pub(super) fn new(rng: &mut Rng) -> Wall {
        // Nearly white walls are `white`.
        let level = between(0.35, 0.8, rng);
        Wall {
            paint: Paint::greyish(level, rng),
            axes: Axes::new(PI, 0.5, rng),
            slope: between(0.1, 0.5, rng),
            plaster: between(0.01, 0.05, rng),
            shadows: [(); 2].map(|()| Shadow::new(rng)),
        }
    }
}

impl Backdrop for Wall {
    fn at(&self, noises: &Noises, x: f32, y: f32) -> Paint {
        // No wall is so flat, nor what throws a shadow so straight, that its edge is a line.
        let bent = 0.04 * noises[0].at(x, y);
        let [side, stripe] = &self.shadows;
        let off = side.axes.of(x, y).1 + bent;
        let lit = 1.0 - side.depth * step(side.soft, off);
        let off = stripe.half - stripe.axes.of(x, y).1.abs() + bent;
        let lit = lit * (1.0 - stripe.depth * step(stripe.soft, off));
        let slope = (1.0 - self.slope * self.axes.of(x, y).0).max(0.1);
        self.paint.times(lit * slope * (1.0 + self.plaster * noises[3].at(x, y)))
    }
}

/// The lightest and the darkest palm, and a desk, all in the way of the hand's own colour: no threshold of
/// colour tells them from it. Skin reflects the same near-infrared light whatever its tone.
const LIGHT_SKIN: Paint = Paint([0.88, 0.70, 0.62, 0.64]);
const DARK_SKIN: Paint = Paint([0.50, 0.35, 0.28, 0.58]);
const DESK: Paint = Paint([0.80, 0.69, 0.55, 0.72]);

/// Another person's skin, leather or a beige desk.
pub(super) struct SkinToned {
    paint: Paint,
    axes: Axes,
    /// Contrast of the shading, of blotches and of pores.
    shading: f32,
    blotches: f32,
    pores: f32,
}

impl SkinToned {
    pub(super) fn new(rng: &mut Rng) -> SkinToned {
        let skin = LIGHT_SKIN.under(DARK_SKIN, between(0.0, 1.0, rng));
        SkinToned {
            paint: skin.under(DESK, between(0.0, 1.0, rng)).times(between(0.85, 1.1, rng)),
            axes: Axes::any(rng),
            shading: between(0.05, 0.2, rng),
            blotches: between(0.0, 0.05, rng),
            pores: between(0.005, 0.03, rng),
        }
    }
}

impl Backdrop for SkinToned {
    fn at(&self, noises: &Noises, x: f32, y: f32) -> Paint {
        let (u, v) = self.axes.of(x, y);
        // Limbs and bodies are larger than the coarsest noise's cells.
        let shading = self.shading * noises[0].at(0.4 * u, 0.25 * v);
        let flush = self.blotches * noises[1].at(u, v);
        let tone = 1.0 + shading + self.pores * noises[3].at(u, v);
        // Blood takes green and blue light.
        let Paint([red, green, blue, nir]) = self.paint.times(tone);
        Paint([red, green * (1.0 - flush), blue * (1.0 - flush), nir])
    }
}
