//! The enhanced and discriminative competitive code.
//!
//! Leosocy: "EDCC: an efficient and accurate algorithm for palmprint recognition", 2017 (no paper: the description
//! that the open-source project of that name gives), after Y. Xu, L. Fei, J. Wen, D. Zhang: "Discriminative and robust
//! competitive code for palmprint recognition", IEEE Transactions on Systems, Man, and Cybernetics: Systems 48 (2018),
//! 232–241.
//!
//! * The palm is brought to 29 × 29 pixels, smoothed (the project's program does it, its description does not say so) and
//!   enhanced by a Laplacian of 5 × 5 taps, under which dark lines become bright.
//! * Ten Gabor wavelets of 5 × 5 taps answer at every pixel: exp(−k²(x² + y²)/(2σ²)) · (cos(k(x cosθ + y sinθ)) −
//!   exp(−σ²/2)) with k = π/2, σ = 2π and θ = cπ/10. The direction of the strongest answer is the code C; the side code
//!   Cs says which of its neighbours answers more: 1 where that of c + 1 is at least that of c − 1 (directions go round).
//! * The score of two codes is Σ ([C agrees] + [C and Cs agree]) / (2 · cells). There is no search: nothing is shifted.
//!   The distance is one less the score.
//!
//! Chosen here: the reduction is the mean over each pixel's area; the smoothing is (1, 4, 6, 4, 1) along both axes, the
//! Laplacian the second difference (1, 0, −2, 0, 1) along each axis, smoothed across it by (1, 4, 6, 4, 1); outside the
//! 29 × 29 pixels their border is repeated.

use ndarray::Array2;

use super::{Baseline, Planes};
use crate::error::MatchError;
use crate::features::sample;
use crate::params::{MARGIN, SQUARE_SIDE};
use crate::roi::PalmSquare;

/// Pixels along one side.
const SIDE: usize = 29;

/// Directions, π/10 apart.
const DIRECTIONS: usize = 10;

/// Bits of a direction; the side code is the bit above them.
const DIRECTION_BITS: usize = 4;

/// Taps along one side of the smoothing, the Laplacian and the wavelets.
const SUPPORT: usize = 5;

/// The Laplacian's second difference, and the smoothing before and across it.
const SECOND: [i64; SUPPORT] = [1, 0, -2, 0, 1];
const SMOOTH: [i64; SUPPORT] = [1, 4, 6, 4, 1];

/// A tap of 1 in the wavelets' integers: fine enough, and sums stay within 60 bits.
const ONE: f64 = (1 << 14) as f64;

/// The enhanced and discriminative competitive code: 29 × 29 cells of one direction among ten and a side, in 5 bits.
#[derive(Debug, Clone)]
pub struct Edcc {
    /// 5 × 5 taps a direction, row by row.
    wavelets: [Vec<i64>; DIRECTIONS],
}

impl Default for Edcc {
    fn default() -> Self {
        Edcc { wavelets: std::array::from_fn(wavelet) }
    }
}

fn wavelet(direction: usize) -> Vec<i64> {
    use std::f64::consts::{FRAC_PI_2, PI, TAU};
    let (frequency, sigma) = (FRAC_PI_2, TAU);
    let offset = libm::exp(-sigma * sigma / 2.0);
    let taps = sample(SUPPORT, direction as f64 * PI / DIRECTIONS as f64, |along, across| {
        let reach = frequency * frequency * (along * along + across * across);
        libm::exp(-reach / (2.0 * sigma * sigma)) * (libm::cos(frequency * along) - offset)
    });
    taps.iter().map(|tap| libm::round(tap * ONE) as i64).collect()
}

impl Baseline for Edcc {
    fn name(&self) -> &'static str {
        "edcc"
    }

    fn encode(&self, square: &PalmSquare, usable: &Array2<bool>) -> Planes {
        let size = (SIDE, DIRECTION_BITS + 1);
        let enhanced = enhanced(square);
        Planes::of_square(self.name(), size, square, usable, |row, column| {
            let answers = self.wavelets.each_ref().map(|taps| filtered(&enhanced, row, column, |i| taps[i]));
            code(&answers)
        })
    }

    fn distance(&self, probe: &Planes, reference: &Planes) -> Result<Option<u32>, MatchError> {
        let points = |differing: &[u128]| {
            let (directions, sides) = differing.split_at(DIRECTION_BITS);
            let direction = directions.iter().fold(0, |any, word| any | word);
            let side_alone = sides.iter().fold(0, |any, word| any | word) & !direction;
            2 * direction.count_ones() + side_alone.count_ones()
        };
        probe.least_distance(self.name(), reference, 0, (2, points))
    }
}

/// Direction and side of ten answers.
fn code(answers: &[i64; DIRECTIONS]) -> u8 {
    // Of equals the first.
    let direction = (0..DIRECTIONS).rev().max_by_key(|&c| answers[c]).unwrap_or(0);
    let [left, right] = [1, DIRECTIONS - 1].map(|turn| answers[(direction + turn) % DIRECTIONS]);
    direction as u8 | u8::from(left >= right) << DIRECTION_BITS
}

/// The palm at 29 × 29 pixels, smoothed and under the Laplacian.
fn enhanced(square: &PalmSquare) -> Array2<i64> {
    let all = |of: &dyn Fn(usize, usize) -> i64| Array2::from_shape_fn((SIDE, SIDE), |(r, c)| of(r, c));
    let split = |i: usize| (i / SUPPORT, i % SUPPORT);
    let smoothing = |(y, x): (usize, usize)| SMOOTH[y] * SMOOTH[x];
    let laplacian = |(y, x): (usize, usize)| SECOND[y] * SMOOTH[x] + SMOOTH[y] * SECOND[x];
    let small = all(&|row, column| area_sum(square, row, column));
    let smooth = all(&|row, column| filtered(&small, row, column, |i| smoothing(split(i))));
    all(&|row, column| filtered(&smooth, row, column, |i| laplacian(split(i))))
}

/// The level of one of 29 × 29 pixels, times its area: pixels of the square count by how far they lie in it, in 1/29
/// along each axis.
fn area_sum(square: &PalmSquare, row: usize, column: usize) -> i64 {
    let parts = |i: usize| {
        let (from, to) = (i * SQUARE_SIDE, (i + 1) * SQUARE_SIDE);
        let inside = move |pixel: usize| to.min((pixel + 1) * SIDE) - from.max(pixel * SIDE);
        (from / SIDE..to.div_ceil(SIDE)).map(move |pixel| (pixel + MARGIN, inside(pixel) as i64))
    };
    let level = |r: usize, c: usize| square.pixels.get([r, c]).copied().map_or(0, i64::from);
    parts(row).flat_map(|(r, h)| parts(column).map(move |(c, w)| h * w * level(r, c))).sum()
}

/// The sum of the 5 × 5 pixels about (row, column), each times its tap.
fn filtered(pixels: &Array2<i64>, row: usize, column: usize, tap: impl Fn(usize) -> i64) -> i64 {
    let near = |i: usize, offset: usize| (i + offset).saturating_sub(SUPPORT / 2).min(SIDE - 1);
    let at = |i: usize| pixels[[near(row, i / SUPPORT), near(column, i % SUPPORT)]];
    (0..SUPPORT * SUPPORT).map(|i| tap(i) * at(i)).sum()
}
