//! How the contrast of a square picture is spread over spatial frequencies.

#[cfg(test)]
mod tests;

use std::f64::consts::TAU;

use ndarray::Array2;

/// Octaves of spatial frequency in cycles a square, from the first to below the second.
pub const OCTAVES: [(f64, f64); 5] = [(2.0, 4.0), (4.0, 8.0), (8.0, 16.0), (16.0, 32.0), (32.0, 64.0)];

/// Tables for the spectra of squares of one size.
pub struct Spectrum {
    side: usize,
    /// Cosine and sine of each multiple of the first frequency.
    table: Vec<[f64; 2]>,
    window: Vec<f64>,
}

/// Where the power of a square lies; all of it relative to that of [`OCTAVES`] together.
#[derive(Debug, Clone, PartialEq)]
pub struct Power {
    /// Share in each of [`OCTAVES`].
    pub octaves: [f64; OCTAVES.len()],
    /// Mean of one frequency (a row and a column of the transform) in rings of width 1 about 0, 1, 2 … cycles a
    /// square, up to half the side.
    pub rings: Vec<f64>,
}

/// Sums over one half of the plane of frequencies.
struct Sums {
    octaves: [f64; OCTAVES.len()],
    rings: Vec<(f64, u32)>,
}

impl Spectrum {
    /// For squares of `side` pixels.
    pub fn new(side: usize) -> Spectrum {
        let angle = |i: usize| TAU * i as f64 / side as f64;
        Spectrum {
            side,
            table: (0..side).map(|i| [angle(i).cos(), angle(i).sin()]).collect(),
            // Hann: without it the jump at the border is taken for detail.
            window: (0..side).map(|i| 0.5 - 0.5 * (angle(i) + angle(1) * 0.5).cos()).collect(),
        }
    }

    /// The power of a square of the right size; none of another size or without contrast.
    pub fn power(&self, square: &Array2<f64>) -> Option<Power> {
        if square.dim() != (self.side, self.side) {
            return None;
        }
        let mean = square.mean()?;
        let windowed = Array2::from_shape_fn(square.dim(), |(r, c)| {
            [(square[[r, c]] - mean) * self.window[r] * self.window[c], 0.0]
        });
        let sums = self.sums(&self.transformed(&self.transformed(&windowed)));
        let all: f64 = sums.octaves.iter().sum();
        let ring = |(sum, count): (f64, u32)| sum / f64::from(count.max(1)) / all;
        (all > 0.0).then(|| Power {
            octaves: sums.octaves.map(|s| s / all),
            rings: sums.rings.into_iter().map(ring).collect(),
        })
    }

    fn sums(&self, transform: &Array2<[f64; 2]>) -> Sums {
        let half = self.side / 2;
        let mut sums = Sums { octaves: [0.0; OCTAVES.len()], rings: vec![(0.0, 0); half + 1] };
        // The picture is real: half of the plane says it all.
        for ((v, u), [re, im]) in transform.indexed_iter().filter(|((v, _), _)| *v <= half) {
            let signed = if u > half { self.side - u } else { u };
            let (frequency, power) = ((v as f64).hypot(signed as f64), re * re + im * im);
            let octave = OCTAVES.iter().position(|(low, high)| (*low..*high).contains(&frequency));
            if let Some(sum) = octave.and_then(|octave| sums.octaves.get_mut(octave)) {
                *sum += power;
            }
            if let Some((sum, count)) = sums.rings.get_mut(frequency.round() as usize) {
                *sum += power;
                *count += 1;
            }
        }
        sums
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
