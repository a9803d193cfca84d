//! What the settings of a capture do to its picture.

use super::super::*;
use crate::image::{Band, HandSide};

fn palm() -> Palm {
    Palm::new(21, HandSide::Right)
}

fn quiet() -> CaptureSettings {
    CaptureSettings { noise: 0.0, ..CaptureSettings::sized(240, 320) }
}

fn shot(settings: &CaptureSettings) -> SyntheticCapture {
    render(&palm(), settings, 1).unwrap()
}

fn skin_area(capture: &SyntheticCapture) -> f64 {
    capture.mask.iter().map(|&m| f64::from(m)).sum()
}

/// Mean of the green or only channel over the hand.
fn brightness(capture: &SyntheticCapture) -> f64 {
    let channel = capture.pixels.dim().2 / 2;
    let skin = capture.mask.indexed_iter().filter(|(_, m)| **m == 1);
    skin.map(|((r, c), _)| f64::from(capture.pixels[[r, c, channel]])).sum::<f64>() / skin_area(capture)
}

fn apart([r, c]: [f64; 2], [y, x]: [f64; 2]) -> f64 {
    (r - y).hypot(c - x)
}

#[test]
fn twelve_bits_hold_the_eight() {
    let deep = shot(&CaptureSettings { bit_depth: BitDepth::Twelve, ..quiet() });
    let samples = deep.deep_pixels.as_ref().unwrap();
    assert!(samples.iter().all(|&v| v <= 4095) && samples.iter().any(|&v| v % 16 != 0));
    assert!(samples.iter().zip(&deep.pixels).all(|(d, p)| d >> 4 == u16::from(*p)));
    assert_eq!(deep.view().unwrap().bit_depth(), 12);
    let eight = shot(&quiet());
    assert_eq!(eight.deep_pixels, None);
    let differ = eight.pixels.iter().zip(&deep.pixels).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(differ <= Some(1), "{differ:?}");
}

#[test]
fn a_monochrome_sensor_sees_the_luma_of_the_colours() {
    let colour = shot(&quiet());
    let grey = shot(&CaptureSettings { monochrome: true, ..quiet() });
    assert_eq!(grey.pixels.dim(), (240, 320, 1));
    for ((r, c, _), &v) in grey.pixels.indexed_iter() {
        let [red, green, blue] = [0, 1, 2].map(|k| f64::from(colour.pixels[[r, c, k]]));
        let luma = 0.299 * red + 0.587 * green + 0.114 * blue;
        assert!((f64::from(v) - luma).abs() < 1.5, "{v} for {luma} at {r}, {c}");
    }
}

#[test]
fn compression_loses_the_more_the_lower_its_quality() {
    let whole = shot(&CaptureSettings { noise: 2.0, ..quiet() });
    let loss = |quality| {
        let lossy = shot(&CaptureSettings { noise: 2.0, jpeg: Some(quality), ..quiet() });
        whole.pixels.iter().zip(&lossy.pixels).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>()
    };
    let (high, low) = (loss(95), loss(30));
    assert!(0 < high && high < low, "{high} {low}");
    let deep = CaptureSettings { bit_depth: BitDepth::Twelve, ..quiet() };
    assert_eq!(shot(&deep), shot(&CaptureSettings { jpeg: Some(10), ..deep.clone() }));
}

#[test]
fn bands_are_apart_by_the_offset_stated() {
    let (palm, offset) = (palm(), [4.0, -9.0]);
    let settings = CaptureSettings { nir_offset: offset, ..quiet() };
    let shot = Shot::new(&palm, &settings, 3).unwrap();
    let [visible, nir] = [Band::Visible, Band::NearInfrared].map(|band| shot.picture(band).landmarks);
    for (v, n) in [(visible.index_middle, nir.index_middle), (visible.ring_little, nir.ring_little)] {
        assert!(apart([v[0] + offset[0], v[1] + offset[1]], n) < 1e-9, "{v:?} {n:?}");
    }
    assert_ne!(shot.truth(Band::Visible), shot.truth(Band::NearInfrared));
    let registered = quiet();
    let shot = Shot::new(&palm, &registered, 3).unwrap();
    assert_eq!(shot.picture(Band::Visible).landmarks, shot.picture(Band::NearInfrared).landmarks);
}

#[test]
fn outside_the_aperture_all_is_black() {
    let white = CaptureSettings { background: Background::White, ..quiet() };
    let masked = shot(&CaptureSettings { aperture: Some([60.0, 80.0, 200.0, 260.0]), blur: 0.0, ..white });
    for ((r, c, _), &v) in masked.pixels.indexed_iter() {
        // Light wanders in the skin over a pixel or two, and the background is drawn in twos.
        let outside = !(56..204).contains(&r) || !(76..264).contains(&c);
        assert!(!outside || v == 0, "{v} at {r}, {c}");
    }
    assert!(brightness(&masked) > 30.0);
}

/// Share of the samples at which two pictures differ by more than a 20th of white.
fn unlike(a: &SyntheticCapture, b: &SyntheticCapture) -> f64 {
    let differ = a.pixels.iter().zip(&b.pixels).filter(|(a, b)| a.abs_diff(**b) > 13).count();
    differ as f64 / a.pixels.len() as f64
}

#[test]
fn backgrounds_differ_from_one_another_in_both_bands() {
    for band in [Band::Visible, Band::NearInfrared] {
        let before = |background| shot(&CaptureSettings { background, band, ..quiet() });
        let pictures = Background::ALL.map(before);
        for (i, a) in pictures.iter().enumerate() {
            assert_eq!(a.mask, pictures[0].mask, "{:?}", Background::ALL[i]);
            for (j, b) in pictures.iter().enumerate().take(i) {
                let share = unlike(a, b);
                assert!(share > 0.2, "{:?} {:?} {band:?}: {share}", Background::ALL[i], Background::ALL[j]);
            }
        }
    }
    let names: std::collections::HashSet<_> = Background::ALL.map(Background::name).into();
    assert_eq!(names.len(), Background::ALL.len());
}

#[test]
fn no_two_captures_have_the_same_background() {
    // Out of sight, so that the background alone is seen.
    let away = CaptureSettings { center: [5000.0, 5000.0], ..quiet() };
    for background in Background::ALL {
        let settings = CaptureSettings { background, ..away.clone() };
        let pictures = [1, 2, 3].map(|seed| render(&palm(), &settings, seed).unwrap());
        assert!(pictures.iter().all(|p| skin_area(p) == 0.0));
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let changed = pictures[a].pixels.iter().zip(&pictures[b].pixels).filter(|(a, b)| a != b).count();
            assert!(2 * changed > pictures[a].pixels.len(), "{background:?}: {changed}");
        }
    }
}

#[test]
fn light_and_gloss_are_seen() {
    let plain = brightness(&shot(&quiet()));
    assert!(brightness(&shot(&CaptureSettings { gloss: 0.3, ..quiet() })) > plain + 1.0);
    assert!(brightness(&shot(&CaptureSettings { falloff: 1.0, ..quiet() })) < plain - 1.0);
}

#[test]
fn a_tilted_hand_is_more_distorted_by_a_wide_lens() {
    // The palm unit across a tilt about the vertical axis: foreshortened by any lens, and its nearer half
    // magnified by a wide one.
    let ratio = |focal_length| {
        let settings = CaptureSettings { tilt: [0.0, 0.5], focal_length, ..quiet() };
        let l = shot(&settings).landmarks;
        apart(l.index_middle, l.middle_ring) / apart(l.middle_ring, l.ring_little)
    };
    let (wide, long) = (ratio(150.0), ratio(20_000.0));
    assert!((wide / long - 1.0).abs() > 0.02, "{wide} {long}");
}

#[test]
fn bent_fingers_reach_less_far_and_the_thumb_takes_its_web_along() {
    let top = |settings: &CaptureSettings| {
        shot(settings).mask.indexed_iter().find(|(_, m)| **m == 1).map(|((row, _), _)| row).unwrap()
    };
    // A long lens, so that fingers that come closer are not seen larger.
    let far = CaptureSettings { focal_length: 20_000.0, ..quiet() };
    let bent = CaptureSettings { bend: 1.1, ..far.clone() };
    assert!(top(&bent) > top(&far) + 4, "{} {}", top(&bent), top(&far));
    let turned = shot(&CaptureSettings { thumb: 0.3, ..quiet() });
    assert!(apart(turned.landmarks.thumb_index, shot(&quiet()).landmarks.thumb_index) > 1.0);
}

#[test]
fn days_differ_and_last() {
    let on = |session: u32| shot(&CaptureSettings { session, ..quiet() });
    assert_eq!(on(3), on(3));
    assert_ne!(on(3).pixels, on(4).pixels);
    let areas: Vec<f64> = (0..6).map(|day| skin_area(&on(day))).collect();
    let (low, high) = areas.iter().fold((f64::MAX, 0.0f64), |(l, h), a| (l.min(*a), h.max(*a)));
    assert!(high > low && high < 1.05 * low, "swelling from {low} to {high}");
}

#[test]
fn marks_cover_the_skin_they_lie_on_only() {
    let plain = shot(&quiet());
    let marks = [
        Marks { ring: true, ..Marks::default() },
        Marks { plaster: true, ..Marks::default() },
        Marks { scar: true, ..Marks::default() },
        Marks { scratches: 4, ..Marks::default() },
        Marks { dirt: 0.6, ..Marks::default() },
        Marks { tattoo: true, ..Marks::default() },
    ];
    for marks in marks {
        let marked = shot(&CaptureSettings { marks, ..quiet() });
        assert_eq!((&marked.mask, marked.landmarks), (&plain.mask, plain.landmarks), "{marks:?}");
        let changed = plain.pixels.indexed_iter().filter(|(at, v)| marked.pixels[*at] != **v).count();
        assert!((1..plain.pixels.len() / 4).contains(&changed), "{marks:?}: {changed}");
    }
}

#[test]
fn setups_have_names_and_make_pictures_of_their_kind() {
    for setup in Setup::ALL {
        assert_eq!(Setup::named(setup.name()), Some(setup));
        let palm = Palm::new(2, setup.hand(2));
        let settings = setup.settings(&mut Rng::new(1));
        let capture = render(&palm, &settings, 1).unwrap();
        let skin = skin_area(&capture) / capture.mask.len() as f64;
        assert!(if setup.crops() { skin > 0.9 } else { (0.2..0.8).contains(&skin) }, "{setup:?} {skin}");
        let grey = settings.monochrome || settings.band == Band::NearInfrared;
        assert_eq!(capture.pixels.dim().2 == 1, grey, "{setup:?}");
    }
    assert_eq!(Setup::named("iitd"), None);
}
