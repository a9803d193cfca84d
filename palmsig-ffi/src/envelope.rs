//! Sealing to a service's public key: a terminal cannot read what it has sealed itself.

use std::ffi::c_char;
use std::ptr::null;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use palmsig::error::EnvelopeError;
use palmsig::protect::envelope::{KEY, OVERHEAD, PublicKey, Purpose, ReplayGuard, ServiceKey};

use crate::buffer;
use crate::failure::Failure;
use crate::keys::copied;
use crate::pointer::{Caller, Opaque, entry};
use crate::status::*;

/// The private key of a service, which opens envelopes. It never changes, and is erased from memory when it is freed.
pub struct palmsig_service_key(ServiceKey);

/// Remembers which envelopes were opened, so that none is opened twice.
pub struct palmsig_replay_guard(Mutex<ReplayGuard>);

impl Opaque for palmsig_service_key {
    const TAG: u64 = u64::from_le_bytes(*b"palm:svk");
    const NAME: &'static str = "service key";
}

impl Opaque for palmsig_replay_guard {
    const TAG: u64 = u64::from_le_bytes(*b"palm:rpg");
    const NAME: &'static str = "replay guard";
}

/// What an envelope is bound to: opened as anything else it is refused. Strings have 4096 bytes at most.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_purpose {
    /// sizeof(palmsig_purpose), as palmsig_purpose_init sets it.
    pub struct_size: u32,
    /// The service it is for.
    pub service: *const c_char,
    /// The terminal it comes from.
    pub terminal: *const c_char,
    /// What is to be done with it, such as "enrol" or "match".
    pub purpose: *const c_char,
}

/// Sets struct_size, and all strings to NULL.
///
/// Threads: any, at any time.
///
/// @param[out] purpose the struct to fill
/// @param struct_size sizeof(palmsig_purpose)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_purpose_init(
    purpose: *mut palmsig_purpose,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(purpose, struct_size)?.put(palmsig_purpose {
            struct_size: size_of::<palmsig_purpose>() as u32,
            service: null(),
            terminal: null(),
            purpose: null(),
        });
        Ok(())
    })
}

fn purpose_of(caller: &Caller, purpose: *const palmsig_purpose) -> Result<Purpose<'_>, Failure> {
    let given = caller.sized(purpose)?;
    Ok(Purpose {
        service: caller.name(given.service, "service")?,
        terminal: caller.name(given.terminal, "terminal")?,
        purpose: caller.name(given.purpose, "purpose")?,
    })
}

/// Makes a service's key of random bytes of the operating system. It cannot be written: where it must be kept, make one
/// with palmsig_service_key_parse of bytes that you keep.
///
/// Threads: any, at any time.
///
/// @param[out] key receives the key; free it with palmsig_service_key_free
/// @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_service_key_generate(key: *mut *mut palmsig_service_key) -> palmsig_status {
    entry!(|caller| {
        let out = caller.out(key, "key")?;
        out.put_handle(palmsig_service_key(ServiceKey::generate()?));
        Ok(())
    })
}

/// Makes a service's key of your bytes, the same key of the same bytes (RFC 9180, DeriveKeyPair). They stay yours: erase
/// them.
///
/// Threads: any, at any time.
///
/// @param secret bytes that nobody can guess
/// @param secret_size bytes: PALMSIG_KEY_SIZE
/// @param[out] key receives the key; free it with palmsig_service_key_free
/// @return PALMSIG_OK, PALMSIG_ERROR_KEY for any other number of bytes, or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_service_key_parse(
    secret: *const u8,
    secret_size: usize,
    key: *mut *mut palmsig_service_key,
) -> palmsig_status {
    entry!(|caller| {
        let secret = caller.slice(secret, secret_size, "secret")?;
        let out = caller.out(key, "key")?;
        out.put_handle(palmsig_service_key(ServiceKey::take(&mut *copied(secret)?)?));
        Ok(())
    })
}

/// Writes the public key that terminals seal to. Called with no buffer it only tells how many bytes there are. It is no
/// secret, but whoever can exchange it on its way reads what is sealed to it.
///
/// Threads: any, at any time.
///
/// @param key the service's key
/// @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes, PALMSIG_KEY_SIZE
/// @return PALMSIG_OK, PALMSIG_ERROR_BUFFER_SIZE when the buffer is too small, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_service_key_public(
    key: *const palmsig_service_key,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let key = &caller.handle(key)?.0;
        buffer::write(caller, (buffer, capacity, size), KEY, || Ok(key.public().to_bytes()))
    })
}

/// Frees a service's key and erases it from memory.
///
/// Threads: any; nobody may use the key any more.
///
/// @param key the key; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no service's key: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_service_key_free(key: *mut palmsig_service_key) -> palmsig_status {
    entry!(|caller| { caller.free(key) })
}

/// Makes a guard that has seen nothing. It belongs to one service's key; after a restart, wait for as long as its window
/// before the first envelope is opened.
///
/// Threads: any, at any time.
///
/// @param window how far from now envelopes may have been sealed, in seconds
/// @param envelopes most of them that are opened within two windows: some 60 bytes each
/// @param[out] guard receives the guard; free it with palmsig_replay_guard_free
/// @return PALMSIG_OK or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_replay_guard_new(
    window: u64,
    envelopes: usize,
    guard: *mut *mut palmsig_replay_guard,
) -> palmsig_status {
    entry!(|caller| {
        let made = ReplayGuard::new(Duration::from_secs(window), envelopes);
        caller.out(guard, "guard")?.put_handle(palmsig_replay_guard(Mutex::new(made)));
        Ok(())
    })
}

/// Frees a guard.
///
/// Threads: any; nobody may use the guard any more.
///
/// @param guard the guard; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no guard: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_replay_guard_free(guard: *mut palmsig_replay_guard) -> palmsig_status {
    entry!(|caller| { caller.free(guard) })
}

/// Seals bytes, such as those of a template, to a service: only its key opens them, for the same purpose. Called with no
/// buffer it only tells how many bytes there will be. Nothing in an envelope says who sealed it.
///
/// Threads: any, at any time.
///
/// @param public_key what palmsig_service_key_public wrote
/// @param public_key_size bytes
/// @param purpose what the envelope is bound to
/// @param now the time in seconds since 1970, which the envelope is bound to as well
/// @param bytes what to seal
/// @param bytes_size bytes
/// @param buffer receives the envelope; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes
/// @return PALMSIG_OK, PALMSIG_ERROR_KEY, PALMSIG_ERROR_NO_RANDOMNESS, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_envelope_seal(
    public_key: *const u8,
    public_key_size: usize,
    purpose: *const palmsig_purpose,
    now: u64,
    bytes: *const u8,
    bytes_size: usize,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let key = PublicKey::from_bytes(caller.slice(public_key, public_key_size, "public_key")?)?;
        let purpose = purpose_of(caller, purpose)?;
        let bytes = caller.slice(bytes, bytes_size, "bytes")?;
        let sealed = || Ok(key.seal(bytes, &purpose, now)?);
        buffer::write(caller, (buffer, capacity, size), bytes.len() + OVERHEAD, sealed)
    })
}

/// Opens an envelope, once and within the guard's window. Called with no buffer it only tells how many bytes are in it:
/// nothing is opened then, and nothing checked but its length. What could not be opened is not remembered, but the time
/// is: should the clock be set back, envelopes from before the window stay refused.
///
/// Threads: any, at any time; those that use one guard wait for each other.
///
/// @param key the service's key
/// @param guard what was opened before; envelopes that are opened are added to it
/// @param purpose what the envelope must be bound to
/// @param now the time in seconds since 1970
/// @param envelope what palmsig_envelope_seal wrote
/// @param envelope_size bytes
/// @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes
/// @return PALMSIG_OK, a status of 1200 to 1299, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL,
///         PALMSIG_ERROR_UTF8, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_envelope_open(
    key: *const palmsig_service_key,
    guard: *mut palmsig_replay_guard,
    purpose: *const palmsig_purpose,
    now: u64,
    envelope: *const u8,
    envelope_size: usize,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let (key, guard) = (&caller.handle(key)?.0, &caller.handle(guard.cast_const())?.0);
        let purpose = purpose_of(caller, purpose)?;
        let envelope = caller.slice(envelope, envelope_size, "envelope")?;
        let to = (buffer, capacity, size);
        let given = envelope.len();
        let len = given.checked_sub(OVERHEAD).ok_or(EnvelopeError::Truncated { given, needed: OVERHEAD })?;
        buffer::write(caller, to, len, || {
            // What a panic leaves behind is a guard as it was: it is changed last.
            let mut guard = guard.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(key.open(envelope, &purpose, &mut guard, now)?)
        })
    })
}
