//! From signals to a verdict.

use super::evidence::Evidence;
use super::signal::{Reading, Signal, Signals};
use crate::image::Bands;

/// What something that is no live hand may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A print.
    Print,
    /// A screen.
    Screen,
    /// A glove, a mask, or another thing in the shape of a hand.
    Artefact,
    /// A recording in place of the sensor.
    Replay,
}

impl Kind {
    /// `print`, `screen`, `artefact` or `replay`.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Print => "print",
            Kind::Screen => "screen",
            Kind::Artefact => "artefact",
            Kind::Replay => "replay",
        }
    }
}

/// What a policy makes of evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// Every signal that is needed is there, and none is suspicious.
    Live,
    /// Something other than a live hand.
    Attack {
        /// What it looks like; which one of several cannot always be told.
        kind: Kind,
        /// The signal that is the most suspicious.
        signal: Signal,
    },
    /// Nothing is suspicious, but not all is there that must be.
    Insufficient {
        /// What is missing.
        missing: Signals,
    },
}

/// Which signals must be there, for a kind of terminal. Only these are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    needed: Signals,
}

impl Policy {
    /// Single pictures of any band, of which nothing else is known: coarse prints and screens only.
    pub const TEXTURE: Policy = Policy { needed: Signals::of(&[Signal::Texture]) };

    /// A terminal that takes these bands. `lamp`: whether near-infrared frames come with its lamp on and off.
    ///
    /// Visible light alone needs two seconds of a hand: its blood is all that tells it from a glove.
    pub fn of_terminal(bands: Bands, lamp: bool) -> Policy {
        use Signal::{Bands as Disagreement, Feed, Lamp, Pulse, Shine, Texture, Veins};
        let fixed: &[Signal] = match bands {
            Bands::Visible => &[Texture, Shine, Pulse, Feed],
            Bands::NearInfrared => &[Texture, Veins, Feed],
            Bands::Both => &[Texture, Disagreement, Veins, Feed],
        };
        let switched = (lamp && bands != Bands::Visible).then_some(Lamp);
        Policy { needed: fixed.iter().copied().chain(switched).collect() }
    }

    /// A policy of one's own. Without any signal, everything is insufficient.
    pub fn of_signals(needed: Signals) -> Policy {
        Policy { needed }
    }

    /// The signals that must be there.
    pub fn needed(&self) -> Signals {
        self.needed
    }

    /// How suspicious the most suspicious signal is that there is evidence of: 1 is the limit. None without any evidence.
    pub fn suspicion(&self, evidence: &Evidence) -> Option<f64> {
        self.worst(evidence).map(|(_, reading)| reading.suspicion)
    }

    /// What the evidence says.
    pub fn verdict(&self, evidence: &Evidence) -> Verdict {
        if let Some((signal, reading)) = self.worst(evidence).filter(|(_, r)| r.suspicion >= 1.0) {
            return Verdict::Attack { kind: kind(signal, reading, evidence), signal };
        }
        let missing: Signals = self.needed.iter().filter(|s| evidence.reading(*s).is_none()).collect();
        if missing.is_empty() && !self.needed.is_empty() {
            Verdict::Live
        } else {
            Verdict::Insufficient { missing }
        }
    }

    fn worst(&self, evidence: &Evidence) -> Option<(Signal, Reading)> {
        let there = self.needed.iter().filter_map(|s| evidence.reading(s).map(|r| (s, r)));
        there.max_by(|(_, a), (_, b)| a.suspicion.total_cmp(&b.suspicion))
    }
}

/// Contrast of visible lines that is left in near-infrared: above it they are pigment.
const PIGMENT: f64 = 0.35;
/// Palms darker than this in near-infrared, in percent of white, are glass.
const GLASS: f64 = 12.0;

/// What is likeliest where this signal is the most suspicious.
fn kind(signal: Signal, reading: Reading, evidence: &Evidence) -> Kind {
    let glassy = evidence.nir_level().is_some_and(|level| level < GLASS);
    match signal {
        Signal::Feed => Kind::Replay,
        _ if glassy => Kind::Screen,
        Signal::Lamp => Kind::Replay,
        Signal::Texture if evidence.is_coloured() => Kind::Screen,
        Signal::Bands if reading.value > PIGMENT => Kind::Artefact,
        Signal::Texture | Signal::Shine | Signal::Bands | Signal::Relief => Kind::Print,
        Signal::Veins | Signal::Pulse => Kind::Artefact,
    }
}
