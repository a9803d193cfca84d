//! A small 8-bit copy of a picture to look for the hand in.

use ndarray::Array2;

use super::view::{ImageView, PixelLayout, luma_of};

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
        let (rows, columns) = ((image.height() / factor).max(1), (image.width() / factor).max(1));
        let (block_rows, block_columns) = (factor.min(image.height()), factor.min(image.width()));
        let shift = image.bit_depth() - 8;
        let count = (block_rows * block_columns) as u32;
        let mean = |row: usize, column: usize| {
            let mut sums = [0u32; 3];
            for r in row * factor..row * factor + block_rows {
                for c in column * factor..column * factor + block_columns {
                    let pixel = image.rgb(r, c);
                    (0..3).for_each(|i| sums[i] += u32::from(pixel[i] >> shift));
                }
            }
            sums.map(|s| ((s + count / 2) / count) as u16)
        };
        if image.layout() == PixelLayout::Gray {
            let luma = Array2::from_shape_fn((rows, columns), |(r, c)| mean(r, c)[0] as u8);
            return Reduced { factor, luma, rgb: None };
        }
        let mut rgb = [(); 3].map(|()| Array2::zeros((rows, columns)));
        let luma = Array2::from_shape_fn((rows, columns), |(r, c)| {
            let pixel = mean(r, c);
            (0..3).for_each(|i| rgb[i][[r, c]] = pixel[i] as u8);
            luma_of(pixel) as u8
        });
        Reduced { factor, luma, rgb: Some(rgb) }
    }
}
