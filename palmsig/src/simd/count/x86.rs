//! Counting on 64-bit x86.

use std::arch::x86_64::*;

use super::coarse::{self, CoarseCode};
use super::plain::Words;
use super::{Backend, Bits, Kernel, PLANES};

/// Two registers of 256 bits.
#[derive(Clone, Copy)]
struct Avx2([__m256i; 2]);

/// One register of 512 bits.
#[derive(Clone, Copy)]
struct Avx512(__m512i);

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
    unsafe fn totals(first: Self, second: Self) -> [u32; 2] {
        // SAFETY: the CPU has AVX2.
        unsafe {
            let sums = |tally: Avx2| {
                let zero = _mm256_setzero_si256();
                _mm256_add_epi64(_mm256_sad_epu8(tally.0[0], zero), _mm256_sad_epu8(tally.0[1], zero))
            };
            // Both sums of eight bytes in the halves of one 64-bit number.
            let both = _mm256_or_si256(sums(first), _mm256_slli_epi64::<32>(sums(second)));
            let four = _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256::<1>(both));
            let two = _mm_cvtsi128_si64(_mm_add_epi32(four, _mm_unpackhi_epi64(four, four)));
            [two as u32, (two >> 32) as u32]
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

/// Both tallies in the halves of 64-bit numbers.
///
/// # Safety
/// The CPU has AVX-512F.
#[inline(always)]
unsafe fn side_by_side(first: Avx512, second: Avx512) -> __m512i {
    // SAFETY: the caller's.
    unsafe { _mm512_or_si512(first.0, _mm512_slli_epi64::<32>(second.0)) }
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
    unsafe fn totals(first: Self, second: Self) -> [u32; 2] {
        // SAFETY: the CPU has AVX-512F.
        let both = unsafe { _mm512_reduce_add_epi64(side_by_side(first, second)) };
        [both as u32, (both >> 32) as u32]
    }

    #[inline(always)]
    unsafe fn met_by_eight(
        probe: &CoarseCode,
        &[a, b, c, d, e, f, g, h]: &[&CoarseCode; 8],
    ) -> [[u32; 2]; 8] {
        // SAFETY: the CPU has AVX-512F; eight numbers of 64 bits are eight pairs of 32 bits, the lower one first.
        unsafe {
            let met = |code| {
                let [differing, common] = coarse::met::<Self>(probe, code);
                side_by_side(differing, common)
            };
            // Spelt out, so that nothing goes by way of memory.
            let first = quarters(halves(met(a), met(b)), halves(met(c), met(d)));
            let second = quarters(halves(met(e), met(f)), halves(met(g), met(h)));
            std::mem::transmute(quarters(first, second))
        }
    }

    const EIGHT_AT_ONCE: bool = true;

    #[inline(always)]
    unsafe fn totals_of_eight(pairs: &[[Self; 2]; 8]) -> [[u32; 2]; 8] {
        // SAFETY: the CPU has AVX-512F; eight numbers of 64 bits are eight pairs of 32 bits, the lower one first.
        unsafe {
            let mut both = [_mm512_setzero_si512(); 8];
            for (both, [first, second]) in both.iter_mut().zip(pairs) {
                *both = side_by_side(*first, *second);
            }
            let [a, b, c, d, e, f, g, h] = both;
            let first = quarters(halves(a, b), halves(c, d));
            let second = quarters(halves(e, f), halves(g, h));
            std::mem::transmute(quarters(first, second))
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

#[target_feature(enable = "popcnt")]
fn run_popcnt<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: the feature is enabled here, so whoever calls this has made sure of it.
    unsafe { kernel.run::<Words<u32>>() }
}

#[target_feature(enable = "avx2")]
fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: as above.
    unsafe { kernel.run::<Avx2>() }
}

#[target_feature(enable = "avx512f,avx512bw,avx512bitalg,avx512vpopcntdq")]
fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: as above.
    unsafe { kernel.run::<Avx512>() }
}

/// [`Backend::run`] with instructions that not every x86 has.
pub(super) fn run<K: Kernel>(backend: Backend, kernel: K) -> K::Output {
    match backend {
        // SAFETY: `available` has seen the features before anybody could name the backend.
        Backend::Avx512Popcnt => unsafe { run_avx512(kernel) },
        // SAFETY: likewise; and whatever has AVX-512 has AVX2.
        Backend::Avx2 | Backend::Avx512 | Backend::Avx512Vnni => unsafe { run_avx2(kernel) },
        // SAFETY: likewise.
        _ => unsafe { run_popcnt(kernel) },
    }
}
