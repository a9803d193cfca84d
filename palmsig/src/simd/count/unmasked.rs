//! Plain Hamming distances: all bits of 6144 each, without a mask.

use super::{Backend, Bits, EIGHT, Kernel, Tallies, ahead, ask, totals};
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
        let mut found = |[differing, _]: [u32; 2]| (self.found)(differing);
        // SAFETY: the caller's.
        unsafe {
            if let [probe] = self.probes {
                let one = loaded::<B>(probe);
                for codes in self.references.chunks(EIGHT) {
                    codes.iter().for_each(|code| ask::<B, _>(ahead(code)));
                    totals::<B>(&Met { one, codes }, codes.len(), &mut found);
                }
            } else {
                for reference in self.references {
                    ask::<B, _>(ahead(reference));
                    let one = loaded::<B>(reference);
                    totals::<B>(&Met { one, codes: self.probes }, self.probes.len(), &mut found);
                }
            }
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

/// A code that lies in registers, and those that it is compared with.
struct Met<'a, B> {
    one: [B; VECTORS],
    codes: &'a [[u8; PLAIN_BYTES]],
}

/// Of the differing bits.
impl<B: Bits> Tallies<B> for Met<'_, B> {
    #[inline(always)]
    unsafe fn tally(&self, at: usize) -> (B::Tally, B::Cells) {
        let other = &self.codes[at];
        // SAFETY: the caller's; so many vectors lie within a code.
        unsafe {
            let all = B::load([u8::MAX; 64].as_ptr());
            let mut tally = B::nothing();
            for (at, one) in self.one.as_chunks::<3>().0.iter().enumerate() {
                let load = |i: usize| B::load(other.as_ptr().add(64 * (3 * at + i)));
                tally = B::differing_tallied([load(0), load(1), load(2)], *one, all, tally);
            }
            (tally, B::no_cells())
        }
    }
}
