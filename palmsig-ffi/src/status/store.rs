//! Numbers of the store.

#[cfg(feature = "store")]
use std::ffi::CStr;

use super::palmsig_status;

// The store: 1300 to 1399.

/// The file system refuses: no such folder, no permission, no room.
pub const PALMSIG_ERROR_STORE_IO: palmsig_status = 1300;

/// The store is open already, here or in another process.
pub const PALMSIG_ERROR_STORE_IN_USE: palmsig_status = 1301;

/// The operator's key or the tenant's name is another one.
pub const PALMSIG_ERROR_STORE_WRONG_KEY: palmsig_status = 1302;

/// A file was changed by something else: truncated, overwritten, put in from elsewhere.
pub const PALMSIG_ERROR_STORE_DAMAGED: palmsig_status = 1303;

/// The store was written by another version.
pub const PALMSIG_ERROR_STORE_VERSION: palmsig_status = 1304;

/// A text or a reference is too long to be kept, or there are too many.
pub const PALMSIG_ERROR_STORE_TOO_LONG: palmsig_status = 1305;

/// The audit trail was changed, or is not the one that a head was taken of.
pub const PALMSIG_ERROR_STORE_TRAIL: palmsig_status = 1306;

/// The subject has no reference of this kind.
pub const PALMSIG_ERROR_STORE_NO_REFERENCE: palmsig_status = 1307;

/// Nothing of this name holds the subject.
pub const PALMSIG_ERROR_STORE_NO_HOLD: palmsig_status = 1308;

/// The store refuses for another reason.
pub const PALMSIG_ERROR_STORE_OTHER: palmsig_status = 1399;

/// The name of every number.
#[cfg(feature = "store")]
pub(super) const NAMES: &[(palmsig_status, &CStr)] = &[
    (PALMSIG_ERROR_STORE_IO, c"PALMSIG_ERROR_STORE_IO"),
    (PALMSIG_ERROR_STORE_IN_USE, c"PALMSIG_ERROR_STORE_IN_USE"),
    (PALMSIG_ERROR_STORE_WRONG_KEY, c"PALMSIG_ERROR_STORE_WRONG_KEY"),
    (PALMSIG_ERROR_STORE_DAMAGED, c"PALMSIG_ERROR_STORE_DAMAGED"),
    (PALMSIG_ERROR_STORE_VERSION, c"PALMSIG_ERROR_STORE_VERSION"),
    (PALMSIG_ERROR_STORE_TOO_LONG, c"PALMSIG_ERROR_STORE_TOO_LONG"),
    (PALMSIG_ERROR_STORE_TRAIL, c"PALMSIG_ERROR_STORE_TRAIL"),
    (PALMSIG_ERROR_STORE_NO_REFERENCE, c"PALMSIG_ERROR_STORE_NO_REFERENCE"),
    (PALMSIG_ERROR_STORE_NO_HOLD, c"PALMSIG_ERROR_STORE_NO_HOLD"),
    (PALMSIG_ERROR_STORE_OTHER, c"PALMSIG_ERROR_STORE_OTHER"),
];
