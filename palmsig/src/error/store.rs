//! What goes wrong with a store.

use super::{GalleryError, ProtectError};

/// Why a store does not do what it was asked to. What was in it before is still there.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// The file system refuses: no such folder, no permission, no room.
    #[error("the store's {file} cannot be read or written: {kind}")]
    Io {
        /// `folder`, `database` or `keys`.
        file: &'static str,
        /// What the file system says.
        kind: std::io::ErrorKind,
    },
    /// Another process, or another part of this one, has the store open.
    #[error("the store is already open")]
    InUse,
    /// The operator's key or the tenant's name is another one.
    #[error("the store belongs to another tenant, or the operator's key is another one")]
    WrongKey,
    /// A file was changed by something else: truncated, overwritten, put in from elsewhere.
    #[error("the store is damaged: {what}")]
    Damaged {
        /// What was found.
        what: &'static str,
    },
    /// The database was written by another version.
    #[error("the store has format {given}, this version reads {known}")]
    UnknownVersion {
        /// The format found.
        given: u16,
        /// The format known.
        known: u16,
    },
    /// A subject that cannot be enrolled, or found, or compared.
    #[error(transparent)]
    Subject(#[from] GalleryError),
    /// A text or a reference is too long to be kept.
    #[error("{field} has {given} bytes, at most {limit} are kept")]
    TooLong {
        /// Which field.
        field: &'static str,
        /// Bytes given.
        given: usize,
        /// Most bytes.
        limit: usize,
    },
    /// Keys or sealed bytes.
    #[error(transparent)]
    Protect(#[from] ProtectError),
    /// The audit trail was changed: from this entry on it is not what was written.
    #[error("the audit trail was changed at entry {entry}")]
    Trail {
        /// Number of the first entry that is not as it was written.
        entry: u64,
    },
    /// Too many attempts have failed.
    #[error("too many attempts have failed, none may be made for {seconds} s")]
    Locked {
        /// For how long.
        seconds: u64,
    },
}
