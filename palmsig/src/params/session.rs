//! When a hand over a sensor means it, and how long it is waited for.

use super::{ParamError, check};

/// When a capture session takes a hand as held there on purpose, and when it gives up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SessionParams {
    /// Captures kept, 1..=16: the best ones of the time that the hand is held.
    pub keep: usize,
    /// Seconds that an open palm must face the sensor without moving, 0.1..=10. People pass their hands over things in less, and
    /// wait for no longer without wondering.
    pub hold: f64,
    /// Seconds within the hold that may go by without a good frame, 0..=1: a blurred frame or two must not start it anew.
    pub lapse: f64,
    /// Fastest movement of a hand held still, in palm units a second, 0.05..=20: hands tremble and drift at up to half of
    /// this, and a passing one moves at several times as much.
    pub max_speed: f64,
    /// Seconds from a hand's first appearance until it is given up, 0.5..=600.
    pub patience: f64,
    /// Longest time in seconds between two frames that belong together, 0.05..=10.
    pub max_gap: f64,
}

impl Default for SessionParams {
    fn default() -> Self {
        SessionParams { keep: 3, hold: 0.5, lapse: 0.15, max_speed: 0.8, patience: 8.0, max_gap: 1.0 }
    }
}

impl SessionParams {
    /// Refuses parameters outside their ranges.
    ///
    /// # Errors
    /// [`ParamError`] names the first parameter outside its range.
    pub fn validate(&self) -> Result<(), ParamError> {
        check("session.keep", self.keep as f64, 1.0, 16.0)?;
        check("session.hold", self.hold, 0.1, 10.0)?;
        check("session.lapse", self.lapse, 0.0, 1.0)?;
        check("session.max_speed", self.max_speed, 0.05, 20.0)?;
        check("session.patience", self.patience, 0.5, 600.0)?;
        check("session.max_gap", self.max_gap, 0.05, 10.0)
    }
}
