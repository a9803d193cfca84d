//! Guidance: a synthetic hand held badly in every way is told what to do, one held well is left alone.

mod common;

use common::{extractor, truth};
use ndarray::{Array2, s};
use palmsig::error::{ExtractError, ParamError, RoiError};
use palmsig::image::{Band, Capture, HandSide, ImageView};
use palmsig::params::QualityParams;
use palmsig::quality::{Guidance, Measures};
use palmsig::roi::{Location, Method, Palm, PalmSquare};
use palmsig::synth::{CaptureSettings, Fault, Palm as Hand, SyntheticCapture, render, render_faulty};

const SEEDS: std::ops::Range<u64> = 80..86;

fn hand(seed: u64) -> Hand {
    Hand::new(seed, if seed.is_multiple_of(2) { HandSide::Left } else { HandSide::Right })
}

fn held(seed: u64, change: impl Fn(&mut CaptureSettings)) -> SyntheticCapture {
    let mut settings = CaptureSettings { sleeve: false, ..CaptureSettings::well_held(seed) };
    change(&mut settings);
    render(&hand(seed), &settings, seed).expect("sound settings")
}

/// What is told, whether there is a template or not.
fn told(capture: &SyntheticCapture, stated: HandSide) -> Guidance {
    let picture = Capture::visible(capture.view().expect("a picture")).with_hand(stated);
    match extractor().extract_graded(&picture, &Location::Search) {
        Ok(extraction) => extraction.guidance,
        Err(error) => Guidance::for_error(&error).expect("something to do about it"),
    }
}

#[track_caller]
fn assert_told(expected: Guidance, change: impl Fn(&mut CaptureSettings)) {
    for seed in SEEDS {
        assert_eq!(told(&held(seed, &change), HandSide::Unknown), expected, "seed {seed}");
    }
}

#[track_caller]
fn assert_fault_told(fault: Fault, expected: &[Guidance]) {
    for seed in SEEDS {
        let capture = render_faulty(&hand(seed), &CaptureSettings::well_held(seed), fault, seed);
        let told = told(&capture.expect("sound settings"), HandSide::Unknown);
        assert!(expected.contains(&told), "seed {seed}: {told:?}");
    }
}

#[test]
fn a_hand_held_well_is_left_alone() {
    assert_told(Guidance::Good, |_| ());
}

#[test]
fn no_hand_and_two_hands_are_told_apart() {
    // An empty dark inside may as well want light.
    assert_fault_told(Fault::NoHand, &[Guidance::NoHand, Guidance::TooDark]);
    assert_fault_told(Fault::TwoHands, &[Guidance::OneHand]);
    let plain = Array2::from_elem((480, 640), 128);
    let picture = Capture::visible(ImageView::from_gray(plain.view()).expect("a picture"));
    let error = extractor().extract_graded(&picture, &Location::Search).expect_err("no hand");
    assert_eq!(Guidance::for_error(&error), Some(Guidance::NoHand));
}

#[test]
fn distance_is_told() {
    assert_fault_told(Fault::TooFar, &[Guidance::Closer, Guidance::NoHand]);
    assert_told(Guidance::Closer, |s| s.palm_unit = 41.0);
    assert_fault_told(Fault::HalfOut, &[Guidance::Further]);
}

#[test]
fn fingers_without_valleys_are_told() {
    let (palm, measures) = palm_and_measures();
    let palm = Palm { method: Method::Inscribed, ..palm };
    let told =
        Guidance::of(&[(Band::Visible, measures)], &palm, HandSide::Unknown, &QualityParams::default());
    assert_eq!(told, Guidance::OpenFingers);
}

/// Told of a palm whose place is known: badly lit ones are not always found.
fn told_in_place(capture: &SyntheticCapture) -> Guidance {
    let picture = Capture::visible(capture.view().expect("a picture"));
    let location = Location::Landmarks(truth(capture));
    let told = extractor().extract_graded(&picture, &location).map(|extraction| extraction.guidance);
    told.unwrap_or_else(|error| Guidance::for_error(&error).expect("something to do about it"))
}

#[test]
fn light_is_told() {
    assert_fault_told(Fault::TooDark, &[Guidance::TooDark]);
    assert_fault_told(Fault::TooBright, &[Guidance::TooBright, Guidance::NoHand]);
    for seed in SEEDS {
        assert_eq!(told_in_place(&held(seed, |s| s.exposure = 0.08)), Guidance::TooDark, "seed {seed}");
        assert_eq!(told_in_place(&held(seed, |s| s.exposure = 4.0)), Guidance::TooBright, "seed {seed}");
    }
}

#[test]
fn blur_is_told() {
    for seed in SEEDS {
        assert_eq!(told_in_place(&held(seed, |s| s.blur = 5.0)), Guidance::Blurred, "seed {seed}");
    }
}

#[test]
fn smear_is_told() {
    for seed in SEEDS {
        let mut capture = held(seed, |_| ());
        let (still, width) = (capture.pixels.clone(), capture.pixels.dim().1);
        for ((row, column, channel), value) in capture.pixels.indexed_iter_mut() {
            let span = still.slice(s![row, column..(column + 12).min(width), channel]);
            *value = (span.iter().map(|&v| u32::from(v)).sum::<u32>() / span.len() as u32) as u8;
        }
        assert_eq!(told(&capture, HandSide::Unknown), Guidance::HoldStill, "seed {seed}");
    }
}

#[test]
fn the_other_side_of_a_hand_is_told() {
    for seed in SEEDS {
        let capture = held(seed, |_| ());
        assert_eq!(told(&capture, capture.hand), Guidance::Good);
        assert_eq!(told(&capture, capture.hand.mirrored()), Guidance::OtherSide);
    }
}

fn palm_and_measures() -> (Palm, Measures) {
    let capture = held(80, |_| ());
    let picture = Capture::visible(capture.view().expect("a picture"));
    let palm = extractor().extract_graded(&picture, &Location::Search).expect("a palm").palm;
    let mut square = PalmSquare::default();
    square.warp(&picture.first_band().1, &palm, &Location::Search);
    let usable = Array2::from_elem((32, 32), true);
    let measures = Measures::of(&square, &usable, &palm);
    (palm, measures)
}

#[test]
fn tilt_is_told() {
    let (palm, measures) = palm_and_measures();
    let told = |tilt| {
        let measures = Measures { tilt, ..measures };
        Guidance::of(&[(Band::Visible, measures)], &palm, HandSide::Unknown, &QualityParams::default())
    };
    assert_eq!([None, Some(0.1), Some(0.7)].map(told), [Guidance::Good, Guidance::Good, Guidance::Tilted]);
}

/// The most urgent fault of any band is told; the caller sets the limits.
#[test]
fn the_most_urgent_fault_is_told() {
    let (palm, good) = palm_and_measures();
    let dark = Measures { level: 0.05, ..good };
    let blurred = Measures { sharpness: -5.0, ..good };
    let params = QualityParams::default();
    let of_bands = |bands: &[(Band, Measures)], params: &QualityParams| {
        Guidance::of(bands, &palm, HandSide::Unknown, params)
    };
    let told = |bands: &[Measures], params: &QualityParams| {
        of_bands(&bands.iter().map(|measures| (Band::Visible, *measures)).collect::<Vec<_>>(), params)
    };
    assert_eq!(told(&[good, blurred], &params), Guidance::Blurred);
    let soft = Measures { sharpness: -0.8, ..good };
    assert_eq!(told(&[good, soft], &params), Guidance::Good);
    assert_eq!(told(&[soft], &params), Guidance::Blurred);
    // As soft as skin makes near-infrared light, and softer than it does.
    assert_eq!(of_bands(&[(Band::NearInfrared, soft)], &params), Guidance::Good);
    let softer = Measures { sharpness: -1.4, ..good };
    assert_eq!(of_bands(&[(Band::NearInfrared, softer)], &params), Guidance::Blurred);
    // Noise makes faint detail look uneven, and strong detail does not.
    let uneven = Measures { evenness: 0.2, signal: 3.0, sharpness: 0.0, ..good };
    assert_eq!(told(&[uneven], &params), Guidance::Blurred);
    assert_eq!(told(&[Measures { signal: -4.0, ..uneven }], &params), Guidance::Good);
    assert_eq!(told(&[blurred, dark], &params), Guidance::TooDark);
    assert_eq!(told(&[Measures { level: 0.05, ..blurred }], &params), Guidance::TooDark);
    assert_eq!(told(&[], &params), Guidance::Good);
    let lenient = QualityParams { min_exposure: 0, min_focus: 0, ..params };
    assert_eq!(told(&[blurred, dark], &lenient), Guidance::Good);
    let strict = QualityParams { min_coverage: 100, ..params };
    assert_eq!(told(&[Measures { covered: 0.98, ..good }], &strict), Guidance::Further);
}

#[test]
fn failures_that_are_the_callers_are_not_told_to_the_person() {
    let roi = |source| ExtractError::Roi { band: "visible", source };
    let of_caller = [
        roi(RoiError::BadLocation("")),
        roi(RoiError::MaskSize { mask: (1, 1), picture: (2, 2) }),
        ExtractError::Param(ParamError { name: "", value: 0.0, min: 0.0, max: 0.0 }),
    ];
    assert!(of_caller.iter().all(|error| Guidance::for_error(error).is_none()));
    let cases = [
        (RoiError::PalmAtBorder, Guidance::Further),
        (RoiError::LowContrast { span: 1, minimum: 2 }, Guidance::NoHand),
        (RoiError::TooBright { saturated_percent: 99 }, Guidance::TooBright),
        (RoiError::TooSmall { palm_unit: 9.0, minimum: 40.0 }, Guidance::Closer),
    ];
    for (error, expected) in cases {
        assert_eq!(Guidance::for_error(&roi(error)), Some(expected));
    }
    let texture = ExtractError::TooLittleTexture { band: "visible", percent: 1, minimum: 25 };
    assert_eq!(Guidance::for_error(&texture), Some(Guidance::NoHand));
    assert_eq!(Guidance::OpenFingers.name(), "open-fingers");
}
