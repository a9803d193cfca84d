//! From a palm square to orientation planes. Plane k holds, for each cell, the sign of the response of a
//! Gabor filter that oscillates along θk = kπ/6: 1 where a dark line across θk is nearer than a bright one
//! (the binary orientation co-occurrence code: Guo, Zhang, Zhang & Zuo 2009).
//!
//! A sign does not change with light or contrast, so that no picture is evened out before. Three sets of planes differ in their
//! wavelength: principal creases, which every band shows and which find the alignment, and the fine planes that decide:
//! the texture of wrinkles and secondary creases in visible light, veins in near-infrared. Friction ridges, half a millimetre
//! apart, are finer than the square of 128 pixels, and are not described.

mod bank;
mod usable;

use ndarray::{Array2, Array3};

use crate::code::{Cells, USABLE};
use crate::error::ExtractError;
use crate::image::Band;
use crate::params::{FINE_CELLS, FeatureParams, LINE_CELLS, ORIENTATIONS, ParamError};
use crate::roi::PalmSquare;
pub(crate) use bank::{Bank, sample};

/// The filter banks of an encoder, made once.
#[derive(Debug, Clone)]
pub struct Features {
    lines: Bank,
    texture: Bank,
    veins: Bank,
    params: FeatureParams,
}

impl Features {
    /// Makes the filter banks.
    ///
    /// # Errors
    /// [`ParamError`] when a parameter lies outside its range.
    pub fn new(params: &FeatureParams) -> Result<Features, ParamError> {
        params.validate()?;
        let [lines, texture, veins] =
            [params.lines, params.texture, params.veins].map(|bank| Bank::new(&bank));
        Ok(Features { lines, texture, veins, params: *params })
    }

    /// Which of the 32 × 32 cells of the square show skin.
    ///
    /// # Errors
    /// [`ExtractError::TooLittleTexture`] when they are too few for a template.
    pub fn usable(&self, square: &PalmSquare, band: Band) -> Result<Array2<bool>, ExtractError> {
        let usable = usable::usable_cells(square, &self.params, LINE_CELLS);
        let percent = (usable.iter().filter(|&&u| u).count() * 100 / usable.len()) as u8;
        let minimum = self.params.min_usable_percent;
        if percent < minimum {
            Err(ExtractError::TooLittleTexture { band: band.name(), percent, minimum })
        } else {
            Ok(usable)
        }
    }

    /// Principal creases: 32 × 32 cells.
    pub fn lines(&self, square: &PalmSquare, usable: &Array2<bool>) -> Cells {
        encode(&self.lines, square, LINE_CELLS, usable)
    }

    /// The fine planes of a band: [`texture`](Self::texture) or [`veins`](Self::veins).
    pub fn fine(&self, band: Band, square: &PalmSquare, usable: &Array2<bool>) -> Cells {
        match band {
            Band::Visible => self.texture(square, usable),
            Band::NearInfrared => self.veins(square, usable),
        }
    }

    /// The answers of the filters whose signs [`lines`](Self::lines) holds, shape (6, 32, 32): levels, of which white is
    /// [`PalmSquare::WHITE`], times coefficients, whose absolute values sum to 2^18. For pictures and papers: no template holds them.
    pub fn lines_answers(&self, square: &PalmSquare) -> Array3<i32> {
        answers(&self.lines, square, LINE_CELLS)
    }

    /// As [`lines_answers`](Self::lines_answers), of the fine planes of a band: shape (6, 64, 64).
    pub fn fine_answers(&self, band: Band, square: &PalmSquare) -> Array3<i32> {
        match band {
            Band::Visible => answers(&self.texture, square, FINE_CELLS),
            Band::NearInfrared => answers(&self.veins, square, FINE_CELLS),
        }
    }

    /// Wrinkles and secondary creases: 64 × 64 cells, usable where the cell of [`lines`](Self::lines) is.
    pub fn texture(&self, square: &PalmSquare, usable: &Array2<bool>) -> Cells {
        encode(&self.texture, square, FINE_CELLS, usable)
    }

    /// Veins of a near-infrared picture, which are wide and smooth, and what creases show beside them: 64 × 64 cells, usable
    /// where the cell of [`lines`](Self::lines) is.
    pub fn veins(&self, square: &PalmSquare, usable: &Array2<bool>) -> Cells {
        encode(&self.veins, square, FINE_CELLS, usable)
    }
}

fn answers(bank: &Bank, square: &PalmSquare, side: usize) -> Array3<i32> {
    let mut answers = Array3::zeros((ORIENTATIONS, side, side));
    let mut window = bank.window();
    for (row, column) in (0..side * side).map(|i| (i / side, i % side)) {
        let found = bank.answers(square, (row, column), side, &mut window);
        found.iter().enumerate().for_each(|(plane, answer)| answers[[plane, row, column]] = *answer);
    }
    answers
}

fn encode(bank: &Bank, square: &PalmSquare, side: usize, usable: &Array2<bool>) -> Cells {
    let each = side / LINE_CELLS;
    let mut cells = Cells::unusable(side);
    let signs = bank.all_signs(square, side);
    for (i, (cell, signs)) in cells.as_mut_slice().iter_mut().zip(signs).enumerate() {
        let (row, column) = (i / side, i % side);
        if usable.get([row / each, column / each]).is_some_and(|&u| u) {
            *cell = signs | USABLE;
        }
    }
    cells
}
