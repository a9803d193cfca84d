//! Plain Hamming distances: all bits of 6144 each, without a mask.

use super::{AHEAD, Backend, Bits, Kernel, ask, totals::Totals};
use crate::params::{LINE_CELLS, ORIENTATIONS};

/// Bytes of the planes of a line code, and of other binary codes of its size.
pub const PLAIN_BYTES: usize = ORIENTATIONS * LINE_CELLS * LINE_CELLS / 8;

/// Registers of 64 bytes.
const VECTORS: usize = PLAIN_BYTES / 64;

impl Backend {
    /// For each of `references` after the other, and each of `probes` within, the bits in which the two differ. Each
    /// reference is read once.
    pub fn differing_bits(
        self,
        probes: &[[u8; PLAIN_BYTES]],
        references: &[[u8; PLAIN_BYTES]],
        found: impl FnMut(u32),
    ) {
        self.run(Unmasked { probes, references, found });
    }
}

struct Unmasked<'a, F> {
    probes: &'a [[u8; PLAIN_BYTES]],
    references: &'a [[u8; PLAIN_BYTES]],
    found: F,
}

impl<F: FnMut(u32)> Kernel for Unmasked<'_, F> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(mut self) {
        let found = |[even, odd]: [u32; 2]| (self.found)(even + odd);
        // SAFETY: the caller's.
        unsafe {
            let mut totals = Totals::<B, _>::new(found);
            if let [probe] = self.probes {
                let probe = loaded::<B>(probe);
                for (at, reference) in self.references.iter().enumerate() {
                    ask::<B, _>(self.references.get(at + AHEAD));
                    totals.add(counts(reference, &probe));
                }
            } else {
                for (at, reference) in self.references.iter().enumerate() {
                    ask::<B, _>(self.references.get(at + AHEAD));
                    let reference = loaded::<B>(reference);
                    for probe in self.probes {
                        totals.add(counts(probe, &reference));
                    }
                }
            }
            totals.finish();
        }
    }
}

/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
unsafe fn loaded<B: Bits>(code: &[u8; PLAIN_BYTES]) -> [B; VECTORS] {
    // SAFETY: the caller's; so many vectors lie within a code.
    unsafe {
        let mut loaded = [B::load(code.as_ptr()); VECTORS];
        for (at, vector) in loaded.iter_mut().enumerate() {
            *vector = B::load(code.as_ptr().add(64 * at));
        }
        loaded
    }
}

/// Tallies of the differing bits of two codes, one of which lies in registers: of half of each.
///
/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
unsafe fn counts<B: Bits>(one: &[u8; PLAIN_BYTES], other: &[B; VECTORS]) -> [B::Tally; 2] {
    // SAFETY: the caller's.
    unsafe {
        let all = B::load([u8::MAX; 64].as_ptr());
        let mut tally = [B::nothing(); 2];
        for (at, theirs) in other.as_chunks::<3>().0.iter().enumerate() {
            let own = |i: usize| one.as_ptr().add(64 * (3 * at + i));
            let own = [B::load(own(0)), B::load(own(1)), B::load(own(2))];
            tally[at % 2] = B::differing_tallied(own, *theirs, all, tally[at % 2]);
        }
        tally
    }
}
