//! Status numbers: blocks of 100 a stage. A number is never used again for something else.

use std::ffi::CStr;

mod protect;
mod store;

pub use protect::*;
pub use store::*;

/// What most functions return: PALMSIG_OK, or a PALMSIG_ERROR_ number. Later versions may return numbers that this
/// header does not name: take whatever is not PALMSIG_OK for a failure.
pub type palmsig_status = i32;

/// All went well.
pub const PALMSIG_OK: palmsig_status = 0;

// The call itself: 100 to 199.

/// A pointer is NULL that must not be.
pub const PALMSIG_ERROR_NULL: palmsig_status = 100;

/// A handle is of another type, or was freed.
pub const PALMSIG_ERROR_HANDLE: palmsig_status = 101;

/// The struct_size of a struct is none that this library knows.
pub const PALMSIG_ERROR_STRUCT_SIZE: palmsig_status = 102;

/// A number is none that the header names, or does not fit the others.
pub const PALMSIG_ERROR_ARGUMENT: palmsig_status = 103;

/// A buffer is too small for the result.
pub const PALMSIG_ERROR_BUFFER_SIZE: palmsig_status = 104;

/// A pointer or a row stride is not aligned as its type needs.
pub const PALMSIG_ERROR_ALIGNMENT: palmsig_status = 105;

/// An extractor is at work on another thread.
pub const PALMSIG_ERROR_BUSY: palmsig_status = 106;

/// A string is not in UTF-8.
pub const PALMSIG_ERROR_UTF8: palmsig_status = 107;

/// A rate or another parameter lies outside its range.
pub const PALMSIG_ERROR_PARAMETER: palmsig_status = 108;

/// A defect of palmsig. The call had no effect that can be seen; free the handles it was given.
pub const PALMSIG_ERROR_INTERNAL: palmsig_status = 109;

/// The operating system starts no more threads.
pub const PALMSIG_ERROR_THREADS: palmsig_status = 110;

// Pictures: 200 to 299.

/// A picture has no rows or no columns.
pub const PALMSIG_ERROR_IMAGE_EMPTY: palmsig_status = 200;

/// A picture has more pixels than any palm sensor makes.
pub const PALMSIG_ERROR_IMAGE_TOO_LARGE: palmsig_status = 201;

/// A row stride is shorter than a row.
pub const PALMSIG_ERROR_IMAGE_STRIDE: palmsig_status = 202;

/// The samples end before the last row does.
pub const PALMSIG_ERROR_IMAGE_BUFFER: palmsig_status = 203;

/// The bit depth does not fit the samples.
pub const PALMSIG_ERROR_IMAGE_BIT_DEPTH: palmsig_status = 204;

/// The two pictures of a capture differ in size, or there is none.
pub const PALMSIG_ERROR_IMAGE_BANDS: palmsig_status = 205;

/// Something else is wrong with a picture.
pub const PALMSIG_ERROR_IMAGE_OTHER: palmsig_status = 299;

// Finding the palm: 300 to 399.

/// Nothing in the picture has the shape of a hand.
pub const PALMSIG_ERROR_NO_HAND: palmsig_status = 300;

/// More than one hand is in the picture.
pub const PALMSIG_ERROR_SEVERAL_HANDS: palmsig_status = 301;

/// Too much of the palm lies outside the picture.
pub const PALMSIG_ERROR_HAND_CUT_OFF: palmsig_status = 302;

/// The palm reaches the border of the picture, so that its place cannot be told.
pub const PALMSIG_ERROR_PALM_AT_BORDER: palmsig_status = 303;

/// The palm is too small in the picture.
pub const PALMSIG_ERROR_PALM_TOO_SMALL: palmsig_status = 304;

/// There is too little light.
pub const PALMSIG_ERROR_TOO_DARK: palmsig_status = 305;

/// There is too much light.
pub const PALMSIG_ERROR_TOO_BRIGHT: palmsig_status = 306;

/// The picture is uniform.
pub const PALMSIG_ERROR_LOW_CONTRAST: palmsig_status = 307;

/// The mask given is not of the size of the picture.
pub const PALMSIG_ERROR_MASK_SIZE: palmsig_status = 308;

/// The location given is not usable.
pub const PALMSIG_ERROR_LOCATION: palmsig_status = 309;

/// The palm could not be found for another reason.
pub const PALMSIG_ERROR_ROI_OTHER: palmsig_status = 399;

// Making a template: 400 to 499.

/// Too little of the palm shows usable texture.
pub const PALMSIG_ERROR_TOO_LITTLE_TEXTURE: palmsig_status = 400;

/// No template could be made for another reason.
pub const PALMSIG_ERROR_EXTRACT_OTHER: palmsig_status = 499;

// Reading a template: 500 to 599.

/// The bytes end before the template does.
pub const PALMSIG_ERROR_TEMPLATE_TRUNCATED: palmsig_status = 500;

/// Bytes follow the end of the template.
pub const PALMSIG_ERROR_TEMPLATE_TRAILING: palmsig_status = 501;

/// There are more bytes than the largest template has.
pub const PALMSIG_ERROR_TEMPLATE_TOO_LONG: palmsig_status = 502;

/// The bytes are no template.
pub const PALMSIG_ERROR_TEMPLATE_FOREIGN: palmsig_status = 503;

/// The template is in a format that this version cannot read.
pub const PALMSIG_ERROR_TEMPLATE_VERSION: palmsig_status = 504;

/// The bytes were changed: the checksum does not fit.
pub const PALMSIG_ERROR_TEMPLATE_CHECKSUM: palmsig_status = 505;

/// A field holds a value that the format does not allow.
pub const PALMSIG_ERROR_TEMPLATE_FIELD: palmsig_status = 506;

/// Something else is wrong with the bytes.
pub const PALMSIG_ERROR_TEMPLATE_OTHER: palmsig_status = 599;

// Comparing: 600 to 699.

/// The templates come from different encoders.
pub const PALMSIG_ERROR_ENCODERS: palmsig_status = 600;

/// A left hand cannot be compared with a right one.
pub const PALMSIG_ERROR_HANDS: palmsig_status = 601;

/// The templates have no band in common.
pub const PALMSIG_ERROR_NO_COMMON_BAND: palmsig_status = 602;

/// The templates cannot be compared for another reason.
pub const PALMSIG_ERROR_MATCH_OTHER: palmsig_status = 699;

// The gallery: 700 to 799.

/// An id is empty or too long.
pub const PALMSIG_ERROR_ID: palmsig_status = 700;

/// A subject with this id is enrolled already.
pub const PALMSIG_ERROR_ALREADY_ENROLLED: palmsig_status = 701;

/// No subject with this id is enrolled.
pub const PALMSIG_ERROR_NOT_ENROLLED: palmsig_status = 702;

/// A subject has one or two palms.
pub const PALMSIG_ERROR_PALMS: palmsig_status = 703;

/// Two palms of a subject must be a left and a right one.
pub const PALMSIG_ERROR_SAME_HAND: palmsig_status = 704;

/// The template comes from another encoder than the gallery's.
pub const PALMSIG_ERROR_GALLERY_ENCODER: palmsig_status = 705;

/// The gallery refuses for another reason.
pub const PALMSIG_ERROR_GALLERY_OTHER: palmsig_status = 799;

// Enrolment: 800 to 899.

/// Too few captures agree.
pub const PALMSIG_ERROR_TOO_FEW_CAPTURES: palmsig_status = 800;

/// More captures than are looked at.
pub const PALMSIG_ERROR_TOO_MANY_CAPTURES: palmsig_status = 801;

/// The captures show more than one palm.
pub const PALMSIG_ERROR_SEVERAL_PALMS: palmsig_status = 802;

/// There are captures of left and of right hands.
pub const PALMSIG_ERROR_ENROL_HANDS: palmsig_status = 803;

/// The captures come from different encoders.
pub const PALMSIG_ERROR_ENROL_ENCODERS: palmsig_status = 804;

/// The captures do not show the same bands, each once.
pub const PALMSIG_ERROR_ENROL_BANDS: palmsig_status = 805;

/// The template would have too many views.
pub const PALMSIG_ERROR_ENROL_VIEWS: palmsig_status = 806;

/// The captures do not become a template for another reason.
pub const PALMSIG_ERROR_ENROL_OTHER: palmsig_status = 899;

// Watching a stream: 900 to 999.

/// A frame was taken before the one before it; it is left out.
pub const PALMSIG_ERROR_FRAME_ORDER: palmsig_status = 900;

/// A frame of this moment, light and band was there already; it is left out.
pub const PALMSIG_ERROR_FRAME_REPEATED: palmsig_status = 901;

/// The clock jumped, or the sensor stood still: what was seen before is forgotten, and the next frame is used.
pub const PALMSIG_ERROR_CLOCK_JUMP: palmsig_status = 902;

/// A frame has another size than those before it; it is left out.
pub const PALMSIG_ERROR_FRAME_SIZE: palmsig_status = 903;

/// A frame holds a band that the sensor was said not to take; it is left out.
pub const PALMSIG_ERROR_FRAME_BAND: palmsig_status = 904;

/// The session has ended: finish it.
pub const PALMSIG_ERROR_SESSION_ENDED: palmsig_status = 905;

/// A frame is not used for another reason.
pub const PALMSIG_ERROR_SESSION_OTHER: palmsig_status = 999;

/// The name of every number.
const NAMES: &[(palmsig_status, &CStr)] = &[
    (PALMSIG_OK, c"PALMSIG_OK"),
    (PALMSIG_ERROR_NULL, c"PALMSIG_ERROR_NULL"),
    (PALMSIG_ERROR_HANDLE, c"PALMSIG_ERROR_HANDLE"),
    (PALMSIG_ERROR_STRUCT_SIZE, c"PALMSIG_ERROR_STRUCT_SIZE"),
    (PALMSIG_ERROR_ARGUMENT, c"PALMSIG_ERROR_ARGUMENT"),
    (PALMSIG_ERROR_BUFFER_SIZE, c"PALMSIG_ERROR_BUFFER_SIZE"),
    (PALMSIG_ERROR_ALIGNMENT, c"PALMSIG_ERROR_ALIGNMENT"),
    (PALMSIG_ERROR_BUSY, c"PALMSIG_ERROR_BUSY"),
    (PALMSIG_ERROR_UTF8, c"PALMSIG_ERROR_UTF8"),
    (PALMSIG_ERROR_PARAMETER, c"PALMSIG_ERROR_PARAMETER"),
    (PALMSIG_ERROR_INTERNAL, c"PALMSIG_ERROR_INTERNAL"),
    #[cfg(feature = "runtime")]
    (PALMSIG_ERROR_THREADS, c"PALMSIG_ERROR_THREADS"),
    (PALMSIG_ERROR_IMAGE_EMPTY, c"PALMSIG_ERROR_IMAGE_EMPTY"),
    (PALMSIG_ERROR_IMAGE_TOO_LARGE, c"PALMSIG_ERROR_IMAGE_TOO_LARGE"),
    (PALMSIG_ERROR_IMAGE_STRIDE, c"PALMSIG_ERROR_IMAGE_STRIDE"),
    (PALMSIG_ERROR_IMAGE_BUFFER, c"PALMSIG_ERROR_IMAGE_BUFFER"),
    (PALMSIG_ERROR_IMAGE_BIT_DEPTH, c"PALMSIG_ERROR_IMAGE_BIT_DEPTH"),
    (PALMSIG_ERROR_IMAGE_BANDS, c"PALMSIG_ERROR_IMAGE_BANDS"),
    (PALMSIG_ERROR_IMAGE_OTHER, c"PALMSIG_ERROR_IMAGE_OTHER"),
    (PALMSIG_ERROR_NO_HAND, c"PALMSIG_ERROR_NO_HAND"),
    (PALMSIG_ERROR_SEVERAL_HANDS, c"PALMSIG_ERROR_SEVERAL_HANDS"),
    (PALMSIG_ERROR_HAND_CUT_OFF, c"PALMSIG_ERROR_HAND_CUT_OFF"),
    (PALMSIG_ERROR_PALM_AT_BORDER, c"PALMSIG_ERROR_PALM_AT_BORDER"),
    (PALMSIG_ERROR_PALM_TOO_SMALL, c"PALMSIG_ERROR_PALM_TOO_SMALL"),
    (PALMSIG_ERROR_TOO_DARK, c"PALMSIG_ERROR_TOO_DARK"),
    (PALMSIG_ERROR_TOO_BRIGHT, c"PALMSIG_ERROR_TOO_BRIGHT"),
    (PALMSIG_ERROR_LOW_CONTRAST, c"PALMSIG_ERROR_LOW_CONTRAST"),
    (PALMSIG_ERROR_MASK_SIZE, c"PALMSIG_ERROR_MASK_SIZE"),
    (PALMSIG_ERROR_LOCATION, c"PALMSIG_ERROR_LOCATION"),
    (PALMSIG_ERROR_ROI_OTHER, c"PALMSIG_ERROR_ROI_OTHER"),
    (PALMSIG_ERROR_TOO_LITTLE_TEXTURE, c"PALMSIG_ERROR_TOO_LITTLE_TEXTURE"),
    (PALMSIG_ERROR_EXTRACT_OTHER, c"PALMSIG_ERROR_EXTRACT_OTHER"),
    (PALMSIG_ERROR_TEMPLATE_TRUNCATED, c"PALMSIG_ERROR_TEMPLATE_TRUNCATED"),
    (PALMSIG_ERROR_TEMPLATE_TRAILING, c"PALMSIG_ERROR_TEMPLATE_TRAILING"),
    (PALMSIG_ERROR_TEMPLATE_TOO_LONG, c"PALMSIG_ERROR_TEMPLATE_TOO_LONG"),
    (PALMSIG_ERROR_TEMPLATE_FOREIGN, c"PALMSIG_ERROR_TEMPLATE_FOREIGN"),
    (PALMSIG_ERROR_TEMPLATE_VERSION, c"PALMSIG_ERROR_TEMPLATE_VERSION"),
    (PALMSIG_ERROR_TEMPLATE_CHECKSUM, c"PALMSIG_ERROR_TEMPLATE_CHECKSUM"),
    (PALMSIG_ERROR_TEMPLATE_FIELD, c"PALMSIG_ERROR_TEMPLATE_FIELD"),
    (PALMSIG_ERROR_TEMPLATE_OTHER, c"PALMSIG_ERROR_TEMPLATE_OTHER"),
    (PALMSIG_ERROR_ENCODERS, c"PALMSIG_ERROR_ENCODERS"),
    (PALMSIG_ERROR_HANDS, c"PALMSIG_ERROR_HANDS"),
    (PALMSIG_ERROR_NO_COMMON_BAND, c"PALMSIG_ERROR_NO_COMMON_BAND"),
    (PALMSIG_ERROR_MATCH_OTHER, c"PALMSIG_ERROR_MATCH_OTHER"),
    (PALMSIG_ERROR_ID, c"PALMSIG_ERROR_ID"),
    (PALMSIG_ERROR_ALREADY_ENROLLED, c"PALMSIG_ERROR_ALREADY_ENROLLED"),
    (PALMSIG_ERROR_NOT_ENROLLED, c"PALMSIG_ERROR_NOT_ENROLLED"),
    (PALMSIG_ERROR_PALMS, c"PALMSIG_ERROR_PALMS"),
    (PALMSIG_ERROR_SAME_HAND, c"PALMSIG_ERROR_SAME_HAND"),
    (PALMSIG_ERROR_GALLERY_ENCODER, c"PALMSIG_ERROR_GALLERY_ENCODER"),
    (PALMSIG_ERROR_GALLERY_OTHER, c"PALMSIG_ERROR_GALLERY_OTHER"),
    (PALMSIG_ERROR_TOO_FEW_CAPTURES, c"PALMSIG_ERROR_TOO_FEW_CAPTURES"),
    (PALMSIG_ERROR_TOO_MANY_CAPTURES, c"PALMSIG_ERROR_TOO_MANY_CAPTURES"),
    (PALMSIG_ERROR_SEVERAL_PALMS, c"PALMSIG_ERROR_SEVERAL_PALMS"),
    (PALMSIG_ERROR_ENROL_HANDS, c"PALMSIG_ERROR_ENROL_HANDS"),
    (PALMSIG_ERROR_ENROL_ENCODERS, c"PALMSIG_ERROR_ENROL_ENCODERS"),
    (PALMSIG_ERROR_ENROL_BANDS, c"PALMSIG_ERROR_ENROL_BANDS"),
    (PALMSIG_ERROR_ENROL_VIEWS, c"PALMSIG_ERROR_ENROL_VIEWS"),
    (PALMSIG_ERROR_ENROL_OTHER, c"PALMSIG_ERROR_ENROL_OTHER"),
    (PALMSIG_ERROR_FRAME_ORDER, c"PALMSIG_ERROR_FRAME_ORDER"),
    (PALMSIG_ERROR_FRAME_REPEATED, c"PALMSIG_ERROR_FRAME_REPEATED"),
    (PALMSIG_ERROR_CLOCK_JUMP, c"PALMSIG_ERROR_CLOCK_JUMP"),
    (PALMSIG_ERROR_FRAME_SIZE, c"PALMSIG_ERROR_FRAME_SIZE"),
    (PALMSIG_ERROR_FRAME_BAND, c"PALMSIG_ERROR_FRAME_BAND"),
    (PALMSIG_ERROR_SESSION_ENDED, c"PALMSIG_ERROR_SESSION_ENDED"),
    (PALMSIG_ERROR_SESSION_OTHER, c"PALMSIG_ERROR_SESSION_OTHER"),
];

/// The name of a status, if it is one of those above.
pub(crate) fn name_of(status: palmsig_status) -> Option<&'static CStr> {
    let names = NAMES.iter();
    // A library that cannot return a number has no room for its name.
    #[cfg(feature = "protect")]
    let names = names.chain(protect::NAMES);
    #[cfg(feature = "store")]
    let names = names.chain(store::NAMES);
    let mut names = names;
    names.find(|(number, _)| *number == status).map(|(_, name)| *name)
}
