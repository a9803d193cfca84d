//! A word a row and orientation.

use zeroize::Zeroize;

use super::cells::{Cells, USABLE};
use crate::params::ORIENTATIONS;

/// A row of cells: column 0 is the lowest bit.
pub trait Word: Copy + Default + Zeroize + Eq + Send + Sync + 'static {
    /// Cells in a row, and rows in a code.
    const SIDE: usize;
    /// The word whose lowest bits are those of `bits`.
    fn from_bits(bits: u64) -> Self;
    /// The word as the lowest bits of 64.
    fn to_bits(self) -> u64;
}

impl Word for u32 {
    const SIDE: usize = 32;
    fn from_bits(bits: u64) -> Self {
        bits as u32
    }
    fn to_bits(self) -> u64 {
        self.into()
    }
}

impl Word for u64 {
    const SIDE: usize = 64;
    fn from_bits(bits: u64) -> Self {
        bits
    }
    fn to_bits(self) -> u64 {
        self
    }
}

/// The orientation planes of a square grid and their mask, as words. Bits of cells that are not
/// usable are 0.
#[derive(Clone, PartialEq, Eq)]
pub struct Code<W: Word> {
    /// Word `row · ORIENTATIONS + plane`: a vertical shift is an offset into one contiguous run.
    bits: Vec<W>,
    /// Word `row`.
    mask: Vec<W>,
}

/// Prints the size, never a bit.
impl<W: Word> std::fmt::Debug for Code<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({ORIENTATIONS}x{0}x{0})", W::SIDE)
    }
}

impl<W: Word> Drop for Code<W> {
    fn drop(&mut self) {
        self.bits.zeroize();
        self.mask.zeroize();
    }
}

/// Bit 0 of every byte of a word.
const LOW_BITS: u64 = 0x0101_0101_0101_0101;

/// Multiplying by this gathers bit 0 of byte i at bit 56 + i.
const GATHER: u64 = 0x0102_0408_1020_4080;

impl<W: Word> Code<W> {
    /// A code without a usable cell.
    pub fn unusable() -> Self {
        Code { bits: vec![W::default(); W::SIDE * ORIENTATIONS], mask: vec![W::default(); W::SIDE] }
    }

    /// Packs `cells`, whose side must be `W::SIDE` (cells that are missing count as not usable).
    pub fn pack(cells: &Cells) -> Self {
        let mut code = Self::unusable();
        code.pack_from(cells);
        code
    }

    /// Packs `cells` into this code.
    pub(crate) fn pack_from(&mut self, cells: &Cells) {
        for (row, line) in cells.as_slice().chunks_exact(W::SIDE).take(W::SIDE).enumerate() {
            let mut planes = [0u64; ORIENTATIONS + 1];
            for (octet, eight) in line.chunks_exact(8).enumerate() {
                let word = u64::from_le_bytes(eight.try_into().unwrap_or_default());
                for (plane, bits) in planes.iter_mut().enumerate() {
                    *bits |= (((word >> plane) & LOW_BITS).wrapping_mul(GATHER) >> 56) << (8 * octet);
                }
            }
            self.set_row(row, &planes);
        }
    }

    fn set_row(&mut self, row: usize, planes: &[u64; ORIENTATIONS + 1]) {
        let usable = planes[ORIENTATIONS];
        self.mask[row] = W::from_bits(usable);
        let words = self.bits[row * ORIENTATIONS..].iter_mut();
        words.zip(&planes[..ORIENTATIONS]).for_each(|(word, plane)| *word = W::from_bits(plane & usable));
    }

    /// A byte a cell.
    pub fn unpack(&self) -> Cells {
        let mut cells = Cells::unusable(W::SIDE);
        for (i, cell) in cells.as_mut_slice().iter_mut().enumerate() {
            let (row, column) = (i / W::SIDE, i % W::SIDE);
            let bit = |word: W| (word.to_bits() >> column & 1) as u8;
            *cell = bit(self.mask[row]) * USABLE;
            for plane in 0..ORIENTATIONS {
                *cell |= bit(self.bits[row * ORIENTATIONS + plane]) << plane;
            }
        }
        cells
    }

    /// A code from words laid out as in [`bits`](Self::bits) and [`mask`](Self::mask); none where their
    /// numbers do not fit or a bit is set in a cell that is not usable.
    pub fn from_words(bits: Vec<W>, mask: Vec<W>) -> Option<Self> {
        let fits = mask.len() == W::SIDE && bits.len() == W::SIDE * ORIENTATIONS;
        let code = Code { bits, mask };
        let mut rows = code.bits.chunks_exact(ORIENTATIONS).zip(&code.mask);
        let stray = |(planes, mask): (&[W], &W)| {
            planes.iter().fold(0, |any, word| any | word.to_bits()) & !mask.to_bits() != 0
        };
        if fits && !rows.any(stray) { Some(code) } else { None }
    }

    /// Orientation bits: word `row · ORIENTATIONS + plane`, column 0 in the lowest bit.
    pub fn bits(&self) -> &[W] {
        &self.bits
    }

    /// Usable cells: word `row`, column 0 in the lowest bit.
    pub fn mask(&self) -> &[W] {
        &self.mask
    }
}
