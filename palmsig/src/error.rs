//! One error enum a stage. Fields say what was found and what was expected; no message carries
//! pixels, template bytes or identities.

mod gallery;
#[cfg(feature = "protect")]
mod protect;
#[cfg(feature = "store")]
mod store;

pub use gallery::{GalleryError, SourceError};
#[cfg(feature = "hpke")]
pub use protect::EnvelopeError;
#[cfg(feature = "protect")]
pub use protect::ProtectError;
#[cfg(feature = "store")]
pub use store::StoreError;

/// A parameter outside its range.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("parameter {name} is {value}, it must lie in {min}..={max}")]
pub struct ParamError {
    /// Name of the parameter.
    pub name: &'static str,
    /// The value given.
    pub value: f64,
    /// Smallest value allowed.
    pub min: f64,
    /// Largest value allowed.
    pub max: f64,
}

mod capture;

pub use capture::CaptureError;

/// What can be wrong with a picture handed in by the caller or read from a file.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Height or width is zero.
    #[error("the picture is empty: {height} rows of {width} pixels")]
    Empty {
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
    },
    /// More pixels than the limit allows; nothing was allocated.
    #[error("the picture has {height}x{width} pixels, more than the limit of {limit}")]
    TooManyPixels {
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
        /// The largest number of pixels accepted.
        limit: usize,
    },
    /// The row stride is shorter than a row.
    #[error("a row stride of {stride} samples cannot hold a row of {row} samples")]
    StrideTooShort {
        /// Samples from the start of one row to the start of the next.
        stride: usize,
        /// Samples in one row.
        row: usize,
    },
    /// The buffer ends before the last row does.
    #[error("the pixel buffer holds {given} samples, the picture needs {needed}")]
    BufferTooShort {
        /// Samples in the buffer.
        given: usize,
        /// Samples up to the end of the last row.
        needed: usize,
    },
    /// An array whose channel axis does not fit the pixel layout.
    #[error("the array has {given} channels, its pixel layout has {expected}")]
    Channels {
        /// Channels of the array.
        given: usize,
        /// Channels of the layout.
        expected: usize,
    },
    /// A bit depth outside 8..=16, or above 8 for 8-bit samples.
    #[error("{given} significant bits given, samples of {sample_bits} bits have 8 to {sample_bits}")]
    BitDepth {
        /// Significant bits claimed.
        given: u8,
        /// Bits of one sample in memory.
        sample_bits: u8,
    },
    /// Visible and near-infrared pictures of one capture differ in size.
    #[error(
        "the bands of a capture differ in size: {visible:?} visible, {nir:?} near-infrared (rows, columns)"
    )]
    BandSizes {
        /// Rows and columns of the visible picture.
        visible: (usize, usize),
        /// Rows and columns of the near-infrared picture.
        nir: (usize, usize),
    },
    /// The bytes are no picture in a known format.
    #[error("not a picture in a supported format (PNG, JPEG, BMP, PGM/PPM or TIFF)")]
    UnknownFormat,
    /// The bytes claim a format and then break its rules, or end too early.
    #[error("a damaged or truncated {format} picture: {reason}")]
    Damaged {
        /// The format claimed.
        format: &'static str,
        /// What the decoder found wrong.
        reason: String,
    },
    /// The format is known, this kind of pixel in it is not.
    #[error("{format} pixels of kind {kind} are not supported")]
    UnsupportedPixels {
        /// The format.
        format: &'static str,
        /// The kind of pixel.
        kind: String,
    },
    /// The file could not be read.
    #[error("the picture could not be read: {0}")]
    Unreadable(std::io::ErrorKind),
}

/// Why no palm could be located in a picture.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RoiError {
    /// Nothing in the picture has the shape of a hand.
    #[error("no hand found")]
    NoHand,
    /// More than one hand is in the picture.
    #[error("{count} hands found, expected one")]
    SeveralHands {
        /// Hands found.
        count: usize,
    },
    /// The palm reaches over the border of the picture.
    #[error(
        "the hand is cut off: {outside_percent} % of the palm square lies outside the picture or the hand, at most {limit_percent} % may"
    )]
    HandCutOff {
        /// Share of the palm square without skin, in percent.
        outside_percent: u8,
        /// The largest share accepted, in percent.
        limit_percent: u8,
    },
    /// The palm is not wholly in the picture, so that its frame cannot be told.
    #[error("the hand is cut off: the palm reaches the border of the picture")]
    PalmAtBorder,
    /// The palm is too small in the picture to be told apart.
    #[error(
        "the palm is too small: {palm_unit:.1} pixels between the outer finger valleys, at least {minimum:.1} needed"
    )]
    TooSmall {
        /// Palm unit found, in pixels of the picture.
        palm_unit: f64,
        /// Smallest palm unit accepted, in pixels.
        minimum: f64,
    },
    /// Too little light to see a hand.
    #[error(
        "too dark: the brightest percent of the picture starts at {level} of 255, at least {minimum} needed"
    )]
    TooDark {
        /// Level above which the brightest percent lies, 0..=255.
        level: u8,
        /// Smallest level accepted.
        minimum: u8,
    },
    /// So much light that the picture is white.
    #[error("too bright: {saturated_percent} % of the picture is saturated")]
    TooBright {
        /// Saturated pixels, in percent.
        saturated_percent: u8,
    },
    /// The picture is uniform: nothing in it stands out.
    #[error("too little contrast: grey levels span {span} of 255, at least {minimum} needed")]
    LowContrast {
        /// Span of the central 98 % of grey levels, 0..=255.
        span: u8,
        /// Smallest span accepted.
        minimum: u8,
    },
    /// A mask handed in has another size than the picture.
    #[error("the mask has {mask:?} rows and columns, the picture {picture:?}")]
    MaskSize {
        /// Rows and columns of the mask.
        mask: (usize, usize),
        /// Rows and columns of the picture.
        picture: (usize, usize),
    },
    /// Landmarks or corners handed in that are not finite, coincide, or lie far outside the picture.
    #[error("the location handed in is not usable: {0}")]
    BadLocation(&'static str),
}

/// What stops a capture from becoming a template.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExtractError {
    /// A parameter lies outside its range.
    #[error(transparent)]
    Param(#[from] ParamError),
    /// No palm was located.
    #[error("no palm in the {band} picture: {source}")]
    Roi {
        /// `visible` or `near-infrared`.
        band: &'static str,
        /// What went wrong.
        source: RoiError,
    },
    /// The palm square has next to no usable texture.
    #[error("only {percent} % of the {band} palm shows usable texture, at least {minimum} % needed")]
    TooLittleTexture {
        /// `visible` or `near-infrared`.
        band: &'static str,
        /// Usable cells, in percent.
        percent: u8,
        /// Fewest usable cells accepted, in percent.
        minimum: u8,
    },
}

/// Why bytes are not a template.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The bytes end early.
    #[error("the template ends after {given} bytes, at least {needed} expected")]
    Truncated {
        /// Bytes given.
        given: usize,
        /// Bytes needed to go on.
        needed: usize,
    },
    /// Bytes follow the end of the template.
    #[error("{extra} bytes follow the end of the template")]
    Trailing {
        /// Bytes too many.
        extra: usize,
    },
    /// More bytes than any template has.
    #[error("{given} bytes are more than the largest template, {limit}")]
    TooLong {
        /// Bytes given.
        given: usize,
        /// The largest template.
        limit: usize,
    },
    /// The first bytes are not those of a template.
    #[error("not a palmsig template")]
    NotATemplate,
    /// A format this version cannot read.
    #[error("template format {major}.{minor} is not known, this version reads {known_major}.x")]
    UnknownVersion {
        /// Major version found.
        major: u16,
        /// Minor version found.
        minor: u16,
        /// Major version understood.
        known_major: u16,
    },
    /// The checksum does not fit the bytes.
    #[error("the template's checksum does not match its bytes")]
    Checksum,
    /// A field holds a value that the format does not allow.
    #[error("template field {field} holds {value}, which the format does not allow")]
    Field {
        /// Name of the field, as in docs/template-format.md.
        field: &'static str,
        /// The value found.
        value: u64,
    },
    /// Planes of one's own that have another shape than a template's.
    #[error("{field} has shape {given:?}, expected {expected:?}")]
    Shape {
        /// Which planes, or the mask.
        field: &'static str,
        /// The shape given.
        given: Vec<usize>,
        /// The shape of a template's.
        expected: &'static [usize],
    },
}

/// Why two templates cannot be compared.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MatchError {
    /// The templates come from different encoders.
    #[error("templates of encoders {probe:08x} and {reference:08x} cannot be compared")]
    Encoders {
        /// `encoder_id` of the probe.
        probe: u32,
        /// `encoder_id` of the reference.
        reference: u32,
    },
    /// A left hand was compared with a right one.
    #[error("a left hand cannot be compared with a right one")]
    Hands,
    /// The codes come from different baselines.
    #[error("a code of {probe} cannot be compared with one of {reference}")]
    Codes {
        /// Name of the probe's baseline.
        probe: &'static str,
        /// Name of the reference's baseline.
        reference: &'static str,
    },
    /// The templates have no band in common.
    #[error("the templates have no band in common")]
    NoCommonBand,
    /// A parameter lies outside its range.
    #[error(transparent)]
    Param(#[from] ParamError),
}

/// Why captures do not become a template, or a template is not brought up to date.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EnrolError {
    /// A parameter lies outside its range.
    #[error(transparent)]
    Param(#[from] ParamError),
    /// Too few captures are left.
    #[error(
        "{used} captures agree, at least {needed} needed ({low_quality} of low quality, {repeated} repeated, {outliers} unlike the others)"
    )]
    TooFew {
        /// Captures that can be used.
        used: usize,
        /// Fewest that make a template.
        needed: usize,
        /// Captures refused for their quality.
        low_quality: usize,
        /// Captures that are the same as another one.
        repeated: usize,
        /// Captures that do not match the others.
        outliers: usize,
    },
    /// More captures than are looked at.
    #[error("{given} captures given, at most {limit} are looked at")]
    TooMany {
        /// Captures given.
        given: usize,
        /// Most captures.
        limit: usize,
    },
    /// Captures rejected for not matching the others match one another: they show another palm.
    #[error("the captures show more than one palm")]
    SeveralPalms,
    /// Left and right hands among the captures.
    #[error("captures of a left and of a right hand cannot become one template")]
    Hands,
    /// The captures come from different encoders.
    #[error("captures of encoders {first:08x} and {other:08x} cannot become one template")]
    Encoders {
        /// `encoder_id` of the first.
        first: u32,
        /// `encoder_id` of another one.
        other: u32,
    },
    /// The captures do not show the same bands, each of them once.
    #[error("every capture must hold one view of each band, and all the same bands")]
    Bands,
    /// The template would have too many views.
    #[error("the template would have {given} views, at most {limit} fit")]
    Views {
        /// Views needed.
        given: usize,
        /// Most views of a template.
        limit: usize,
    },
}
