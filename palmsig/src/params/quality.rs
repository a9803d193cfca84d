//! When a person is told to do something about a capture.

use super::{ParamError, check};

/// The components of quality (0..=100) below which guidance names them. They decide nothing else: neither what is
/// refused nor a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QualityParams {
    /// Fewest pixels of the palm, as a component.
    pub min_resolution: u8,
    /// Least skin in the palm square, as a component.
    pub min_coverage: u8,
    /// Worst light, as a component.
    pub min_exposure: u8,
    /// Most tilt, as a component; the default is 0.68 rad: of real hands that lie flat between pegs, 2 in 100 are taken for tilted by 0.6 or more.
    pub min_pose: u8,
    /// Least sharpness, as a component.
    pub min_focus: u8,
    /// Most smearing, as a component.
    pub min_motion: u8,
}

impl Default for QualityParams {
    fn default() -> Self {
        QualityParams {
            min_resolution: 30,
            min_coverage: 60,
            min_exposure: 40,
            min_pose: 25,
            min_focus: 35,
            min_motion: 40,
        }
    }
}

impl QualityParams {
    /// Refuses limits that no component can reach.
    ///
    /// # Errors
    /// [`ParamError`] names the first parameter outside its range.
    pub fn validate(&self) -> Result<(), ParamError> {
        let limits = [
            ("quality.min_resolution", self.min_resolution),
            ("quality.min_coverage", self.min_coverage),
            ("quality.min_exposure", self.min_exposure),
            ("quality.min_pose", self.min_pose),
            ("quality.min_focus", self.min_focus),
            ("quality.min_motion", self.min_motion),
        ];
        limits.into_iter().try_for_each(|(name, limit)| check(name, limit.into(), 0.0, 100.0))
    }
}
