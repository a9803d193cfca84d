//! The size of synthetic pictures, as it is given on a command line.

use std::str::FromStr;

/// Sides of pictures, pixels: below, no palm is seen; above, a picture would be larger than can be rendered.
const SIDES: std::ops::RangeInclusive<usize> = 64..=4096;

/// Rows and columns of a picture; 480 × 640 unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
}

impl Default for Size {
    fn default() -> Size {
        Size { height: 480, width: 640 }
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Size, String> {
        let side = |text: &str| text.parse().ok().filter(|side| SIDES.contains(side));
        let size = text
            .split_once('x')
            .and_then(|(width, height)| Some(Size { height: side(height)?, width: side(width)? }));
        let (low, high) = (SIDES.start(), SIDES.end());
        size.ok_or_else(|| format!("expected WIDTHxHEIGHT, both from {low} to {high} pixels"))
    }
}
