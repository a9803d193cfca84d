//! The power spectrum of a block of pixels.

use std::sync::OnceLock;

/// Pixels along one side of a block: several fit into the smallest palm that is taken, and a pattern shows some twenty times in each.
pub(super) const BLOCK: usize = 48;
/// Frequencies along one side of its spectrum: a block is filled up with zeros to a power of two.
pub(super) const SIDE: usize = 64;

/// A complex number.
type Complex = [f64; 2];

struct Tables {
    /// e^(−2πik/64).
    turns: [Complex; SIDE / 2],
    /// Hann's window.
    window: [f64; BLOCK],
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let angle = |k: usize| std::f64::consts::TAU * k as f64 / SIDE as f64;
        Tables {
            turns: std::array::from_fn(|k| [libm::cos(angle(k)), -libm::sin(angle(k))]),
            window: std::array::from_fn(|k| {
                0.5 - 0.5 * libm::cos(std::f64::consts::TAU * (k as f64 + 0.5) / BLOCK as f64)
            }),
        }
    })
}

/// Multiplies `products` by the powers, and `floor`, of two real blocks (48 × 48, row by row): the frequency (u, v) stands at u·64 + v,
/// in periods per 64 pixels. Both blocks go through one transform, as the real and the imaginary part.
pub(super) fn multiply_by_powers(blocks: [&[f64]; 2], floor: f64, products: [&mut [f64]; 2]) {
    let window = &tables().window;
    let means = blocks.map(|block| block.iter().sum::<f64>() / block.len().max(1) as f64);
    let mut field: Vec<Complex> = vec![[0.0; 2]; SIDE * SIDE];
    for (k, levels) in blocks[0].iter().zip(blocks[1]).take(BLOCK * BLOCK).enumerate() {
        let (row, column) = (k / BLOCK, k % BLOCK);
        let about_mean = [levels.0 - means[0], levels.1 - means[1]];
        field[row * SIDE + column] = about_mean.map(|level| level * window[row] * window[column]);
    }
    // Rows below the block are zero before they are transformed, and after.
    field[..BLOCK * SIDE].chunks_exact_mut(SIDE).for_each(transform);
    let mut field: Vec<Complex> = (0..SIDE * SIDE).map(|k| field[(k % SIDE) * SIDE + k / SIDE]).collect();
    field.chunks_exact_mut(SIDE).for_each(transform);
    let [first, second] = products;
    for u in 0..SIDE {
        for v in 0..SIDE {
            // Columns were transformed last: they stand where rows stood.
            let [a, b] = field[v * SIDE + u];
            let [c, d] = field[(SIDE - v) % SIDE * SIDE + (SIDE - u) % SIDE];
            // Even and odd parts belong to the first and to the second block.
            first[u * SIDE + v] *= floor + 0.25 * ((a + c) * (a + c) + (b - d) * (b - d));
            second[u * SIDE + v] *= floor + 0.25 * ((b + d) * (b + d) + (c - a) * (c - a));
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
