//! Counting in plain Rust: tricks with whole words.

use std::marker::PhantomData;

use super::{Bits, PLANES, rows};

/// Eight words, whose bits are counted in a `T`.
#[derive(Clone, Copy)]
pub(super) struct Words<T>([u64; 8], PhantomData<T>);

/// How bits are counted.
pub(super) trait Tally: Copy {
    const NOTHING: Self;

    /// With the bits of eight words added.
    fn with(self, words: [u64; 8]) -> Self;

    fn total(self) -> u32;
}

/// A count for every byte of the words: where no instruction counts the bits of a word.
#[derive(Clone, Copy)]
pub(super) struct Bytes([u64; 8]);

/// Bit 0 of every byte of a word.
const LOW_BITS: u64 = 0x0101_0101_0101_0101;

/// Multiplying by this gathers bit 0 of byte i at bit 56 + i.
const GATHER: u64 = 0x0102_0408_1020_4080;

/// Bit i of byte i.
const DIAGONAL: u64 = 0x8040_2010_0804_0201;

/// All bits of every byte but the highest.
const BELOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

impl Tally for Bytes {
    const NOTHING: Bytes = Bytes([0; 8]);

    #[inline(always)]
    fn with(mut self, words: [u64; 8]) -> Bytes {
        self.0.iter_mut().zip(words).for_each(|(sum, word)| *sum += bits_of_bytes(word));
        self
    }

    #[inline(always)]
    fn total(self) -> u32 {
        self.0.iter().map(|&word| sum_of_bytes(word)).sum()
    }
}

/// One count for all: where an instruction counts the bits of a word.
impl Tally for u32 {
    const NOTHING: u32 = 0;

    #[inline(always)]
    fn with(self, words: [u64; 8]) -> u32 {
        words.iter().fold(self, |sum, word| sum + word.count_ones())
    }

    #[inline(always)]
    fn total(self) -> u32 {
        self
    }
}

impl<T: Tally> Bits for Words<T> {
    type Tally = T;
    type Cells = T;

    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the caller's: 64 bytes can be read, and any bits are numbers.
        Words(unsafe { from.cast::<[u64; 8]>().read_unaligned() }, PhantomData)
    }

    #[inline(always)]
    unsafe fn and(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a &= b);
        self
    }

    #[inline(always)]
    unsafe fn differing(mut self, other: Self, mask: Self) -> Self {
        self.0.iter_mut().zip(other.0).zip(mask.0).for_each(|((a, b), m)| *a = (*a ^ b) & m);
        self
    }

    #[inline(always)]
    unsafe fn moved(mut self, right: i32) -> Self {
        let by = right.unsigned_abs();
        for word in &mut self.0 {
            let (low, high) = (*word as u32, (*word >> 32) as u32);
            let halves = if right >= 0 { [low << by, high << by] } else { [low >> by, high >> by] };
            *word = u64::from(halves[0]) | u64::from(halves[1]) << 32;
        }
        self
    }

    #[inline(always)]
    unsafe fn nothing() -> T {
        T::NOTHING
    }

    #[inline(always)]
    unsafe fn tallied(self, tally: T) -> T {
        tally.with(self.0)
    }

    #[inline(always)]
    unsafe fn no_cells() -> T {
        T::NOTHING
    }

    #[inline(always)]
    unsafe fn common(self, other: &[u32; 16], cells: T) -> (Self, T) {
        // SAFETY: plain Rust.
        unsafe {
            let mask = self.and(rows(other));
            (mask, mask.tallied(cells))
        }
    }

    #[inline(always)]
    unsafe fn totals(tally: T, cells: T) -> [u32; 2] {
        [tally.total(), cells.total()]
    }

    #[inline(always)]
    unsafe fn bits_per_byte(mut self) -> Self {
        self.0.iter_mut().for_each(|word| *word = bits_of_bytes(*word));
        self
    }

    #[inline(always)]
    unsafe fn plus_bytes(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
        self
    }

    #[inline(always)]
    unsafe fn bytes(self) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes.as_chunks_mut().0.iter_mut().zip(self.0).for_each(|(b, word)| *b = word.to_le_bytes());
        bytes
    }

    #[inline(always)]
    unsafe fn planes(cells: &[u8; 64]) -> [u64; PLANES] {
        let mut planes = [0; PLANES];
        for (octet, eight) in cells.as_chunks().0.iter().enumerate() {
            let word = u64::from_le_bytes(*eight);
            for (plane, bits) in planes.iter_mut().enumerate() {
                *bits |= (((word >> plane) & LOW_BITS).wrapping_mul(GATHER) >> 56) << (8 * octet);
            }
        }
        planes
    }

    #[inline(always)]
    unsafe fn cells(planes: &[u64; PLANES]) -> [u8; 64] {
        let mut cells = [0; 64];
        for (octet, eight) in cells.as_chunks_mut().0.iter_mut().enumerate() {
            let mut word = 0;
            for (plane, bits) in planes.iter().enumerate() {
                let spread = (bits >> (8 * octet) & 0xff).wrapping_mul(LOW_BITS) & DIAGONAL;
                word |= ((((spread & BELOW) + BELOW) | spread) >> 7 & LOW_BITS) << plane;
            }
            *eight = word.to_le_bytes();
        }
        cells
    }
}

/// The number of bits of each byte of a word, in that byte.
#[inline(always)]
fn bits_of_bytes(word: u64) -> u64 {
    let pairs = word - (word >> 1 & 0x5555_5555_5555_5555);
    let nibbles = (pairs & 0x3333_3333_3333_3333) + (pairs >> 2 & 0x3333_3333_3333_3333);
    (nibbles + (nibbles >> 4)) & 0x0f0f_0f0f_0f0f_0f0f
}

/// The sum of the bytes of a word: not more than 255 each, so that four pairs of them fit in 16 bits.
#[inline(always)]
fn sum_of_bytes(word: u64) -> u32 {
    let pairs = (word & 0x00ff_00ff_00ff_00ff) + (word >> 8 & 0x00ff_00ff_00ff_00ff);
    (pairs.wrapping_mul(0x0001_0001_0001_0001) >> 48) as u32
}
