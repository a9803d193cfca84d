//! Exposure: whether the light on the palm suits the sensor.

use ndarray::Array2;

use super::rating::{falling, product, rising};
use super::scales::pixels;
use crate::roi::PalmSquare;

/// From this level of 12 bits on a pixel counts as saturated: 250 of 255, as a clipped sensor leaves a few
/// levels of noise and compression below white.
const SATURATED: i16 = 4015;

/// Below this level of 12 bits a pixel is all but black: 6 of 255, where few steps of an 8-bit sensor are left.
const BLACK: i16 = 96;

/// The light on a palm.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Light {
    /// Median level, 0..=1.
    pub(super) median: f64,
    /// Share of saturated pixels, 0..=1.
    pub(super) saturated: f64,
    /// Share of all but black pixels, 0..=1.
    pub(super) black: f64,
}

impl Light {
    /// Over the pixels of the usable cells, shape (32, 32). All 0 without one.
    pub(super) fn of(square: &PalmSquare, usable: &Array2<bool>) -> Light {
        let all = square.pixels.as_slice().unwrap_or(&[]);
        let levels: Vec<i16> = pixels(usable).into_iter().filter_map(|i| all.get(i).copied()).collect();
        let Some(median) = PalmSquare::median(levels.iter().copied()) else { return Light::default() };
        let share = |count: usize| count as f64 / levels.len() as f64;
        let saturated = share(levels.iter().filter(|&&v| v >= SATURATED).count());
        let black = share(levels.iter().filter(|&&v| v < BLACK).count());
        Light { median: f64::from(median) / f64::from(PalmSquare::WHITE), saturated, black }
    }
}

/// Median levels, 0..=1, at which a palm is too dark to be of use (about the level below which no hand is
/// looked for), and from which on more light adds nothing.
const DARK: [f64; 2] = [0.03, 0.22];
/// Median levels, 0..=1, up to which nothing is lost, and at which skin is white.
const BRIGHT: [f64; 2] = [0.8, 1.0];
/// Shares of the palm, 0..=1, that may be saturated or black at no loss, and that leave nothing: masked cells are
/// the encoder's way with small ones, and half a palm can still be matched.
const LOST: [f64; 2] = [0.01, 0.6];

/// 0 black or white .. 100 well lit.
pub(super) fn component(level: f64, saturated: f64, black: f64) -> u8 {
    let median = rising(level, DARK[0], DARK[1]).min(falling(level, BRIGHT[0], BRIGHT[1]));
    product(median, falling(saturated + black, LOST[0], LOST[1]))
}
