//! How a capture is taken: pose, light, background and sensor.

use std::f64::consts::{PI, TAU};

use super::rng::Rng;
use crate::image::Band;
use crate::params::{ParamError, check};

/// The largest synthetic picture, in pixels.
const MAX_PIXELS: usize = 16 << 20;

/// What lies behind the hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Background {
    /// Black cloth or the inside of a sensor.
    #[default]
    Dark,
    /// White paper or a wall.
    White,
    /// A wooden table, close to the colour of skin.
    Wood,
    /// Things of many colours.
    Cluttered,
}

impl Background {
    /// Every background.
    pub const ALL: [Background; 4] =
        [Background::Dark, Background::White, Background::Wood, Background::Cluttered];
}

/// Why no capture can be rendered.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SynthError {
    /// The picture would be empty or too large; nothing was allocated.
    #[error("a picture of {height}x{width} pixels cannot be rendered (1 to {limit} pixels)")]
    Size {
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
        /// The largest number of pixels.
        limit: usize,
    },
    /// A setting lies outside its range.
    #[error(transparent)]
    Param(#[from] ParamError),
}

/// How a capture is taken. The default is a well-held hand: fingers up, moderately spread, before a
/// dark background, 640×480 pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptureSettings {
    /// Rows of the picture.
    pub height: usize,
    /// Columns of the picture.
    pub width: usize,
    /// Visible (colour) or near-infrared (grey).
    pub band: Band,
    /// Turn of the hand against fingers-up, radians counter-clockwise as seen in the picture.
    pub rotation: f64,
    /// Distance between the index–middle and the ring–little valley in pixels, before tilting; 2..=4000.
    pub palm_unit: f64,
    /// Where the middle of the palm stands, [row, column] in pixels; may lie outside the picture.
    pub center: [f64; 2],
    /// Fingers from closed and touching (0) to as wide apart as they go (1).
    pub spread: f64,
    /// Foreshortening: turn of the hand about the picture's horizontal and vertical axis before
    /// rotation, radians, −0.8..=0.8.
    pub tilt: [f64; 2],
    /// Stretch of the skin by this capture's pose, in parts of the palm's width, 0..=0.1.
    pub skin_stretch: f64,
    /// How much faint wrinkles vary in strength from place to place, 0..=1.
    pub fading: f64,
    /// What lies behind the hand.
    pub background: Background,
    /// Whether a sleeve covers the forearm.
    pub sleeve: bool,
    /// Brightness in parts of a well-lit picture, 0..=8.
    pub exposure: f64,
    /// How unevenly the light falls: 0 even, 1 from full to nothing across the picture.
    pub light_slope: f64,
    /// Where the light is strongest, radians counter-clockwise from the picture's right.
    pub light_direction: f64,
    /// Deviation of the Gaussian blur in pixels, 0..=20.
    pub blur: f64,
    /// Deviation of the sensor's noise at white in grey levels, 0..=100.
    pub noise: f64,
}

impl Default for CaptureSettings {
    fn default() -> Self {
        CaptureSettings::sized(480, 640)
    }
}

/// Where a hand fits a picture: the palm unit and how far below the picture's middle the palm stands,
/// in parts of the smaller side (fingers up and spread, the hand is 4.6 palm units long).
const FITTING_UNIT: f64 = 0.172;
const FITTING_DROP: f64 = 0.14;

impl CaptureSettings {
    /// A well-held hand in a picture of this size.
    pub fn sized(height: usize, width: usize) -> CaptureSettings {
        let smaller = height.min(width) as f64;
        CaptureSettings {
            height,
            width,
            band: Band::Visible,
            rotation: 0.0,
            palm_unit: (smaller * FITTING_UNIT).max(2.0),
            center: [0.5 * height as f64 + FITTING_DROP * smaller, 0.5 * width as f64],
            spread: 0.55,
            tilt: [0.0, 0.0],
            skin_stretch: 0.012,
            fading: 0.3,
            background: Background::Dark,
            sleeve: false,
            exposure: 1.0,
            light_slope: 0.15,
            light_direction: PI / 2.0,
            blur: 0.6,
            noise: 3.0,
        }
    }

    /// Another capture of a hand held as well as people hold it at a terminal: these settings with
    /// rotation ±15°, scale ±12 %, a small tilt, and other spread, light and noise.
    pub fn varied(&self, rng: &mut Rng) -> CaptureSettings {
        let shift = 0.12 * self.palm_unit;
        CaptureSettings {
            rotation: self.rotation + rng.between(-15.0, 15.0).to_radians(),
            palm_unit: self.palm_unit * rng.between(0.88, 1.12),
            center: self.center.map(|c| c + rng.between(-shift, shift)),
            spread: rng.between(0.35, 0.8),
            tilt: [rng.between(-0.1, 0.1), rng.between(-0.1, 0.1)],
            skin_stretch: rng.between(0.006, 0.016),
            fading: rng.between(0.15, 0.5),
            sleeve: self.sleeve || rng.chance(0.25),
            exposure: self.exposure * rng.between(0.8, 1.12),
            light_slope: rng.between(0.0, 0.4),
            light_direction: rng.between(0.0, TAU),
            blur: self.blur * rng.between(0.6, 1.6),
            noise: self.noise * rng.between(0.6, 1.6),
            ..self.clone()
        }
    }

    /// A well-held hand at a terminal, 640×480 pixels: [`varied`](Self::varied) from the default by a seed.
    pub fn well_held(seed: u64) -> CaptureSettings {
        CaptureSettings::default().varied(&mut Rng::new(seed))
    }

    pub(super) fn check(&self) -> Result<(), SynthError> {
        let (height, width, limit) = (self.height, self.width, MAX_PIXELS);
        if !height.checked_mul(width).is_some_and(|n| (1..=limit).contains(&n)) {
            return Err(SynthError::Size { height, width, limit });
        }
        // Wide enough for any use, narrow enough that no arithmetic overflows.
        const FAR: f64 = 1e5;
        let ranges = [
            ("rotation", self.rotation, -100.0 * TAU, 100.0 * TAU),
            ("palm_unit", self.palm_unit, 2.0, 4000.0),
            ("center row", self.center[0], -FAR, FAR),
            ("center column", self.center[1], -FAR, FAR),
            ("spread", self.spread, 0.0, 1.0),
            ("tilt about the horizontal", self.tilt[0], -0.8, 0.8),
            ("tilt about the vertical", self.tilt[1], -0.8, 0.8),
            ("skin_stretch", self.skin_stretch, 0.0, 0.1),
            ("fading", self.fading, 0.0, 1.0),
            ("exposure", self.exposure, 0.0, 8.0),
            ("light_slope", self.light_slope, 0.0, 1.0),
            ("light_direction", self.light_direction, -100.0 * TAU, 100.0 * TAU),
            ("blur", self.blur, 0.0, 20.0),
            ("noise", self.noise, 0.0, 100.0),
        ];
        ranges.into_iter().try_for_each(|(name, value, min, max)| check(name, value, min, max))?;
        Ok(())
    }
}
