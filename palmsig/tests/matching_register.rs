//! What a comparison tells of how a palm lies over another capture of it.

mod common;

use common::{masked, template};
use palmsig::error::MatchError;
use palmsig::image::{Capture, HandSide};
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::roi::{Location, Square};
use palmsig::synth::SyntheticCapture;
use palmsig::template::Template;

use HandSide::{Left, Right};

fn matcher() -> Matcher {
    Matcher::new(&MatchParams::default()).expect("the default parameters")
}

/// A capture with its true palm square.
fn with_square() -> (SyntheticCapture, Square) {
    let capture = common::capture(40, Right, 1);
    let l = common::truth(&capture);
    let [a, b] = [l.ring_little, l.index_middle];
    let along = [(b[0] - a[0]) / capture.palm_unit, (b[1] - a[1]) / capture.palm_unit];
    // Up is the way along the valleys of a right hand (to the right), turned counter-clockwise.
    let up = [-along[1], along[0]];
    let center = [0, 1].map(|i| (a[i] + b[i]) / 2.0 - 0.7 * capture.palm_unit * up[i]);
    let square = Square { center, up, side: capture.palm_unit };
    (capture, square)
}

fn extract(capture: &SyntheticCapture, square: Square) -> Template {
    let picture = Capture::visible(capture.view().expect("a picture"));
    common::extractor().extract_at(&picture, &Location::Square(square)).expect("a palm")
}

/// The capture with its rows so much farther apart, and where its palm square came to lie.
fn stretched(mut capture: SyntheticCapture, square: Square, factor: f64) -> (SyntheticCapture, Square) {
    let pixels = capture.pixels.clone();
    let (rows, columns, colours) = pixels.dim();
    let shape = ((rows as f64 * factor) as usize, columns, colours);
    capture.pixels = ndarray::Array3::from_shape_fn(shape, |(row, column, colour)| {
        let from = ((row as f64 + 0.5) / factor - 0.5).clamp(0.0, (rows - 1) as f64);
        let (above, part) = (from as usize, from.fract());
        let [a, b] = [above, (above + 1).min(rows - 1)].map(|r| f64::from(pixels[[r, column, colour]]));
        (a + (b - a) * part).round() as u8
    });
    let center = [square.center[0] * factor, square.center[1]];
    (capture, Square { center, ..square })
}

/// `up` turned by an angle, counter-clockwise as seen on the screen (rows grow downwards).
fn turned(up: [f64; 2], angle: f64) -> [f64; 2] {
    let (sin, cos) = angle.sin_cos();
    [up[0] * cos - up[1] * sin, up[0] * sin + up[1] * cos]
}

fn found(probe: &Template, reference: &Template) -> (bool, f64, f64, [f64; 2]) {
    let comparison = matcher().probe(probe).compare(reference).expect("comparable templates");
    let evidence = *comparison.bands().next().expect("a band");
    let matched = Policy::verify(1e-4).expect("a rate in range").accepts(&comparison);
    (matched, evidence.rotation.to_degrees(), evidence.scale, evidence.shift)
}

#[test]
fn a_turned_crop_matches_and_the_rotation_turns_it_back() {
    let (capture, square) = with_square();
    let reference = extract(&capture, square);
    for degrees in [-10.0_f64, -6.0, 6.0, 10.0] {
        // A frame turned counter-clockwise sees the palm turned clockwise: the probe's content must be
        // turned counter-clockwise, a positive rotation, to lie on the reference.
        let up = turned(square.up, degrees.to_radians());
        let (matched, rotation, ..) = found(&extract(&capture, Square { up, ..square }), &reference);
        assert!(matched, "turned by {degrees}°");
        assert!((rotation - degrees).abs() <= 4.5, "turned by {degrees}°, found {rotation}°");
    }
}

#[test]
fn a_scaled_crop_matches_and_the_scale_undoes_it() {
    let (capture, square) = with_square();
    let reference = extract(&capture, square);
    for factor in [0.91, 1.1] {
        // In a larger square the palm looks smaller: the probe must grow by the same factor.
        let probe = extract(&capture, Square { side: factor * square.side, ..square });
        let (matched, _, scale, _) = found(&probe, &reference);
        assert!(matched, "square times {factor}");
        assert!((scale / factor - 1.0).abs() < 0.03, "square times {factor}, found {scale}");
    }
}

#[test]
fn a_shifted_crop_matches_and_the_shift_undoes_it() {
    let (capture, square) = with_square();
    let reference = extract(&capture, square);
    for [down, right] in [[0.125, 0.0], [-0.0938, 0.0], [0.0, 0.125], [0.0625, -0.125]] {
        // A square moved down sees the palm moved up: the probe must move down by as much.
        let probe = extract(&capture, Square { center: square.at(down, right), ..square });
        let (matched, _, _, shift) = found(&probe, &reference);
        assert!(matched, "moved by {down}, {right}");
        let error = [shift[0] - down, shift[1] - right];
        assert!(error.iter().all(|e| e.abs() < 1.0 / 32.0), "moved by {down}, {right}: found {shift:?}");
    }
}

#[test]
fn a_registration_tells_transforms_between_the_steps_of_the_search() {
    let (capture, square) = with_square();
    let reference = extract(&capture, square);
    // Rotations of 3° and scales of 1.05 lie half way between those searched.
    let moved = [(3.0_f64, 1.05, [0.02, -0.05]), (-3.0, 0.95, [-0.07, 0.01]), (8.0, 1.0, [0.05, 0.05])];
    for (degrees, side, [down, right]) in moved {
        let up = turned(square.up, degrees.to_radians());
        let center = square.at(down, right);
        let probe = extract(&capture, Square { up, center, side: side * square.side });
        let found = matcher().probe(&probe).register(&reference).expect("comparable templates");
        let [found] = found[..] else { panic!("one band, got {found:?}") };
        assert!((found.rotation.to_degrees() - degrees).abs() < 0.5, "{degrees}°: {found:?}");
        assert!((found.scale / side - 1.0).abs() < 0.01, "{side}: {found:?}");
        let error = [found.shift[0] - down, found.shift[1] - right];
        assert!(error.iter().all(|e| e.abs() < 1.0 / 128.0), "{down}, {right}: {found:?}");
        assert!(found.deformation < 1.0 / 64.0 && (9..=37).contains(&found.patches), "{found:?}");
    }
}

/// A crop whose rows were drawn together, as those of a tilted hand are.
#[test]
fn a_stretched_crop_matches_and_the_registration_tells_the_stretch() {
    let (capture, square) = with_square();
    let reference = extract(&capture, square);
    for factor in [0.92, 1.08] {
        let (capture, square) = stretched(common::capture(40, Right, 1), square, factor);
        let probe = extract(&capture, square);
        let found = matcher().probe(&probe).register(&reference).expect("comparable templates");
        let [found] = found[..] else { panic!("one band, got {found:?}") };
        let ratio = f64::max(factor, 1.0 / factor);
        assert!((found.stretch / ratio - 1.0).abs() < 0.015, "rows times {factor}: {found:?}");
        assert!((found.scale * factor.sqrt() - 1.0).abs() < 0.015, "rows times {factor}: {found:?}");
        assert!(found.deformation < 1.0 / 100.0, "{found:?}");
        let compared = matcher().compare(&probe, &reference).expect("comparable templates");
        assert!(compared.similarity() > 10_000, "{compared:?}");
    }
}

/// As of a hand tilted by 45 degrees: the patches about the best rotation and scale tell but a part of the stretch, and those about that
/// part the rest.
#[test]
fn a_crop_that_is_stretched_far_is_followed_step_by_step() {
    let (capture, square) = with_square();
    let reference = extract(&capture, square);
    let (capture, square) = stretched(capture, square, 0.7);
    let probe = extract(&capture, square);
    let found = matcher().probe(&probe).register(&reference).expect("comparable templates");
    assert!((found[0].stretch * 0.7 - 1.0).abs() < 0.02, "{found:?}");
    let compared = matcher().compare(&probe, &reference).expect("comparable templates");
    assert!(compared.similarity() > 15_000, "{compared:?}");
}

#[test]
fn without_evidence_or_a_common_band_there_is_no_registration() {
    let whole = template(10, Left, 1);
    let probe = matcher().probe(&whole);
    assert_eq!(probe.register(&masked(&whole, |_, _| false)), Ok(Vec::new()));
    let right = template(10, Right, 1);
    assert_eq!(probe.register(&right), Err(MatchError::Hands));
}
