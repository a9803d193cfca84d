//! One number for the whole capture.

use super::{Components, Measures, motion};

/// How good a capture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quality {
    /// 0 of no use .. 100 as good as they come ("quality score" of ISO/IEC 29794-1): a capture of a higher score is
    /// expected to be more similar to others of its palm.
    pub score: u8,
    /// What it is made of.
    pub components: Components,
}

/// Exponents in the order of [`Components::iter`]: rounded from a fit to real crops and to synthetic hands and crops of
/// which some were blurred, smeared, noisy, badly lit, small or tilted, by how many errors go when the captures of
/// the lowest scores are discarded (docs/accuracy.md). Missing skin and a frame that is not sure cost most; no sign
/// of a bad picture is left without weight. Their sum, 2, only spreads the scores: most good captures have 70 to 95.
const WEIGHTS: [f64; Components::COUNT] = [0.15, 0.15, 0.15, 0.7, 0.12, 0.42, 0.15, 0.15];

impl Quality {
    /// Of the measures of each band of a capture. Of two bands every number is the mean, rounded up: their
    /// similarities add up, so that a good band makes up for a bad one. All 0 without a band.
    pub fn of(bands: &[Measures]) -> Quality {
        let graded = bands.iter().map(|measures| Quality::from(Components::of(measures)));
        let both = graded.reduce(|a, b| Quality {
            score: a.score.midpoint(b.score) + ((a.score ^ b.score) & 1),
            components: a.components.mean(&b.components),
        });
        both.unwrap_or_else(|| Quality::from(Components::NONE))
    }

    /// The score and its components under their names, as numbers.
    pub fn values(&self) -> [(&'static str, f64); Components::COUNT + 1] {
        let mut values = [("score", f64::from(self.score)); Components::COUNT + 1];
        for (place, (name, value)) in values[1..].iter_mut().zip(self.components.iter()) {
            *place = (name, f64::from(value));
        }
        values
    }

    /// The same, when the palm moved by `movement` palm units since the previous picture (see
    /// [`motion_between`](super::motion_between)).
    pub fn with_movement(self, movement: f64) -> Quality {
        let moved = motion::component_of_movement(movement);
        let motion = self.components.motion.min(moved);
        Quality::from(Components { motion, ..self.components })
    }
}

/// The product of the components' powers: what is bad enough spoils the whole, however good the rest.
impl From<Components> for Quality {
    fn from(components: Components) -> Quality {
        let shares = components.iter().map(|(_, value)| f64::from(value) / 100.0);
        // Not even a component of 0 makes all captures alike.
        let logs = shares.zip(WEIGHTS).map(|(share, weight)| weight * libm::log(share.max(LEAST)));
        let score = libm::round(100.0 * libm::exp(logs.sum())) as u8;
        Quality { score, components }
    }
}

/// Smallest share that a component is taken for.
const LEAST: f64 = 0.01;
