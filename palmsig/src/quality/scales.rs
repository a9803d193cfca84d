//! A palm square taken apart by scale: what all measures of sharpness, lines and motion start from.
//!
//! An undecimated wavelet transform ("à trous": Holschneider et al. 1989) with the binomial kernel 1 2 1: level
//! k + 1 is level k smoothed with taps 2^k pixels apart, and detail k is what that takes away. Fifteen pixels
//! around the square take part in all: no more than its margin.

use ndarray::Array2;

use super::resolution::Grain;
use crate::params::{LINE_CELLS, MARGIN, SQUARE_SIDE};
use crate::roi::PalmSquare;

/// Details taken off one after the other.
pub(super) const SCALES: usize = 4;

/// The finest detail that pixels of the square do not cut short: wavelengths of 3.5 to 8 pixels.
pub(super) const FINEST: usize = 1;

/// The detail that the texture planes see: wavelengths of 7.5 to 16 pixels of the square.
pub(super) const TEXTURE: usize = 2;

/// The detail that the line planes see: wavelengths of 16 to 31 pixels of the square.
pub(super) const LINES: usize = 3;

/// Share of the variance of white noise that each detail holds; it follows from the kernel. Nothing is taken off the
/// finest two, where the noise of pixels that were enlarged or averaged is not white.
const NOISE_IN_DETAIL: [f64; SCALES] = [0.0, 0.0, 0.0143, 0.0033];

/// Share of the variance of white noise in one direction of [`Detail::gradient`]; it follows from the kernel.
const NOISE_IN_GRADIENT: [f64; SCALES] = [0.0, 0.0, 0.0129, 0.0009];

/// Fractional bits of levels between the passes.
const FRACTION: u32 = 4;

const EXTENT: usize = PalmSquare::EXTENT;

/// One detail of the skin in a palm square, per pixel, in levels of 12 bits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Detail {
    /// Mean square, noise taken off (see [`NOISE_IN_DETAIL`]).
    pub(super) energy: f64,
    /// Skewness with its sign turned: positive where dark lines stand out from bright skin, 0 without detail.
    pub(super) darkness: f64,
    /// Structure tensor: mean of the squared differences over two pixels down, of those to the right, and
    /// of their product; noise taken off the squares.
    pub(super) gradient: [f64; 3],
}

/// What the scales of a palm square hold.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scales {
    /// From fine to coarse; see [`TEXTURE`] and [`LINES`].
    pub(super) details: [Detail; SCALES],
    /// Variance of white noise as strong as that at the coarse scales, in squared levels of 12 bits.
    pub(super) noise: f64,
}

impl Scales {
    /// Looks at the pixels of the usable cells, shape (32, 32).
    pub(super) fn of(square: &PalmSquare, usable: &Array2<bool>, grain: Grain) -> Scales {
        let inside = pixels(usable);
        let shape = (EXTENT, EXTENT);
        let (Some(levels), false) = (square.pixels.as_slice(), inside.is_empty()) else {
            return Scales::default();
        };
        if square.pixels.dim() != shape {
            return Scales::default();
        }
        let noise = grain.gain * noise(levels, &inside, grain.spacing.clamp(1, MARGIN));
        let mut level: Vec<i32> =
            levels.iter().map(|&v| i32::from(v.clamp(0, PalmSquare::WHITE)) << FRACTION).collect();
        let details = std::array::from_fn(|scale| {
            let smooth = smoothed(&level, 1 << scale);
            level.iter_mut().zip(&smooth).for_each(|(fine, coarse)| *fine -= coarse);
            let detail = detail(&level, &inside, noise, scale);
            level = smooth;
            detail
        });
        Scales { details, noise }
    }
}

/// Indices, in the square with its margin, of the pixels of the usable cells.
pub(super) fn pixels(usable: &Array2<bool>) -> Vec<usize> {
    const CELL: usize = SQUARE_SIDE / LINE_CELLS;
    let cells = usable.indexed_iter().filter(|&((row, column), &u)| u && row.max(column) < LINE_CELLS);
    let corner = |(row, column): (usize, usize)| (MARGIN + CELL * row) * EXTENT + MARGIN + CELL * column;
    let within = |start: usize| (0..CELL * CELL).map(move |k| start + k / CELL * EXTENT + k % CELL);
    cells.flat_map(|(cell, _)| within(corner(cell))).collect()
}

/// `level` smoothed with taps `step` pixels apart. The outermost pixels stay as they are: what follows from
/// them never reaches the square.
fn smoothed(level: &[i32], step: usize) -> Vec<i32> {
    let kernel = |a: i32, b: i32, c: i32| a + 2 * b + c;
    let mut across: Vec<i32> = level.iter().map(|v| 4 * v).collect();
    for (from, to) in level.chunks_exact(EXTENT).zip(across.chunks_exact_mut(EXTENT)) {
        for i in step..EXTENT - step {
            to[i] = kernel(from[i - step], from[i], from[i + step]);
        }
    }
    let mut out = level.to_vec();
    for i in step * EXTENT..(EXTENT - step) * EXTENT {
        let sum = kernel(across[i - step * EXTENT], across[i], across[i + step * EXTENT]);
        // The kernel sums to 16; half of that rounds to the nearest.
        out[i] = (sum + 8) >> 4;
    }
    out
}

/// Sums over the pixels `inside`: integers, so that their order does not matter. Details stay below 2^16,
/// their squares and cubes over 128² pixels below 2^63, differences of them below 2^17.
fn detail(levels: &[i32], inside: &[usize], noise: f64, scale: usize) -> Detail {
    let (mut squares, mut cubes, mut tensor) = (0i64, 0i64, [0i64; 3]);
    for &i in inside {
        let at = |i: usize| i64::from(levels[i]);
        let value = at(i);
        squares += value * value;
        cubes += value * value * value;
        let (down, right) = (at(i + EXTENT) - at(i - EXTENT), at(i + 1) - at(i - 1));
        tensor[0] += down * down;
        tensor[1] += right * right;
        tensor[2] += down * right;
    }
    let unit = f64::from(1 << FRACTION);
    let mean = |sum: i64, unit: f64| sum as f64 / unit / inside.len() as f64;
    let (square, cube) = (mean(squares, unit * unit), mean(cubes, unit * unit * unit));
    let [down, right, both] = tensor.map(|sum| mean(sum, unit * unit));
    let still = |v: f64| (v - NOISE_IN_GRADIENT[scale] * noise).max(0.0);
    Detail {
        energy: (square - NOISE_IN_DETAIL[scale] * noise).max(0.0),
        darkness: if square > 0.0 { -cube / (square * square.sqrt()) } else { 0.0 },
        gradient: [still(down), still(right), both],
    }
}

/// Variance of the noise: Immerkaer's fast estimate (1996), the mean magnitude of a mask that answers to
/// neither slopes nor straight edges along the axes.
fn noise(levels: &[i16], inside: &[usize], spacing: usize) -> f64 {
    let (side, up) = (spacing, spacing * EXTENT);
    let mut sum = 0i64;
    for &i in inside {
        let at = |i: usize| i64::from(levels[i]);
        let corners = at(i - up - side) + at(i - up + side) + at(i + up - side) + at(i + up + side);
        let edges = at(i - up) + at(i + up) + at(i - side) + at(i + side);
        sum += (corners - 2 * edges + 4 * at(i)).abs();
    }
    // The mask has a gain of 6, and a normal variable a mean magnitude of √(2/π) deviations.
    let deviation = (std::f64::consts::PI / 2.0).sqrt() / 6.0 * sum as f64 / inside.len() as f64;
    deviation * deviation
}
