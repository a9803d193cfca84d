//! Whether all of a hand moves as one plane does.

use super::plane::{Tracked, off_plane};
use crate::image::ImageView;
use crate::roi::{Location, Palm, PalmSquare, Square};

/// Side of the region that is cut out, without its margin, in sides of the palm square, and how far its middle lies from that of the palm
/// towards the fingers: fingers are what moves most by itself.
const REGION: f64 = 1.7;
const TOWARDS_FINGERS: f64 = 0.35;
/// From the middle of a patch to its edge, and from patch to patch, in pixels of the region.
const REACH: usize = 7;
const STEP: usize = 13;
const SIDE: usize = 2 * REACH + 1;
const COUNT: usize = SIDE * SIDE;
/// Most steps towards the place of a patch, and the step in pixels below which it is found.
const STEPS: usize = 8;
const FOUND: f64 = 0.01;
/// Farthest that a patch is followed, in pixels, and the greatest expected error.
const FARTHEST: f64 = 9.0;
const UNSURE: f64 = 0.4;
/// Resampling makes the noise of neighbouring pixels alike, so that a sum over them errs by more: variance.
const ALIKE: f64 = 2.0;

/// Patches of the first frame, and how far they went since.
#[derive(Debug, Clone, Default)]
pub(super) struct Relief {
    square: PalmSquare,
    patches: Vec<Patch>,
    largest: Option<f64>,
}

impl Relief {
    pub(super) fn observe(&mut self, view: &ImageView<'_>, palm: &Palm) {
        let region = Square {
            center: palm.square.at(-TOWARDS_FINGERS, 0.0),
            side: REGION * palm.square.side,
            ..palm.square
        };
        let palm = Palm { square: region, ..palm.clone() };
        self.square.warp(view, &palm, &Location::Search);
        if self.patches.is_empty() {
            self.patches = centers().filter_map(|at| Patch::of(&self.square, at)).collect();
            return;
        }
        let tracked: Vec<Tracked> = self.patches.iter().filter_map(|p| p.tracked(&self.square)).collect();
        self.largest = off_plane(&tracked).into_iter().chain(self.largest).reduce(f64::max);
    }

    /// How far patches are off the place where one plane would carry them, in expected errors.
    pub(super) fn off_plane(&self) -> Option<f64> {
        self.largest
    }
}

/// Where patches may lie.
fn centers() -> impl Iterator<Item = [usize; 2]> {
    let along = || (REACH + 1..PalmSquare::EXTENT - REACH - 1).step_by(STEP);
    along().flat_map(move |row| along().map(move |column| [row, column]))
}

/// What is looked for: levels and how they change from pixel to pixel, the means taken off.
#[derive(Debug, Clone)]
struct Patch {
    at: [usize; 2],
    levels: Vec<f32>,
    slopes: [Vec<f32>; 2],
    /// The inverse of the products of slopes: down with down, down with right, right with right.
    inverse: [f64; 3],
}

impl Patch {
    /// None where it does not all lie on the hand, or has nothing that shows where it is.
    fn of(square: &PalmSquare, at: [usize; 2]) -> Option<Patch> {
        let pixels = || (0..COUNT).map(|k| [at[0] + k / SIDE - REACH, at[1] + k % SIDE - REACH]);
        if pixels().any(|p| square.mask[p] == 0) {
            return None;
        }
        let level = |r: usize, c: usize| f32::from(square.pixels[[r, c]]);
        let levels = centred(pixels().map(|[r, c]| level(r, c)));
        let slopes = [
            centred(pixels().map(|[r, c]| 0.5 * (level(r + 1, c) - level(r - 1, c)))),
            centred(pixels().map(|[r, c]| 0.5 * (level(r, c + 1) - level(r, c - 1)))),
        ];
        let products = [[0, 0], [0, 1], [1, 1]].map(|[a, b]| dot(&slopes[a], &slopes[b]));
        let determinant = products[0] * products[2] - products[1] * products[1];
        let inverse = [products[2], -products[1], products[0]].map(|v| v / determinant);
        (determinant > 0.0).then_some(Patch { at, levels, slopes, inverse })
    }

    /// Where it went (Lucas & Kanade 1981, the slopes being those of the patch: Baker & Matthews 2004).
    fn tracked(&self, square: &PalmSquare) -> Option<Tracked> {
        let mut moved = [0.0; 2];
        for _ in 0..STEPS {
            let seen = self.seen(square, moved)?;
            let rest: Vec<f32> = seen.iter().zip(&self.levels).map(|(a, b)| a - b).collect();
            let [down, right] = [0, 1].map(|a| dot(&self.slopes[a], &rest));
            let [a, b, c] = self.inverse;
            let step = [a * down + b * right, b * down + c * right];
            moved = [moved[0] - step[0], moved[1] - step[1]];
            if libm::hypot(step[0], step[1]) < FOUND {
                let variance = dot(&rest, &rest) / (COUNT - 3) as f64;
                let error = (ALIKE * variance * 0.5 * (a + c)).sqrt();
                let middle = PalmSquare::EXTENT as f64 / 2.0;
                let at = self.at.map(|v| (v as f64 - middle) / middle);
                return (error > 0.0 && error < UNSURE).then_some(Tracked { at, moved, error });
            }
        }
        None
    }

    /// The levels as far away as it has moved, the mean taken off.
    fn seen(&self, square: &PalmSquare, moved: [f64; 2]) -> Option<Vec<f32>> {
        if libm::hypot(moved[0], moved[1]) > FARTHEST {
            return None;
        }
        let start = [0, 1].map(|a| (self.at[a] - REACH) as f64 + moved[a]);
        let room = (PalmSquare::EXTENT - SIDE - 1) as f64;
        if start.iter().any(|v| !(0.0..room).contains(v)) {
            return None;
        }
        let ([top, left], [v, u]) = (start.map(|v| v as usize), start.map(|v| (v - libm::floor(v)) as f32));
        let level = |r: usize, c: usize| f32::from(square.pixels[[r, c]]);
        Some(centred((0..COUNT).map(|k| {
            let (r, c) = (top + k / SIDE, left + k % SIDE);
            (1.0 - v) * ((1.0 - u) * level(r, c) + u * level(r, c + 1))
                + v * ((1.0 - u) * level(r + 1, c) + u * level(r + 1, c + 1))
        })))
    }
}

fn centred(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut values: Vec<f32> = values.collect();
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    values.iter_mut().for_each(|v| *v -= mean);
    values
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum()
}
