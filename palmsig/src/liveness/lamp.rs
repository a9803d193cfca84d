//! Whether the palm answers the lamp.

use crate::image::Lamp;

/// Mean near-infrared levels of the palm with the lamp on and off, 0..=1.
#[derive(Debug, Clone, Default)]
pub(super) struct LampResponse {
    lit: Mean,
    unlit: Mean,
}

#[derive(Debug, Clone, Default)]
struct Mean {
    sum: f64,
    count: u32,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count = self.count.saturating_add(1);
    }

    fn get(&self, fewest: u32) -> Option<f64> {
        (self.count >= fewest).then(|| self.sum / f64::from(self.count))
    }
}

/// Frames of each light without which nothing is said.
const FEWEST: u32 = 2;

impl LampResponse {
    pub(super) fn observe(&mut self, level: f64, lamp: Lamp) {
        match lamp {
            Lamp::Lit => self.lit.add(level),
            Lamp::Unlit => self.unlit.add(level),
        }
    }

    /// How much brighter the palm is with the lamp on, percent of white.
    pub(super) fn response(&self) -> Option<f64> {
        Some(100.0 * (self.lit.get(FEWEST)? - self.unlit.get(FEWEST)?))
    }

    /// Level with the lamp on, percent of white.
    pub(super) fn level(&self) -> Option<f64> {
        self.lit.get(1).map(|level| 100.0 * level)
    }
}
