//! What baseline JPEG (ITU-T T.81) does to a picture, without writing a file: colours become
//! luminance and chrominance, 8×8 blocks become cosine coefficients, and rounding those loses what
//! the quality does not pay for. Entropy coding loses nothing and is left out.
//!
//! Colours are converted in whole numbers, blocks in f32 with additions and multiplications in a fixed
//! order, so that every CPU gets the same bytes.

use ndarray::Array3;

#[cfg(test)]
mod tests;

/// Side of a block.
const SIDE: usize = 8;

/// Quality from which chrominance keeps its resolution. Encoders disagree: some always halve it,
/// some never do; ImageMagick's rule, which lies between, is followed.
const FULL_CHROMA_QUALITY: u8 = 90;

/// ITU-T T.81 table K.1: steps of the luminance coefficients at quality 50, row by row.
const LUMINANCE: [u16; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17,
    22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78,
    87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/// ITU-T T.81 table K.2: steps of the chrominance coefficients at quality 50; all others are 99.
const CHROMINANCE_CORNER: [[u16; 4]; 4] =
    [[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99]];

/// Half the cosines of k π / 16 for k = 1..=7: the orthonormal cosine transform of eight values is made
/// of these (the fourth, the root of 1/8, serves the constant term too).
const HALF_COSINES: [f32; 7] =
    [0.490_392_63, 0.461_939_77, 0.415_734_8, 0.353_553_4, 0.277_785_12, 0.191_341_71, 0.097_545_16];

/// Puts a picture of shape (rows, columns, 3) in red, green and blue through JPEG at `quality`
/// (1..=100, the scale of the Independent JPEG Group; values beyond are clamped). With any other number
/// of channels, each is a grey picture.
pub(super) fn compress(pixels: &mut Array3<u8>, quality: u8) {
    compress_with(pixels, quality, quality < FULL_CHROMA_QUALITY);
}

/// As [`compress`]; `halved` says whether chrominance has half the resolution (4:2:0) or all (4:4:4).
fn compress_with(pixels: &mut Array3<u8>, quality: u8, halved: bool) {
    let (height, width, channels) = pixels.dim();
    if pixels.is_empty() {
        return;
    }
    if !pixels.is_standard_layout() {
        *pixels = pixels.as_standard_layout().into_owned();
    }
    let Some(bytes) = pixels.as_slice_mut() else { return };
    let luminance = Steps::new(&LUMINANCE, quality);
    if channels == 3 {
        let mut color = Planes::split(bytes, height, width);
        color.luma.squeeze(&luminance);
        let steps = Steps::new(&chrominance(), quality);
        for chroma in &mut color.chroma {
            chroma.squeeze_chroma(&steps, halved);
        }
        color.join(bytes);
    } else {
        for channel in 0..channels {
            let mut plane = Plane::of(bytes.iter().skip(channel).step_by(channels), height, width);
            plane.squeeze(&luminance);
            let out = bytes.iter_mut().skip(channel).step_by(channels);
            out.zip(plane.visible()).for_each(|(byte, value)| *byte = value);
        }
    }
}

fn chrominance() -> [u16; 64] {
    let mut table = [99; 64];
    for (row, corner) in table.chunks_exact_mut(SIDE).zip(CHROMINANCE_CORNER) {
        row[..4].copy_from_slice(&corner);
    }
    table
}

/// Quantisation steps and their reciprocals, column by column.
struct Steps {
    size: Block,
    per_unit: Block,
}

impl Steps {
    /// The Independent JPEG Group's scale: 5000 / quality percent of the table below 50, and
    /// 200 − 2 quality percent from there.
    fn new(table: &[u16; 64], quality: u8) -> Steps {
        let quality = u32::from(quality.clamp(1, 100));
        let percent = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
        let mut size = [[1.0; SIDE]; SIDE];
        for (i, &base) in table.iter().enumerate() {
            size[i % SIDE][i / SIDE] = ((u32::from(base) * percent + 50) / 100).clamp(1, 255) as f32;
        }
        Steps { size, per_unit: size.map(|row| row.map(|step| 1.0 / step)) }
    }
}

type Block = [[f32; SIDE]; SIDE];

/// Added to a value below 2^22 this leaves no bits for a fraction, so that it is rounded to the nearest
/// whole number, of two equally near ones to the even one (`round` would keep loops from vectorising).
const WHOLE: f32 = 12_582_912.0;

#[inline]
fn nearest(value: f32) -> f32 {
    (value + WHOLE) - WHOLE
}

/// The nearest of 0..=255: the lowest bits of the sum are the whole number.
#[inline]
fn to_byte(value: f32) -> u8 {
    (value.clamp(0.0, 255.0) + WHOLE).to_bits() as u8
}

/// One component, padded to whole blocks by repeating its last row and column.
struct Plane {
    height: usize,
    width: usize,
    /// Columns with padding.
    stride: usize,
    /// Row by row.
    values: Vec<u8>,
}

impl Plane {
    fn empty(height: usize, width: usize) -> Plane {
        let stride = width.next_multiple_of(SIDE);
        Plane { height, width, stride, values: vec![0; stride * height.next_multiple_of(SIDE)] }
    }

    fn of<'a>(bytes: impl Iterator<Item = &'a u8>, height: usize, width: usize) -> Plane {
        let mut plane = Plane::empty(height, width);
        plane.visible_mut().zip(bytes).for_each(|(value, &byte)| *value = byte);
        plane
    }

    fn row(&self, row: usize) -> &[u8] {
        &self.values[row * self.stride..][..self.width]
    }

    fn visible(&self) -> impl Iterator<Item = u8> {
        self.values.chunks_exact(self.stride).take(self.height).flat_map(|row| &row[..self.width]).copied()
    }

    fn visible_mut(&mut self) -> impl Iterator<Item = &mut u8> {
        let width = self.width;
        self.values.chunks_exact_mut(self.stride).take(self.height).flat_map(move |row| &mut row[..width])
    }

    fn pad(&mut self) {
        for row in self.values.chunks_exact_mut(self.stride).take(self.height) {
            let last = row[self.width - 1];
            row[self.width..].fill(last);
        }
        let last = (self.height - 1) * self.stride;
        for row in self.height..self.height.next_multiple_of(SIDE) {
            self.values.copy_within(last..last + self.stride, row * self.stride);
        }
    }

    /// Quantises every block.
    fn squeeze(&mut self, steps: &Steps) {
        self.pad();
        let stride = self.stride;
        for band in self.values.chunks_exact_mut(stride * SIDE) {
            for left in (0..stride).step_by(SIDE) {
                let mut block = [[0.0; SIDE]; SIDE];
                for (to, from) in block.iter_mut().zip(band.chunks_exact(stride)) {
                    for (to, &from) in to.iter_mut().zip(&from[left..left + SIDE]) {
                        *to = f32::from(from) - 128.0;
                    }
                }
                squeeze_block(&mut block, steps);
                for (from, to) in block.iter().zip(band.chunks_exact_mut(stride)) {
                    for (to, &from) in to[left..left + SIDE].iter_mut().zip(from) {
                        *to = to_byte(from + 128.0);
                    }
                }
            }
        }
    }

    fn squeeze_chroma(&mut self, steps: &Steps, halved: bool) {
        if halved {
            let mut small = self.halved();
            small.squeeze(steps);
            self.fill_from(&small);
        } else {
            self.squeeze(steps);
        }
    }

    /// Means of 2×2 values.
    fn halved(&self) -> Plane {
        let mut small = Plane::empty(self.height.div_ceil(2), self.width.div_ceil(2));
        let (width, stride) = (small.width, small.stride);
        for (i, out) in small.values.chunks_exact_mut(stride).take(small.height).enumerate() {
            let upper = self.row(2 * i);
            let lower = self.row((2 * i + 1).min(self.height - 1));
            let pairs = upper.chunks(2).zip(lower.chunks(2));
            for (value, (a, b)) in out[..width].iter_mut().zip(pairs) {
                let sum: u16 = [a[0], a[a.len() - 1], b[0], b[b.len() - 1]].into_iter().map(u16::from).sum();
                *value = ((sum + 2) / 4) as u8;
            }
        }
        small
    }

    /// The small plane at twice its size; every value lies a quarter of the way to the next one in
    /// both directions, as libjpeg's and its heirs' decoders have it.
    fn fill_from(&mut self, small: &Plane) {
        // At most 4 · 255; a sixteenth of four such sums is a byte again.
        let mut blended = vec![0u16; small.width];
        for row in 0..self.height {
            let near = row / 2;
            let far = if row % 2 == 0 { near.saturating_sub(1) } else { (near + 1).min(small.height - 1) };
            for ((to, &a), &b) in blended.iter_mut().zip(small.row(near)).zip(small.row(far)) {
                *to = 3 * u16::from(a) + u16::from(b);
            }
            let out = &mut self.values[row * self.stride..][..self.width];
            let last = blended.len() - 1;
            for (i, pair) in out.chunks_mut(2).enumerate() {
                let near = 3 * blended[i];
                pair[0] = ((near + blended[i.saturating_sub(1)] + 8) / 16) as u8;
                if let Some(right) = pair.get_mut(1) {
                    *right = ((near + blended[(i + 1).min(last)] + 7) / 16) as u8;
                }
            }
        }
    }
}

/// A picture in the colour space of JFIF files.
struct Planes {
    luma: Plane,
    /// Blue and red difference.
    chroma: [Plane; 2],
}

impl Planes {
    /// From red, green and blue: ITU-R BT.601 over the full range, chrominance about 128. The weights
    /// are in parts of 2^16 and sum to 1 (luminance) and 0.
    fn split(bytes: &[u8], height: usize, width: usize) -> Planes {
        let empty = || Plane::empty(height, width);
        let (mut luma, mut blue, mut red) = (empty(), empty(), empty());
        // 128 and half a grey level less a bit: rounds without ever reaching 256.
        const MIDDLE: i32 = (128 << 16) + 0x7fff;
        for (row, pixels) in bytes.chunks_exact(3 * width).enumerate() {
            let start = row * luma.stride;
            let outs = [&mut luma, &mut blue, &mut red].map(|plane| &mut plane.values[start..start + width]);
            let [y, cb, cr] = outs;
            for (((pixel, y), cb), cr) in pixels.chunks_exact(3).zip(y).zip(cb).zip(cr) {
                let (r, g, b) = (i32::from(pixel[0]), i32::from(pixel[1]), i32::from(pixel[2]));
                *y = ((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16) as u8;
                *cb = ((-11058 * r - 21710 * g + 32768 * b + MIDDLE) >> 16) as u8;
                *cr = ((32768 * r - 27439 * g - 5329 * b + MIDDLE) >> 16) as u8;
            }
        }
        Planes { luma, chroma: [blue, red] }
    }

    fn join(&self, bytes: &mut [u8]) {
        let [blue, red] = &self.chroma;
        for (row, pixels) in bytes.chunks_exact_mut(3 * self.luma.width).enumerate() {
            let planes = self.luma.row(row).iter().zip(blue.row(row)).zip(red.row(row));
            for (pixel, ((&y, &cb), &cr)) in pixels.chunks_exact_mut(3).zip(planes) {
                let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
                // 1.402, 0.34414, 0.71414 and 1.772 in parts of 2^16.
                pixel[0] = (y + ((91881 * cr + 0x8000) >> 16)).clamp(0, 255) as u8;
                pixel[1] = (y + ((-22554 * cb - 46802 * cr + 0x8000) >> 16)).clamp(0, 255) as u8;
                pixel[2] = (y + ((116_130 * cb + 0x8000) >> 16)).clamp(0, 255) as u8;
            }
        }
    }
}

/// What is left of a block of values about 0.
#[inline]
fn squeeze_block(block: &mut Block, steps: &Steps) {
    // Transforming columns, turning the block over and transforming columns again gives coefficients
    // turned over, as the steps are; the way back turns them again.
    let mut coefficients = forward(&transposed(&forward(block)));
    for ((row, size), per_unit) in coefficients.iter_mut().zip(&steps.size).zip(&steps.per_unit) {
        for ((value, step), per_unit) in row.iter_mut().zip(size).zip(per_unit) {
            *value = nearest(*value * per_unit) * step;
        }
    }
    *block = inverse(&transposed(&inverse(&coefficients)));
}

#[inline]
fn transposed(block: &Block) -> Block {
    let mut turned = [[0.0; SIDE]; SIDE];
    for (i, row) in block.iter().enumerate() {
        for (j, &value) in row.iter().enumerate() {
            turned[j][i] = value;
        }
    }
    turned
}

/// The orthonormal cosine transform of every column; even and odd coefficients from sums and differences of
/// mirrored values.
#[inline]
fn forward(block: &Block) -> Block {
    let [c1, c2, c3, c4, c5, c6, c7] = HALF_COSINES;
    let mut out = [[0.0; SIDE]; SIDE];
    for j in 0..SIDE {
        let value = |i: usize| block[i][j];
        let sum = |i: usize| value(i) + value(7 - i);
        let difference = |i: usize| value(i) - value(7 - i);
        let (s0, s1, s2, s3) = (sum(0), sum(1), sum(2), sum(3));
        let (d0, d1, d2, d3) = (difference(0), difference(1), difference(2), difference(3));
        let (outer, inner) = (s0 + s3, s1 + s2);
        let (left, right) = (s0 - s3, s1 - s2);
        out[0][j] = c4 * (outer + inner);
        out[4][j] = c4 * (outer - inner);
        out[2][j] = c2 * left + c6 * right;
        out[6][j] = c6 * left - c2 * right;
        out[1][j] = c1 * d0 + c3 * d1 + c5 * d2 + c7 * d3;
        out[3][j] = c3 * d0 - c7 * d1 - c1 * d2 - c5 * d3;
        out[5][j] = c5 * d0 - c1 * d1 + c7 * d2 + c3 * d3;
        out[7][j] = c7 * d0 - c5 * d1 + c3 * d2 - c1 * d3;
    }
    out
}

/// The inverse of [`forward`]: its transpose.
#[inline]
fn inverse(block: &Block) -> Block {
    let [c1, c2, c3, c4, c5, c6, c7] = HALF_COSINES;
    let mut out = [[0.0; SIDE]; SIDE];
    for j in 0..SIDE {
        let value = |i: usize| block[i][j];
        let (outer, inner) = (c4 * (value(0) + value(4)), c4 * (value(0) - value(4)));
        let (left, right) = (c2 * value(2) + c6 * value(6), c6 * value(2) - c2 * value(6));
        let sums = [outer + left, inner + right, inner - right, outer - left];
        let (v1, v3, v5, v7) = (value(1), value(3), value(5), value(7));
        let differences = [
            c1 * v1 + c3 * v3 + c5 * v5 + c7 * v7,
            c3 * v1 - c7 * v3 - c1 * v5 - c5 * v7,
            c5 * v1 - c1 * v3 + c7 * v5 + c3 * v7,
            c7 * v1 - c5 * v3 + c3 * v5 - c1 * v7,
        ];
        for i in 0..4 {
            out[i][j] = sums[i] + differences[i];
            out[7 - i][j] = sums[i] - differences[i];
        }
    }
    out
}
