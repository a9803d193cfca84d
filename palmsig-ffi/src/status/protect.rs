//! Numbers of keys, sealed templates and envelopes.

#[cfg(feature = "protect")]
use std::ffi::CStr;

use super::palmsig_status;

// Keys and what they seal: 1100 to 1199.

/// The operating system gives no random bytes.
pub const PALMSIG_ERROR_NO_RANDOMNESS: palmsig_status = 1100;

/// The bytes are no key: a key of another length, or a public key that no private one belongs to.
pub const PALMSIG_ERROR_KEY: palmsig_status = 1101;

/// The sealed bytes end early.
pub const PALMSIG_ERROR_SEALED_TRUNCATED: palmsig_status = 1102;

/// Bytes follow the end of what is sealed.
pub const PALMSIG_ERROR_SEALED_TRAILING: palmsig_status = 1103;

/// The key or the context is another one, or the bytes were changed: these cannot be told apart.
pub const PALMSIG_ERROR_SEALED_REFUSED: palmsig_status = 1104;

/// What is sealed cannot be sealed or opened for another reason.
pub const PALMSIG_ERROR_PROTECT_OTHER: palmsig_status = 1199;

// Envelopes: 1200 to 1299.

/// The envelope ends early.
pub const PALMSIG_ERROR_ENVELOPE_TRUNCATED: palmsig_status = 1200;

/// The envelope is of a format that this library does not know.
pub const PALMSIG_ERROR_ENVELOPE_VERSION: palmsig_status = 1201;

/// The envelope was sealed too long ago, or lies ahead of the clock.
pub const PALMSIG_ERROR_ENVELOPE_WINDOW: palmsig_status = 1202;

/// The envelope was opened before.
pub const PALMSIG_ERROR_ENVELOPE_REPLAYED: palmsig_status = 1203;

/// More envelopes were opened within the window than are remembered: wait until some are out of it.
pub const PALMSIG_ERROR_ENVELOPE_FULL: palmsig_status = 1204;

/// The key or the purpose is another one, or the envelope was changed: these cannot be told apart.
pub const PALMSIG_ERROR_ENVELOPE_REFUSED: palmsig_status = 1205;

/// The envelope cannot be sealed or opened for another reason.
pub const PALMSIG_ERROR_ENVELOPE_OTHER: palmsig_status = 1299;

/// The name of every number.
#[cfg(feature = "protect")]
pub(super) const NAMES: &[(palmsig_status, &CStr)] = &[
    (PALMSIG_ERROR_NO_RANDOMNESS, c"PALMSIG_ERROR_NO_RANDOMNESS"),
    (PALMSIG_ERROR_KEY, c"PALMSIG_ERROR_KEY"),
    (PALMSIG_ERROR_SEALED_TRUNCATED, c"PALMSIG_ERROR_SEALED_TRUNCATED"),
    (PALMSIG_ERROR_SEALED_TRAILING, c"PALMSIG_ERROR_SEALED_TRAILING"),
    (PALMSIG_ERROR_SEALED_REFUSED, c"PALMSIG_ERROR_SEALED_REFUSED"),
    (PALMSIG_ERROR_PROTECT_OTHER, c"PALMSIG_ERROR_PROTECT_OTHER"),
    (PALMSIG_ERROR_ENVELOPE_TRUNCATED, c"PALMSIG_ERROR_ENVELOPE_TRUNCATED"),
    (PALMSIG_ERROR_ENVELOPE_VERSION, c"PALMSIG_ERROR_ENVELOPE_VERSION"),
    (PALMSIG_ERROR_ENVELOPE_WINDOW, c"PALMSIG_ERROR_ENVELOPE_WINDOW"),
    (PALMSIG_ERROR_ENVELOPE_REPLAYED, c"PALMSIG_ERROR_ENVELOPE_REPLAYED"),
    (PALMSIG_ERROR_ENVELOPE_FULL, c"PALMSIG_ERROR_ENVELOPE_FULL"),
    (PALMSIG_ERROR_ENVELOPE_REFUSED, c"PALMSIG_ERROR_ENVELOPE_REFUSED"),
    (PALMSIG_ERROR_ENVELOPE_OTHER, c"PALMSIG_ERROR_ENVELOPE_OTHER"),
];
