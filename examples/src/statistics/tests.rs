use ndarray::array;
use palmsig::synth::Rng;

use super::*;

/// Shares of ones among `bits` fair coins.
fn coins(bits: usize, samples: usize) -> Vec<f64> {
    let mut rng = Rng::new(5);
    let mut share = || (0..bits).filter(|_| rng.between(0.0, 1.0) < 0.5).count() as f64 / bits as f64;
    (0..samples).map(|_| share()).collect()
}

#[test]
fn independent_bits_have_as_many_degrees_of_freedom() {
    for bits in [50, 400] {
        let freedom = Moments::of(&coins(bits, 20_000)).unwrap().degrees_of_freedom();
        // The error of a variance of 20000 values is 1 %.
        assert!((freedom / bits as f64 - 1.0).abs() < 0.04, "{freedom} of {bits}");
    }
}

#[test]
fn bits_in_equal_pairs_have_half_as_many() {
    // Each coin counts twice: the shares are those of 100 coins, whatever the 200 bits.
    let freedom = Moments::of(&coins(100, 20_000)).unwrap().degrees_of_freedom();
    assert!((freedom / 100.0 - 1.0).abs() < 0.04, "{freedom}");
}

#[test]
fn moments_need_two_values() {
    assert_eq!(Moments::of(&[1.0, 2.0, 3.0]), Some(Moments { mean: 2.0, variance: 1.0 }));
    assert_eq!(Moments::of(&[1.0]), None);
    assert_eq!(mean(&[]), None);
}

#[test]
fn quantiles_lie_between_values() {
    let values = [1.0, 2.0, 4.0, 8.0];
    assert_eq!(quantile(&values, 0.0), Some(1.0));
    assert_eq!(quantile(&values, 0.5), Some(3.0));
    assert_eq!(quantile(&values, 1.0), Some(8.0));
    assert_eq!(quantile(&values[..1], 0.9), Some(1.0));
    assert_eq!(quantile(&[], 0.5), None);
}

#[test]
fn the_jackknife_of_a_mean_is_its_standard_error() {
    let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0];
    let sum: f64 = values.iter().sum();
    let without: Vec<f64> = values.iter().map(|v| (sum - v) / 5.0).collect();
    let error = (Moments::of(&values).unwrap().variance / 6.0).sqrt();
    assert!((jackknife_error(&without).unwrap() - error).abs() < 1e-12);
    assert_eq!(jackknife_error(&[1.0]), None);
}

#[test]
fn agreement_is_counted_where_both_planes_reach() {
    let plane = array![[1, 0, 1], [1, 1, 0]];
    assert_eq!(agreement(plane.view(), plane.view(), [0, 0]), Some(1.0));
    // 1 0 over 0 1, and 1 1 over 1 0: one of four.
    assert_eq!(agreement(plane.view(), plane.view(), [0, 1]), Some(0.25));
    assert_eq!(agreement(plane.view(), plane.view(), [1, 0]), Some(1.0 / 3.0));
    assert_eq!(agreement(plane.view(), plane.view(), [2, 0]), None);
    assert_eq!(agreement(plane.view(), plane.view(), [3, 0]), None);
}

#[test]
fn correlation_is_free_of_the_balance() {
    assert_eq!(correlation(1.0, 0.3), 1.0);
    assert_eq!(correlation(0.5, 0.5), 0.0);
    // Independent bits, a tenth of them ones, agree in 82 of 100.
    assert!(correlation(0.82, 0.1).abs() < 1e-12);
}
