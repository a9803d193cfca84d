//! The compact codes of many palms, contiguous and aligned: 1152 bytes a view, of which a search first reads 256.

use std::sync::Arc;

use super::subjects::Owner;
use crate::error::GalleryError;
use crate::simd::{CoarseCode, LineCode};

/// Codes that lie side by side: a change made while a search looks at them copies so many, 576 KiB.
const CHUNK: usize = 512;

/// Some codes and whose they are; places that were given up are empty.
pub(super) struct Chunk {
    pub(super) coarse: Vec<CoarseCode>,
    pub(super) fine: Vec<LineCode>,
    pub(super) owners: Vec<Option<Owner>>,
}

/// What is done with a chunk before codes are put in it: nothing, or locking it in memory.
pub(super) type Prepare = fn(&Chunk) -> Result<(), GalleryError>;

impl Chunk {
    /// With room for all codes: none is ever moved, which would leave a copy of it behind.
    fn new(prepare: Prepare) -> Result<Chunk, GalleryError> {
        let chunk = Chunk {
            coarse: Vec::with_capacity(CHUNK),
            fine: Vec::with_capacity(CHUNK),
            owners: Vec::with_capacity(CHUNK),
        };
        prepare(&chunk)?;
        Ok(chunk)
    }

    fn copy(&self, prepare: Prepare) -> Result<Chunk, GalleryError> {
        let mut copy = Chunk::new(prepare)?;
        copy.coarse.extend_from_slice(&self.coarse);
        copy.fine.extend_from_slice(&self.fine);
        copy.owners.extend_from_slice(&self.owners);
        Ok(copy)
    }

    fn put(&mut self, at: usize, code: LineCode, owner: Option<Owner>) {
        let coarse = CoarseCode::new(&code);
        if at == self.fine.len() {
            self.coarse.push(coarse);
            self.fine.push(code);
            self.owners.push(owner);
        } else {
            // What was there is erased as it is dropped.
            self.coarse[at] = coarse;
            self.fine[at] = code;
            self.owners[at] = owner;
        }
    }
}

/// Codes that grow and shrink one by one. A clone shares all chunks until either changes them.
#[derive(Clone)]
pub(super) struct Codes {
    pub(super) chunks: Vec<Arc<Chunk>>,
    prepare: Prepare,
    /// Places that were given up.
    free: Vec<usize>,
    /// Places ever taken.
    taken: usize,
}

impl Codes {
    pub(super) fn new(prepare: Prepare) -> Codes {
        Codes { chunks: Vec::new(), prepare, free: Vec::new(), taken: 0 }
    }

    /// Keeps a code and returns its place; nothing is changed where that fails.
    pub(super) fn insert(&mut self, code: LineCode, owner: Owner) -> Result<usize, GalleryError> {
        let place = self.free.last().copied().unwrap_or(self.taken);
        if place / CHUNK == self.chunks.len() {
            self.chunks.push(Arc::new(Chunk::new(self.prepare)?));
        }
        self.own(place)?.put(place % CHUNK, code, Some(owner));
        if self.free.pop().is_none() {
            self.taken += 1;
        }
        Ok(place)
    }

    /// Erases the code at a place that [`insert`](Self::insert) gave, and whose it was; nothing is changed where that
    /// fails, and where the chunk is [one's own](Self::own) it does not.
    pub(super) fn remove(&mut self, place: usize) -> Result<(), GalleryError> {
        self.own(place)?.put(place % CHUNK, LineCode::unusable(), None);
        self.free.push(place);
        Ok(())
    }

    /// The chunk of a place, copied if a clone has it too.
    pub(super) fn own(&mut self, place: usize) -> Result<&mut Chunk, GalleryError> {
        let chunk = &mut self.chunks[place / CHUNK];
        if Arc::get_mut(chunk).is_none() {
            *chunk = Arc::new(chunk.copy(self.prepare)?);
        }
        Ok(Arc::get_mut(chunk).unwrap_or_else(|| unreachable!("nobody else has it")))
    }
}
