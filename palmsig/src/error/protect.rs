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
