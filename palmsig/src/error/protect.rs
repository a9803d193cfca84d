//! What goes wrong with keys and with what is sealed under them.

use super::{MatchError, TemplateError};

/// Why something is not sealed, opened or made comparable under a key. No field holds a key, or what was sealed.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProtectError {
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes")]
    NoRandomness,
    /// A key of another length.
    #[error("a key of {given} bytes given, keys have {expected}")]
    KeyLength {
        /// Bytes given.
        given: usize,
        /// Bytes of a key.
        expected: usize,
    },
    /// The sealed bytes end early.
    #[error("the sealed bytes end after {given}, {needed} expected")]
    Truncated {
        /// Bytes given.
        given: usize,
        /// Bytes needed.
        needed: usize,
    },
    /// Bytes follow the end of what is sealed.
    #[error("{extra} bytes follow the end of what is sealed")]
    Trailing {
        /// Bytes too many.
        extra: usize,
    },
    /// The key or the context is another one, or the bytes were changed: these cannot be told apart.
    #[error("the key or the context is another one, or the sealed bytes were changed")]
    Refused,
    /// What was sealed, or the header in front of it, is no template.
    #[error("the sealed template: {0}")]
    Template(#[from] TemplateError),
    /// Renewed codes of different keys.
    #[error("the codes were renewed under different keys")]
    RenewalKeys,
    /// Renewed codes are compared by the rigid search alone.
    #[error("renewed codes are compared by the rigid search only, the matcher asks for more")]
    NotRigid,
    /// Renewed codes that cannot be compared.
    #[error(transparent)]
    Match(#[from] MatchError),
}

/// Why an envelope is not sealed or not opened.
#[cfg(feature = "hpke")]
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes")]
    NoRandomness,
    /// A key of another length, or a public key that no private one belongs to.
    #[error("not a key: {given} bytes given, keys have {expected}")]
    Key {
        /// Bytes given.
        given: usize,
        /// Bytes of a key.
        expected: usize,
    },
    /// The envelope ends early.
    #[error("the envelope ends after {given} bytes, at least {needed} expected")]
    Truncated {
        /// Bytes given.
        given: usize,
        /// Fewest bytes of an envelope.
        needed: usize,
    },
    /// An envelope of a format this version does not know.
    #[error("envelope format {given} is not known, this version reads {known}")]
    UnknownVersion {
        /// The format given.
        given: u8,
        /// The format known.
        known: u8,
    },
    /// It was sealed too long ago, or lies ahead of the clock by more than the window.
    #[error("the envelope is {seconds} s away from now, at most {window} s are accepted")]
    OutsideWindow {
        /// Seconds between the envelope's time and now.
        seconds: u64,
        /// The window, in seconds.
        window: u64,
    },
    /// It was opened before.
    #[error("the envelope was opened before")]
    Replayed,
    /// More envelopes in one window than are remembered: none is opened until some are out of it.
    #[error("{capacity} envelopes were opened within the window, no more are remembered")]
    Full {
        /// Envelopes remembered.
        capacity: usize,
    },
    /// The key or the context is another one, or the envelope was changed: these cannot be told apart.
    #[error("the key or the context is another one, or the envelope was changed")]
    Refused,
}
