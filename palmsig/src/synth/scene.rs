//! What is in the picture besides the hand: background, sleeve and light.

use super::noise::Noise;
use super::rng::Rng;
use super::settings::CaptureSettings;
use crate::image::Band;
use backgrounds::{Backdrop, CELLS, Noises, Paint, backdrop};

mod backgrounds;

/// Near-infrared light of other lamps in parts of the sensor's own.
const AMBIENT: f64 = 0.08;

/// The surroundings of one capture.
pub(super) struct Scene {
    backdrop: Box<dyn Backdrop>,
    noises: Noises,
    sleeve: [f32; 3],
    nir: bool,
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
        let noises = CELLS.map(|cell| Noise::new(cell, rng));
        let tint = [(); 3].map(|()| rng.about(1.0, 0.015) as f32);
        let sleeve = [(); 3].map(|()| rng.between(0.08, 0.75) as f32);
        let (height, width) = (settings.height as f64, settings.width as f64);
        let half_diagonal = 0.5 * (height * height + width * width).sqrt();
        let direction = settings.light_direction;
        let slope = settings.light_slope / half_diagonal;
        Scene {
            backdrop: backdrop(settings.background, tint, rng),
            noises,
            sleeve,
            nir: band == Band::NearInfrared,
            scale: 1.0 / height.min(width) as f32,
            gain: settings.exposure,
            slope: [-slope * libm::sin(direction), slope * libm::cos(direction)],
            middle: [0.5 * height, 0.5 * width],
            falloff: settings.falloff / (half_diagonal * half_diagonal),
            aperture: settings.aperture,
        }
    }

    /// The same without the near-infrared lamp.
    pub(super) fn unlit(self) -> Scene {
        if self.nir { Scene { gain: self.gain * AMBIENT, ..self } } else { self }
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
        self.backdrop.at(&self.noises, x, y).seen(self.nir)
    }

    /// Colour of the sleeve.
    pub(super) fn sleeve(&self, row: f64, column: f64) -> [f32; 3] {
        let (x, y) = (column as f32 * self.scale, row as f32 * self.scale);
        let weave = 1.0 + 0.18 * self.noises[1].at(x, y) + 0.1 * self.noises[3].at(x, y);
        Paint::plain(self.sleeve.map(|c| c * weave)).seen(self.nir)
    }
}
