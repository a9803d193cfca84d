//! The competitive code.
//!
//! A. W.-K. Kong, D. Zhang: "Competitive coding scheme for palmprint verification", ICPR 2004.
//!
//! * Six neurophysiological Gabor filters, θk = kπ/6, answer at 32 × 32 points of the palm square, one every 4
//!   pixels, and the direction of the darkest line wins: argmin of ψ ∗ I with the paper's sign of ψ, argmax with
//!   ours; of equals the first.
//! * The angular distance of two directions is min(|a − b|, 6 − |a − b|), 0 to 3. The paper's coding in three bits
//!   (000, 001, 011, 111, 110, 100) makes it the number of bits that differ.
//! * The distance of two codes is Σ angular distance / (3 · cells) over the cells usable in both, the least of all
//!   shifts by −2 to 2 cells along both axes.
//!
//! Chosen here: the size of the filters, here 18 × 18 taps (ω 0.35 radians a pixel, κ 2.78, as the authors publish them),
//! less their mean, as the engine's line planes have them.

use ndarray::Array2;

use super::{Baseline, GABOR, Planes, REACH};
use crate::error::MatchError;
use crate::features::Bank;
use crate::params::{LINE_CELLS, ORIENTATIONS};
use crate::roi::PalmSquare;

/// The codes of the six directions.
const BITS: [u8; ORIENTATIONS] = [0b000, 0b001, 0b011, 0b111, 0b110, 0b100];

/// Bits of a direction.
const PLANES: usize = 3;

/// The competitive code: 32 × 32 cells of one direction among six, in 3 bits.
#[derive(Debug, Clone)]
pub struct CompCode {
    bank: Bank,
}

impl Default for CompCode {
    fn default() -> Self {
        CompCode { bank: Bank::new(&GABOR) }
    }
}

impl Baseline for CompCode {
    fn name(&self) -> &'static str {
        "compcode"
    }

    fn encode(&self, square: &PalmSquare, usable: &Array2<bool>) -> Planes {
        let mut window = self.bank.window();
        Planes::of_square(self.name(), (LINE_CELLS, PLANES), square, usable, |row, column| {
            BITS[strongest(&self.bank.answers(square, (row, column), LINE_CELLS, &mut window))]
        })
    }

    fn distance(&self, probe: &Planes, reference: &Planes) -> Result<Option<u32>, MatchError> {
        probe.hamming(self.name(), reference, REACH)
    }
}

/// The first of the strongest answers.
fn strongest(answers: &[i32; ORIENTATIONS]) -> usize {
    (0..ORIENTATIONS).rev().max_by_key(|&k| answers[k]).unwrap_or(0)
}
