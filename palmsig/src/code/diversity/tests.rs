//! Counting by words gives what counting cell by cell gives.

use proptest::prelude::*;

use super::*;
use crate::code::Cells;

/// Cell by cell, as the documentation of [`Diversity`] says it.
fn by_cells(cells: &Cells) -> Vec<u8> {
    let of_patch = |patch: usize| {
        let (top, left) = (patch / PATCHES * BLOCK, patch % PATCHES * BLOCK);
        let mut counts = [0usize; PATTERNS];
        for (row, column) in (0..4 * BLOCK * BLOCK).map(|i| (top + i / (2 * BLOCK), left + i % (2 * BLOCK))) {
            let cell = cells.as_slice()[row * FINE_CELLS + column];
            if cell & USABLE != 0 {
                counts[usize::from(cell & !USABLE)] += 1;
            }
        }
        let all: usize = counts.iter().sum();
        let alike: u32 = counts.iter().map(|&n| N_LOG_N[n]).sum();
        let bits = N_LOG_N[all].saturating_sub(alike).checked_div(all as u32 * (65536 / PER_BIT));
        bits.unwrap_or(0) as u8
    };
    (0..PATCHES_IN_ALL).map(of_patch).collect()
}

fn same(cells: &Cells) -> Result<(), TestCaseError> {
    let counted = Diversity::of(&Code::pack(cells));
    prop_assert_eq!(counted.as_slice(), &by_cells(cells)[..]);
    Ok(())
}

fn grid(of: impl Fn(usize, usize) -> u8) -> Cells {
    let mut cells = Cells::unusable(FINE_CELLS);
    let of = |i: usize| of(i / FINE_CELLS, i % FINE_CELLS);
    cells.as_mut_slice().iter_mut().enumerate().for_each(|(i, cell)| *cell = of(i));
    cells
}

#[test]
fn cells_that_are_all_alike_or_not_usable_or_all_different() {
    for cell in [0, USABLE, USABLE | 63, USABLE | 21] {
        let cells = grid(|_, _| cell);
        same(&cells).unwrap();
        assert_eq!(Diversity::of(&Code::pack(&cells)).as_slice(), [0; PATCHES_IN_ALL]);
    }
    let cells = grid(|row, column| USABLE | (8 * (row % 8) + column % 8) as u8);
    same(&cells).unwrap();
    assert_eq!(Diversity::of(&Code::pack(&cells)).as_slice(), [6 * PER_BIT as u8; PATCHES_IN_ALL]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Few kinds or many, all cells usable or few, and other ones in every part of the grid.
    #[test]
    fn counting_by_words_is_counting_by_cells(seed in any::<[u8; 32]>(), kinds in 0u8..64, usable in 0u8..=255) {
        let mut output = blake3::Hasher::new_keyed(&seed).finalize_xof();
        let mut noise = vec![0; 2 * FINE_CELLS * FINE_CELLS];
        output.fill(&mut noise);
        let (patterns, masks) = noise.split_at(FINE_CELLS * FINE_CELLS);
        same(&grid(|row, column| {
            let i = row * FINE_CELLS + column;
            if masks[i] <= usable { USABLE | patterns[i] & kinds } else { 0 }
        }))?;
    }
}
