//! The sensor: blur, noise, and 8-bit samples.

use ndarray::Array3;

use super::rng::Rng;

/// The light that falls on the sensor: red, green and blue, 0..=1 from black to white. A grey
/// picture uses the first only.
pub(super) struct Light {
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) pixels: Vec<[f32; 3]>,
}

/// Share of the noise's variance that is there in the dark.
const DARK_NOISE: f32 = 0.25;

impl Light {
    pub(super) fn blur(&mut self, sigma: f64) {
        let kernel = gaussian(sigma);
        if kernel.len() > 1 {
            self.pixels = blurred_and_turned(&self.pixels, self.width, &kernel);
            self.pixels = blurred_and_turned(&self.pixels, self.height, &kernel);
        }
    }

    /// Samples of shape (rows, columns, `channels`), with noise whose deviation is `noise` grey
    /// levels at white.
    pub(super) fn read_out(&self, channels: usize, noise: f64, rng: &mut Rng) -> Array3<u8> {
        let noise = noise as f32;
        let mut samples = Array3::zeros((self.height, self.width, channels));
        let outputs = samples.as_slice_mut().unwrap_or_default().chunks_exact_mut(channels);
        for (output, light) in outputs.zip(&self.pixels) {
            for (sample, &value) in output.iter_mut().zip(light) {
                let value = value.clamp(0.0, 1.0);
                let deviation = noise * (DARK_NOISE + (1.0 - DARK_NOISE) * value).sqrt();
                let level = 255.0 * value + deviation * rng.normal() as f32;
                *sample = (level + 0.5).clamp(0.0, 255.0) as u8;
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

/// Blurs along the rows (the border is repeated) and swaps rows with columns, so that two calls
/// blur both ways.
fn blurred_and_turned(pixels: &[[f32; 3]], width: usize, kernel: &[f32]) -> Vec<[f32; 3]> {
    let reach = kernel.len() - 1;
    let height = pixels.len() / width;
    let mut turned = vec![[0.0; 3]; pixels.len()];
    let mut padded = vec![[0.0f32; 3]; width + 2 * reach];
    for (r, row) in pixels.chunks_exact(width).enumerate() {
        for (i, p) in padded.iter_mut().enumerate() {
            *p = row[i.saturating_sub(reach).min(width - 1)];
        }
        for c in 0..width {
            let window = &padded[c..=c + 2 * reach];
            let mut sum = window[reach].map(|v| v * kernel[0]);
            for (k, weight) in kernel.iter().enumerate().skip(1) {
                let (left, right) = (window[reach - k], window[reach + k]);
                for i in 0..3 {
                    sum[i] += weight * (left[i] + right[i]);
                }
            }
            turned[c * height + r] = sum;
        }
    }
    turned
}
