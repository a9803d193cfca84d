//! Templates that nobody reads without a subject's key.

use palmsig::protect::keys::SubjectKey;
use palmsig::protect::seal::OVERHEAD;

use crate::buffer;
use crate::keys::{context, palmsig_subject_key};
use crate::pointer::entry;
use crate::status::*;
use crate::template::palmsig_template;

/// Makes a subject's key of random bytes of the operating system. Keep it wrapped.
///
/// Threads: any, at any time.
///
/// @param[out] key receives the key; free it with palmsig_subject_key_free
/// @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_subject_key_generate(key: *mut *mut palmsig_subject_key) -> palmsig_status {
    entry!(|caller| {
        let out = caller.out(key, "key")?;
        out.put_handle(palmsig_subject_key(SubjectKey::generate()?));
        Ok(())
    })
}

/// Seals a template: only the key opens it, under the same context. Called with no buffer it only tells how many bytes
/// there will be. The first 24 bytes of the template stay readable: which encoder, which hand, how many views.
///
/// Threads: any, at any time.
///
/// @param key the key
/// @param palm the template
/// @param context what it is there for: bytes that must be given again; may be NULL, with a size of 0
/// @param context_size bytes of the context, 4096 at most
/// @param buffer receives the sealed bytes; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes
/// @return PALMSIG_OK, PALMSIG_ERROR_NO_RANDOMNESS, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_subject_key_seal(
    key: *const palmsig_subject_key,
    palm: *const palmsig_template,
    context: *const u8,
    context_size: usize,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let (key, template) = (&caller.handle(key)?.0, &caller.handle(palm)?.0);
        let context = self::context(caller, context, context_size)?;
        let needed = template.encoded_len() + OVERHEAD;
        buffer::write(caller, (buffer, capacity, size), needed, || Ok(key.seal(template, context)?))
    })
}

/// Opens a sealed template.
///
/// Threads: any, at any time.
///
/// @param key the key
/// @param sealed what palmsig_subject_key_seal wrote
/// @param sealed_size bytes
/// @param context the context, as it was given; may be NULL, with a size of 0
/// @param context_size bytes of the context
/// @param[out] palm receives the template; free it with palmsig_template_free
/// @return PALMSIG_OK, a status of 500 to 599 or of 1100 to 1199, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_subject_key_open(
    key: *const palmsig_subject_key,
    sealed: *const u8,
    sealed_size: usize,
    context: *const u8,
    context_size: usize,
    palm: *mut *mut palmsig_template,
) -> palmsig_status {
    entry!(|caller| {
        let key = &caller.handle(key)?.0;
        let sealed = caller.slice(sealed, sealed_size, "sealed")?;
        let context = self::context(caller, context, context_size)?;
        let out = caller.out(palm, "palm")?;
        out.put_handle(palmsig_template(key.open(sealed, context)?));
        Ok(())
    })
}

/// Frees a subject's key and erases it from memory.
///
/// Threads: any; nobody may use the key any more.
///
/// @param key the key; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no subject's key: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_subject_key_free(key: *mut palmsig_subject_key) -> palmsig_status {
    entry!(|caller| { caller.free(key) })
}
