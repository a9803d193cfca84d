//! Which cells show skin.

use ndarray::Array2;

use crate::params::{FeatureParams, MARGIN, SQUARE_SIDE};
use crate::roi::PalmSquare;

/// True for each of `side` × `side` cells whose pixels, and those half a cell around, are all in the
/// picture and not black.
pub(super) fn usable_cells(square: &PalmSquare, params: &FeatureParams, side: usize) -> Array2<bool> {
    let cell = SQUARE_SIDE / side;
    let dark = median_luma(square) * i32::from(params.dark_percent) / 100;
    let skin = |row: usize, column: usize| {
        square.mask[[row, column]] != 0 && i32::from(square.pixels[[row, column]]) >= dark.max(1)
    };
    let span = |i: usize| MARGIN + i * cell - cell / 2..MARGIN + (i + 1) * cell + cell / 2;
    Array2::from_shape_fn((side, side), |(row, column)| span(row).all(|r| span(column).all(|c| skin(r, c))))
}

/// Median luma of the pixels of the square that lie in the picture.
fn median_luma(square: &PalmSquare) -> i32 {
    let inner = MARGIN..MARGIN + SQUARE_SIDE;
    let mut levels: Vec<i16> = inner
        .clone()
        .flat_map(|r| inner.clone().map(move |c| (r, c)))
        .filter(|&at| square.mask[at] != 0)
        .map(|at| square.pixels[at])
        .collect();
    if levels.is_empty() {
        return 0;
    }
    let middle = levels.len() / 2;
    i32::from(*levels.select_nth_unstable(middle).1)
}
