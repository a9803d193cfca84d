//! Arranged codes, held against cells of a byte each, on every backend.

use super::*;
use crate::code::{Cells, Code, USABLE};
use crate::simd::{LineReference, Look};

fn code(seed: u32) -> (Cells, LineCode) {
    let mut cells = Cells::unusable(LINE_CELLS);
    let mut state = seed;
    for cell in cells.as_mut_slice() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *cell = if state >> 28 < 3 { 0 } else { (state >> 20) as u8 & (USABLE - 1) | USABLE };
    }
    let packed = Code::<u32>::pack(&cells);
    (cells, LineCode::new(packed.bits(), packed.mask()))
}

/// Rows turned end for end in pairs, columns stepped through by 11: rows keep their parity.
fn from(i: usize) -> (u16, u8) {
    let (row, column) = (i / LINE_CELLS, i % LINE_CELLS);
    let place = (row + 6) % LINE_CELLS * LINE_CELLS + 11 * column % LINE_CELLS;
    (place as u16, (i * 37 % 256) as u8)
}

#[test]
fn cells_are_moved_then_put_elsewhere_then_flipped() {
    let (cells, code) = code(1);
    let by = Arrangement::new((0..CELLS).map(from));
    for backend in Backend::available() {
        for max_shift in [0, 1, 16] {
            let codes = backend.arranged(&code, &by, max_shift);
            let side = 2 * max_shift + 1;
            assert_eq!(codes.len(), (side * side) as usize);
            for (down, right) in [(0, 0), (-max_shift, max_shift), (max_shift, -max_shift / 2)] {
                let mut expected = Cells::unusable(LINE_CELLS);
                for (i, cell) in expected.as_mut_slice().iter_mut().enumerate() {
                    let (place, flip) = from(i);
                    let (row, column) = (i32::from(place) / 32 - down, i32::from(place) % 32 - right);
                    let inside = (0..32).contains(&row) && (0..32).contains(&column);
                    let there = if inside { cells.as_slice()[(row * 32 + column) as usize] } else { 0 };
                    *cell = if there & USABLE == 0 { 0 } else { there ^ flip & (USABLE - 1) };
                }
                let packed = Code::<u32>::pack(&expected);
                let at = (right + max_shift) * side + down + max_shift;
                let same = codes[at as usize] == LineCode::new(packed.bits(), packed.mask());
                assert!(same, "{backend:?}, {down} down and {right} to the right");
            }
        }
    }
}

#[test]
fn arranged_alike_they_differ_in_as_many_bits() {
    let ((_, probe), (_, reference)) = (code(1), code(2));
    let by = Arrangement::new((0..CELLS).map(from));
    let over = LineReference::new(&reference);
    for backend in Backend::available() {
        for max_shift in [6, 5, 0, 16] {
            let side = -max_shift..=max_shift;
            let shifts: Vec<[i32; 2]> =
                side.clone().flat_map(|right| side.clone().map(move |down| [down, right])).collect();
            let codes = backend.arranged(&probe, &by, max_shift);
            let reference = &backend.arranged(&reference, &by, 0)[0];
            let (mut plain, mut arranged) = (Vec::new(), Vec::new());
            let all = [-max_shift, max_shift];
            let found = |at: [i32; 2], counts: [u32; 2]| plain.push((at, counts));
            backend.look(Look { code: &probe, reference: &over, right: all, down: all, found });
            backend.differing_lines(&codes, std::slice::from_ref(reference), |counts| arranged.push(counts));
            let arranged: Vec<([i32; 2], [u32; 2])> = shifts.into_iter().zip(arranged).collect();
            assert_eq!(plain, arranged, "{backend:?}, up to {max_shift}");
            let several = [probe.clone(), reference.clone(), LineCode::unusable()];
            let codes = several.iter().map(|code| backend.arranged(code, &by, max_shift));
            let rows: Vec<Rows> =
                codes.flat_map(|codes| glanced_at(&codes, max_shift).collect::<Vec<_>>()).collect();
            let found = backend.glance_arranged(&rows, reference, max_shift);
            assert_eq!(found, backend.glance(&several, &over, max_shift), "{backend:?}, up to {max_shift}");
        }
    }
}
