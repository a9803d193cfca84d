//! Which cells show skin.

use ndarray::Array2;

use crate::params::{FeatureParams, MARGIN, SQUARE_SIDE};
use crate::roi::PalmSquare;

/// True for each of `side` × `side` cells whose pixels, and those half a cell around, are all in the
/// picture and not black, and not all of one level: where a sensor is saturated, or a picture blank, the
/// filters answer nothing and the signs would say that all such places are alike.
pub(super) fn usable_cells(square: &PalmSquare, params: &FeatureParams, side: usize) -> Array2<bool> {
    let shape = (PalmSquare::EXTENT, PalmSquare::EXTENT);
    if square.pixels.dim() != shape || square.mask.dim() != shape {
        return Array2::from_elem((side, side), false);
    }
    let cell = SQUARE_SIDE / side;
    let dark = median_luma(square) * i32::from(params.dark_percent) / 100;
    let skin = |at: [usize; 2]| square.mask[at] != 0 && i32::from(square.pixels[at]) >= dark.max(1);
    let span = |i: usize| MARGIN + i * cell - cell / 2..MARGIN + (i + 1) * cell + cell / 2;
    Array2::from_shape_fn((side, side), |(row, column)| {
        let around = || span(row).flat_map(|r| span(column).map(move |c| [r, c]));
        let first = square.pixels[[span(row).start, span(column).start]];
        around().all(skin) && around().any(|at| square.pixels[at] != first)
    })
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
