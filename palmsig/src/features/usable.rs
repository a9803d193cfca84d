//! Which cells show skin.

use std::ops::Range;

use ndarray::Array2;

use crate::params::{FeatureParams, MARGIN, SQUARE_SIDE};
use crate::roi::PalmSquare;

/// True for each of `side` × `side` cells whose pixels, and those half a cell around, are all in the
/// picture and not black, and not all of one level: where a sensor is saturated, or a picture blank, the
/// filters answer nothing and the signs would say that all such places are alike.
pub(super) fn usable_cells(square: &PalmSquare, params: &FeatureParams, side: usize) -> Array2<bool> {
    let shape = (EXTENT, EXTENT);
    let (pixels, mask) = (square.pixels.as_slice(), square.mask.as_slice());
    let (Some(pixels), Some(mask), true) =
        (pixels, mask, [square.pixels.dim(), square.mask.dim()] == [shape; 2])
    else {
        return Array2::from_elem((side, side), false);
    };
    let cell = SQUARE_SIDE / side;
    let span = |i: usize| MARGIN + i * cell - cell / 2..MARGIN + (i + 1) * cell + cell / 2;
    let dark = (median_luma(pixels, mask) * i32::from(params.dark_percent) / 100).max(1);
    let rows = (0..side).flat_map(|row| {
        let lines = span(row).start * EXTENT..span(row).end * EXTENT;
        let columns = Extremes::of(&pixels[lines.clone()], &mask[lines]);
        (0..side)
            .map(move |column| columns.within(span(column)).is_textured_skin(dark))
            .collect::<Vec<bool>>()
    });
    Array2::from_shape_vec((side, side), rows.collect()).unwrap_or_default()
}

const EXTENT: usize = PalmSquare::EXTENT;

/// The least and the highest level of each column of some rows, and the least value of the mask.
struct Extremes {
    low: [i16; EXTENT],
    high: [i16; EXTENT],
    shown: [u8; EXTENT],
}

/// Those of a few pixels.
struct Extreme {
    low: i16,
    high: i16,
    shown: u8,
}

impl Extremes {
    fn of(pixels: &[i16], mask: &[u8]) -> Extremes {
        let mut found =
            Extremes { low: [i16::MAX; EXTENT], high: [i16::MIN; EXTENT], shown: [u8::MAX; EXTENT] };
        for (pixels, mask) in pixels.chunks_exact(EXTENT).zip(mask.chunks_exact(EXTENT)) {
            found.low.iter_mut().zip(pixels).for_each(|(low, v)| *low = (*low).min(*v));
            found.high.iter_mut().zip(pixels).for_each(|(high, v)| *high = (*high).max(*v));
            found.shown.iter_mut().zip(mask).for_each(|(shown, v)| *shown = (*shown).min(*v));
        }
        found
    }

    fn within(&self, columns: Range<usize>) -> Extreme {
        Extreme {
            low: self.low[columns.clone()].iter().copied().fold(i16::MAX, i16::min),
            high: self.high[columns.clone()].iter().copied().fold(i16::MIN, i16::max),
            shown: self.shown[columns].iter().copied().fold(u8::MAX, u8::min),
        }
    }
}

impl Extreme {
    fn is_textured_skin(&self, dark: i32) -> bool {
        self.shown != 0 && i32::from(self.low) >= dark && self.low != self.high
    }
}

/// Median luma of the pixels of the square that lie in the picture.
fn median_luma(pixels: &[i16], mask: &[u8]) -> i32 {
    let inner = |row: usize| row * EXTENT + MARGIN..row * EXTENT + MARGIN + SQUARE_SIDE;
    let levels = (MARGIN..MARGIN + SQUARE_SIDE)
        .map(inner)
        .flat_map(|line| pixels[line.clone()].iter().zip(&mask[line]));
    PalmSquare::median(levels.filter(|(_, shown)| **shown != 0).map(|(level, _)| *level)).unwrap_or(0).into()
}
