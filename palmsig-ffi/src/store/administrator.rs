//! Who sets how long subjects are kept, and exchanges keys.

use std::ffi::c_char;

use palmsig::store::{Administrator, Store};

use super::{palmsig_store, role};
use crate::keys::palmsig_operator_key;
use crate::pointer::{Opaque, entry};
use crate::status::*;

/// Who sets how long subjects are kept, and exchanges keys.
pub struct palmsig_administrator(pub(super) Administrator);

impl Opaque for palmsig_administrator {
    const TAG: u64 = u64::from_le_bytes(*b"palm:adm");
    const NAME: &'static str = "administrator";
}

/// Gives the role of who sets how long subjects are kept, and exchanges keys.
///
/// Threads: any, at any time.
///
/// @param store the store
/// @param actor the name that goes on record: a string in UTF-8 of 4096 bytes at most
/// @param[out] administrator receives the role; free it with palmsig_administrator_free
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_store_administrator(
    store: *const palmsig_store,
    actor: *const c_char,
    administrator: *mut *mut palmsig_administrator,
) -> palmsig_status {
    entry!(|caller| {
        role(caller, (store, actor), Store::administrator, palmsig_administrator, administrator)
    })
}

/// Frees the role.
///
/// Threads: any; nobody may use the role any more.
///
/// @param administrator the role; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no administrator: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_administrator_free(
    administrator: *mut palmsig_administrator,
) -> palmsig_status {
    entry!(|caller| { caller.free(administrator) })
}

/// Keeps subjects for so long without a use, those enrolled already too. Two years are the default.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param administrator the role
/// @param seconds how long
/// @param now the time in seconds since 1970
/// @return PALMSIG_OK, a status of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_administrator_set_retention(
    administrator: *mut palmsig_administrator,
    seconds: u64,
    now: u64,
) -> palmsig_status {
    entry!(|caller| {
        caller.handle(administrator.cast_const())?.0.set_retention(seconds, now)?;
        Ok(())
    })
}

/// Exchanges the operator's key: the store opens under the other one from now on.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param administrator the role
/// @param key the operator's next key
/// @param now the time in seconds since 1970
/// @return PALMSIG_OK, a status of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_administrator_rotate_operator_key(
    administrator: *mut palmsig_administrator,
    key: *const palmsig_operator_key,
    now: u64,
) -> palmsig_status {
    entry!(|caller| {
        let administrator = &caller.handle(administrator.cast_const())?.0;
        administrator.rotate_operator_key(&caller.handle(key)?.0, now)?;
        Ok(())
    })
}
