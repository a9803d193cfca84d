//! A stream through C ends as it does in Rust.

#![allow(
    unsafe_code,
    clippy::undocumented_unsafe_blocks,
    reason = "a test calls as C does: handles are live, and places as large as stated"
)]

use std::mem::MaybeUninit;
use std::ptr::{null, null_mut};

use palmsig::capture::{Frame, Outcome, Session, State};
use palmsig::image::{Bands, HandSide, Lamp};
use palmsig::liveness::{Policy, Signal};
use palmsig::params::{EncoderParams, SessionParams};
use palmsig::pipeline::Extractor;
use palmsig::synth::{Burst, BurstFrame, BurstSettings, CaptureSettings, Course, Palm, Subject};
use palmsig_ffi as ffi;

use crate::same::{Own, bytes_of, capture_of, image_of, own, sound};

/// The palm's.
pub(crate) const SEED: u64 = 31;

/// Frames a second.
pub(crate) const RATE: f64 = 12.0;

/// A hand that comes, hovers for so many seconds, and leaves: seen in visible light.
pub(crate) fn frames(hold: f64) -> Vec<BurstFrame> {
    let course = Course::Hover { arrive: 0.2, hold, leave: 0.2 };
    let capture = CaptureSettings::well_held(SEED);
    let settings = BurstSettings {
        capture,
        subject: Subject::Hand,
        course,
        rate: RATE,
        bands: Bands::Visible,
        switched_lamp: false,
    };
    let palm = Palm::new(SEED, HandSide::Left);
    let burst = Burst::new(&palm, &settings, SEED).expect("sound settings");
    burst.frames().collect::<Result<_, _>>().expect("pictures")
}

fn in_rust(frames: &[BurstFrame]) -> Outcome {
    let extractor = Extractor::new(&EncoderParams::default()).expect("the defaults");
    let policy = Some(Policy::TEXTURE);
    let mut session =
        Session::new(extractor, Bands::Visible, policy, &SessionParams::default()).expect("defaults");
    for frame in frames {
        let capture = frame.capture().expect("a picture");
        let progress = session.push(&Frame { time: frame.time, lamp: Lamp::Lit, capture }).expect("in order");
        if progress.state == State::Ended {
            break;
        }
    }
    session.finish()
}

/// A struct as its `_init` sets it up.
fn fresh<T>(init: unsafe extern "C" fn(*mut T, usize) -> i32) -> T {
    let mut made = MaybeUninit::uninit();
    sound(unsafe { init(made.as_mut_ptr(), size_of::<T>()) });
    unsafe { made.assume_init() }
}

fn session(liveness: u32) -> Own<ffi::palmsig_session> {
    let options = ffi::palmsig_session_options { liveness, ..fresh(ffi::palmsig_session_options_init) };
    own(ffi::palmsig_session_free, |out| unsafe { ffi::palmsig_session_new(&raw const options, out) })
}

/// The status of a frame, and where the session stands after it.
fn push(session: &Own<ffi::palmsig_session>, frame: &BurstFrame) -> (i32, ffi::palmsig_progress) {
    let capture = frame.capture().expect("a picture");
    let (_, view) = capture.first_band();
    let samples = view.to_rgb8().into_raw_vec_and_offset().0;
    let image = image_of(&samples, view.height(), view.width(), ffi::PALMSIG_LAYOUT_RGB);
    let capture = capture_of(&image);
    let given = ffi::palmsig_frame {
        time: frame.time.as_nanos() as u64,
        capture: &raw const capture,
        ..fresh(ffi::palmsig_frame_init)
    };
    let mut progress = fresh(ffi::palmsig_progress_init);
    let status = unsafe { ffi::palmsig_session_push(session.0, &raw const given, &raw mut progress) };
    (status, progress)
}

fn finished(session: &Own<ffi::palmsig_session>) -> ffi::palmsig_outcome {
    let mut outcome = fresh(ffi::palmsig_outcome_init);
    sound(unsafe { ffi::palmsig_session_finish(session.0, &raw mut outcome) });
    outcome
}

#[test]
fn a_stream_through_c_leaves_the_same_captures() {
    let frames = frames(1.0);
    let expected = in_rust(&frames);
    assert!(expected.failure.is_none() && !expected.captures.is_empty());
    let session = session(ffi::PALMSIG_LIVENESS_TEXTURE);
    let mut held = 0.0;
    for frame in &frames {
        let (status, progress) = push(&session, frame);
        sound(status);
        held = progress.held.max(held);
        if progress.state == ffi::PALMSIG_STATE_ENDED {
            assert_eq!(push(&session, frame).0, ffi::PALMSIG_ERROR_SESSION_ENDED);
            break;
        }
    }
    assert!((0.5..=1.0).contains(&held), "{held}");
    let outcome = finished(&session);
    assert_eq!((outcome.end, outcome.live), (ffi::PALMSIG_END_CAPTURED, ffi::PALMSIG_LIVE_YES));
    assert_eq!((outcome.captures, outcome.frames), (expected.captures.len(), expected.frames));
    assert_eq!(u128::from(outcome.took), expected.took.as_nanos());
    for (index, kept) in expected.captures.iter().enumerate() {
        let mut quality = 0;
        let palm = own(ffi::palmsig_template_free, |out| unsafe {
            ffi::palmsig_session_take(session.0, index, &raw mut quality, out)
        });
        assert_eq!(bytes_of(palm.0), kept.template.to_bytes());
        assert_eq!(quality, u32::from(kept.quality.score));
    }
    let (mut palm, index) = (null_mut(), outcome.captures);
    let beyond = unsafe { ffi::palmsig_session_take(session.0, index, null_mut(), &raw mut palm) };
    assert_eq!(beyond, ffi::PALMSIG_ERROR_ARGUMENT);
    let reading = expected.evidence.reading(Signal::Texture).expect("pictures have texture");
    let mut told = [0.0; 2];
    let [value, suspicion] = &mut told;
    sound(unsafe { ffi::palmsig_session_reading(session.0, ffi::PALMSIG_SIGNAL_TEXTURE, value, suspicion) });
    assert_eq!(told, [reading.value, reading.suspicion]);
    sound(unsafe {
        ffi::palmsig_session_reading(session.0, ffi::PALMSIG_SIGNAL_VEINS, &raw mut told[0], &raw mut told[1])
    });
    assert!(told[0].is_nan() && told[1].is_nan());
}

#[test]
fn frames_out_of_order_and_a_silent_sensor_are_told() {
    let frames = frames(1.0);
    let session = session(ffi::PALMSIG_LIVENESS_ANYTHING);
    sound(push(&session, &frames[1]).0);
    assert_eq!(push(&session, &frames[0]).0, ffi::PALMSIG_ERROR_FRAME_ORDER);
    assert_eq!(push(&session, &frames[1]).0, ffi::PALMSIG_ERROR_FRAME_REPEATED);
    let (later, mut progress) =
        (frames[1].time.as_nanos() as u64 + 5_000_000_000, fresh(ffi::palmsig_progress_init));
    sound(unsafe { ffi::palmsig_session_tick(session.0, later, &raw mut progress) });
    assert_eq!(progress.state, ffi::PALMSIG_STATE_ENDED);
    let outcome = finished(&session);
    assert_eq!((outcome.end, outcome.live), (ffi::PALMSIG_END_NO_FRAMES, ffi::PALMSIG_LIVE_NOT_ASKED));
    assert_eq!((outcome.captures, outcome.refused), (0, 2));
    // Ready for the next hand.
    sound(push(&session, &frames[0]).0);
    assert_eq!(finished(&session).end, ffi::PALMSIG_END_NO_HAND);
    let visible = ffi::palmsig_session_options {
        liveness: ffi::PALMSIG_LIVENESS_TERMINAL_WITH_LAMP,
        ..fresh(ffi::palmsig_session_options_init)
    };
    let mut made = null_mut();
    assert_eq!(
        unsafe { ffi::palmsig_session_new(&raw const visible, &raw mut made) },
        ffi::PALMSIG_ERROR_ARGUMENT
    );
    sound(unsafe { ffi::palmsig_session_new(null(), &raw mut made) });
    sound(unsafe { ffi::palmsig_session_free(made) });
}
