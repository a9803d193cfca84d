//! 256 bits at a time, looked up by halves of bytes.

use std::arch::x86_64::*;

use crate::simd::count::plain::Words;
use crate::simd::count::{Bits, PLANES, rows};

/// Two registers of 256 bits.
#[derive(Clone, Copy)]
pub(super) struct Avx2([__m256i; 2]);

/// How many bits each number below 16 has, twice.
///
/// # Safety
/// The CPU has AVX2.
#[inline(always)]
unsafe fn bits_of_nibbles() -> __m256i {
    // SAFETY: the caller's.
    let bits = unsafe { _mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4) };
    // SAFETY: the caller's.
    unsafe { _mm256_broadcastsi128_si256(bits) }
}

/// The tally with the bits of three planes within `mask` added. What the three say of a cell is a number of two bits, so
/// that the bits of two planes are counted rather than of three.
///
/// # Safety
/// The CPU has AVX2.
#[inline(always)]
unsafe fn tallied_within([a, b, c]: [__m256i; 3], mask: __m256i, tally: __m256i) -> __m256i {
    // SAFETY: the caller's.
    unsafe {
        let either = _mm256_xor_si256(a, b);
        let ones = _mm256_xor_si256(either, c);
        let twos = _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(either, c));
        // The mask is laid over the nibbles, which have to be cut out anyway.
        let nibble = _mm256_set1_epi8(0x0f);
        let low = _mm256_and_si256(mask, nibble);
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(mask), nibble);
        let bits = bits_of_nibbles();
        let twice = _mm256_add_epi8(bits, bits);
        let ones = [_mm256_and_si256(ones, low), _mm256_and_si256(_mm256_srli_epi16::<4>(ones), high)];
        let twos = [_mm256_and_si256(twos, low), _mm256_and_si256(_mm256_srli_epi16::<4>(twos), high)];
        let ones = _mm256_add_epi8(_mm256_shuffle_epi8(bits, ones[0]), _mm256_shuffle_epi8(bits, ones[1]));
        let twos = _mm256_add_epi8(_mm256_shuffle_epi8(twice, twos[0]), _mm256_shuffle_epi8(twice, twos[1]));
        _mm256_add_epi8(tally, _mm256_add_epi8(ones, twos))
    }
}

impl Bits for Avx2 {
    type Tally = Avx2;
    type Cells = u32;

    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the CPU has AVX2; 64 bytes can be read, at no particular alignment.
        Avx2(unsafe { [_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(from.add(32).cast())] })
    }

    #[inline(always)]
    unsafe fn ask(address: *const u8) {
        // SAFETY: whatever has AVX2 has SSE; asking is no access, so that any address will do.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) }
    }

    #[inline(always)]
    unsafe fn and(self, other: Self) -> Self {
        // SAFETY: the CPU has AVX2.
        Avx2(unsafe { [_mm256_and_si256(self.0[0], other.0[0]), _mm256_and_si256(self.0[1], other.0[1])] })
    }

    #[inline(always)]
    unsafe fn differing(self, other: Self, mask: Self) -> Self {
        // SAFETY: the CPU has AVX2.
        let either = unsafe {
            Avx2([_mm256_xor_si256(self.0[0], other.0[0]), _mm256_xor_si256(self.0[1], other.0[1])])
        };
        // SAFETY: likewise.
        unsafe { either.and(mask) }
    }

    #[inline(always)]
    unsafe fn moved(self, right: i32) -> Self {
        // SAFETY: the CPU has AVX2.
        unsafe {
            let by = _mm_cvtsi32_si128(right.abs());
            let [a, b] = self.0;
            Avx2(if right >= 0 {
                [_mm256_sll_epi32(a, by), _mm256_sll_epi32(b, by)]
            } else {
                [_mm256_srl_epi32(a, by), _mm256_srl_epi32(b, by)]
            })
        }
    }

    #[inline(always)]
    unsafe fn nothing() -> Self {
        // SAFETY: the CPU has AVX2.
        Avx2([unsafe { _mm256_setzero_si256() }; 2])
    }

    #[inline(always)]
    unsafe fn tallied(self, tally: Self) -> Self {
        // SAFETY: the CPU has AVX2.
        unsafe { tally.plus_bytes(self.bits_per_byte()) }
    }

    #[inline(always)]
    unsafe fn no_cells() -> u32 {
        0
    }

    /// Counted in words of 64 bits, which leaves the registers of 256 bits to the planes.
    #[inline(always)]
    unsafe fn common(self, other: &[u32; 16], cells: u32) -> (Self, u32) {
        // SAFETY: the CPU has AVX2, and so counts the bits of words.
        unsafe {
            let counted = Words::<u32>::load(self.bytes().as_ptr()).common(other, cells).1;
            (self.and(rows(other)), counted)
        }
    }

    #[inline(always)]
    unsafe fn totals(tally: Self, cells: u32) -> [u32; 2] {
        // SAFETY: the CPU has AVX2.
        unsafe {
            let bytes = _mm256_add_epi8(tally.0[0], tally.0[1]);
            let sums = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
            let two = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256::<1>(sums));
            let sum = _mm_cvtsi128_si64(_mm_add_epi64(two, _mm_unpackhi_epi64(two, two)));
            [sum as u32, cells]
        }
    }

    #[inline(always)]
    unsafe fn differing_tallied(own: [Self; 3], theirs: [Self; 3], mask: Self, tally: Self) -> Self {
        // SAFETY: the CPU has AVX2.
        unsafe {
            let differs = |half: usize| {
                let differs = |plane: usize| _mm256_xor_si256(own[plane].0[half], theirs[plane].0[half]);
                [differs(0), differs(1), differs(2)]
            };
            Avx2([
                tallied_within(differs(0), mask.0[0], tally.0[0]),
                tallied_within(differs(1), mask.0[1], tally.0[1]),
            ])
        }
    }

    #[inline(always)]
    unsafe fn bits_per_byte(self) -> Self {
        // SAFETY: the CPU has AVX2.
        unsafe {
            let nibble = _mm256_set1_epi8(0x0f);
            let bits = bits_of_nibbles();
            let of = |v: __m256i| {
                let low = _mm256_shuffle_epi8(bits, _mm256_and_si256(v, nibble));
                let high = _mm256_shuffle_epi8(bits, _mm256_and_si256(_mm256_srli_epi16::<4>(v), nibble));
                _mm256_add_epi8(low, high)
            };
            Avx2([of(self.0[0]), of(self.0[1])])
        }
    }

    #[inline(always)]
    unsafe fn plus_bytes(self, other: Self) -> Self {
        // SAFETY: the CPU has AVX2.
        Avx2(unsafe { [_mm256_add_epi8(self.0[0], other.0[0]), _mm256_add_epi8(self.0[1], other.0[1])] })
    }

    #[inline(always)]
    unsafe fn bytes(self) -> [u8; 64] {
        // SAFETY: two registers of 256 bits are 64 bytes, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }

    #[inline(always)]
    unsafe fn planes(cells: &[u8; 64]) -> [u64; PLANES] {
        // SAFETY: the CPU has AVX2.
        unsafe {
            // The highest plane first: its bit is one below the top of each byte, where the mask is taken from.
            let mut now = Avx2::load(cells.as_ptr()).0;
            let mut planes = [0; PLANES];
            for bits in planes.iter_mut().rev() {
                now = now.map(|v| _mm256_add_epi8(v, v));
                let [low, high] = now.map(|v| u64::from(_mm256_movemask_epi8(v) as u32));
                *bits = low | high << 32;
            }
            planes
        }
    }

    #[inline(always)]
    unsafe fn cells(planes: &[u64; PLANES]) -> [u8; 64] {
        // SAFETY: plain Rust, compiled for AVX2.
        unsafe { Words::<u32>::cells(planes) }
    }
}
