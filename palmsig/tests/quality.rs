//! Quality: every component follows what it is named after, and nothing makes it panic or leave its range.

mod common;

use common::{extractor, truth};
use ndarray::{Array2, Array3, s};
use palmsig::image::{Band, Capture, HandSide, ImageView, PixelLayout};
use palmsig::params::{EncoderParams, LINE_CELLS, QualityParams};
use palmsig::pipeline::{Extraction, Extractor};
use palmsig::quality::{Components, Measures, Quality, motion_between};
use palmsig::roi::{Location, Palm, PalmSquare, Square};
use palmsig::synth::{CaptureSettings, Palm as Hand, SyntheticCapture, render};
use proptest::prelude::*;

fn settings() -> CaptureSettings {
    CaptureSettings { palm_unit: 128.0, ..CaptureSettings::sized(720, 720) }
}

fn shot(settings: &CaptureSettings, seed: u64) -> SyntheticCapture {
    render(&Hand::new(seed, HandSide::Left), settings, seed).expect("sound settings")
}

fn grade(capture: &SyntheticCapture) -> Extraction {
    let picture = Capture::visible(capture.view().expect("a picture"));
    extractor().extract_graded(&picture, &Location::Landmarks(truth(capture))).expect("a palm")
}

fn components(settings: &CaptureSettings, seed: u64) -> Components {
    grade(&shot(settings, seed)).quality.components
}

/// The pixels smeared over `length` pixels to the right.
fn smeared(mut capture: SyntheticCapture, length: usize) -> SyntheticCapture {
    let width = capture.pixels.dim().1;
    let pixels = capture.pixels.clone();
    for ((row, column, channel), value) in capture.pixels.indexed_iter_mut() {
        let span = pixels.slice(s![row, column..(column + length).min(width), channel]);
        *value = (span.iter().map(|&v| u32::from(v)).sum::<u32>() / span.len() as u32) as u8;
    }
    capture
}

/// That `values` never rise and fall by at least `drop` in all.
fn assert_falls(name: &str, values: &[u8], drop: u8) {
    assert!(values.windows(2).all(|w| w[1] <= w[0]), "{name}: {values:?}");
    assert!(values[0] >= values[values.len() - 1] + drop, "{name}: {values:?}");
}

#[test]
fn each_component_falls_with_what_it_is_named_after() {
    for seed in 70..74 {
        let with = |change: &dyn Fn(&mut CaptureSettings)| {
            let mut changed = settings();
            change(&mut changed);
            components(&changed, seed)
        };
        let focus = [0.4, 2.0, 4.0, 7.0].map(|blur| with(&|s| s.blur = blur).focus);
        assert_falls("focus", &focus, 60);
        let dark = [1.0, 0.4, 0.2, 0.1].map(|exposure| with(&|s| s.exposure = exposure).exposure);
        assert_falls("exposure, darker", &dark, 30);
        let bright = [1.0, 1.8, 2.3, 2.8].map(|exposure| with(&|s| s.exposure = exposure).exposure);
        assert_falls("exposure, brighter", &bright, 50);
        let contrast = [0.4, 3.0, 7.0].map(|blur| with(&|s| s.blur = blur).contrast);
        assert_falls("contrast", &contrast, 20);
        let resolution = [128.0, 90.0, 64.0, 45.0].map(|unit| with(&|s| s.palm_unit = unit).resolution);
        assert_falls("resolution", &resolution, 60);
        let lines = [2.0, 15.0, 40.0, 80.0].map(|noise| with(&|s| s.noise = noise).lines);
        assert_falls("lines", &lines, 50);
    }
}

/// A smear along the weaker detail first evens it out, so that a single picture tells strong smears only.
#[test]
fn motion_falls_with_a_strong_smear() {
    let mean = |length| {
        let motion = |seed| grade(&smeared(shot(&settings(), seed), length)).quality.components.motion;
        (70..76).map(|seed| u32::from(motion(seed))).sum::<u32>() / 6
    };
    let (still, moved) = (mean(1), mean(16));
    assert!(moved + 20 <= still, "{still} {moved}");
}

#[test]
fn coverage_falls_with_what_lies_outside_the_picture() {
    let capture = shot(&settings(), 70);
    let palm = grade(&capture).palm;
    let covered = [0, 8, 16, 24].map(|percent| {
        let column = palm.square.center[1] - palm.square.side * (0.5 - f64::from(percent) / 100.0);
        let cut = capture.pixels.slice(s![.., column as usize.., ..]);
        let view = ImageView::from_array_u8(cut, PixelLayout::Rgb).expect("a picture");
        let [row, old] = palm.square.center;
        let square = Square { center: [row, old - column.floor()], ..palm.square };
        let graded = extractor().extract_graded(&Capture::visible(view), &Location::Square(square));
        graded.expect("a palm").quality.components.coverage
    });
    assert_falls("coverage", &covered, 40);
}

/// Sharpness is measured on the palm square: the resolution of the camera is a component of its own.
#[test]
fn focus_holds_across_resolutions() {
    for seed in 70..74 {
        let at = |unit: f64, blur: f64| {
            let sized = CaptureSettings::sized((unit * 5.6) as usize, (unit * 5.6) as usize);
            components(&CaptureSettings { palm_unit: unit, blur: blur * unit / 128.0, ..sized }, seed).focus
        };
        for blur in [0.8, 3.0] {
            let focus = [100.0, 128.0, 256.0].map(|unit| at(unit, blur));
            let (low, high) = focus.iter().fold((100, 0), |(l, h), &v| (v.min(l), v.max(h)));
            assert!(high - low <= 25, "blur of {blur}: {focus:?}");
        }
    }
}

fn any_palm() -> Palm {
    grade(&shot(&settings(), 70)).palm
}

#[test]
fn pose_falls_with_tilt_and_with_doubt() {
    let (square, usable, palm) = (PalmSquare::default(), Array2::from_elem((32, 32), true), any_palm());
    let pose = |tilt, uncertainty| {
        let palm = Palm { tilt, uncertainty, ..palm.clone() };
        Components::of(&Measures::of(&square, &usable, &palm)).pose
    };
    assert_eq!(pose(None, 0.0), 100, "what is not known takes nothing off");
    for sign in [-1.0, 1.0] {
        let tilted = [0.0, 0.3, 0.5, 0.8, 1.6].map(|tilt| pose(Some([sign * tilt, 0.0]), 0.0));
        assert_falls("tilt", &tilted, 100);
        assert_eq!(tilted, [0.0, 0.3, 0.5, 0.8, 1.6].map(|tilt| pose(Some([0.0, sign * tilt]), 0.0)));
    }
    assert_falls("uncertainty", &[0.0, 0.1, 0.2, 0.5].map(|error| pose(None, error)), 100);
    assert_eq!([pose(Some([f64::NAN, 0.0]), 0.0), pose(None, f64::NAN)], [0, 0]);
}

#[test]
fn movement_between_pictures_is_told_in_palm_units() {
    let palm = any_palm();
    let moved = |by: f64| {
        let [row, column] = palm.square.center;
        let center = [row, column + by * palm.palm_unit];
        Palm { square: Square { center, ..palm.square }, ..palm.clone() }
    };
    assert_eq!(motion_between(&palm, &palm), 0.0);
    for by in [0.1, -0.4, 2.0] {
        assert!((motion_between(&palm, &moved(by)) - f64::abs(by)).abs() < 1e-9);
    }
    let nearer = Palm { square: Square { side: 1.2 * palm.square.side, ..palm.square }, ..palm.clone() };
    assert!((motion_between(&palm, &nearer) - 0.1 * 2f64.sqrt()).abs() < 1e-9);
    let quality = grade(&shot(&settings(), 70)).quality;
    let scores = [0.0, 0.1, 0.2, 1.0].map(|by| quality.with_movement(motion_between(&palm, &moved(by))));
    assert_falls("score", &scores.map(|q| q.score), 10);
    assert_eq!(scores[0], quality);
    assert_eq!([scores[3], quality.with_movement(f64::NAN)].map(|q| q.components.motion), [0, 0]);
}

#[test]
fn two_bands_count_by_their_mean() {
    let settings = settings();
    let shot = |blur, band| shot(&CaptureSettings { band, blur, ..settings.clone() }, 75);
    let (visible, nir) = (shot(0.5, Band::Visible), shot(6.0, Band::NearInfrared));
    let location = Location::Landmarks(truth(&visible));
    let views = [visible.view(), nir.view()].map(|view| view.expect("a picture"));
    let grade =
        |capture: &Capture<'_>| extractor().extract_graded(capture, &location).expect("a palm").quality;
    let (a, b) = (grade(&Capture::visible(views[0])), grade(&Capture::near_infrared(views[1])));
    let both = grade(&Capture::both(views[0], views[1]).expect("one size"));
    assert_eq!(both.score, (a.score + b.score).div_ceil(2));
    for ((a, b), both) in a.components.iter().zip(b.components.iter()).zip(both.components.iter()) {
        assert_eq!(both, (a.0, (a.1 + b.1).div_ceil(2)));
    }
}

#[test]
fn grading_changes_no_template_and_repeats_itself() {
    let capture = shot(&settings(), 76);
    let picture = Capture::visible(capture.view().expect("a picture"));
    let mut used = extractor();
    let first = used.extract_graded(&picture, &Location::Search).expect("a palm");
    assert!(first.template == used.extract(&picture).expect("a palm"));
    let again = used.extract_graded(&picture, &Location::Search).expect("a palm");
    assert_eq!((again.quality, again.guidance), (first.quality, first.guidance));
    let fresh = extractor().extract_graded(&picture, &Location::Search).expect("a palm");
    assert_eq!((fresh.quality, fresh.guidance), (first.quality, first.guidance));
}

#[test]
fn names_and_values_of_components_go_together() {
    let components = components(&settings(), 70);
    let names: Vec<_> = components.iter().map(|(name, _)| name).collect();
    let expected = ["focus", "exposure", "contrast", "coverage", "resolution", "pose", "motion", "lines"];
    assert_eq!(names, expected);
    let quality = Quality::from(components);
    let values = quality.values();
    assert_eq!(values[0], ("score", f64::from(quality.score)));
    assert!(values[1..].iter().zip(components.iter()).all(|(a, b)| *a == (b.0, f64::from(b.1))));
}

/// In 16 bits and in 8 the same palm is of the same quality.
#[test]
fn the_depth_of_samples_does_not_matter() {
    let capture = shot(&settings(), 77);
    let deep: Array3<u16> = capture.pixels.mapv(|v| u16::from(v) << 8);
    let location = Location::Landmarks(truth(&capture));
    let grade =
        |view| extractor().extract_graded(&Capture::visible(view), &location).expect("a palm").quality;
    let shallow = grade(capture.view().expect("a picture"));
    let deep = grade(ImageView::from_array_u16(deep.view(), PixelLayout::Rgb).expect("a picture"));
    assert!(shallow.score.abs_diff(deep.score) <= 1, "{shallow:?} {deep:?}");
}

#[test]
fn limits_no_component_can_reach_are_refused_by_name() {
    let d = QualityParams::default();
    let cases = [
        ("quality.min_resolution", QualityParams { min_resolution: 101, ..d }),
        ("quality.min_coverage", QualityParams { min_coverage: 255, ..d }),
        ("quality.min_exposure", QualityParams { min_exposure: 101, ..d }),
        ("quality.min_pose", QualityParams { min_pose: 101, ..d }),
        ("quality.min_focus", QualityParams { min_focus: 101, ..d }),
        ("quality.min_motion", QualityParams { min_motion: 101, ..d }),
    ];
    for (name, quality) in cases {
        let params = EncoderParams { quality, ..EncoderParams::default() };
        assert_eq!(Extractor::new(&params).expect_err("absurd").name, name);
        assert_eq!(params.encoder_id(), EncoderParams::default().encoder_id(), "no template changes");
    }
}

/// Squares of any levels: noise, one level, two levels.
fn squares() -> impl Strategy<Value = (PalmSquare, Array2<bool>)> {
    const PIXELS: usize = PalmSquare::EXTENT * PalmSquare::EXTENT;
    let level = prop_oneof![Just(0i16), Just(PalmSquare::WHITE), 0..=PalmSquare::WHITE, any::<i16>()];
    let levels = prop_oneof![
        level.clone().prop_map(|v| vec![v; PIXELS]),
        (level.clone(), level.clone())
            .prop_map(|(a, b)| (0..PIXELS).map(|i| if i % 7 < 3 { a } else { b }).collect()),
        proptest::collection::vec(level, PIXELS),
    ];
    let usable = prop_oneof![
        Just(vec![true; LINE_CELLS * LINE_CELLS]),
        Just(vec![false; LINE_CELLS * LINE_CELLS]),
        proptest::collection::vec(any::<bool>(), LINE_CELLS * LINE_CELLS),
    ];
    (levels, usable).prop_map(|(levels, usable)| {
        let shape = (PalmSquare::EXTENT, PalmSquare::EXTENT);
        let pixels = Array2::from_shape_vec(shape, levels).expect("a sound shape");
        let usable = Array2::from_shape_vec((LINE_CELLS, LINE_CELLS), usable).expect("a sound shape");
        (PalmSquare { pixels, mask: Array2::ones(shape) }, usable)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_square_has_a_quality_in_range((square, usable) in squares(), numbers: [f64; 4]) {
        let [unit, side, tilt, uncertainty] = numbers;
        let known = any_palm();
        let frame = Square { side, ..known.square };
        let palm = Palm { palm_unit: unit, square: frame, tilt: Some([tilt, unit]), uncertainty, ..known };
        let measures = Measures::of(&square, &usable, &palm);
        let quality = Quality::of(&[measures]);
        prop_assert!(quality.score <= 100 && quality.components.iter().all(|(_, v)| v <= 100), "{quality:?}");
        prop_assert_eq!(quality, Quality::of(&[Measures::of(&square, &usable, &palm)]));
        prop_assert_eq!(quality, Quality::of(&[measures; 2]));
    }
}

#[test]
fn palms_without_any_detail_are_of_no_use() {
    let (usable, palm) = (Array2::from_elem((LINE_CELLS, LINE_CELLS), true), any_palm());
    let flat = |level| {
        let mut square = PalmSquare::default();
        square.pixels.fill(level);
        Quality::of(&[Measures::of(&square, &usable, &palm)])
    };
    for level in [0, 1, 2000, PalmSquare::WHITE] {
        let quality = flat(level);
        let c = quality.components;
        assert_eq!([c.focus, c.contrast], [0, 0], "{level}");
        assert!(quality.score <= 25, "{level}: {quality:?}");
    }
    assert_eq!(Quality::of(&[]).score, 0, "nothing is of no use");
}

/// Arrays of other shapes than the pipeline's are no reason to panic.
#[test]
fn odd_shapes_have_a_quality() {
    let palm = any_palm();
    for side in [0, 1, 31, 64] {
        let usable = Array2::from_elem((side, side), true);
        for extent in [0, 1, 200] {
            let square = PalmSquare { pixels: Array2::ones((extent, extent)), mask: Array2::ones((1, 1)) };
            assert!(Quality::of(&[Measures::of(&square, &usable, &palm)]).score <= 100);
        }
    }
}
