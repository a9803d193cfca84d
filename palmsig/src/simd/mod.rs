//! Arithmetic at the speed of the CPU: the only room with `unsafe`.
//!
//! One generic body a kernel, thin wrappers for each instruction set, chosen once at run time. All of it is
//! integer arithmetic in which the order of sums cannot matter, so that every backend gives the same bytes; the
//! tests hold each against a plain loop.

mod answer;
mod convolve;
mod lanes;
mod sample;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::sync::OnceLock;

pub(crate) use answer::{Combed, Filters, Points};
pub(crate) use convolve::{Apart, BLOCK, Finish, Image, Weights};
pub(crate) use sample::{Line, OUTSIDE, POSITION_BITS, Patch, Scan};

/// A set of instructions for which the kernels are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    /// Whatever the compiler makes of plain Rust.
    Portable,
    /// 128-bit vectors: every 64-bit x86.
    #[cfg(target_arch = "x86_64")]
    Sse2,
    /// 256-bit vectors.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512-bit vectors of 16-bit numbers.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// The same, which multiply and add in one operation.
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
}

impl Backend {
    /// The fastest one that this CPU has.
    pub(crate) fn best() -> Backend {
        static BEST: OnceLock<Backend> = OnceLock::new();
        *BEST.get_or_init(|| Backend::available().last().copied().unwrap_or(Backend::Portable))
    }

    /// Those that this CPU has, slowest first.
    pub(crate) fn available() -> Vec<Backend> {
        #[cfg(target_arch = "x86_64")]
        {
            let mut found = vec![Backend::Portable, Backend::Sse2];
            if std::arch::is_x86_feature_detected!("avx2") {
                found.push(Backend::Avx2);
            }
            if std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512bw")
            {
                found.push(Backend::Avx512);
                if std::arch::is_x86_feature_detected!("avx512vnni") {
                    found.push(Backend::Avx512Vnni);
                }
            }
            found
        }
        #[cfg(not(target_arch = "x86_64"))]
        vec![Backend::Portable]
    }
}
