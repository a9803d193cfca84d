//! Decisions, asked for as rates.

use super::calibration::{level_of_count, level_of_rate};
use super::{Comparison, PersonComparison};
use crate::params::{ParamError, check};

/// When a comparison counts as a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    level: i32,
}

/// Smallest rate that may be asked for.
const MIN_RATE: f64 = 1e-12;

impl Policy {
    /// For 1:1: strangers are accepted at a rate of `fmr` at most.
    ///
    /// # Errors
    /// [`ParamError`] unless `fmr` lies in 1e-12..=0.5.
    pub fn verify(fmr: f64) -> Result<Policy, ParamError> {
        check("fmr", fmr, MIN_RATE, 0.5)?;
        Ok(Policy { level: level_of_rate(fmr) })
    }

    /// For 1:N: a search for a person who is not enrolled returns anybody at a rate of `fpir` at most,
    /// however many are enrolled, as long as it is decided by [`accepts_among`](Self::accepts_among) all the
    /// comparisons made (as a gallery does).
    ///
    /// # Errors
    /// [`ParamError`] unless `fpir` lies in 1e-12..=0.5.
    pub fn identify(fpir: f64) -> Result<Policy, ParamError> {
        check("fpir", fpir, MIN_RATE, 0.5)?;
        Ok(Policy { level: level_of_rate(fpir) })
    }

    /// Whether a comparison is a match; no evidence never is.
    pub fn accepts(&self, comparison: &Comparison) -> bool {
        self.accepts_among(comparison, 1)
    }

    /// Whether two persons are one by what both palms say.
    pub fn accepts_person(&self, comparison: &PersonComparison) -> bool {
        self.accepts_person_among(comparison, 1)
    }

    /// Whether two persons are one when that is the best of `compared` comparisons, as
    /// [`accepts_among`](Self::accepts_among) has it.
    pub fn accepts_person_among(&self, comparison: &PersonComparison, compared: usize) -> bool {
        comparison.similarity() != Comparison::NO_EVIDENCE
            && comparison.level() >= self.level + level_of_count(compared)
    }

    /// Whether a comparison is a match when it is the best of `compared`: the rate asked for is shared
    /// among them all.
    pub fn accepts_among(&self, comparison: &Comparison, compared: usize) -> bool {
        comparison.similarity() != Comparison::NO_EVIDENCE
            && comparison.level() >= self.level + level_of_count(compared)
    }
}
