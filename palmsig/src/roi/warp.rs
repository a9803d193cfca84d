//! Cutting the palm square out of the picture at the encoder's resolution.

use ndarray::Array2;

/// The palm at the encoder's resolution. Both planes have shape (side + 2·margin, side + 2·margin):
/// the palm square with a margin around it, so that a filter near the edge of the square still
/// sees skin where there is some.
#[derive(Debug, Clone)]
pub struct PalmSquare {
    /// Luma, 0..=[`PalmSquare::WHITE`].
    pub pixels: Array2<i16>,
    /// 1 where the pixel comes from the hand, 0 elsewhere.
    pub mask: Array2<u8>,
    /// Pixels along one side of the palm square.
    pub side: usize,
    /// Pixels of margin on each side of the square.
    pub margin: usize,
}

impl PalmSquare {
    /// The level of white: 12 bits, so that the mean of several 8-bit pixels keeps its fraction and a
    /// product with a 16-bit coefficient still sums in 32 bits.
    pub const WHITE: i16 = 4095;
}
