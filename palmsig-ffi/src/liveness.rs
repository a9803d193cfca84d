//! Whether it is a live hand: the numbers of policies, verdicts, kinds of attack and signals.

use palmsig::image::Bands;
use palmsig::liveness::{Kind, Policy, Signal, Signals, Verdict};

use crate::failure::Failure;
use crate::status::*;

/// Whatever looks like a palm is taken.
pub const PALMSIG_LIVENESS_ANYTHING: u32 = 0;
/// What single pictures show of prints and screens: coarse ones only.
pub const PALMSIG_LIVENESS_TEXTURE: u32 = 1;
/// All that can be told of a stream of the bands that the sensor takes.
pub const PALMSIG_LIVENESS_TERMINAL: u32 = 2;
/// The same, of a terminal whose near-infrared lamp is switched on and off from frame to frame.
pub const PALMSIG_LIVENESS_TERMINAL_WITH_LAMP: u32 = 3;

/// Nobody asked.
pub const PALMSIG_LIVE_NOT_ASKED: u32 = 0;
/// Every signal that is needed is there, and none is suspicious.
pub const PALMSIG_LIVE_YES: u32 = 1;
/// Something other than a live hand.
pub const PALMSIG_LIVE_ATTACK: u32 = 2;
/// Nothing is suspicious, but not all is there that must be.
pub const PALMSIG_LIVE_INSUFFICIENT: u32 = 3;

/// No attack.
pub const PALMSIG_ATTACK_NONE: u32 = 0;
/// A print.
pub const PALMSIG_ATTACK_PRINT: u32 = 1;
/// A screen.
pub const PALMSIG_ATTACK_SCREEN: u32 = 2;
/// A glove, a mask, or another thing in the shape of a hand.
pub const PALMSIG_ATTACK_ARTEFACT: u32 = 3;
/// A recording in place of the sensor.
pub const PALMSIG_ATTACK_REPLAY: u32 = 4;
/// A kind that this version of the library knows and this header does not.
pub const PALMSIG_ATTACK_OTHER: u32 = 255;

/// Regular patterns of prints and screens, in decibels above their surroundings.
pub const PALMSIG_SIGNAL_TEXTURE: u32 = 0;
/// Contrast of visible lines that is left in near-infrared, as a share.
pub const PALMSIG_SIGNAL_BANDS: u32 = 1;
/// Contrast of veins, in percent.
pub const PALMSIG_SIGNAL_VEINS: u32 = 2;
/// How much brighter the palm is when the lamp is on, in percent of white.
pub const PALMSIG_SIGNAL_LAMP: u32 = 3;
/// Share of the palm that shines, in percent.
pub const PALMSIG_SIGNAL_SHINE: u32 = 4;
/// Share of the change of colour that one pulse explains, in percent.
pub const PALMSIG_SIGNAL_PULSE: u32 = 5;
/// Share of frames that repeat an earlier one, in percent.
pub const PALMSIG_SIGNAL_FEED: u32 = 6;
/// How far patches of the hand are off where one moving plane carries them, in expected errors.
pub const PALMSIG_SIGNAL_RELIEF: u32 = 7;
/// No signal.
pub const PALMSIG_SIGNAL_NONE: u32 = 255;

/// What a verdict says, in numbers.
pub(crate) struct Told {
    pub(crate) live: u32,
    pub(crate) attack: u32,
    pub(crate) signal: u32,
    /// A bit for each signal: 1 << PALMSIG_SIGNAL_...
    pub(crate) missing: u32,
}

impl Told {
    pub(crate) fn of(verdict: Option<Verdict>) -> Told {
        let of = |live, attack, signal, missing| Told { live, attack, signal, missing };
        match verdict {
            None => of(PALMSIG_LIVE_NOT_ASKED, PALMSIG_ATTACK_NONE, PALMSIG_SIGNAL_NONE, 0),
            Some(Verdict::Live) => of(PALMSIG_LIVE_YES, PALMSIG_ATTACK_NONE, PALMSIG_SIGNAL_NONE, 0),
            Some(Verdict::Attack { kind, signal }) => {
                of(PALMSIG_LIVE_ATTACK, number_of_kind(kind), number_of_signal(signal), 0)
            }
            Some(Verdict::Insufficient { missing }) => {
                of(PALMSIG_LIVE_INSUFFICIENT, PALMSIG_ATTACK_NONE, PALMSIG_SIGNAL_NONE, bits_of(missing))
            }
        }
    }
}

/// The policy of a terminal that takes these bands.
pub(crate) fn policy_of(liveness: u32, bands: Bands) -> Result<Option<Policy>, Failure> {
    match liveness {
        PALMSIG_LIVENESS_ANYTHING => Ok(None),
        PALMSIG_LIVENESS_TEXTURE => Ok(Some(Policy::TEXTURE)),
        PALMSIG_LIVENESS_TERMINAL => Ok(Some(Policy::of_terminal(bands, false))),
        PALMSIG_LIVENESS_TERMINAL_WITH_LAMP if bands == Bands::Visible => {
            Err(Failure::new(PALMSIG_ERROR_ARGUMENT, "a lamp is switched, and no near-infrared is taken"))
        }
        PALMSIG_LIVENESS_TERMINAL_WITH_LAMP => Ok(Some(Policy::of_terminal(bands, true))),
        other => Err(Failure::unnamed("liveness", other)),
    }
}

pub(crate) fn signal_of(signal: u32) -> Result<Signal, Failure> {
    let named = Signal::ALL.into_iter().find(|named| number_of_signal(*named) == signal);
    named.ok_or_else(|| Failure::unnamed("signal", signal))
}

fn number_of_signal(signal: Signal) -> u32 {
    match signal {
        Signal::Texture => PALMSIG_SIGNAL_TEXTURE,
        Signal::Bands => PALMSIG_SIGNAL_BANDS,
        Signal::Veins => PALMSIG_SIGNAL_VEINS,
        Signal::Lamp => PALMSIG_SIGNAL_LAMP,
        Signal::Shine => PALMSIG_SIGNAL_SHINE,
        Signal::Pulse => PALMSIG_SIGNAL_PULSE,
        Signal::Feed => PALMSIG_SIGNAL_FEED,
        Signal::Relief => PALMSIG_SIGNAL_RELIEF,
    }
}

fn bits_of(signals: Signals) -> u32 {
    signals.iter().fold(0, |bits, signal| bits | 1 << number_of_signal(signal))
}

fn number_of_kind(kind: Kind) -> u32 {
    match kind {
        Kind::Print => PALMSIG_ATTACK_PRINT,
        Kind::Screen => PALMSIG_ATTACK_SCREEN,
        Kind::Artefact => PALMSIG_ATTACK_ARTEFACT,
        Kind::Replay => PALMSIG_ATTACK_REPLAY,
        _ => PALMSIG_ATTACK_OTHER,
    }
}
