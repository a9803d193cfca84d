//! A small 8-bit copy of a picture to look for the hand in.

use ndarray::{Array2, ArrayView3, Axis};

use super::view::{ImageView, PixelLayout, Samples, luma_of};

/// A picture reduced by averaging blocks of `factor` × `factor` pixels (rows and columns that do
/// not fill a block are left out). All planes have shape (rows, columns), 8 bits a pixel.
#[derive(Clone)]
pub struct Reduced {
    /// Pixels of the picture along one side of a block.
    pub factor: usize,
    /// Luma, 0..=255.
    pub luma: Array2<u8>,
    /// Red, green and blue, 0..=255; none for a grey picture.
    pub rgb: Option<[Array2<u8>; 3]>,
}

/// Prints the size, never a pixel.
impl std::fmt::Debug for Reduced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (rows, columns) = self.luma.dim();
        write!(f, "Reduced({rows}x{columns}, 1/{})", self.factor)
    }
}

impl Reduced {
    /// Reduces `image` by the smallest whole factor that brings its longer side to at most `longest` pixels.
    pub fn new(image: &ImageView<'_>, longest: usize) -> Reduced {
        let factor = image.height().max(image.width()).div_ceil(longest.max(1)).max(1);
        let blocks = Blocks::new(image, factor);
        if image.layout() == PixelLayout::Gray {
            let mut luma = Array2::zeros((blocks.rows, blocks.columns));
            blocks.means::<1>(image, |at, [level]| luma[at] = level);
            return Reduced { factor, luma, rgb: None };
        }
        let mut luma = Array2::zeros((blocks.rows, blocks.columns));
        let mut rgb = [luma.clone(), luma.clone(), luma.clone()];
        let mut keep = |at: [usize; 2], pixel: [u8; 3]| {
            (0..3).for_each(|i| rgb[i][at] = pixel[i]);
            luma[at] = luma_of(pixel.map(u16::from)) as u8;
        };
        match image.layout() {
            PixelLayout::Rgba => blocks.means::<4>(image, |at, [r, g, b, _]| keep(at, [r, g, b])),
            layout => {
                // Blue comes first in one of the two: code for each would be as large again.
                let first = if layout == PixelLayout::Bgr { 2 } else { 0 };
                blocks.means::<3>(image, |at, pixel| keep(at, [pixel[first], pixel[1], pixel[2 - first]]));
            }
        }
        Reduced { factor, luma, rgb: Some(rgb) }
    }
}

/// How a picture divides into blocks.
struct Blocks {
    rows: usize,
    columns: usize,
    /// Rows and columns of one block: the factor, or less for a picture smaller than one block.
    block: (usize, usize),
    factor: usize,
}

impl Blocks {
    fn new(image: &ImageView<'_>, factor: usize) -> Blocks {
        Blocks {
            rows: (image.height() / factor).max(1),
            columns: (image.width() / factor).max(1),
            block: (factor.min(image.height()), factor.min(image.width())),
            factor,
        }
    }

    /// Calls `keep` with [row, column] and the 8-bit mean of every channel, rounded, of every block.
    fn means<const C: usize>(&self, image: &ImageView<'_>, keep: impl FnMut([usize; 2], [u8; C])) {
        match image.samples {
            // The sum of a column of a block fits 16 bits, which are added twice as fast as 32.
            Samples::U8(s) if self.block.0 <= 256 => self.summed::<C, u8, u16>(s, u16::from, keep),
            Samples::U8(s) => self.summed::<C, u8, u32>(s, u32::from, keep),
            Samples::U16(s) => {
                let (white, shift) = (image.white(), image.bit_depth() - 8);
                self.summed::<C, u16, u32>(s, |v| u32::from(v.min(white) >> shift), keep);
            }
        }
    }

    /// Adds up the rows of each block sample by sample, then the columns of the sum.
    fn summed<const C: usize, T: Copy, S: Copy + Default + std::ops::AddAssign + Into<u32>>(
        &self,
        samples: ArrayView3<'_, T>,
        level: impl Fn(T) -> S,
        mut keep: impl FnMut([usize; 2], [u8; C]),
    ) {
        let mean = Mean::over(self.block.0 * self.block.1);
        let width = self.columns * self.block.1;
        let mut line = vec![S::default(); width * C];
        for row in 0..self.rows {
            line.fill(S::default());
            for r in row * self.factor..row * self.factor + self.block.0 {
                let pixels = samples.index_axis(Axis(0), r);
                match pixels.to_slice() {
                    Some(given) => line.iter_mut().zip(given).for_each(|(sum, v)| *sum += level(*v)),
                    None => line.iter_mut().zip(pixels).for_each(|(sum, v)| *sum += level(*v)),
                }
            }
            for (column, block) in line.chunks_exact(C * self.block.1).enumerate() {
                let mut sums = [0u32; C];
                for pixel in block.as_chunks::<C>().0 {
                    (0..C).for_each(|i| sums[i] += pixel[i].into());
                }
                keep([row, column], sums.map(|sum| mean.of(sum)));
            }
        }
    }
}

/// Divides sums of 8-bit levels by how many there are, rounded, without a division for each.
struct Mean {
    half: u64,
    /// 2^40 / count, rounded up: exact for sums below 256 · count, where count² < 2^32.
    reciprocal: u64,
    count: u64,
}

impl Mean {
    fn over(count: usize) -> Mean {
        let count = (count as u64).max(1);
        Mean { half: count / 2, reciprocal: (1u64 << 40).div_ceil(count), count }
    }

    #[inline]
    fn of(&self, sum: u32) -> u8 {
        let sum = u64::from(sum) + self.half;
        let whole = if self.count < 1 << 16 { (sum * self.reciprocal) >> 40 } else { sum / self.count };
        whole as u8
    }
}
