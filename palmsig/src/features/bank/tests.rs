//! All cells at once answer as each does alone.

use super::Bank;
use crate::params::{FINE_CELLS, FeatureParams, LINE_CELLS};
use crate::roi::PalmSquare;

#[test]
fn signs_of_all_cells_are_those_of_each() {
    let mut square = PalmSquare::default();
    let mut state = 1u32;
    for pixel in &mut square.pixels {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // The largest levels and the smallest: sums as large as they get.
        *pixel = if state >> 31 == 1 { PalmSquare::WHITE } else { (state >> 20) as i16 };
    }
    let params = FeatureParams::default();
    for (params, side) in [(params.lines, LINE_CELLS), (params.texture, FINE_CELLS)] {
        let bank = Bank::new(&params);
        let mut window = bank.window();
        let cells = (0..side * side).map(|i| (i / side, i % side));
        let each: Vec<u8> = cells.map(|cell| bank.signs(&square, cell, side, &mut window)).collect();
        assert!(each.iter().any(|signs| *signs != each[0]), "noise has no pattern");
        assert!(bank.all_signs(&square, side) == each, "{side}");
    }
}
