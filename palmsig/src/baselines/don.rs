//! The difference of normals.
//!
//! Q. Zheng, A. Kumar, G. Pan: "A 3D feature descriptor recovered from a single 2D palmprint image", IEEE Transactions
//! on Pattern Analysis and Machine Intelligence 38 (2016), 1272–1279.
//!
//! * At each of the 128 × 128 pixels one bit: whether the pixels left and right of it, within an hourglass that lies,
//!   are brighter in all than those above and below it, in one that stands. Under light from one side this orders the
//!   normals of the skin there. The filter has 11 × 11 taps: −1 where |x| < |y|, +1 where |x| > |y|, 0 on the diagonals.
//! * The distance of two codes is the share of differing bits, the least of all shifts by up to 7 pixels along both
//!   axes (the authors' setting for 128 pixels).
//!
//! Chosen here: the authors' program compares the middle of one code with windows of the other, and counts shifts from −7
//! to 6; here all pixels that meet and are usable count, and shifts go as far both ways, so that the distance is symmetric.
//! The opened and closed copies of the code that it makes as well are left out.

use ndarray::Array2;

use super::{Baseline, Planes};
use crate::error::MatchError;
use crate::params::{MARGIN, SQUARE_SIDE};
use crate::roi::PalmSquare;

/// Taps on each side of the middle one.
const RADIUS: i32 = 5;

/// Pixels that a code is shifted by, each way along both axes.
const REACH: i32 = 7;

/// The difference of normals: 128 × 128 cells of one bit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Don;

impl Baseline for Don {
    fn name(&self) -> &'static str {
        "don"
    }

    fn encode(&self, square: &PalmSquare, usable: &Array2<bool>) -> Planes {
        Planes::of_square(self.name(), (SQUARE_SIDE, 1), square, usable, |row, column| {
            u8::from(answer(square, row, column) > 0)
        })
    }

    fn distance(&self, probe: &Planes, reference: &Planes) -> Result<Option<u32>, MatchError> {
        probe.hamming(self.name(), reference, REACH)
    }
}

/// The levels left and right of a pixel less those above and below it.
fn answer(square: &PalmSquare, row: usize, column: usize) -> i32 {
    let at = |origin: usize, offset: i32| (origin + MARGIN).saturating_add_signed(offset as isize);
    let taps = || -RADIUS..=RADIUS;
    let tap = |y: i32, x: i32| {
        let sign = (x.abs() - y.abs()).signum();
        sign * i32::from(square.pixels[[at(row, y), at(column, x)]])
    };
    taps().flat_map(|y| taps().map(move |x| (y, x))).map(|(y, x)| tap(y, x)).sum()
}
