//! Sixteen 32-bit sums, as each instruction set holds them.

use super::{BLOCK, Finish};

/// Sixteen sums.
///
/// # Safety
/// The methods may only be called where the CPU has the instructions of the implementation.
pub(super) trait Lanes: Copy {
    /// Rows of input that one pass over the weights serves: as many as there are registers for their sums.
    const ROWS: usize;

    unsafe fn zero() -> Self;

    /// Adds `a · w[2o] + b · w[2o + 1]` to each sum o.
    unsafe fn add_products(self, pair: [i16; 2], weights: &[i16; 2 * BLOCK]) -> Self;

    /// Adds `v[o] · w[2o]` to each sum o; the other weights are 0.
    unsafe fn add_each(self, values: &[i16; BLOCK], weights: &[i16; 2 * BLOCK]) -> Self;

    unsafe fn sums(self) -> [i32; BLOCK];

    /// What becomes of the sums, with these biases.
    unsafe fn finished(self, bias: &[i32; BLOCK], finish: &Finish) -> [i16; BLOCK];
}

/// Plain Rust.
#[derive(Clone, Copy)]
pub(super) struct Plain([i32; BLOCK]);

impl Lanes for Plain {
    const ROWS: usize = 2;

    #[inline(always)]
    unsafe fn zero() -> Self {
        Plain([0; BLOCK])
    }

    #[inline(always)]
    unsafe fn add_products(mut self, [a, b]: [i16; 2], weights: &[i16; 2 * BLOCK]) -> Self {
        for (sum, w) in self.0.iter_mut().zip(weights.as_chunks::<2>().0) {
            *sum += i32::from(a) * i32::from(w[0]) + i32::from(b) * i32::from(w[1]);
        }
        self
    }

    #[inline(always)]
    unsafe fn add_each(mut self, values: &[i16; BLOCK], weights: &[i16; 2 * BLOCK]) -> Self {
        for ((sum, v), w) in self.0.iter_mut().zip(values).zip(weights.as_chunks::<2>().0) {
            *sum += i32::from(*v) * i32::from(w[0]);
        }
        self
    }

    #[inline(always)]
    unsafe fn sums(self) -> [i32; BLOCK] {
        self.0
    }

    #[inline(always)]
    unsafe fn finished(self, bias: &[i32; BLOCK], finish: &Finish) -> [i16; BLOCK] {
        let (low, high) = (i32::from(finish.low), i32::from(finish.high));
        std::array::from_fn(|o| ((self.0[o] + bias[o]) >> finish.shift).clamp(low, high) as i16)
    }
}
