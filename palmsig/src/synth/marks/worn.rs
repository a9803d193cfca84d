//! Objects on the skin: rings and plasters.

use super::{Place, Surface, mix, ring_finger, tinted};
use crate::synth::geometry::{Point, point, smooth_step};
use crate::synth::rng::Rng;

/// Millimetres over which an object's edge goes from nothing to all.
const EDGE: f64 = 0.2;

/// Millimetres beside an object that its shadow reaches.
const SHADOW: f64 = 1.1;

/// Skin beside an object at this distance (millimetres), in its shadow; `depth` of it at the edge.
fn shaded(color: [f32; 3], distance: f64, depth: f32) -> [f32; 3] {
    let near = (1.0 - distance / SHADOW).clamp(0.0, 1.0) as f32;
    tinted(color, [1.0 - depth * near * near; 3])
}

/// How much of an object covers the point at a signed distance from its edge.
fn coverage(distance: f64) -> f32 {
    1.0 - smooth_step(-EDGE, EDGE, distance) as f32
}

/// A metal band around a finger.
pub(super) struct Ring {
    pub(super) place: Place,
    /// Half the finger's width, in millimetres.
    radius: f64,
    /// Half the band's height, in millimetres.
    half: f64,
    /// How far its middle lies nearer the tip than its sides: the band is not seen from straight above.
    sag: f64,
    metal: [f32; 3],
    nir: f32,
    /// Where, across the finger, the light is mirrored, in parts of the radius.
    streak: f64,
}

/// Gold, silver, dark steel: reflectance of polished metal in a plain room, visible and at 850 nm.
const METALS: [([f32; 3], f32); 3] =
    [([0.83, 0.62, 0.27], 0.8), ([0.74, 0.74, 0.76], 0.74), ([0.27, 0.27, 0.29], 0.32)];

impl Ring {
    pub(super) fn new(fingers: &[(f64, f64); 5], rng: &mut Rng) -> Ring {
        let finger = ring_finger(rng);
        let radius = fingers.get(finger).map_or(8.0, |f| f.1).max(1.0);
        let half = rng.between(1.5, 3.0);
        // The band's edge lies this far beyond the web, which is 12 mm from the pivot.
        let middle = point(0.0, 12.0 + rng.between(3.0, 8.0) + half);
        let (metal, nir) = METALS[rng.whole(0, METALS.len() - 1)];
        let sag = rng.between(-0.8, 0.8);
        let reach = point(1.4 * radius, half + sag.abs() + SHADOW).length();
        Ring {
            place: Place { surface: Surface::Finger(finger), middle, heading: point(1.0, 0.0), reach },
            radius,
            half,
            sag,
            metal,
            nir,
            streak: rng.between(-0.5, 0.5),
        }
    }

    /// The colour at a point seen from the ring's middle: across and along the finger.
    pub(super) fn cover(&self, p: Point, share: f32, nir: bool, color: [f32; 3]) -> [f32; 3] {
        let across = (p.x / self.radius).clamp(-1.0, 1.0);
        let height = p.y - self.sag * (1.0 - across * across);
        let distance = height.abs() - self.half;
        let skin = mix(color, shaded(color, distance.max(0.0), 0.4), share);
        let covered = coverage(distance) * share;
        if covered <= 0.0 {
            return skin;
        }
        let metal = if nir { [self.nir; 3] } else { self.metal };
        let mut look = metal.map(|m| m * self.shade(across, height / self.half));
        // What is mirrored has the lamp's colour more than the metal's.
        let glint = self.glint(across, height / self.half);
        look.iter_mut().for_each(|value| *value = (*value + glint * (1.0 - *value)).min(1.0));
        mix(skin, look, covered)
    }

    /// Brightness of the band: round like the finger, with dark reflections and bevelled edges.
    fn shade(&self, across: f64, height: f64) -> f32 {
        let round = 0.45 + 0.55 * (1.0 - across * across).max(0.0).sqrt();
        let reflection = 1.0
            - 0.45 * bump((across - self.streak - 0.3) / 0.16)
            - 0.3 * bump((across - self.streak + 0.42) / 0.2);
        let bevel = 1.0 - 0.4 * smooth_step(0.65, 1.0, height.abs());
        (round * reflection * bevel) as f32
    }

    fn glint(&self, across: f64, height: f64) -> f32 {
        let streak = 0.75 * bump((across - self.streak) / 0.1) * (1.0 - 0.6 * height * height).max(0.0);
        let rim = 0.35 * bump((height + 0.72) / 0.14) * bump((across - self.streak) / 0.5);
        (streak + rim).min(0.9) as f32
    }
}

/// 1 at 0, falling to both sides, about a third at ±1.4.
fn bump(x: f64) -> f64 {
    let q = 1.0 + x * x;
    1.0 / (q * (0.5 + 0.5 * q))
}

/// A sticking plaster: a strip with rounded ends and a pad in the middle.
pub(super) struct Plaster {
    pub(super) place: Place,
    /// Half the length and half the width, in millimetres.
    half: Point,
    /// Half the length of the pad, in millimetres.
    pad: f64,
    fabric: [f32; 3],
    nir: f32,
}

/// Beige, tan, brown, and the blue of kitchens; visible and at 850 nm. Beige is the most common.
const FABRICS: [([f32; 3], f32); 5] = [
    ([0.82, 0.65, 0.51], 0.76),
    ([0.82, 0.65, 0.51], 0.76),
    ([0.74, 0.54, 0.39], 0.73),
    ([0.46, 0.31, 0.22], 0.62),
    ([0.2, 0.42, 0.71], 0.66),
];

impl Plaster {
    pub(super) fn new(fingers: &[(f64, f64); 5], rng: &mut Rng) -> Plaster {
        let strip = point(rng.between(60.0, 72.0), rng.between(18.0, 25.0)) * 0.5;
        let small = point(rng.between(22.0, 40.0), rng.between(12.0, 20.0)) * 0.5;
        let (x, y) = (rng.between(-18.0, 18.0), rng.between(-12.0, 28.0));
        let heading = Point::heading(rng.between(-3.1, 3.1));
        let finger = rng.whole(0, 4);
        let ((length, radius), kind) = (fingers.get(finger).copied().unwrap_or((70.0, 8.0)), rng.unit());
        let (surface, middle, heading, half) = if kind < 0.35 {
            // Around a finger, between web and tip, a little askew.
            let middle = point(0.0, rng.between(28.0, (length - 18.0).max(29.0)));
            let across = Point::heading(1.57 + rng.about(0.0, 0.08));
            (Surface::Finger(finger), middle, across, point(1.5 * radius + 8.0, 0.4 * strip.y + 4.5))
        } else {
            (Surface::Palm, point(x, y), heading, if kind < 0.7 { strip } else { small })
        };
        let (fabric, nir) = FABRICS[rng.whole(0, FABRICS.len() - 1)];
        let reach = half.length() + SHADOW;
        let pad = half.x * rng.between(0.3, 0.42);
        Plaster { place: Place { surface, middle, heading, reach }, half, pad, fabric, nir }
    }

    /// The colour at a point seen from the plaster: along and across it.
    pub(super) fn cover(&self, p: Point, share: f32, nir: bool, color: [f32; 3]) -> [f32; 3] {
        // Ends are rounded by three quarters of what a half circle would need.
        let distance = rounded(p, self.half, 0.75 * self.half.y.min(self.half.x));
        let skin = mix(color, shaded(color, distance.max(0.0), 0.28), share);
        let covered = coverage(distance) * share;
        if covered <= 0.0 {
            return skin;
        }
        let fabric = if nir { [self.nir; 3] } else { self.fabric };
        mix(skin, tinted(fabric, [self.shade(p, distance); 3]), covered)
    }

    /// Brightness of the fabric: holes for air, the pad that stands out, a rim pressed down.
    fn shade(&self, p: Point, distance: f64) -> f32 {
        // Millimetres from hole to hole, and a hole's radius.
        const PITCH: f64 = 2.2;
        const HOLE: f64 = 0.42;
        let cell = |v: f64| {
            let q = v / PITCH + 64.0;
            (q - f64::from(q as i32) - 0.5) * PITCH
        };
        let pad = rounded(p, point(self.pad, 0.72 * self.half.y), 1.5);
        // Over the pad there is no air to let in.
        let hole = point(cell(p.x), cell(p.y)).length();
        let holes = 0.3 * (1.0 - smooth_step(0.6 * HOLE, 1.3 * HOLE, hole)) * smooth_step(0.0, 1.5, pad);
        // Lit from one side: bright and dark flanks.
        let slope = p.x / self.half.x + p.y / self.half.y;
        let flank = 0.09 * slope.clamp(-1.0, 1.0) * bump(pad / 0.9);
        let raised = 0.05 * (1.0 - smooth_step(-1.0, 0.5, pad));
        let rim = 0.1 * smooth_step(-1.2, 0.0, distance);
        (1.0 - holes + flank + raised - rim) as f32
    }
}

/// Signed distance, negative inside, from a rectangle about 0 with corners rounded by `radius`.
fn rounded(p: Point, half: Point, radius: f64) -> f64 {
    let (x, y) = (p.x.abs() - half.x + radius, p.y.abs() - half.y + radius);
    point(x.max(0.0), y.max(0.0)).length() + x.max(y).min(0.0) - radius
}
