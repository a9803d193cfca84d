//! What the networks see of a picture: lightness and two differences of colour, at the size they were taught on.

use ndarray::Array2;

use super::network::{FRACTION, Tensor};
use super::point::{Point, length};
use super::wipe::wipe;
use crate::image::Reduced;

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

/// A picture at one size: luma, red minus green, green minus blue (none of a grey picture), row by row.
#[derive(Clone)]
struct Level {
    rows: usize,
    columns: usize,
    planes: Vec<Vec<i16>>,
}

impl Drop for Level {
    fn drop(&mut self) {
        self.planes.iter_mut().for_each(|plane| wipe(plane));
    }
}

impl Level {
    fn of(reduced: &Reduced) -> Level {
        let (rows, columns) = reduced.luma.dim();
        let mut planes = vec![reduced.luma.iter().map(|v| i16::from(*v)).collect()];
        if let Some([red, green, blue]) = &reduced.rgb {
            let difference = |a: &Array2<u8>, b: &Array2<u8>| {
                a.iter().zip(b).map(|(a, b)| i16::from(*a) - i16::from(*b)).collect::<Vec<i16>>()
            };
            planes.extend([difference(red, green), difference(green, blue)]);
        }
        Level { rows, columns, planes }
    }

    /// Means over blocks of `factor` × `factor` pixels; those that do not fill a block are left out.
    fn reduced(&self, factor: usize) -> Level {
        let (rows, columns) = ((self.rows / factor).max(1), (self.columns / factor).max(1));
        let (high, wide) = (factor.min(self.rows), factor.min(self.columns));
        let count = (high * wide) as i32;
        let planes = self.planes.iter().map(|plane| {
            let mut out = Vec::with_capacity(rows * columns);
            let mut sums = vec![0i32; columns];
            for row in 0..rows {
                sums.fill(0);
                for line in plane.chunks_exact(self.columns).skip(row * factor).take(high) {
                    for (sum, block) in sums.iter_mut().zip(line.chunks(factor)) {
                        *sum += block.iter().map(|v| i32::from(*v)).sum::<i32>();
                    }
                }
                out.extend(sums.iter().map(|sum| (sum + count / 2).div_euclid(count) as i16));
            }
            out
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

    /// The whole picture, its longer side at most `longest`, filled up to multiples of `stride` with 0; and how
    /// many pixels of the picture make one of the input.
    pub(super) fn whole(&self, longest: usize, stride: usize) -> (Tensor, usize) {
        let full = &self.levels[0];
        let factor = full.rows.max(full.columns).div_ceil(longest).max(1);
        let small = full.reduced(factor);
        let (rows, columns) = (small.rows.next_multiple_of(stride), small.columns.next_multiple_of(stride));
        let lightness = Lightness::of(small.planes[0].iter().copied());
        let mut out = Tensor::zeros(rows, columns, INPUTS);
        for row in 0..small.rows {
            for column in 0..small.columns {
                let from = row * small.columns + column;
                let pixel = (row * columns + column) * INPUTS;
                let values = [0, 1, 2].map(|k| small.planes.get(k).map_or(0, |plane| plane[from]));
                out.values[pixel..pixel + INPUTS].copy_from_slice(&lightness.input(values));
            }
        }
        (out, factor)
    }

    /// A square of `side` × `side` pixels; the centre of the first at `origin`, the steps to the next in a row
    /// and in a column, in pixels of the picture. Beyond the picture all inputs are 0.
    pub(super) fn crop(&mut self, side: usize, origin: Point, right: Point, down: Point) -> Tensor {
        let (level, scale) = self.level(length(right));
        let mut out = Tensor::zeros(side, side, INPUTS);
        // Along a row only the step to the right counts: the rest is added once for all rows and once for each.
        let along: Vec<Point> =
            (0..side).map(|column| [0, 1].map(|a| origin[a] + right[a] * column as f64)).collect();
        for (row, line) in out.values.chunks_exact_mut((side * INPUTS).max(1)).enumerate() {
            let below = down.map(|v| v * row as f64);
            for (along, pixel) in along.iter().zip(line.as_chunks_mut::<INPUTS>().0) {
                // The scale is a power of two: neither way of dividing by it rounds.
                *pixel = level.sample([0, 1].map(|a| (along[a] + below[a]) * (1.0 / scale)));
            }
        }
        let pixels = out.values.as_chunks_mut::<INPUTS>().0;
        let lightness = Lightness::of(pixels.iter().filter(|p| **p != OUTSIDE).map(|values| values[0]));
        pixels.iter_mut().for_each(|p| *p = if *p == OUTSIDE { [0; INPUTS] } else { lightness.input(*p) });
        out
    }
}

/// Fractional bits of the weights between neighbouring pixels.
const WEIGHT_BITS: u32 = 8;

/// Planes outside a picture: no level.
const OUTSIDE: [i16; INPUTS] = [i16::MIN; INPUTS];

impl Level {
    /// The planes at a point, blended between the four pixels around it; [`OUTSIDE`] outside.
    fn sample(&self, [row, column]: Point) -> [i16; INPUTS] {
        let (height, width) = (self.rows as f64, self.columns as f64);
        if !(row >= 0.0 && column >= 0.0 && row < height && column < width) {
            return OUTSIDE;
        }
        // Pixel centres lie at .5; the border repeats its pixels.
        let (row, column) = ((row - 0.5).max(0.0), (column - 0.5).max(0.0));
        let (top, left) = (row as usize, column as usize);
        let one = 1i32 << WEIGHT_BITS;
        let part = |v: f64, whole: usize| ((v - whole as f64) * f64::from(one)) as i32;
        let (v, u) = (part(row, top), part(column, left));
        let bottom = (top + 1).min(self.rows - 1) * self.columns;
        let (top, right) = (top * self.columns, (left + 1).min(self.columns - 1));
        let mut out = [0; INPUTS];
        for (value, plane) in out.iter_mut().zip(&self.planes) {
            let at = |index: usize| i32::from(plane[index]);
            let above = at(top + left) * (one - u) + at(top + right) * u;
            let below = at(bottom + left) * (one - u) + at(bottom + right) * u;
            let sum = above * (one - v) + below * v;
            *value = ((sum + (1 << (2 * WEIGHT_BITS - 1))) >> (2 * WEIGHT_BITS)) as i16;
        }
        out
    }
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
