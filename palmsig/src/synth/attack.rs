//! What is held before a sensor in place of a hand: pictures of it, printed or shown on a screen.
//!
//! A picture stands in for the plane of the paper or of the screen: its pixels, before the camera looks at it, are what was printed
//! or shown. What the print or the screen adds is drawn in pixels of that plane.

use std::f64::consts::PI;
use std::sync::OnceLock;

use ndarray::{Array3, Axis};

use super::jpeg;
use super::rng::Rng;
use super::sensor::Light;
use crate::image::Band;

/// An attack on a sensor that a palm is presented to (ISO/IEC 30107-3: a presentation attack instrument species).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attack {
    /// A printed picture of a palm.
    Print,
    /// A palm shown on a screen.
    Screen,
    /// A silicone glove with the lines of a palm.
    Glove,
    /// Frames of a live hand, recorded and played again into the sensor's cable.
    Replay,
}

impl Attack {
    /// Every attack.
    pub const ALL: [Attack; 4] = [Attack::Print, Attack::Screen, Attack::Glove, Attack::Replay];

    /// `print`, `screen`, `glove` or `replay`.
    pub const fn name(self) -> &'static str {
        match self {
            Attack::Print => "print",
            Attack::Screen => "screen",
            Attack::Glove => "glove",
            Attack::Replay => "replay",
        }
    }
}

/// A print or a screen as a camera sees it: what it adds to the picture on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Presentation {
    /// Print or screen.
    pub kind: Medium,
    /// Pixels from dot to dot of a print, or from cell to cell of a screen.
    pub period: f64,
    /// Turn of the rows of dots or cells, radians.
    pub angle: f64,
    /// Contrast of dots or cells that the camera keeps, 0..=1.
    pub depth: f64,
    /// Exponent of the whole chain from the picture to the light that comes back: 1 keeps it.
    pub gamma: f64,
    /// Darkest and brightest light that comes back, 0..=1: ink is not black and paper not white.
    pub span: [f64; 2],
    /// Light mirrored by glossy paper or glass, in parts of white, 0..=1.
    pub gloss: f64,
    /// Where it is mirrored, [down, right] in parts of the picture.
    pub highlight: [f64; 2],
    /// Contrast of the bands in which a screen is refreshed, 0..=1, and how many there are in the picture.
    pub bands: (f64, f64),
    /// How much of near-infrared light the darkest ink takes, 0..=1: carbon takes nearly all of it, dyes hardly any.
    pub carbon: f64,
}

/// What a picture is shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// Paper.
    Paper,
    /// A screen.
    Display,
}

/// Reflectance of paper, and of the glass of a screen, in near-infrared light.
const PAPER_NIR: f32 = 0.82;
const GLASS_NIR: f32 = 0.05;

impl Presentation {
    /// A print: dots 2.2 to 6 pixels apart of which the camera keeps a twelfth to all, less range than skin, dull to glossy paper;
    /// half of all printers use carbon.
    pub fn print(rng: &mut Rng) -> Presentation {
        Presentation {
            kind: Medium::Paper,
            period: rng.ratio_between(2.2, 6.0),
            angle: rng.between(0.0, PI / 2.0),
            depth: rng.ratio_between(0.08, 1.0),
            gamma: rng.between(0.8, 1.25),
            span: [rng.between(0.03, 0.12), rng.between(0.78, 0.95)],
            gloss: if rng.chance(0.5) { rng.between(0.05, 0.5) } else { 0.0 },
            highlight: [rng.between(0.2, 0.8), rng.between(0.2, 0.8)],
            bands: (0.0, 0.0),
            carbon: if rng.chance(0.5) { rng.between(0.75, 0.95) } else { rng.between(0.02, 0.25) },
        }
    }

    /// A screen: cells 2.2 to 5 pixels apart, hardly turned, refreshed in bands, behind glass.
    pub fn screen(rng: &mut Rng) -> Presentation {
        Presentation {
            kind: Medium::Display,
            period: rng.ratio_between(2.2, 5.0),
            angle: rng.between(-0.2, 0.2),
            depth: rng.ratio_between(0.08, 1.0),
            gamma: rng.between(0.9, 1.3),
            span: [rng.between(0.02, 0.06), rng.between(0.8, 1.0)],
            gloss: rng.between(0.0, 0.3),
            highlight: [rng.between(0.2, 0.8), rng.between(0.2, 0.8)],
            bands: (rng.between(0.0, 0.12), rng.between(1.0, 6.0)),
            carbon: 0.0,
        }
    }

    /// The light from (row, column) of the plane whose picture has the colour `color` there, 0..=1, in a band; the plane is `size`
    /// rows and columns large, and `time` seconds of its refreshing have gone by.
    pub(super) fn light(
        &self,
        color: [f32; 3],
        at: [f64; 2],
        size: [f64; 2],
        band: Band,
        time: f64,
    ) -> [f32; 3] {
        let luma = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2];
        let (s, c) = (libm::sin(self.angle), libm::cos(self.angle));
        let away = [0, 1].map(|a| at[a] / size[a] - self.highlight[a]);
        let spot = || libm::exp(-(away[0] * away[0] + away[1] * away[1]) / 0.02);
        let mirrored = if self.gloss > 0.0 { (self.gloss * spot()) as f32 } else { 0.0 };
        if band == Band::NearInfrared {
            let level = match self.kind {
                Medium::Display => GLASS_NIR,
                Medium::Paper => {
                    let ink = (self.carbon as f32) * (1.0 - luma);
                    let dots = self.dots(at, [s, c], 0.8) * (4.0 * ink * (1.0 - ink)).max(0.0);
                    PAPER_NIR * (1.0 - ink) + 0.2 * dots
                }
            };
            return [level + mirrored; 3];
        }
        let [low, high] = self.span;
        let shown = color.map(|v| (low + (high - low) * libm::pow(f64::from(v).max(0.0), self.gamma)) as f32);
        let refresh =
            1.0 + self.bands.0 * libm::sin(2.0 * PI * (self.bands.1 * at[0] / size[0] + 7.3 * time));
        let out = [0, 1, 2].map(|k| {
            let v = shown[k];
            match self.kind {
                // Each ink has its own angle, so that they do not beat.
                Medium::Paper => v + self.dots(at, turned([s, c], INK_ANGLES[k]), 1.0) * v * (1.0 - v),
                // Three stripes of colour make a cell.
                Medium::Display => {
                    let cell = self.cell(at, [s, c], k as f64 / 3.0);
                    (v * (1.0 + 0.45 * cell)) * refresh as f32
                }
            }
        });
        out.map(|v| v + mirrored)
    }

    /// Dots of a half-tone screen, −1..=1 times the contrast that the camera keeps.
    fn dots(&self, [row, column]: [f64; 2], [s, c]: [f64; 2], share: f64) -> f32 {
        let (u, v) = (c * column + s * row, c * row - s * column);
        let wave = |w: f64| wave(w / self.period);
        (share * self.depth * 0.5 * (wave(u) + wave(v))) as f32
    }

    fn cell(&self, [row, column]: [f64; 2], [s, c]: [f64; 2], shift: f64) -> f32 {
        let (u, v) = (c * column + s * row, c * row - s * column);
        let stripe = wave(u / self.period - shift);
        (self.depth * (0.7 * stripe + 0.3 * wave(v / self.period))) as f32
    }

    /// A picture (rows, columns, 1 or 3; 0..=255) as a camera sees it that looks straight at its print or screen, each pixel at its
    /// own: blur of 0.3 to 1.2 pixels; tone, gloss and bands, and dots or cells with the contrast that the camera keeps; noise
    /// of 1 to 4 levels; in every second camera JPEG of a quality of 70 to 95. `rng` draws what is the camera's.
    pub fn shown(&self, pixels: &Array3<u8>, band: Band, rng: &mut Rng) -> Array3<u8> {
        let (height, width, channels) = pixels.dim();
        let plane = |k: usize| pixels.index_axis(Axis(2), k).iter().map(|v| f32::from(*v) / 255.0).collect();
        let mut light = Light { height, width, planes: (0..channels).map(plane).collect() };
        light.blur([rng.between(0.3, 1.2); 3]);
        for index in 0..height * width {
            let at = [(index / width) as f64 + 0.5, (index % width) as f64 + 0.5];
            let color = [0, 1, 2].map(|k| light.planes[k.min(channels - 1)][index]);
            let out = self.light(color, at, [height as f64, width as f64], band, 0.0);
            // A grey camera sees the inks together.
            let grey = 0.299 * out[0] + 0.587 * out[1] + 0.114 * out[2];
            for (k, plane) in light.planes.iter_mut().enumerate() {
                plane[index] = if channels == 1 { grey } else { out[k.min(2)] };
            }
        }
        let (noise, quality, compressed) = (rng.between(1.0, 4.0), rng.whole(70, 95) as u8, rng.chance(0.5));
        let mut seen = light.read_out(255, noise, rng).mapv(|v| v as u8);
        if compressed {
            jpeg::compress(&mut seen, quality);
        }
        seen
    }
}

/// Turns of the screens of cyan, magenta and yellow, as [sine, cosine] of 15°, 75° and 0°.
const INK_ANGLES: [[f64; 2]; 3] = [[0.2588, 0.9659], [0.9659, 0.2588], [0.0, 1.0]];

/// The cosine of so many turns, to a thousandth: it is asked for several times a pixel.
fn wave(turns: f64) -> f64 {
    const STEPS: usize = 4096;
    static TABLE: OnceLock<Vec<f64>> = OnceLock::new();
    let table =
        TABLE.get_or_init(|| (0..STEPS).map(|k| libm::cos(2.0 * PI * k as f64 / STEPS as f64)).collect());
    table[((turns - libm::floor(turns)) * STEPS as f64) as usize % STEPS]
}

fn turned([s, c]: [f64; 2], [t, d]: [f64; 2]) -> [f64; 2] {
    [s * d + c * t, c * d - s * t]
}
