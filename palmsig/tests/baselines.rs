//! The published codes: what they see, how they are shifted, and what they refuse.

mod common;

use common::{capture, extractor, square, truth};
use ndarray::Array2;
use palmsig::baselines::{Baseline, Bocv, CompCode, Don, Edcc, FARTHEST, Ordinal, Planes};
use palmsig::error::MatchError;
use palmsig::image::{Band, Capture, HandSide};
use palmsig::params::{LINE_CELLS, MARGIN, SQUARE_SIDE};
use palmsig::roi::{Location, PalmSquare};

fn baselines() -> [Box<dyn Baseline>; 5] {
    [
        Box::<CompCode>::default(),
        Box::<Bocv>::default(),
        Box::<Edcc>::default(),
        Box::new(Don),
        Box::<Ordinal>::default(),
    ]
}

fn everywhere() -> Array2<bool> {
    Array2::from_elem((LINE_CELLS, LINE_CELLS), true)
}

/// Waves of the lengths that creases have, moved by `right` and `up` pixels; other waves for every `seed`.
fn waves(seed: f64, right: f64, up: f64) -> PalmSquare {
    square(|x, y| {
        let (x, y) = (x - right, y - up);
        let wave = |k: f64| {
            let (angle, length) = ((seed * 7.3 + k * 2.4).sin() * 3.1, 14.0 + 3.0 * (k % 3.0));
            (std::f64::consts::TAU / length * (x * angle.cos() + y * angle.sin()) + seed + k * k).sin()
        };
        2000.0 + 150.0 * (0..8).map(|k| wave(f64::from(k))).sum::<f64>()
    })
}

fn code(baseline: &dyn Baseline, square: &PalmSquare) -> Planes {
    baseline.encode(square, &everywhere())
}

fn distance(baseline: &dyn Baseline, a: &PalmSquare, b: &PalmSquare) -> u32 {
    baseline.distance(&code(baseline, a), &code(baseline, b)).expect("one baseline").expect("all cells")
}

#[test]
fn a_code_is_nearest_to_itself_and_far_from_others() {
    for baseline in baselines() {
        let (one, other) = (waves(1.0, 0.0, 0.0), waves(2.0, 0.0, 0.0));
        assert_eq!(distance(&*baseline, &one, &one), 0, "{}", baseline.name());
        let apart = distance(&*baseline, &one, &other);
        assert!(apart > FARTHEST / 4, "{}: {apart}", baseline.name());
    }
}

/// Copies moved by whole cells agree where they meet; the waves go on in the margin.
#[test]
fn shifts_within_the_search_are_found_and_others_are_not() {
    // Cells along one side, and cells searched.
    for (baseline, cell, reach) in [
        (Box::<CompCode>::default() as Box<dyn Baseline>, 4.0, 2.0),
        (Box::<Bocv>::default(), 4.0, 2.0),
        (Box::<Ordinal>::default(), 4.0, 2.0),
        (Box::new(Don), 1.0, 7.0),
    ] {
        let still = waves(1.0, 0.0, 0.0);
        for (right, up) in [(1.0, 0.0), (0.0, -1.0), (-reach, reach), (reach, reach)] {
            let moved = waves(1.0, right * cell, up * cell);
            assert_eq!(distance(&*baseline, &still, &moved), 0, "{} by {right}, {up}", baseline.name());
        }
        let beyond = distance(&*baseline, &still, &waves(1.0, (reach + 2.0) * cell, 0.0));
        assert!(beyond > FARTHEST / 10, "{}: {beyond}", baseline.name());
    }
}

#[test]
fn the_enhanced_code_searches_no_shift() {
    let apart = distance(&Edcc::default(), &waves(1.0, 0.0, 0.0), &waves(1.0, 8.0, 0.0));
    assert!(apart > FARTHEST / 2, "{apart}");
}

/// A line of a crease's profile that runs at `degrees` from the right, counter-clockwise, through the middle.
fn line(degrees: f64, depth: f64) -> PalmSquare {
    let (sin, cos) = degrees.to_radians().sin_cos();
    square(|x, y| {
        let off = (y * cos - x * sin) / 3.0;
        2400.0 + 3.0 * x + 2.0 * y - depth * (-off * off / 2.0).exp()
    })
}

/// The bits of the cell in the middle, plane 0 in the lowest.
fn middle(baseline: &dyn Baseline, square: &PalmSquare) -> u8 {
    let planes = code(baseline, square).planes();
    let (all, side, _) = planes.dim();
    (0..all - 1).fold(0, |bits, plane| bits | planes[[plane, side / 2, side / 2]] << plane)
}

#[test]
fn the_darkest_line_wins_the_competition() {
    // Direction k oscillates along 30°·k: the line across it runs at 90° more.
    let of = |k: usize| middle(&CompCode::default(), &line(30.0 * k as f64 + 90.0, 900.0));
    assert_eq!([0, 1, 2, 3, 4, 5].map(of), [0b000, 0b001, 0b011, 0b111, 0b110, 0b100]);
}

#[test]
fn dark_lines_light_the_planes_they_lie_across_and_bright_ones_do_not() {
    for k in 0..6 {
        let across = 30.0 * f64::from(k) + 90.0;
        assert_eq!(middle(&Bocv::default(), &line(across, 900.0)) >> k & 1, 1);
        assert_eq!(middle(&Bocv::default(), &line(across, -900.0)) >> k & 1, 0);
    }
}

#[test]
fn ordinal_bits_say_whether_the_line_or_the_one_across_is_brighter() {
    for k in 0..3 {
        let along = 30.0 * f64::from(k);
        for (degrees, depth, expected) in
            [(along, -900.0, 1), (along, 900.0, 0), (along + 90.0, 900.0, 1), (along + 90.0, -900.0, 0)]
        {
            assert_eq!(middle(&Ordinal::default(), &line(degrees, depth)) >> k & 1, expected, "{degrees}°");
        }
    }
}

#[test]
fn the_side_code_says_on_which_side_of_its_direction_a_line_lies() {
    for c in 0..10u8 {
        // Direction c oscillates along 18°·c.
        let across = 18.0 * f64::from(c) + 90.0;
        for (turn, side) in [(4.0, 1), (-4.0, 0)] {
            let found = middle(&Edcc::default(), &line(across + turn, 900.0));
            assert_eq!((found & 15, found >> 4), (c, side), "{c} turned by {turn}°");
        }
    }
}

/// By hand: a dot is seen by the pixels that have it in the left or right part of their hourglass.
#[test]
fn a_bright_dot_draws_the_hourglass() {
    let mut dot = square(|_, _| 1000.0);
    let (row, column) = (60, 70);
    dot.pixels[[row + MARGIN, column + MARGIN]] += 1;
    let planes = code(&Don, &dot).planes();
    for (r, c) in (0..SQUARE_SIDE * SQUARE_SIDE).map(|i| (i / SQUARE_SIDE, i % SQUARE_SIDE)) {
        let (down, right) = (r.abs_diff(row), c.abs_diff(column));
        assert_eq!(planes[[0, r, c]] == 1, right <= 5 && down < right, "at {r}, {c}");
    }
}

#[test]
fn brightness_and_contrast_leave_all_codes_unchanged() {
    let palm = waves(3.0, 0.0, 0.0);
    let changed = PalmSquare { pixels: palm.pixels.mapv(|level| level / 2 * 2), ..palm.clone() };
    let dimmed = PalmSquare { pixels: changed.pixels.mapv(|level| level / 2 + 700), ..palm };
    for baseline in baselines() {
        assert_eq!(code(&*baseline, &changed), code(&*baseline, &dimmed), "{}", baseline.name());
    }
}

#[test]
fn masked_cells_do_not_count_and_too_few_are_no_evidence() {
    let (one, other) = (waves(1.0, 0.0, 0.0), waves(2.0, 0.0, 0.0));
    // One palm to the left of a column, another to the right of it.
    let at = PalmSquare::EXTENT / 2;
    let mut both = one.clone();
    both.pixels.slice_mut(ndarray::s![.., at..]).assign(&other.pixels.slice(ndarray::s![.., at..]));
    // Filters reach over by at most 27 pixels, 7 cells.
    let left = Array2::from_shape_fn((LINE_CELLS, LINE_CELLS), |(_, column)| column < 16 - 7);
    let few = Array2::from_shape_fn((LINE_CELLS, LINE_CELLS), |(row, _)| row < 6);
    for baseline in baselines() {
        let apart = |usable| {
            let found =
                baseline.distance(&baseline.encode(&one, usable), &baseline.encode(&both, &everywhere()));
            found.expect("one baseline")
        };
        assert_eq!(apart(&left), Some(0), "{}", baseline.name());
        assert_eq!(apart(&few), None, "{}", baseline.name());
        assert!(apart(&everywhere()).is_some_and(|distance| distance > 0));
    }
}

#[test]
fn squares_of_another_size_have_no_usable_cell() {
    let small = PalmSquare { pixels: Array2::zeros((3, 200)), mask: Array2::ones((3, 200)) };
    for baseline in baselines() {
        for (square, usable) in
            [(&small, everywhere()), (&PalmSquare::default(), Array2::from_elem((0, 0), true))]
        {
            let empty = baseline.encode(square, &usable);
            assert_eq!(empty.planes().sum(), 0, "{}", baseline.name());
            assert_eq!(baseline.distance(&empty, &empty), Ok(None));
        }
    }
}

#[test]
fn codes_of_different_baselines_are_refused() {
    let palm = waves(1.0, 0.0, 0.0);
    for (i, own) in baselines().iter().enumerate() {
        for (j, foreign) in baselines().iter().enumerate() {
            let (a, b) = (code(&**own, &palm), code(&**foreign, &palm));
            let refused = MatchError::Codes { probe: own.name(), reference: foreign.name() };
            let expected = if i == j { Ok(Some(0)) } else { Err(refused) };
            assert_eq!(own.distance(&a, &b), expected);
        }
    }
}

#[test]
fn sizes_are_those_of_the_planes_and_nothing_of_a_palm_is_printed() {
    let palm = waves(1.0, 0.0, 0.0);
    let sizes = baselines().map(|baseline| code(&*baseline, &palm).packed_len());
    assert_eq!(sizes, [512, 896, 631, 4096, 512]);
    assert_eq!(format!("{:?}", code(&Bocv::default(), &palm)), "Planes(bocv 6x32x32)");
}

/// The squares of synthetic captures, as the engine cuts them out.
#[test]
fn captures_of_one_palm_are_nearer_than_those_of_two() {
    let squares = |seed, visit| {
        let taken = capture(seed, HandSide::Left, visit);
        let picture = Capture::visible(taken.view().expect("a picture"));
        let found = extractor().squares(&picture, &Location::Landmarks(truth(&taken))).expect("a palm");
        assert_eq!(found.iter().map(|f| f.band).collect::<Vec<_>>(), [Band::Visible]);
        found.into_iter().next().expect("a band")
    };
    let [first, again, other] = [squares(1, 1), squares(1, 2), squares(2, 1)];
    for baseline in baselines() {
        let codes = [&first, &again, &other].map(|found| baseline.encode(&found.square, &found.usable));
        let [mated, non_mated] =
            [1, 2].map(|i| baseline.distance(&codes[0], &codes[i]).expect("one baseline"));
        assert!(mated < non_mated, "{}: {mated:?} and {non_mated:?}", baseline.name());
    }
}

#[test]
fn a_capture_without_a_palm_has_no_squares() {
    let blank = Array2::from_elem((300, 300), 128u8);
    let picture = Capture::visible(palmsig::image::ImageView::from_gray(blank.view()).expect("a picture"));
    let (extractor, mut again) = (extractor(), extractor());
    let refused = extractor.squares(&picture, &Location::Search).expect_err("no palm");
    assert_eq!(again.extract(&picture).expect_err("no palm"), refused);
}
