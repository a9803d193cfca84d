//! The compact codes of many palms, contiguous and aligned: 1152 bytes a view, of which a search first reads 256.

use std::sync::Arc;

use super::subjects::Owner;
use crate::simd::{CoarseCode, LineCode};

/// Codes that lie side by side: a change made while a search looks at them copies so many, 576 KiB.
const CHUNK: usize = 512;

/// Some codes and whose they are; places that were given up are empty.
pub(super) struct Chunk {
    pub(super) coarse: Vec<CoarseCode>,
    pub(super) fine: Vec<LineCode>,
    pub(super) owners: Vec<Option<Owner>>,
}

impl Chunk {
    /// With room for all codes: none is ever moved, which would leave a copy of it behind.
    fn new() -> Chunk {
        Chunk {
            coarse: Vec::with_capacity(CHUNK),
            fine: Vec::with_capacity(CHUNK),
            owners: Vec::with_capacity(CHUNK),
        }
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

impl Clone for Chunk {
    fn clone(&self) -> Chunk {
        let mut copy = Chunk::new();
        copy.coarse.extend_from_slice(&self.coarse);
        copy.fine.extend_from_slice(&self.fine);
        copy.owners.extend_from_slice(&self.owners);
        copy
    }
}

/// Codes that grow and shrink one by one. A clone shares all chunks until either changes them.
#[derive(Clone, Default)]
pub(super) struct Codes {
    pub(super) chunks: Vec<Arc<Chunk>>,
    /// Places that were given up.
    free: Vec<usize>,
    /// Places ever taken.
    taken: usize,
}

impl Codes {
    /// Keeps a code and returns its place.
    pub(super) fn insert(&mut self, code: LineCode, owner: Owner) -> usize {
        let place = self.free.pop().unwrap_or_else(|| {
            self.taken += 1;
            self.taken - 1
        });
        if place / CHUNK == self.chunks.len() {
            self.chunks.push(Arc::new(Chunk::new()));
        }
        Arc::make_mut(&mut self.chunks[place / CHUNK]).put(place % CHUNK, code, Some(owner));
        place
    }

    /// Erases the code at a place that [`insert`](Self::insert) gave, and whose it was.
    pub(super) fn remove(&mut self, place: usize) {
        Arc::make_mut(&mut self.chunks[place / CHUNK]).put(place % CHUNK, LineCode::unusable(), None);
        self.free.push(place);
    }
}
