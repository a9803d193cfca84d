//! How captures are taken: as at a terminal that all sorts of people use, or as in a public set.

use palmsig::image::HandSide;
use palmsig::synth::{Background, CaptureSettings, Marks, Rng, Setup};
use palmsig_examples::size::Size;

use crate::any_pose::any_pose;

/// Shares of the backgrounds at terminals, which mostly look into the dark. The rest is cluttered.
const DARK: f64 = 0.7;
const WHITE: f64 = 0.12;
const WOOD: f64 = 0.1;

/// Shares of hands with something that stays on them; by guess, as all shares here, but tattoos on the palm
/// are rare.
const RINGS: f64 = 0.12;
const SCARS: f64 = 0.05;
const TATTOOS: f64 = 0.01;

/// Shares of hands with something on them on one day.
const PLASTERS: f64 = 0.03;
const SCRATCHES: f64 = 0.1;
const MAX_SCRATCHES: usize = 3;
const DIRT: f64 = 0.08;
const DIRT_AMOUNT: [f64; 2] = [0.1, 0.6];

/// A way of taking captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taking {
    /// Hands hover over a terminal, on two days.
    Terminal(Size),
    /// Hands in every pose, before every background, however lit: what finding the palm is taught and judged on.
    AnyPose(Size),
    /// As in the public set that the setup imitates.
    Like(Setup),
}

/// The name of [`Taking::Terminal`].
pub(crate) const TERMINAL: &str = "terminal";
/// The name of [`Taking::AnyPose`].
pub(crate) const ANY_POSE: &str = "any-pose";

impl Taking {
    /// The names that [`named`](Self::named) knows.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        [TERMINAL, ANY_POSE].into_iter().chain(Setup::ALL.map(Setup::name))
    }

    /// The way of that name.
    pub(crate) fn named(name: &str) -> Option<Taking> {
        match name {
            TERMINAL => Some(Taking::Terminal(Size::default())),
            ANY_POSE => Some(Taking::AnyPose(Size::default())),
            _ => Setup::named(name).map(Taking::Like),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Taking::Terminal(_) => TERMINAL,
            Taking::AnyPose(_) => ANY_POSE,
            Taking::Like(setup) => setup.name(),
        }
    }

    /// The `kind` of its pictures, as the manifest has it.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Taking::Like(setup) if setup.crops() => "roi",
            _ => "full",
        }
    }

    /// The hand of the `number`-th palm.
    pub(crate) fn hand(self, number: u64) -> HandSide {
        match self {
            Taking::Like(setup) => setup.hand(number),
            _ if number.is_multiple_of(2) => HandSide::Left,
            _ => HandSide::Right,
        }
    }

    pub(crate) fn takes_both_hands(self) -> bool {
        self.hand(0) != self.hand(1)
    }

    /// The settings of all captures of one palm.
    pub(crate) fn captures(self, count: u32, rng: &mut Rng) -> Vec<CaptureSettings> {
        match self {
            Taking::Terminal(size) => at_terminal(size, count, rng),
            Taking::AnyPose(size) => {
                let lasting = lasting_marks(rng);
                (0..count).map(|_| any_pose(size, on_a_day(&lasting, rng), rng)).collect()
            }
            Taking::Like(setup) => (0..count).map(|_| setup.settings(rng)).collect(),
        }
    }
}

/// Captures of one palm, half of them (the larger half) on a first day, the others on a second one.
fn at_terminal(size: Size, count: u32, rng: &mut Rng) -> Vec<CaptureSettings> {
    let lasting = lasting_marks(rng);
    let days = [1, 2].map(|session| (session, on_a_day(&lasting, rng)));
    let [first, second] = &days;
    (0..count)
        .map(|capture| {
            let (session, marks) = if capture < count.div_ceil(2) { first } else { second };
            let usual = CaptureSettings {
                session: *session,
                marks: *marks,
                background: background(rng),
                ..CaptureSettings::sized(size.height, size.width)
            };
            usual.varied(rng)
        })
        .collect()
}

/// What stays on a hand.
fn lasting_marks(rng: &mut Rng) -> Marks {
    Marks {
        ring: rng.chance(RINGS),
        scar: rng.chance(SCARS),
        tattoo: rng.chance(TATTOOS),
        ..Marks::default()
    }
}

/// What is on a hand on one day, besides what always is.
fn on_a_day(lasting: &Marks, rng: &mut Rng) -> Marks {
    let [low, high] = DIRT_AMOUNT;
    let (dirty, scratched) = (rng.chance(DIRT), rng.chance(SCRATCHES));
    let (dirt, scratches) = (rng.between(low, high), rng.whole(1, MAX_SCRATCHES));
    Marks {
        plaster: rng.chance(PLASTERS),
        scratches: if scratched { scratches as u8 } else { 0 },
        dirt: if dirty { dirt } else { 0.0 },
        ..*lasting
    }
}

fn background(rng: &mut Rng) -> Background {
    match rng.unit() {
        u if u < DARK => Background::Dark,
        u if u < DARK + WHITE => Background::White,
        u if u < DARK + WHITE + WOOD => Background::Wood,
        _ => Background::Cluttered,
    }
}
