//! Identities, hands and faults.

mod settings;
mod truth;

use std::collections::VecDeque;

use ndarray::Array2;
use proptest::prelude::*;

use super::*;
use crate::image::{Band, HandSide};

/// Side of the sampled palm square, in samples.
const SIDE: usize = 64;

fn well_held(person: u64, hand: HandSide, capture: u64) -> SyntheticCapture {
    capture_of(&Palm::new(person, hand), capture)
}

fn capture_of(palm: &Palm, capture: u64) -> SyntheticCapture {
    render(palm, &CaptureSettings::well_held(capture), capture).unwrap()
}

/// Sizes of the connected components (4 neighbours) of a mask.
fn components(mask: &Array2<u8>) -> Vec<usize> {
    let mut left = mask.clone();
    let mut sizes = Vec::new();
    while let Some((start, _)) = left.indexed_iter().find(|(_, m)| **m == 1) {
        let mut queue = VecDeque::from([start]);
        left[start] = 0;
        let mut size = 0;
        while let Some((r, c)) = queue.pop_front() {
            size += 1;
            for next in [(r.wrapping_sub(1), c), (r + 1, c), (r, c.wrapping_sub(1)), (r, c + 1)] {
                if left.get(next) == Some(&1) {
                    left[next] = 0;
                    queue.push_back(next);
                }
            }
        }
        sizes.push(size);
    }
    sizes
}

/// Pixels from a point to the nearest pixel centre on the other side of the mask's border.
fn distance_to_border(mask: &Array2<u8>, [row, column]: [f64; 2]) -> f64 {
    let here = mask[[row as usize, column as usize]];
    mask.indexed_iter()
        .filter(|(_, m)| **m != here)
        .map(|((r, c), _)| (r as f64 + 0.5 - row).hypot(c as f64 + 0.5 - column))
        .fold(f64::MAX, f64::min)
}

fn valleys(c: &SyntheticCapture) -> [[f64; 2]; 4] {
    let l = c.landmarks;
    [l.index_middle, l.middle_ring, l.ring_little, l.thumb_index]
}

/// Green (or grey) in the palm square, local mean removed, shape (SIDE, SIDE). The square is one palm
/// unit wide, 0.2 palm units below the valleys; columns run from the index to the little finger.
fn palm_square(capture: &SyntheticCapture) -> Array2<f64> {
    let channel = capture.pixels.dim().2 / 2;
    let ([r0, c0], [r1, c1]) = (capture.landmarks.index_middle, capture.landmarks.ring_little);
    let (across, side) = ([r1 - r0, c1 - c0], if capture.hand == HandSide::Right { 1.0 } else { -1.0 });
    // A quarter turn from index→little towards the wrist.
    let down = [-across[1] * side, across[0] * side];
    let sample = |i: f64, j: f64| {
        let at = |k: usize, from: f64| from + across[k] * j + down[k] * (0.2 + i);
        let (r, c) = (at(0, r0), at(1, c0));
        f64::from(capture.pixels[[r as usize, c as usize, channel]])
    };
    let raw = Array2::from_shape_fn((SIDE, SIDE), |(i, j)| {
        sample((i as f64 + 0.5) / SIDE as f64, (j as f64 + 0.5) / SIDE as f64)
    });
    let mean = |r: usize, c: usize, reach: usize| {
        let (rows, columns) = (
            r.saturating_sub(reach)..SIDE.min(r + reach + 1),
            c.saturating_sub(reach)..SIDE.min(c + reach + 1),
        );
        raw.slice(ndarray::s![rows, columns]).mean().unwrap()
    };
    Array2::from_shape_fn((SIDE, SIDE), |(r, c)| mean(r, c, 1) - mean(r, c, 7))
}

/// Mean correlation of the patches of two squares, each patch at its best shift of up to 6 samples:
/// skin stretches, so no one shift suits a whole palm.
fn agreement(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    const PATCH: usize = 22;
    let starts = [0, 21, 42];
    let scores = starts.iter().flat_map(|r| starts.iter().map(move |c| (*r, *c))).map(|(r, c)| {
        let patch = a.slice(ndarray::s![r..r + PATCH, c..c + PATCH]);
        let shifts = (-6..=6i64).flat_map(|dr| (-6..=6i64).map(move |dc| (dr, dc)));
        let score = |(dr, dc): (i64, i64)| {
            let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
            for ((i, k), x) in patch.indexed_iter() {
                let other = (((r + i) as i64 + dr) as usize, ((c + k) as i64 + dc) as usize);
                // Samples beyond the square agree with nothing.
                let y = b.get(other).copied().unwrap_or(0.0);
                (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
            }
            ab / (aa * bb).sqrt().max(1e-9)
        };
        shifts.map(score).fold(-1.0, f64::max)
    });
    scores.sum::<f64>() / 9.0
}

#[test]
fn the_same_seeds_give_the_same_bytes() {
    let first = well_held(7, HandSide::Left, 3);
    assert_eq!(first, well_held(7, HandSide::Left, 3));
    assert_ne!(first.pixels, well_held(7, HandSide::Left, 4).pixels);
}

#[test]
fn pictures_are_neither_black_nor_white_and_the_hand_stands_out() {
    let capture = well_held(1, HandSide::Right, 1);
    let mean = |skin: u8| {
        let values = capture.mask.indexed_iter().filter(|(_, m)| **m == skin);
        let (sum, count) = values
            .fold((0.0, 0.0), |(s, n), ((r, c), _)| (s + f64::from(capture.pixels[[r, c, 0]]), n + 1.0));
        sum / count
    };
    assert!(mean(1) > 80.0 && mean(1) < 245.0, "skin {}", mean(1));
    assert!(mean(0) < 30.0, "background {}", mean(0));
}

#[test]
fn thumbs_are_on_the_side_of_the_hand() {
    for person in 0..4 {
        let palm = Palm::new(person, HandSide::Right);
        let right = render(&palm, &CaptureSettings::default(), 1).unwrap();
        assert!(right.landmarks.thumb_index[1] > right.landmarks.index_middle[1]);
        assert!(right.landmarks.index_middle[1] > right.landmarks.ring_little[1]);
        let left = render(&Palm::new(person, HandSide::Left), &CaptureSettings::default(), 1).unwrap();
        assert!(left.landmarks.thumb_index[1] < left.landmarks.index_middle[1]);
        assert_eq!((right.hand, left.hand), (HandSide::Right, HandSide::Left));
    }
}

#[test]
fn both_hands_of_a_person_have_one_build_and_lines_of_their_own() {
    let area = |c: &SyntheticCapture| c.mask.iter().map(|&m| f64::from(m)).sum::<f64>();
    for person in 0..3 {
        let settings = CaptureSettings::default();
        let right = render(&Palm::new(person, HandSide::Right), &settings, 1).unwrap();
        let left = render(&Palm::new(person, HandSide::Left), &settings, 1).unwrap();
        assert!((area(&right) / area(&left) - 1.0).abs() < 0.04, "{} {}", area(&right), area(&left));
        let again = render(&Palm::new(person, HandSide::Right), &settings, 2).unwrap();
        let square = palm_square(&right);
        let (other_hand, same_hand) =
            (agreement(&square, &palm_square(&left)), agreement(&square, &palm_square(&again)));
        assert!(other_hand + 0.1 < same_hand, "other hand {other_hand:.3}, same hand {same_hand:.3}");
    }
}

#[test]
fn rotation_is_counter_clockwise() {
    let palm = Palm::new(2, HandSide::Right);
    let turned =
        CaptureSettings { rotation: std::f64::consts::FRAC_PI_2, ..CaptureSettings::sized(640, 640) };
    let capture = render(&palm, &turned, 1).unwrap();
    // Fingers point to the left, so the thumb's side is up.
    assert!(capture.landmarks.index_middle[0] < capture.landmarks.ring_little[0]);
    assert!(capture.landmarks.index_middle[1] < turned.center[1]);
}

#[test]
fn the_truth_fits_the_picture() {
    for person in 0..8 {
        let hand = if person % 2 == 0 { HandSide::Left } else { HandSide::Right };
        let capture = well_held(person, hand, 100 + person);
        assert_eq!(components(&capture.mask).len(), 1, "person {person}");
        for (i, valley) in valleys(&capture).into_iter().enumerate() {
            let distance = distance_to_border(&capture.mask, valley);
            assert!(distance < 2.0, "person {person}, valley {i}: {distance:.2} px from the border");
        }
        let ([r0, c0], [r1, c1]) = (capture.landmarks.index_middle, capture.landmarks.ring_little);
        assert!(((r1 - r0).hypot(c1 - c0) - capture.palm_unit).abs() < 1e-9);
    }
}

#[test]
fn the_palm_unit_asked_for_is_the_one_seen() {
    let settings = CaptureSettings { palm_unit: 77.0, rotation: 0.4, ..CaptureSettings::default() };
    let capture = render(&Palm::new(3, HandSide::Left), &settings, 5).unwrap();
    // The relief of the palm lifts the valleys a little towards the camera.
    assert!((capture.palm_unit - 77.0).abs() < 0.3, "{}", capture.palm_unit);
}

#[test]
fn closed_fingers_touch() {
    let palm = Palm::new(4, HandSide::Right);
    let seen = |spread| render(&palm, &CaptureSettings { spread, ..CaptureSettings::default() }, 2).unwrap();
    let (closed, open) = (seen(0.0), seen(0.6));
    // Midway between the tips' height and the valleys, background runs between spread fingers only.
    let gaps = |c: &SyntheticCapture| {
        let row = c.landmarks.middle_ring[0] - 0.7 * c.palm_unit;
        let line = c.mask.row(row as usize);
        line.windows(2).into_iter().filter(|w| w[0] == 1 && w[1] == 0).count()
    };
    assert!(gaps(&closed) < 3, "{}", gaps(&closed));
    assert!(gaps(&open) >= 4, "{}", gaps(&open));
    assert_eq!(components(&closed.mask).len(), 1);
    for [row, column] in valleys(&closed) {
        assert!(row.is_finite() && column.is_finite());
    }
}

#[test]
fn captures_of_a_palm_agree_and_palms_differ() {
    let squares: Vec<Vec<Array2<f64>>> = (0..6)
        .map(|person| {
            let palm = Palm::new(person, HandSide::Right);
            (0..2).map(|k| palm_square(&capture_of(&palm, 10 * person + k))).collect()
        })
        .collect();
    let mut mated = 1.0f64;
    let mut non_mated = -1.0f64;
    for (i, a) in squares.iter().enumerate() {
        mated = mated.min(agreement(&a[0], &a[1]));
        for b in &squares[..i] {
            non_mated = non_mated.max(agreement(&a[0], &b[0]));
        }
    }
    // Principal creases take much the same course in all palms, and this measure lets patches move: two
    // palms agree, too, only less.
    assert!(mated > non_mated + 0.05, "least mated {mated:.3}, greatest non-mated {non_mated:.3}");
}

#[test]
fn both_bands_show_the_hand_at_the_same_pixels() {
    let palm = Palm::new(5, HandSide::Left);
    let visible = CaptureSettings::well_held(9);
    let nir = CaptureSettings { band: Band::NearInfrared, ..visible.clone() };
    let (visible, nir) = (render(&palm, &visible, 9).unwrap(), render(&palm, &nir, 9).unwrap());
    assert_eq!(visible.mask, nir.mask);
    assert_eq!(visible.landmarks, nir.landmarks);
    assert_eq!((visible.pixels.dim().2, nir.pixels.dim().2), (3, 1));
    let score = agreement(&palm_square(&visible), &palm_square(&nir));
    assert!(score < 0.9, "the bands show the same: {score}");
}

#[test]
fn faults_are_what_they_say() {
    let palm = Palm::new(6, HandSide::Right);
    let settings = CaptureSettings::default();
    let faulty = |fault| render_faulty(&palm, &settings, fault, 4).unwrap();
    let brightest = |c: &SyntheticCapture| c.pixels.iter().copied().max().unwrap();
    assert!(faulty(Fault::TooFar).palm_unit < 12.0);
    assert!(brightest(&faulty(Fault::TooDark)) < 30);
    assert!(faulty(Fault::TooBright).pixels.iter().filter(|v| **v == 255).count() > 100_000);
    assert!(components(&faulty(Fault::NoHand).mask).is_empty());
    assert_eq!(components(&faulty(Fault::TwoHands).mask).len(), 2);
    let out = valleys(&faulty(Fault::HalfOut)).iter().filter(|[_, column]| *column < 0.0).count();
    assert!((1..4).contains(&out), "{out} valleys outside");
    let well = render(&palm, &settings, 4).unwrap();
    let detail = |c: &SyntheticCapture| palm_square(c).iter().map(|v| v * v).sum::<f64>();
    assert!(detail(&faulty(Fault::OutOfFocus)) < 0.3 * detail(&well));
}

#[test]
fn unusable_settings_are_typed_errors() {
    let palm = Palm::new(0, HandSide::Right);
    let base = CaptureSettings::sized(48, 64);
    let attempt = |settings: CaptureSettings| render(&palm, &settings, 0);
    for (height, width) in [(0, 64), (48, 0), (usize::MAX, 2), (1 << 16, 1 << 16)] {
        let result = attempt(CaptureSettings { height, width, ..base.clone() });
        assert!(matches!(result, Err(SynthError::Size { .. })), "{height}x{width}: {result:?}");
    }
    let n = f64::NAN;
    let bad = [
        CaptureSettings { palm_unit: 0.0, ..base.clone() },
        CaptureSettings { palm_unit: n, ..base.clone() },
        CaptureSettings { rotation: f64::INFINITY, ..base.clone() },
        CaptureSettings { center: [n, 0.0], ..base.clone() },
        CaptureSettings { center: [0.0, n], ..base.clone() },
        CaptureSettings { spread: 1.5, ..base.clone() },
        CaptureSettings { tilt: [n, 0.0], ..base.clone() },
        CaptureSettings { tilt: [0.0, 2.0], ..base.clone() },
        CaptureSettings { skin_stretch: -1.0, ..base.clone() },
        CaptureSettings { fading: n, ..base.clone() },
        CaptureSettings { exposure: -0.1, ..base.clone() },
        CaptureSettings { light_slope: n, ..base.clone() },
        CaptureSettings { light_direction: n, ..base.clone() },
        CaptureSettings { blur: 1e9, ..base.clone() },
        CaptureSettings { noise: n, ..base.clone() },
    ];
    for settings in bad {
        assert!(matches!(attempt(settings.clone()), Err(SynthError::Param(_))), "{settings:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_setting_in_range_panics(
        (height, width) in (1usize..40, 1usize..40),
        (rotation, palm_unit) in (-10.0f64..10.0, 2.0f64..4000.0),
        center in [-1e5f64..1e5, -50.0f64..90.0],
        (spread, exposure, blur) in (0.0f64..=1.0, 0.0f64..=8.0, 0.0f64..=20.0),
        tilt in [-0.8f64..=0.8, -0.8f64..=0.8],
        seed: u64,
    ) {
        thread_local!(static PALM: Palm = Palm::new(u64::MAX, HandSide::Unknown));
        let background = Background::ALL[seed as usize % Background::ALL.len()];
        let settings = CaptureSettings {
            rotation, palm_unit, center, spread, exposure, blur, tilt, background,
            ..CaptureSettings::sized(height, width)
        };
        let capture = PALM.with(|palm| render(palm, &settings, seed)).unwrap();
        prop_assert_eq!(capture.view().unwrap().height(), height);
        prop_assert!(valleys(&capture).iter().flatten().all(|v| v.is_finite()));
    }
}
