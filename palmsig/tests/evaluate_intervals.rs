//! What intervals must hold beside covering the truth (that has a test of its own).

use palmsig::evaluate::{Bootstrap, Comparisons, Interval, NO_EVIDENCE};
use proptest::collection::vec;
use proptest::prelude::*;

type Mated = Vec<(u32, i32)>;
type NonMated = Vec<([u32; 2], i32)>;

/// `subjects` people with `pairs` mated pairs each, of which those whose number divides by `every`
/// are rejected below 50, and one non-mated pair for any two people, never accepted.
fn people(subjects: u32, pairs: u32, every: u32) -> Comparisons {
    let score = |i: u32| if i.is_multiple_of(every) { 10 } else { 90 };
    let mated: Mated = (0..subjects * pairs).map(|i| (i / pairs, score(i))).collect();
    Comparisons::new(&mated, &meeting(subjects))
}

fn meeting(subjects: u32) -> NonMated {
    (0..subjects).flat_map(|a| (0..a).map(move |b| ([a, b], (a * b % 7) as i32))).collect()
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs()
}

#[test]
fn one_pair_a_subject_is_a_binomial_trial() {
    // 20 of 200 fail. Wilson's interval with t = 1.971957 (199 degrees of freedom) and variance
    // 0.09 / 199: trials = 199, t²/n = 0.0195405; centre (0.1 + 0.0097703) / 1.0195405 = 0.1076665;
    // half √(0.09 · 0.0195405 + 0.0195405² / 4) / 1.0195405 = 0.0422359.
    let found = Bootstrap::default().fnmr(&people(200, 1, 10), 50).unwrap();
    assert!(near(found.low, 0.0654306, 0.05) && near(found.high, 0.1499024, 0.05), "{found:?}");
}

#[test]
fn pairs_of_one_person_are_not_independent() {
    // Either all nine pairs of a person fail or none does: nine pairs tell as much as one.
    let every_tenth: Mated = (0..900).map(|i| (i / 9, if i / 9 % 10 == 0 { 10 } else { 90 })).collect();
    let of = |c: &Comparisons| Bootstrap::default().fnmr(c, 50).unwrap();
    let together = of(&Comparisons::new(&every_tenth, &[]));
    let single = of(&people(100, 1, 10));
    assert!(near(together.high - together.low, single.high - single.low, 0.02), "{together:?} {single:?}");
    // Taken as independent, they would seem to tell three times more.
    let scattered: Mated = (0..900).map(|i| (i, every_tenth[i as usize].1)).collect();
    let scattered = of(&Comparisons::new(&scattered, &[]));
    assert!(near(together.high - together.low, 3.0 * (scattered.high - scattered.low), 0.1));
}

#[test]
fn without_an_error_each_subject_is_one_trial() {
    // t²/(n + t²) with t = 2.0452296 for 29 degrees of freedom: 4.182964 / 34.182964.
    let mated: Mated = (0..150).map(|i| (i / 5, 90)).collect();
    let flawless = Comparisons::new(&mated, &meeting(30));
    let fnmr = Bootstrap::default().fnmr(&flawless, 50).unwrap();
    assert!(fnmr.low == 0.0 && near(fnmr.high, 0.122370, 1e-5), "{fnmr:?}");
    assert_eq!(Bootstrap::default().eer(&flawless), Some(fnmr));
    assert_eq!(Bootstrap::default().fnmr_at_fmr(&flawless, 0.01), Some(fnmr));
    // 435 couples of people: the same with n = 435, 4.182964 / 439.182964.
    let fmr = Bootstrap::default().fmr(&flawless, 50).unwrap();
    assert!(fmr.low == 0.0 && near(fmr.high, 0.0095244, 1e-4), "{fmr:?}");
}

#[test]
fn what_cannot_be_known_is_none() {
    let (good, default) = (people(20, 3, 5), Bootstrap::default());
    let alone = Comparisons::new(&[(1, 5), (1, 7)], &[([1, 1], 6)]);
    let empty = Comparisons::new(&[], &[]);
    for nobody in [&alone, &empty] {
        assert_eq!(default.eer(nobody), None);
        assert_eq!(default.fmr(nobody, 6), None);
        assert_eq!(default.fnmr(nobody, 6), None);
        assert_eq!(default.fnmr_at_fmr(nobody, 1.0), None);
    }
    // 190 non-mated pairs do not show one in a thousand.
    assert_eq!(default.fnmr_at_fmr(&good, 1e-3), None);
    for bootstrap in [
        Bootstrap { level: 1.0, ..default },
        Bootstrap { level: 0.0, ..default },
        Bootstrap { level: f64::NAN, ..default },
        Bootstrap { resamples: 1, ..default },
    ] {
        assert_eq!(bootstrap.fnmr(&good, 50), None);
    }
    assert!(default.fnmr(&good, 50).is_some());
}

#[test]
fn the_seed_decides_and_more_confidence_is_wider() {
    let people = people(40, 3, 7);
    let default = Bootstrap::default();
    let of = |b: Bootstrap| b.fnmr(&people, 50).unwrap();
    assert_eq!(of(default), of(default));
    assert_ne!(of(default), of(Bootstrap { seed: 1, ..default }));
    let (wide, narrow) = (of(Bootstrap { level: 0.99, ..default }), of(Bootstrap { level: 0.5, ..default }));
    assert!(wide.low < narrow.low && narrow.high < wide.high);
}

#[test]
fn failures_are_errors_of_their_subjects() {
    let mated: Mated = (0..60).map(|i| (i / 3, 90)).collect();
    let failed = [3, 3, 8];
    let as_failures = Comparisons::with_failures(&mated, &meeting(20), &failed, &[]);
    let mut as_scores = mated.clone();
    as_scores.extend(failed.map(|subject| (subject, NO_EVIDENCE)));
    let as_scores = Comparisons::new(&as_scores, &meeting(20));
    assert_eq!(as_failures.rates().at(50).unwrap().fnmr, 3.0 / 63.0);
    assert_eq!(Bootstrap::default().fnmr(&as_failures, 50), Bootstrap::default().fnmr(&as_scores, 50));
    assert_eq!(Bootstrap::default().eer(&as_failures), Bootstrap::default().eer(&as_scores));
}

#[test]
fn the_complement_mirrors() {
    let mirrored = Interval { low: 0.25, high: 0.5 }.of_complement();
    assert_eq!(mirrored, Interval { low: 0.5, high: 0.75 });
}

fn labelled() -> impl Strategy<Value = (Mated, NonMated)> {
    let score = || prop_oneof![9 => -6..6i32, 1 => Just(NO_EVIDENCE)];
    (vec((0..6u32, score()), 1..30), vec(([0..6u32, 0..6u32], score()), 1..40))
}

proptest! {
    #[test]
    fn intervals_hold_their_rate((mated, non_mated) in labelled(), t in -7..7i64, fmr in 0.0..1.0f64) {
        let comparisons = Comparisons::new(&mated, &non_mated);
        let rates = comparisons.rates();
        let bootstrap = Bootstrap { resamples: 30, ..Bootstrap::default() };
        let point = rates.at(t).unwrap();
        for (rate, interval) in [
            (Some(point.fmr), bootstrap.fmr(&comparisons, t)),
            (Some(point.fnmr), bootstrap.fnmr(&comparisons, t)),
            (rates.eer(), bootstrap.eer(&comparisons)),
            (rates.fnmr_at_fmr(fmr), bootstrap.fnmr_at_fmr(&comparisons, fmr)),
        ] {
            if let Some(Interval { low, high }) = interval {
                // The rate of the interval is summed up in another order.
                let rate = rate.unwrap();
                prop_assert!(0.0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1.0);
                prop_assert!(low < high);
            }
        }
    }

    #[test]
    fn order_and_names_of_subjects_do_not_matter((mated, non_mated) in labelled()) {
        let bootstrap = Bootstrap { resamples: 30, ..Bootstrap::default() };
        let a = Comparisons::new(&mated, &non_mated);
        let renamed: Mated = mated.iter().rev().map(|&(s, score)| (s * 1000 + 7, score)).collect();
        let swapped: NonMated =
            non_mated.iter().rev().map(|&([s, t], score)| ([t * 1000 + 7, s * 1000 + 7], score)).collect();
        let b = Comparisons::new(&renamed, &swapped);
        prop_assert_eq!(bootstrap.eer(&a), bootstrap.eer(&b));
        prop_assert_eq!(bootstrap.fmr(&a, 0), bootstrap.fmr(&b, 0));
    }
}
