//! Live hands, and what is held before a sensor in their place.

mod common;

use std::time::Duration;

use common::extractor;
use palmsig::capture::{Failure, Frame, Outcome, Session};
use palmsig::image::{Bands, Capture, HandSide, Lamp};
use palmsig::liveness::{Evidence, Kind, Policy, Sample, Signal, Signals, Verdict};
use palmsig::params::SessionParams;
use palmsig::roi::Location;
use palmsig::synth::{Attack, Burst, BurstSettings, CaptureSettings, Course, Palm, Subject, render};
use proptest::prelude::*;

/// What a session makes of a hand, or of an attack, that hovers for `hold` seconds.
fn seen(seed: u64, subject: Subject, bands: Bands, lamp: bool, hold: f64) -> Outcome {
    let settings = BurstSettings {
        capture: CaptureSettings { blur: 0.5, ..CaptureSettings::well_held(seed) },
        subject,
        course: Course::Hover { arrive: 0.0, hold, leave: 0.0 },
        rate: 12.0,
        bands,
        switched_lamp: lamp,
    };
    let palm = Palm::new(seed, HandSide::Right);
    let burst = Burst::new(&palm, &settings, seed).unwrap();
    let policy = Policy::of_terminal(bands, lamp);
    let params = SessionParams { hold: 0.4, ..SessionParams::default() };
    let mut session = Session::new(extractor(), bands, Some(policy), &params).unwrap();
    for frame in burst.frames() {
        let frame = frame.unwrap();
        let lamp = if frame.lit { Lamp::Lit } else { Lamp::Unlit };
        if session.push(&Frame { time: frame.time, lamp, capture: frame.capture().unwrap() }).is_err() {
            break;
        }
    }
    session.finish()
}

#[test]
fn both_bands_tell_a_live_hand_from_every_attack() {
    let outcome = seen(1, Subject::Hand, Bands::Both, true, 1.2);
    assert_eq!(outcome.verdict, Some(Verdict::Live));
    assert!(!outcome.captures.is_empty());
    for attack in Attack::ALL {
        let outcome = seen(1, Subject::Attack(attack), Bands::Both, true, 1.2);
        assert!(matches!(outcome.failure, Some(Failure::Attack { .. })), "{attack:?}: {:?}", outcome.failure);
        assert!(outcome.captures.is_empty());
    }
}

#[test]
fn attacks_are_named_by_what_gives_them_away() {
    let kind = |attack, lamp| match seen(3, Subject::Attack(attack), Bands::Both, lamp, 1.2).failure {
        Some(Failure::Attack { kind, .. }) => kind,
        other => panic!("{attack:?}: {other:?}"),
    };
    assert_eq!(kind(Attack::Glove, false), Kind::Artefact);
    assert_eq!(kind(Attack::Replay, true), Kind::Replay);
    assert_eq!(kind(Attack::Screen, false), Kind::Screen);
}

#[test]
fn blood_tells_a_hand_from_lifeless_things_in_visible_light_alone() {
    let live = seen(2, Subject::Hand, Bands::Visible, false, 2.6);
    assert_eq!(live.verdict, Some(Verdict::Live));
    let glove = seen(2, Subject::Attack(Attack::Glove), Bands::Visible, false, 2.6);
    assert!(matches!(glove.verdict, Some(Verdict::Attack { .. })), "{:?}", glove.verdict);
    // Less than two seconds say nothing of blood, and so nothing of life.
    let short = seen(2, Subject::Hand, Bands::Visible, false, 1.2);
    assert_eq!(short.verdict, Some(Verdict::Insufficient { missing: Signals::of(&[Signal::Pulse]) }));
    assert!(short.captures.is_empty());
}

/// Prints move as planes, hands do not: that tells most of both, if not all.
#[test]
fn hands_move_less_like_a_plane_than_their_prints() {
    let relief = |seed, subject| {
        let outcome = seen(seed, subject, Bands::Visible, false, 1.2);
        outcome.evidence.reading(Signal::Relief).expect("a hand held for a second").value
    };
    let seeds = [2, 4, 6, 14];
    let nearer = seeds.map(|s| relief(s, Subject::Hand) > relief(s, Subject::Attack(Attack::Print)));
    assert!(nearer.iter().filter(|n| **n).count() >= 3, "{nearer:?}");
}

/// Hands far from the sensor fill little more than one block of the spectrum.
#[test]
fn the_texture_of_small_hands_is_no_attack() {
    for seed in [5, 13, 41, 47] {
        let outcome = seen(seed, Subject::Hand, Bands::Both, true, 1.2);
        let reading = outcome.evidence.reading(Signal::Texture).expect("a hand held for a second");
        assert!(reading.suspicion < 1.0, "seed {seed}: {reading:?}");
    }
}

#[test]
fn the_artefacts_of_jpeg_are_no_attack() {
    let palm = Palm::new(4, HandSide::Left);
    for quality in [20, 40, 60, 80, 95] {
        let settings = CaptureSettings { jpeg: Some(quality), ..CaptureSettings::default() };
        let picture = render(&palm, &settings, 1).unwrap();
        let capture = Capture::visible(picture.view().unwrap());
        let palm = extractor().extract_graded(&capture, &Location::Search).unwrap().palm;
        let mut evidence = Evidence::default();
        evidence.observe(&Sample { time: Duration::ZERO, lamp: Lamp::Lit, capture, palm: &palm });
        assert_eq!(Policy::TEXTURE.verdict(&evidence), Verdict::Live, "quality {quality}");
    }
}

#[test]
fn suspicion_grows_from_the_usual_value_to_the_limit() {
    for (signal, usual, limit) in [
        (Signal::Texture, 5.0, 30.0),
        (Signal::Bands, 0.3, 0.9),
        (Signal::Bands, 0.3, 0.0),
        (Signal::Veins, 2.0, 0.1),
        (Signal::Lamp, 60.0, 1.0),
        (Signal::Shine, 0.0, 20.0),
        (Signal::Pulse, 95.0, 5.0),
        (Signal::Feed, 0.0, 90.0),
        (Signal::Relief, 4.0, 1.2),
    ] {
        assert!(signal.suspicion(usual) < 0.5, "{signal:?}");
        assert!(signal.suspicion(limit) >= 1.0, "{signal:?}");
    }
}

proptest! {
    /// Without evidence nothing is live, whatever is asked for.
    #[test]
    fn nothing_is_live_for_want_of_evidence(bits in 0usize..256) {
        let chosen = Signal::ALL.into_iter().enumerate().filter(|(k, _)| bits >> k & 1 == 1).map(|(_, s)| s);
        let needed: Signals = chosen.collect();
        let policy = Policy::of_signals(needed);
        prop_assert_eq!(policy.verdict(&Evidence::default()), Verdict::Insufficient { missing: needed });
        prop_assert_eq!(policy.suspicion(&Evidence::default()), None);
    }
}
