//! Whether a hand is held there on purpose.

use crate::params::SessionParams;

/// How long good frames have followed one another.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hold {
    /// Seconds held, lapses included; none without a good frame.
    held: Option<f64>,
    /// Seconds since the last good frame.
    lapsed: f64,
}

impl Hold {
    /// `gap` seconds have gone by; `good` says whether the frame at their end shows an open palm at rest. False when the hold
    /// has just been broken off.
    pub(super) fn advance(&mut self, gap: f64, good: bool, params: &SessionParams) -> bool {
        if self.held.is_none() {
            *self = Hold { held: good.then_some(0.0), lapsed: 0.0 };
            return true;
        }
        let lapsed = self.lapsed + gap;
        // Two good frames far apart do not say what was between them.
        if lapsed > params.lapse.max(LONGEST_GAP) {
            *self = Hold { held: good.then_some(0.0), lapsed: 0.0 };
            return false;
        }
        if good {
            *self = Hold { held: self.held.map(|held| held + lapsed), lapsed: 0.0 };
        } else {
            self.lapsed = lapsed;
        }
        true
    }

    /// Share of the time to be held, 0..=1.
    pub(super) fn share(&self, params: &SessionParams) -> f64 {
        (self.held.unwrap_or(0.0) / params.hold).min(1.0)
    }

    pub(super) fn has_begun(&self) -> bool {
        self.held.is_some()
    }
}

/// Longest time between two frames of a slow stream, in seconds: without it, no sensor below seven frames a second would ever
/// see a hand held.
const LONGEST_GAP: f64 = 0.25;
