//! What changes between days: the skin tans, swells, dries.

use super::rng::Rng;

/// The state of a person's hands on one day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Session {
    /// Widths of fingers in parts of those on an average day.
    pub(super) swelling: f64,
    /// Added to the tone of the skin.
    pub(super) tan: f64,
    /// Strength of fine wrinkles in parts of that on an average day: dry skin shows more of them.
    pub(super) dryness: f64,
}

impl Session {
    pub(super) fn new(rng: &mut Rng) -> Session {
        Session { swelling: rng.about(1.0, 0.008), tan: rng.about(0.0, 0.03), dryness: rng.about(1.0, 0.12) }
    }
}
