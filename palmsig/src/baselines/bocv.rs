//! The binary orientation co-occurrence vector.
//!
//! Z. Guo, D. Zhang, L. Zhang, W. Zuo: "Palmprint verification using binary orientation co-occurrence vector",
//! Pattern Recognition Letters 30 (2009), 1219–1227.
//!
//! * The six Gabor filters of the [competitive code](super::CompCode) at the same 32 × 32 points; of each answer the
//!   sign is kept (the paper's threshold 0): 1 where a dark line across θk is nearer than a bright one.
//! * The distance of two codes is the share of differing bits, over all six planes at once, among the cells usable in
//!   both, the least of all small shifts.
//!
//! Chosen here: the size of the filters, as in the competitive code; the range of the shifts is that of the competitive
//! code, −2 to 2 cells along both axes. These are the engine's line planes: beside `palmsig-rigid` they show what a
//! wider search with rotation and scale is worth.

use ndarray::Array2;

use super::{Baseline, GABOR, Planes, REACH};
use crate::error::MatchError;
use crate::features::Bank;
use crate::params::{LINE_CELLS, ORIENTATIONS};
use crate::roi::PalmSquare;

/// The binary orientation co-occurrence vector: 32 × 32 cells of 6 bits.
#[derive(Debug, Clone)]
pub struct Bocv {
    bank: Bank,
}

impl Default for Bocv {
    fn default() -> Self {
        Bocv { bank: Bank::new(&GABOR) }
    }
}

impl Baseline for Bocv {
    fn name(&self) -> &'static str {
        "bocv"
    }

    fn encode(&self, square: &PalmSquare, usable: &Array2<bool>) -> Planes {
        let mut window = self.bank.window();
        Planes::of_square(self.name(), (LINE_CELLS, ORIENTATIONS), square, usable, |row, column| {
            self.bank.signs(square, (row, column), LINE_CELLS, &mut window)
        })
    }

    fn distance(&self, probe: &Planes, reference: &Planes) -> Result<Option<u32>, MatchError> {
        probe.hamming(self.name(), reference, REACH)
    }
}
