//! What library this is, and what went wrong last.

use std::ffi::{CStr, c_char};

use crate::failure;
use crate::status::{name_of, palmsig_status};

/// The number of this binary interface. It changes when a program compiled with an older header would no longer work.
pub const PALMSIG_ABI_VERSION: u32 = 1;

/// Galleries are searched on all cores.
pub const PALMSIG_CAPABILITY_PARALLEL: u64 = 1;

/// Templates are sealed and opened: the functions of keys and envelopes are there.
pub const PALMSIG_CAPABILITY_PROTECT: u64 = 2;

/// The functions of the store are there.
pub const PALMSIG_CAPABILITY_STORE: u64 = 4;

/// The functions of runtimes are there, and handles can be attached to one.
pub const PALMSIG_CAPABILITY_RUNTIME: u64 = 8;

/// The version as the linker sees it, with the NUL that C needs.
const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// The number of the binary interface of the library that is running: compare it with PALMSIG_ABI_VERSION, which is that
/// of the header.
///
/// Threads: any, at any time.
///
/// @return the number
#[unsafe(no_mangle)]
pub extern "C" fn palmsig_abi_version() -> u32 {
    PALMSIG_ABI_VERSION
}

/// The version of the library that is running, as "1.2.3".
///
/// Threads: any, at any time.
///
/// @return a string that lives as long as the library is loaded; never NULL
#[unsafe(no_mangle)]
pub extern "C" fn palmsig_version() -> *const c_char {
    VERSION.as_ptr()
}

/// What this build of the library can do: PALMSIG_CAPABILITY_ bits. Bits that this header does not name may be set.
///
/// Threads: any, at any time.
///
/// @return the bits
#[unsafe(no_mangle)]
pub extern "C" fn palmsig_capabilities() -> u64 {
    let mut bits = 0;
    for (there, bit) in [
        (cfg!(feature = "parallel"), PALMSIG_CAPABILITY_PARALLEL),
        (cfg!(feature = "protect"), PALMSIG_CAPABILITY_PROTECT),
        (cfg!(feature = "store"), PALMSIG_CAPABILITY_STORE),
        (cfg!(feature = "runtime"), PALMSIG_CAPABILITY_RUNTIME),
    ] {
        bits |= if there { bit } else { 0 };
    }
    bits
}

/// What went wrong in the last call of this thread that failed, in English, for a log. It holds sizes and names of
/// fields, never pixels, template bytes or ids. Calls that succeed leave it as it is.
///
/// Threads: any; each has its own.
///
/// @return a string, empty if no call has failed yet; never NULL. It lives until the next call of this thread that
///         fails, and no longer than the thread.
#[unsafe(no_mangle)]
pub extern "C" fn palmsig_last_error() -> *const c_char {
    failure::with_last(CStr::as_ptr)
}

/// The name of a status, as "PALMSIG_ERROR_NO_HAND".
///
/// Threads: any, at any time.
///
/// @param status a number that a function returned
/// @return a string that lives as long as the library is loaded; never NULL. It is "unknown" for other numbers.
#[unsafe(no_mangle)]
pub extern "C" fn palmsig_status_name(status: palmsig_status) -> *const c_char {
    name_of(status).unwrap_or(c"unknown").as_ptr()
}
