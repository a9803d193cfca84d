//! From the plane of the hand to the picture and back.

use super::geometry::{Point, point};
use super::settings::CaptureSettings;
use crate::image::HandSide;

/// Distance from the camera to the palm in millimetres: arm's length before a terminal.
const CAMERA_DISTANCE: f64 = 350.0;

/// A projective map in homogeneous coordinates, row by row.
type Matrix = [[f64; 3]; 3];

/// Projects the plane of a hand into a picture.
#[derive(Debug, Clone)]
pub(super) struct Camera {
    forward: Matrix,
    backward: Matrix,
    /// Pixels a millimetre in the middle of the palm.
    pub(super) pixels_per_mm: f64,
}

impl Camera {
    pub(super) fn new(settings: &CaptureSettings, hand: HandSide, pixels_per_mm: f64) -> Camera {
        let [[sp, cp], [sy, cy]] = settings.tilt.map(|t| [libm::sin(t), libm::cos(t)]);
        let mirror = if hand == HandSide::Left { -1.0 } else { 1.0 };
        // The hand's plane turned about its x and y axis; rows are x, y and depth in millimetres.
        let turned: Matrix = [[cy * mirror, sy * sp, 0.0], [0.0, cp, 0.0], [-sy * mirror, cy * sp, 1.0]];
        let shrink = pixels_per_mm;
        let depth = turned[2].map(|v| v / CAMERA_DISTANCE);
        let plane: Matrix =
            [turned[0].map(|v| v * shrink), turned[1].map(|v| v * shrink), [depth[0], depth[1], 1.0]];
        let (s, c) = (libm::sin(settings.rotation), libm::cos(settings.rotation));
        let [row, column] = settings.center;
        // Counter-clockwise as seen: rows run downwards.
        let placed: Matrix = [[c, s, column], [-s, c, row], [0.0, 0.0, 1.0]];
        let forward = product(&placed, &plane);
        Camera { forward, backward: inverse(&forward), pixels_per_mm }
    }

    /// The pixel, as [row, column], at which a point of the hand is seen.
    pub(super) fn project(&self, p: Point) -> [f64; 2] {
        let [x, y, w] = apply(&self.forward, [p.x, p.y]);
        [y / w, x / w]
    }

    /// The point of the hand's plane seen at a pixel; none behind the camera.
    #[inline]
    pub(super) fn unproject(&self, row: f64, column: f64) -> Option<Point> {
        let [x, y, w] = apply(&self.backward, [column, row]);
        (w > 1e-3).then(|| point(x / w, y / w))
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
