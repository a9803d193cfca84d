//! Keys: an operator's key wraps tenants' keys, a tenant's key wraps the keys of its subjects.

use palmsig::error::ProtectError;
use palmsig::protect::keys::{KEY, OperatorKey, SubjectKey, TenantKey, WRAPPED, WrappedKey};
use zeroize::Zeroizing;

use crate::buffer::{self, Buffer};
use crate::failure::Failure;
use crate::pointer::{Caller, LONGEST, Opaque, entry};
use crate::status::*;

/// Bytes of a key.
pub const PALMSIG_KEY_SIZE: usize = 32;

/// Bytes of a key that another one wraps.
pub const PALMSIG_WRAPPED_KEY_SIZE: usize = 72;

const _: () = assert!(PALMSIG_KEY_SIZE == KEY && PALMSIG_WRAPPED_KEY_SIZE == WRAPPED);

/// The key at the root, of whoever runs the service; kept outside of what it protects. It never changes, and is erased
/// from memory when it is freed.
pub struct palmsig_operator_key(pub(crate) OperatorKey);

/// The key of one of those the service is run for. It never changes, and is erased from memory when it is freed.
pub struct palmsig_tenant_key(TenantKey);

/// The key of one who is enrolled: it seals templates. It never changes, and is erased from memory when it is freed.
pub struct palmsig_subject_key(pub(crate) SubjectKey);

impl Opaque for palmsig_operator_key {
    const TAG: u64 = u64::from_le_bytes(*b"palm:opk");
    const NAME: &'static str = "operator key";
}

impl Opaque for palmsig_tenant_key {
    const TAG: u64 = u64::from_le_bytes(*b"palm:tnk");
    const NAME: &'static str = "tenant key";
}

impl Opaque for palmsig_subject_key {
    const TAG: u64 = u64::from_le_bytes(*b"palm:sbk");
    const NAME: &'static str = "subject key";
}

/// Makes an operator's key of random bytes of the operating system. Write it, and keep it apart from what it protects.
///
/// Threads: any, at any time.
///
/// @param[out] key receives the key; free it with palmsig_operator_key_free
/// @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_operator_key_generate(
    key: *mut *mut palmsig_operator_key,
) -> palmsig_status {
    entry!(|caller| {
        let out = caller.out(key, "key")?;
        out.put_handle(palmsig_operator_key(OperatorKey::generate()?));
        Ok(())
    })
}

/// Makes an operator's key of your bytes. They stay yours: erase them.
///
/// Threads: any, at any time.
///
/// @param secret bytes that nobody can guess, or that palmsig_operator_key_write wrote
/// @param secret_size bytes: PALMSIG_KEY_SIZE
/// @param[out] key receives the key; free it with palmsig_operator_key_free
/// @return PALMSIG_OK, PALMSIG_ERROR_KEY for any other number of bytes, or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_operator_key_parse(
    secret: *const u8,
    secret_size: usize,
    key: *mut *mut palmsig_operator_key,
) -> palmsig_status {
    entry!(|caller| {
        let secret = caller.slice(secret, secret_size, "secret")?;
        let out = caller.out(key, "key")?;
        out.put_handle(palmsig_operator_key(OperatorKey::take(&mut *copied(secret)?)?));
        Ok(())
    })
}

/// A copy of a key's bytes, to be erased.
pub(crate) fn copied(secret: &[u8]) -> Result<Zeroizing<[u8; KEY]>, Failure> {
    let copy = <[u8; KEY]>::try_from(secret).map(Zeroizing::new);
    copy.map_err(|_| ProtectError::KeyLength { given: secret.len(), expected: KEY }.into())
}

/// Writes an operator's key. Called with no buffer it only tells how many bytes there are. Whoever reads them reads all
/// that the key protects: erase the buffer when you are done.
///
/// Threads: any, at any time.
///
/// @param key the key
/// @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes, PALMSIG_KEY_SIZE
/// @return PALMSIG_OK, PALMSIG_ERROR_BUFFER_SIZE when the buffer is too small, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_operator_key_write(
    key: *const palmsig_operator_key,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let key = &caller.handle(key)?.0;
        buffer::write(caller, (buffer, capacity, size), KEY, || Ok(key.expose()))
    })
}

/// Wraps a tenant's key for keeping: only the operator's key opens it, under the same name. Called with no buffer it only
/// tells how many bytes there are.
///
/// Threads: any, at any time.
///
/// @param key the operator's key
/// @param tenant the key to wrap
/// @param context the tenant's name: bytes that must be given again; may be NULL, with a size of 0
/// @param context_size bytes of the name, 4096 at most
/// @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes, PALMSIG_WRAPPED_KEY_SIZE
/// @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_operator_key_wrap(
    key: *const palmsig_operator_key,
    tenant: *const palmsig_tenant_key,
    context: *const u8,
    context_size: usize,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let (key, tenant) = (&caller.handle(key)?.0, &caller.handle(tenant)?.0);
        let context = self::context(caller, context, context_size)?;
        wrap(caller, || key.wrap(tenant, context), (buffer, capacity, size))
    })
}

fn wrap(
    caller: &Caller,
    wrap: impl FnOnce() -> Result<WrappedKey, ProtectError>,
    to: Buffer,
) -> Result<(), Failure> {
    buffer::write(caller, to, WRAPPED, || Ok(wrap()?.as_bytes().to_vec()))
}

/// A context of the caller's: any bytes, none too.
pub(crate) fn context(caller: &Caller, bytes: *const u8, size: usize) -> Result<&[u8], Failure> {
    if bytes.is_null() && size == 0 {
        return Ok(&[]);
    }
    if size > LONGEST {
        let text = format!("a context of {size} bytes, at most {LONGEST} are taken");
        return Err(Failure::new(PALMSIG_ERROR_ARGUMENT, text));
    }
    caller.slice(bytes, size, "context")
}

/// Opens a tenant's key.
///
/// Threads: any, at any time.
///
/// @param key the operator's key
/// @param wrapped what palmsig_operator_key_wrap wrote
/// @param wrapped_size bytes
/// @param context the tenant's name, as it was given; may be NULL, with a size of 0
/// @param context_size bytes of the name
/// @param[out] tenant receives the key; free it with palmsig_tenant_key_free
/// @return PALMSIG_OK, PALMSIG_ERROR_KEY, PALMSIG_ERROR_SEALED_REFUSED, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_operator_key_unwrap(
    key: *const palmsig_operator_key,
    wrapped: *const u8,
    wrapped_size: usize,
    context: *const u8,
    context_size: usize,
    tenant: *mut *mut palmsig_tenant_key,
) -> palmsig_status {
    entry!(|caller| {
        let key = &caller.handle(key)?.0;
        let wrapped = caller.slice(wrapped, wrapped_size, "wrapped")?;
        let context = self::context(caller, context, context_size)?;
        let out = caller.out(tenant, "tenant")?;
        out.put_handle(palmsig_tenant_key(key.unwrap(&WrappedKey::from_bytes(wrapped)?, context)?));
        Ok(())
    })
}

/// Frees an operator's key and erases it from memory.
///
/// Threads: any; nobody may use the key any more.
///
/// @param key the key; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no operator's key: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_operator_key_free(key: *mut palmsig_operator_key) -> palmsig_status {
    entry!(|caller| { caller.free(key) })
}

/// Makes a tenant's key of random bytes of the operating system. Keep it wrapped.
///
/// Threads: any, at any time.
///
/// @param[out] key receives the key; free it with palmsig_tenant_key_free
/// @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_tenant_key_generate(key: *mut *mut palmsig_tenant_key) -> palmsig_status {
    entry!(|caller| {
        let out = caller.out(key, "key")?;
        out.put_handle(palmsig_tenant_key(TenantKey::generate()?));
        Ok(())
    })
}

/// Wraps a subject's key for keeping: only the tenant's key opens it, under the same name. Whoever erases all copies of
/// it has erased what the subject's key sealed. Called with no buffer it only tells how many bytes there are.
///
/// Threads: any, at any time.
///
/// @param key the tenant's key
/// @param subject the key to wrap
/// @param context the subject's name: bytes that must be given again; may be NULL, with a size of 0
/// @param context_size bytes of the name, 4096 at most
/// @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes, PALMSIG_WRAPPED_KEY_SIZE
/// @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_tenant_key_wrap(
    key: *const palmsig_tenant_key,
    subject: *const palmsig_subject_key,
    context: *const u8,
    context_size: usize,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let (key, subject) = (&caller.handle(key)?.0, &caller.handle(subject)?.0);
        let context = self::context(caller, context, context_size)?;
        wrap(caller, || key.wrap(subject, context), (buffer, capacity, size))
    })
}

/// Opens a subject's key.
///
/// Threads: any, at any time.
///
/// @param key the tenant's key
/// @param wrapped what palmsig_tenant_key_wrap wrote
/// @param wrapped_size bytes
/// @param context the subject's name, as it was given; may be NULL, with a size of 0
/// @param context_size bytes of the name
/// @param[out] subject receives the key; free it with palmsig_subject_key_free
/// @return PALMSIG_OK, PALMSIG_ERROR_KEY, PALMSIG_ERROR_SEALED_REFUSED, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_tenant_key_unwrap(
    key: *const palmsig_tenant_key,
    wrapped: *const u8,
    wrapped_size: usize,
    context: *const u8,
    context_size: usize,
    subject: *mut *mut palmsig_subject_key,
) -> palmsig_status {
    entry!(|caller| {
        let key = &caller.handle(key)?.0;
        let wrapped = caller.slice(wrapped, wrapped_size, "wrapped")?;
        let context = self::context(caller, context, context_size)?;
        let out = caller.out(subject, "subject")?;
        out.put_handle(palmsig_subject_key(key.unwrap(&WrappedKey::from_bytes(wrapped)?, context)?));
        Ok(())
    })
}

/// Frees a tenant's key and erases it from memory.
///
/// Threads: any; nobody may use the key any more.
///
/// @param key the key; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no tenant's key: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_tenant_key_free(key: *mut palmsig_tenant_key) -> palmsig_status {
    entry!(|caller| { caller.free(key) })
}
