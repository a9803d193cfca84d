//! From the plane of the hand to the picture and back, with the heights that rise out of the plane.

use super::geometry::{Point, point};
use super::settings::CaptureSettings;
use crate::image::HandSide;

/// A projective map in homogeneous coordinates, row by row.
type Matrix = [[f64; 3]; 3];

/// A pinhole camera that looks at the middle of the palm.
#[derive(Debug, Clone)]
pub(super) struct Camera {
    forward: Matrix,
    backward: Matrix,
    /// Where the camera is, seen from the hand: in its plane, and above it, in millimetres.
    position: (Point, f64),
    /// Pixels a millimetre in the middle of the palm.
    pub(super) pixels_per_mm: f64,
}

impl Camera {
    pub(super) fn new(settings: &CaptureSettings, hand: HandSide, pixels_per_mm: f64) -> Camera {
        // A palm unit seen as so many pixels through this lens stands so far away, in millimetres.
        let distance = settings.focal_length / pixels_per_mm;
        let [[sp, cp], [sy, cy]] = settings.tilt.map(|t| [libm::sin(t), libm::cos(t)]);
        let mirror = if hand == HandSide::Left { -1.0 } else { 1.0 };
        // The hand's plane turned about its x and y axis; rows are x, y and depth in millimetres.
        let turned: Matrix = [[cy * mirror, sy * sp, 0.0], [0.0, cp, 0.0], [-sy * mirror, cy * sp, 1.0]];
        let depth = turned[2].map(|v| v / distance);
        let scaled = |row: [f64; 3]| row.map(|v| v * pixels_per_mm);
        let plane: Matrix = [scaled(turned[0]), scaled(turned[1]), [depth[0], depth[1], 1.0]];
        let (s, c) = (libm::sin(settings.rotation), libm::cos(settings.rotation));
        let [row, column] = settings.center;
        // Counter-clockwise as seen: rows run downwards.
        let placed: Matrix = [[c, s, column], [-s, c, row], [0.0, 0.0, 1.0]];
        let forward = product(&placed, &plane);
        let position = (point(sy * mirror, -cy * sp) * distance, cy * cp * distance);
        Camera { forward, backward: inverse(&forward), position, pixels_per_mm }
    }

    /// The pixel, as [row, column], at which a point of the hand's plane, or `height` millimetres above
    /// it, is seen.
    pub(super) fn project(&self, p: Point, height: f64) -> [f64; 2] {
        let (across, above) = self.position;
        let share = height / above;
        let foot = (p - across * share) * (1.0 / (1.0 - share));
        let [x, y, w] = apply(&self.forward, [foot.x, foot.y]);
        [y / w, x / w]
    }

    /// The point of the hand's plane seen at a pixel; none behind the camera.
    #[inline]
    pub(super) fn unproject(&self, row: f64, column: f64) -> Option<Point> {
        let [x, y, w] = apply(&self.backward, [column, row]);
        (w > 1e-3).then(|| point(x / w, y / w))
    }

    /// The point above which the line of sight to `foot` in the plane passes at this height.
    #[inline]
    pub(super) fn raised(&self, foot: Point, height: f64) -> Point {
        let (across, above) = self.position;
        foot + (across - foot) * (height / above)
    }
}

fn apply(m: &Matrix, [x, y]: [f64; 2]) -> [f64; 3] {
    m.map(|[a, b, c]| a * x + b * y + c)
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    a.map(|row| [0, 1, 2].map(|j| row[0] * b[0][j] + row[1] * b[1][j] + row[2] * b[2][j]))
}

/// The inverse, scaled so that the middle of the palm has weight 1.
fn inverse(m: &Matrix) -> Matrix {
    let cofactor = |r: usize, c: usize| {
        let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant = m[0][0] * cofactor(0, 0) + m[0][1] * cofactor(0, 1) + m[0][2] * cofactor(0, 2);
    [0, 1, 2].map(|r| [0, 1, 2].map(|c| cofactor(c, r) / determinant))
}
