//! A first, simple tree of veins under the skin of the palm: a few stems that grow from the wrist
//! towards the fingers, wander and branch. Each palm has its own.

use super::build::Build;
use super::geometry::{Point, point, smooth_step};
use super::rng::Rng;
use super::stroke::{Stroke, StrokePoint};

/// Millimetres between the points of a vein.
const STEP: f64 = 1.5;

/// No palm needs more; keeps the tree finite whatever the random numbers.
const MOST_BRANCHES: usize = 40;

struct Tip {
    at: Point,
    /// Radians from the fingers' direction towards the thumb.
    direction: f64,
    /// Half the width with soft flanks, in millimetres: veins are 2–4 mm wide.
    radius: f64,
    length: f64,
}

/// Draws the veins of a palm.
pub(super) fn palm_veins(build: &Build, rng: &mut Rng) -> Vec<Stroke> {
    let stems = rng.whole(4, 6);
    let mut waiting = Vec::new();
    for i in 0..stems {
        // Spread over the wrist, and fanning out as the palm does.
        let side = 2.0 * (i as f64 + rng.between(0.2, 0.8)) / stems as f64 - 1.0;
        waiting.push(Tip {
            at: point(24.0 * side * build.width, rng.between(48.0, 76.0) * build.length),
            direction: 0.25 * side + rng.about(0.0, 0.2),
            radius: rng.between(1.8, 2.7),
            length: rng.between(70.0, 115.0),
        });
    }
    let mut veins = Vec::new();
    while let Some(tip) = waiting.pop() {
        let vein = grow(&tip, rng);
        for _ in 0..rng.whole(1, 2) {
            let room = veins.len() + waiting.len() < MOST_BRANCHES;
            if let Some((at, heading)) =
                vein.at(rng.between(0.15, 0.85)).filter(|_| room && tip.length > 20.0)
            {
                let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
                waiting.push(Tip {
                    at,
                    direction: libm::atan2(heading.x, -heading.y) + side * rng.between(0.35, 0.9),
                    radius: (tip.radius * rng.between(0.6, 0.9)).max(1.2),
                    length: tip.length * rng.between(0.3, 0.55),
                });
            }
        }
        veins.push(vein);
    }
    veins
}

fn grow(tip: &Tip, rng: &mut Rng) -> Stroke {
    let count = (tip.length / STEP) as usize;
    let (mut at, mut direction, mut turn) = (tip.at, tip.direction, 0.0);
    let depth = rng.between(0.45, 1.0);
    let points = (0..count).map(|i| {
        let part = i as f64 / count as f64;
        turn = 0.75 * turn + 0.05 * rng.normal();
        // Veins wander, but keep their way.
        direction += turn + 0.06 * (tip.direction - direction);
        at = at + Point::heading(direction) * STEP;
        StrokePoint {
            at,
            radius: tip.radius * (1.0 - 0.3 * part),
            depth: depth * smooth_step(0.0, 0.3, 1.0 - part),
        }
    });
    Stroke { points: points.collect() }
}
