//! Codes and the features they are made of.

mod common;

use common::square;
use ndarray::Array2;
use palmsig::code::{Cells, Code, USABLE, Word};
use palmsig::error::ExtractError;
use palmsig::features::Features;
use palmsig::image::Band;
use palmsig::params::{BankParams, FINE_CELLS, FeatureParams, LINE_CELLS, MARGIN, ORIENTATIONS};
use palmsig::roi::PalmSquare;
use proptest::prelude::*;

/// Any cells of a grid: bytes of cells that are not usable are 0.
fn cells(side: usize) -> impl Strategy<Value = Cells> {
    let cell = prop_oneof![Just(0), (0..USABLE).prop_map(|bits| bits | USABLE)];
    proptest::collection::vec(cell, side * side).prop_map(move |bytes| {
        let mut cells = Cells::unusable(side);
        cells.as_mut_slice().copy_from_slice(&bytes);
        cells
    })
}

/// Packs and unpacks by the layout that the documentation of [`Code`] gives.
fn check<W: Word>(cells: &Cells) -> Result<(), TestCaseError> {
    let code: Code<W> = Code::pack(cells);
    let (unpacked, planes) = (code.unpack(), cells.planes());
    prop_assert_eq!((unpacked.side(), unpacked.as_slice()), (W::SIDE, cells.as_slice()));
    for (i, &cell) in cells.as_slice().iter().enumerate() {
        let (row, column) = (i / W::SIDE, i % W::SIDE);
        prop_assert_eq!(code.mask()[row].to_bits() >> column & 1, u64::from(cell >> ORIENTATIONS & 1));
        for plane in 0..ORIENTATIONS {
            let bit = code.bits()[row * ORIENTATIONS + plane].to_bits() >> column & 1;
            prop_assert_eq!(bit, u64::from(cell >> plane & 1));
            prop_assert_eq!(bit as u8, planes[[plane, row, column]]);
        }
    }
    let again = Code::from_words(code.bits().to_vec(), code.mask().to_vec());
    prop_assert!(again == Some(code));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cells_survive_packing(lines in cells(32), texture in cells(64)) {
        check::<u32>(&lines)?;
        check::<u64>(&texture)?;
    }
}

#[test]
fn bits_of_unusable_cells_are_not_packed() {
    let mut cells = Cells::unusable(32);
    cells.as_mut_slice()[..3].copy_from_slice(&[0b0011_1111, USABLE | 0b0010_0001, 0b1011_1111]);
    let code: Code<u32> = Code::pack(&cells);
    assert_eq!(code.unpack().as_slice()[..3], [0, USABLE | 0b0010_0001, 0]);
    assert_eq!(code.mask()[0], 0b010);
}

#[test]
fn words_that_are_no_code_are_refused() {
    let (bits, mask) = (vec![0u32; 192], vec![u32::MAX; 32]);
    assert!(Code::from_words(bits.clone(), mask.clone()).is_some());
    for (words, rows) in [(0, 32), (191, 32), (193, 32), (192, 0), (192, 31), (192, 33), (0, 0), (384, 64)] {
        assert!(Code::from_words(vec![0u32; words], vec![u32::MAX; rows]).is_none(), "{words} and {rows}");
    }
    for row in [0, 17, 31] {
        for column in [0, 9, 31] {
            let mut mask = mask.clone();
            mask[row] &= !(1 << column);
            for plane in 0..ORIENTATIONS {
                let mut bits = bits.clone();
                bits[row * ORIENTATIONS + plane] = 1 << column;
                assert!(Code::from_words(bits.clone(), mask.clone()).is_none());
                bits[row * ORIENTATIONS + plane] = 1 << ((column + 1) % 32);
                assert!(Code::from_words(bits, mask.clone()).is_some());
            }
        }
    }
}

fn features() -> Features {
    Features::new(&FeatureParams::default()).expect("the default parameters")
}

/// Skin that is never of one level, with a pattern too weak and too coarse to answer to.
fn skin(x: f64, y: f64) -> f64 {
    2400.0 + 3.0 * x + 2.0 * y
}

/// The orientation bits of all cells within two cells of the middle: both grids.
/// Every bank within the ranges can be made (an assertion in it watches that its taps fit 16 bits), and answers
/// to a line.
#[test]
fn every_bank_within_the_ranges_answers() {
    let line = line(0.0, 3.0, 900.0);
    for (omega, kappa, support) in [0.2, 0.7, 1.2]
        .into_iter()
        .flat_map(|omega| [1.5, 2.5, 5.0].map(|kappa| (omega, kappa)))
        .flat_map(|(omega, kappa)| [8, 18, 32].map(|support| (omega, kappa, support)))
    {
        let bank = BankParams { omega, kappa, support };
        let params = FeatureParams { lines: bank, texture: bank, ..FeatureParams::default() };
        let features = Features::new(&params).expect("parameters in range");
        let usable = features.usable(&line, Band::Visible).expect("skin");
        let cells = features.lines(&line, &usable);
        let signs = cells.as_slice().iter().filter(|&&cell| cell & !USABLE != 0).count();
        assert!(signs > 32, "omega {omega}, kappa {kappa}, support {support}: {signs} cells answer");
    }
}

fn planes_in_the_middle(square: &PalmSquare) -> [Vec<u8>; 2] {
    let features = features();
    let usable = Array2::from_elem((LINE_CELLS, LINE_CELLS), true);
    [features.lines(square, &usable), features.texture(square, &usable)].map(|cells| {
        let side = cells.side();
        let middle = side / 2 - 1..side / 2 + 1;
        let at = |row: usize| middle.clone().map(move |column| row * side + column);
        middle.clone().flat_map(at).map(|i| cells.as_slice()[i] & !USABLE).collect()
    })
}

/// A dark line of a crease's profile that runs at `degrees` from the right, counter-clockwise.
fn line(degrees: f64, width: f64, depth: f64) -> PalmSquare {
    let (sin, cos) = degrees.to_radians().sin_cos();
    square(|x, y| {
        let off = (y * cos - x * sin) / width;
        skin(x, y) - depth * (-off * off / 2.0).exp()
    })
}

#[test]
fn a_dark_line_across_an_orientation_lights_its_plane() {
    for k in 0..ORIENTATIONS {
        // Plane k oscillates along θk = 30°·k: the line across it runs at θk + 90°.
        let across = 30.0 * k as f64 + 90.0;
        for (width, grid) in [(3.0, 0), (1.8, 1)] {
            let dark = &planes_in_the_middle(&line(across, width, 900.0))[grid];
            let bright = &planes_in_the_middle(&line(across, width, -900.0))[grid];
            assert!(dark.iter().all(|bits| bits >> k & 1 == 1), "grid {grid}, plane {k}: {dark:?}");
            assert!(bright.iter().all(|bits| bits >> k & 1 == 0), "grid {grid}, plane {k}: {bright:?}");
        }
    }
}

#[test]
fn brightness_and_contrast_leave_the_code_unchanged() {
    let palm = |x: f64, y: f64| {
        1000.0
            + 200.0 * (x * 0.31 + y * 0.12).sin()
            + 150.0 * (x * 0.11 - y * 0.47).cos()
            + 90.0 * (x * y * 0.004).sin()
    };
    let codes = |square: &PalmSquare| {
        let features = features();
        let usable = features.usable(square, Band::Visible).expect("skin");
        [features.lines(square, &usable), features.texture(square, &usable)].map(|c| c.as_slice().to_vec())
    };
    let original = square(palm);
    let expected = codes(&original);
    // Filters sum to exactly 0 and only signs are kept: adding a level to all pixels or multiplying all by a
    // whole number changes not one bit. (Other factors round pixels, and may flip answers that are nearly 0.)
    for (factor, offset) in [(1, 1), (1, 2000), (1, -300), (2, 0), (2, 777)] {
        let changed =
            PalmSquare { pixels: original.pixels.mapv(|p| p * factor + offset), ..original.clone() };
        assert!(codes(&changed) == expected, "times {factor} plus {offset}");
    }
    let dimmed =
        PalmSquare { pixels: original.pixels.mapv(|p| (f64::from(p) * 0.7) as i16), ..original.clone() };
    for (dimmed, expected) in codes(&dimmed).iter().zip(&expected) {
        let flipped: u32 = dimmed.iter().zip(expected).map(|(a, b)| (a ^ b).count_ones()).sum();
        assert!((flipped as usize) < expected.len() * ORIENTATIONS / 100, "{flipped} bits");
    }
}

/// Which cells of the grid are usable.
fn usable(square: &PalmSquare) -> Array2<bool> {
    features().usable(square, Band::Visible).expect("skin")
}

#[test]
fn black_saturated_and_outer_places_are_masked() {
    // The middle of the square's top left quarter is at −32, 32.
    let corner = |x: f64, y: f64| x < -24.0 && y > 24.0;
    let black = square(|x, y| if corner(x, y) { 40.0 } else { skin(x, y) });
    let white = square(|x, y| if corner(x, y) { f64::from(PalmSquare::WHITE) } else { skin(x, y) });
    let mut outside = square(skin);
    outside.mask.slice_mut(ndarray::s![..MARGIN + 40, ..MARGIN + 40]).fill(0);
    for (what, square) in [("black", black), ("white", white), ("outside", outside)] {
        let usable = usable(&square);
        for ((row, column), &usable) in usable.indexed_iter() {
            // The corner ends at cell 10; a cell on either side of its edge may go either way.
            if row < 9 && column < 9 {
                assert!(!usable, "{what} at {row}, {column}");
            } else if row > 10 || column > 10 {
                assert!(usable, "{what} elsewhere, at {row}, {column}");
            }
        }
        let features = features();
        let (lines, texture) = (features.lines(&square, &usable), features.texture(&square, &usable));
        assert_eq!((lines.side(), texture.side()), (LINE_CELLS, FINE_CELLS));
        for (i, cell) in texture.as_slice().iter().enumerate() {
            let (row, column) = (i / FINE_CELLS / 2, i % FINE_CELLS / 2);
            assert_eq!(cell & USABLE != 0, usable[[row, column]], "texture is usable where lines are");
            assert_eq!(cell & USABLE, lines.as_slice()[row * LINE_CELLS + column] & USABLE);
            assert!(cell & USABLE != 0 || *cell == 0);
        }
    }
}

#[test]
fn too_little_skin_makes_no_code() {
    let of = |share: f64| square(move |x, y| if x > -64.0 + 128.0 * share { 0.0 } else { skin(x, y) });
    assert!(features().usable(&of(0.5), Band::Visible).is_ok());
    let refused = features().usable(&of(0.2), Band::Visible).expect_err("a fifth of a palm");
    assert!(
        matches!(refused, ExtractError::TooLittleTexture { percent: 10..20, minimum: 25, .. }),
        "{refused:?}"
    );
    let nothing = features().usable(&PalmSquare::default(), Band::Visible).expect_err("no palm");
    assert_eq!(nothing, ExtractError::TooLittleTexture { band: "visible", percent: 0, minimum: 25 });
}
