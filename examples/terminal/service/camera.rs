//! The sensor of a terminal: a synthetic hand hovers, the session says what to do, and the best capture is kept.

use std::time::Duration;

use palmsig::capture::{Frame, Outcome, Progress, Session, State};
use palmsig::image::{Bands, HandSide, Lamp};
use palmsig::liveness::Policy;
use palmsig::params::{EncoderParams, SessionParams};
use palmsig::pipeline::Extractor;
use palmsig::quality::Guidance;
use palmsig::synth::{Burst, BurstFrame, BurstSettings, CaptureSettings, Course, Palm, Subject};
use rayon::prelude::*;

use super::message::Taken;
use crate::Failure;

/// Captures of a palm that signs up.
const CAPTURES: usize = 3;

/// Times that a hand is held there before its owner is sent away.
const ATTEMPTS: u64 = 8;

/// Captures of one palm, and how long its owner stood there.
pub(crate) struct Taking {
    pub(crate) taken: Vec<Taken>,
    pub(crate) took: Duration,
}

/// Frames of a burst up to the end of a session, each with what the session said to it. The person says which hand it is,
/// or does not.
pub(crate) fn watch(
    burst: &Burst<'_>,
    hand: HandSide,
    mut said: impl FnMut(BurstFrame, Progress),
) -> Result<Outcome, Failure> {
    let extractor = Extractor::new(&EncoderParams::default())?;
    let policy = Policy::of_terminal(Bands::Both, true);
    let mut session = Session::new(extractor, Bands::Both, Some(policy), &SessionParams::default())?;
    let indices: Vec<usize> = (0..burst.len()).collect();
    for some in indices.chunks(rayon::current_num_threads()) {
        let frames: Vec<_> = some.par_iter().map(|&index| burst.frame(index)).collect();
        for frame in frames {
            let frame = frame?;
            let lamp = if frame.lit { Lamp::Lit } else { Lamp::Unlit };
            let capture = frame.capture()?.with_hand(hand);
            let progress = session.push(&Frame { time: frame.time, lamp, capture })?;
            said(frame, progress);
            if progress.state == State::Ended {
                return Ok(session.finish());
            }
        }
    }
    Ok(session.finish())
}

/// What a session says to somebody.
pub(crate) fn guidance(progress: &Progress) -> &'static str {
    match (progress.state, progress.guidance) {
        (State::Waiting, _) => "waiting for a hand",
        (State::Ended, _) => "thank you",
        (_, Guidance::Good) => "good: keep it there",
        (_, Guidance::OneHand) => "one hand only",
        (_, Guidance::OtherSide) => "the other hand, or turn it over",
        (_, Guidance::OpenFingers) => "open your fingers",
        (_, Guidance::Closer) => "come closer",
        (_, Guidance::Further) => "move away",
        (_, Guidance::TooDark) => "too dark",
        (_, Guidance::TooBright) => "too bright",
        (_, Guidance::Tilted) => "hold your hand flat",
        (_, Guidance::Blurred | Guidance::HoldStill) => "hold still",
        _ => "show your hand",
    }
}

/// A palm that signs up: held there until there are captures enough.
pub(crate) fn several(palm: &Palm, visit: u64) -> Result<Taking, Failure> {
    captured(palm, palm.hand(), visit, CAPTURES)
}

/// A palm that is to be recognised, whichever it is.
pub(crate) fn one(palm: &Palm, visit: u64) -> Result<Taking, Failure> {
    captured(palm, HandSide::Unknown, visit, 1)
}

fn captured(palm: &Palm, hand: HandSide, visit: u64, wanted: usize) -> Result<Taking, Failure> {
    let mut taking = Taking { taken: Vec::new(), took: Duration::ZERO };
    for attempt in 0..ATTEMPTS {
        let settings = BurstSettings {
            capture: CaptureSettings::well_held(visit * ATTEMPTS + attempt),
            subject: Subject::Hand,
            course: Course::Hover { arrive: 0.3, hold: 1.3, leave: 0.0 },
            rate: 15.0,
            bands: Bands::Both,
            switched_lamp: true,
        };
        let mut says: Vec<&str> = Vec::new();
        let burst = Burst::new(palm, &settings, visit * ATTEMPTS + attempt)?;
        let mut stood = Duration::ZERO;
        let outcome = watch(&burst, hand, |frame, progress| {
            stood = frame.time;
            let line = guidance(&progress);
            if says.last() != Some(&line) {
                says.push(line);
            }
        })?;
        taking.took += stood;
        println!("  {:?} palm: {}", palm.hand(), says.join(" > "));
        let best = outcome.captures.into_iter().next();
        taking.taken.extend(best.map(|kept| Taken { template: kept.template, quality: kept.quality.score }));
        if taking.taken.len() >= wanted {
            return Ok(taking);
        }
    }
    Err(format!("no more than {} of {wanted} captures were good enough", taking.taken.len()).into())
}
