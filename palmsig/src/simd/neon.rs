//! The kernels for 64-bit ARM.

use std::arch::aarch64::*;

use super::convolve::{BLOCK, Finish};
use super::lanes::Lanes;

/// Sixteen sums in four registers of 128 bits.
#[derive(Clone, Copy)]
pub(super) struct Neon([int32x4_t; 4]);

impl Lanes for Neon {
    /// Sixteen of the 32 registers for sums: more would leave too few for weights and inputs.
    const ROWS: usize = 4;

    #[inline(always)]
    unsafe fn zero() -> Self {
        // SAFETY: the caller's: the CPU has NEON.
        Neon([unsafe { vdupq_n_s32(0) }; 4])
    }

    #[inline(always)]
    unsafe fn add_products(self, pair: [i16; 2], weights: &[i16; 2 * BLOCK]) -> Self {
        let Neon([s0, s1, s2, s3]) = self;
        // SAFETY: the CPU has NEON; each load reads 16 of the 32 weights, at no particular alignment; two numbers of 16
        // bits are one of 32.
        unsafe {
            let pair = vreinterpret_s16_s32(vdup_n_s32(std::mem::transmute::<[i16; 2], i32>(pair)));
            let half = |weights: *const i16, low, high| {
                let int16x8x2_t(a, b) = vld2q_s16(weights);
                let low = vmlal_lane_s16::<0>(low, vget_low_s16(a), pair);
                let high = vmlal_high_lane_s16::<0>(high, a, pair);
                [vmlal_lane_s16::<1>(low, vget_low_s16(b), pair), vmlal_high_lane_s16::<1>(high, b, pair)]
            };
            let [s0, s1] = half(weights.as_ptr(), s0, s1);
            let [s2, s3] = half(weights.as_ptr().add(BLOCK), s2, s3);
            Neon([s0, s1, s2, s3])
        }
    }

    #[inline(always)]
    unsafe fn add_each(self, values: &[i16; BLOCK], weights: &[i16; 2 * BLOCK]) -> Self {
        let Neon([s0, s1, s2, s3]) = self;
        // SAFETY: the CPU has NEON; each load reads 8 of 16 or 32 numbers, at no particular alignment.
        unsafe {
            let (values, weights) = (values.as_ptr(), weights.as_ptr());
            let (a, b) = (vld1q_s16(values), vld1q_s16(values.add(8)));
            let for_a = vuzp1q_s16(vld1q_s16(weights), vld1q_s16(weights.add(8)));
            let for_b = vuzp1q_s16(vld1q_s16(weights.add(16)), vld1q_s16(weights.add(24)));
            Neon([
                vmlal_s16(s0, vget_low_s16(a), vget_low_s16(for_a)),
                vmlal_high_s16(s1, a, for_a),
                vmlal_s16(s2, vget_low_s16(b), vget_low_s16(for_b)),
                vmlal_high_s16(s3, b, for_b),
            ])
        }
    }

    #[inline(always)]
    unsafe fn sums(self) -> [i32; BLOCK] {
        // SAFETY: four registers of 128 bits are sixteen numbers of 32, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }

    #[inline(always)]
    unsafe fn finished(self, bias: &[i32; BLOCK], finish: &Finish) -> [i16; BLOCK] {
        // SAFETY: the CPU has NEON; each load reads 4 of the 16 biases, at no particular alignment; two registers of
        // 128 bits are sixteen numbers of 16.
        unsafe {
            // It shifts to the right by a negative number.
            let shift = vdupq_n_s32(-(finish.shift as i32));
            let shifted = |k: usize| {
                let bias = vld1q_s32(bias.as_ptr().add(4 * k));
                vshlq_s32(vaddq_s32(self.0[k], bias), shift)
            };
            let (low, high) = (vdupq_n_s16(finish.low), vdupq_n_s16(finish.high));
            let eight = |k: usize| {
                // Narrowing keeps to 16 bits, and the bounds lie within.
                let narrow = vqmovn_high_s32(vqmovn_s32(shifted(2 * k)), shifted(2 * k + 1));
                vminq_s16(vmaxq_s16(narrow, low), high)
            };
            std::mem::transmute([eight(0), eight(1)])
        }
    }
}
