use super::*;

const FINGERS: [(f64, f64); 5] = [(66.0, 10.4), (83.0, 9.1), (91.0, 9.4), (85.0, 8.9), (70.0, 7.9)];

const SKIN: [f32; 3] = [0.8, 0.6, 0.5];

fn worn(marks: &Marks, palm: u64, session: u64) -> Worn {
    Worn::new(marks, &FINGERS, &mut Rng::new(palm), &mut Rng::new(1000 + session))
}

fn on_palm(x: f64, y: f64) -> MarkPoint {
    let rest = point(x, y);
    MarkPoint { rest, finger: 2, along: 0.0, across: 0.0, finger_share: 0.0, crease: 0.0 }
}

fn on_finger(finger: usize, across: f64, along: f64) -> MarkPoint {
    MarkPoint { rest: point(0.0, -60.0), finger, along, across, finger_share: 1.0, crease: 0.0 }
}

/// Points every half millimetre on the palm and on all fingers.
fn everywhere() -> impl Iterator<Item = MarkPoint> {
    let palm =
        (0..160 * 200).map(|i| on_palm(f64::from(i % 160) * 0.5 - 40.0, f64::from(i / 160) * 0.5 - 40.0));
    let fingers = (0..5).flat_map(|finger| {
        (0..40 * 160)
            .map(move |i| on_finger(finger, f64::from(i % 40) * 0.5 - 10.0, 12.0 + f64::from(i / 40) * 0.5))
    });
    palm.chain(fingers)
}

fn changed(worn: &Worn) -> Vec<MarkPoint> {
    everywhere().filter(|at| worn.cover(at, false, SKIN) != SKIN).collect()
}

/// Colours of all points.
fn look(worn: &Worn, nir: bool) -> Vec<[f32; 3]> {
    everywhere().map(|at| worn.cover(&at, nir, SKIN)).collect()
}

fn one_of_each() -> [Marks; 6] {
    let none = Marks::default;
    [
        Marks { ring: true, ..none() },
        Marks { plaster: true, ..none() },
        Marks { scar: true, ..none() },
        Marks { scratches: 3, ..none() },
        Marks { dirt: 0.6, ..none() },
        Marks { tattoo: true, ..none() },
    ]
}

#[test]
fn bare_hands_stay_bare() {
    let bare = worn(&Marks::default(), 1, 1);
    assert!(bare.is_empty());
    assert!(changed(&bare).is_empty());
    assert!(one_of_each().iter().all(|marks| !worn(marks, 1, 1).is_empty()));
}

#[test]
fn colours_stay_reflectances() {
    for marks in one_of_each() {
        for seed in 0..6 {
            let worn = worn(&marks, seed, seed);
            for nir in [false, true] {
                let bounded = |c: &[f32; 3]| c.iter().all(|v| (0.0..=1.0).contains(v));
                assert!(look(&worn, nir).iter().all(bounded), "{marks:?}");
            }
        }
    }
}

#[test]
fn in_near_infrared_light_all_values_stay_the_same_band() {
    for marks in one_of_each() {
        let worn = worn(&marks, 3, 3);
        let grey = |at| worn.cover(&at, true, [0.6; 3]);
        assert!(everywhere().map(grey).all(|c| c[0] == c[1] && c[1] == c[2]), "{marks:?}");
    }
}

#[test]
fn a_ring_lies_across_one_finger_and_no_thumb() {
    for seed in 0..20 {
        let places = changed(&worn(&Marks { ring: true, ..Marks::default() }, seed, 0));
        let finger = places[0].finger;
        assert!(finger != 0 && places.iter().all(|p| p.finger == finger && p.finger_share == 1.0));
        // Between the web and the first joint, with its shadow no more than a centimetre high.
        assert!(places.iter().all(|p| (12.0..32.0).contains(&p.along)));
        let wide = places.iter().map(|p| p.across).fold(0.0, f64::max);
        assert!(wide > 0.9 * FINGERS[finger].1);
        assert!((60..800).contains(&places.len()), "{}", places.len());
    }
}

#[test]
fn a_plaster_covers_what_a_plaster_covers() {
    for seed in 0..20 {
        let places = changed(&worn(&Marks { plaster: true, ..Marks::default() }, 0, seed));
        let area = places.len() as f64 * 0.25;
        assert!((120.0..2100.0).contains(&area), "{area} square millimetres");
        assert!(
            places.iter().all(|p| (p.finger_share, p.finger) == (places[0].finger_share, places[0].finger))
        );
    }
}

#[test]
fn drawings_are_thin_and_in_one_place() {
    let kinds = [
        (Marks { scar: true, ..Marks::default() }, 52.0, 130.0),
        (Marks { scratches: 1, ..Marks::default() }, 31.0, 40.0),
        (Marks { tattoo: true, ..Marks::default() }, 40.0, 260.0),
    ];
    for (marks, extent, most) in kinds {
        for seed in 0..20 {
            let places = changed(&worn(&marks, seed, seed));
            let p = |at: &MarkPoint| if at.finger_share > 0.0 { point(at.across, at.along) } else { at.rest };
            let (first, area) = (p(&places[0]), places.len() as f64 * 0.25);
            assert!(places.iter().all(|at| (p(at) - first).length() < extent), "{marks:?}");
            assert!((0.5..most).contains(&area), "{area} square millimetres of {marks:?}");
        }
    }
}

#[test]
fn ink_and_blood_darken_and_less_so_in_near_infrared_light() {
    let darkness = |marks: &Marks, nir: bool| -> f32 {
        look(&worn(marks, 4, 4), nir).iter().map(|c| SKIN[1] - c[1]).fold(0.0, f32::max)
    };
    for marks in [Marks { tattoo: true, ..Marks::default() }, Marks { scratches: 2, ..Marks::default() }] {
        let (visible, nir) = (darkness(&marks, false), darkness(&marks, true));
        assert!(visible > 0.15 && nir > 0.02 && nir < 0.8 * visible, "{visible} and {nir}");
    }
}

#[test]
fn dirt_grows_with_its_amount_and_stays_in_creases() {
    let share = |dirt: f64| {
        let worn = worn(&Marks { dirt, ..Marks::default() }, 5, 5);
        let mean = |values: &[[f32; 3]]| values.iter().map(|c| f64::from(SKIN[1] - c[1])).sum::<f64>();
        mean(&look(&worn, false)) / everywhere().count() as f64
    };
    let shares = [0.0, 0.2, 0.5, 1.0].map(share);
    assert!(shares[0] == 0.0 && shares.is_sorted_by(|a, b| a < b), "{shares:?}");
    let worn = worn(&Marks { dirt: 0.5, ..Marks::default() }, 5, 5);
    let brightness = |crease: f32| -> f32 {
        (0..400)
            .map(|i| on_palm(f64::from(i % 20) * 3.0 - 30.0, f64::from(i / 20) * 3.0 - 30.0))
            .map(|at| worn.cover(&MarkPoint { crease, ..at }, false, SKIN)[1])
            .sum()
    };
    assert!(brightness(0.9) < 0.95 * brightness(0.0));
}

#[test]
fn scar_tattoo_and_ring_stay_and_the_rest_goes() {
    let [ring, plaster, scar, scratches, dirt, tattoo] = one_of_each();
    for marks in [ring, scar, tattoo] {
        assert_eq!(look(&worn(&marks, 6, 1), false), look(&worn(&marks, 6, 2), false), "{marks:?}");
        assert_ne!(look(&worn(&marks, 6, 1), false), look(&worn(&marks, 7, 1), false), "{marks:?}");
    }
    for marks in [plaster, scratches, dirt] {
        assert_ne!(look(&worn(&marks, 6, 1), false), look(&worn(&marks, 6, 2), false), "{marks:?}");
        assert_eq!(look(&worn(&marks, 6, 1), false), look(&worn(&marks, 6, 1), false), "{marks:?}");
    }
}

#[test]
fn one_mark_moves_no_other() {
    let scar = Marks { scar: true, ..Marks::default() };
    let both = Marks { scar: true, ring: true, scratches: 0, ..Marks::default() };
    let (alone, beside) = (worn(&scar, 8, 1), worn(&both, 8, 1));
    let ringless = |at: &MarkPoint| !(at.finger_share > 0.0 && (12.0..32.0).contains(&at.along));
    assert!(
        everywhere()
            .filter(ringless)
            .all(|at| alone.cover(&at, false, SKIN) == beside.cover(&at, false, SKIN))
    );
}

#[test]
fn strange_hands_and_amounts_do_no_harm() {
    let all = Marks { ring: true, plaster: true, scar: true, scratches: 255, dirt: f64::NAN, tattoo: true };
    for fingers in [[(0.0, 0.0); 5], [(f64::NAN, f64::NAN); 5], [(1e9, 1e9); 5]] {
        let worn = Worn::new(&all, &fingers, &mut Rng::new(1), &mut Rng::new(2));
        assert!(worn.dirt.is_none());
        for at in everywhere().step_by(37) {
            assert!(worn.cover(&at, false, SKIN).iter().all(|v| (0.0..=1.0).contains(v)));
        }
    }
}
