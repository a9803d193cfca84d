//! Who removes.

use std::ffi::c_char;

use palmsig::gallery::MAX_ID;
use palmsig::store::{Receipt, Removal, Remover, Store};

use super::{galleries, palmsig_store, role};
use crate::failure::Failure;
use crate::gallery::palmsig_gallery;
use crate::pointer::{Opaque, entry};
use crate::status::*;

/// Who removes subjects.
pub struct palmsig_remover(Remover);

impl Opaque for palmsig_remover {
    const TAG: u64 = u64::from_le_bytes(*b"palm:rem");
    const NAME: &'static str = "remover";
}

/// Says that a subject was removed; palmsig_auditor_confirms tells whether it is genuine.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_receipt {
    /// What the subject is called in the store's files.
    pub subject: [u8; 16],
    /// When it was removed, in seconds since 1970.
    pub at: u64,
    /// Number of the entry in the audit trail.
    pub entry: u64,
    /// Hash of that entry.
    pub hash: [u8; 32],
    /// A code that only this tenant's store can make.
    pub code: [u8; 32],
}

impl From<Receipt> for palmsig_receipt {
    fn from(receipt: Receipt) -> palmsig_receipt {
        let Receipt { subject, at, entry, hash, code } = receipt;
        palmsig_receipt { subject, at, entry, hash, code }
    }
}

impl From<palmsig_receipt> for Receipt {
    fn from(receipt: palmsig_receipt) -> Receipt {
        let palmsig_receipt { subject, at, entry, hash, code } = receipt;
        Receipt { subject, at, entry, hash, code }
    }
}

/// Gives the role of who removes.
///
/// Threads: any, at any time.
///
/// @param store the store
/// @param actor the name that goes on record, such as a terminal's: a string in UTF-8 of 4096 bytes at most
/// @param[out] remover receives the role; free it with palmsig_remover_free
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_store_remover(
    store: *const palmsig_store,
    actor: *const c_char,
    remover: *mut *mut palmsig_remover,
) -> palmsig_status {
    entry!(|caller| { role(caller, (store, actor), Store::remover, palmsig_remover, remover) })
}

/// Frees the role.
///
/// Threads: any; nobody may use the role any more.
///
/// @param remover the role; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no remover: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_remover_free(remover: *mut palmsig_remover) -> palmsig_status {
    entry!(|caller| { caller.free(remover) })
}

/// Removes a subject, from the gallery too. Its key is erased first: should anything fail after that, nothing of it can be
/// read any more, and asking again or opening the store again ends it. Where something holds a subject, it is not
/// recognised any more, and is removed by the first palmsig_remover_sweep after all holds are released.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param remover the role
/// @param id the subject's id
/// @param gallery where the subject is removed as well; may be NULL: nowhere
/// @param now the time in seconds since 1970
/// @param[out] holds receives how many hold the subject: 0 if it is removed
/// @param[out] receipt receives the proof; only written if the subject is removed; may be NULL
/// @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799, of 1100 to 1199 or of 1300 to 1399,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_remover_remove(
    remover: *mut palmsig_remover,
    id: *const c_char,
    gallery: *mut palmsig_gallery,
    now: u64,
    holds: *mut usize,
    receipt: *mut palmsig_receipt,
) -> palmsig_status {
    entry!(|caller| {
        let remover = &caller.handle(remover.cast_const())?.0;
        let id = caller.text(id, MAX_ID, "id")?;
        let galleries = galleries(caller, gallery)?;
        let out = caller.out(holds, "holds")?;
        let told = caller.out_if_any(receipt, "receipt")?;
        match remover.remove(id, &galleries, now)? {
            Removal::Done(receipt) => {
                if let Some(told) = told {
                    told.put(receipt.into());
                }
                out.put(0);
            }
            Removal::Waits { holds } => out.put(holds),
            _ => return Err(Failure::new(PALMSIG_ERROR_INTERNAL, "an outcome that has no number yet")),
        }
        Ok(())
    })
}

/// Removes all subjects whose time is up, and those whose removal waited for holds that are released.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param remover the role
/// @param gallery where they are removed as well; may be NULL: nowhere
/// @param now the time in seconds since 1970
/// @param[out] removed receives how many were removed
/// @return PALMSIG_OK, a status of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE; those
///         removed before a failure are gone
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_remover_sweep(
    remover: *mut palmsig_remover,
    gallery: *mut palmsig_gallery,
    now: u64,
    removed: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let remover = &caller.handle(remover.cast_const())?.0;
        let galleries = galleries(caller, gallery)?;
        let out = caller.out(removed, "removed")?;
        out.put(remover.sweep(&galleries, now)?.len());
        Ok(())
    })
}
