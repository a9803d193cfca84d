//! Error rates: small cases worked out by hand, laws that hold for all scores, and agreement with
//! counting every score at every threshold.

use palmsig::evaluate::{ErrorRates, FailedPairs, NO_EVIDENCE, Nearest, OperatingPoint, identification_rate};
use proptest::collection::vec;
use proptest::prelude::*;

/// Ten mated and ten non-mated scores that overlap in 40..=60.
const MATED: [i32; 10] = [40, 50, 60, 70, 80, 90, 90, 95, 99, 100];
const NON_MATED: [i32; 10] = [0, 1, 2, 3, 5, 8, 10, 40, 55, 60];

fn rates(mated: &[i32], non_mated: &[i32]) -> ErrorRates {
    ErrorRates::new(mated.to_vec(), non_mated.to_vec())
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12
}

#[test]
fn equal_error_rate_where_a_threshold_has_it() {
    // t = 55 rejects 40 and 50 of the mated and accepts 55 and 60 of the non-mated.
    assert_eq!(rates(&MATED, &NON_MATED).eer(), Some(0.2));
}

#[test]
fn equal_error_rate_between_thresholds_is_interpolated() {
    // t = 2 gives (FMR 1/3, FNMR 0), t = 5 gives (1/3, 1/2): the line between them meets FMR = FNMR at 1/3.
    let eer = rates(&[2, 5], &[0, 1, 7]).eer().unwrap();
    assert!(close(eer, 1.0 / 3.0), "{eer}");
    // t = 4 accepts all three: (1, 0); t above it none: (0, 1).
    assert_eq!(rates(&[4], &[4, 4]).eer(), Some(0.5));
}

#[test]
fn fnmr_at_fmr_lets_equal_scores_through_together() {
    let r = rates(&MATED, &NON_MATED);
    // One in ten may pass: t = 60 accepts the 60 and rejects 40 and 50.
    assert_eq!(r.fnmr_at_fmr(0.1), Some(0.2));
    // Three in ten: t = 40 accepts 40, 55, 60 and no mated score lies below.
    assert_eq!(r.fnmr_at_fmr(0.3), Some(0.0));
    // With 60 twice among the non-mated, both pass or neither, so one in ten means t = 70.
    let tied = rates(&MATED, &[0, 1, 2, 3, 5, 8, 10, 40, 60, 60]);
    assert_eq!(tied.fnmr_at_fmr(0.1), Some(0.3));
    // Two in ten: t = 50 accepts both and rejects the mated 40 alone.
    assert_eq!(tied.fnmr_at_fmr(0.2), Some(0.1));
}

#[test]
fn rates_that_the_comparisons_cannot_show_are_none() {
    let r = rates(&MATED, &NON_MATED);
    assert_eq!(r.fnmr_at_fmr(0.099), None);
    assert_eq!(r.fnmr_at_fmr(f64::NAN), None);
    assert_eq!(rates(&[], &NON_MATED).fnmr_at_fmr(0.1), None);
    assert_eq!(rates(&MATED, &[]).fnmr_at_fmr(1.0), None);
    assert_eq!(rates(&MATED, &[]).eer(), None);
    assert_eq!(rates(&[], &NON_MATED).eer(), None);
    // Exactly enough: 3 of 300 000 is 1e-5, though 1e-5 * 300 000 rounds to something above 3.
    let many = rates(&[5], &(0..300_000).map(|i| if i < 3 { 9 } else { 0 }).collect::<Vec<_>>());
    assert_eq!(many.fnmr_at_fmr(1e-5), Some(0.0));
    assert_eq!(rates(&[5], &vec![0; 99_999]).fnmr_at_fmr(1e-5), None);
    assert_eq!(rates(&[5], &vec![0; 100_000]).fnmr_at_fmr(1e-5), Some(0.0));
}

#[test]
fn no_evidence_is_a_non_match_at_every_threshold() {
    let r = rates(&[NO_EVIDENCE, 10], &[NO_EVIDENCE, NO_EVIDENCE, NO_EVIDENCE, 3]);
    let points: Vec<_> = r.det().collect();
    assert_eq!(
        points,
        [
            OperatingPoint { threshold: 3, fmr: 0.25, fnmr: 0.5 },
            OperatingPoint { threshold: 10, fmr: 0.0, fnmr: 0.5 },
            OperatingPoint { threshold: 11, fmr: 0.0, fnmr: 1.0 },
        ]
    );
    assert_eq!(r.fnmr_at_fmr(1.0), Some(0.5));
    // From (1, 0) to (1/4, 1/2): 1 − 3/4 s = 1/2 s at s = 4/5.
    assert!(close(r.eer().unwrap(), 0.4));
    assert_eq!(rates(&[NO_EVIDENCE], &[NO_EVIDENCE]).eer(), Some(0.5));
}

#[test]
fn failures_count_as_non_matches() {
    // 10 of 20 mated pairs never came to a score: at least half is rejected.
    let failed = FailedPairs { mated: 10, non_mated: 90 };
    let r = rates(&MATED, &NON_MATED).with_failures(failed);
    assert_eq!((r.mated(), r.non_mated()), (10, 10));
    // 10 of 100 non-mated pairs may pass, and only ten ever could.
    assert_eq!(r.fnmr_at_fmr(0.1), Some(0.5));
    // 100 pairs would show 1 %, but ninety of them were never compared.
    assert_eq!(r.fnmr_at_fmr(0.01), None);
}

#[test]
fn decidability_of_two_known_distributions() {
    // Means 2 and 6, variances 2 and 4 with n − 1: 4 / √3.
    let d = rates(&[4, 6, 8, NO_EVIDENCE], &[1, 3]).d_prime().unwrap();
    assert!(close(d, 4.0 / 3f64.sqrt()), "{d}");
    assert_eq!(rates(&[1], &[1, 3]).d_prime(), None);
    assert_eq!(rates(&[7, 7], &[3, 3]).d_prime(), None);
}

#[test]
fn rank_one_counts_captures_whose_nearest_is_of_their_palm() {
    let nearest = |mated: &[i32], non_mated: &[i32]| {
        let mut n = Nearest::default();
        mated.iter().for_each(|&s| n.saw_mated(s));
        non_mated.iter().for_each(|&s| n.saw_non_mated(s));
        n
    };
    let hit = nearest(&[3, 9, 1], &[8, 2]);
    let tie = nearest(&[5], &[5]);
    let alone = nearest(&[], &[7]);
    let failed = nearest(&[NO_EVIDENCE], &[]);
    let rank1 = |probes: &[Nearest]| identification_rate(probes, 1);
    assert_eq!(rank1(std::slice::from_ref(&hit)), Some(1.0));
    assert_eq!(rank1(&[hit, tie, alone.clone(), failed, nearest(&[1], &[])]), Some(0.5));
    assert_eq!(rank1(&[alone]), None);
}

/// The conventions of the module, read literally: every threshold, every score.
fn counted(mated: &[i32], non_mated: &[i32]) -> Vec<OperatingPoint> {
    let mut thresholds: Vec<i64> =
        mated.iter().chain(non_mated).filter(|&&s| s != NO_EVIDENCE).map(|&s| i64::from(s)).collect();
    let highest = mated.iter().chain(non_mated).max().map(|&s| i64::from(s) + 1);
    thresholds.extend(highest);
    thresholds.sort();
    thresholds.dedup();
    let share = |scores: &[i32], wanted: &dyn Fn(i64) -> bool| {
        scores.iter().filter(|&&s| wanted(i64::from(s))).count() as f64 / scores.len() as f64
    };
    let point = |threshold| OperatingPoint {
        threshold,
        fmr: share(non_mated, &|s| s >= threshold),
        fnmr: share(mated, &|s| s < threshold),
    };
    thresholds.into_iter().map(point).collect()
}

/// Where the polyline through the points crosses the diagonal, by bisection along each piece.
fn crossing(points: &[OperatingPoint]) -> f64 {
    let mut from = (1.0, 0.0);
    for p in points {
        if p.fnmr >= p.fmr {
            let at = |s: f64| (from.0 + s * (p.fmr - from.0), from.1 + s * (p.fnmr - from.1));
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..80 {
                let middle = (low + high) / 2.0;
                let (fmr, fnmr) = at(middle);
                if fnmr >= fmr { high = middle } else { low = middle }
            }
            return at(high).0;
        }
        from = (p.fmr, p.fnmr);
    }
    unreachable!("the last threshold rejects everything")
}

/// Few distinct scores, so that ties are common, and some without evidence.
fn tied_scores() -> impl Strategy<Value = Vec<i32>> {
    vec(prop_oneof![9 => -6..6i32, 1 => Just(NO_EVIDENCE)], 1..30)
}

fn any_scores() -> impl Strategy<Value = Vec<i32>> {
    prop_oneof![tied_scores(), vec(any::<i32>(), 1..30)]
}

/// Scores that can be negated and moved without leaving their type.
fn small_scores() -> impl Strategy<Value = Vec<i32>> {
    vec(-40..40i32, 1..40)
}

fn fmr_fnmr(r: &ErrorRates) -> Vec<(f64, f64)> {
    r.det().map(|p| (p.fmr, p.fnmr)).collect()
}

proptest! {
    #[test]
    fn agrees_with_counting(mated in any_scores(), non_mated in any_scores(), fmr in 0.0..1.0f64) {
        let r = rates(&mated, &non_mated);
        let points = counted(&mated, &non_mated);
        prop_assert_eq!(r.det().collect::<Vec<_>>(), points.clone());
        let eer = r.eer().unwrap();
        prop_assert!((eer - crossing(&points)).abs() < 1e-9, "{} {}", eer, crossing(&points));
        let best = points.iter().filter(|p| p.fmr <= fmr).map(|p| p.fnmr).fold(f64::INFINITY, f64::min);
        let shown = fmr * non_mated.len() as f64 >= 1.0;
        prop_assert_eq!(r.fnmr_at_fmr(fmr), shown.then_some(best));
    }

    #[test]
    fn rates_move_one_way_with_the_threshold(mated in any_scores(), non_mated in any_scores()) {
        let points: Vec<_> = rates(&mated, &non_mated).det().collect();
        for pair in points.windows(2) {
            prop_assert!(pair[0].threshold < pair[1].threshold);
            prop_assert!(pair[0].fmr >= pair[1].fmr && pair[0].fnmr <= pair[1].fnmr);
        }
        let end = points[points.len() - 1];
        prop_assert_eq!((end.fmr, end.fnmr), (0.0, 1.0));
    }

    #[test]
    fn a_stricter_fmr_costs_fnmr(mated in any_scores(), non_mated in any_scores(), a in 0.0..=1.0f64, b in 0.0..=1.0f64) {
        let r = rates(&mated, &non_mated);
        if let (Some(strict), Some(lax)) = (r.fnmr_at_fmr(a.min(b)), r.fnmr_at_fmr(a.max(b))) {
            prop_assert!(strict >= lax);
        }
    }

    #[test]
    fn only_the_order_of_scores_matters(
        mated in small_scores(), non_mated in small_scores(), shift in -1000..1000i32, scale in 1..50i32,
    ) {
        let r = rates(&mated, &non_mated);
        let moved = |scores: &[i32]| scores.iter().map(|s| s * scale + shift).collect::<Vec<_>>();
        let s = rates(&moved(&mated), &moved(&non_mated));
        prop_assert_eq!(fmr_fnmr(&r), fmr_fnmr(&s));
        prop_assert_eq!(r.eer(), s.eer());
        match (r.d_prime(), s.d_prime()) {
            (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9),
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn swapping_the_kinds_and_the_sign_swaps_the_rates(mated in small_scores(), non_mated in small_scores()) {
        let negated = |scores: &[i32]| scores.iter().map(|s| -s).collect::<Vec<_>>();
        let (r, s) = (rates(&mated, &non_mated), rates(&negated(&non_mated), &negated(&mated)));
        let mirrored: Vec<_> = fmr_fnmr(&s).into_iter().rev().map(|(fmr, fnmr)| (fnmr, fmr)).collect();
        prop_assert_eq!(fmr_fnmr(&r), mirrored);
        prop_assert!(close(r.eer().unwrap(), s.eer().unwrap()));
    }

    #[test]
    fn separated_scores_have_no_error(mated in vec(10..1000i32, 1..30), non_mated in vec(-1000..10i32, 1..30)) {
        let r = rates(&mated, &non_mated);
        prop_assert_eq!(r.eer(), Some(0.0));
        prop_assert_eq!(r.fnmr_at_fmr(1.0 / non_mated.len() as f64), Some(0.0));
    }

    #[test]
    fn like_distributions_are_told_apart_by_chance(scores in any_scores()) {
        prop_assert!(close(rates(&scores, &scores).eer().unwrap(), 0.5));
    }

    #[test]
    fn a_failed_pair_is_a_pair_without_evidence(
        mated in any_scores(), non_mated in any_scores(), m in 0..9u8, n in 0..9u8,
    ) {
        let failed = FailedPairs { mated: m.into(), non_mated: n.into() };
        let with = |scores: &[i32], count: u8| [scores, &vec![NO_EVIDENCE; count.into()]].concat();
        let a = rates(&mated, &non_mated).with_failures(failed);
        let b = rates(&with(&mated, m), &with(&non_mated, n));
        prop_assert_eq!(a.det().collect::<Vec<_>>(), b.det().collect::<Vec<_>>());
        prop_assert_eq!(a.eer(), b.eer());
    }
}
