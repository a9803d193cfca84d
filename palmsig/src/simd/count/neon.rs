//! Counting on 64-bit ARM.

use std::arch::aarch64::*;

use super::{Bits, PLANES, rows};

/// Four registers of 128 bits.
#[derive(Clone, Copy)]
pub(super) struct Neon([uint8x16_t; 4]);

/// Spelt out: closures over arrays of vectors end in calls of their own now and then.
impl Neon {
    #[inline(always)]
    fn each(self, made: impl Fn(uint8x16_t) -> uint8x16_t) -> Neon {
        let Neon([a, b, c, d]) = self;
        Neon([made(a), made(b), made(c), made(d)])
    }

    #[inline(always)]
    fn with(self, other: Neon, made: impl Fn(uint8x16_t, uint8x16_t) -> uint8x16_t) -> Neon {
        let (Neon([a, b, c, d]), Neon([e, f, g, h])) = (self, other);
        Neon([made(a, e), made(b, f), made(c, g), made(d, h)])
    }
}

impl Bits for Neon {
    /// One for every 16 bits of each register: 15 times the 64 bits of four such fit by far.
    type Tally = uint16x8_t;
    type Cells = uint16x8_t;

    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the CPU has NEON; each load reads 16 of 64 bytes, at no particular alignment.
        let sixteen = |k: usize| unsafe { vld1q_u8(from.add(16 * k)) };
        Neon([sixteen(0), sixteen(1), sixteen(2), sixteen(3)])
    }

    #[inline(always)]
    unsafe fn and(self, other: Self) -> Self {
        // SAFETY: the CPU has NEON.
        self.with(other, |a, b| unsafe { vandq_u8(a, b) })
    }

    #[inline(always)]
    unsafe fn differing(self, other: Self, mask: Self) -> Self {
        // SAFETY: the CPU has NEON.
        unsafe { self.with(other, |a, b| veorq_u8(a, b)).and(mask) }
    }

    #[inline(always)]
    unsafe fn moved(self, right: i32) -> Self {
        // SAFETY: the CPU has NEON, which shifts to the other side by a negative number.
        unsafe {
            let by = vdupq_n_s32(right);
            self.each(|v| vreinterpretq_u8_u32(vshlq_u32(vreinterpretq_u32_u8(v), by)))
        }
    }

    #[inline(always)]
    unsafe fn nothing() -> uint16x8_t {
        // SAFETY: the CPU has NEON.
        unsafe { vdupq_n_u16(0) }
    }

    #[inline(always)]
    unsafe fn tallied(self, tally: uint16x8_t) -> uint16x8_t {
        // SAFETY: the CPU has NEON.
        unsafe {
            let [a, b, c, d] = self.bits_per_byte().0;
            vpadalq_u8(tally, vaddq_u8(vaddq_u8(a, b), vaddq_u8(c, d)))
        }
    }

    #[inline(always)]
    unsafe fn no_cells() -> uint16x8_t {
        // SAFETY: the CPU has NEON.
        unsafe { Self::nothing() }
    }

    #[inline(always)]
    unsafe fn common(self, other: &[u32; 16], cells: uint16x8_t) -> (Self, uint16x8_t) {
        // SAFETY: the CPU has NEON.
        unsafe {
            let mask = self.and(rows(other));
            (mask, mask.tallied(cells))
        }
    }

    #[inline(always)]
    unsafe fn totals(tally: uint16x8_t, cells: uint16x8_t) -> [u32; 2] {
        // SAFETY: the CPU has NEON.
        unsafe {
            let four = vpaddlq_u16(vpaddq_u16(tally, cells));
            let two = vreinterpretq_u64_u32(vpaddq_u32(four, four));
            let two = vgetq_lane_u64::<0>(two);
            [two as u32, (two >> 32) as u32]
        }
    }

    #[inline(always)]
    unsafe fn bits_per_byte(self) -> Self {
        // SAFETY: the CPU has NEON.
        self.each(|v| unsafe { vcntq_u8(v) })
    }

    #[inline(always)]
    unsafe fn plus_bytes(self, other: Self) -> Self {
        // SAFETY: the CPU has NEON.
        self.with(other, |a, b| unsafe { vaddq_u8(a, b) })
    }

    #[inline(always)]
    unsafe fn bytes(self) -> [u8; 64] {
        // SAFETY: four registers of 128 bits are 64 bytes, and any bits are numbers.
        unsafe { std::mem::transmute(self.0) }
    }

    #[inline(always)]
    unsafe fn planes(cells: &[u8; 64]) -> [u64; PLANES] {
        // SAFETY: the CPU has NEON; four registers of 128 bits are eight words of 64, and any bits are numbers.
        let [planes @ .., _]: [u64; 8] = unsafe {
            let cells = Neon::load(cells.as_ptr()).0;
            std::mem::transmute(transposed::<4>(transposed::<2>(transposed::<1>(cells))))
        };
        planes
    }

    #[inline(always)]
    unsafe fn cells(&[p0, p1, p2, p3, p4, p5, p6]: &[u64; PLANES]) -> [u8; 64] {
        let planes = [p0, p1, p2, p3, p4, p5, p6, 0];
        // SAFETY: the CPU has NEON; eight words of 64 bits are 64 bytes.
        unsafe {
            let planes = Neon::load(planes.as_ptr().cast()).0;
            Neon(restored::<1>(restored::<2>(restored::<4>(planes)))).bytes()
        }
    }
}

/// One of the three steps (`BY` 1, 2 and 4) that make the bits of eight bytes each, of 64, the bytes of eight columns of
/// bits: every byte of even number gives its upper bits, out of 2 · `BY` each, for the lower bits of the next one. What has the
/// lower bits goes before what has the upper ones.
///
/// # Safety
/// The CPU has NEON.
#[inline(always)]
unsafe fn transposed<const BY: i32>([a, b, c, d]: [uint8x16_t; 4]) -> [uint8x16_t; 4] {
    // SAFETY: the caller's.
    unsafe {
        let [low, high] = swapped::<BY>(vuzp1q_u8(a, b), vuzp2q_u8(a, b));
        let [next_low, next_high] = swapped::<BY>(vuzp1q_u8(c, d), vuzp2q_u8(c, d));
        [low, next_low, high, next_high]
    }
}

/// Undoes [`transposed`].
///
/// # Safety
/// The CPU has NEON.
#[inline(always)]
unsafe fn restored<const BY: i32>([low, next_low, high, next_high]: [uint8x16_t; 4]) -> [uint8x16_t; 4] {
    // SAFETY: the caller's.
    unsafe {
        let [even, odd] = swapped::<BY>(low, high);
        let [next_even, next_odd] = swapped::<BY>(next_low, next_high);
        let first = [vzip1q_u8(even, odd), vzip2q_u8(even, odd)];
        [first[0], first[1], vzip1q_u8(next_even, next_odd), vzip2q_u8(next_even, next_odd)]
    }
}

/// The upper bits of the first, out of 2 · `BY` each, change places with the lower bits of the second.
///
/// # Safety
/// The CPU has NEON.
#[inline(always)]
unsafe fn swapped<const BY: i32>(a: uint8x16_t, b: uint8x16_t) -> [uint8x16_t; 2] {
    // The lower half of every 2 · BY bits: 0x55, 0x33 or 0x0f.
    let lower = u8::MAX / ((1 << BY) + 1);
    // SAFETY: the caller's.
    unsafe {
        let lower = vdupq_n_u8(lower);
        [vbslq_u8(lower, a, vshlq_n_u8::<BY>(b)), vbslq_u8(lower, vshrq_n_u8::<BY>(a), b)]
    }
}
