//! What is in the picture besides the hand: background, sleeve and light.

use super::noise::Noise;
use super::rng::Rng;
use super::settings::{Background, CaptureSettings};
use crate::image::Band;

/// The surroundings of one capture.
pub(super) struct Scene {
    background: Background,
    /// Coarse to fine, spacing in parts of the picture's smaller side.
    noises: [Noise; 4],
    tint: [f32; 3],
    sleeve: [f32; 3],
    grey: bool,
    scale: f32,
    gain: f64,
    slope: [f64; 2],
    middle: [f64; 2],
    /// Loss of light at the picture's corners, divided by the square of their distance.
    falloff: f64,
    aperture: Option<[f64; 4]>,
}

impl Scene {
    pub(super) fn new(settings: &CaptureSettings, band: Band, rng: &mut Rng) -> Scene {
        let noises = [0.25, 0.08, 0.025, 0.006].map(|cell| Noise::new(cell, rng));
        let tint = [(); 3].map(|()| rng.about(1.0, 0.015) as f32);
        let sleeve = [(); 3].map(|()| rng.between(0.08, 0.75) as f32);
        let (height, width) = (settings.height as f64, settings.width as f64);
        let half_diagonal = 0.5 * (height * height + width * width).sqrt();
        let direction = settings.light_direction;
        let slope = settings.light_slope / half_diagonal;
        Scene {
            background: settings.background,
            noises,
            tint,
            sleeve,
            grey: band == Band::NearInfrared,
            scale: 1.0 / height.min(width) as f32,
            gain: settings.exposure,
            slope: [-slope * libm::sin(direction), slope * libm::cos(direction)],
            middle: [0.5 * height, 0.5 * width],
            falloff: settings.falloff / (half_diagonal * half_diagonal),
            aperture: settings.aperture,
        }
    }

    /// Brightness of the light at a pixel: 1 in the middle of the picture, less away from the lamp, none
    /// outside the aperture.
    #[inline]
    pub(super) fn light(&self, row: f64, column: f64) -> f32 {
        if !self.sees(row, column) {
            return 0.0;
        }
        let (y, x) = (row - self.middle[0], column - self.middle[1]);
        let even = 1.0 + self.slope[0] * y + self.slope[1] * x - self.falloff * (y * y + x * x);
        (self.gain * even.max(0.0)) as f32
    }

    /// Whether a pixel lies within the aperture.
    pub(super) fn sees(&self, row: f64, column: f64) -> bool {
        self.aperture.is_none_or(|[top, left, bottom, right]| {
            (top..=bottom).contains(&row) && (left..=right).contains(&column)
        })
    }

    /// Colour of the background at a pixel under even light.
    pub(super) fn background(&self, row: f64, column: f64) -> [f32; 3] {
        let (x, y) = (column as f32 * self.scale, row as f32 * self.scale);
        let color = match self.background {
            Background::Dark => {
                let cloth = 0.035 + 0.012 * self.noises[1].at(x, y) + 0.008 * self.noises[3].at(x, y);
                [cloth; 3]
            }
            Background::White => {
                let paper = 0.93 + 0.02 * self.noises[0].at(x, y) + 0.008 * self.noises[3].at(x, y);
                [paper; 3]
            }
            Background::Wood => self.wood(x, y),
            Background::Cluttered => self.clutter(x, y),
        };
        let tinted = [0, 1, 2].map(|k| color[k] * self.tint[k]);
        self.in_band(tinted)
    }

    /// Planks: bands that follow the grain, stretched along the columns.
    fn wood(&self, x: f32, y: f32) -> [f32; 3] {
        let bent = y + 0.03 * self.noises[0].at(0.4 * x, y);
        let grain = 0.5 * self.noises[2].at(0.08 * x, bent) + 0.3 * self.noises[3].at(0.05 * x, bent);
        let tone = 1.0 + 0.22 * grain + 0.1 * self.noises[0].at(x, y);
        [0.60, 0.42, 0.27].map(|c| c * tone)
    }

    /// Patches of flat colours with sharp borders, as of things on a table.
    fn clutter(&self, x: f32, y: f32) -> [f32; 3] {
        let (u, v) = (x + 0.1 * self.noises[1].at(x, y), y + 0.1 * self.noises[1].at(y, x));
        let step = |noise: usize, k: f32| {
            let value = self.noises[noise].at(u + 7.0 * k, v - 3.0 * k);
            (value * 3.0 + 3.5) as i32 as f32 / 6.0
        };
        let (bright, detail) = (step(0, 1.0), 0.03 * self.noises[2].at(x, y));
        // Mostly grey things, with a tint each.
        let hue = [step(0, 2.0), 0.5, 1.0 - step(0, 3.0)];
        hue.map(|h| (0.1 + 0.6 * bright + 0.3 * (h - 0.5) + detail).clamp(0.02, 0.95))
    }

    /// Colour of the sleeve.
    pub(super) fn sleeve(&self, row: f64, column: f64) -> [f32; 3] {
        let (x, y) = (column as f32 * self.scale, row as f32 * self.scale);
        let weave = 1.0 + 0.18 * self.noises[1].at(x, y) + 0.1 * self.noises[3].at(x, y);
        self.in_band(self.sleeve.map(|c| c * weave))
    }

    fn in_band(&self, color: [f32; 3]) -> [f32; 3] {
        if self.grey { [(color[0] + color[1] + color[2]) / 3.0; 3] } else { color }
    }
}
