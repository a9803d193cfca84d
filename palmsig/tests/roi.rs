//! Locating the palm of drawn hands: any rotation, side, background and pixel kind, and every refusal.

use ndarray::Array2;
use palmsig::error::RoiError;
use palmsig::image::{Band, HandSide, ImageView, PixelLayout};
use palmsig::params::RoiParams;
use palmsig::roi::{Landmarks, Location, Method, Palm, Square, locate};
use palmsig::trace::{Artifact, Observer, Unobserved};
use proptest::prelude::*;

/// A drawn right hand (thumb on the right, fingers up before turning).
#[derive(Clone, Copy)]
struct Hand {
    /// Middle of the line through the outer valleys, [row, column].
    at: [f64; 2],
    /// Pixels of one palm unit.
    unit: f64,
    /// Degrees, counter-clockwise as seen on the screen.
    turn: f64,
    mirrored: bool,
    fingers: Fingers,
}

#[derive(Clone, Copy, PartialEq)]
enum Fingers {
    Spread,
    Closed,
}

const HAND: Hand =
    Hand { at: [240.0, 240.0], unit: 64.0, turn: 0.0, mirrored: false, fingers: Fingers::Spread };

/// Capsules of a hand as [x0, y0, x1, y1, radius] in palm units, x right, y to the fingers, the origin
/// midway between the outer valleys: forearm, thumb, fingers.
const FOREARM: [f64; 5] = [0.0, -1.6, 0.0, -6.0, 0.55];
const THUMB: [f64; 5] = [0.4, -1.3, 1.5, -0.3, 0.22];
const FINGERS: [[f64; 5]; 4] = [
    [-0.66, -0.4, -0.93, 1.1, 0.19],
    [-0.25, -0.4, -0.33, 1.6, 0.18],
    [0.25, -0.4, 0.33, 1.6, 0.18],
    [0.66, -0.4, 0.95, 1.4, 0.19],
];
/// The palm: centre, half axes.
const PALM: [f64; 4] = [0.0, -0.9, 0.97, 1.05];
/// Height of the outer valleys: the palm's edge at x = 0.5.
const VALLEY_UP: f64 = 0.0;

fn in_capsule([x0, y0, x1, y1, radius]: [f64; 5], x: f64, y: f64) -> bool {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let t = (((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let (ex, ey) = (x - x0 - t * dx, y - y0 - t * dy);
    ex * ex + ey * ey <= radius * radius
}

impl Hand {
    fn covers(&self, row: f64, column: f64) -> bool {
        let (sin, cos) = self.turn.to_radians().sin_cos();
        let (right, down) = ((column - self.at[1]) / self.unit, (row - self.at[0]) / self.unit);
        // Turn back, clockwise.
        let (mut x, y) = (cos * right - sin * down, -(sin * right + cos * down));
        if self.mirrored {
            x = -x;
        }
        let [cx, cy, rx, ry] = PALM;
        let (ex, ey) = ((x - cx) / rx, (y - cy) / ry);
        let closed = [-0.72, -0.25, 0.72, 1.5];
        ex * ex + ey * ey <= 1.0
            || in_capsule(FOREARM, x, y)
            || match self.fingers {
                Fingers::Spread => in_capsule(THUMB, x, y) || FINGERS.iter().any(|f| in_capsule(*f, x, y)),
                Fingers::Closed => x >= closed[0] && x <= closed[2] && y >= closed[1] && y <= closed[3],
            }
    }

    fn up(&self) -> [f64; 2] {
        let (sin, cos) = self.turn.to_radians().sin_cos();
        [-cos, -sin]
    }

    /// Where the centre of the palm square belongs.
    fn center(&self) -> [f64; 2] {
        let (up, params) = (self.up(), RoiParams::default());
        let down = (params.square_gap + params.square_side / 2.0 - VALLEY_UP) * self.unit;
        [self.at[0] - down * up[0], self.at[1] - down * up[1]]
    }
}

/// Hands drawn in two levels, with a soft shade over the skin so that it is no flat area.
fn draw(hands: &[Hand], size: (usize, usize), skin: u8, background: u8) -> Array2<u8> {
    Array2::from_shape_fn(size, |(r, c)| {
        let covered = hands.iter().any(|h| h.covers(r as f64 + 0.5, c as f64 + 0.5));
        let shade = ((r * 7 + c * 3) % 16) as u8;
        if covered { skin.saturating_sub(shade) } else { background.saturating_sub(shade / 2) }
    })
}

fn search(pixels: &Array2<u8>) -> Result<Palm, RoiError> {
    find(pixels, &Location::Search)
}

/// The palm by the outline of the drawn hands alone, before a picture that tells nothing: what the networks see of
/// drawings is no matter here (tests/frame.rs has hands for them).
fn by_outline(hands: &[Hand], size: (usize, usize)) -> Result<Palm, RoiError> {
    let pixels = Array2::from_shape_fn(size, |(r, c)| ((r * 31 + c * 17) % 256) as u8);
    let mask = draw(hands, size, 255, 0).mapv(|v| u8::from(v > 100));
    find(&pixels, &Location::Mask(mask.view()))
}

fn find(pixels: &Array2<u8>, location: &Location<'_>) -> Result<Palm, RoiError> {
    let view = ImageView::from_gray(pixels.view()).unwrap();
    locate(&view, Band::Visible, location, &RoiParams::default(), &mut Unobserved)
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The frame lies where the hand was drawn: centre within 5 % of a palm unit, direction within 3
/// degrees, unit within 5 %.
#[track_caller]
fn assert_on(palm: &Palm, hand: &Hand) {
    assert_eq!(palm.method, Method::Valleys);
    let off = distance(palm.square.center, hand.center()) / hand.unit;
    assert!(off < 0.05, "centre off by {off} units at {} degrees", hand.turn);
    let (up, want) = (palm.square.up, hand.up());
    let cosine = up[0] * want[0] + up[1] * want[1];
    assert!(cosine > 0.9986, "direction off at {} degrees: cosine {cosine}", hand.turn);
    let ratio = palm.palm_unit / hand.unit;
    assert!((ratio - 1.0).abs() < 0.05, "unit off by a factor of {ratio}");
}

#[test]
fn finds_hands_at_every_rotation_and_tells_their_side() {
    for step in 0..24 {
        for mirrored in [false, true] {
            let hand = Hand { turn: f64::from(step) * 15.0, mirrored, ..HAND };
            let palm = by_outline(&[hand], (480, 480)).unwrap();
            assert_on(&palm, &hand);
            let side = if mirrored { HandSide::Left } else { HandSide::Right };
            assert_eq!(palm.hand, side, "at {} degrees", hand.turn);
        }
    }
}

#[test]
fn sixteen_bit_pictures_give_the_frame_of_eight_bit_ones() {
    let pixels = draw(&[HAND], (480, 480), 180, 25);
    let wide = pixels.mapv(|v| u16::from(v) << 4).insert_axis(ndarray::Axis(2));
    let view = ImageView::from_array_u16(wide.view(), PixelLayout::Gray).unwrap().with_bit_depth(12).unwrap();
    let palm =
        locate(&view, Band::NearInfrared, &Location::Search, &RoiParams::default(), &mut Unobserved).unwrap();
    assert_eq!(palm.square, search(&pixels).unwrap().square);
}

#[test]
fn frames_follow_the_hand_in_size() {
    let small = Hand { at: [240.0, 300.0], unit: 60.0, ..HAND };
    let large = Hand { at: [960.0, 1200.0], unit: 240.0, ..HAND };
    assert_on(&by_outline(&[small], (480, 600)).unwrap(), &small);
    assert_on(&by_outline(&[large], (1920, 2400)).unwrap(), &large);
}

#[test]
fn closed_fingers_fall_back_to_the_inscribed_circle() {
    for turn in [0.0, 90.0, 200.0] {
        let hand = Hand { turn, fingers: Fingers::Closed, ..HAND };
        let palm = by_outline(&[hand], (480, 480)).unwrap();
        assert_eq!(palm.method, Method::Inscribed);
        assert_eq!(palm.hand, HandSide::Unknown);
        let (up, want) = (palm.square.up, hand.up());
        assert!(up[0] * want[0] + up[1] * want[1] > 0.97, "direction {up:?} at {turn} degrees");
        assert!(distance(palm.square.center, hand.center()) < 0.4 * hand.unit);
    }
}

#[test]
fn two_hands_are_refused() {
    let hands = [HAND, Hand { at: [240.0, 660.0], mirrored: true, ..HAND }];
    let error = by_outline(&hands, (480, 900)).unwrap_err();
    assert_eq!(error, RoiError::SeveralHands { count: 2 });
}

#[test]
fn a_mask_handed_in_is_taken_instead_of_the_levels() {
    let pixels = Array2::<u8>::zeros((480, 480));
    assert_on(&by_outline(&[HAND], (480, 480)).unwrap(), &HAND);
    let wrong = Array2::<u8>::ones((480, 479));
    let error = find(&pixels, &Location::Mask(wrong.view())).unwrap_err();
    assert_eq!(error, RoiError::MaskSize { mask: (480, 479), picture: (480, 480) });
    let empty = Array2::<u8>::zeros((480, 480));
    assert_eq!(find(&pixels, &Location::Mask(empty.view())).unwrap_err(), RoiError::NoHand);
}

/// Valleys of an upright right hand: index–middle on the right.
const VALLEYS: Landmarks = Landmarks {
    index_middle: [200.0, 260.0],
    middle_ring: Some([190.0, 200.0]),
    ring_little: [200.0, 140.0],
    thumb_index: Some([300.0, 300.0]),
};

#[test]
fn landmarks_handed_in_give_frame_and_side() {
    let pixels = Array2::<u8>::zeros((480, 480));
    let palm = find(&pixels, &Location::Landmarks(VALLEYS)).unwrap();
    assert_eq!((palm.hand, palm.method), (HandSide::Right, Method::Given));
    assert_eq!(palm.palm_unit, 120.0);
    assert_eq!(palm.square, Square { center: [284.0, 200.0], up: [-1.0, 0.0], side: 120.0 });
    let mirror = |p: [f64; 2]| [p[0], 400.0 - p[1]];
    let left = Landmarks {
        index_middle: mirror(VALLEYS.index_middle),
        middle_ring: VALLEYS.middle_ring.map(mirror),
        ring_little: mirror(VALLEYS.ring_little),
        thumb_index: VALLEYS.thumb_index.map(mirror),
    };
    assert_eq!(find(&pixels, &Location::Landmarks(left)).unwrap().hand, HandSide::Left);
    let thumbless = Landmarks { thumb_index: None, ..VALLEYS };
    let palm = find(&pixels, &Location::Landmarks(thumbless)).unwrap();
    assert_eq!((palm.hand, palm.square.up), (HandSide::Unknown, [-1.0, 0.0]));
}

#[test]
fn unusable_landmarks_and_squares_are_refused() {
    let pixels = Array2::<u8>::zeros((480, 480));
    let bad = [
        Landmarks { index_middle: [f64::NAN, 1.0], ..VALLEYS },
        Landmarks { index_middle: VALLEYS.ring_little, ..VALLEYS },
        Landmarks { index_middle: [1e9, 0.0], ..VALLEYS },
        Landmarks { middle_ring: None, thumb_index: None, ..VALLEYS },
    ];
    for landmarks in bad {
        let error = find(&pixels, &Location::Landmarks(landmarks)).unwrap_err();
        assert!(matches!(error, RoiError::BadLocation(_)), "{error}");
    }
    let square = Square { center: [240.0, 240.0], up: [0.0, 1.0], side: 200.0 };
    assert_eq!(find(&pixels, &Location::Square(square)).unwrap().square, square);
    for square in [
        Square { up: [0.0, 2.0], ..square },
        Square { side: 0.0, ..square },
        Square { side: f64::INFINITY, ..square },
    ] {
        let error = find(&pixels, &Location::Square(square)).unwrap_err();
        assert!(matches!(error, RoiError::BadLocation(_)), "{error}");
    }
}

#[test]
fn a_crop_is_taken_whole() {
    let palm = find(&Array2::<u8>::zeros((100, 160)), &Location::WholePicture).unwrap();
    assert_eq!(palm.square, Square { center: [50.0, 80.0], up: [-1.0, 0.0], side: 100.0 });
}

#[test]
fn palms_over_the_border_are_cut_off() {
    let pixels = Array2::<u8>::zeros((300, 480));
    let error = find(&pixels, &Location::Landmarks(VALLEYS)).unwrap_err();
    assert!(matches!(error, RoiError::HandCutOff { outside_percent: 36..=38, limit_percent: 25 }), "{error}");
    let hand = Hand { at: [410.0, 240.0], unit: 90.0, ..HAND };
    // Little more than the fingers is in the picture: either answer is true.
    let error = by_outline(&[hand], (480, 480)).unwrap_err();
    assert!(matches!(error, RoiError::HandCutOff { .. } | RoiError::NoHand), "{error}");
}

#[test]
fn palms_of_few_pixels_are_too_small() {
    let hand = Hand { at: [100.0, 100.0], unit: 25.0, ..HAND };
    let error = by_outline(&[hand], (200, 200)).unwrap_err();
    assert!(
        matches!(error, RoiError::TooSmall { palm_unit, .. } if (palm_unit - 25.0).abs() < 3.0),
        "{error}"
    );
}

#[test]
fn light_and_contrast_are_named_when_they_are_at_fault() {
    let uniform = |level: u8| search(&Array2::from_elem((200, 200), level)).unwrap_err();
    assert!(matches!(uniform(0), RoiError::TooDark { level: 0, .. }));
    assert!(matches!(uniform(255), RoiError::TooBright { saturated_percent: 100 }));
    assert!(matches!(uniform(128), RoiError::LowContrast { span: 0, .. }));
    assert!(matches!(search(&Array2::from_elem((1, 1), 90)), Err(RoiError::LowContrast { .. })));
}

/// Noise of a linear congruential generator, each value repeated over blocks of `grain` pixels.
fn noise(size: usize, grain: usize, seed: u32) -> Array2<u8> {
    Array2::from_shape_fn((size, size), |(r, c)| {
        let mut x = seed
            ^ ((r / grain) as u32).wrapping_mul(0x9E37_79B1)
            ^ ((c / grain) as u32).wrapping_mul(0x85EB_CA77);
        for _ in 0..4 {
            x = (x ^ (x >> 15)).wrapping_mul(0x2C1B_3C6D);
        }
        (x >> 24) as u8
    })
}

#[test]
fn noise_and_plain_shapes_are_no_hands() {
    for seed in 0..12 {
        for grain in [1, 3, 9] {
            let error = search(&noise(300, grain, seed)).unwrap_err();
            let refused = matches!(error, RoiError::NoHand | RoiError::TooSmall { .. });
            assert!(refused, "grain {grain}, seed {seed}: {error}");
        }
    }
    let disc = Array2::from_shape_fn((300, 300), |(r, c)| {
        if (r as f64 - 150.0).hypot(c as f64 - 150.0) < 90.0 { 200u8 } else { 20 }
    });
    assert_eq!(search(&disc).unwrap_err(), RoiError::NoHand);
    let ramp = Array2::from_shape_fn((300, 300), |(_, c)| (c * 255 / 300) as u8);
    assert_eq!(search(&ramp).unwrap_err(), RoiError::NoHand);
}

#[test]
fn stages_are_reported_under_stable_names() {
    #[derive(Default)]
    struct Names(Vec<&'static str>);
    impl Observer for Names {
        fn wants_artifacts(&self) -> bool {
            true
        }
        fn artifact(&mut self, name: &'static str, _: Artifact<'_>) {
            self.0.push(name);
        }
    }
    let pixels = draw(&[HAND], (480, 480), 180, 25);
    let view = ImageView::from_gray(pixels.view()).unwrap();
    let mut names = Names::default();
    locate(&view, Band::Visible, &Location::Search, &RoiParams::default(), &mut names).unwrap();
    assert_eq!(names.0, ["roi/mask", "roi/contour", "roi/landmarks", "roi/square", "roi/frame"]);
}

#[test]
fn parameters_out_of_range_are_named() {
    assert!(RoiParams::default().validate().is_ok());
    let error = RoiParams { square_side: f64::NAN, ..RoiParams::default() }.validate().unwrap_err();
    assert_eq!(error.name, "roi.square_side");
}

proptest! {
    #[test]
    fn no_picture_makes_it_panic(
        (height, width, pixels) in (1usize..60, 1usize..60).prop_flat_map(|(h, w)| {
            (Just(h), Just(w), proptest::collection::vec(any::<u8>(), h * w * 3))
        }),
    ) {
        let params = RoiParams { min_palm_unit: 1.0, search_side: 64, ..RoiParams::default() };
        for layout in [PixelLayout::Gray, PixelLayout::Rgb] {
            let view = ImageView::from_rows_u8(&pixels, height, width, width * layout.channels(), layout).unwrap();
            for band in [Band::Visible, Band::NearInfrared] {
                let _ = locate(&view, band, &Location::Search, &params, &mut Unobserved);
            }
        }
        let mask = Array2::from_shape_vec((height, width), pixels[..height * width].to_vec()).unwrap();
        let mask = mask.mapv(|v| v / 128);
        let view = ImageView::from_gray(mask.view()).unwrap();
        let _ = locate(&view, Band::Visible, &Location::Mask(mask.view()), &params, &mut Unobserved);
    }
}
