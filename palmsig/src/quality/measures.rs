//! What is measured, in natural units, before it becomes a component of 0 to 100.

use ndarray::Array2;

use super::{contrast, coverage, exposure, focus, lines, motion, pose, resolution, scales::Scales};
use crate::roi::{Palm, PalmSquare};

/// The measures of one palm in one band, in natural units ("native quality measures" of ISO/IEC 29794-1).
///
/// They can be told to no one as they are: what a value is worth depends on the measure. [`Components`] are
/// their common scale.
///
/// [`Components`]: super::Components
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    /// Energy of fine detail (wavelengths of 7.5 to 16 pixels of the palm square's 128) over that of coarse
    /// detail (16 to 31 pixels) in the direction that has the most, log₂; noise taken off.
    pub sharpness: f64,
    /// Median level of the palm, 0 black to 1 white.
    pub level: f64,
    /// Share of the palm that is saturated, 0..=1.
    pub saturated: f64,
    /// Share of the palm that is all but black, 0..=1.
    pub black: f64,
    /// Root mean square of both details over the median level, log₂.
    pub relief: f64,
    /// Share of the palm square that shows skin, 0..=1.
    pub covered: f64,
    /// Palm unit in pixels of the picture.
    pub palm_unit: f64,
    /// Angle between the palm and the plane of the picture in radians, where it is known.
    pub tilt: Option<f64>,
    /// Expected error of the palm frame, palm units.
    pub uncertainty: f64,
    /// The same in the direction that has the least over that which has the most, 0..=1: smearing lowers it.
    pub evenness: f64,
    /// Energy of the finest detail (3.5 to 8 pixels) in the direction that has the least over that which has
    /// the most, 0..=1: smearing lowers it, blur does not.
    pub roundness: f64,
    /// Energy of both details over the variance of the noise, log₂.
    pub signal: f64,
    /// How far dark lines stand out from the skin: skewness of fine detail, 0 for as many bright as dark ones.
    pub darkness: f64,
}

impl Measures {
    /// Measures a palm: its square, the cells of it that show skin (shape 32 × 32), and its frame.
    pub fn of(square: &PalmSquare, usable: &Array2<bool>, palm: &Palm) -> Measures {
        let scales = Scales::of(square, usable, resolution::Grain::of(palm));
        let light = exposure::Light::of(square, usable);
        Measures {
            sharpness: focus::sharpness(&scales),
            level: light.median,
            saturated: light.saturated,
            black: light.black,
            relief: contrast::relief(&scales, light.median),
            covered: coverage::covered(usable),
            palm_unit: palm.palm_unit,
            tilt: palm.tilt.map(pose::angle),
            uncertainty: palm.uncertainty,
            evenness: motion::evenness(&scales),
            roundness: motion::roundness(&scales),
            signal: lines::signal(&scales),
            darkness: lines::darkness(&scales),
        }
    }
}
