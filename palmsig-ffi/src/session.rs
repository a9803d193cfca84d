//! A stream in, guidance out, and at the end the best captures of a hand held there on purpose.

use std::sync::{Mutex, TryLockError};
use std::time::Duration;

use palmsig::capture::{Frame, Outcome, Session};
use palmsig::image::{Bands, Lamp};
use palmsig::params::{EncoderParams, SessionParams};
use palmsig::pipeline::Extractor;

use crate::attached::Attached;
use crate::failure::Failure;
use crate::image::{capture_of, palmsig_capture};
use crate::liveness::{PALMSIG_LIVENESS_TERMINAL, policy_of, signal_of};
use crate::pointer::{Opaque, entry};
use crate::progress::{outcome_of, palmsig_outcome, palmsig_progress, progress_of};
#[cfg(feature = "runtime")]
use crate::runtime::palmsig_runtime;
use crate::status::*;
use crate::template::palmsig_template;

/// The sensor takes visible light alone.
pub const PALMSIG_BANDS_VISIBLE: u32 = 1;
/// The sensor takes near-infrared light alone.
pub const PALMSIG_BANDS_NEAR_INFRARED: u32 = 2;
/// The sensor takes both, registered.
pub const PALMSIG_BANDS_BOTH: u32 = 3;

/// The sensor's own lamp is on, or there is none to switch.
pub const PALMSIG_LAMP_LIT: u32 = 0;
/// The sensor's own lamp is off.
pub const PALMSIG_LAMP_UNLIT: u32 = 1;

/// Watches a stream for one hand after the other that is held there on purpose. Its memory does not grow.
pub struct palmsig_session(Mutex<Watch>, Attached);

struct Watch {
    session: Session,
    /// How the last hand's session ended.
    outcome: Option<Outcome>,
}

impl Opaque for palmsig_session {
    const TAG: u64 = u64::from_le_bytes(*b"palm:ses");
    const NAME: &'static str = "session";
}

/// What a session waits for.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_session_options {
    /// sizeof(palmsig_session_options), as palmsig_session_options_init sets it.
    pub struct_size: u32,
    /// What the sensor takes: PALMSIG_BANDS_... Captures are kept only when they have it all.
    pub bands: u32,
    /// What a hand must prove: PALMSIG_LIVENESS_...
    pub liveness: u32,
    /// Captures kept, 1 to 16.
    pub keep: u32,
    /// Seconds that an open palm must face the sensor without moving, 0.1 to 10.
    pub hold: f64,
    /// Seconds within the hold that may go by without a good frame, 0 to 1.
    pub lapse: f64,
    /// Fastest movement of a hand held still, in palm units a second, 0.05 to 20.
    pub max_speed: f64,
    /// Seconds from a hand's first appearance until it is given up, 0.5 to 600.
    pub patience: f64,
    /// Longest time in seconds between two frames that belong together, 0.05 to 10.
    pub max_gap: f64,
}

/// One moment of a stream.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_frame {
    /// sizeof(palmsig_frame), as palmsig_frame_init sets it.
    pub struct_size: u32,
    /// The light it was taken in: PALMSIG_LAMP_...
    pub lamp: u32,
    /// When it was taken, by the sensor's own clock, in nanoseconds since any moment that stays the same.
    pub time: u64,
    /// The pictures; they are looked at during the call only.
    pub capture: *const palmsig_capture,
}

/// Sets the defaults: visible light, three captures of a live hand that is held for half a second.
///
/// Threads: any, at any time.
///
/// @param[out] options the struct to fill
/// @param struct_size sizeof(palmsig_session_options)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_session_options_init(
    options: *mut palmsig_session_options,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(options, struct_size)?.put(defaults());
        Ok(())
    })
}

fn defaults() -> palmsig_session_options {
    let params = SessionParams::default();
    palmsig_session_options {
        struct_size: size_of::<palmsig_session_options>() as u32,
        bands: PALMSIG_BANDS_VISIBLE,
        liveness: PALMSIG_LIVENESS_TERMINAL,
        keep: params.keep as u32,
        hold: params.hold,
        lapse: params.lapse,
        max_speed: params.max_speed,
        patience: params.patience,
        max_gap: params.max_gap,
    }
}

/// Sets the defaults: a lit frame of moment 0 without a capture.
///
/// Threads: any, at any time.
///
/// @param[out] frame the struct to fill
/// @param struct_size sizeof(palmsig_frame)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_frame_init(frame: *mut palmsig_frame, struct_size: usize) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(frame, struct_size)?.put(palmsig_frame {
            struct_size: size_of::<palmsig_frame>() as u32,
            lamp: PALMSIG_LAMP_LIT,
            time: 0,
            capture: std::ptr::null(),
        });
        Ok(())
    })
}

/// Makes a session that waits for a hand.
///
/// Threads: any, at any time.
///
/// @param options what it waits for; may be NULL: the defaults
/// @param[out] session receives the session; free it with palmsig_session_free
/// @return PALMSIG_OK, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_session_new(
    options: *const palmsig_session_options,
    session: *mut *mut palmsig_session,
) -> palmsig_status {
    entry!(|caller| {
        let options = caller.sized_if_any(options)?.unwrap_or_else(defaults);
        let out = caller.out(session, "session")?;
        let bands = bands_of(options.bands)?;
        let params = SessionParams {
            keep: options.keep as usize,
            hold: options.hold,
            lapse: options.lapse,
            max_speed: options.max_speed,
            patience: options.patience,
            max_gap: options.max_gap,
        };
        let extractor = Extractor::new(&EncoderParams::default())?;
        let session = Session::new(extractor, bands, policy_of(options.liveness, bands)?, &params)?;
        let watch = Watch { session, outcome: None };
        out.put_handle(palmsig_session(Mutex::new(watch), Attached::default()));
        Ok(())
    })
}

/// Frees a session and erases the captures that it has kept.
///
/// Threads: any; nobody may use the session any more.
///
/// @param session the session; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no session: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_session_free(session: *mut palmsig_session) -> palmsig_status {
    entry!(|caller| { caller.free(session) })
}

/// Has the log of a runtime told of frames, and how sessions end. Once for each session.
///
/// Threads: any, at any time; calls that began before go on without it.
///
/// @param session the session
/// @param runtime the runtime; it may be freed afterwards
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when it is attached to one already, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_HANDLE
#[cfg(feature = "runtime")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_session_attach(
    session: *mut palmsig_session,
    runtime: *const palmsig_runtime,
) -> palmsig_status {
    entry!(|caller| { caller.handle(session.cast_const())?.1.attach(caller.handle(runtime)?) })
}

/// Looks at a frame. A status of 900 to 999 says that it is not used; the session goes on with the next one, but after
/// PALMSIG_ERROR_SESSION_ENDED.
///
/// Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
///
/// @param session the session
/// @param frame the frame
/// @param[out] progress receives where the session stands; set it up with palmsig_progress_init
/// @return PALMSIG_OK, a status of 100 to 299 or of 900 to 999
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_session_push(
    session: *mut palmsig_session,
    frame: *const palmsig_frame,
    progress: *mut palmsig_progress,
) -> palmsig_status {
    entry!(|caller| {
        let session = caller.handle(session.cast_const())?;
        let given = caller.sized(frame)?;
        let lamp = lamp_of(given.lamp)?;
        let capture = capture_of(caller, given.capture)?;
        let out = caller.out_sized(progress)?;
        let frame = Frame { time: Duration::from_nanos(given.time), lamp, capture };
        let look = || session.with(|watch| progress_of(&watch.session.push(&frame)?));
        out.put(session.1.tell(format_args!("looking at a frame"), look)?);
        Ok(())
    })
}

/// Tells the time where no frame comes: a sensor that has given none for too long has failed, and the session ends.
///
/// Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
///
/// @param session the session
/// @param now the time by the sensor's clock, in nanoseconds
/// @param[out] progress receives where the session stands; set it up with palmsig_progress_init
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE, PALMSIG_ERROR_STRUCT_SIZE or PALMSIG_ERROR_BUSY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_session_tick(
    session: *mut palmsig_session,
    now: u64,
    progress: *mut palmsig_progress,
) -> palmsig_status {
    entry!(|caller| {
        let session = caller.handle(session.cast_const())?;
        let out = caller.out_sized(progress)?;
        out.put(session.with(|watch| progress_of(&watch.session.tick(Duration::from_nanos(now))))?);
        Ok(())
    })
}

/// Ends the session, if it has not ended, and tells how. It is then ready for the next hand; what it kept of this one can
/// be taken until it is finished again.
///
/// Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
///
/// @param session the session
/// @param[out] outcome receives how it ended; set it up with palmsig_outcome_init
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE, PALMSIG_ERROR_STRUCT_SIZE or PALMSIG_ERROR_BUSY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_session_finish(
    session: *mut palmsig_session,
    outcome: *mut palmsig_outcome,
) -> palmsig_status {
    entry!(|caller| {
        let session = caller.handle(session.cast_const())?;
        let out = caller.out_sized(outcome)?;
        let ended = session.with(|watch| outcome_of(watch.outcome.insert(watch.session.finish())))?;
        let palmsig_outcome { end, guidance, frames, refused, .. } = ended;
        session.1.note(format_args!(
            "a session ended: PALMSIG_END_ {end}, PALMSIG_GUIDANCE_ {guidance}, {frames} frames, {refused} refused"
        ));
        out.put(ended);
        Ok(())
    })
}

/// Hands over a capture of the hand whose session was finished last, best first.
///
/// Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
///
/// @param session the session
/// @param index which one, from 0 to palmsig_outcome.captures - 1
/// @param[out] quality receives its quality, 0 to 100; may be NULL
/// @param[out] palm receives the template; free it with palmsig_template_free
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_BUSY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_session_take(
    session: *const palmsig_session,
    index: usize,
    quality: *mut u32,
    palm: *mut *mut palmsig_template,
) -> palmsig_status {
    entry!(|caller| {
        let session = caller.handle(session)?;
        let told = caller.out_if_any(quality, "quality")?;
        let out = caller.out(palm, "palm")?;
        let (template, score) = session.with(|watch| {
            let kept = watch.outcome.as_ref().and_then(|outcome| outcome.captures.get(index));
            let kept = kept.ok_or_else(|| {
                Failure::new(PALMSIG_ERROR_ARGUMENT, format!("there is no capture of index {index}"))
            })?;
            Ok((kept.template.clone(), kept.quality.score))
        })?;
        if let Some(told) = told {
            told.put(score.into());
        }
        out.put_handle(palmsig_template(template));
        Ok(())
    })
}

/// What a signal said of the hand whose session was finished last.
///
/// Threads: any, one at a time for each session; a second one gets PALMSIG_ERROR_BUSY.
///
/// @param session the session
/// @param signal PALMSIG_SIGNAL_...
/// @param[out] value receives its value in the units of the signal; not a number where there is no evidence
/// @param[out] suspicion receives 0 where live hands usually are, 1 from which on it is held against the hand; not a
///             number where there is no evidence
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_BUSY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_session_reading(
    session: *const palmsig_session,
    signal: u32,
    value: *mut f64,
    suspicion: *mut f64,
) -> palmsig_status {
    entry!(|caller| {
        let session = caller.handle(session)?;
        let signal = signal_of(signal)?;
        let (value, suspicion) = (caller.out(value, "value")?, caller.out(suspicion, "suspicion")?);
        let reading =
            session.with(|watch| Ok(watch.outcome.as_ref().and_then(|o| o.evidence.reading(signal))))?;
        value.put(reading.map_or(f64::NAN, |reading| reading.value));
        suspicion.put(reading.map_or(f64::NAN, |reading| reading.suspicion));
        Ok(())
    })
}

impl palmsig_session {
    fn with<R>(&self, work: impl FnOnce(&mut Watch) -> Result<R, Failure>) -> Result<R, Failure> {
        match self.0.try_lock() {
            Ok(mut watch) => work(&mut watch),
            Err(TryLockError::Poisoned(_)) => Err(Failure::new(
                PALMSIG_ERROR_INTERNAL,
                "a defect of palmsig has ended the session for good: make another",
            )),
            Err(TryLockError::WouldBlock) => {
                Err(Failure::new(PALMSIG_ERROR_BUSY, "the session is at work on another thread"))
            }
        }
    }
}

fn bands_of(bands: u32) -> Result<Bands, Failure> {
    match bands {
        PALMSIG_BANDS_VISIBLE => Ok(Bands::Visible),
        PALMSIG_BANDS_NEAR_INFRARED => Ok(Bands::NearInfrared),
        PALMSIG_BANDS_BOTH => Ok(Bands::Both),
        other => Err(Failure::unnamed("bands", other)),
    }
}

fn lamp_of(lamp: u32) -> Result<Lamp, Failure> {
    match lamp {
        PALMSIG_LAMP_LIT => Ok(Lamp::Lit),
        PALMSIG_LAMP_UNLIT => Ok(Lamp::Unlit),
        other => Err(Failure::unnamed("lamp", other)),
    }
}
