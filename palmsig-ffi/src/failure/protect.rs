//! Failures of keys, sealed templates and envelopes.

use palmsig::error::{EnvelopeError, ProtectError};

use super::{Failure, of_template};
use crate::status::*;

numbered! {
    ProtectError: of_protect;
    EnvelopeError: of_envelope;
}

pub(super) fn of_protect(error: &ProtectError) -> palmsig_status {
    match error {
        ProtectError::NoRandomness => PALMSIG_ERROR_NO_RANDOMNESS,
        ProtectError::KeyLength { .. } => PALMSIG_ERROR_KEY,
        ProtectError::Truncated { .. } => PALMSIG_ERROR_SEALED_TRUNCATED,
        ProtectError::Trailing { .. } => PALMSIG_ERROR_SEALED_TRAILING,
        ProtectError::Refused => PALMSIG_ERROR_SEALED_REFUSED,
        ProtectError::Template(source) => of_template(source),
        _ => PALMSIG_ERROR_PROTECT_OTHER,
    }
}

fn of_envelope(error: &EnvelopeError) -> palmsig_status {
    match error {
        EnvelopeError::NoRandomness => PALMSIG_ERROR_NO_RANDOMNESS,
        EnvelopeError::Key { .. } => PALMSIG_ERROR_KEY,
        EnvelopeError::Truncated { .. } => PALMSIG_ERROR_ENVELOPE_TRUNCATED,
        EnvelopeError::UnknownVersion { .. } => PALMSIG_ERROR_ENVELOPE_VERSION,
        EnvelopeError::OutsideWindow { .. } => PALMSIG_ERROR_ENVELOPE_WINDOW,
        EnvelopeError::Replayed => PALMSIG_ERROR_ENVELOPE_REPLAYED,
        EnvelopeError::Full { .. } => PALMSIG_ERROR_ENVELOPE_FULL,
        EnvelopeError::Refused => PALMSIG_ERROR_ENVELOPE_REFUSED,
        _ => PALMSIG_ERROR_ENVELOPE_OTHER,
    }
}
