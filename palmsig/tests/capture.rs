//! A stream of frames, and the captures that are kept of it.

mod common;

use std::time::Duration;

use common::extractor;
use palmsig::capture::{Failure, Frame, Outcome, Progress, Session, State};
use palmsig::error::CaptureError;
use palmsig::image::{Band, Bands, Capture, HandSide, ImageView, Lamp};
use palmsig::liveness::{Policy, Signal, Signals};
use palmsig::matching::Matcher;
use palmsig::params::{MatchParams, SessionParams};
use palmsig::quality::Guidance;
use palmsig::synth::{Burst, BurstFrame, BurstSettings, CaptureSettings, Course, Palm, Subject};

const HOVER: Course = Course::Hover { arrive: 0.2, hold: 0.8, leave: 0.2 };

fn session(bands: Bands, policy: Option<Policy>) -> Session {
    Session::new(extractor(), bands, policy, &SessionParams::default()).unwrap()
}

fn frames(seed: u64, subject: Subject, course: Course, bands: Bands) -> Vec<BurstFrame> {
    let capture = CaptureSettings::well_held(seed);
    let settings = BurstSettings { capture, subject, course, rate: 12.0, bands, switched_lamp: false };
    let palm = Palm::new(seed, HandSide::Left);
    Burst::new(&palm, &settings, seed).unwrap().frames().collect::<Result<_, _>>().unwrap()
}

fn at(millis: u64, capture: Capture<'_>) -> Frame<'_> {
    Frame { time: Duration::from_millis(millis), lamp: Lamp::Lit, capture }
}

/// What the session says to each frame, until it has ended, and at the end.
fn watched(session: &mut Session, frames: &[BurstFrame]) -> (Vec<Progress>, Outcome) {
    let mut said = Vec::new();
    for frame in frames {
        let lamp = if frame.lit { Lamp::Lit } else { Lamp::Unlit };
        let progress =
            session.push(&Frame { time: frame.time, lamp, capture: frame.capture().unwrap() }).unwrap();
        said.push(progress);
        if progress.state == State::Ended {
            break;
        }
    }
    (said, session.finish())
}

#[test]
fn a_hand_held_still_leaves_its_best_captures() {
    let stream = frames(1, Subject::Hand, HOVER, Bands::Visible);
    let (said, outcome) = watched(&mut session(Bands::Visible, None), &stream);
    assert_eq!(outcome.failure, None);
    assert_eq!(said.last().unwrap().state, State::Ended);
    assert_eq!(outcome.captures.len(), SessionParams::default().keep);
    let scores: Vec<u8> = outcome.captures.iter().map(|kept| kept.quality.score).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    // First nobody, then a hand that moves, then one that is held, longer and longer.
    assert_eq!(said[0].state, State::Waiting);
    assert!(said.iter().any(|p| p.guidance == Guidance::HoldStill && p.state == State::Guiding));
    let shares: Vec<f64> = said
        .iter()
        .filter_map(|p| if let State::Holding { share } = p.state { Some(share) } else { None })
        .collect();
    assert!(shares.len() >= 4 && shares.is_sorted(), "{shares:?}");
    // What is kept is that palm and no other.
    let matcher = Matcher::new(&MatchParams::default()).unwrap();
    let own = common::template(1, HandSide::Left, 1);
    let other = common::template(2, HandSide::Left, 1);
    for kept in &outcome.captures {
        assert!(matcher.compare(&kept.template, &own).unwrap().false_match_rate().value < 1e-4);
        assert!(matcher.compare(&kept.template, &other).unwrap().false_match_rate().value > 1e-4);
    }
    // From the first glimpse of the hand, at the sensor's pace.
    assert!((0.5..1.1).contains(&outcome.took.as_secs_f64()), "{:?}", outcome.took);
    assert!(outcome.computing > Duration::ZERO && outcome.frames == said.len() as u64);
}

#[test]
fn what_passes_or_rests_leaves_nothing() {
    let pass = |seconds| Course::Pass { seconds };
    for (seed, subject, course) in [
        (1, Subject::Hand, pass(0.8)),
        (2, Subject::Hand, pass(1.4)),
        (3, Subject::Fist, HOVER),
        (4, Subject::Sleeve, HOVER),
        (5, Subject::Face, HOVER),
    ] {
        let stream = frames(seed, subject, course, Bands::Visible);
        let (_, outcome) = watched(&mut session(Bands::Visible, None), &stream);
        assert!(outcome.captures.is_empty(), "{subject:?}");
        assert!(outcome.failure.is_some(), "{subject:?}");
    }
}

#[test]
fn a_session_can_be_used_again() {
    let stream = frames(1, Subject::Hand, HOVER, Bands::Visible);
    let mut session = session(Bands::Visible, None);
    let (first, once) = watched(&mut session, &stream);
    let (second, again) = watched(&mut session, &stream);
    assert_eq!(first, second);
    assert_eq!(once.captures.len(), again.captures.len());
    assert_eq!(session.finish().failure, Some(Failure::NoHand));
}

/// A grey picture without a hand.
fn blank(pixels: &ndarray::Array2<u8>) -> Capture<'_> {
    Capture::visible(ImageView::from_gray(pixels.view()).unwrap())
}

#[test]
fn frames_that_do_not_follow_one_another_are_refused() {
    let (small, large) = (ndarray::Array2::zeros((48, 64)), ndarray::Array2::zeros((64, 48)));
    let mut session = session(Bands::Visible, None);
    let ms = Duration::from_millis;
    session.push(&at(1000, blank(&small))).unwrap();
    assert_eq!(
        session.push(&at(990, blank(&small))),
        Err(CaptureError::OutOfOrder { given: ms(990), last: ms(1000) })
    );
    assert_eq!(session.push(&at(1000, blank(&small))), Err(CaptureError::Repeated { time: ms(1000) }));
    assert_eq!(
        session.push(&at(1010, blank(&large))),
        Err(CaptureError::Size { given: (64, 48), expected: (48, 64) })
    );
    let nir = Capture::near_infrared(ImageView::from_gray(small.view()).unwrap());
    assert_eq!(session.push(&at(1020, nir)), Err(CaptureError::Band { band: "near-infrared" }));
    // The moment of another light is another picture.
    let unlit = Frame { lamp: Lamp::Unlit, ..at(1000, blank(&small)) };
    assert!(session.push(&unlit).is_ok());
    for jump in [9_000, 100] {
        let last = if jump == 9_000 { ms(1000) } else { ms(9_020) };
        let expected = CaptureError::ClockJump { given: ms(jump), last, limit: ms(1000) };
        assert_eq!(session.push(&at(jump, blank(&small))), Err(expected));
        // From here the new clock counts.
        session.push(&at(jump + 20, blank(&small))).unwrap();
    }
    let outcome = session.finish();
    assert_eq!((outcome.failure, outcome.frames, outcome.refused), (Some(Failure::NoHand), 4, 6));
}

#[test]
fn a_sensor_that_falls_silent_ends_the_session() {
    let stream = frames(1, Subject::Hand, HOVER, Bands::Visible);
    let mut session = session(Bands::Visible, None);
    let until = stream.len() / 2;
    for frame in &stream[..until] {
        session
            .push(&Frame { time: frame.time, lamp: Lamp::Lit, capture: frame.capture().unwrap() })
            .unwrap();
    }
    let last = stream[until - 1].time;
    assert_ne!(session.tick(last + Duration::from_millis(900)).state, State::Ended);
    assert_eq!(session.tick(last + Duration::from_millis(1100)).state, State::Ended);
    let late = Frame { time: last, lamp: Lamp::Lit, capture: stream[0].capture().unwrap() };
    assert_eq!(session.push(&late), Err(CaptureError::Ended));
    let outcome = session.finish();
    assert_eq!(outcome.failure, Some(Failure::NoFrames));
    assert!(outcome.captures.is_empty());
    // Once it is there again, the next hand is.
    assert_eq!(watched(&mut session, &stream).1.failure, None);
}

/// Frames that are refused leave no trace in what is made of the others.
#[test]
fn refused_frames_change_nothing() {
    let stream = frames(1, Subject::Hand, HOVER, Bands::Visible);
    let (_, undisturbed) = watched(&mut session(Bands::Visible, None), &stream);
    let large = ndarray::Array2::zeros((700, 900));
    let mut session = session(Bands::Visible, None);
    let mut refused = 0;
    for (k, frame) in stream.iter().enumerate() {
        let before = &stream[k.saturating_sub(1)];
        let (capture, late) = (frame.capture().unwrap(), before.capture().unwrap());
        let now = Frame { time: frame.time, lamp: Lamp::Lit, capture };
        if session.push(&now).unwrap().state == State::Ended {
            break;
        }
        for disturbing in [Frame { time: before.time, capture: late, ..now }, now] {
            assert!(session.push(&disturbing).is_err());
        }
        assert!(session.push(&Frame { capture: blank(&large), ..now }).is_err());
        refused += 3;
    }
    let outcome = session.finish();
    assert_eq!((outcome.failure, outcome.refused), (None, refused));
    let kept = |outcome: &Outcome| -> Vec<_> {
        outcome.captures.iter().map(|kept| (kept.time, kept.template.clone())).collect()
    };
    assert_eq!(kept(&outcome), kept(&undisturbed));
}

/// What was held before a jump may have been another hand.
#[test]
fn a_clock_that_jumps_starts_the_hold_anew() {
    let stream = hovering(Bands::Visible);
    for jump in [Duration::from_secs(50), Duration::ZERO] {
        let mut session = session(Bands::Visible, None);
        let mut push = |k: usize, start: Duration| {
            let capture = stream[k % stream.len()].capture().unwrap();
            session.push(&Frame {
                time: start + Duration::from_millis(33 * k as u64),
                lamp: Lamp::Lit,
                capture,
            })
        };
        let start = Duration::from_secs(10);
        let before: Vec<State> = (0..12).map(|k| push(k, start).unwrap().state).collect();
        assert!(matches!(before[11], State::Holding { share } if share > 0.4), "{before:?}");
        assert!(matches!(push(0, jump), Err(CaptureError::ClockJump { .. })));
        let after: Vec<State> = (1..40).map_while(|k| push(k, jump).ok()).map(|p| p.state).collect();
        // Half a second of 33 ms, and the frame that a speed needs before it.
        assert!(after.len() >= 17 && after.last() == Some(&State::Ended), "{after:?}");
    }
}

/// The same few frames over and over, 30 a second.
fn held_for(
    session: &mut Session,
    seconds: u64,
    stream: &[BurstFrame],
    mut each: impl FnMut(u64),
) -> Outcome {
    for k in 0..seconds * 30 {
        let frame = &stream[k as usize % stream.len()];
        let time = Duration::from_secs_f64(k as f64 / 30.0);
        let progress =
            session.push(&Frame { time, lamp: Lamp::Lit, capture: frame.capture().unwrap() }).unwrap();
        each(k);
        if progress.state == State::Ended {
            break;
        }
    }
    session.finish()
}

/// A hand that hovers, without coming and going.
fn hovering(bands: Bands) -> Vec<BurstFrame> {
    frames(1, Subject::Hand, Course::Hover { arrive: 0.0, hold: 0.3, leave: 0.0 }, bands)
}

#[test]
fn a_band_that_never_comes_is_named() {
    let outcome = held_for(&mut session(Bands::Both, None), 10, &hovering(Bands::Visible), |_| ());
    assert_eq!(outcome.failure, Some(Failure::BandMissing(Band::NearInfrared)));
    assert!((8.0..8.2).contains(&outcome.took.as_secs_f64()), "patience is 8 s: {:?}", outcome.took);
}

/// A sensor that loses a band now and then is one all the same; what lacks it is not kept.
#[test]
fn frames_that_lack_a_band_are_not_kept() {
    let stream = hovering(Bands::Both);
    let mut session = session(Bands::Both, None);
    for k in 0..60 {
        let mut frame = stream[k % stream.len()].clone();
        if k % 2 == 0 {
            frame.nir = None;
        }
        let time = Duration::from_millis(33 * k as u64);
        let taken = Frame { time, lamp: Lamp::Lit, capture: frame.capture().unwrap() };
        if session.push(&taken).unwrap().state == State::Ended {
            break;
        }
    }
    let outcome = session.finish();
    assert_eq!((outcome.failure, outcome.captures.len()), (None, SessionParams::default().keep));
    for kept in &outcome.captures {
        assert_eq!(kept.time.as_millis() % 66, 33);
        assert!(kept.template.views().iter().any(|view| view.band == Band::NearInfrared));
    }
}

#[test]
fn evidence_that_never_comes_is_named() {
    let policy = Policy::of_signals(Signals::of(&[Signal::Texture, Signal::Lamp]));
    let outcome = held_for(&mut session(Bands::Visible, Some(policy)), 10, &hovering(Bands::Visible), |_| ());
    assert_eq!(outcome.failure, Some(Failure::Insufficient { missing: Signals::of(&[Signal::Lamp]) }));
    assert!(outcome.captures.is_empty());
}

/// Pages of memory that this process holds.
#[cfg(target_os = "linux")]
fn pages() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse().unwrap()
}

/// An hour over a sensor with nobody there, and a hand that is never let go.
#[cfg(target_os = "linux")]
#[test]
fn a_long_session_holds_no_more_than_a_short_one() {
    let empty = ndarray::Array2::zeros((48, 64));
    let mut idle = session(Bands::Visible, None);
    let stream = hovering(Bands::Visible);
    let policy = Policy::of_signals(Signals::of(&[Signal::Lamp]));
    let params = SessionParams { patience: 600.0, ..SessionParams::default() };
    let mut busy = Session::new(extractor(), Bands::Visible, Some(policy), &params).unwrap();
    let mut before = 0;
    for k in 0..108_000 {
        idle.push(&at(k * 33, blank(&empty))).unwrap();
        if k == 1000 {
            before = pages();
        }
    }
    held_for(&mut busy, 50, &stream, |k| {
        if k == 400 {
            before = before.max(pages());
        }
    });
    // Other tests run beside this one and take memory of their own.
    let grown = pages().saturating_sub(before) * 4;
    assert!(grown < 40_000, "{grown} KiB more");
}
