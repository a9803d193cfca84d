//! Highlights: brighter and whiter than the skin about them.

use super::evidence::{POINTS, each_pixel};
use crate::image::{ImageView, PixelLayout};
use crate::roi::Palm;

/// How much brighter, and how much bluer against red, a highlight is than the median of the palm. Skin between creases is up to a
/// third brighter and keeps its colour; what is mirrored has that of the lamp.
const BRIGHTER: f64 = 1.12;
const WHITER: f64 = 1.12;

/// The mean over frames of the share of the palm that shines.
#[derive(Debug, Clone, Default)]
pub(super) struct Shine {
    sum: f64,
    frames: u32,
}

impl Shine {
    pub(super) fn observe(&mut self, view: &ImageView<'_>, palm: &Palm) {
        if view.layout() == PixelLayout::Gray {
            return;
        }
        let mut pixels = Vec::with_capacity(POINTS * POINTS);
        each_pixel(view, palm, |[r, g, b]| {
            if r > 0.0 {
                pixels.push((0.299 * r + 0.587 * g + 0.114 * b, b / r));
            }
        });
        let lumas = median(pixels.iter().map(|(luma, _)| *luma).collect());
        let ratios = median(pixels.iter().map(|(_, ratio)| *ratio).collect());
        let (Some(luma), Some(ratio)) = (lumas, ratios) else { return };
        let shines = |(l, q): &&(f64, f64)| *l > BRIGHTER * luma && *q > WHITER * ratio;
        self.sum += pixels.iter().filter(shines).count() as f64 / pixels.len() as f64;
        self.frames = self.frames.saturating_add(1);
    }

    /// Percent.
    pub(super) fn share(&self) -> Option<f64> {
        (self.frames > 0).then(|| 100.0 * self.sum / f64::from(self.frames))
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
}
