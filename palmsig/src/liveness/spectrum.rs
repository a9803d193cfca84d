//! The power spectrum of a block of pixels.

use std::sync::OnceLock;

/// Pixels along one side of a block.
pub(super) const BLOCK: usize = 64;

/// A complex number.
type Complex = [f64; 2];

struct Tables {
    /// e^(−2πik/64).
    turns: [Complex; BLOCK / 2],
    /// Hann's window.
    window: [f64; BLOCK],
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let angle = |k: usize| std::f64::consts::TAU * k as f64 / BLOCK as f64;
        Tables {
            turns: std::array::from_fn(|k| [libm::cos(angle(k)), -libm::sin(angle(k))]),
            window: std::array::from_fn(|k| {
                0.5 - 0.5 * libm::cos(std::f64::consts::TAU * (k as f64 + 0.5) / BLOCK as f64)
            }),
        }
    })
}

/// Adds the powers of two real blocks (64 × 64, row by row) to `sums`: the frequency (u, v) stands at u·64 + v. Both blocks go through
/// one transform, as the real and the imaginary part.
pub(super) fn add_powers(blocks: [&[f64]; 2], sums: [&mut [f64]; 2]) {
    let window = &tables().window;
    let means = blocks.map(|block| block.iter().sum::<f64>() / block.len().max(1) as f64);
    let mut field: Vec<Complex> = (0..BLOCK * BLOCK)
        .map(|k| [0, 1].map(|b| (blocks[b][k] - means[b]) * window[k / BLOCK] * window[k % BLOCK]))
        .collect();
    for _ in 0..2 {
        field.chunks_exact_mut(BLOCK).for_each(transform);
        field = (0..BLOCK * BLOCK).map(|k| field[(k % BLOCK) * BLOCK + k / BLOCK]).collect();
    }
    let [first, second] = sums;
    for u in 0..BLOCK {
        for v in 0..BLOCK {
            let [a, b] = field[u * BLOCK + v];
            let [c, d] = field[(BLOCK - u) % BLOCK * BLOCK + (BLOCK - v) % BLOCK];
            // Even and odd parts belong to the first and to the second block.
            first[u * BLOCK + v] += 0.25 * ((a + c) * (a + c) + (b - d) * (b - d));
            second[u * BLOCK + v] += 0.25 * ((b + d) * (b + d) + (c - a) * (c - a));
        }
    }
}

/// The Fourier transform of 64 numbers in place (Cooley & Tukey 1965).
fn transform(line: &mut [Complex]) {
    let n = line.len();
    for i in 0..n {
        let j = i.reverse_bits() >> (usize::BITS - n.trailing_zeros());
        if i < j {
            line.swap(i, j);
        }
    }
    let turns = &tables().turns;
    let mut half = 1;
    while half < n {
        for start in (0..n).step_by(2 * half) {
            for k in 0..half {
                let [c, s] = turns[k * (n / (2 * half))];
                let [x, y] = line[start + k + half];
                let turned = [c * x - s * y, c * y + s * x];
                let [p, q] = line[start + k];
                line[start + k] = [p + turned[0], q + turned[1]];
                line[start + k + half] = [p - turned[0], q - turned[1]];
            }
        }
        half *= 2;
    }
}
