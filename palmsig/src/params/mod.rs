//! Every tunable of the engine: named, with its unit and the reason for its value.

mod enrol;
mod features;
mod matching;
mod quality;
mod roi;
mod session;

pub use crate::error::ParamError;
pub use enrol::EnrolParams;
pub use features::{BankParams, FINE_CELLS, FeatureParams, LINE_CELLS, MARGIN, ORIENTATIONS, SQUARE_SIDE};
pub use matching::{Depth, MatchParams};
pub use quality::QualityParams;
pub use roi::RoiParams;
pub use session::SessionParams;

/// Refuses `value` unless it lies in `min..=max` (NaN never does).
pub(crate) fn check(name: &'static str, value: f64, min: f64, max: f64) -> Result<(), ParamError> {
    if value >= min && value <= max { Ok(()) } else { Err(ParamError { name, value, min, max }) }
}

/// How a capture becomes a template.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EncoderParams {
    /// How the palm is found.
    pub roi: RoiParams,
    /// How it is described.
    pub features: FeatureParams,
    /// When a person is told to do something about a capture.
    pub quality: QualityParams,
}

/// Raised whenever the code itself changes what templates mean.
const ENCODER_REVISION: u32 = 5;

impl EncoderParams {
    /// Refuses values that make no working encoder.
    ///
    /// # Errors
    /// [`ParamError`] names the first parameter outside its range.
    pub fn validate(&self) -> Result<(), ParamError> {
        self.roi.validate()?;
        self.features.validate()?;
        self.quality.validate()
    }

    /// Identifies the encoder: a hash of the revision and of the parameters that give bits their meaning
    /// (where the square lies on the palm, and the filters). Those that decide how a hand is looked
    /// for, and what is found, masked or accepted, are left out: they make templates no less comparable.
    pub fn encoder_id(&self) -> u32 {
        let (roi, features) = (&self.roi, &self.features);
        let banks = [features.lines, features.texture, features.veins];
        let numbers = banks.iter().flat_map(|b| [b.omega, b.kappa, b.support as f64]);
        identify(ENCODER_REVISION, numbers.chain([roi.square_side, roi.square_gap]))
    }
}

/// A hash of a revision and of parameters.
pub(crate) fn identify(revision: u32, numbers: impl Iterator<Item = f64>) -> u32 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&revision.to_le_bytes());
    for number in numbers {
        // Both zeros are one number.
        hasher.update(&(number + 0.0).to_le_bytes());
    }
    let [a, b, c, d, ..] = *hasher.finalize().as_bytes();
    u32::from_le_bytes([a, b, c, d])
}
