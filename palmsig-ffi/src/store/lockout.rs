//! How many attempts may fail.

use std::ffi::c_char;

use palmsig::error::StoreError;
use palmsig::gallery::MAX_ID;
use palmsig::store::Lockout;

use super::palmsig_recogniser;
use crate::pointer::entry;
use crate::status::*;

/// How many attempts may fail within a while. They are counted in the audit trail, so that starting again forgives none; a
/// subject who is recognised has a clean slate.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_lockout {
    /// sizeof(palmsig_lockout), as palmsig_lockout_init sets it.
    pub struct_size: u32,
    /// Most failed attempts to be one subject; 0: none is counted.
    pub of_subject: u32,
    /// Most failed attempts at one terminal, which is the actor's name, whoever was tried; 0: none is counted.
    pub at_terminal: u32,
    /// The while, in seconds.
    pub within: u64,
}

impl From<Lockout> for palmsig_lockout {
    fn from(lockout: Lockout) -> palmsig_lockout {
        let Lockout { within, of_subject, at_terminal } = lockout;
        palmsig_lockout { struct_size: size_of::<palmsig_lockout>() as u32, of_subject, at_terminal, within }
    }
}

/// Sets the defaults: five attempts to be one subject and sixty at one terminal, within a quarter of an hour.
///
/// Threads: any, at any time.
///
/// @param[out] lockout the struct to fill
/// @param struct_size sizeof(palmsig_lockout)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_lockout_init(
    lockout: *mut palmsig_lockout,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(lockout, struct_size)?.put(Lockout::default().into());
        Ok(())
    })
}

/// Tells whether another attempt may be made here. Ask before comparing; record with palmsig_recogniser_used or
/// palmsig_recogniser_refused what came of it. Show nobody how similar a palm was that was refused: who could see it could
/// change a picture until it matches. That nobody may try is an answer, not a failure: the status is PALMSIG_OK then too.
///
/// Threads: any, at any time.
///
/// @param recogniser the role
/// @param id who the person is said to be; may be NULL: nobody was named
/// @param lockout how many may fail; may be NULL: the defaults
/// @param now the time in seconds since 1970
/// @param[out] wait receives 0 if an attempt may be made now, else for how many seconds none may; set it to 1 before the
///                  call, so that a failure lets nobody try
/// @return PALMSIG_OK, a status of 700 to 799 or of 1300 to 1399, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE,
///         PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_recogniser_may_try(
    recogniser: *const palmsig_recogniser,
    id: *const c_char,
    lockout: *const palmsig_lockout,
    now: u64,
    wait: *mut u64,
) -> palmsig_status {
    entry!(|caller| {
        let recogniser = &caller.handle(recogniser)?.0;
        let id = if id.is_null() { None } else { Some(caller.text(id, MAX_ID, "id")?) };
        let lockout = caller.sized_if_any(lockout)?.map_or(Lockout::default(), |given| {
            let palmsig_lockout { within, of_subject, at_terminal, .. } = given;
            Lockout { within, of_subject, at_terminal }
        });
        let out = caller.out(wait, "wait")?;
        out.put(match recogniser.may_try(id, &lockout, now) {
            Ok(()) => 0,
            Err(StoreError::Locked { seconds }) => seconds.max(1),
            Err(error) => return Err(error.into()),
        });
        Ok(())
    })
}
