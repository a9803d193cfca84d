//! Parameters of finding the palm.

use super::{ParamError, check};

/// How the palm is looked for, and where the palm square lies on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoiParams {
    /// Side of the palm square, in palm units. One palm unit spans the creases of the palm and stays on
    /// skin for hands of any build.
    pub square_side: f64,
    /// Distance from the line through the outer finger valleys to the upper edge of the square, in palm
    /// units, positive towards the wrist. It keeps the square clear of the finger roots, which move.
    pub square_gap: f64,
    /// Longer side of the reduced copy in which the hand is looked for, in pixels at most. At 400 a
    /// hand that fills the picture has finger valleys several pixels wide.
    pub search_side: usize,
    /// Smallest palm unit accepted, in pixels of the picture. Below it the principal lines themselves
    /// are about one pixel wide.
    pub min_palm_unit: f64,
    /// Largest share of the palm square that may lie outside the picture or the hand, 0..=1.
    pub max_outside: f64,
    /// Level (0..=255) that the brightest percent of the picture must reach: below it, sensor noise
    /// is as strong as the lines.
    pub min_brightness: u8,
    /// Largest share of saturated pixels, 0..=1. A hand before a white wall leaves at least a few
    /// percent of the picture unsaturated.
    pub max_saturated: f64,
    /// Smallest span of the central 98 % of grey levels, 0..=255: less is noise, not a hand.
    pub min_span: u8,
}

impl Default for RoiParams {
    fn default() -> Self {
        RoiParams {
            square_side: 1.0,
            square_gap: 0.2,
            search_side: 400,
            min_palm_unit: 40.0,
            max_outside: 0.25,
            min_brightness: 24,
            max_saturated: 0.97,
            min_span: 16,
        }
    }
}

impl RoiParams {
    /// Refuses parameters outside their ranges.
    ///
    /// # Errors
    /// A [`ParamError`] that names the first parameter out of range.
    pub fn validate(&self) -> Result<(), ParamError> {
        check("roi.square_side", self.square_side, 0.2, 3.0)?;
        check("roi.square_gap", self.square_gap, -1.0, 2.0)?;
        check("roi.search_side", self.search_side as f64, 64.0, 4096.0)?;
        check("roi.min_palm_unit", self.min_palm_unit, 1.0, 1e6)?;
        check("roi.max_outside", self.max_outside, 0.0, 1.0)?;
        check("roi.min_brightness", f64::from(self.min_brightness), 0.0, 255.0)?;
        check("roi.max_saturated", self.max_saturated, 0.0, 1.0)?;
        check("roi.min_span", f64::from(self.min_span), 0.0, 255.0)
    }
}
