//! What the networks see of a picture: lightness and two differences of colour, at the size they were taught on.

use super::network::{FRACTION, Tensor};
use super::point::{Point, length};
use crate::image::{Reduced, wipe};
use crate::simd::{Backend, OUTSIDE, Patch, Sweep};

/// Planes of a network's input.
pub(super) const INPUTS: usize = 3;

/// One in the fixed point of the networks.
const ONE: i32 = 1 << FRACTION;
/// Levels of colour difference that count as 1.
const COLOUR: i32 = 32;
/// Largest colour difference, in those.
const MAX_COLOUR: i32 = 4;
/// Smallest deviation of the lightness by which it is divided, in 255ths of white: less is noise.
const MIN_DEVIATION: f64 = 8.0;
/// Largest lightness, in deviations.
const MAX_LIGHTNESS: f64 = 8.0;

/// Added to every value of a plane, so that none is negative.
const BIAS: u16 = 256;

/// A picture at one size: luma, red minus green, green minus blue (none of a grey picture), each with [`BIAS`] added.
struct Level {
    rows: usize,
    columns: usize,
    planes: Vec<Patch>,
}

impl Level {
    /// A copy of the picture.
    fn of(reduced: &Reduced) -> Level {
        let (rows, columns) = reduced.luma.dim();
        let plane = |fill: &dyn Fn(usize, &mut [u16])| Patch::new([0, 0], [rows, columns], fill);
        let mut planes = vec![plane(&|row, line| {
            let luma = reduced.luma.row(row);
            line.iter_mut().zip(luma).for_each(|(v, luma)| *v = BIAS + u16::from(*luma));
        })];
        if let Some([red, green, blue]) = &reduced.rgb {
            planes.extend([[red, green], [green, blue]].map(|[a, b]| {
                plane(&|row, line| {
                    let (a, b) = (a.row(row), b.row(row));
                    let pairs = a.iter().zip(b);
                    line.iter_mut()
                        .zip(pairs)
                        .for_each(|(v, (a, b))| *v = BIAS + u16::from(*a) - u16::from(*b));
                })
            }));
        }
        Level { rows, columns, planes }
    }

    /// Means over blocks of `factor` × `factor` pixels; those that do not fill a block are left out.
    fn reduced(&self, factor: usize) -> Level {
        let (rows, columns) = ((self.rows / factor).max(1), (self.columns / factor).max(1));
        let (high, wide) = (factor.min(self.rows), factor.min(self.columns));
        let count = (high * wide) as u32;
        let planes = self.planes.iter().map(|plane| {
            let mut lines = plane.lines();
            let mut sums = vec![0u32; self.columns];
            Patch::new([0, 0], [rows, columns], |_, out| {
                // Down first: whole lines add up faster than blocks.
                sums.fill(0);
                for line in lines.by_ref().take(high) {
                    sums.iter_mut().zip(line).for_each(|(sum, v)| *sum += u32::from(*v));
                }
                for (mean, block) in out.iter_mut().zip(sums.chunks_exact(wide)) {
                    *mean = ((block.iter().sum::<u32>() + count / 2) / count) as u16;
                }
            })
        });
        Level { rows, columns, planes: planes.collect() }
    }
}

/// A picture at falling sizes, each half as large as the one before.
pub(super) struct Sight {
    levels: Vec<Level>,
}

/// Pixels of the picture that one of a crop may span, before a smaller copy of the picture shows them better.
const COARSEST: f64 = 1.5;

impl Sight {
    pub(super) fn new(reduced: &Reduced) -> Sight {
        Sight { levels: vec![Level::of(reduced)] }
    }

    /// The largest copy of which a pixel of a crop spans at most [`COARSEST`], where it spans `step` of the picture;
    /// and how many times smaller than the picture it is. Copies are made when they are first asked for.
    fn level(&mut self, step: f64) -> (&Level, f64) {
        let (mut index, mut scale) = (0, 1.0);
        while step / scale > COARSEST && self.levels[index].rows.min(self.levels[index].columns) >= 2 {
            index += 1;
            scale *= 2.0;
            if self.levels.len() == index {
                let half = self.levels[index - 1].reduced(2);
                self.levels.push(half);
            }
        }
        (&self.levels[index], scale)
    }

    /// Rows and columns of the picture.
    pub(super) fn shape(&self) -> [usize; 2] {
        let full = &self.levels[0];
        [full.rows, full.columns]
    }

    /// Whether a point lies in the picture.
    pub(super) fn reaches(&self, [row, column]: Point) -> bool {
        let [rows, columns] = self.shape();
        (0.0..rows as f64).contains(&row) && (0.0..columns as f64).contains(&column)
    }

    /// The whole picture, its longer side at most `longest`, filled up to multiples of `stride` with 0; and how
    /// many pixels of the picture make one of the input.
    pub(super) fn whole(&self, longest: usize, stride: usize) -> (Tensor, usize) {
        let full = &self.levels[0];
        let factor = full.rows.max(full.columns).div_ceil(longest).max(1);
        let small = full.reduced(factor);
        let (rows, columns) = (small.rows.next_multiple_of(stride), small.columns.next_multiple_of(stride));
        let mut out = Tensor::zeros(rows, columns, INPUTS);
        for (k, plane) in small.planes.iter().enumerate() {
            for (line, pixels) in plane.lines().zip(out.values.chunks_exact_mut(columns * INPUTS)) {
                let pixels = pixels.as_chunks_mut::<INPUTS>().0;
                pixels.iter_mut().zip(line).for_each(|(pixel, v)| pixel[k] = level(i32::from(*v)));
            }
        }
        let lines = || small.planes[0].lines().flatten();
        let lightness = Lightness::of(lines().map(|v| level(i32::from(*v))));
        for pixels in out.values.chunks_exact_mut(columns * INPUTS).take(small.rows) {
            let pixels = pixels.as_chunks_mut::<INPUTS>().0.iter_mut().take(small.columns);
            pixels.for_each(|pixel| *pixel = lightness.input(*pixel));
        }
        (out, factor)
    }

    /// A square of `side` × `side` pixels; the centre of the first at `origin`, the steps to the next in a row
    /// and in a column, in pixels of the picture. Beyond the picture all inputs are 0.
    pub(super) fn crop(&mut self, side: usize, origin: Point, right: Point, down: Point) -> Tensor {
        let (copy, scale) = self.level(length(right));
        let mut out = Tensor::zeros(side, side, INPUTS);
        let along =
            [0, 1].map(|a| (0..side).map(move |k| origin[a] + right[a] * k as f64).collect::<Vec<f64>>());
        let mut seen = vec![0; side];
        for (row, pixels) in out.values.chunks_exact_mut((side * INPUTS).max(1)).enumerate() {
            let below = down.map(|v| v * row as f64);
            // The scale is a power of two: neither way of dividing by it rounds.
            let line = Sweep { along: along.each_ref().map(Vec::as_slice), below, scale: 1.0 / scale };
            let pixels = pixels.as_chunks_mut::<INPUTS>().0;
            for (k, plane) in copy.planes.iter().enumerate() {
                Backend::best().sweep(plane, line, &mut seen);
                let values = seen.iter().map(|v| if *v == OUTSIDE { NO_LEVEL } else { level(*v) });
                pixels.iter_mut().zip(values).for_each(|(pixel, value)| pixel[k] = value);
            }
        }
        wipe(&mut seen);
        let pixels = out.values.as_chunks_mut::<INPUTS>().0;
        let inside = |pixel: &[i16; INPUTS]| pixel[0] != NO_LEVEL;
        let lightness = Lightness::of(pixels.iter().filter(|p| inside(p)).map(|p| p[0]));
        pixels.iter_mut().for_each(|p| *p = if inside(p) { lightness.input(*p) } else { [0; INPUTS] });
        out
    }
}

/// Stands outside the picture.
const NO_LEVEL: i16 = i16::MIN;

/// A value of a plane without its [`BIAS`].
fn level(biased: i32) -> i16 {
    (biased - i32::from(BIAS)) as i16
}

/// How levels become lightness: the root of the luma, which evens out the noise of sensors, about its mean and in
/// deviations, so that neither the light nor the camera's exposure matters.
struct Lightness([i16; 256]);

impl Lightness {
    fn of(levels: impl Iterator<Item = i16>) -> Lightness {
        let mut counts = [0u32; 256];
        levels.for_each(|v| counts[v.clamp(0, 255) as usize] += 1);
        let roots: [f64; 256] = std::array::from_fn(|v| (v as f64 * 255.0).sqrt());
        let mean = |of: &dyn Fn(f64) -> f64| {
            let total: u32 = counts.iter().sum();
            let sum: f64 = counts.iter().zip(roots).map(|(n, root)| f64::from(*n) * of(root)).sum();
            sum / f64::from(total.max(1))
        };
        let middle = mean(&|root| root);
        let deviation = mean(&|root| (root - middle) * (root - middle)).sqrt().max(MIN_DEVIATION);
        Lightness(roots.map(|root| {
            let value = ((root - middle) / deviation).clamp(-MAX_LIGHTNESS, MAX_LIGHTNESS);
            libm::round(value * f64::from(ONE)) as i16
        }))
    }

    fn input(&self, [luma, red_green, green_blue]: [i16; INPUTS]) -> [i16; INPUTS] {
        let limit = MAX_COLOUR * ONE;
        let colour = |v: i16| (i32::from(v) * (ONE / COLOUR)).clamp(-limit, limit) as i16;
        [self.0[luma.clamp(0, 255) as usize], colour(red_green), colour(green_blue)]
    }
}
