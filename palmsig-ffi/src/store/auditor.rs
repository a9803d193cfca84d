//! Who checks the audit trail.

use std::ffi::c_char;

use palmsig::store::{Auditor, Store, TrailHead};

use super::{palmsig_receipt, palmsig_store, role};
use crate::pointer::{Opaque, entry};
use crate::status::*;

/// Who checks the audit trail.
pub struct palmsig_auditor(Auditor);

impl Opaque for palmsig_auditor {
    const TAG: u64 = u64::from_le_bytes(*b"palm:aud");
    const NAME: &'static str = "auditor";
}

/// How long the audit trail is and what its last entry is bound by: kept elsewhere, it proves that nothing was taken back
/// since.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_trail_head {
    /// Number of entries.
    pub entries: u64,
    /// Hash of the last one.
    pub hash: [u8; 32],
}

/// Gives the role of who checks the audit trail.
///
/// Threads: any, at any time.
///
/// @param store the store
/// @param actor the auditor's name: a string in UTF-8 of 4096 bytes at most; checking leaves no trace
/// @param[out] auditor receives the role; free it with palmsig_auditor_free
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_store_auditor(
    store: *const palmsig_store,
    actor: *const c_char,
    auditor: *mut *mut palmsig_auditor,
) -> palmsig_status {
    entry!(|caller| { role(caller, (store, actor), Store::auditor, palmsig_auditor, auditor) })
}

/// Frees the role.
///
/// Threads: any; nobody may use the role any more.
///
/// @param auditor the role; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no auditor: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_auditor_free(auditor: *mut palmsig_auditor) -> palmsig_status {
    entry!(|caller| { caller.free(auditor) })
}

/// Checks the whole trail, and that an earlier head of it is a part of it.
///
/// Threads: any, at any time.
///
/// @param auditor the role
/// @param earlier a head that was kept elsewhere; may be NULL: the trail is held against itself only
/// @param[out] head receives the head to keep
/// @return PALMSIG_OK, PALMSIG_ERROR_STORE_TRAIL where an entry was changed, removed, moved or cut off, another status of
///         1300 to 1399, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_auditor_verify(
    auditor: *const palmsig_auditor,
    earlier: *const palmsig_trail_head,
    head: *mut palmsig_trail_head,
) -> palmsig_status {
    entry!(|caller| {
        let auditor = &caller.handle(auditor)?.0;
        let earlier = if earlier.is_null() { None } else { Some(caller.slice(earlier, 1, "earlier")?[0]) };
        let out = caller.out(head, "head")?;
        let earlier = earlier.map(|given| TrailHead { entries: given.entries, hash: given.hash });
        let TrailHead { entries, hash } = auditor.verify(earlier.as_ref())?;
        out.put(palmsig_trail_head { entries, hash });
        Ok(())
    })
}

/// Tells whether the store gave a receipt.
///
/// Threads: any, at any time.
///
/// @param auditor the role
/// @param receipt what palmsig_remover_remove gave
/// @param[out] genuine receives 1 or 0
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_auditor_confirms(
    auditor: *const palmsig_auditor,
    receipt: *const palmsig_receipt,
    genuine: *mut u32,
) -> palmsig_status {
    entry!(|caller| {
        let auditor = &caller.handle(auditor)?.0;
        let receipt = caller.slice(receipt, 1, "receipt")?[0].into();
        caller.out(genuine, "genuine")?.put(auditor.confirms(&receipt).into());
        Ok(())
    })
}
