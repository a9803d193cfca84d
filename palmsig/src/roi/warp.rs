//! Cutting the palm square out of the picture at the encoder's resolution.

use ndarray::Array2;

use super::{HandMask, Location, Palm, Point, Square};
use crate::image::ImageView;
use crate::params::{MARGIN, SQUARE_SIDE};

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

/// Fractional bits of positions in the picture.
const POSITION_BITS: u32 = 16;

/// Further fractional bits of the way from sample to sample, so that thousands of steps end where they should.
const FINER_BITS: u32 = 12;

/// Farther than any pixel of a picture, and a longer step from one pixel of a square to the next than any picture
/// allows, in pixels: what lies there is outside, and sums of positions stay within 64 bits.
const FAR: f64 = (1 << 28) as f64;
const STEEP: f64 = (1 << 20) as f64;

/// Fractional bits of the weights between neighbouring pixels.
const WEIGHT_BITS: u32 = 8;

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
        for ((row, column), inside) in self.mask.indexed_iter_mut() {
            *inside &= u8::from(hand.contains(mapping.at(row as f64 + 0.5, column as f64 + 0.5)));
        }
    }

    /// The levels as a picture, shape (rows, columns), 12 bits.
    pub(crate) fn levels(&self) -> Array2<u16> {
        self.pixels.mapv(i16::unsigned_abs)
    }

    fn resample(&mut self, image: &ImageView<'_>, mapping: &Mapping) {
        let fixed = |v: f64, far: f64| libm::round(v.clamp(-far, far) * f64::from(1 << POSITION_BITS)) as i64;
        let (down, right) = (mapping.down.map(|v| fixed(v, STEEP)), mapping.right.map(|v| fixed(v, STEEP)));
        let origin = mapping.origin.map(|v| fixed(v, FAR) << FINER_BITS);
        let reach = |a: usize| down[a].abs().max(right[a].abs());
        let samples =
            ((reach(0).max(reach(1)) + (1 << (POSITION_BITS - 1))) >> POSITION_BITS).clamp(1, MAX_SAMPLES);
        // From the centre of a sample halfway to the next.
        let half = |v: i64| (v << FINER_BITS) / (2 * samples);
        let (down, right) = (down.map(half), right.map(half));
        let region = Region::of(image, mapping);
        let total = (samples * samples) as u64;
        let shift = (2 * WEIGHT_BITS + u32::from(image.bit_depth()) - 12).min(63);
        for ((row, column), pixel) in self.pixels.indexed_iter_mut() {
            let (mut sum, mut inside) = (0u64, true);
            let first = |n: usize| n as i64 * 2 * samples + 1;
            for r in (first(row)..first(row + 1)).step_by(2) {
                let start = [0, 1].map(|a| origin[a] + down[a] * r);
                for c in (first(column)..first(column + 1)).step_by(2) {
                    let [y, x] = [0, 1].map(|a| (start[a] + right[a] * c) >> FINER_BITS);
                    inside &= region.shows(y, x);
                    sum += u64::from(region.bilinear(y, x));
                }
            }
            // Means of 16 fractional bits, brought to 12 bits in all.
            *pixel = ((sum / total) >> shift).min(Self::WHITE as u64) as i16;
            self.mask[[row, column]] = u8::from(inside);
        }
    }
}

/// The luma of the part of a picture in which a square lies, so that every pixel is looked up once.
struct Region {
    /// Rows and columns of the picture.
    picture: [i64; 2],
    /// The first row and column of the region.
    first: [i64; 2],
    columns: usize,
    rows: usize,
    /// Shape (rows, columns), row by row.
    luma: Vec<u16>,
}

impl Region {
    fn of(image: &ImageView<'_>, mapping: &Mapping) -> Region {
        let size = [image.height(), image.width()];
        let extent = PalmSquare::EXTENT as f64;
        let corners =
            [(0.0, 0.0), (0.0, extent), (extent, 0.0), (extent, extent)].map(|(r, c)| mapping.at(r, c));
        // One pixel more on each side is blended in, and one for rounding; what lies outside repeats the border.
        let pixel = |v: f64, a: usize| v.clamp(0.0, (size[a] - 1) as f64) as usize;
        let low = |a: usize| pixel(corners.iter().map(|p| p[a]).fold(f64::MAX, f64::min) - 2.0, a);
        let high = |a: usize| pixel(corners.iter().map(|p| p[a]).fold(f64::MIN, f64::max) + 2.0, a);
        let [top, left] = [low(0), low(1)];
        // A square beyond all numbers has no corners.
        let [bottom, right] = [high(0).max(top), high(1).max(left)];
        let (rows, columns) = (bottom + 1 - top, right + 1 - left);
        let mut luma = vec![0; rows * columns];
        for (row, line) in luma.chunks_exact_mut(columns).enumerate() {
            image.luma_row(top + row, left, line);
        }
        Region { picture: size.map(|n| n as i64), first: [top as i64, left as i64], rows, columns, luma }
    }

    /// Whether a position (in 1/65536 pixels) lies in the picture.
    fn shows(&self, y: i64, x: i64) -> bool {
        let [height, width] = self.picture;
        y >= 0 && x >= 0 && y >> POSITION_BITS < height && x >> POSITION_BITS < width
    }

    /// Luma at a position (in 1/65536 pixels) with 16 fractional bits, rounded down; positions outside the
    /// picture take the nearest pixel.
    fn bilinear(&self, y: i64, x: i64) -> u32 {
        let half = 1i64 << (POSITION_BITS - 1);
        let (y, x) = (y - half, x - half);
        let clamp = |v: i64, first: i64, size: usize| (v - first).clamp(0, size as i64 - 1) as usize;
        let (y0, x0) = (y >> POSITION_BITS, x >> POSITION_BITS);
        let weight = |v: i64| ((v >> (POSITION_BITS - WEIGHT_BITS)) & ((1 << WEIGHT_BITS) - 1)) as u32;
        let (wy, wx) = (weight(y), weight(x));
        let rows = [0, 1].map(|k| clamp(y0 + k, self.first[0], self.rows) * self.columns);
        let columns = [0, 1].map(|k| clamp(x0 + k, self.first[1], self.columns));
        let tap = |r: usize, c: usize| u32::from(self.luma[rows[r] + columns[c]]);
        let one = 1 << WEIGHT_BITS;
        let top = tap(0, 0) * (one - wx) + tap(0, 1) * wx;
        let bottom = tap(1, 0) * (one - wx) + tap(1, 1) * wx;
        // 16-bit luma times 2^16 would overflow by nothing: the largest sum is 65535 · 65536.
        top * (one - wy) + bottom * wy
    }
}
