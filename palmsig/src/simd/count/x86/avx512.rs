//! 512 bits at a time, with instructions that count them.

use std::arch::x86_64::*;

use crate::simd::count::{Bits, EIGHT, PLANES, Tallies, rows};

/// One register of 512 bits.
#[derive(Clone, Copy)]
pub(super) struct Avx512(__m512i);

/// A tally and its cells in the halves of 64-bit numbers.
///
/// # Safety
/// The CPU has AVX-512F.
#[inline(always)]
unsafe fn side_by_side(tally: Avx512, cells: Avx512) -> __m512i {
    // SAFETY: the caller's.
    unsafe { _mm512_or_si512(tally.0, _mm512_slli_epi64::<32>(cells.0)) }
}

/// The sums of neighbours, those of `a` and of `b` by turns.
///
/// # Safety
/// The CPU has AVX-512F.
#[inline(always)]
unsafe fn halves(a: __m512i, b: __m512i) -> __m512i {
    // SAFETY: the caller's.
    unsafe { _mm512_add_epi64(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b)) }
}

/// The sums of neighbours of the pair at a place and of the next one, by turns.
///
/// # Safety
/// The CPU has the instructions of [`Avx512`].
#[inline(always)]
unsafe fn two_of(tallies: &impl Tallies<Avx512>, at: usize) -> __m512i {
    // SAFETY: the caller's.
    unsafe {
        let ((a, in_a), (b, in_b)) = (tallies.tally(at), tallies.tally(at + 1));
        halves(side_by_side(a, in_a), side_by_side(b, in_b))
    }
}

/// The sums of neighbouring pairs, those of `a` first.
///
/// # Safety
/// The CPU has AVX-512F.
#[inline(always)]
unsafe fn quarters(a: __m512i, b: __m512i) -> __m512i {
    // SAFETY: the caller's.
    unsafe {
        let (even, odd) = (_mm512_shuffle_i64x2::<0x88>(a, b), _mm512_shuffle_i64x2::<0xdd>(a, b));
        _mm512_add_epi64(even, odd)
    }
}

impl Bits for Avx512 {
    type Tally = Avx512;
    type Cells = Avx512;

    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the CPU has AVX-512F; 64 bytes can be read, at no particular alignment.
        Avx512(unsafe { _mm512_loadu_si512(from.cast()) })
    }

    #[inline(always)]
    unsafe fn ask(address: *const u8) {
        // SAFETY: whatever has AVX-512 has SSE; asking is no access, so that any address will do.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) }
    }

    #[inline(always)]
    unsafe fn and(self, other: Self) -> Self {
        // SAFETY: the CPU has AVX-512F.
        Avx512(unsafe { _mm512_and_si512(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn differing(self, other: Self, mask: Self) -> Self {
        // The three-operand truth table of (a ^ b) & c, a being the highest bit of the index.
        const DIFFERING: i32 = 0b0010_1000;
        // SAFETY: the CPU has AVX-512F.
        Avx512(unsafe { _mm512_ternarylogic_epi64::<DIFFERING>(self.0, other.0, mask.0) })
    }

    #[inline(always)]
    unsafe fn moved(self, right: i32) -> Self {
        // SAFETY: the CPU has AVX-512F.
        Avx512(unsafe {
            let by = _mm_cvtsi32_si128(right.abs());
            if right >= 0 { _mm512_sll_epi32(self.0, by) } else { _mm512_srl_epi32(self.0, by) }
        })
    }

    #[inline(always)]
    unsafe fn nothing() -> Self {
        // SAFETY: the CPU has AVX-512F.
        Avx512(unsafe { _mm512_setzero_si512() })
    }

    /// A sum for every 64 bits.
    #[inline(always)]
    unsafe fn tallied(self, tally: Self) -> Self {
        // SAFETY: the CPU has AVX512-VPOPCNTDQ.
        Avx512(unsafe { _mm512_add_epi64(tally.0, _mm512_popcnt_epi64(self.0)) })
    }

    #[inline(always)]
    unsafe fn no_cells() -> Self {
        // SAFETY: the CPU has AVX-512F.
        unsafe { Self::nothing() }
    }

    #[inline(always)]
    unsafe fn common(self, other: &[u32; 16], cells: Self) -> (Self, Self) {
        // SAFETY: the CPU has AVX-512F and AVX512-VPOPCNTDQ.
        unsafe {
            let mask = self.and(rows(other));
            (mask, mask.tallied(cells))
        }
    }

    #[inline(always)]
    unsafe fn totals(tally: Self, cells: Self) -> [u32; 2] {
        // SAFETY: the CPU has AVX-512F.
        let both = unsafe { _mm512_reduce_add_epi64(side_by_side(tally, cells)) };
        [both as u32, (both >> 32) as u32]
    }

    const EIGHT_AT_ONCE: bool = true;

    #[inline(always)]
    unsafe fn totals_of_eight(tallies: &impl Tallies<Self>, first: usize) -> [[u32; 2]; EIGHT] {
        // SAFETY: the CPU has AVX-512F; eight numbers of 64 bits are eight pairs of 32 bits, the lower one first.
        unsafe {
            // Spelt out, so that nothing goes by way of memory.
            let lower = quarters(two_of(tallies, first), two_of(tallies, first + 2));
            let upper = quarters(two_of(tallies, first + 4), two_of(tallies, first + 6));
            std::mem::transmute(quarters(lower, upper))
        }
    }

    #[inline(always)]
    unsafe fn bits_per_byte(self) -> Self {
        // SAFETY: the CPU has AVX-512BITALG.
        Avx512(unsafe { _mm512_popcnt_epi8(self.0) })
    }

    #[inline(always)]
    unsafe fn plus_bytes(self, other: Self) -> Self {
        // SAFETY: the CPU has AVX-512BW.
        Avx512(unsafe { _mm512_add_epi8(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn bytes(self) -> [u8; 64] {
        // SAFETY: a register of 512 bits is 64 bytes, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }

    #[inline(always)]
    unsafe fn planes(cells: &[u8; 64]) -> [u64; PLANES] {
        // SAFETY: the CPU has AVX-512BW.
        unsafe {
            let cells = Avx512::load(cells.as_ptr()).0;
            let mut planes = [0; PLANES];
            for (plane, bits) in planes.iter_mut().enumerate() {
                *bits = _mm512_test_epi8_mask(cells, _mm512_set1_epi8(1 << plane));
            }
            planes
        }
    }

    #[inline(always)]
    unsafe fn cells(planes: &[u64; PLANES]) -> [u8; 64] {
        // SAFETY: the CPU has AVX-512BW.
        unsafe {
            let mut cells = _mm512_setzero_si512();
            for (plane, bits) in planes.iter().enumerate() {
                cells = _mm512_or_si512(cells, _mm512_maskz_set1_epi8(*bits, 1 << plane));
            }
            Avx512(cells).bytes()
        }
    }
}
