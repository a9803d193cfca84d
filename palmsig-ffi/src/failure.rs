//! Errors of the core become status numbers and a text, which is kept a thread.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ffi::{CStr, CString};

use palmsig::error::{
    CaptureError, EnrolError, ExtractError, GalleryError, ImageError, MatchError, ParamError, RoiError,
    TemplateError,
};

use crate::status::*;

/// What went wrong, for a program and for a human.
pub(crate) struct Failure {
    status: palmsig_status,
    text: Cow<'static, str>,
}

impl Failure {
    pub(crate) fn new(status: palmsig_status, text: impl Into<Cow<'static, str>>) -> Failure {
        Failure { status, text: text.into() }
    }

    /// A number that none of the header's constants is.
    pub(crate) fn unnamed(name: &str, value: u32) -> Failure {
        Failure::new(PALMSIG_ERROR_ARGUMENT, format!("{name} is {value}, which the header does not name"))
    }
}

/// The number's name, and the text.
#[cfg(feature = "runtime")]
impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = name_of(self.status).unwrap_or(c"unknown");
        write!(f, "{}: {}", name.to_string_lossy(), self.text)
    }
}

thread_local! {
    /// The text of this thread's last failure: all that changes outside handles.
    static LAST: RefCell<Option<CString>> = const { RefCell::new(None) };
}

/// Keeps the text of a failure for [`with_last`] and returns its number.
pub(crate) fn remember(failure: Failure) -> palmsig_status {
    let text = CString::new(failure.text.into_owned()).ok();
    // A thread that is about to end keeps nothing more.
    let _ = LAST.try_with(|last| *last.borrow_mut() = text);
    failure.status
}

/// Shows the text of this thread's last failure, empty if there was none.
pub(crate) fn with_last<R>(show: impl Fn(&CStr) -> R) -> R {
    let shown = LAST.try_with(|last| show(last.borrow().as_deref().unwrap_or(c"")));
    shown.unwrap_or_else(|_| show(c""))
}

/// Errors of one stage, each with its number. The text is the error's own.
macro_rules! numbered {
    ($($error:ty: $of:ident;)+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Failure {
                Failure::new($of(&error), error.to_string())
            }
        }
    )+};
}
numbered! {
    ParamError: of_param;
    ImageError: of_image;
    ExtractError: of_extract;
    TemplateError: of_template;
    MatchError: of_match;
    GalleryError: of_gallery;
    EnrolError: of_enrol;
    CaptureError: of_capture;
}

// They use `numbered!`, which is defined above.
#[cfg(feature = "protect")]
mod protect;
#[cfg(feature = "store")]
mod store;

fn of_param(_: &ParamError) -> palmsig_status {
    PALMSIG_ERROR_PARAMETER
}

fn of_image(error: &ImageError) -> palmsig_status {
    match error {
        ImageError::Empty { .. } => PALMSIG_ERROR_IMAGE_EMPTY,
        ImageError::TooManyPixels { .. } => PALMSIG_ERROR_IMAGE_TOO_LARGE,
        ImageError::StrideTooShort { .. } => PALMSIG_ERROR_IMAGE_STRIDE,
        ImageError::BufferTooShort { .. } => PALMSIG_ERROR_IMAGE_BUFFER,
        ImageError::BitDepth { .. } => PALMSIG_ERROR_IMAGE_BIT_DEPTH,
        ImageError::BandSizes { .. } => PALMSIG_ERROR_IMAGE_BANDS,
        _ => PALMSIG_ERROR_IMAGE_OTHER,
    }
}

fn of_extract(error: &ExtractError) -> palmsig_status {
    match error {
        ExtractError::Param(_) => PALMSIG_ERROR_PARAMETER,
        ExtractError::Roi { source, .. } => of_roi(source),
        ExtractError::TooLittleTexture { .. } => PALMSIG_ERROR_TOO_LITTLE_TEXTURE,
        _ => PALMSIG_ERROR_EXTRACT_OTHER,
    }
}

fn of_roi(error: &RoiError) -> palmsig_status {
    match error {
        RoiError::NoHand => PALMSIG_ERROR_NO_HAND,
        RoiError::SeveralHands { .. } => PALMSIG_ERROR_SEVERAL_HANDS,
        RoiError::HandCutOff { .. } => PALMSIG_ERROR_HAND_CUT_OFF,
        RoiError::PalmAtBorder => PALMSIG_ERROR_PALM_AT_BORDER,
        RoiError::TooSmall { .. } => PALMSIG_ERROR_PALM_TOO_SMALL,
        RoiError::TooDark { .. } => PALMSIG_ERROR_TOO_DARK,
        RoiError::TooBright { .. } => PALMSIG_ERROR_TOO_BRIGHT,
        RoiError::LowContrast { .. } => PALMSIG_ERROR_LOW_CONTRAST,
        RoiError::MaskSize { .. } => PALMSIG_ERROR_MASK_SIZE,
        RoiError::BadLocation(_) => PALMSIG_ERROR_LOCATION,
        _ => PALMSIG_ERROR_ROI_OTHER,
    }
}

fn of_template(error: &TemplateError) -> palmsig_status {
    match error {
        TemplateError::Truncated { .. } => PALMSIG_ERROR_TEMPLATE_TRUNCATED,
        TemplateError::Trailing { .. } => PALMSIG_ERROR_TEMPLATE_TRAILING,
        TemplateError::TooLong { .. } => PALMSIG_ERROR_TEMPLATE_TOO_LONG,
        TemplateError::NotATemplate => PALMSIG_ERROR_TEMPLATE_FOREIGN,
        TemplateError::UnknownVersion { .. } => PALMSIG_ERROR_TEMPLATE_VERSION,
        TemplateError::Checksum => PALMSIG_ERROR_TEMPLATE_CHECKSUM,
        TemplateError::Field { .. } => PALMSIG_ERROR_TEMPLATE_FIELD,
        _ => PALMSIG_ERROR_TEMPLATE_OTHER,
    }
}

fn of_match(error: &MatchError) -> palmsig_status {
    match error {
        MatchError::Encoders { .. } => PALMSIG_ERROR_ENCODERS,
        MatchError::Hands => PALMSIG_ERROR_HANDS,
        MatchError::NoCommonBand => PALMSIG_ERROR_NO_COMMON_BAND,
        MatchError::Param(_) => PALMSIG_ERROR_PARAMETER,
        _ => PALMSIG_ERROR_MATCH_OTHER,
    }
}

fn of_gallery(error: &GalleryError) -> palmsig_status {
    match error {
        GalleryError::Id { .. } => PALMSIG_ERROR_ID,
        GalleryError::AlreadyEnrolled => PALMSIG_ERROR_ALREADY_ENROLLED,
        GalleryError::NotEnrolled => PALMSIG_ERROR_NOT_ENROLLED,
        GalleryError::Palms { .. } => PALMSIG_ERROR_PALMS,
        GalleryError::SameHand => PALMSIG_ERROR_SAME_HAND,
        GalleryError::Encoder { .. } => PALMSIG_ERROR_GALLERY_ENCODER,
        GalleryError::Match(source) => of_match(source),
        _ => PALMSIG_ERROR_GALLERY_OTHER,
    }
}

fn of_enrol(error: &EnrolError) -> palmsig_status {
    match error {
        EnrolError::Param(_) => PALMSIG_ERROR_PARAMETER,
        EnrolError::TooFew { .. } => PALMSIG_ERROR_TOO_FEW_CAPTURES,
        EnrolError::TooMany { .. } => PALMSIG_ERROR_TOO_MANY_CAPTURES,
        EnrolError::SeveralPalms => PALMSIG_ERROR_SEVERAL_PALMS,
        EnrolError::Hands => PALMSIG_ERROR_ENROL_HANDS,
        EnrolError::Encoders { .. } => PALMSIG_ERROR_ENROL_ENCODERS,
        EnrolError::Bands => PALMSIG_ERROR_ENROL_BANDS,
        EnrolError::Views { .. } => PALMSIG_ERROR_ENROL_VIEWS,
        _ => PALMSIG_ERROR_ENROL_OTHER,
    }
}

fn of_capture(error: &CaptureError) -> palmsig_status {
    match error {
        CaptureError::OutOfOrder { .. } => PALMSIG_ERROR_FRAME_ORDER,
        CaptureError::Repeated { .. } => PALMSIG_ERROR_FRAME_REPEATED,
        CaptureError::ClockJump { .. } => PALMSIG_ERROR_CLOCK_JUMP,
        CaptureError::Size { .. } => PALMSIG_ERROR_FRAME_SIZE,
        CaptureError::Band { .. } => PALMSIG_ERROR_FRAME_BAND,
        CaptureError::Ended => PALMSIG_ERROR_SESSION_ENDED,
        _ => PALMSIG_ERROR_SESSION_OTHER,
    }
}
