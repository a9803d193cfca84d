//! How a capture is taken: pose, light, background and sensor.

use std::f64::consts::{PI, TAU};

use super::marks::Marks;
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
    /// A grey painted wall, unevenly lit, with soft shadows.
    Wall,
    /// Smooth and as skin is: another person's, leather, a beige desk.
    SkinToned,
    /// Striped or checked cloth in folds.
    Cloth,
    /// Tiles or bricks with straight joints.
    Tiles,
    /// A newspaper: rows of dark text, headlines, pictures.
    Print,
    /// A room out of focus, with lamps and windows brighter than white.
    Room,
}

impl Background {
    /// Every background.
    pub const ALL: [Background; 10] = [
        Background::Dark,
        Background::White,
        Background::Wood,
        Background::Cluttered,
        Background::Wall,
        Background::SkinToned,
        Background::Cloth,
        Background::Tiles,
        Background::Print,
        Background::Room,
    ];

    /// Its name in lists and files.
    pub fn name(self) -> &'static str {
        match self {
            Background::Dark => "dark",
            Background::White => "white",
            Background::Wood => "wood",
            Background::Cluttered => "cluttered",
            Background::Wall => "wall",
            Background::SkinToned => "skin-toned",
            Background::Cloth => "cloth",
            Background::Tiles => "tiles",
            Background::Print => "print",
            Background::Room => "room",
        }
    }
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
    /// With the focal length and the size of the hand it says how far away the hand is held.
    pub palm_unit: f64,
    /// Focal length of the camera in pixels, 10..=100 000: a wide lens shows a tilted hand more distorted.
    pub focal_length: f64,
    /// Where the middle of the palm stands, [row, column] in pixels; may lie outside the picture.
    pub center: [f64; 2],
    /// Fingers from closed and touching (0) to as wide apart as they go (1).
    pub spread: f64,
    /// How far the fingers curl towards the camera, radians from web to tip, 0..=1.2.
    pub bend: f64,
    /// How hollow the palm is held, from flat (0) to fully cupped (1).
    pub cup: f64,
    /// Turn of the thumb out of its usual place, radians, −0.5..=0.5; the ball of the thumb goes with it.
    pub thumb: f64,
    /// Foreshortening: turn of the hand about the picture's horizontal and vertical axis before
    /// rotation, radians, −0.8..=0.8.
    pub tilt: [f64; 2],
    /// Stretch of the skin that the pose does not explain, in parts of the palm's width, 0..=0.1.
    pub skin_stretch: f64,
    /// How much faint wrinkles vary in strength from place to place, 0..=1.
    pub fading: f64,
    /// Contrast of the skin's grain and blotches in parts of that in white light from the front, 0..=8:
    /// blue light and light from the side show more of them.
    pub texture: f64,
    /// Day of the capture: skin tans, swells and dries, scratches heal. Captures of one number share them.
    pub session: u32,
    /// What is on the skin: rings, plasters, scars and the like.
    pub marks: Marks,
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
    /// Loss of light from the picture's middle to its corners, 0..=1: a lamp beside the lens.
    pub falloff: f64,
    /// Light mirrored by the skin's surface where it faces the lamp, in parts of white, 0..=1.
    pub gloss: f64,
    /// What is lit and seen, [top, left, bottom, right] in pixels; the rest of the picture is black.
    pub aperture: Option<[f64; 4]>,
    /// Whether the sensor tells no colours: visible light gives a grey picture.
    pub monochrome: bool,
    /// Where the near-infrared camera sees the hand, [down, right] in pixels of where the visible one
    /// does; [0, 0] for registered pictures.
    pub nir_offset: [f64; 2],
    /// Deviation of the Gaussian blur in pixels, 0..=20.
    pub blur: f64,
    /// Deviation of the sensor's noise at white in 255ths of white, 0..=100.
    pub noise: f64,
    /// Bits of a sample.
    pub bit_depth: BitDepth,
    /// Quality (1..=100, as encoders count it) of the JPEG compression that the camera did; none for
    /// pictures as the sensor gave them, and none is done to samples of 12 bits.
    pub jpeg: Option<u8>,
}

/// Bits of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum BitDepth {
    /// 0..=255.
    #[default]
    Eight,
    /// 0..=4095.
    Twelve,
}

/// Focal length of the default camera in parts of the picture's larger side: it sees 64° of the world.
const USUAL_FOCAL_LENGTH: f64 = 0.8;

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
            focal_length: (USUAL_FOCAL_LENGTH * height.max(width) as f64).max(10.0),
            spread: 0.55,
            bend: 0.0,
            cup: 0.0,
            thumb: 0.0,
            tilt: [0.0, 0.0],
            skin_stretch: 0.012,
            fading: 0.3,
            texture: 1.0,
            session: 0,
            marks: Marks::default(),
            background: Background::Dark,
            sleeve: false,
            exposure: 1.0,
            light_slope: 0.15,
            light_direction: PI / 2.0,
            falloff: 0.0,
            gloss: 0.0,
            aperture: None,
            monochrome: false,
            nir_offset: [0.0, 0.0],
            blur: 0.6,
            noise: 3.0,
            bit_depth: BitDepth::Eight,
            jpeg: None,
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
            bend: rng.between(0.0, 0.25),
            cup: rng.between(0.0, 0.35),
            thumb: rng.about(0.0, 0.06),
            tilt: [rng.between(-0.1, 0.1), rng.between(-0.1, 0.1)],
            skin_stretch: rng.between(0.006, 0.016),
            fading: rng.between(0.15, 0.5),
            sleeve: self.sleeve || rng.chance(0.25),
            exposure: self.exposure * rng.between(0.8, 1.12),
            light_slope: rng.between(0.0, 0.4),
            light_direction: rng.between(0.0, TAU),
            gloss: rng.between(0.0, 0.06),
            blur: self.blur * rng.between(0.6, 1.6),
            noise: self.noise * rng.between(0.6, 1.6),
            ..self.clone()
        }
    }

    /// A hand held in any pose in which a person would still call it an open palm, before any background: turned
    /// all the way round, tilted by up to 35° about either axis, fingers closed to spread, the palm square in the
    /// picture, and light as at a terminal.
    pub fn any_pose(height: usize, width: usize, rng: &mut Rng) -> CaptureSettings {
        const TILT: f64 = 0.61;
        const CLOSED: f64 = 0.15;
        let palm_unit = height.min(width) as f64 * rng.ratio_between(0.12, 0.24);
        let inside = |side: usize, rng: &mut Rng| rng.between(0.8 * palm_unit, side as f64 - 0.8 * palm_unit);
        CaptureSettings {
            rotation: rng.between(0.0, TAU),
            palm_unit,
            focal_length: height.max(width) as f64 * rng.ratio_between(0.8, 2.0),
            center: [inside(height, rng), inside(width, rng)],
            spread: if rng.chance(CLOSED) { 0.0 } else { rng.unit() },
            bend: rng.between(0.0, 0.4),
            cup: rng.between(0.0, 0.5),
            thumb: rng.between(-0.3, 0.2),
            tilt: [rng.between(-TILT, TILT), rng.between(-TILT, TILT)],
            background: Background::ALL[rng.whole(0, Background::ALL.len() - 1)],
            ..CaptureSettings::sized(height, width).varied(rng)
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
            ("focal_length", self.focal_length, 10.0, FAR),
            ("center row", self.center[0], -FAR, FAR),
            ("center column", self.center[1], -FAR, FAR),
            ("spread", self.spread, 0.0, 1.0),
            ("bend", self.bend, 0.0, 1.2),
            ("cup", self.cup, 0.0, 1.0),
            ("thumb", self.thumb, -0.5, 0.5),
            ("tilt about the horizontal", self.tilt[0], -0.8, 0.8),
            ("tilt about the vertical", self.tilt[1], -0.8, 0.8),
            ("skin_stretch", self.skin_stretch, 0.0, 0.1),
            ("fading", self.fading, 0.0, 1.0),
            ("texture", self.texture, 0.0, 8.0),
            ("exposure", self.exposure, 0.0, 8.0),
            ("light_slope", self.light_slope, 0.0, 1.0),
            ("light_direction", self.light_direction, -100.0 * TAU, 100.0 * TAU),
            ("falloff", self.falloff, 0.0, 1.0),
            ("gloss", self.gloss, 0.0, 1.0),
            ("nir_offset down", self.nir_offset[0], -FAR, FAR),
            ("nir_offset right", self.nir_offset[1], -FAR, FAR),
            ("blur", self.blur, 0.0, 20.0),
            ("noise", self.noise, 0.0, 100.0),
            ("marks.dirt", self.marks.dirt, 0.0, 1.0),
            ("jpeg", self.jpeg.unwrap_or(100).into(), 1.0, 100.0),
        ];
        let aperture = self.aperture.into_iter().flatten().map(|edge| ("aperture", edge, -FAR, FAR));
        ranges
            .into_iter()
            .chain(aperture)
            .try_for_each(|(name, value, min, max)| check(name, value, min, max))?;
        Ok(())
    }
}
