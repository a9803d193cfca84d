//! Sealed templates in a folder, and the roles that act on them.

use std::ffi::c_char;
use std::path::Path;

use palmsig::gallery::Gallery;
use palmsig::store::Store;

use crate::failure::Failure;
use crate::gallery::palmsig_gallery;
use crate::keys::palmsig_operator_key;
use crate::pointer::{Caller, Opaque, entry};
use crate::status::*;

// In the order of the header.
mod registrar;
mod change;
mod recogniser;
mod lockout;
mod remover;
mod auditor;
mod administrator;
mod record;

pub use administrator::*;
pub use auditor::*;
pub use change::*;
pub use lockout::*;
pub use recogniser::*;
pub use record::*;
pub use registrar::*;
pub use remover::*;

/// One tenant's subjects in a folder, sealed; and all power over them. Hand on the roles instead: each can do its own.
pub struct palmsig_store(Store);

impl Opaque for palmsig_store {
    const TAG: u64 = u64::from_le_bytes(*b"palm:sto");
    const NAME: &'static str = "store";
}

/// Opens a store, or makes a new one. The whole of its database is read, and checked. It stays open until it and all roles
/// that it gave are freed; nobody else opens it meanwhile.
///
/// Threads: any, at any time.
///
/// @param folder where it is: a path in UTF-8, 1 to 4096 bytes; made if it is not there
/// @param key the operator's key, the same every time; it may be freed afterwards
/// @param tenant the tenant's name, the same every time: a string in UTF-8 of 4096 bytes at most
/// @param now the time in seconds since 1970
/// @param[out] store receives the store; free it with palmsig_store_free
/// @return PALMSIG_OK, a status of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL,
///         PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_store_open(
    folder: *const c_char,
    key: *const palmsig_operator_key,
    tenant: *const c_char,
    now: u64,
    store: *mut *mut palmsig_store,
) -> palmsig_status {
    entry!(|caller| {
        let (folder, key) = (caller.name(folder, "folder")?, &caller.handle(key)?.0);
        let tenant = caller.name(tenant, "tenant")?;
        let out = caller.out(store, "store")?;
        // It would be the folder that the program happens to run in.
        if folder.is_empty() {
            return Err(Failure::new(PALMSIG_ERROR_ARGUMENT, "folder is empty"));
        }
        out.put_handle(palmsig_store(Store::open(Path::new(folder), key, tenant, now)?));
        Ok(())
    })
}

/// Frees a store. Roles that it gave go on working.
///
/// Threads: any; nobody may use the store any more.
///
/// @param store the store; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no store: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_store_free(store: *mut palmsig_store) -> palmsig_status {
    entry!(|caller| { caller.free(store) })
}

/// A new handle of one of the roles, under a name.
fn role<R, H: Opaque>(
    caller: &Caller,
    (store, actor): (*const palmsig_store, *const c_char),
    make: impl FnOnce(&Store, &str) -> R,
    handle: impl FnOnce(R) -> H,
    out: *mut *mut H,
) -> Result<(), Failure> {
    let (store, actor) = (&caller.handle(store)?.0, caller.name(actor, "actor")?);
    caller.out(out, H::NAME)?.put_handle(handle(make(store, actor)));
    Ok(())
}

/// The gallery to change with the store, if there is one.
fn galleries(caller: &Caller, gallery: *mut palmsig_gallery) -> Result<Vec<&Gallery>, Failure> {
    Ok(caller.handle_if_any(gallery.cast_const())?.map(|gallery| &gallery.0).into_iter().collect())
}
