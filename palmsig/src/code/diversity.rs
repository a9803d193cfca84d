//! How many kinds of cells a patch of fine planes holds. A patch in which one wide shade or one straight line repeats the
//! same few sign patterns looks like many other people's; the more kinds there are, the rarer it is.

use std::sync::LazyLock;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::cells::{Cells, USABLE};
use crate::params::FINE_CELLS;
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

/// How often each pattern is seen.
type Counts = [u16; PATTERNS];

impl Diversity {
    /// Of fine planes: 64 × 64 cells (cells that are missing count as not usable).
    pub(crate) fn of(cells: &Cells) -> Diversity {
        const BLOCKS: usize = PATCHES + 1;
        let mut blocks = [[0u16; PATTERNS]; BLOCKS * BLOCKS];
        for (i, &cell) in cells.as_slice().iter().enumerate() {
            let (row, column) = (i / (BLOCK * BLOCKS), i % (BLOCK * BLOCKS));
            if cell & USABLE != 0 && row < BLOCK * BLOCKS {
                blocks[row / BLOCK * BLOCKS + column / BLOCK][usize::from(cell & !USABLE) % PATTERNS] += 1;
            }
        }
        let mut patches = [0; PATCHES_IN_ALL];
        for (i, patch) in patches.iter_mut().enumerate() {
            let corner = i / PATCHES * BLOCKS + i % PATCHES;
            let four = [corner, corner + 1, corner + BLOCKS, corner + BLOCKS + 1];
            *patch = entropy(&std::array::from_fn(|k| four.iter().map(|&block| blocks[block][k]).sum()));
        }
        blocks.iter_mut().for_each(Zeroize::zeroize);
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

/// n · log2 n for the cells of a patch, with 16 fractional bits.
static N_LOG_N: LazyLock<[u32; 4 * BLOCK * BLOCK + 1]> = LazyLock::new(|| {
    let of = |n: f64| if n > 0.0 { n * libm::log2(n) } else { 0.0 };
    std::array::from_fn(|n| libm::round(of(n as f64) * 65536.0) as u32)
});

/// Entropy in 1/32 bit: log2 N − Σ n · log2 n / N.
fn entropy(counts: &Counts) -> u8 {
    let all: u32 = counts.iter().map(|&n| u32::from(n)).sum();
    if all == 0 {
        return 0;
    }
    let alike: u32 = counts.iter().map(|&n| N_LOG_N[usize::from(n)]).sum();
    // Rounding may leave a hair less than nothing where all are alike.
    (N_LOG_N[all as usize].saturating_sub(alike) / (all * (65536 / PER_BIT))) as u8
}
