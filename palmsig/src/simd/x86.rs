//! The kernels for 64-bit x86.

use std::arch::x86_64::*;

use super::Backend;
use super::answer::{self, Combed, Filters};
use super::convolve::{self, Apart, BLOCK, Finish, Image, Weights};
use super::lanes::Lanes;
use super::sample::{self, Line, Patch, Sweep};

/// Sixteen sums in four registers of 128 bits.
#[derive(Clone, Copy)]
struct Sse2([__m128i; 4]);

/// Sixteen sums in two registers of 256 bits.
#[derive(Clone, Copy)]
struct Avx2([__m256i; 2]);

/// Sixteen sums in one register of 512 bits; `VNNI` adds products to them in one operation instead of two.
#[derive(Clone, Copy)]
struct Avx512<const VNNI: bool>(__m512i);

impl<const VNNI: bool> Avx512<VNNI> {
    /// Adds to each sum the products of two numbers of 16 bits.
    ///
    /// # Safety
    /// The CPU has AVX-512BW, and AVX512-VNNI where `VNNI` says so.
    #[inline(always)]
    unsafe fn added(self, a: __m512i, b: __m512i) -> Self {
        // SAFETY: the caller's.
        Avx512(unsafe {
            if VNNI {
                // It wraps as the other does: it is the one that ends in "s" that saturates.
                _mm512_dpwssd_epi32(self.0, a, b)
            } else {
                _mm512_add_epi32(self.0, _mm512_madd_epi16(a, b))
            }
        })
    }
}

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
    unsafe fn add_each(self, values: &[i16; BLOCK], weights: &[i16; 2 * BLOCK]) -> Self {
        // SAFETY: the CPU has SSE2; each load reads 8 of 16 or 32 numbers, at no particular alignment.
        unsafe {
            let zero = _mm_setzero_si128();
            Sse2(std::array::from_fn(|k| {
                let eight = _mm_loadu_si128(values.as_ptr().add(8 * (k / 2)).cast());
                let four = if k % 2 == 0 {
                    _mm_unpacklo_epi16(eight, zero)
                } else {
                    _mm_unpackhi_epi16(eight, zero)
                };
                let weights = _mm_loadu_si128(weights.as_ptr().add(8 * k).cast());
                _mm_add_epi32(self.0[k], _mm_madd_epi16(four, weights))
            }))
        }
    }

    #[inline(always)]
    unsafe fn sums(self) -> [i32; BLOCK] {
        // SAFETY: four registers of 128 bits are sixteen numbers of 32, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }

    #[inline(always)]
    unsafe fn finished(self, bias: &[i32; BLOCK], finish: &Finish) -> [i16; BLOCK] {
        // SAFETY: the CPU has SSE2; each load reads 4 of the 16 biases, at no particular alignment; two registers of
        // 128 bits are sixteen numbers of 16.
        unsafe {
            let shift = _mm_cvtsi32_si128(finish.shift as i32);
            let shifted = |k: usize| {
                let bias = _mm_loadu_si128(bias.as_ptr().add(4 * k).cast());
                _mm_sra_epi32(_mm_add_epi32(self.0[k], bias), shift)
            };
            let (low, high) = (_mm_set1_epi16(finish.low), _mm_set1_epi16(finish.high));
            let eight = |k: usize| {
                // Packing keeps to 16 bits, and the bounds lie within.
                let packed = _mm_packs_epi32(shifted(2 * k), shifted(2 * k + 1));
                _mm_min_epi16(_mm_max_epi16(packed, low), high)
            };
            std::mem::transmute([eight(0), eight(1)])
        }
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
    unsafe fn add_each(self, values: &[i16; BLOCK], weights: &[i16; 2 * BLOCK]) -> Self {
        // SAFETY: the CPU has AVX2; the loads read 8 of 16 and 16 of 32 numbers, at no particular alignment.
        unsafe {
            Avx2(std::array::from_fn(|k| {
                let eight = _mm256_cvtepu16_epi32(_mm_loadu_si128(values.as_ptr().add(8 * k).cast()));
                let weights = _mm256_loadu_si256(weights.as_ptr().add(16 * k).cast());
                _mm256_add_epi32(self.0[k], _mm256_madd_epi16(eight, weights))
            }))
        }
    }

    #[inline(always)]
    unsafe fn sums(self) -> [i32; BLOCK] {
        // SAFETY: two registers of 256 bits are sixteen numbers of 32, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }

    #[inline(always)]
    unsafe fn finished(self, bias: &[i32; BLOCK], finish: &Finish) -> [i16; BLOCK] {
        // SAFETY: the CPU has AVX2; each load reads 8 of the 16 biases, at no particular alignment; a register of 256
        // bits is sixteen numbers of 16.
        unsafe {
            let shift = _mm_cvtsi32_si128(finish.shift as i32);
            let shifted = |k: usize| {
                let bias = _mm256_loadu_si256(bias.as_ptr().add(8 * k).cast());
                _mm256_sra_epi32(_mm256_add_epi32(self.0[k], bias), shift)
            };
            let (low, high) = (_mm256_set1_epi16(finish.low), _mm256_set1_epi16(finish.high));
            // Packing keeps to 16 bits, and the bounds lie within; it takes four of each half in turn.
            let packed = _mm256_packs_epi32(shifted(0), shifted(1));
            let packed = _mm256_permute4x64_epi64::<0b11_01_10_00>(packed);
            std::mem::transmute(_mm256_min_epi16(_mm256_max_epi16(packed, low), high))
        }
    }
}

impl<const VNNI: bool> Lanes for Avx512<VNNI> {
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
            self.added(_mm512_set1_epi32(joined(pair)), weights)
        }
    }

    #[inline(always)]
    unsafe fn add_each(self, values: &[i16; BLOCK], weights: &[i16; 2 * BLOCK]) -> Self {
        // SAFETY: the CPU has AVX-512BW; the loads read 16 and 32 numbers, at no particular alignment.
        unsafe {
            let all = _mm512_cvtepu16_epi32(_mm256_loadu_si256(values.as_ptr().cast()));
            let weights = _mm512_loadu_si512(weights.as_ptr().cast());
            self.added(all, weights)
        }
    }

    #[inline(always)]
    unsafe fn sums(self) -> [i32; BLOCK] {
        // SAFETY: a register of 512 bits is sixteen numbers of 32, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }

    #[inline(always)]
    unsafe fn finished(self, bias: &[i32; BLOCK], finish: &Finish) -> [i16; BLOCK] {
        // SAFETY: the CPU has AVX-512BW and so AVX2; the load reads the 16 biases, at no particular alignment; a
        // register of 256 bits is sixteen numbers of 16.
        unsafe {
            let bias = _mm512_loadu_si512(bias.as_ptr().cast());
            let shift = _mm_cvtsi32_si128(finish.shift as i32);
            let shifted = _mm512_sra_epi32(_mm512_add_epi32(self.0, bias), shift);
            let (low, high) = (_mm256_set1_epi16(finish.low), _mm256_set1_epi16(finish.high));
            // Narrowing keeps to 16 bits, and the bounds lie within.
            let narrow = _mm512_cvtsepi32_epi16(shifted);
            std::mem::transmute(_mm256_min_epi16(_mm256_max_epi16(narrow, low), high))
        }
    }
}

/// Compiles the kernels for one instruction set.
macro_rules! kernels {
    ($name:ident, $lanes:ty, $features:literal) => {
        mod $name {
            use super::*;

            #[target_feature(enable = $features)]
            pub(super) fn mix(input: &[i16], weights: &Weights, finish: &Finish, out: &mut [i16]) {
                // SAFETY: the features are enabled here, so whoever calls this has made sure of them.
                unsafe { convolve::mix::<$lanes, { <$lanes>::ROWS }>(input, weights, finish, out) }
            }

            #[target_feature(enable = $features)]
            pub(super) fn smear(
                input: Image<'_>,
                stride: usize,
                weights: &Apart,
                finish: &Finish,
                out: &mut [i16],
            ) {
                // SAFETY: as above.
                unsafe { convolve::smear::<$lanes>(input, stride, weights, finish, out) }
            }

            #[target_feature(enable = $features)]
            pub(super) fn answer<const FILTERS: usize>(
                picture: &Combed,
                top: usize,
                filters: &Filters<FILTERS>,
                out: &mut [i32],
            ) {
                // SAFETY: as above.
                unsafe { answer::answer::<$lanes, FILTERS>(picture, top, filters, out) }
            }
        }
    };
}

/// Compiles what cuts palms out for one instruction set.
macro_rules! cutters {
    ($name:ident, $features:literal) => {
        mod $name {
            use super::*;

            #[target_feature(enable = $features)]
            pub(super) fn sample(patch: &Patch, line: Line, sums: &mut [u64]) {
                sample::sample(patch, line, sums)
            }

            #[target_feature(enable = $features)]
            pub(super) fn sweep(picture: &Patch, line: Sweep<'_>, out: &mut [i32]) {
                sample::sweep(picture, line, out)
            }
        }
    };
}

kernels!(sse2, Sse2, "sse2");
kernels!(avx2, Avx2, "avx2");
kernels!(avx512, Avx512<false>, "avx512f,avx512bw");
kernels!(avx512_vnni, Avx512<true>, "avx512f,avx512bw,avx512vnni");
cutters!(sse2_cut, "sse2");
cutters!(avx2_cut, "avx2");
// VNNI has nothing for it.
cutters!(avx512_cut, "avx512f,avx512bw");

/// Calls a kernel of the module for a backend, of four: SSE2, AVX2, AVX-512, and AVX-512 with VNNI.
macro_rules! call {
    ($backend:expr, [$sse2:ident, $avx2:ident, $avx512:ident, $vnni:ident]::$kernel:ident($($given:expr),*)) => {
        match $backend {
            // SAFETY: `available` has seen the features before anybody could name the backend.
            Backend::Avx512Vnni | Backend::Avx512Popcnt => unsafe { $vnni::$kernel($($given),*) },
            // SAFETY: likewise.
            Backend::Avx512 => unsafe { $avx512::$kernel($($given),*) },
            // SAFETY: likewise.
            Backend::Avx2 => unsafe { $avx2::$kernel($($given),*) },
            // SAFETY: SSE2 is part of every 64-bit x86.
            Backend::Sse2 | Backend::Popcnt | Backend::Portable => unsafe { $sse2::$kernel($($given),*) },
        }
    };
}

/// [`Backend::mix`] with vector instructions.
pub(super) fn mix(backend: Backend, input: &[i16], weights: &Weights, finish: &Finish, out: &mut [i16]) {
    call!(backend, [sse2, avx2, avx512, avx512_vnni]::mix(input, weights, finish, out))
}

/// [`Backend::smear`] with vector instructions.
pub(super) fn smear(
    backend: Backend,
    input: Image<'_>,
    stride: usize,
    weights: &Apart,
    finish: &Finish,
    out: &mut [i16],
) {
    call!(backend, [sse2, avx2, avx512, avx512_vnni]::smear(input, stride, weights, finish, out))
}

/// [`Backend::answer`] with vector instructions.
pub(super) fn answer<const FILTERS: usize>(
    backend: Backend,
    picture: &Combed,
    top: usize,
    filters: &Filters<FILTERS>,
    out: &mut [i32],
) {
    call!(backend, [sse2, avx2, avx512, avx512_vnni]::answer(picture, top, filters, out))
}

/// [`Backend::sample`] with vector instructions.
pub(super) fn sample(backend: Backend, patch: &Patch, line: Line, sums: &mut [u64]) {
    call!(backend, [sse2_cut, avx2_cut, avx512_cut, avx512_cut]::sample(patch, line, sums))
}

/// [`Backend::sweep`] with vector instructions.
pub(super) fn sweep(backend: Backend, picture: &Patch, line: Sweep<'_>, out: &mut [i32]) {
    call!(backend, [sse2_cut, avx2_cut, avx512_cut, avx512_cut]::sweep(picture, line, out))
}
