//! The kernels for 64-bit x86.

use std::arch::x86_64::*;

use super::Backend;
use super::answer::{self, Combed, Filters};
use super::convolve::{self, BLOCK, Finish, Taps, Weights};
use super::lanes::Lanes;
use super::sample::{self, Line, Patch};

/// Sixteen sums in four registers of 128 bits.
#[derive(Clone, Copy)]
struct Sse2([__m128i; 4]);

/// Sixteen sums in two registers of 256 bits.
#[derive(Clone, Copy)]
struct Avx2([__m256i; 2]);

/// Sixteen sums in one register of 512 bits.
#[derive(Clone, Copy)]
struct Avx512(__m512i);

/// Two 16-bit numbers as one of 32 bits, as they lie in memory.
#[inline(always)]
fn joined([a, b]: [i16; 2]) -> i32 {
    i32::from(a as u16) | (i32::from(b) << 16)
}

impl Lanes for Sse2 {
    const ROWS: usize = 2;

    #[inline(always)]
    unsafe fn zero() -> Self {
        // SAFETY: the caller's: the CPU has SSE2.
        Sse2([unsafe { _mm_setzero_si128() }; 4])
    }

    #[inline(always)]
    unsafe fn add_products(self, pair: [i16; 2], weights: &[i16; 2 * BLOCK]) -> Self {
        // SAFETY: the CPU has SSE2; each load reads 8 of the 32 weights, at no particular alignment.
        unsafe {
            let pair = _mm_set1_epi32(joined(pair));
            Sse2(std::array::from_fn(|k| {
                let weights = _mm_loadu_si128(weights.as_ptr().add(8 * k).cast());
                _mm_add_epi32(self.0[k], _mm_madd_epi16(pair, weights))
            }))
        }
    }

    #[inline(always)]
    unsafe fn add_each(self, values: &[i16; BLOCK], weights: &[i16; BLOCK]) -> Self {
        // SAFETY: the CPU has SSE2; each load reads 8 of 16 numbers, at no particular alignment.
        unsafe {
            let mut sums = self.0;
            for half in 0..2 {
                let v = _mm_loadu_si128(values.as_ptr().add(8 * half).cast());
                let w = _mm_loadu_si128(weights.as_ptr().add(8 * half).cast());
                let (low, high) = (_mm_mullo_epi16(v, w), _mm_mulhi_epi16(v, w));
                sums[2 * half] = _mm_add_epi32(sums[2 * half], _mm_unpacklo_epi16(low, high));
                sums[2 * half + 1] = _mm_add_epi32(sums[2 * half + 1], _mm_unpackhi_epi16(low, high));
            }
            Sse2(sums)
        }
    }

    #[inline(always)]
    unsafe fn sums(self) -> [i32; BLOCK] {
        // SAFETY: four registers of 128 bits are sixteen numbers of 32, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }
}

impl Lanes for Avx2 {
    const ROWS: usize = 4;

    #[inline(always)]
    unsafe fn zero() -> Self {
        // SAFETY: the caller's: the CPU has AVX2.
        Avx2([unsafe { _mm256_setzero_si256() }; 2])
    }

    #[inline(always)]
    unsafe fn add_products(self, pair: [i16; 2], weights: &[i16; 2 * BLOCK]) -> Self {
        // SAFETY: the CPU has AVX2; each load reads 16 of the 32 weights, at no particular alignment.
        unsafe {
            let pair = _mm256_set1_epi32(joined(pair));
            Avx2(std::array::from_fn(|k| {
                let weights = _mm256_loadu_si256(weights.as_ptr().add(16 * k).cast());
                _mm256_add_epi32(self.0[k], _mm256_madd_epi16(pair, weights))
            }))
        }
    }

    #[inline(always)]
    unsafe fn add_each(self, values: &[i16; BLOCK], weights: &[i16; BLOCK]) -> Self {
        // SAFETY: the CPU has AVX2; each load reads 8 of 16 numbers, at no particular alignment.
        unsafe {
            Avx2(std::array::from_fn(|k| {
                let wide = |p: *const i16| _mm256_cvtepi16_epi32(_mm_loadu_si128(p.add(8 * k).cast()));
                let products = _mm256_mullo_epi32(wide(values.as_ptr()), wide(weights.as_ptr()));
                _mm256_add_epi32(self.0[k], products)
            }))
        }
    }

    #[inline(always)]
    unsafe fn sums(self) -> [i32; BLOCK] {
        // SAFETY: two registers of 256 bits are sixteen numbers of 32, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }
}

impl Lanes for Avx512 {
    const ROWS: usize = 8;

    #[inline(always)]
    unsafe fn zero() -> Self {
        // SAFETY: the caller's: the CPU has AVX-512.
        Avx512(unsafe { _mm512_setzero_si512() })
    }

    #[inline(always)]
    unsafe fn add_products(self, pair: [i16; 2], weights: &[i16; 2 * BLOCK]) -> Self {
        // SAFETY: the CPU has AVX-512BW; the load reads the 32 weights, at no particular alignment.
        unsafe {
            let weights = _mm512_loadu_si512(weights.as_ptr().cast());
            Avx512(_mm512_add_epi32(self.0, _mm512_madd_epi16(_mm512_set1_epi32(joined(pair)), weights)))
        }
    }

    #[inline(always)]
    unsafe fn add_each(self, values: &[i16; BLOCK], weights: &[i16; BLOCK]) -> Self {
        // SAFETY: the CPU has AVX-512F; each load reads 16 numbers, at no particular alignment.
        unsafe {
            let wide = |p: *const i16| _mm512_cvtepi16_epi32(_mm256_loadu_si256(p.cast()));
            // Both factors have 16 bits, so that their halves multiply as such: one operation instead of two.
            let products = _mm512_madd_epi16(
                _mm512_and_si512(wide(values.as_ptr()), _mm512_set1_epi32(0xFFFF)),
                wide(weights.as_ptr()),
            );
            Avx512(_mm512_add_epi32(self.0, products))
        }
    }

    #[inline(always)]
    unsafe fn sums(self) -> [i32; BLOCK] {
        // SAFETY: a register of 512 bits is sixteen numbers of 32, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }
}

/// Compiles the kernels for one instruction set.
macro_rules! kernels {
    ($lanes:ident, $features:literal, $mix:ident, $smear:ident, $answer:ident, $sample:ident) => {
        #[target_feature(enable = $features)]
        fn $mix(input: &[i16], weights: &Weights, finish: &Finish, out: &mut [i16]) {
            // SAFETY: the features are enabled here, so whoever calls this has made sure of them.
            unsafe { convolve::mix::<$lanes, { $lanes::ROWS }>(input, weights, finish, out) }
        }

        #[target_feature(enable = $features)]
        fn $smear(taps: &Taps<'_>, finish: &Finish, out: &mut [i16]) {
            // SAFETY: as above.
            unsafe { convolve::smear::<$lanes>(taps, finish, out) }
        }

        #[target_feature(enable = $features)]
        fn $answer<const FILTERS: usize>(
            picture: &Combed,
            top: usize,
            filters: &Filters<FILTERS>,
            out: &mut [i32],
        ) {
            // SAFETY: as above.
            unsafe { answer::answer::<$lanes, FILTERS>(picture, top, filters, out) }
        }

        #[target_feature(enable = $features)]
        fn $sample(patch: &Patch, line: Line, sums: &mut [u64]) {
            sample::sample(patch, line, sums)
        }
    };
}

kernels!(Sse2, "sse2", mix_sse2, smear_sse2, answer_sse2, sample_sse2);
kernels!(Avx2, "avx2", mix_avx2, smear_avx2, answer_avx2, sample_avx2);
kernels!(Avx512, "avx512f,avx512bw", mix_avx512, smear_avx512, answer_avx512, sample_avx512);

/// [`Backend::mix`] with vector instructions.
pub(super) fn mix(backend: Backend, input: &[i16], weights: &Weights, finish: &Finish, out: &mut [i16]) {
    match backend {
        // SAFETY: `available` has seen the features before anybody could name the backend.
        Backend::Avx512 => unsafe { mix_avx512(input, weights, finish, out) },
        // SAFETY: likewise.
        Backend::Avx2 => unsafe { mix_avx2(input, weights, finish, out) },
        // SAFETY: SSE2 is part of every 64-bit x86.
        _ => unsafe { mix_sse2(input, weights, finish, out) },
    }
}

/// [`Backend::smear`] with vector instructions.
pub(super) fn smear(backend: Backend, taps: &Taps<'_>, finish: &Finish, out: &mut [i16]) {
    match backend {
        // SAFETY: `available` has seen the features before anybody could name the backend.
        Backend::Avx512 => unsafe { smear_avx512(taps, finish, out) },
        // SAFETY: likewise.
        Backend::Avx2 => unsafe { smear_avx2(taps, finish, out) },
        // SAFETY: SSE2 is part of every 64-bit x86.
        _ => unsafe { smear_sse2(taps, finish, out) },
    }
}

/// [`Backend::answer`] with vector instructions.
pub(super) fn answer<const FILTERS: usize>(
    backend: Backend,
    picture: &Combed,
    top: usize,
    filters: &Filters<FILTERS>,
    out: &mut [i32],
) {
    match backend {
        // SAFETY: `available` has seen the features before anybody could name the backend.
        Backend::Avx512 => unsafe { answer_avx512(picture, top, filters, out) },
        // SAFETY: likewise.
        Backend::Avx2 => unsafe { answer_avx2(picture, top, filters, out) },
        // SAFETY: SSE2 is part of every 64-bit x86.
        _ => unsafe { answer_sse2(picture, top, filters, out) },
    }
}

/// [`Backend::sample`] with vector instructions.
pub(super) fn sample(backend: Backend, patch: &Patch, line: Line, sums: &mut [u64]) {
    match backend {
        // SAFETY: `available` has seen the features before anybody could name the backend.
        Backend::Avx512 => unsafe { sample_avx512(patch, line, sums) },
        // SAFETY: likewise.
        Backend::Avx2 => unsafe { sample_avx2(patch, line, sums) },
        // SAFETY: SSE2 is part of every 64-bit x86.
        _ => unsafe { sample_sse2(patch, line, sums) },
    }
}
