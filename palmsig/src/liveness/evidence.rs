//! What the frames of a burst say, gathered signal by signal.

use std::time::Duration;

use super::bands::Disagreement;
use super::blood::Blood;
use super::feed::Feed;
use super::lamp::LampResponse;
use super::relief::Relief;
use super::shine::Shine;
use super::signal::{Reading, Signal};
use super::texture::Texture;
use crate::image::{Band, Capture, ImageView, Lamp};
use crate::roi::{Palm, Point};

/// One frame in which the palm was found, or in which it must be where it was.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a, 'p> {
    /// When it was taken.
    pub time: Duration,
    /// The light it was taken in. Frames without it say how the hand answers the lamp, and nothing else.
    pub lamp: Lamp,
    /// The pictures, as the sensor gave them: nothing smoothed, sharpened or scaled.
    pub capture: Capture<'a>,
    /// Where the palm lies.
    pub palm: &'p Palm,
}

/// What was seen so far. Its size does not grow.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    texture: Texture,
    bands: Disagreement,
    lamp: LampResponse,
    shine: Shine,
    blood: Blood,
    feed: Feed,
    relief: Relief,
    frames: usize,
}

/// Texture, relief, veins and shine are looked at in every so many frames: they change slowly, and cost most.
const EVERY: usize = 4;

impl Evidence {
    /// Takes in a frame.
    pub fn observe(&mut self, sample: &Sample<'_, '_>) {
        let [visible, nir] = [Band::Visible, Band::NearInfrared]
            .map(|band| sample.capture.bands().find(|(given, _)| *given == band).map(|(_, view)| view));
        if let Some(nir) = &nir {
            self.lamp.observe(mean_level(nir, sample.palm), sample.lamp);
        }
        if sample.lamp == Lamp::Unlit {
            return;
        }
        let first = sample.capture.first_band().1;
        self.feed.observe(&first);
        if let Some(visible) = &visible {
            self.blood.observe(visible, sample.palm, sample.time);
        }
        if self.frames.is_multiple_of(EVERY) {
            self.texture.observe(&first, sample.palm);
            self.relief.observe(&first, sample.palm);
            self.bands.observe(visible.as_ref(), nir.as_ref(), sample.palm);
            if let Some(visible) = &visible {
                self.shine.observe(visible, sample.palm);
            }
        }
        self.frames += 1;
    }

    /// What one signal says; none as long as there is not enough to say anything.
    pub fn reading(&self, signal: Signal) -> Option<Reading> {
        let value = match signal {
            Signal::Texture => self.texture.peak(),
            Signal::Bands => self.bands.left_in_nir(),
            Signal::Veins => self.bands.veins(),
            Signal::Lamp => self.lamp.response(),
            Signal::Shine => self.shine.share(),
            Signal::Pulse => self.blood.rhythm(),
            Signal::Feed => self.feed.repeated(),
            Signal::Relief => self.relief.off_plane(),
        }?;
        Some(Reading { value, suspicion: signal.suspicion(value) })
    }

    /// Every signal that there is something to say about.
    pub fn readings(&self) -> impl Iterator<Item = (Signal, Reading)> {
        Signal::ALL.into_iter().filter_map(|signal| self.reading(signal).map(|reading| (signal, reading)))
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Evidence::default();
    }

    /// Brightness of the palm in near-infrared with the lamp on, percent of white.
    pub(super) fn nir_level(&self) -> Option<f64> {
        self.lamp.level()
    }

    /// Whether the pattern in the texture is one of colours.
    pub(super) fn is_coloured(&self) -> bool {
        self.texture.is_coloured()
    }
}

/// Points along one side of the palm square at which single pixels are looked up.
pub(super) const POINTS: usize = 48;

/// Calls `take` with the pixel under each of [`POINTS`]² points of the palm square that lie in the picture.
pub(super) fn each_pixel(view: &ImageView<'_>, palm: &Palm, mut take: impl FnMut([f64; 3])) {
    let (height, width) = (view.height() as f64, view.width() as f64);
    let at = |k: usize| (k as f64 + 0.5) / POINTS as f64 - 0.5;
    let white = f64::from(view.white());
    for k in 0..POINTS * POINTS {
        let [row, column]: Point = palm.square.at(at(k / POINTS), at(k % POINTS));
        if (0.0..height).contains(&row) && (0.0..width).contains(&column) {
            take(view.rgb(row as usize, column as usize).map(|v| f64::from(v) / white));
        }
    }
}

/// Mean luma of the palm, 0..=1.
fn mean_level(view: &ImageView<'_>, palm: &Palm) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    each_pixel(view, palm, |[r, g, b]| {
        sum += 0.299 * r + 0.587 * g + 0.114 * b;
        count += 1.0;
    });
    if count > 0.0 { sum / count } else { 0.0 }
}
