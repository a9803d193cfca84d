//! The search against one over plain rows of words.

use proptest::prelude::*;

use super::*;
use crate::code::Cells;
use crate::matching::lookup::warps;
use crate::params::{LINE_CELLS, MatchParams, ORIENTATIONS};

/// Bits of a code moved to the right, row by row, compared with those of another `down` rows further down.
fn counts(probe: &Code<u32>, reference: &Code<u32>, down: i32, right: i32, step: usize) -> Counts {
    let shift = |word: u32| if right >= 0 { word << right } else { word >> -right };
    let mut counts = Counts::default();
    for to in (down.max(0)..LINE_CELLS as i32 + down.min(0)).step_by(step) {
        let (from, to) = ((to - down) as usize, to as usize);
        let mask = shift(probe.mask()[from]) & reference.mask()[to];
        counts.compared += ORIENTATIONS as u32 * mask.count_ones();
        for plane in 0..ORIENTATIONS {
            let words =
                [probe.bits()[from * ORIENTATIONS + plane], reference.bits()[to * ORIENTATIONS + plane]];
            counts.differing += ((shift(words[0]) ^ words[1]) & mask).count_ones();
        }
    }
    counts
}

/// The first of the best shifts along `rights` and `downs`.
fn best(codes: [&Code<u32>; 2], warp: usize, shifts: [Vec<i32>; 2], step: usize) -> Alignment {
    let mut best = Alignment { warp, down: 0, right: 0, counts: Counts::default() };
    for (&right, &down) in shifts[1].iter().flat_map(|r| shifts[0].iter().map(move |d| (r, d))) {
        let counts = counts(codes[0], codes[1], down, right, step);
        if counts.evidence() > best.counts.evidence() {
            best = Alignment { warp, down, right, counts };
        }
    }
    best
}

fn searched(warped: &[Code<u32>], reference: &Code<u32>, max: i32, candidates: usize) -> Vec<Alignment> {
    let lattice: Vec<i32> = (-max..=max).step_by(2).collect();
    let look = |(warp, code)| best([code, reference], warp, [lattice.clone(), lattice.clone()], 2);
    let mut found: Vec<Alignment> = warped.iter().enumerate().map(look).collect();
    found.sort_by_key(|a| std::cmp::Reverse(a.counts.evidence()));
    found.truncate(2 * candidates);
    for alignment in &mut found {
        let around = |v: i32| (v - 1..=v + 1).filter(|s| s.abs() <= max).collect();
        let (warp, shifts) = (alignment.warp, [around(alignment.down), around(alignment.right)]);
        *alignment = best([&warped[warp], reference], warp, shifts, 1);
    }
    found.sort_by_key(|a| std::cmp::Reverse(a.counts.evidence()));
    found.truncate(candidates);
    found
}

/// Wide stripes, as creases are, and a few unusable cells: noise has no best place.
fn cells(numbers: &[u8], pitch: usize) -> Cells {
    let mut cells = Cells::unusable(LINE_CELLS);
    for (i, cell) in cells.as_mut_slice().iter_mut().enumerate() {
        let stripe = numbers[(i / LINE_CELLS / pitch * 7 + i % LINE_CELLS / 3) % numbers.len()];
        *cell = if stripe < 16 { 0 } else { stripe & 63 | 64 };
    }
    cells
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_search_finds_what_plain_rows_find(
        numbers in prop::collection::vec(any::<u8>(), 9..60), other in prop::collection::vec(any::<u8>(), 9..60),
        max_shift in 0u8..=16, candidates in 1u8..4, pitch in 1usize..4, alike: bool,
    ) {
        let probe = cells(&numbers, pitch);
        let reference = Code::pack(&if alike { probe.clone() } else { cells(&other, pitch) });
        let params = MatchParams { max_shift, rotations: 1, scales: 1, ..MatchParams::default() };
        let warps = warps(&params);
        let turned = |warp: &Warp| {
            let mut cells = Cells::unusable(LINE_CELLS);
            probe.looked_up(warp.lines.as_slice(), &mut cells);
            Code::pack(&cells)
        };
        let turned: Vec<Code<u32>> = warps.iter().map(turned).collect();
        let expected = searched(&turned, &reference, max_shift.into(), candidates.into());
        let found = Warped::new(&Code::pack(&probe), &warps, max_shift).align(&reference, candidates.into());
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn more_evidence_is_told_without_dividing(differing in 0u32..=6144, more in 0u32..=6144, least in 0i64..=6144) {
        let counts = Counts { differing: differing.min(more), compared: more };
        prop_assert_eq!(counts.exceeds(least), counts.evidence() > least);
        let own = counts.evidence().max(0);
        prop_assert!(!counts.exceeds(own));
        prop_assert_eq!(counts.exceeds((own - 1).max(0)), own > 0);
    }
}
