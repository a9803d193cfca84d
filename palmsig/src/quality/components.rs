//! The named parts of a quality score.

use super::Measures;
use super::{contrast, coverage, exposure, focus, lines, motion, pose, resolution};

/// What a quality score is made of ("quality components" of ISO/IEC 29794-1), each 0..=100, higher is better. What
/// cannot be known, such as the tilt of a palm that was given as a crop, is 100: it takes nothing off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Components {
    /// Whether fine lines are sharp.
    pub focus: u8,
    /// Whether the light suits the sensor: neither black nor white.
    pub exposure: u8,
    /// How much the relief of the palm shows.
    pub contrast: u8,
    /// How much of the palm square shows skin.
    pub coverage: u8,
    /// How many pixels of the picture the palm has.
    pub resolution: u8,
    /// How squarely the palm faces the camera, and how sure its frame is.
    pub pose: u8,
    /// Whether the hand is held still.
    pub motion: u8,
    /// How far lines stand out from noise and skin.
    pub lines: u8,
}

impl Components {
    /// Components.
    pub const COUNT: usize = 8;

    /// Nothing is good.
    pub(super) const NONE: Components = Components {
        focus: 0,
        exposure: 0,
        contrast: 0,
        coverage: 0,
        resolution: 0,
        pose: 0,
        motion: 0,
        lines: 0,
    };

    /// On the common scale.
    pub fn of(measures: &Measures) -> Components {
        let m = measures;
        Components {
            focus: focus::component(m.sharpness),
            exposure: exposure::component(m.level, m.saturated, m.black),
            contrast: contrast::component(m.relief),
            coverage: coverage::component(m.covered),
            resolution: resolution::component(m.palm_unit),
            pose: pose::component(m.tilt, m.uncertainty),
            motion: motion::component(m.evenness, m.roundness),
            lines: lines::component(m.signal, m.darkness),
        }
    }

    /// Name and value of each, in the order of the fields. The names are stable.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u8)> {
        [
            ("focus", self.focus),
            ("exposure", self.exposure),
            ("contrast", self.contrast),
            ("coverage", self.coverage),
            ("resolution", self.resolution),
            ("pose", self.pose),
            ("motion", self.motion),
            ("lines", self.lines),
        ]
        .into_iter()
    }

    /// The mean of two, part by part, rounded up.
    pub(super) fn mean(&self, other: &Components) -> Components {
        let mean = |a: u8, b: u8| a.midpoint(b) + ((a ^ b) & 1);
        Components {
            focus: mean(self.focus, other.focus),
            exposure: mean(self.exposure, other.exposure),
            contrast: mean(self.contrast, other.contrast),
            coverage: mean(self.coverage, other.coverage),
            resolution: mean(self.resolution, other.resolution),
            pose: mean(self.pose, other.pose),
            motion: mean(self.motion, other.motion),
            lines: mean(self.lines, other.lines),
        }
    }
}
