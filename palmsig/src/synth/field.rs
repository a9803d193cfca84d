//! What one capture does to the skin: it stretches, faint wrinkles come and go, and the mounds of the
//! palm catch the light. Smooth fields over the palm, computed on a coarse grid.

use std::f64::consts::TAU;

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

/// Mounds of the palm on which light falls: centre, radius and height in millimetres.
const MOUNDS: [(Point, f64, f64); 8] = [
    (point(27.0, 20.0), 27.0, 9.0),
    (point(-27.0, 24.0), 26.0, 7.0),
    (point(27.0, -31.0), 14.0, 2.0),
    (point(9.0, -36.0), 12.0, 2.0),
    (point(-9.0, -33.0), 12.0, 2.0),
    (point(-26.0, -25.0), 12.0, 2.2),
    (point(-1.0, 6.0), 20.0, -3.5),
    (point(3.0, 52.0), 12.0, -2.0),
];

/// The state of the skin at a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct SkinState {
    /// Where the skin seen here lies at rest.
    pub(super) rest: Point,
    /// Strength of faint wrinkles, about 1.
    pub(super) wrinkles: f32,
    /// Light added by the relief of the palm, about 0.
    pub(super) relief: f32,
}

/// How a capture differs from the skin at rest.
pub(super) struct Change {
    /// Deviation of the skin's displacement in parts of the palm's width.
    pub(super) stretch: f64,
    /// Palm unit of this pose in parts of that at rest.
    pub(super) widened: f64,
    /// Variation of faint wrinkles, 0..=1.
    pub(super) fading: f64,
    /// Direction of the light in the plane of the hand, with its strength as length.
    pub(super) light: Point,
}

/// The fields of one capture.
pub(super) struct Field {
    /// Displacement x and y in millimetres, wrinkles, relief.
    grid: Grid<4>,
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
    pub(super) fn new(change: &Change, rng: &mut Rng) -> Field {
        let waves = [Waves::new(rng), Waves::new(rng), Waves::new(rng)];
        let displacement = change.stretch * PALM_WIDTH;
        let grid = Grid::new(CORNER, OPPOSITE, CELL, |p| {
            // Spread fingers pull the skin below them apart.
            let pulled = (change.widened - 1.0) * smooth_step(5.0, -35.0, p.y);
            let dx = displacement * waves[0].at(p) - p.x * pulled / (1.0 + pulled);
            let dy = displacement * waves[1].at(p);
            let wrinkles = (1.0 + change.fading * waves[2].at(p)).clamp(0.1, 2.0);
            [dx, dy, wrinkles, relief(p).dot(change.light)]
        });
        Field { grid }
    }

    /// The skin at `p`; beyond the grid as at its border.
    #[inline]
    pub(super) fn at(&self, p: Point) -> SkinState {
        let found = self.grid.at(p).or_else(|| self.grid.at(self.grid.nearest(p)));
        let [dx, dy, wrinkles, relief] = found.unwrap_or([0.0, 0.0, 1.0, 0.0]);
        SkinState { rest: p + point(f64::from(dx), f64::from(dy)), wrinkles, relief }
    }
}

/// How steeply the palm falls away from the camera at a point, and whither.
fn relief(p: Point) -> Point {
    MOUNDS.iter().fold(point(0.0, 0.0), |sum, &(center, radius, height)| {
        let d = (p - center) * (1.0 / radius);
        let rest = (1.0 - d.dot(d)).max(0.0);
        sum + d * (4.0 * rest * height / radius)
    })
}
