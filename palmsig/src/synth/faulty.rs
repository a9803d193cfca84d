//! Captures that an engine must refuse or guide the user out of.

use super::palm::Palm;
use super::render::{SyntheticCapture, render, render_two};
use super::settings::{CaptureSettings, SynthError};
use crate::image::HandSide;

/// What is wrong with a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The hand is so far away that its palm is a few pixels wide.
    TooFar,
    /// Hardly any light.
    TooDark,
    /// So much light that skin is white.
    TooBright,
    /// Half of the palm lies outside the picture.
    HalfOut,
    /// The hand moves or is out of focus.
    OutOfFocus,
    /// Two hands in the picture.
    TwoHands,
    /// No hand in the picture.
    NoHand,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 7] = [
        Fault::TooFar,
        Fault::TooDark,
        Fault::TooBright,
        Fault::HalfOut,
        Fault::OutOfFocus,
        Fault::TwoHands,
        Fault::NoHand,
    ];
}

/// Renders a capture that is as `settings` say but for one fault.
///
/// # Errors
/// As [`render`].
pub fn render_faulty(
    palm: &Palm,
    settings: &CaptureSettings,
    fault: Fault,
    seed: u64,
) -> Result<SyntheticCapture, SynthError> {
    let (height, width) = (settings.height as f64, settings.width as f64);
    let faulty = match fault {
        Fault::TooFar => CaptureSettings {
            palm_unit: (settings.palm_unit * 0.12).max(2.0),
            sleeve: true,
            ..settings.clone()
        },
        Fault::TooDark => CaptureSettings { exposure: 0.04, ..settings.clone() },
        Fault::TooBright => CaptureSettings { exposure: 4.0, ..settings.clone() },
        Fault::HalfOut => CaptureSettings { center: [settings.center[0], 0.0], ..settings.clone() },
        Fault::OutOfFocus => {
            CaptureSettings { blur: (0.08 * settings.palm_unit).min(20.0), ..settings.clone() }
        }
        Fault::NoHand => CaptureSettings {
            center: [-8.0 * height.max(settings.palm_unit), -8.0 * width],
            ..settings.clone()
        },
        Fault::TwoHands => return two_hands(palm, settings, seed),
    };
    render(palm, &faulty, seed)
}

/// Both hands of the person side by side, each small enough to fit.
fn two_hands(palm: &Palm, settings: &CaptureSettings, seed: u64) -> Result<SyntheticCapture, SynthError> {
    let other = if palm.hand() == HandSide::Left { HandSide::Right } else { HandSide::Left };
    let width = settings.width as f64;
    let at = |share: f64| CaptureSettings {
        center: [settings.center[0], share * width],
        palm_unit: (settings.palm_unit * 0.65).max(2.0),
        ..settings.clone()
    };
    render_two((palm, &at(0.25)), (&Palm::new(palm.seed(), other), &at(0.75)), seed)
}
