//! Colours and letters.

use plotters::prelude::*;
use plotters::style::TextStyle;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Ink of titles.
pub const BLACK_INK: RGBColor = RGBColor(25, 25, 25);
/// Ink of labels.
pub const GREY_INK: RGBColor = RGBColor(90, 90, 90);
/// Ink of lines that only guide the eye.
pub const GRID: RGBColor = RGBColor(215, 215, 215);
/// The same, between those.
pub const FINE_GRID: RGBColor = RGBColor(240, 240, 240);

/// The palette of Okabe and Ito (2008) without its yellow, which is too light for lines: told apart by
/// colour-blind readers.
const PALETTE: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];

/// Pairs of one palm: blue of the same palette.
pub const MATED: RGBColor = PALETTE[0];
/// Pairs of two palms: vermilion.
pub const NON_MATED: RGBColor = PALETTE[1];

/// Colour of a curve among several.
pub fn colour(index: usize) -> RGBColor {
    PALETTE[index % PALETTE.len()]
}

/// Length of the dashes of a curve and of the gaps between them, pixels: curves that share a colour differ in it.
pub fn dashes(index: usize) -> Option<(i32, i32)> {
    let round = i32::try_from(index / PALETTE.len()).unwrap_or(i32::MAX);
    (round > 0).then(|| (12 / round.min(6), 5))
}

/// Letters of a size in pixels, from the left.
pub fn text(size: u32, colour: RGBColor) -> TextStyle<'static> {
    TextStyle { color: colour.to_backend_color(), ..TextStyle::from(("sans-serif", size).into_font()) }
}

/// The same about a point.
pub fn centred(size: u32, colour: RGBColor) -> TextStyle<'static> {
    text(size, colour).pos(Pos::new(HPos::Center, VPos::Center))
}
