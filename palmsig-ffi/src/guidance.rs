//! What the person could do better.

use palmsig::error::{ExtractError, RoiError};
use palmsig::quality::Guidance;

use crate::failure::Failure;
use crate::pointer::entry;
use crate::status::*;

/// Nothing to change.
pub const PALMSIG_GUIDANCE_GOOD: u32 = 0;
/// No hand is to be seen: show one.
pub const PALMSIG_GUIDANCE_NO_HAND: u32 = 1;
/// More than one hand is to be seen: show one only.
pub const PALMSIG_GUIDANCE_ONE_HAND: u32 = 2;
/// The other hand, or this one turned over.
pub const PALMSIG_GUIDANCE_OTHER_SIDE: u32 = 3;
/// The fingers are closed, so that the palm cannot be told exactly.
pub const PALMSIG_GUIDANCE_OPEN_FINGERS: u32 = 4;
/// The hand is too far away.
pub const PALMSIG_GUIDANCE_CLOSER: u32 = 5;
/// The hand is so near, or so far aside, that the palm is not all in the picture.
pub const PALMSIG_GUIDANCE_FURTHER: u32 = 6;
/// More light is needed.
pub const PALMSIG_GUIDANCE_TOO_DARK: u32 = 7;
/// Less light is needed.
pub const PALMSIG_GUIDANCE_TOO_BRIGHT: u32 = 8;
/// The palm does not face the camera.
pub const PALMSIG_GUIDANCE_TILTED: u32 = 9;
/// The picture is out of focus.
pub const PALMSIG_GUIDANCE_BLURRED: u32 = 10;
/// The hand moves.
pub const PALMSIG_GUIDANCE_HOLD_STILL: u32 = 11;
/// There is nothing that the person could do about it.
pub const PALMSIG_GUIDANCE_NONE: u32 = 255;

/// What the person could do better after palmsig_extractor_extract has failed.
///
/// Threads: any, at any time.
///
/// @param status what it returned
/// @param[out] guidance PALMSIG_GUIDANCE_...; PALMSIG_GUIDANCE_NONE where the person can do nothing about it
/// @return PALMSIG_OK or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_guidance_of_status(
    status: palmsig_status,
    guidance: *mut u32,
) -> palmsig_status {
    entry!(|caller| {
        let out = caller.out(guidance, "guidance")?;
        let guidance = example(status).and_then(|error| Guidance::for_error(&error));
        out.put(match guidance {
            Some(guidance) => number_of(guidance)?,
            None => PALMSIG_GUIDANCE_NONE,
        });
        Ok(())
    })
}

/// An error of this status: guidance goes by the kind, not by the numbers in it.
fn example(status: palmsig_status) -> Option<ExtractError> {
    let roi = match status {
        PALMSIG_ERROR_NO_HAND => RoiError::NoHand,
        PALMSIG_ERROR_SEVERAL_HANDS => RoiError::SeveralHands { count: 2 },
        PALMSIG_ERROR_HAND_CUT_OFF => RoiError::HandCutOff { outside_percent: 0, limit_percent: 0 },
        PALMSIG_ERROR_PALM_AT_BORDER => RoiError::PalmAtBorder,
        PALMSIG_ERROR_PALM_TOO_SMALL => RoiError::TooSmall { palm_unit: 0.0, minimum: 0.0 },
        PALMSIG_ERROR_TOO_DARK => RoiError::TooDark { level: 0, minimum: 0 },
        PALMSIG_ERROR_TOO_BRIGHT => RoiError::TooBright { saturated_percent: 0 },
        PALMSIG_ERROR_LOW_CONTRAST => RoiError::LowContrast { span: 0, minimum: 0 },
        PALMSIG_ERROR_TOO_LITTLE_TEXTURE => {
            return Some(ExtractError::TooLittleTexture { band: "", percent: 0, minimum: 0 });
        }
        _ => return None,
    };
    Some(ExtractError::Roi { band: "", source: roi })
}

/// PALMSIG_GUIDANCE_... of a guidance.
pub(crate) fn number_of(guidance: Guidance) -> Result<u32, Failure> {
    Ok(match guidance {
        Guidance::Good => PALMSIG_GUIDANCE_GOOD,
        Guidance::NoHand => PALMSIG_GUIDANCE_NO_HAND,
        Guidance::OneHand => PALMSIG_GUIDANCE_ONE_HAND,
        Guidance::OtherSide => PALMSIG_GUIDANCE_OTHER_SIDE,
        Guidance::OpenFingers => PALMSIG_GUIDANCE_OPEN_FINGERS,
        Guidance::Closer => PALMSIG_GUIDANCE_CLOSER,
        Guidance::Further => PALMSIG_GUIDANCE_FURTHER,
        Guidance::TooDark => PALMSIG_GUIDANCE_TOO_DARK,
        Guidance::TooBright => PALMSIG_GUIDANCE_TOO_BRIGHT,
        Guidance::Tilted => PALMSIG_GUIDANCE_TILTED,
        Guidance::Blurred => PALMSIG_GUIDANCE_BLURRED,
        Guidance::HoldStill => PALMSIG_GUIDANCE_HOLD_STILL,
        other => {
            let text = format!("guidance `{}` has no number yet", other.name());
            return Err(Failure::new(PALMSIG_ERROR_INTERNAL, text));
        }
    })
}
