//! Cutting the palm square out of the picture at the encoder's resolution.

#[cfg(test)]
mod tests;

use std::ops::Range;

use ndarray::{Array2, s};

use super::{HandMask, Location, Palm, Point, Square};
use crate::image::ImageView;
use crate::params::{MARGIN, SQUARE_SIDE};
use crate::simd::{Backend, Line, POSITION_BITS, Patch};

/// The palm at the encoder's resolution. Both planes have shape (side + 2·margin, side + 2·margin):
/// the palm square with a margin around it, so that a filter near the edge of the square still
/// sees skin where there is some.
#[derive(Clone)]
pub struct PalmSquare {
    /// Luma, 0..=[`PalmSquare::WHITE`].
    pub pixels: Array2<i16>,
    /// 1 where the pixel lies in the picture (in the hand, where its mask is known), 0 elsewhere.
    pub mask: Array2<u8>,
}

/// Prints the size, never a pixel.
impl std::fmt::Debug for PalmSquare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PalmSquare({0}x{0})", Self::EXTENT)
    }
}

impl Default for PalmSquare {
    fn default() -> Self {
        let shape = (Self::EXTENT, Self::EXTENT);
        PalmSquare { pixels: Array2::zeros(shape), mask: Array2::zeros(shape) }
    }
}

/// Fractional bits of the way from pixel to pixel of a square; that from sample to sample has those of positions, so
/// that thousands of steps end where they should.
const STEP_BITS: u32 = 16;

/// Farther than any pixel of a picture, and a longer step from one pixel of a square to the next than any picture
/// allows, in pixels: what lies there is outside, and sums of positions stay within 64 bits.
const FAR: f64 = (1 << 28) as f64;
const STEEP: f64 = (1 << 20) as f64;

/// Samples along one side of a pixel of the square, at the most: enough up to a palm of 1024 pixels.
const MAX_SAMPLES: i64 = 8;

/// How (row, column) of the extended square map to the picture: `origin` is its top left corner,
/// the steps are one pixel of the square, all in pixels of the picture.
struct Mapping {
    origin: [f64; 2],
    down: [f64; 2],
    right: [f64; 2],
}

impl Mapping {
    fn of(square: &Square) -> Mapping {
        let extent = PalmSquare::EXTENT as f64 / SQUARE_SIDE as f64;
        let step = 1.0 / SQUARE_SIDE as f64;
        let (zero, down, right) = (square.at(0.0, 0.0), square.at(step, 0.0), square.at(0.0, step));
        let minus_zero = |a: Point| [a[0] - zero[0], a[1] - zero[1]];
        let origin = square.at(-extent / 2.0, -extent / 2.0);
        Mapping { origin, down: minus_zero(down), right: minus_zero(right) }
    }

    fn of_crop(image: &ImageView<'_>) -> Mapping {
        let side = SQUARE_SIDE as f64;
        let (row, column) = (image.height() as f64 / side, image.width() as f64 / side);
        let margin = MARGIN as f64;
        Mapping { origin: [-margin * row, -margin * column], down: [row, 0.0], right: [0.0, column] }
    }

    /// The point of the picture at (row, column) of the extended square.
    fn at(&self, row: f64, column: f64) -> Point {
        [0, 1].map(|a| self.origin[a] + self.down[a] * row + self.right[a] * column)
    }
}

impl PalmSquare {
    /// The level of white: 12 bits, so that the mean of several 8-bit pixels keeps its fraction and a
    /// product with a 16-bit coefficient still sums in 32 bits.
    pub const WHITE: i16 = 4095;

    /// Pixels along one side, margins included.
    pub const EXTENT: usize = SQUARE_SIDE + 2 * MARGIN;

    /// Fills the palm square from `image`, resampled by the mean over each pixel. Pixels outside the
    /// picture repeat its border and are masked, as are those outside the hand where its mask is known.
    pub fn warp(&mut self, image: &ImageView<'_>, palm: &Palm, location: &Location<'_>) {
        if let Location::WholePicture = location {
            return self.warp_whole(image);
        }
        let mapping = Mapping::of(&palm.square);
        self.resample(image, &mapping);
        if let Some(hand) = &palm.mask {
            self.mask_by(hand, &mapping);
        }
    }

    /// A picture that is a crop of the palm: its margin repeats the border and is not masked, for the
    /// crop has nothing else to offer there.
    fn warp_whole(&mut self, image: &ImageView<'_>) {
        self.resample(image, &Mapping::of_crop(image));
        self.mask.fill(1);
    }

    fn mask_by(&mut self, hand: &HandMask, mapping: &Mapping) {
        let whole = [0..Self::EXTENT, 0..Self::EXTENT];
        let mut open = vec![whole];
        while let Some(part) = open.pop() {
            match covered(hand, mapping, &part) {
                Some(true) => {}
                Some(false) => self.mask.slice_mut(s![part[0].clone(), part[1].clone()]).fill(0),
                None => open.extend(quarters(&part)),
            }
        }
    }

    /// The levels as a picture, shape (rows, columns), 12 bits.
    pub(crate) fn levels(&self) -> Array2<u16> {
        self.pixels.mapv(i16::unsigned_abs)
    }

    fn resample(&mut self, image: &ImageView<'_>, mapping: &Mapping) {
        if [self.pixels.dim(), self.mask.dim()] != [(Self::EXTENT, Self::EXTENT); 2] {
            *self = PalmSquare::default();
        }
        let (Some(pixels), Some(mask)) = (self.pixels.as_slice_mut(), self.mask.as_slice_mut()) else {
            return;
        };
        let (grid, patch) = (Grid::of(mapping), patch(image, mapping));
        let size = [image.height(), image.width()].map(|n| (n as i64) << POSITION_BITS);
        let mean = Mean::of(grid.samples * grid.samples, image.bit_depth());
        let rows = pixels.chunks_exact_mut(Self::EXTENT).zip(mask.chunks_exact_mut(Self::EXTENT));
        for (row, (pixels, mask)) in rows.enumerate() {
            let mut sums = [0; Self::EXTENT];
            mask.fill(1);
            for line in grid.lines(row as i64) {
                Backend::best().sample(&patch, line, &mut sums);
                let shown = shown(line, size);
                mask[..shown.start].fill(0);
                mask[shown.end..].fill(0);
            }
            pixels.iter_mut().zip(&sums).for_each(|(pixel, sum)| *pixel = mean.level(*sum));
        }
    }
}

/// Whether the hand covers a rectangle of the square, or shows nowhere in it; none where it does both. Along rows and
/// columns the place in the mask only grows or only falls, whatever is rounded, so that it stays between the corners'.
fn covered(hand: &HandMask, mapping: &Mapping, [rows, columns]: &[Range<usize>; 2]) -> Option<bool> {
    if hand.pixels.is_empty() {
        return Some(false);
    }
    let place = |row: usize, column: usize| hand.place(mapping.at(row as f64 + 0.5, column as f64 + 0.5));
    let (bottom, right) = (rows.end - 1, columns.end - 1);
    let corners =
        [(rows.start, columns.start), (rows.start, right), (bottom, columns.start), (bottom, right)]
            .map(|(row, column)| place(row, column));
    let span = |a: usize| {
        let places = corners.iter().map(|place| place[a]);
        places.clone().min().unwrap_or(0)..places.max().unwrap_or(0) + 1
    };
    let seen = hand.pixels.slice(s![span(0), span(1)]);
    let first = seen.first()? != &0;
    seen.iter().all(|v| (*v != 0) == first).then_some(first)
}

/// A rectangle of more than one pixel in up to four parts.
fn quarters([rows, columns]: &[Range<usize>; 2]) -> impl Iterator<Item = [Range<usize>; 2]> + use<> {
    let halves = |side: &Range<usize>| {
        let middle = side.start.midpoint(side.end);
        [side.start..middle, middle..side.end]
    };
    let (rows, columns) = (halves(rows), halves(columns));
    let parts = rows.into_iter().flat_map(move |r| columns.clone().map(|c| [r.clone(), c]));
    parts.filter(|part| part.iter().all(|side| !side.is_empty()))
}

/// Where the samples of a square lie.
#[derive(Clone, Copy)]
struct Grid {
    /// Samples along one side of a pixel of the square.
    samples: i64,
    /// The corner of the square in the picture, and half the way from one sample to the next, down and to the right, as
    /// [row, column] in 2^-28 pixels of the picture.
    origin: [i64; 2],
    down: [i64; 2],
    right: [i64; 2],
}

impl Grid {
    fn of(mapping: &Mapping) -> Grid {
        let fixed = |v: f64, far: f64| libm::round(v.clamp(-far, far) * f64::from(1 << STEP_BITS)) as i64;
        let finer = POSITION_BITS - STEP_BITS;
        let (down, right) = (mapping.down.map(|v| fixed(v, STEEP)), mapping.right.map(|v| fixed(v, STEEP)));
        let origin = mapping.origin.map(|v| fixed(v, FAR) << finer);
        let reach = |a: usize| down[a].abs().max(right[a].abs());
        let samples = ((reach(0).max(reach(1)) + (1 << (STEP_BITS - 1))) >> STEP_BITS).clamp(1, MAX_SAMPLES);
        // From the centre of a sample halfway to the next.
        let half = |v: i64| (v << finer) / (2 * samples);
        Grid { samples, origin, down: down.map(half), right: right.map(half) }
    }

    /// The samples of a row of pixels: in each line one of every pixel.
    fn lines(&self, row: i64) -> impl Iterator<Item = Line> {
        let (n, Grid { origin, down, right, .. }) = (self.samples, *self);
        (0..n * n).map(move |k| {
            let (r, c) = (2 * (row * n + k / n) + 1, 2 * (k % n) + 1);
            let start = [0, 1].map(|a| origin[a] + down[a] * r + right[a] * c);
            Line { start, step: right.map(|v| 2 * n * v) }
        })
    }
}

/// Which samples of a line across the square lie in a picture of this size, in units of positions.
fn shown(line: Line, size: [i64; 2]) -> Range<usize> {
    let count = PalmSquare::EXTENT as i64;
    let (mut first, mut end) = (0, count);
    for ((start, step), size) in line.start.into_iter().zip(line.step).zip(size) {
        // The first sample at or beyond a position: k of start + k · step.
        let reached = |away: i64, step: i64| (away + step - 1).div_euclid(step);
        let inside = match step {
            0 if (0..size).contains(&start) => continue,
            0 => 0..0,
            step if step > 0 => reached(-start, step)..reached(size - start, step),
            step => reached(start - size + 1, -step)..reached(start + 1, -step),
        };
        (first, end) = (first.max(inside.start), end.min(inside.end));
    }
    let end = end.clamp(0, count);
    first.clamp(0, end) as usize..end as usize
}

/// Takes the mean of samples, and brings it from 16 fractional bits to 12 bits in all.
struct Mean {
    shift: u32,
    /// 2^26 / samples, rounded up: exact for sums of up to 64 levels of 12 bits.
    reciprocal: u32,
}

impl Mean {
    fn of(samples: i64, bit_depth: u8) -> Mean {
        Mean { shift: 16 + u32::from(bit_depth) - 12, reciprocal: (1u32 << 26).div_ceil(samples as u32) }
    }

    fn level(&self, sum: u64) -> i16 {
        let level = (u64::from((sum >> self.shift) as u32) * u64::from(self.reciprocal)) >> 26;
        level.min(PalmSquare::WHITE as u64) as i16
    }
}

/// The luma of the part of a picture in which a square lies, so that every pixel is looked up once.
fn patch(image: &ImageView<'_>, mapping: &Mapping) -> Patch {
    let size = [image.height(), image.width()];
    let extent = PalmSquare::EXTENT as f64;
    let corners = [(0.0, 0.0), (0.0, extent), (extent, 0.0), (extent, extent)].map(|(r, c)| mapping.at(r, c));
    // One pixel more on each side is blended in, and one for rounding; what lies outside repeats the border.
    let pixel = |v: f64, a: usize| v.clamp(0.0, (size[a] - 1) as f64) as usize;
    let low = |a: usize| pixel(corners.iter().map(|p| p[a]).fold(f64::MAX, f64::min) - 2.0, a);
    let high = |a: usize| pixel(corners.iter().map(|p| p[a]).fold(f64::MIN, f64::max) + 2.0, a);
    let [top, left] = [low(0), low(1)];
    // A square beyond all numbers has no corners.
    let [bottom, right] = [high(0).max(top), high(1).max(left)];
    let shape = [bottom + 1 - top, right + 1 - left];
    Patch::new([top, left], shape, |row, line| image.luma_row(top + row, left, line))
}
