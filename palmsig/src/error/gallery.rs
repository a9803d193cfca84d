//! What stops a gallery.

use super::{MatchError, TemplateError};

/// Why a source did not give the full templates of a subject. No field may say whose they are.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It has none of this id.
    #[error("the source has no templates of an enrolled subject")]
    Missing,
    /// It has others than those enrolled.
    #[error("the source has other templates of a subject than those enrolled")]
    Changed,
    /// What it has is no template.
    #[error("what the source has of a subject is damaged: {0}")]
    Damaged(#[from] TemplateError),
    /// It could not be read.
    #[error("the source could not be read: {0}")]
    Unreadable(std::io::ErrorKind),
    /// Anything else.
    #[error("the source failed: {reason}")]
    Failed {
        /// What the source says.
        reason: String,
    },
}

/// Why a gallery refuses.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GalleryError {
    /// The id is empty or too long.
    #[error("a subject's id has {given} bytes, expected 1 to {limit}")]
    Id {
        /// Bytes of the id.
        given: usize,
        /// Most bytes of an id.
        limit: usize,
    },
    /// The subject is already enrolled.
    #[error("a subject with this id is already enrolled")]
    AlreadyEnrolled,
    /// No such subject is enrolled.
    #[error("no subject with this id is enrolled")]
    NotEnrolled,
    /// A subject has one or two palms.
    #[error("{given} palms given, a subject has one or two")]
    Palms {
        /// Palms given.
        given: usize,
    },
    /// Two palms of one subject must be a left and a right one.
    #[error("two palms of a subject must be one left and one right hand")]
    SameHand,
    /// A template of another encoder than the gallery's.
    #[error("the template comes from encoder {given:08x}, the gallery holds those of {expected:08x}")]
    Encoder {
        /// `encoder_id` of the template.
        given: u32,
        /// `encoder_id` of the gallery.
        expected: u32,
    },
    /// None of the subject's palms can be compared with the probe.
    #[error("the subject cannot be compared: {0}")]
    Match(#[from] MatchError),
    /// A full template that a comparison needs could not be had: nothing is decided without it.
    #[error("a full template could not be had: {0}")]
    Source(#[from] SourceError),
    /// The other parts of the gallery could not be asked.
    #[error("the other parts of the gallery could not be asked: {reason}")]
    Parts {
        /// What stands between them.
        reason: String,
    },
    /// The system does not keep compact codes in memory as asked: more than a limit allows (`RLIMIT_MEMLOCK`, `ulimit -l`),
    /// or more than there is.
    #[error("{bytes} bytes of codes could not be locked in memory: {reason}")]
    Lock {
        /// Bytes that were to be locked, beside all that are already.
        bytes: usize,
        /// What the system says.
        reason: String,
    },
}
