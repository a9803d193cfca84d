//! The sensor: blur, noise, and samples of 8 or 12 bits.

use ndarray::Array3;

use super::rng::Rng;

/// The light that falls on the sensor, one plane a colour (red, green, blue) or a single one.
pub(super) struct Light {
    pub(super) height: usize,
    pub(super) width: usize,
    /// 0..=1 from black to white, row by row.
    pub(super) planes: Vec<Vec<f32>>,
}

/// Share of the noise's variance that is there in the dark.
const DARK_NOISE: f32 = 0.25;

/// Luma of red, green and blue (ITU-R BT.601): what a sensor without colours sees.
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

impl Light {
    /// Blurs each plane with a Gaussian of the deviation given for it, in pixels.
    pub(super) fn blur(&mut self, sigmas: [f64; 3]) {
        for (plane, sigma) in self.planes.iter_mut().zip(sigmas) {
            let kernel = gaussian(sigma);
            if kernel.len() > 1 {
                blur_rows(plane, self.width, &kernel);
                *plane = blurred_columns(plane, self.width, &kernel);
            }
        }
    }

    /// One plane of what a sensor without colours sees.
    pub(super) fn without_colours(self) -> Light {
        let [red, green, blue] = self.planes.as_slice() else { return self };
        let luma = red.iter().zip(green).zip(blue).map(|((r, g), b)| LUMA[0] * r + LUMA[1] * g + LUMA[2] * b);
        Light { planes: vec![luma.collect()], ..self }
    }

    /// Samples of shape (rows, columns, planes), 0..=`white`, with noise whose deviation is `noise`
    /// 255ths at white.
    pub(super) fn read_out(&self, white: u16, noise: f64, rng: &mut Rng) -> Array3<u16> {
        let (noise, white) = ((noise / 255.0) as f32, f32::from(white));
        let channels = self.planes.len();
        let mut samples = Array3::zeros((self.height, self.width, channels));
        let all = samples.as_slice_mut().unwrap_or_default();
        for (channel, plane) in self.planes.iter().enumerate() {
            for (outputs, values) in all.chunks_mut(2 * channels).zip(plane.chunks(2)) {
                let noises = rng.coarse_normals();
                for ((output, &value), normal) in outputs.chunks_mut(channels).zip(values).zip(noises) {
                    let value = value.clamp(0.0, 1.0);
                    let deviation = noise * (DARK_NOISE + (1.0 - DARK_NOISE) * value).sqrt();
                    output[channel] = (white * (value + deviation * normal) + 0.5).clamp(0.0, white) as u16;
                }
            }
        }
        samples
    }
}

/// Weights of a Gaussian from the middle outwards; their sum over both sides is 1.
fn gaussian(sigma: f64) -> Vec<f32> {
    // Below this many pixels blur changes no sample.
    if sigma < 0.1 {
        return vec![1.0];
    }
    let reach = (3.0 * sigma) as usize + 1;
    let weights: Vec<f64> =
        (0..=reach).map(|i| libm::exp(-0.5 * (i as f64 / sigma) * (i as f64 / sigma))).collect();
    let sum = 2.0 * weights.iter().sum::<f64>() - 1.0;
    weights.iter().map(|w| (w / sum) as f32).collect()
}

/// Blurs along the rows; the border is repeated.
fn blur_rows(plane: &mut [f32], width: usize, kernel: &[f32]) {
    let reach = kernel.len() - 1;
    let mut padded = vec![0.0; width + 2 * reach];
    for row in plane.chunks_exact_mut(width) {
        padded[reach..reach + width].copy_from_slice(row);
        padded[..reach].fill(row[0]);
        padded[reach + width..].fill(row[width - 1]);
        row.fill(0.0);
        add_weighted(row, kernel[0], &padded[reach..], &[]);
        for (k, &weight) in kernel.iter().enumerate().skip(1) {
            add_weighted(row, weight, &padded[reach - k..], &padded[reach + k..]);
        }
    }
}

/// Blurs along the columns; the border is repeated.
fn blurred_columns(plane: &[f32], width: usize, kernel: &[f32]) -> Vec<f32> {
    let height = plane.len() / width;
    let row = |r: usize| &plane[r * width..(r + 1) * width];
    let mut blurred = vec![0.0; plane.len()];
    for (r, out) in blurred.chunks_exact_mut(width).enumerate() {
        add_weighted(out, kernel[0], row(r), &[]);
        for (k, &weight) in kernel.iter().enumerate().skip(1) {
            add_weighted(out, weight, row(r.saturating_sub(k)), row((r + k).min(height - 1)));
        }
    }
    blurred
}

/// Adds `weight` times the sum of `a` and `b` (nothing where `b` is empty).
fn add_weighted(out: &mut [f32], weight: f32, a: &[f32], b: &[f32]) {
    if b.is_empty() {
        out.iter_mut().zip(a).for_each(|(o, a)| *o += weight * a);
    } else {
        out.iter_mut().zip(a).zip(b).for_each(|((o, a), b)| *o += weight * (a + b));
    }
}
