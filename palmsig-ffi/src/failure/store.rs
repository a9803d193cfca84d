//! Failures of the store.

use palmsig::error::StoreError;

use super::protect::of_protect;
use super::{Failure, of_gallery};
use crate::status::*;

numbered! {
    StoreError: of_store;
}

fn of_store(error: &StoreError) -> palmsig_status {
    match error {
        StoreError::Io { .. } => PALMSIG_ERROR_STORE_IO,
        StoreError::InUse => PALMSIG_ERROR_STORE_IN_USE,
        StoreError::WrongKey => PALMSIG_ERROR_STORE_WRONG_KEY,
        StoreError::Damaged { .. } => PALMSIG_ERROR_STORE_DAMAGED,
        StoreError::UnknownVersion { .. } => PALMSIG_ERROR_STORE_VERSION,
        StoreError::TooLong { .. } => PALMSIG_ERROR_STORE_TOO_LONG,
        StoreError::Trail { .. } => PALMSIG_ERROR_STORE_TRAIL,
        StoreError::Subject(source) => of_gallery(source),
        StoreError::Protect(source) => of_protect(source),
        _ => PALMSIG_ERROR_STORE_OTHER,
    }
}
