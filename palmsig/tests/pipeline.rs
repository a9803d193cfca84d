//! From pictures to templates: the same palm however it is held, stored or located.

mod common;

use std::f64::consts::TAU;

use common::extractor;
use ndarray::{Array3, Axis, s};
use palmsig::error::ExtractError;
use palmsig::image::{Capture, HandSide, ImageView, PixelLayout};
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::roi::{Landmarks, Location, Square};
use palmsig::synth::{CaptureSettings, Palm, SyntheticCapture, render};
use palmsig::template::Template;

use HandSide::{Left, Right};

fn search(capture: &SyntheticCapture) -> Result<Template, ExtractError> {
    extractor().extract(&Capture::visible(capture.view().expect("a picture")))
}

fn at(capture: &SyntheticCapture, location: &Location<'_>) -> Result<Template, ExtractError> {
    extractor().extract_at(&Capture::visible(capture.view().expect("a picture")), location)
}

fn matches(a: &Template, b: &Template) -> bool {
    let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
    let comparison = matcher.compare(a, b).expect("comparable templates");
    Policy::verify(1e-4).expect("a rate in range").accepts(&comparison)
}

/// A well-held hand in the middle of a square picture, so that it can be turned by any angle.
fn upright(hand: HandSide) -> (Palm, CaptureSettings) {
    let settings = CaptureSettings { center: [350.0, 320.0], ..CaptureSettings::sized(640, 640) };
    (Palm::new(60, hand), CaptureSettings { palm_unit: 85.0, ..settings })
}

#[test]
fn a_hand_turned_by_any_angle_is_found_and_matches() {
    for hand in [Left, Right] {
        let (palm, settings) = upright(hand);
        let reference = search(&render(&palm, &settings, 1).expect("sound settings")).expect("a palm");
        assert_eq!(reference.hand(), hand);
        for twelfth in 0..12 {
            let settings = CaptureSettings { rotation: f64::from(twelfth) * TAU / 12.0, ..settings.clone() };
            let turned = search(&render(&palm, &settings, 2).expect("sound settings"));
            let turned = turned.unwrap_or_else(|e| panic!("{hand:?} turned by {}°: {e}", 30 * twelfth));
            assert_eq!(turned.hand(), hand, "turned by {}°", 30 * twelfth);
            assert!(matches(&turned, &reference), "{hand:?} turned by {}°", 30 * twelfth);
        }
    }
}

#[test]
fn a_picture_upside_down_gives_the_same_palm() {
    let capture = common::capture(62, Left, 1);
    let upright = search(&capture).expect("a palm");
    let flipped = capture.pixels.slice(s![..;-1, ..;-1, ..]);
    let view = ImageView::from_array_u8(flipped, PixelLayout::Rgb).expect("a picture");
    let flipped = extractor().extract(&Capture::visible(view)).expect("a palm");
    assert_eq!(flipped.hand(), Left);
    assert!(matches(&flipped, &upright));
}

#[test]
fn a_mirrored_picture_shows_another_palm() {
    for hand in [Left, Right] {
        let capture = common::capture(62, hand, 1);
        let original = search(&capture).expect("a palm");
        let mirrored = capture.pixels.slice(s![.., ..;-1, ..]);
        let view = ImageView::from_array_u8(mirrored, PixelLayout::Rgb).expect("a picture");
        let mirrored = extractor().extract(&Capture::visible(view)).expect("a palm");
        assert_eq!((original.hand(), mirrored.hand()), (hand, hand.mirrored()));
        assert!(!matches(&original.without_hand(), &mirrored.without_hand()));
    }
}

#[test]
fn the_side_stated_by_the_caller_counts() {
    let capture = common::capture(62, Left, 1);
    let picture = Capture::visible(capture.view().expect("a picture"));
    for (stated, expected) in [(HandSide::Unknown, Left), (Left, Left), (Right, Right)] {
        let template = extractor().extract(&picture.with_hand(stated)).expect("a palm");
        assert_eq!(template.hand(), expected);
    }
}

fn layouts(rgb: &Array3<u8>) -> Vec<(Array3<u8>, PixelLayout)> {
    let (height, width, _) = rgb.dim();
    let pick = |order: &[usize]| {
        Array3::from_shape_fn((height, width, order.len()), |(r, c, k)| rgb[[r, c, order[k]]])
    };
    vec![
        (pick(&[0, 1, 2]), PixelLayout::Rgb),
        (pick(&[2, 1, 0]), PixelLayout::Bgr),
        // Alpha takes the value of green: it must not count.
        (pick(&[0, 1, 2, 1]), PixelLayout::Rgba),
    ]
}

#[test]
fn the_same_pixels_give_the_same_bytes_however_they_lie_in_memory() {
    let capture = common::capture(63, Right, 1);
    let bytes_of =
        |view: ImageView<'_>| extractor().extract(&Capture::visible(view)).expect("a palm").to_bytes();
    let expected = bytes_of(capture.view().expect("a picture"));
    for (pixels, layout) in layouts(&capture.pixels) {
        let (height, width, channels) = pixels.dim();
        let packed = ImageView::from_array_u8(pixels.view(), layout).expect("a picture");
        assert!(bytes_of(packed) == expected, "{layout:?}");
        let row = width * channels;
        let stride = row + 13;
        let samples = pixels.as_standard_layout();
        let rows = samples.as_slice().expect("rows").chunks_exact(row);
        let padded: Vec<u8> = rows.flat_map(|r| r.iter().copied().chain([200; 13])).collect();
        let padded = ImageView::from_rows_u8(&padded, height, width, stride, layout).expect("a picture");
        assert!(bytes_of(padded) == expected, "{layout:?} with a stride");
        // Stored upside down, mirrored and column by column, seen the right way round.
        let mut stored = pixels.slice(s![..;-1, ..;-1, ..]).as_standard_layout().into_owned();
        stored.invert_axis(Axis(0));
        stored.invert_axis(Axis(1));
        assert!(bytes_of(ImageView::from_array_u8(stored.view(), layout).expect("a picture")) == expected);
        let columns = pixels.view().permuted_axes([2, 1, 0]).as_standard_layout().into_owned();
        let columns = columns.permuted_axes([2, 1, 0]);
        assert!(bytes_of(ImageView::from_array_u8(columns.view(), layout).expect("a picture")) == expected);
    }
}

/// 16-bit samples of 257 times the 8-bit ones show the same light. The hand is looked for in 8 bits and
/// found at the same place; the square is resampled with more fractional bits and may round otherwise, so
/// that the bytes are nearly, not exactly, the same.
#[test]
fn the_same_light_in_16_bits_gives_the_same_palm() {
    let capture = common::capture(63, Right, 1);
    let eight = search(&capture).expect("a palm");
    for (bits, factor) in [(16, 257), (8, 1)] {
        let wide = capture.pixels.mapv(|v| u16::from(v) * factor);
        let view = ImageView::from_array_u16(wide.view(), PixelLayout::Rgb).expect("a picture");
        let view = view.with_bit_depth(bits).expect("a depth in range");
        let sixteen = extractor().extract(&Capture::visible(view)).expect("a palm");
        let (a, b) = (&eight.views()[0], &sixteen.views()[0]);
        assert_eq!((a.resolution, a.lines.mask()), (b.resolution, b.lines.mask()), "{bits} bits");
        let differing: u32 = a.fine.bits().iter().zip(b.fine.bits()).map(|(a, b)| (a ^ b).count_ones()).sum();
        assert!(differing < 64 * 64 * 6 / 50, "{differing} bits differ in {bits} bits");
        assert!(matches(&eight, &sixteen));
        assert!(bits > 8 || eight == sixteen, "8 significant bits are the same pixels");
    }
}

#[test]
fn what_the_caller_knows_of_the_place_leads_to_the_same_palm() {
    let capture = common::capture(64, Left, 1);
    let searched = search(&capture).expect("a palm");
    let landmarks = at(&capture, &Location::Landmarks(common::truth(&capture))).expect("a palm");
    let mask = at(&capture, &Location::Mask(capture.mask.view())).expect("a palm");
    let scaled = at(&capture, &Location::Mask(capture.mask.mapv(|v| v * 255).view())).expect("a palm");
    assert_eq!(mask, scaled, "any value but 0 is inside");
    assert_eq!((landmarks.hand(), mask.hand()), (Left, Left));
    let middle = Landmarks { thumb_index: None, ..common::truth(&capture) };
    let without_thumb = at(&capture, &Location::Landmarks(middle)).expect("a palm");
    assert_eq!(without_thumb.hand(), HandSide::Unknown, "without the thumb the side does not show");
    assert_eq!(without_thumb.views(), landmarks.views());
    for other in [&landmarks, &mask, &without_thumb] {
        assert!(matches(&searched, other));
    }
}

#[test]
fn a_crop_of_the_square_is_taken_as_the_square() {
    let (palm, settings) = upright(Right);
    let capture = render(&palm, &settings, 1).expect("sound settings");
    let l = common::truth(&capture);
    let (left, right) = (l.ring_little, l.index_middle);
    let side = (right[1] - left[1]).round();
    let (top, from) = ((left[0] + right[0]) / 2.0 + 0.2 * side, left[1].round());
    let square = Square { center: [top.round() + side / 2.0, from + side / 2.0], up: [-1.0, 0.0], side };
    let located = at(&capture, &Location::Square(square)).expect("a palm");
    let (rows, columns) = (top.round() as usize, from as usize);
    let crop = capture.pixels.slice(s![rows..rows + side as usize, columns..columns + side as usize, ..]);
    let crop = ImageView::from_array_u8(crop, PixelLayout::Rgb).expect("a picture");
    let whole = extractor().extract_at(&Capture::visible(crop), &Location::WholePicture).expect("a palm");
    assert_eq!((located.hand(), whole.hand()), (HandSide::Unknown, HandSide::Unknown));
    assert_eq!(located.views()[0].resolution, whole.views()[0].resolution);
    assert!(matches(&located, &whole));
}
