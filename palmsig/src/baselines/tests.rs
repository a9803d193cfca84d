//! Distances of any two codes against their definitions, cell by cell.

use ndarray::{Array2, Array3, s};
use proptest::prelude::*;

use super::{Baseline, Bocv, CompCode, Don, Edcc, FARTHEST, Ordinal, Planes};
use crate::params::LINE_CELLS;
use crate::roi::PalmSquare;

/// The competitive code's six directions.
const DIRECTIONS: [u8; 6] = [0b000, 0b001, 0b011, 0b111, 0b110, 0b100];

/// A baseline and what it is defined to be.
struct Definition {
    baseline: Box<dyn Baseline>,
    /// Cells along one side, and planes.
    size: (usize, usize),
    /// Cells that a code is shifted by, each way.
    reach: isize,
    /// How far two cells can lie apart, and how far two of them do.
    most: u64,
    apart: fn(u8, u8) -> u64,
}

fn differing_bits(a: u8, b: u8) -> u64 {
    (a ^ b).count_ones().into()
}

/// The angular distance of two directions in their codes.
fn angle(a: u8, b: u8) -> u64 {
    let direction = |bits| DIRECTIONS.iter().position(|&code| code == bits);
    let (a, b) = (direction(a).expect("a direction") as u64, direction(b).expect("a direction") as u64);
    a.abs_diff(b).min(6 - a.abs_diff(b))
}

/// 2 less [direction agrees] less [direction and side agree].
fn direction_and_side(a: u8, b: u8) -> u64 {
    let direction = a % 16 == b % 16;
    2 - u64::from(direction) - u64::from(direction && a == b)
}

fn definitions() -> Vec<Definition> {
    let define = |baseline, size, reach, most, apart| Definition { baseline, size, reach, most, apart };
    vec![
        define(Box::<CompCode>::default(), (32, 3), 2, 3, angle),
        define(Box::<Bocv>::default(), (32, 6), 2, 6, differing_bits),
        define(Box::<Ordinal>::default(), (32, 3), 2, 3, differing_bits),
        define(Box::<Edcc>::default(), (29, 5), 0, 2, direction_and_side),
        define(Box::new(Don), (128, 1), 7, 1, differing_bits),
    ]
}

/// A number that depends on `seed` alone (splitmix64).
fn random(seed: u64) -> u64 {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

impl Definition {
    /// Any code: cells of `seed` as [down, right] of there, one in `noise` of them drawn anew, one in `masked` not usable.
    fn code(&self, seed: u64, [down, right]: [u64; 2], noise: u64, masked: u64) -> Planes {
        let usable = Array2::from_shape_fn((LINE_CELLS, LINE_CELLS), |(r, c)| {
            !random(seed ^ noise << 8 ^ (r * LINE_CELLS + c) as u64).is_multiple_of(masked)
        });
        Planes::of_square(self.baseline.name(), self.size, &PalmSquare::default(), &usable, |row, column| {
            let at = (row as u64 + 100 - down) << 20 | (column as u64 + 100 - right) << 10;
            let redrawn = random(at + noise).is_multiple_of(noise);
            self.cell(random(seed ^ at ^ if redrawn { noise } else { 0 }))
        })
    }

    /// One of the cells that the baseline knows.
    fn cell(&self, number: u64) -> u8 {
        match self.baseline.name() {
            "compcode" => DIRECTIONS[(number % 6) as usize],
            "edcc" => (number % 10) as u8 | ((number >> 8) as u8 & 1) << 4,
            _ => number as u8 & ((1 << self.size.1) - 1),
        }
    }

    fn distance(&self, a: &Planes, b: &Planes) -> Option<u32> {
        self.baseline.distance(a, b).expect("codes of one baseline")
    }

    /// The distance by its definition.
    fn defined(&self, a: &Planes, b: &Planes) -> Option<u32> {
        let (a, b) = (a.planes(), b.planes());
        let shifts = || -self.reach..=self.reach;
        let both = shifts().flat_map(|down| shifts().map(move |right| (down, right)));
        both.filter_map(|shift| self.defined_at(&a, &b, shift)).min()
    }

    fn defined_at(&self, a: &Array3<u8>, b: &Array3<u8>, (down, right): (isize, isize)) -> Option<u32> {
        let (side, planes) = self.size;
        let cell = |planes_of: &Array3<u8>, row, column| {
            let bits = planes_of.slice(s![..planes, row, column]);
            let usable = planes_of[[planes, row, column]] == 1;
            usable.then(|| bits.iter().enumerate().fold(0, |byte, (k, bit)| byte | bit << k))
        };
        let (mut apart, mut cells) = (0, 0);
        for (row, column) in (0..side * side).map(|i| (i / side, i % side)) {
            let inside = |i: usize, by| i.checked_add_signed(by).filter(|&i| i < side);
            let Some((r, c)) = inside(row, down).zip(inside(column, right)) else { continue };
            if let Some((own, other)) = cell(a, row, column).zip(cell(b, r, c)) {
                apart += (self.apart)(own, other);
                cells += 1;
            }
        }
        let share = || (apart * u64::from(FARTHEST) / (cells * self.most)) as u32;
        (cells * 5 >= (side * side) as u64).then(share)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn distances_are_what_they_are_defined_to_be(
        seed in any::<u64>(), down in 0..9u64, right in 0..9u64, noise in 2..20u64, masked in 2..9u64,
    ) {
        for definition in definitions() {
            let a = definition.code(seed, [0, 0], 1 << 40, masked);
            let b = definition.code(seed, [down, right], noise, masked);
            let found = definition.distance(&a, &b);
            prop_assert_eq!(found, definition.defined(&a, &b), "{}", definition.baseline.name());
            prop_assert_eq!(found, definition.distance(&b, &a));
            prop_assert!(found.is_none_or(|distance| distance <= FARTHEST));
            prop_assert_eq!(definition.distance(&a, &a), Some(0));
        }
    }
}

/// All cells but two agree; how far those lie apart is computed by hand.
#[test]
fn a_few_cells_count_as_computed_by_hand() {
    // Of each pair of cells how far they lie apart, and how far two cells can lie apart.
    for (name, pair, (apart, most)) in [
        ("compcode", (0b111, 0b100), (2, 3)),
        ("compcode", (0b000, 0b100), (1, 3)),
        ("bocv", (0b101010, 0b010101), (6, 6)),
        ("ordinal", (0b110, 0b011), (2, 3)),
        ("edcc", (0b0_0011, 0b0_0111), (2, 2)),
        ("edcc", (0b0_0011, 0b1_0011), (1, 2)),
        ("don", (0, 1), (1, 1)),
    ] {
        let definitions = definitions();
        let definition = definitions.iter().find(|d| d.baseline.name() == name).expect("a baseline");
        let usable = Array2::from_elem((LINE_CELLS, LINE_CELLS), true);
        // All other cells hold a pattern that no shift agrees with.
        let code = |middle: u8| {
            let side = definition.size.0;
            Planes::of_square(
                definition.baseline.name(),
                definition.size,
                &PalmSquare::default(),
                &usable,
                |r, c| {
                    let drawn = definition.cell(random((r * side + c) as u64));
                    if r == side / 2 && (c == 8 || c == 9) { middle } else { drawn }
                },
            )
        };
        let cells = (definition.size.0 * definition.size.0) as u32;
        let expected = 2 * apart * FARTHEST / (cells * most);
        assert_eq!(definition.distance(&code(pair.0), &code(pair.1)), Some(expected), "{name}");
    }
}
