//! The spectrum against its definition.

use super::spectrum::{BLOCK, SIDE, multiply_by_powers};

const FLOOR: f64 = 10.0;

#[test]
fn powers_are_those_of_the_discrete_fourier_transform() {
    let mut state = 1u64;
    let mut block = || -> Vec<f64> {
        (0..BLOCK * BLOCK)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as f64 / 1e5
            })
            .collect()
    };
    let blocks = [block(), block()];
    let mut products = [vec![2.0; SIDE * SIDE], vec![2.0; SIDE * SIDE]];
    let [first, second] = &mut products;
    multiply_by_powers([&blocks[0], &blocks[1]], FLOOR, [first, second]);
    for (block, products) in blocks.iter().zip(&products) {
        for (u, v) in [(0, 0), (1, 0), (3, 17), (20, 60), (32, 32), (63, 5)] {
            let expected = 2.0 * (FLOOR + power(block, u, v));
            let found = products[u * SIDE + v];
            assert!((found - expected).abs() <= 1e-6 * expected.max(1.0), "({u}, {v}): {found} {expected}");
        }
    }
}

/// The definition: mean off, Hann's window on, one frequency.
fn power(block: &[f64], u: usize, v: usize) -> f64 {
    let tau = std::f64::consts::TAU;
    let mean = block.iter().sum::<f64>() / block.len() as f64;
    let hann = |k: usize| 0.5 - 0.5 * (tau * (k as f64 + 0.5) / BLOCK as f64).cos();
    let (mut real, mut imaginary) = (0.0, 0.0);
    for (k, value) in block.iter().enumerate() {
        let (row, column) = (k / BLOCK, k % BLOCK);
        let windowed = (value - mean) * hann(row) * hann(column);
        let angle = tau * (u * row + v * column) as f64 / SIDE as f64;
        real += windowed * angle.cos();
        imaginary -= windowed * angle.sin();
    }
    real * real + imaginary * imaginary
}
