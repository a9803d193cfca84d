//! Counting the bits in which codes differ, and moving their cells about.
//!
//! A [`Kernel`] is written once over [`Bits`], 512 bits at a time, and compiled for every instruction set by
//! [`Backend::run`].

#[cfg(feature = "protect")]
mod arranged;
mod cells;
mod coarse;
mod glance;
mod lines;
#[cfg(target_arch = "aarch64")]
mod neon;
mod patches;
mod plain;
#[cfg(test)]
mod tests;
mod totals;
mod unmasked;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::Backend;
use plain::{Bytes, Words};
use totals::{Tallies, totals, up_to_eight};

#[cfg(feature = "protect")]
pub(crate) use arranged::{Arrangement, CELLS, Rows, glanced_at};
use cells::PLANES;
pub(crate) use cells::{FRACTION, FineGrid, FineTable, LineGrid, LineTable, Walk};
pub use coarse::CoarseCode;
pub(crate) use glance::Glimpse;
pub use lines::LineCode;
pub(crate) use lines::{LineReference, Look};
pub(crate) use patches::{Best, FineProbe, FineReference, Freedom, PATCHES, PATCHES_IN_ALL};
pub use unmasked::PLAIN_BYTES;

/// 512 bits: the rows of one plane, or a byte each of 64 cells.
///
/// # Safety
/// The methods may only be called where the CPU has the instructions of the implementation.
trait Bits: Copy {
    /// A running count of bits.
    type Tally: Copy;

    /// A running count of the cells that masks have in common.
    type Cells: Copy;

    /// The 64 bytes at `from`, which need no alignment.
    ///
    /// # Safety
    /// They can be read.
    unsafe fn load(from: *const u8) -> Self;

    /// Asks memory for the line at an address, any address, where the CPU can be told so.
    #[inline(always)]
    unsafe fn ask(_address: *const u8) {}

    unsafe fn and(self, other: Self) -> Self;

    /// The bits within `mask` in which two differ.
    unsafe fn differing(self, other: Self, mask: Self) -> Self;

    /// Every 32-bit number shifted left by `right` bits, −31..=31: cells of rows move to higher columns.
    unsafe fn moved(self, right: i32) -> Self;

    unsafe fn nothing() -> Self::Tally;

    /// The tally with the bits of `self` added: at most 15 times, so that a tally may be a byte for every 16 bits.
    unsafe fn tallied(self, tally: Self::Tally) -> Self::Tally;

    unsafe fn no_cells() -> Self::Cells;

    /// What a mask has in common with `other`, which lies in memory, and the count with that added: at most 15 times.
    unsafe fn common(self, other: &[u32; 16], cells: Self::Cells) -> (Self, Self::Cells);

    /// The bits of the tally and the cells.
    unsafe fn totals(tally: Self::Tally, cells: Self::Cells) -> [u32; 2];

    /// The tally with the bits within `mask` added in which three differ from three others: at most five times.
    #[inline(always)]
    unsafe fn differing_tallied(
        own: [Self; 3],
        theirs: [Self; 3],
        mask: Self,
        mut tally: Self::Tally,
    ) -> Self::Tally {
        for (own, theirs) in own.into_iter().zip(theirs) {
            // SAFETY: the caller's.
            tally = unsafe { own.differing(theirs, mask).tallied(tally) };
        }
        tally
    }

    /// Whether [`totals_of_eight`](Self::totals_of_eight) takes less time than eight times [`totals`](Self::totals).
    const EIGHT_AT_ONCE: bool = false;

    /// The totals of eight tallies and their cells, from the `first` on.
    #[inline(always)]
    unsafe fn totals_of_eight(tallies: &impl Tallies<Self>, first: usize) -> [[u32; 2]; EIGHT] {
        let mut totals = [[0; 2]; EIGHT];
        for (at, totals) in totals.iter_mut().enumerate() {
            // SAFETY: the caller's.
            *totals = unsafe {
                let (tally, cells) = tallies.tally(first + at);
                Self::totals(tally, cells)
            };
        }
        totals
    }

    /// The number of bits of each byte, in that byte.
    unsafe fn bits_per_byte(self) -> Self;

    /// The sum of each byte, which must fit.
    unsafe fn plus_bytes(self, other: Self) -> Self;

    unsafe fn bytes(self) -> [u8; 64];

    /// Bit `plane` of each of 64 cells of a byte each, for the lowest seven planes.
    unsafe fn planes(cells: &[u8; 64]) -> [u64; PLANES];

    /// The cells whose [`planes`](Self::planes) these are.
    unsafe fn cells(planes: &[u64; PLANES]) -> [u8; 64];
}

/// What is compiled for every instruction set.
trait Kernel {
    type Output;

    /// # Safety
    /// The CPU has the instructions of `B`.
    unsafe fn run<B: Bits>(self) -> Self::Output;
}

/// The bits that are set in each code, counted as fast as the instructions allow: what benchmarks hold the kernels
/// against.
struct Ones<'a>(&'a [LineCode]);

impl Kernel for Ones<'_> {
    type Output = u64;

    #[inline(always)]
    unsafe fn run<B: Bits>(self) -> u64 {
        let mut sum = 0;
        // SAFETY: the caller's.
        unsafe { totals::<B>(&self, self.0.len(), |[ones, _]| sum += u64::from(ones)) };
        sum
    }
}

impl<B: Bits> Tallies<B> for Ones<'_> {
    #[inline(always)]
    unsafe fn tally(&self, at: usize) -> (B::Tally, B::Cells) {
        // SAFETY: the caller's.
        unsafe {
            let mut tally = B::nothing();
            for words in self.0[at].halves.as_flattened() {
                tally = rows::<B>(words).tallied(tally);
            }
            (tally, B::no_cells())
        }
    }
}

impl Backend {
    /// The bits that are set in some codes.
    pub fn ones(self, codes: &[LineCode]) -> u64 {
        self.run(Ones(codes))
    }

    fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Backend::Popcnt
            | Backend::Avx2
            | Backend::Avx512
            | Backend::Avx512Vnni
            | Backend::Avx512Popcnt => x86::run(self, kernel),
            // SAFETY: NEON is part of every 64-bit ARM.
            #[cfg(target_arch = "aarch64")]
            Backend::Neon => unsafe { kernel.run::<neon::Neon>() },
            // SAFETY: plain Rust needs no instructions of its own.
            _ => unsafe { kernel.run::<Words<Bytes>>() },
        }
    }
}

/// What so many differing of so many compared bits are evidence of, at most 3072 of them: (compared − 2·differing)² / compared, or 0
/// where most differ. Such numbers and their squares are exact as floats, and quotients that are not whole lie farther from
/// the next whole number than rounding moves them.
#[inline(always)]
fn evidence(differing: u32, compared: u32) -> f32 {
    let agreement = (compared as i32 - 2 * differing as i32).max(0) as f32;
    agreement * agreement / (compared as i32).max(1) as f32
}

/// Tallies that are added up at once.
const EIGHT: usize = 8;

/// Codes that memory is asked for before they are looked at: otherwise they are waited for, as the work on one leaves
/// no room to read the next.
const AHEAD: usize = 8;

/// Where the code [`AHEAD`] of one lies, if there are so many.
#[inline(always)]
fn ahead<T>(code: &T) -> *const T {
    std::ptr::from_ref(code).wrapping_add(AHEAD)
}

/// Asks memory for a code, or for whatever lies there instead: asking in vain takes less time than finding out where codes
/// end.
///
/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
unsafe fn ask<B: Bits, T>(code: *const T) {
    for at in (0..size_of::<T>()).step_by(64) {
        // SAFETY: the caller's.
        unsafe { B::ask(code.cast::<u8>().wrapping_add(at)) };
    }
}

/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
unsafe fn rows<B: Bits>(rows: &[u32; 16]) -> B {
    // SAFETY: sixteen numbers of 32 bits are 64 bytes; the rest is the caller's.
    unsafe { B::load(rows.as_ptr().cast()) }
}

/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
unsafe fn wide_rows<B: Bits>(rows: &[u64; 8]) -> B {
    // SAFETY: eight numbers of 64 bits are 64 bytes; the rest is the caller's.
    unsafe { B::load(rows.as_ptr().cast()) }
}
