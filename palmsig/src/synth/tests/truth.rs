//! What is said to be true of each pixel.

use std::collections::HashMap;

use super::super::*;
use crate::image::{Band, HandSide};

/// Crease darkness by place on the skin at rest, in thirds of a millimetre.
fn by_place(truth: &GroundTruth) -> HashMap<(i32, i32), f64> {
    let mut places = HashMap::new();
    for ((r, c), &crease) in truth.creases.indexed_iter() {
        let [x, y] = [0, 1].map(|i| truth.skin[[r, c, i]]);
        if x.is_finite() {
            places.insert(((x * 3.0).round() as i32, (y * 3.0).round() as i32), f64::from(crease));
        }
    }
    places
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len() as f64;
    let (ma, mb) = pairs.iter().fold((0.0, 0.0), |(a, b), p| (a + p.0 / count, b + p.1 / count));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        ab += (a - ma) * (b - mb);
        aa += (a - ma) * (a - ma);
        bb += (b - mb) * (b - mb);
    }
    ab / (aa * bb).sqrt()
}

/// A hand at 4 pixels a millimetre.
fn close(rng: &mut Rng) -> CaptureSettings {
    CaptureSettings {
        palm_unit: 230.0,
        rotation: 0.2,
        sleeve: false,
        ..CaptureSettings::sized(900, 1000).varied(rng)
    }
}

fn truth_of(palm: &Palm, seed: u64) -> GroundTruth {
    Shot::new(palm, &close(&mut Rng::new(seed)), seed).unwrap().truth(Band::Visible)
}

#[test]
fn deformation_fields_lead_to_the_same_skin_in_every_pose() {
    let palm = Palm::new(31, HandSide::Left);
    let [first, second] = [1, 2].map(|seed| by_place(&truth_of(&palm, seed)));
    let stranger = by_place(&truth_of(&Palm::new(32, HandSide::Left), 1));
    let common = |a: &HashMap<(i32, i32), f64>, b: &HashMap<(i32, i32), f64>| {
        let pairs: Vec<_> = a.iter().filter_map(|(at, v)| Some((*v, *b.get(at)?))).collect();
        assert!(pairs.len() > 20_000, "{} places in common", pairs.len());
        correlation(&pairs)
    };
    let (mated, other) = (common(&first, &second), common(&first, &stranger));
    assert!(mated > 0.9, "one palm: {mated}");
    assert!(other < 0.5, "two palms: {other}");
}

#[test]
fn truth_lies_on_the_hand() {
    let palm = Palm::new(33, HandSide::Right);
    let settings = CaptureSettings::well_held(5);
    let shot = Shot::new(&palm, &settings, 5).unwrap();
    let (picture, truth) = (shot.picture(Band::Visible), shot.truth(Band::Visible));
    for ((r, c), &inside) in picture.mask.indexed_iter() {
        let told = [truth.creases[[r, c]], truth.veins[[r, c]]];
        assert!(inside == 1 || (told == [0, 0] && truth.skin[[r, c, 0]].is_nan()), "at {r}, {c}");
    }
    assert!(truth.creases.iter().any(|&v| v > 128) && truth.veins.iter().any(|&v| v > 64));
    let known = truth.skin.iter().filter(|v| v.is_finite()).count() as f64 / 2.0;
    let skin: f64 = picture.mask.iter().map(|&m| f64::from(m)).sum();
    assert!((0.3..0.9).contains(&(known / skin)), "{}", known / skin);
}

#[test]
fn the_frame_lies_between_the_outer_valleys() {
    let capture = render(&Palm::new(34, HandSide::Right), &CaptureSettings::default(), 1).unwrap();
    let l = capture.landmarks;
    let ([r, c], [down, right]) = (l.origin(), l.axis());
    assert!((down.hypot(right) - 1.0).abs() < 1e-12);
    let half = 0.5 * l.palm_unit();
    assert!((r + half * down - l.ring_little[0]).abs() < 1e-9);
    assert!((c - half * right - l.index_middle[1]).abs() < 1e-9);
}

#[test]
fn a_cupped_palm_hides_skin_in_its_hollow() {
    let palm = Palm::new(35, HandSide::Right);
    let across = |cup: f64| {
        let settings =
            CaptureSettings { cup, skin_stretch: 0.0, focal_length: 50_000.0, ..CaptureSettings::default() };
        let truth = Shot::new(&palm, &settings, 1).unwrap().truth(Band::Visible);
        // Millimetres of skin seen across the middle of the palm.
        let row = settings.center[0] as usize;
        let x: Vec<f32> = (0..640).map(|c| truth.skin[[row, c, 0]]).filter(|v| v.is_finite()).collect();
        x.iter().fold(f32::MIN, |a, b| a.max(*b)) - x.iter().fold(f32::MAX, |a, b| a.min(*b))
    };
    assert!(across(1.0) > across(0.0) + 1.5, "{} {}", across(1.0), across(0.0));
}
