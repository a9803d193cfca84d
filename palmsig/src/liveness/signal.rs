//! What can be told of a burst.

/// One way to tell a live hand from something else. Each has a *value* in natural units, and from it a *suspicion*: 0 where bursts
/// of live hands usually lie, 1 at the limit from which on it is held against the burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signal {
    /// Regular patterns in the raw picture: the half-tone of a print, the cells of a screen, moiré. Value: how far a
    /// frequency in the spectrum of the palm's luma, and the same turned by a quarter, stand out from their surroundings at periods
    /// of 2.1 to 7 pixels, in decibels. Blind to patterns that the camera does not resolve; not misled by the blocks of JPEG.
    Texture,
    /// How visible and near-infrared light disagree. Value: contrast of the lines seen in visible light that is left in
    /// near-infrared: about a third on skin; all of it where pigment draws them (toner, paint); nothing where dye or a screen does.
    /// Two-sided.
    Bands,
    /// Veins. Value: root mean square contrast of near-infrared at the width of veins that the lines of the visible picture do not
    /// explain, in percent. A print of a near-infrared picture has it; gloves, masks and prints of visible pictures do not.
    Veins,
    /// Whether the hand answers the sensor's own lamp. Value: how much brighter the palm is in near-infrared frames with the lamp
    /// on than off, in percent of white. Screens and what is far away do not answer, and recordings not in time.
    Lamp,
    /// Shine. Value: share of the palm that is brighter and whiter than its skin, in percent: gloss of paper, glass and silicone.
    Shine,
    /// Blood. Value: share of the change of the palm's colour over at least two seconds that one rhythm of 0.7 to 3.5 Hz
    /// explains, in percent (photoplethysmography: Verkruysse, Svaasand & Nelson 2008). Lifeless things have none; a film
    /// of a hand may.
    Pulse,
    /// Whether the sensor gives new frames. Value: share of frames that are the very same as an earlier one, in percent: a
    /// feed that stands still or goes round. Noise sees to it that no sensor gives a frame twice; a recording that was encoded
    /// again, or is long enough, passes.
    Feed,
    /// Parallax, and fingers that move by themselves. Value: how far patches of the hand lie, in a later frame, from where one moving plane
    /// would carry them: median of the distances over the errors that are expected of following them; 1.2 for a plane. Prints
    /// that are held in one piece are one; a hand held very still is hardly more, and a screen whose picture flickers, or a bent
    /// print, is no plane. No terminal's policy needs it.
    Relief,
}

impl Signal {
    /// Every signal, in the order in which evidence lists them.
    pub const ALL: [Signal; 8] = [
        Signal::Texture,
        Signal::Bands,
        Signal::Veins,
        Signal::Lamp,
        Signal::Shine,
        Signal::Pulse,
        Signal::Feed,
        Signal::Relief,
    ];

    /// A stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Signal::Texture => "texture",
            Signal::Bands => "bands",
            Signal::Veins => "veins",
            Signal::Lamp => "lamp",
            Signal::Shine => "shine",
            Signal::Pulse => "pulse",
            Signal::Feed => "feed",
            Signal::Relief => "relief",
        }
    }

    /// How suspicious a value is: see [`Signal`].
    pub fn suspicion(self, value: f64) -> f64 {
        let between = |usual: f64, limit: f64| ((value - usual) / (limit - usual)).max(0.0);
        match self {
            Signal::Texture => between(TEXTURE[0], TEXTURE[1]),
            Signal::Bands => between(BANDS[0], BANDS[1]).max(between(BANDS_LOW[0], BANDS_LOW[1])),
            Signal::Veins => between(VEINS[0], VEINS[1]),
            Signal::Lamp => between(LAMP[0], LAMP[1]),
            Signal::Shine => between(SHINE[0], SHINE[1]),
            Signal::Pulse => between(PULSE[0], PULSE[1]),
            Signal::Feed => between(FEED[0], FEED[1]),
            Signal::Relief => between(RELIEF[0], RELIEF[1]),
        }
    }
}

/// Usual value of live hands, and limit, of each signal: see docs/capture.md for what they were set on.
const TEXTURE: [f64; 2] = [9.0, 19.0];
const BANDS: [f64; 2] = [0.29, 0.47];
const BANDS_LOW: [f64; 2] = [0.29, 0.17];
const VEINS: [f64; 2] = [1.0, 0.45];
const LAMP: [f64; 2] = [50.0, 30.0];
const SHINE: [f64; 2] = [0.0, 3.0];
const PULSE: [f64; 2] = [90.0, 62.0];
const FEED: [f64; 2] = [0.0, 20.0];
const RELIEF: [f64; 2] = [2.0, 1.5];

/// What one signal says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// In the units of the signal.
    pub value: f64,
    /// 0 as live hands usually are, 1 at the limit.
    pub suspicion: f64,
}

/// A set of signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Signals(u8);

impl Signals {
    /// These.
    pub const fn of(signals: &[Signal]) -> Signals {
        let mut bits = 0;
        let mut k = 0;
        while k < signals.len() {
            bits |= 1 << signals[k] as u8;
            k += 1;
        }
        Signals(bits)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `signal` is one of them.
    pub fn has(self, signal: Signal) -> bool {
        self.0 & (1 << signal as u8) != 0
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = Signal> {
        Signal::ALL.into_iter().filter(move |signal| self.has(*signal))
    }
}

impl FromIterator<Signal> for Signals {
    fn from_iter<I: IntoIterator<Item = Signal>>(signals: I) -> Signals {
        Signals(signals.into_iter().fold(0, |bits, signal| bits | 1 << signal as u8))
    }
}
