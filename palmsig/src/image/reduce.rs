//! A small 8-bit copy of a picture to look for the hand in.

use ndarray::{Array2, ArrayView2, Axis};

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
            PixelLayout::Bgr => blocks.means::<3>(image, |at, [b, g, r]| keep(at, [r, g, b])),
            PixelLayout::Rgba => blocks.means::<4>(image, |at, [r, g, b, _]| keep(at, [r, g, b])),
            PixelLayout::Rgb | PixelLayout::Gray => blocks.means::<3>(image, keep),
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
    fn means<const C: usize>(&self, image: &ImageView<'_>, mut keep: impl FnMut([usize; 2], [u8; C])) {
        let shift = image.bit_depth() - 8;
        let white = image.white();
        let count = (self.block.0 * self.block.1) as u32;
        let mut sums = vec![[0u32; C]; self.columns];
        for row in 0..self.rows {
            sums.fill([0; C]);
            for r in row * self.factor..row * self.factor + self.block.0 {
                match image.samples {
                    Samples::U8(s) => self.add(s.index_axis(Axis(0), r), &mut sums, u32::from),
                    Samples::U16(s) => {
                        self.add(s.index_axis(Axis(0), r), &mut sums, |v: u16| {
                            u32::from(v.min(white) >> shift)
                        });
                    }
                }
            }
            for (column, sum) in sums.iter().enumerate() {
                keep([row, column], sum.map(|s| ((s + count / 2) / count) as u8));
            }
        }
    }

    /// Adds one row of pixels, shape (columns, channels), to the sums of its blocks.
    fn add<const C: usize, T: Copy>(
        &self,
        row: ArrayView2<'_, T>,
        sums: &mut [[u32; C]],
        level: impl Fn(T) -> u32,
    ) {
        let Some(samples) = row.to_slice() else {
            for (column, sum) in sums.iter_mut().enumerate() {
                for c in column * self.factor..column * self.factor + self.block.1 {
                    (0..C).for_each(|i| sum[i] += level(row[[c, i]]));
                }
            }
            return;
        };
        for (block, sum) in samples.chunks_exact(C * self.block.1).zip(sums) {
            for pixel in block.chunks_exact(C) {
                (0..C).for_each(|i| sum[i] += level(pixel[i]));
            }
        }
    }
}
