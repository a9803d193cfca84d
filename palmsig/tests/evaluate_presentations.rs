//! Error rates of presentation attack detection.

use palmsig::evaluate::PresentationRates;
use proptest::prelude::*;

fn rates(live: &[f64], attacks: &[(&str, &[f64])]) -> PresentationRates {
    let mut rates = PresentationRates::default();
    live.iter().for_each(|s| rates.add(None, Some(*s)));
    for (species, suspicions) in attacks {
        suspicions.iter().for_each(|s| rates.add(Some(species), Some(*s)));
    }
    rates
}

#[test]
fn rates_are_shares_of_what_had_a_response() {
    let mut found = rates(&[0.1, 0.2, 0.3, 1.2], &[("print", &[0.9, 1.0, 2.0, 3.0]), ("screen", &[5.0])]);
    found.add(None, None);
    found.add(Some("print"), Some(f64::NAN));
    assert_eq!(found.species().collect::<Vec<_>>(), ["print", "screen"]);
    assert_eq!(found.bpcer(1.0), Some(0.25));
    // At the threshold itself it is an attack.
    assert_eq!((found.apcer("print", 1.0), found.apcer("screen", 1.0)), (Some(0.25), Some(0.0)));
    assert_eq!(found.worst_apcer(1.0), Some(0.25));
    assert_eq!((found.non_response(None), found.non_response(Some("print"))), (Some(0.2), Some(0.2)));
    assert_eq!((found.count(None), found.count(Some("print")), found.count(Some("glove"))), (5, 5, 0));
}

#[test]
fn the_bpcer_at_an_apcer_is_that_of_the_worst_species() {
    let live: Vec<f64> = (0..10).map(|k| f64::from(k) / 10.0).collect();
    let found = rates(&live, &[("print", &[0.45, 2.0, 2.0, 2.0]), ("screen", &[0.75, 3.0])]);
    // All attacks above 0.45: the five live hands of 0.5 to 0.9 are lost.
    assert_eq!(found.bpcer_at_apcer(0.0), Some(0.5));
    // One print in four may pass, no screen yet.
    assert_eq!(found.bpcer_at_apcer(0.25), Some(0.2));
    assert_eq!(found.bpcer_at_apcer(1.0), Some(0.0));
}

#[test]
fn without_presentations_there_are_no_rates() {
    let none = PresentationRates::default();
    assert_eq!((none.bpcer(1.0), none.worst_apcer(1.0), none.bpcer_at_apcer(0.05)), (None, None, None));
    assert_eq!((none.non_response(None), none.apcer("print", 1.0)), (None, None));
}

proptest! {
    /// The threshold behind a BPCER keeps its promise about every species.
    #[test]
    fn the_promise_about_apcer_is_kept(
        live in prop::collection::vec(0.0..4.0, 1..40),
        print in prop::collection::vec(0.0..4.0, 1..40),
        screen in prop::collection::vec(0.0..4.0, 1..40),
        target in 0.0..1.0,
    ) {
        let found = rates(&live, &[("print", &print), ("screen", &screen)]);
        let promised = found.bpcer_at_apcer(target).unwrap();
        let thresholds = print.iter().chain(&screen).chain(&live).copied().chain([f64::INFINITY]);
        let kept = thresholds.filter(|t| found.worst_apcer(*t).unwrap() <= target + 1e-9);
        let best = kept.filter_map(|t| found.bpcer(t)).fold(1.0, f64::min);
        prop_assert!((promised - best).abs() < 1e-9, "{promised} {best}");
    }
}
