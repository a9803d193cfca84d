//! How the contrast of a palm square is spread over spatial frequencies.

use std::f64::consts::TAU;

use ndarray::Array2;

/// Octaves of spatial frequency in cycles a palm square, from the first to below the second.
pub(crate) const OCTAVES: [(f64, f64); 5] = [(2.0, 4.0), (4.0, 8.0), (8.0, 16.0), (16.0, 32.0), (32.0, 64.0)];

/// Share of the power in each of [`OCTAVES`], of squares of one size.
pub(crate) struct Spectrum {
    side: usize,
    /// Cosine and sine of each multiple of the first frequency.
    table: Vec<[f64; 2]>,
    window: Vec<f64>,
}

impl Spectrum {
    /// For squares of `side` pixels.
    pub(crate) fn new(side: usize) -> Spectrum {
        let angle = |i: usize| TAU * i as f64 / side as f64;
        Spectrum {
            side,
            table: (0..side).map(|i| [angle(i).cos(), angle(i).sin()]).collect(),
            // Hann: without it the jump at the border is taken for detail.
            window: (0..side).map(|i| 0.5 - 0.5 * (angle(i) + angle(1) * 0.5).cos()).collect(),
        }
    }

    /// The shares; they sum to 1.
    pub(crate) fn shares(&self, square: &Array2<f64>) -> [f64; OCTAVES.len()] {
        let mean = square.mean().unwrap_or_default();
        let windowed = Array2::from_shape_fn(square.dim(), |(r, c)| {
            [(square[[r, c]] - mean) * self.window[r] * self.window[c], 0.0]
        });
        let rows = self.transformed(&windowed);
        let both = self.transformed(&rows);
        let mut shares = [0.0; OCTAVES.len()];
        // The picture is real: half of the plane says it all.
        for ((v, u), value) in both.indexed_iter().filter(|((v, _), _)| *v <= self.side / 2) {
            let signed = if u > self.side / 2 { self.side - u } else { u };
            let frequency = (v as f64).hypot(signed as f64);
            let octave = OCTAVES.iter().position(|(low, high)| (*low..*high).contains(&frequency));
            if let Some(octave) = octave {
                shares[octave] += value[0] * value[0] + value[1] * value[1];
            }
        }
        let sum: f64 = shares.iter().sum();
        shares.map(|s| s / sum.max(f64::MIN_POSITIVE))
    }

    /// The discrete Fourier transform along the rows, transposed.
    fn transformed(&self, values: &Array2<[f64; 2]>) -> Array2<[f64; 2]> {
        Array2::from_shape_fn((self.side, self.side), |(k, r)| {
            let (mut re, mut im) = (0.0, 0.0);
            for (n, [a, b]) in values.row(r).iter().enumerate() {
                let [cos, sin] = self.table[k * n % self.side];
                re += a * cos + b * sin;
                im += b * cos - a * sin;
            }
            [re, im]
        })
    }
}
