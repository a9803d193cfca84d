//! Error versus discard, by hand and by counting what is left.

use palmsig::evaluate::{DiscardCurve, NO_EVIDENCE};
use proptest::collection::vec;
use proptest::prelude::*;

#[test]
fn a_curve_worked_out_by_hand() {
    // Threshold 50. Pair qualities, the lower of two: 1 rejected, 3 accepted, 3 rejected, 7 accepted,
    // 9 without evidence.
    let mated = [(40, [5, 1]), (60, [3, 9]), (49, [4, 3]), (50, [7, 8]), (NO_EVIDENCE, [9, 9])];
    let curve = DiscardCurve::new(50, &mated).unwrap();
    let points: Vec<_> = curve.points().iter().map(|p| (p.discarded, p.fnmr)).collect();
    // All: 3 of 5. Without quality 1: 2 of 4. Without 3: 1 of 2. Without 7: 1 of 1.
    assert_eq!(points, [(0.0, 0.6), (0.2, 0.5), (0.6, 0.5), (0.8, 1.0)]);
    // A fifth may go: the worst. Two fifths may go: the two of quality 3 go together, which is too many.
    assert_eq!([0.0, 0.19, 0.2, 0.4, 0.6, 1.0].map(|d| curve.fnmr(d)), [0.6, 0.6, 0.5, 0.5, 0.5, 1.0]);
    // 0.2 · 0.6 = 0.12; to 0.3 another 0.1 · 0.5; to 1: 0.12 + 0.6 · 0.5 + 0.2 · 1.
    assert!((curve.area(0.2) - 0.12).abs() < 1e-12);
    assert!((curve.area(0.3) - 0.17).abs() < 1e-12);
    assert!((curve.area(1.0) - 0.62).abs() < 1e-12);
}

#[test]
fn nothing_compared_has_no_curve_and_no_threshold_accepts_no_evidence() {
    assert_eq!(DiscardCurve::new(0, &[]), None);
    assert_eq!(DiscardCurve::new(i64::MIN, &[(NO_EVIDENCE, [1, 1]), (3, [1, 1])]).unwrap().fnmr(0.0), 0.5);
}

/// The FNMR of the pairs of at least the lowest quality that discards no more than `share`, every
/// quality tried.
fn counted(mated: &[(i32, [i32; 2])], threshold: i64, share: f64) -> f64 {
    let quality = |pair: &(i32, [i32; 2])| *pair.1.iter().min().unwrap();
    let lowest = mated
        .iter()
        .map(quality)
        .filter(|&q| mated.iter().filter(|p| quality(p) < q).count() as f64 / mated.len() as f64 <= share)
        .max()
        .unwrap();
    let left: Vec<_> = mated.iter().filter(|p| quality(p) >= lowest).collect();
    left.iter().filter(|p| i64::from(p.0) < threshold).count() as f64 / left.len() as f64
}

proptest! {
    #[test]
    fn agrees_with_counting(
        mated in vec((-5..5i32, [0..6i32, 0..6i32]), 1..30), threshold in -6..6i64, limit in 0.0..=1.0f64,
    ) {
        let curve = DiscardCurve::new(threshold, &mated).unwrap();
        for step in 0..=60 {
            let share = f64::from(step) / 60.0;
            prop_assert!((curve.fnmr(share) - counted(&mated, threshold, share)).abs() < 1e-12);
        }
        // The steps are as wide as one comparison or several: the area is a sum over comparisons.
        let width = 1.0 / mated.len() as f64;
        let strip = |i: usize| {
            let (from, to) = (i as f64 * width, ((i + 1) as f64 * width).min(limit));
            counted(&mated, threshold, from + width / 2.0) * (to - from).max(0.0)
        };
        let area: f64 = (0..mated.len()).map(strip).sum();
        prop_assert!((curve.area(limit) - area).abs() < 1e-12, "{} {}", curve.area(limit), area);
    }
}
