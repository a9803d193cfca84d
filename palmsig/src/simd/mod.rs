//! Arithmetic at the speed of the CPU: the only room with `unsafe`.
//!
//! One generic body a kernel, thin wrappers for each instruction set, chosen once at run time. All of it is
//! integer arithmetic in which the order of sums cannot matter, so that every backend gives the same bytes; the
//! tests hold each against a plain loop.

mod answer;
mod convolve;
mod count;
mod lanes;
#[cfg(target_arch = "aarch64")]
mod neon;
mod sample;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::sync::OnceLock;

pub(crate) use answer::{Combed, Filters, Points};
pub(crate) use convolve::{Apart, BLOCK, Finish, Image, Weights};
#[cfg(feature = "protect")]
pub(crate) use count::{Arrangement, CELLS, Rows, glanced_at};
pub(crate) use count::{
    Best, FRACTION, FineGrid, FineProbe, FineReference, FineTable, Freedom, Glimpse, LineGrid, LineReference,
    LineTable, Look, PATCHES, PATCHES_IN_ALL, Walk,
};
pub use count::{CoarseCode, LineCode, PLAIN_BYTES};
pub(crate) use sample::{Line, OUTSIDE, POSITION_BITS, Patch, Sweep};

/// A set of instructions for which the kernels are compiled.
///
/// Outside the crate nobody can name one, so that there is none but those that [`available`](Self::available) has seen:
/// its kernels would be undefined behaviour on a CPU without the instructions.
///
/// ```compile_fail,E0603
/// let named = palmsig::simd::Backend::Portable;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Whatever the compiler makes of plain Rust.
    #[non_exhaustive]
    Portable,
    /// 128-bit vectors: every 64-bit x86.
    #[cfg(target_arch = "x86_64")]
    #[non_exhaustive]
    Sse2,
    /// The same, and the bits of a word counted by one instruction.
    #[cfg(target_arch = "x86_64")]
    #[non_exhaustive]
    Popcnt,
    /// 256-bit vectors.
    #[cfg(target_arch = "x86_64")]
    #[non_exhaustive]
    Avx2,
    /// 512-bit vectors of 16-bit numbers.
    #[cfg(target_arch = "x86_64")]
    #[non_exhaustive]
    Avx512,
    /// The same, which multiply and add in one operation (VNNI).
    #[cfg(target_arch = "x86_64")]
    #[non_exhaustive]
    Avx512Vnni,
    /// The same, and the bits of every byte or word counted by one instruction (BITALG and VPOPCNTDQ: all since Ice Lake
    /// and Zen 4).
    #[cfg(target_arch = "x86_64")]
    #[non_exhaustive]
    Avx512Popcnt,
    /// 128-bit vectors: every 64-bit ARM.
    #[cfg(target_arch = "aarch64")]
    #[non_exhaustive]
    Neon,
}

impl Backend {
    /// The fastest one that this CPU has.
    pub fn best() -> Backend {
        static BEST: OnceLock<Backend> = OnceLock::new();
        *BEST.get_or_init(|| Backend::available().last().copied().unwrap_or(Backend::Portable))
    }

    /// Those that this CPU has, slowest first.
    pub fn available() -> Vec<Backend> {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            let mut found = vec![Backend::Portable, Backend::Sse2];
            if has!("popcnt") {
                found.push(Backend::Popcnt);
            }
            if has!("popcnt") && has!("avx2") {
                found.push(Backend::Avx2);
            }
            if has!("popcnt") && has!("avx2") && has!("avx512f") && has!("avx512bw") {
                found.push(Backend::Avx512);
                if has!("avx512vnni") {
                    found.push(Backend::Avx512Vnni);
                    if has!("avx512bitalg") && has!("avx512vpopcntdq") {
                        found.push(Backend::Avx512Popcnt);
                    }
                }
            }
            found
        }
        #[cfg(target_arch = "aarch64")]
        {
            vec![Backend::Portable, Backend::Neon]
        }
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        vec![Backend::Portable]
    }
}
