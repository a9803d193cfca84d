//! What must not become a template: bad pictures, bad locations, absurd parameters.

mod common;

use common::extractor;
use ndarray::{Array2, Array3, Axis};
use palmsig::error::{ExtractError, RoiError};
use palmsig::image::{Band, Capture, HandSide, ImageView, PixelLayout};
use palmsig::params::{EncoderParams, FeatureParams, QualityParams, RoiParams};
use palmsig::pipeline::Extractor;
use palmsig::roi::{Landmarks, Location, Square};
use palmsig::synth::{CaptureSettings, Fault, Palm, Rng, SyntheticCapture, render_faulty};
use palmsig::template::Template;
use proptest::prelude::*;

use HandSide::{Left, Right};

fn search(capture: &SyntheticCapture) -> Result<Template, ExtractError> {
    extractor().extract(&Capture::visible(capture.view().expect("a picture")))
}

fn at(capture: &SyntheticCapture, location: &Location<'_>) -> Result<Template, ExtractError> {
    extractor().extract_at(&Capture::visible(capture.view().expect("a picture")), location)
}

fn gray(pixels: &Array2<u8>) -> Result<Template, ExtractError> {
    extractor().extract(&Capture::visible(ImageView::from_gray(pixels.view()).expect("a picture")))
}

fn reason(result: Result<Template, ExtractError>) -> RoiError {
    match result {
        Err(ExtractError::Roi { source, .. }) => source,
        other => panic!("no refusal for want of a palm: {other:?}"),
    }
}

#[test]
fn pictures_without_a_hand_are_refused() {
    let mut rng = Rng::new(1);
    let noise = Array2::from_shape_simple_fn((300, 300), || rng.whole(0, 255) as u8);
    let ramp = Array2::from_shape_fn((300, 300), |(r, c)| ((r + c) * 255 / 600) as u8);
    let checks =
        Array2::from_shape_fn((300, 300), |(r, c)| if (r / 16 + c / 16) % 2 == 0 { 30 } else { 220 });
    assert!(matches!(reason(gray(&Array2::zeros((480, 640)))), RoiError::TooDark { .. }));
    assert!(matches!(reason(gray(&Array2::from_elem((480, 640), 255))), RoiError::TooBright { .. }));
    assert!(matches!(reason(gray(&Array2::from_elem((480, 640), 128))), RoiError::LowContrast { .. }));
    for picture in [noise, ramp, checks] {
        reason(gray(&picture));
    }
    for shape in [(1, 1), (1, 5000), (5000, 1), (2, 2), (3, 700), (40, 40)] {
        reason(gray(&Array2::from_shape_fn(shape, |(r, c)| (r * 31 + c * 57) as u8)));
    }
    let nobody = render_faulty(&Palm::new(60, Left), &CaptureSettings::default(), Fault::NoHand, 1);
    reason(search(&nobody.expect("sound settings")));
}

#[test]
fn badly_held_hands_are_refused_for_the_right_reason() {
    use RoiError::{HandCutOff, LowContrast, NoHand, PalmAtBorder, SeveralHands, TooDark, TooSmall};
    for (seed, fault) in (61..65).flat_map(|seed| Fault::ALL.map(|fault| (seed, fault))) {
        let capture = render_faulty(&Palm::new(seed, Right), &CaptureSettings::default(), fault, 1);
        let result = search(&capture.expect("sound settings"));
        let Err(ExtractError::Roi { source, .. }) = result else {
            // Blurred and overexposed hands may be found; whether they are good enough is another question.
            assert!(
                matches!(fault, Fault::OutOfFocus | Fault::TooBright),
                "palm {seed}, {fault:?}: {result:?}"
            );
            continue;
        };
        let right = match fault {
            Fault::TwoHands => matches!(source, SeveralHands { count: 2 }),
            Fault::TooDark => matches!(source, TooDark { .. } | LowContrast { .. }),
            Fault::HalfOut => matches!(source, HandCutOff { .. } | PalmAtBorder),
            Fault::TooFar => matches!(source, TooSmall { .. } | NoHand),
            Fault::NoHand => matches!(source, NoHand | LowContrast { .. } | TooDark { .. }),
            _ => true,
        };
        assert!(right, "palm {seed}, {fault:?}: {source}");
    }
}

/// A few pixels enlarged to a palm are smooth, and smooth palms look alike.
#[test]
fn a_tiny_crop_makes_no_template() {
    for side in [1, 2, 39] {
        let pixels = Array2::from_shape_fn((side, 64), |(r, c)| (r * 37 + c * 91) as u8);
        let picture = Capture::visible(ImageView::from_gray(pixels.view()).expect("a picture"));
        let refused = extractor().extract_at(&picture, &Location::WholePicture).expect_err("a tiny crop");
        let too_small = matches!(refused, ExtractError::Roi { source: RoiError::TooSmall { .. }, .. });
        assert!(too_small, "{side}: {refused}");
    }
}

/// A picture of one level has nothing to tell palms by, wherever the caller says the palm is.
#[test]
fn a_blank_palm_makes_no_template() {
    let square = Square { center: [100.0, 100.0], up: [-1.0, 0.0], side: 100.0 };
    let blank = Array2::from_elem((200, 200), 128);
    let white = Array2::from_elem((200, 200), 255);
    let black = Array2::zeros((200, 200));
    for pixels in [blank, white, black] {
        for location in [Location::WholePicture, Location::Square(square)] {
            let picture = Capture::visible(ImageView::from_gray(pixels.view()).expect("a picture"));
            let refused = extractor().extract_at(&picture, &location).map(|_| ());
            assert_eq!(
                refused,
                Err(ExtractError::TooLittleTexture { band: "visible", percent: 0, minimum: 25 })
            );
        }
    }
}

#[test]
fn locations_that_cannot_be_are_refused() {
    let capture = common::capture(64, Left, 1);
    let l = common::truth(&capture);
    let far = 1e300;
    for point in
        [[f64::NAN, 0.0], [0.0, f64::INFINITY], [far, far], [-far, 10.0], [10.0, -700.0], l.ring_little]
    {
        let refused = reason(at(&capture, &Location::Landmarks(Landmarks { index_middle: point, ..l })));
        assert!(matches!(refused, RoiError::BadLocation(_)), "{point:?}: {refused:?}");
    }
    let two = Landmarks { middle_ring: None, thumb_index: None, ..l };
    assert!(matches!(reason(at(&capture, &Location::Landmarks(two))), RoiError::BadLocation(_)));
    let sound = Square { center: [300.0, 320.0], up: [-1.0, 0.0], side: 90.0 };
    let bad = [
        Square { center: [f64::NAN, 0.0], ..sound },
        Square { up: [0.0, 0.0], ..sound },
        Square { up: [-1.0, 0.1], ..sound },
        Square { up: [f64::INFINITY, 0.0], ..sound },
        Square { side: 0.0, ..sound },
        Square { side: -90.0, ..sound },
        Square { side: f64::NAN, ..sound },
    ];
    for square in bad {
        assert!(matches!(reason(at(&capture, &Location::Square(square))), RoiError::BadLocation(_)));
    }
    let outside =
        [[far, far], [-far, 0.0], [0.0, 320.0], [1e6, 1e6]].map(|center| Square { center, ..sound });
    for square in outside.into_iter().chain([far, 1e12, 5000.0].map(|side| Square { side, ..sound })) {
        assert!(matches!(reason(at(&capture, &Location::Square(square))), RoiError::HandCutOff { .. }));
    }
    for side in [1e-300, 5.0] {
        let refused = reason(at(&capture, &Location::Square(Square { side, ..sound })));
        assert!(matches!(refused, RoiError::TooSmall { .. }));
    }
    for shape in [(480, 639), (1, 1), (640, 480)] {
        let refused = reason(at(&capture, &Location::Mask(Array2::ones(shape).view())));
        assert_eq!(refused, RoiError::MaskSize { mask: shape, picture: (480, 640) });
    }
    for level in [0, 1] {
        reason(at(&capture, &Location::Mask(Array2::from_elem((480, 640), level).view())));
    }
}

#[test]
fn absurd_parameters_are_refused_by_name() {
    let (r, f) = (RoiParams::default(), FeatureParams::default());
    let bank = |omega, kappa, support| palmsig::params::BankParams { omega, kappa, support };
    let roi = [
        ("roi.square_side", RoiParams { square_side: f64::NAN, ..r }),
        ("roi.square_side", RoiParams { square_side: -1.0, ..r }),
        ("roi.square_gap", RoiParams { square_gap: f64::INFINITY, ..r }),
        ("roi.search_side", RoiParams { search_side: 0, ..r }),
        ("roi.search_side", RoiParams { search_side: usize::MAX, ..r }),
        ("roi.min_palm_unit", RoiParams { min_palm_unit: 0.0, ..r }),
        ("roi.max_outside", RoiParams { max_outside: 1.1, ..r }),
        ("roi.max_saturated", RoiParams { max_saturated: f64::NAN, ..r }),
    ];
    let features = [
        ("lines.omega", FeatureParams { lines: bank(f64::NAN, 2.78, 18), ..f }),
        ("lines.omega", FeatureParams { lines: bank(1e9, 2.78, 18), ..f }),
        ("lines.kappa", FeatureParams { lines: bank(0.35, 0.0, 18), ..f }),
        ("lines.support", FeatureParams { lines: bank(0.35, 2.78, 17), ..f }),
        ("lines.support", FeatureParams { lines: bank(0.35, 2.78, usize::MAX), ..f }),
        ("texture.omega", FeatureParams { texture: bank(-0.6, 2.78, 12), ..f }),
        ("texture.support", FeatureParams { texture: bank(0.6, 2.78, 0), ..f }),
        ("dark_percent", FeatureParams { dark_percent: 255, ..f }),
        ("min_usable_percent", FeatureParams { min_usable_percent: 0, ..f }),
    ];
    let quality = QualityParams::default();
    let of_roi = roi.map(|(name, roi)| (name, EncoderParams { roi, features: f, quality }));
    let of_features = features.map(|(name, features)| (name, EncoderParams { roi: r, features, quality }));
    for (name, params) in of_roi.into_iter().chain(of_features) {
        assert_eq!(Extractor::new(&params).expect_err("absurd").name, name);
    }
}

#[test]
fn an_extractor_is_as_good_as_new_after_a_failure() {
    let capture = common::capture(65, Right, 1);
    let fault = render_faulty(&Palm::new(65, Right), &CaptureSettings::default(), Fault::TooDark, 1);
    let fault = fault.expect("sound settings");
    let blank = Array2::from_elem((200, 200), 255);
    let blank = Capture::visible(ImageView::from_gray(blank.view()).expect("a picture"));
    let mut used = extractor();
    assert!(used.extract(&Capture::visible(fault.view().expect("a picture"))).is_err());
    assert!(used.extract_at(&blank, &Location::WholePicture).is_err());
    for visit in [1, 2, 1] {
        let capture = common::capture(65, Right, visit);
        let again = used.extract(&Capture::visible(capture.view().expect("a picture"))).expect("a palm");
        assert!(again == search(&capture).expect("a palm"), "visit {visit}");
    }
    assert!(used.clone().extract(&Capture::visible(capture.view().expect("a picture"))) == search(&capture));
}

/// With parameters that accept a palm wherever it lies, absurd squares are outside all texture.
#[test]
fn absurd_squares_stay_harmless_when_all_may_lie_outside() {
    let roi = RoiParams { max_outside: 1.0, min_palm_unit: 1.0, ..RoiParams::default() };
    let mut extractor = Extractor::new(&EncoderParams { roi, ..EncoderParams::default() }).expect("in range");
    let capture = common::capture(64, Left, 1);
    let picture = Capture::visible(capture.view().expect("a picture"));
    for big in [1e5, 1e9, 1e15, 1e18, 1e300, f64::MAX] {
        for center in [[big, -big], [240.0, 320.0], [-big, 0.0]] {
            for side in [1.5, 90.0, big] {
                let square = Square { center, up: [0.6, -0.8], side };
                let result = extractor.extract_at(&picture, &Location::Square(square));
                assert!(result.is_err() || center == [240.0, 320.0] && side < 100.0, "{square:?}");
            }
        }
    }
}

/// A picture of any small size and layout, with values that are often extreme.
fn pictures() -> impl Strategy<Value = (Array3<u8>, PixelLayout)> {
    let layout = prop_oneof![
        Just(PixelLayout::Gray),
        Just(PixelLayout::Rgb),
        Just(PixelLayout::Bgr),
        Just(PixelLayout::Rgba)
    ];
    let value = prop_oneof![Just(0u8), Just(255u8), any::<u8>()];
    (1usize..40, 1usize..40, layout).prop_flat_map(move |(rows, columns, layout)| {
        let samples = proptest::collection::vec(value.clone(), rows * columns * layout.channels());
        samples.prop_map(move |s| {
            let shape = (rows, columns, layout.channels());
            (Array3::from_shape_vec(shape, s).expect("a sound shape"), layout)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_picture_makes_the_extractor_panic((pixels, layout) in pictures(), numbers: [f64; 8]) {
        let roi = RoiParams { max_outside: 1.0, min_palm_unit: 1.0, min_span: 0, ..RoiParams::default() };
        let params = EncoderParams { roi, ..EncoderParams::default() };
        let mut extractor = Extractor::new(&params).expect("parameters in range");
        let view = ImageView::from_array_u8(pixels.view(), layout).expect("a picture");
        let mask = pixels.index_axis(Axis(2), 0);
        let [a, b, c, d, e, f, side, angle] = numbers;
        let landmarks = Landmarks {
            index_middle: [a, b],
            middle_ring: Some([c, d]),
            ring_little: [e, f],
            thumb_index: Some([side, angle]),
        };
        let square = Square { center: [a, b], up: [angle.sin(), angle.cos()], side };
        let locations = [
            Location::Search,
            Location::Mask(mask),
            Location::Landmarks(landmarks),
            Location::Square(square),
            Location::WholePicture,
        ];
        for (location, band) in locations.iter().flat_map(|l| [Band::Visible, Band::NearInfrared].map(|b| (l, b))) {
            let result = extractor.extract_at(&Capture::of_band(band, view), location);
            if let Ok(template) = result {
                prop_assert!(Template::from_bytes(&template.to_bytes()).as_ref() == Ok(&template));
            }
        }
    }
}
