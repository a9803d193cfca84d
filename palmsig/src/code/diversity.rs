//! How many kinds of cells a patch of fine planes holds. A patch in which one wide shade or one straight line repeats the
//! same few sign patterns looks like many other people's; the more kinds there are, the rarer it is.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::Code;
use super::cells::USABLE;
use crate::params::{FINE_CELLS, ORIENTATIONS};
use crate::simd::{PATCHES, PATCHES_IN_ALL};

/// Cells along one side of a block; patches are 2 × 2 blocks, overlapping by half.
const BLOCK: usize = FINE_CELLS / (PATCHES + 1);

/// Sign patterns of a cell.
const PATTERNS: usize = USABLE as usize;

/// Parts of a bit in which diversities are told.
const PER_BIT: u32 = 32;

/// Mean diversity of the patches of two views, row by row, in 1/64 bit: 0..=384.
pub(crate) type Shared = [u32; PATCHES_IN_ALL];

/// Parts of a bit in [`Shared`].
pub(crate) const PER_SHARED_BIT: u32 = 2 * PER_BIT;

/// Shannon entropy of the sign patterns of the usable cells of each patch, row by row, in 1/32 bit: 0 (all alike, or no
/// usable cell) to 192 (all 64 patterns alike often).
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Diversity([u8; PATCHES_IN_ALL]);

/// Prints the size, never a value: they follow from a palm.
impl std::fmt::Debug for Diversity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Diversity({PATCHES_IN_ALL})")
    }
}

/// How often each pattern is seen in two blocks side by side: at most 128 times.
type Counts = [u8; PATTERNS];

/// Blocks in a row.
const BLOCKS: usize = PATCHES + 1;

impl Diversity {
    /// Of fine planes.
    pub(crate) fn of(code: &Code<u64>) -> Diversity {
        let mut patches = [0; PATCHES_IN_ALL];
        let [mut above, mut here] = [[[0; PATTERNS]; PATCHES]; 2];
        let rows = code.bits().chunks_exact(BLOCK * ORIENTATIONS).zip(code.mask().chunks_exact(BLOCK));
        for (row, (bits, mask)) in rows.enumerate() {
            count(bits, mask, &mut here);
            if let Some(row) = row.checked_sub(1) {
                let of_row = patches[row * PATCHES..][..PATCHES].iter_mut();
                of_row.zip(above.iter().zip(&here)).for_each(|(patch, (a, b))| *patch = entropy(a, b));
            }
            std::mem::swap(&mut above, &mut here);
        }
        above.zeroize();
        here.zeroize();
        Diversity(patches)
    }

    /// The mean with that of another view of what may be the same palm.
    pub(crate) fn shared(&self, other: &Diversity) -> Shared {
        std::array::from_fn(|i| u32::from(self.0[i]) + u32::from(other.0[i]))
    }

    /// Of the patches, row by row, in 1/32 bit.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

/// Counts the patterns of each two blocks side by side in a row of blocks.
fn count(bits: &[u64], mask: &[u64], pairs: &mut [Counts; PATCHES]) {
    // Cells that are not usable are counted in the lower half, and forgotten.
    let mut blocks = [[0u8; 2 * PATTERNS]; BLOCKS];
    for (planes, mask) in bits.chunks_exact(ORIENTATIONS).zip(mask) {
        let mut words = [[0; 8]; ORIENTATIONS + 1];
        words.iter_mut().zip(planes.iter().chain([mask])).for_each(|(w, word)| *w = word.to_le_bytes());
        for (octet, block) in blocks.iter_mut().enumerate() {
            let mut eight = [0; 8];
            eight.iter_mut().zip(&words).for_each(|(byte, word)| *byte = word[octet]);
            for cell in transposed(u64::from_le_bytes(eight)).to_le_bytes() {
                block[usize::from(cell) % (2 * PATTERNS)] += 1;
            }
        }
    }
    for (pair, two) in pairs.iter_mut().zip(blocks.windows(2)) {
        let (left, right) = (&two[0][PATTERNS..], &two[1][PATTERNS..]);
        pair.iter_mut().zip(left.iter().zip(right)).for_each(|(sum, (a, b))| *sum = a + b);
    }
    blocks.zeroize();
}

/// The transpose of a matrix of 8 × 8 bits, a byte a row (Warren, Hacker's Delight, section 7-3): planes of eight cells become
/// cells.
fn transposed(matrix: u64) -> u64 {
    let exchanged = |x: u64, by: u32, of: u64| {
        let differ = (x ^ (x >> by)) & of;
        x ^ differ ^ (differ << by)
    };
    let x = exchanged(matrix, 7, 0x00aa_00aa_00aa_00aa);
    exchanged(exchanged(x, 14, 0x0000_cccc_0000_cccc), 28, 0x0000_0000_f0f0_f0f0)
}

/// n · log2 n for the cells of a patch, with 16 fractional bits.
static N_LOG_N: LazyLock<[u32; 4 * BLOCK * BLOCK + 1]> = LazyLock::new(|| {
    let of = |n: f64| if n > 0.0 { n * libm::log2(n) } else { 0.0 };
    std::array::from_fn(|n| libm::round(of(n as f64) * 65536.0) as u32)
});

/// Entropy of the two halves of a patch, in 1/32 bit: log2 N − Σ n · log2 n / N.
fn entropy(above: &Counts, below: &Counts) -> u8 {
    let n_log_n = &*N_LOG_N;
    let (mut all, mut alike) = (0, 0);
    for (&a, &b) in above.iter().zip(below) {
        let n = usize::from(a) + usize::from(b);
        all += n;
        alike += n_log_n[n];
    }
    if all == 0 {
        return 0;
    }
    // Rounding may leave a hair less than nothing where all are alike.
    (n_log_n[all].saturating_sub(alike) / (all as u32 * (65536 / PER_BIT))) as u8
}
