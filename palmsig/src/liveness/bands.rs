//! How visible and near-infrared light see the same skin: lines fade, veins appear.

use crate::image::ImageView;
use crate::params::{MARGIN, SQUARE_SIDE};
use crate::roi::{Location, Palm, PalmSquare};

/// Pixels on each side that are averaged, in the square of 128: finer than creases, as creases and veins are wide, and coarser than both.
const FINE: usize = 1;
const LINES: usize = 5;
const VEINS: [usize; 2] = [2, 8];

/// Sums over frames of what the bands have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Disagreement {
    square: PalmSquare,
    /// Products of visible with visible, and of visible with near-infrared lines.
    visible: f64,
    both: f64,
    /// Mean square contrast at the width of veins that visible light does not explain, and in how many frames.
    veins: f64,
    frames: u32,
}

impl Disagreement {
    pub(super) fn observe(
        &mut self,
        visible: Option<&ImageView<'_>>,
        nir: Option<&ImageView<'_>>,
        palm: &Palm,
    ) {
        let Some(nir) = nir else { return };
        let near = self.contrast(nir, palm);
        let (narrow, wide) = (near.detail(FINE, LINES), near.detail(VEINS[0], VEINS[1]));
        let mut unexplained = wide;
        if let Some(visible) = visible {
            let seen = self.contrast(visible, palm);
            let lines = seen.detail(FINE, LINES);
            self.visible += dot(&lines, &lines);
            self.both += dot(&lines, &narrow);
            let broad = seen.detail(VEINS[0], VEINS[1]);
            let share = dot(&broad, &unexplained) / dot(&broad, &broad).max(f64::MIN_POSITIVE);
            unexplained.iter_mut().zip(&broad).for_each(|(v, b)| *v -= share * b);
        }
        self.veins += dot(&unexplained, &unexplained) / (SIDE * SIDE) as f64;
        self.frames = self.frames.saturating_add(1);
    }

    /// Contrast of visible lines that is left in near-infrared.
    pub(super) fn left_in_nir(&self) -> Option<f64> {
        (self.visible > 0.0).then(|| self.both / self.visible)
    }

    /// Contrast that is veins', percent.
    pub(super) fn veins(&self) -> Option<f64> {
        (self.frames > 0).then(|| 100.0 * (self.veins / f64::from(self.frames)).sqrt())
    }

    /// Logarithms of the levels of the palm square.
    fn contrast(&mut self, view: &ImageView<'_>, palm: &Palm) -> Contrast {
        self.square.warp(view, palm, &Location::Search);
        let rows = (MARGIN..MARGIN + SIDE).flat_map(|r| (MARGIN..MARGIN + SIDE).map(move |c| [r, c]));
        let level = |at: [usize; 2]| libm::logf(f32::from(self.square.pixels[at].max(DARK)));
        Contrast(rows.map(level).map(f64::from).collect())
    }
}

const SIDE: usize = SQUARE_SIDE;
/// Levels (0..=4095) below this are noise.
const DARK: i16 = 40;

struct Contrast(Vec<f64>);

impl Contrast {
    /// Means over (2·near + 1)² pixels minus those over (2·far + 1)², both means taken twice, which is nearly a Gaussian.
    fn detail(&self, near: usize, far: usize) -> Vec<f64> {
        let [fine, coarse] = [near, far].map(|reach| averaged(&averaged(&self.0, reach), reach));
        fine.iter().zip(&coarse).map(|(a, b)| a - b).collect()
    }
}

/// Means over squares; at the border over what there is of them.
fn averaged(values: &[f64], reach: usize) -> Vec<f64> {
    transposed(&smoothed(&transposed(&smoothed(values, reach)), reach))
}

/// Means down the columns; all columns go along at once.
fn smoothed(values: &[f64], reach: usize) -> Vec<f64> {
    let row = |k: usize| values.get(k * SIDE..(k + 1) * SIDE);
    let mut sums = [0.0; SIDE];
    let add = |sums: &mut [f64; SIDE], line: &[f64]| sums.iter_mut().zip(line).for_each(|(s, v)| *s += v);
    (0..reach).filter_map(row).for_each(|line| add(&mut sums, line));
    let mut out = Vec::with_capacity(values.len());
    for k in 0..SIDE {
        row(k + reach).into_iter().for_each(|line| add(&mut sums, line));
        let share = 1.0 / ((k + reach).min(SIDE - 1) + 1 - k.saturating_sub(reach)) as f64;
        out.extend(sums.iter().map(|sum| sum * share));
        if let Some(line) = k.checked_sub(reach).and_then(row) {
            sums.iter_mut().zip(line).for_each(|(s, v)| *s -= v);
        }
    }
    out
}

fn transposed(values: &[f64]) -> Vec<f64> {
    (0..SIDE * SIDE).map(|k| values[(k % SIDE) * SIDE + k / SIDE]).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
