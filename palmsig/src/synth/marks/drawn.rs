//! Marks in the skin, drawn with lines into small maps of their own.

use super::{MAX_ON_FINGER, Place, Surface, mix, somewhere, tinted};
use crate::synth::geometry::{Point, point};
use crate::synth::rng::Rng;
use crate::synth::stroke::{Stroke, StrokePoint, Style};

/// Texels a millimetre: lines are at least half a millimetre wide.
const PER_MM: f64 = 6.0;

/// What a line does to the skin where it covers it fully.
#[derive(Debug, Clone, Copy)]
struct Ink {
    /// Red, green and blue are multiplied by these.
    visible: [f32; 3],
    nir: f32,
    /// How much its sides brighten and darken: raised lines have a lit and a shaded side.
    raised: f32,
}

/// Scars are paler than the skin once they are old, redder while young, and shine.
const PALE: Ink = Ink { visible: [1.07, 1.16, 1.18], nir: 1.09, raised: 0.16 };
const RED: Ink = Ink { visible: [0.99, 0.76, 0.74], nir: 0.93, raised: 0.13 };

/// Fresh blood absorbs green and blue; at 850 nm little.
const BLOOD: Ink = Ink { visible: [0.8, 0.42, 0.4], nir: 0.91, raised: 0.05 };

/// Carbon ink under the skin looks black or blue-grey, and absorbs at 850 nm too, under skin that
/// scatters; blue pigments hardly do.
const BLACK: Ink = Ink { visible: [0.26, 0.29, 0.33], nir: 0.6, raised: 0.0 };
const BLUE_GREY: Ink = Ink { visible: [0.36, 0.46, 0.58], nir: 0.82, raised: 0.0 };

/// A texel without a line.
const BLANK: [f32; 2] = [0.0, 0.0];

/// One drawing.
pub(super) struct Drawn {
    pub(super) place: Place,
    ink: Ink,
    /// Millimetres from the middle to the first texel's centre.
    corner: Point,
    rows: usize,
    columns: usize,
    /// Coverage 0..=127, and which side of the line: −127..=127. Shape (rows, columns).
    texels: Vec<[i8; 2]>,
}

impl Drawn {
    /// A healed cut of 15–50 mm (on fingers shorter), in some cases with the dots of stitches.
    pub(super) fn scar(fingers: &[(f64, f64); 5], rng: &mut Rng) -> Drawn {
        let place = somewhere(fingers, 0.2, rng);
        let length = limited(&place, rng.between(15.0, 50.0));
        let style = Style {
            radius: rng.between(0.55, 1.0),
            depth: 0.95,
            wander: rng.between(0.25, 0.6),
            fade: [0.12, 0.12],
        };
        let course = slash(length, rng.about(0.0, 0.08), style, rng);
        let ink = if rng.chance(0.6) { PALE } else { RED };
        let stitched = length > 20.0 && rng.chance(0.45);
        let mut strokes = Vec::new();
        if stitched {
            strokes = stitches(&course, rng);
        }
        strokes.push(course);
        Drawn::new(place, ink, &strokes)
    }

    /// A thin red line of 5–30 mm.
    pub(super) fn scratch(fingers: &[(f64, f64); 5], rng: &mut Rng) -> Drawn {
        let place = somewhere(fingers, 0.25, rng);
        // Many short ones, few long ones.
        let length = limited(&place, 5.0 + 25.0 * rng.unit() * rng.unit());
        let style = Style {
            radius: rng.between(0.3, 0.45),
            depth: rng.between(0.5, 0.95),
            wander: 0.2,
            fade: [0.15, 0.45],
        };
        let stroke = slash(length, rng.about(0.0, 0.07), style, rng);
        Drawn::new(place, BLOOD, &[stroke])
    }

    /// A star, a heart or signs like letters, 10–24 mm large (on fingers smaller).
    pub(super) fn tattoo(fingers: &[(f64, f64); 5], rng: &mut Rng) -> Drawn {
        let mut place = somewhere(fingers, 0.25, rng);
        // Drawings stand about upright.
        place.heading = Point::heading(rng.about(1.57, 0.3));
        let size = limited(&place, rng.between(10.0, 24.0));
        let ink = if rng.chance(0.6) { BLACK } else { BLUE_GREY };
        let style = Style { radius: rng.between(0.5, 0.75), depth: 1.0, wander: 0.06, fade: [0.0, 0.0] };
        let outlines = match rng.whole(0, 2) {
            0 => star(size),
            1 => heart(size),
            _ => letters(size, rng),
        };
        let strokes: Vec<Stroke> = outlines.iter().map(|o| Stroke::through(o, style, rng)).collect();
        Drawn::new(place, ink, &strokes)
    }

    fn new(place: Place, ink: Ink, strokes: &[Stroke]) -> Drawn {
        let points = || strokes.iter().flat_map(|s| &s.points);
        let bound = |of: fn(&StrokePoint) -> f64| points().map(of).fold(0.0, f64::max) + 2.0 / PER_MM;
        let (left, right) = (bound(|p| p.radius - p.at.x), bound(|p| p.at.x + p.radius));
        let (top, bottom) = (bound(|p| p.radius - p.at.y), bound(|p| p.at.y + p.radius));
        let (rows, columns) =
            (((top + bottom) * PER_MM) as usize + 1, ((left + right) * PER_MM) as usize + 1);
        let reach = point(left.max(right), top.max(bottom)).length();
        let mut drawn = Drawn {
            place: Place { reach, ..place },
            ink,
            corner: point(-left, -top),
            rows,
            columns,
            texels: vec![[0; 2]; rows * columns],
        };
        for pair in strokes.iter().flat_map(|s| s.points.windows(2)) {
            if let [from, to] = pair {
                drawn.draw_piece(from, to);
            }
        }
        drawn
    }

    fn draw_piece(&mut self, from: &StrokePoint, to: &StrokePoint) {
        let reach = from.radius.max(to.radius);
        let span = |a: f64, b: f64, corner: f64, count: usize| {
            let low = ((a.min(b) - reach - corner) * PER_MM).max(0.0) as usize;
            let high = ((a.max(b) + reach - corner) * PER_MM + 1.0).max(0.0) as usize;
            low.min(count)..high.min(count)
        };
        let axis = to.at - from.at;
        let (square, sideways) = (axis.dot(axis).max(1e-9), axis.unit().turned());
        for row in span(from.at.y, to.at.y, self.corner.y, self.rows) {
            for column in span(from.at.x, to.at.x, self.corner.x, self.columns) {
                let here = self.corner + point(column as f64, row as f64) * (1.0 / PER_MM) - from.at;
                let part = (here.dot(axis) / square).clamp(0.0, 1.0);
                let radius = from.radius + (to.radius - from.radius) * part;
                let q = (here - axis * part).length() / radius;
                // Full in the middle half, then falling to nothing.
                let depth = from.depth + (to.depth - from.depth) * part;
                let covered = (127.0 * depth * (2.0 * (1.0 - q)).clamp(0.0, 1.0)).min(127.0) as i8;
                let side = (here.dot(sideways) / radius).clamp(-1.0, 1.0);
                let texel = &mut self.texels[row * self.columns + column];
                if covered > texel[0] {
                    *texel = [covered, (side * f64::from(covered)) as i8];
                }
            }
        }
    }

    /// The skin at a point seen from the drawing.
    pub(super) fn cover(&self, p: Point, share: f32, nir: bool, color: [f32; 3]) -> [f32; 3] {
        let [covered, side] = self.sample(p);
        if covered <= 0.0 {
            return color;
        }
        let tint = if nir { [self.ink.nir; 3] } else { self.ink.visible };
        let lit = 1.0 + self.ink.raised * side;
        mix(color, tinted(color, tint.map(|t| t * lit)), covered * share)
    }

    fn sample(&self, p: Point) -> [f32; 2] {
        let q = (p - self.corner) * PER_MM;
        let inside =
            q.x >= 0.0 && q.y >= 0.0 && q.x < (self.columns - 1) as f64 && q.y < (self.rows - 1) as f64;
        if !inside {
            return BLANK;
        }
        let (row, column) = (q.y as usize, q.x as usize);
        let (v, u) = ((q.y - row as f64) as f32, (q.x - column as f64) as f32);
        let first = row * self.columns + column;
        let weights = [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v];
        let places = [first, first + 1, first + self.columns, first + self.columns + 1];
        let mut sum = BLANK;
        for (place, weight) in places.into_iter().zip(weights) {
            let [covered, side] = self.texels.get(place).copied().unwrap_or_default();
            sum[0] += f32::from(covered) * weight / 127.0;
            sum[1] += f32::from(side) * weight / 127.0;
        }
        sum
    }
}

/// A length that fits where the mark is.
fn limited(place: &Place, length: f64) -> f64 {
    if place.surface == Surface::Palm { length } else { MAX_ON_FINGER * length / (MAX_ON_FINGER + length) }
}

/// A line about the middle, bent by `bend` parts of its length.
fn slash(length: f64, bend: f64, style: Style, rng: &mut Rng) -> Stroke {
    let at = |part: f64, lift: f64| point(length * part, length * (bend * lift + rng.about(0.0, 0.012)));
    let mut at = at;
    let controls = [at(-0.5, 0.0), at(-0.25, 0.75), at(0.0, 1.0), at(0.25, 0.75), at(0.5, 0.0)];
    Stroke::through(&controls, style, rng)
}

/// Dots on both sides of a scar, a few millimetres apart.
fn stitches(course: &Stroke, rng: &mut Rng) -> Vec<Stroke> {
    let (pitch, aside) = (rng.between(3.5, 5.5), rng.between(1.6, 2.4));
    // Points of a stroke are 0.8 mm apart.
    let step = ((pitch / 0.8) as usize).max(1);
    let inner = course.points.len().saturating_sub(4);
    let mut dots = Vec::new();
    for pair in course.points.windows(2).take(inner).skip(3).step_by(step) {
        let [a, b] = pair else { continue };
        let across = (b.at - a.at).unit().turned();
        for side in [-1.0, 1.0] {
            let dot = |further: f64| StrokePoint {
                at: a.at + across * (side * (aside + further)),
                radius: 0.55,
                depth: 0.8,
            };
            dots.push(Stroke { points: vec![dot(-0.15), dot(0.25)] });
        }
    }
    dots
}

/// Straight pieces between corners; the doubled corners keep the spline from rounding them.
fn polygon(corners: &[Point]) -> Vec<Vec<Point>> {
    corners.windows(2).map(<[Point]>::to_vec).collect()
}

/// A five-pointed star in one go.
fn star(size: f64) -> Vec<Vec<Point>> {
    let corner = |i: u32| {
        // Every second fifth of a turn.
        let angle = f64::from(2 * i) * 0.4 * std::f64::consts::PI;
        point(-libm::cos(angle), libm::sin(angle)).turned() * (0.5 * size)
    };
    polygon(&[0, 1, 2, 3, 4, 5].map(corner))
}

fn heart(size: f64) -> Vec<Vec<Point>> {
    // One half, from the notch to the point; the other is its mirror image.
    const HALF: [(f64, f64); 7] =
        [(0.0, -0.22), (0.16, -0.42), (0.38, -0.4), (0.5, -0.2), (0.4, 0.06), (0.2, 0.28), (0.0, 0.5)];
    [1.0, -1.0].map(|side| HALF.map(|(x, y)| point(side * x, y) * size).to_vec()).into()
}

/// Three to five signs of two or three strokes each.
fn letters(size: f64, rng: &mut Rng) -> Vec<Vec<Point>> {
    let count = rng.whole(3, 5);
    let pitch = size / count as f64;
    let mut lines = Vec::new();
    for i in 0..count {
        let left = point(-0.5 * size + (i as f64 + 0.15) * pitch, -0.7 * pitch);
        // Corners of a letter's box: three heights, two sides.
        let at = |k: usize| left + point((k % 2) as f64 * 0.7, (k / 2) as f64 * 0.7) * pitch;
        for _ in 0..rng.whole(2, 3) {
            let (a, b) = (rng.whole(0, 5), rng.whole(1, 5));
            let bow = point(rng.about(0.0, 0.12), rng.about(0.0, 0.12)) * pitch;
            let (from, to) = (at(a), at((a + b) % 6));
            lines.push(vec![from, (from + to) * 0.5 + bow, to]);
        }
    }
    lines
}
