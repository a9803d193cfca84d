//! Keeping codes out of the swap space (feature `lock`).

use super::codes::Chunk;
use crate::error::GalleryError;

/// Keeps the codes of a chunk in memory for as long as the process has their pages.
///
/// They are never unlocked: a system locks whole pages, once each, so that unlocking those of one chunk would unlock what
/// other chunks have on the first and the last of them. What a chunk gives back is erased, and locked for whoever takes it.
///
/// # Errors
/// [`GalleryError::Lock`] when the system refuses.
pub(super) fn lock(chunk: &Chunk) -> Result<(), GalleryError> {
    pages(chunk.coarse.as_ptr(), chunk.coarse.capacity())?;
    pages(chunk.fine.as_ptr(), chunk.fine.capacity())
}

fn pages<T>(from: *const T, count: usize) -> Result<(), GalleryError> {
    let bytes = count * size_of::<T>();
    let locked = region::lock(from, bytes);
    locked.map(std::mem::forget).map_err(|error| GalleryError::Lock { bytes, reason: error.to_string() })
}
