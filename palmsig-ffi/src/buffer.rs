//! Bytes that callers ask for twice: their number, then the bytes.

use crate::failure::Failure;
use crate::pointer::Caller;
use crate::status::*;

/// A buffer of the caller's, its capacity, and where the number of bytes goes.
pub(crate) type Buffer = (*mut u8, usize, *mut usize);

/// Writes `needed` bytes that are made only if there is room for them; without a buffer only their number is told.
pub(crate) fn write<B: AsRef<[u8]>>(
    caller: &Caller,
    (buffer, capacity, size): Buffer,
    needed: usize,
    make: impl FnOnce() -> Result<B, Failure>,
) -> Result<(), Failure> {
    let out = caller.out(size, "size")?;
    if buffer.is_null() && capacity == 0 {
        out.put(needed);
        return Ok(());
    }
    let buffer = caller.out_slice(buffer, capacity, "buffer")?;
    if buffer.len() < needed {
        let text = format!("a buffer of {} bytes, {needed} are needed", buffer.len());
        return Err(Failure::new(PALMSIG_ERROR_BUFFER_SIZE, text));
    }
    let bytes = make()?;
    buffer.put(bytes.as_ref());
    out.put(needed);
    Ok(())
}
