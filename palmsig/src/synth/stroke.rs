//! Lines of the skin: curves with a width and a depth that vary along them.

use super::geometry::{Point, smooth_step};
use super::rng::Rng;

/// Millimetres between the points of a stroke.
const STEP: f64 = 0.8;

/// One point of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct StrokePoint {
    pub(super) at: Point,
    /// Half the width of the line with its soft flanks, in millimetres.
    pub(super) radius: f64,
    /// Darkness of its middle, 0..=1.
    pub(super) depth: f64,
}

/// A line of the skin, from one end to the other.
#[derive(Debug, Clone)]
pub(super) struct Stroke {
    pub(super) points: Vec<StrokePoint>,
}

/// What a line looks like all along.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Half the mean width with its flanks, in millimetres.
    pub(super) radius: f64,
    /// Mean darkness, 0..=1.
    pub(super) depth: f64,
    /// Deviation of its course from the smooth curve, in millimetres.
    pub(super) wander: f64,
    /// Share of the length over which the ends fade.
    pub(super) fade: [f64; 2],
}

/// A smooth random function of one variable: uniform knots in −1..1 with smooth steps between them.
struct Wave {
    knots: Vec<f64>,
    spacing: f64,
}

impl Wave {
    fn new(length: f64, spacing: f64, rng: &mut Rng) -> Wave {
        let count = (length / spacing) as usize + 2;
        Wave { knots: (0..count).map(|_| rng.between(-1.0, 1.0)).collect(), spacing }
    }

    fn at(&self, x: f64) -> f64 {
        let position = (x / self.spacing).max(0.0);
        let i = position as usize;
        let knot = |i: usize| self.knots.get(i).or(self.knots.last()).copied().unwrap_or(0.0);
        let t = smooth_step(0.0, 1.0, position - i as f64);
        knot(i) * (1.0 - t) + knot(i + 1) * t
    }
}

impl Stroke {
    /// A line through `controls` (a Catmull–Rom spline).
    pub(super) fn through(controls: &[Point], style: Style, rng: &mut Rng) -> Stroke {
        let course = spline(controls);
        let length = STEP * course.len() as f64;
        let wander = [Wave::new(length, 7.0, rng), Wave::new(length, 2.5, rng)];
        let (width, depth) = (Wave::new(length, 6.0, rng), Wave::new(length, 4.0, rng));
        let last = course.len().saturating_sub(1).max(1) as f64;
        let points = course.iter().enumerate().map(|(i, &at)| {
            let (along, part) = (i as f64 * STEP, i as f64 / last);
            let next = course.get(i + 1).copied().unwrap_or(at);
            let previous = course.get(i.saturating_sub(1)).copied().unwrap_or(at);
            let sideways = (next - previous).unit().turned();
            let offset = style.wander * (wander[0].at(along) + 0.35 * wander[1].at(along));
            let ends =
                smooth_step(-0.02, style.fade[0], part) * smooth_step(-0.02, style.fade[1], 1.0 - part);
            StrokePoint {
                at: at + sideways * offset,
                radius: style.radius * (1.0 + 0.3 * width.at(along)) * (0.6 + 0.4 * ends),
                depth: style.depth * (1.0 + 0.3 * depth.at(along)) * ends,
            }
        });
        Stroke { points: points.collect() }
    }

    /// The same line, so many times as wide.
    pub(super) fn widened(&self, times: f64) -> Stroke {
        let wide = |p: &StrokePoint| StrokePoint { radius: p.radius * times, ..*p };
        Stroke { points: self.points.iter().map(wide).collect() }
    }

    /// Point and direction at a share of the length.
    pub(super) fn at(&self, part: f64) -> Option<(Point, Point)> {
        let i = (part.clamp(0.0, 1.0) * self.points.len().saturating_sub(2) as f64) as usize;
        let (here, next) = (self.points.get(i)?.at, self.points.get(i + 1)?.at);
        Some((here, (next - here).unit()))
    }

    /// Breaks the line at a share of its length: it ends, and goes on beside itself.
    pub(super) fn break_at(&mut self, part: f64, gap: f64, shift: f64) {
        let Some((at, direction)) = self.at(part) else { return };
        for p in &mut self.points {
            let ahead = (p.at - at).dot(direction);
            p.depth *= smooth_step(gap * 0.5 - 1.0, gap * 0.5 + 5.0, ahead.abs()).max(0.1);
            p.at = p.at + direction.turned() * (shift * smooth_step(-1.0, 1.0, ahead));
        }
    }
}

/// Points every [`STEP`] along the Catmull–Rom spline through `controls`.
fn spline(controls: &[Point]) -> Vec<Point> {
    let mut course = Vec::new();
    let get = |i: usize| controls.get(i.min(controls.len().saturating_sub(1))).copied();
    for i in 1..controls.len() {
        let (Some(a), Some(b), Some(c), Some(d)) = (get(i.saturating_sub(2)), get(i - 1), get(i), get(i + 1))
        else {
            continue;
        };
        let count = (((c - b).length() / STEP) as usize).clamp(2, 400);
        course.extend((0..count).map(|j| catmull_rom([a, b, c, d], j as f64 / count as f64)));
    }
    course.extend(controls.last());
    course
}

fn catmull_rom([a, b, c, d]: [Point; 4], t: f64) -> Point {
    let linear = (c - a) * t;
    let square = (a * 2.0 - b * 5.0 + c * 4.0 - d) * (t * t);
    let cube = (b * 3.0 - c * 3.0 + d - a) * (t * t * t);
    b + (linear + square + cube) * 0.5
}
