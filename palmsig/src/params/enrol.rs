//! When captures become a template, and when a template is brought up to date.

use std::time::Duration;

use super::{ParamError, check};

/// How several captures become one template, and how that template follows its owner. None of this changes the bits
/// of a capture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EnrolParams {
    /// Lowest quality score of a capture, 0..=100; most good captures have 70 to 95.
    pub min_quality: u8,
    /// Fewest captures that agree. Two are the fewest that can vouch for one another.
    pub min_captures: u8,
    /// Most captures whose views a template keeps: each makes it larger, and slower to compare, by as much.
    pub kept_captures: u8,
    /// False match rate at which two captures count as of one palm. Stricter ones refuse whole enrolments from sensors
    /// whose captures are less alike (docs/accuracy.md).
    pub match_fmr: f64,
    /// Lowest quality score of a capture that brings a template up to date: a bad one gains nothing there.
    pub update_min_quality: u8,
    /// False match rate at which it must match the captures of the enrolment: stricter than the rates that people
    /// are verified at, so that nothing on the verge of another palm is taken.
    pub update_fmr: f64,
    /// Shortest time between two captures taken: skin changes in days, and a stranger must not have many tries.
    pub update_interval: Duration,
    /// Most recent captures kept beside those of the enrolment.
    pub recent_captures: u8,
}

impl Default for EnrolParams {
    fn default() -> Self {
        EnrolParams {
            min_quality: 20,
            min_captures: 2,
            kept_captures: 3,
            match_fmr: 1e-4,
            update_min_quality: 40,
            update_fmr: 1e-6,
            update_interval: Duration::from_secs(24 * 3600),
            recent_captures: 2,
        }
    }
}

impl EnrolParams {
    /// Refuses values that make no working enrolment.
    ///
    /// # Errors
    /// [`ParamError`] names the first parameter outside its range.
    pub fn validate(&self) -> Result<(), ParamError> {
        check("min_quality", self.min_quality.into(), 0.0, 100.0)?;
        check("min_captures", self.min_captures.into(), 1.0, 16.0)?;
        check("kept_captures", self.kept_captures.into(), 1.0, 16.0)?;
        check("match_fmr", self.match_fmr, 1e-12, 1e-2)?;
        check("update_min_quality", self.update_min_quality.into(), 0.0, 100.0)?;
        check("update_fmr", self.update_fmr, 1e-12, 1e-4)?;
        check("recent_captures", self.recent_captures.into(), 1.0, 8.0)
    }
}
