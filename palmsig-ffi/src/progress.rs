//! What a capture session says on the way, and at its end, as C sees it.

use palmsig::capture::{Failure as End, Outcome, Progress, State};
use palmsig::image::Band;

use crate::failure::Failure;
use crate::guidance::{self, PALMSIG_GUIDANCE_NONE};
use crate::image::number_of_band;
use crate::liveness::Told;
use crate::pointer::entry;
use crate::status::*;

/// No hand is there.
pub const PALMSIG_STATE_WAITING: u32 = 0;
/// A hand is there, but not as it should be held.
pub const PALMSIG_STATE_GUIDING: u32 = 1;
/// An open palm faces the sensor and rests.
pub const PALMSIG_STATE_HOLDING: u32 = 2;
/// The session has ended: palmsig_session_finish tells how.
pub const PALMSIG_STATE_ENDED: u32 = 3;

/// The hand was held, and its best captures are kept.
pub const PALMSIG_END_CAPTURED: u32 = 0;
/// No hand was ever seen.
pub const PALMSIG_END_NO_HAND: u32 = 1;
/// A hand was there and left before it was held long enough.
pub const PALMSIG_END_PASSED: u32 = 2;
/// The hand was there all the time, but not as it should be held.
pub const PALMSIG_END_TIMED_OUT: u32 = 3;
/// The hand was held as it should be, but a band was missing from all its frames.
pub const PALMSIG_END_BAND_MISSING: u32 = 4;
/// It is not a live hand.
pub const PALMSIG_END_ATTACK: u32 = 5;
/// The hand was held as it should be, but whether it is live cannot be told.
pub const PALMSIG_END_INSUFFICIENT: u32 = 6;
/// The sensor gave no more frames.
pub const PALMSIG_END_NO_FRAMES: u32 = 7;
/// A reason that this version of the library knows and this header does not.
pub const PALMSIG_END_OTHER: u32 = 255;

/// No band in particular.
pub const PALMSIG_BAND_NONE: u32 = 255;

/// Where a session stands after a frame. Points and directions are {row, column} in pixels of the frame.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_progress {
    /// sizeof(palmsig_progress), as palmsig_progress_init sets it.
    pub struct_size: u32,
    /// PALMSIG_STATE_...
    pub state: u32,
    /// What the person should do: PALMSIG_GUIDANCE_...
    pub guidance: u32,
    /// 1 if the frame shows a palm, else 0, and the palm square is all 0.
    pub has_palm: u32,
    /// How much of the time that the palm must rest has gone by, 0 to 1.
    pub held: f64,
    /// How fast the palm moves, in palm units a second.
    pub speed: f64,
    /// Centre of the palm square.
    pub center: [f64; 2],
    /// Direction towards the fingers, of length 1.
    pub up: [f64; 2],
    /// Side of the palm square, in pixels.
    pub side: f64,
}

/// The end of a session.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_outcome {
    /// sizeof(palmsig_outcome), as palmsig_outcome_init sets it.
    pub struct_size: u32,
    /// Why it ended: PALMSIG_END_...
    pub end: u32,
    /// What the person should have done last: PALMSIG_GUIDANCE_...; PALMSIG_GUIDANCE_NONE unless it timed out.
    pub guidance: u32,
    /// The band that was missing: PALMSIG_BAND_...; else PALMSIG_BAND_NONE.
    pub band: u32,
    /// Whether it was a live hand: PALMSIG_LIVE_...
    pub live: u32,
    /// What it looks like if it was none: PALMSIG_ATTACK_...
    pub attack: u32,
    /// What gives it away: PALMSIG_SIGNAL_...
    pub signal: u32,
    /// Signals that are missing where that cannot be told: the sum of 1 << PALMSIG_SIGNAL_...
    pub missing: u32,
    /// Captures kept: palmsig_session_take hands them over.
    pub captures: usize,
    /// From the hand's first appearance to the end, by the sensor's clock, in nanoseconds.
    pub took: u64,
    /// Time spent computing, in nanoseconds.
    pub computing: u64,
    /// Frames looked at.
    pub frames: u64,
    /// Frames left out with a status.
    pub refused: u64,
}

/// Sets struct_size, and all results to 0.
///
/// Threads: any, at any time.
///
/// @param[out] progress the struct to fill
/// @param struct_size sizeof(palmsig_progress)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_progress_init(
    progress: *mut palmsig_progress,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(progress, struct_size)?.put(NOWHERE);
        Ok(())
    })
}

/// Sets struct_size, and all results to 0.
///
/// Threads: any, at any time.
///
/// @param[out] outcome the struct to fill
/// @param struct_size sizeof(palmsig_outcome)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_outcome_init(
    outcome: *mut palmsig_outcome,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(outcome, struct_size)?.put(NOTHING);
        Ok(())
    })
}

const NOWHERE: palmsig_progress = palmsig_progress {
    struct_size: size_of::<palmsig_progress>() as u32,
    state: PALMSIG_STATE_WAITING,
    guidance: 0,
    has_palm: 0,
    held: 0.0,
    speed: 0.0,
    center: [0.0; 2],
    up: [0.0; 2],
    side: 0.0,
};

const NOTHING: palmsig_outcome = palmsig_outcome {
    struct_size: size_of::<palmsig_outcome>() as u32,
    end: 0,
    guidance: 0,
    band: 0,
    live: 0,
    attack: 0,
    signal: 0,
    missing: 0,
    captures: 0,
    took: 0,
    computing: 0,
    frames: 0,
    refused: 0,
};

pub(crate) fn progress_of(progress: &Progress) -> Result<palmsig_progress, Failure> {
    let (state, held) = match progress.state {
        State::Waiting => (PALMSIG_STATE_WAITING, 0.0),
        State::Guiding => (PALMSIG_STATE_GUIDING, 0.0),
        State::Holding { share } => (PALMSIG_STATE_HOLDING, share),
        State::Ended => (PALMSIG_STATE_ENDED, 0.0),
    };
    let guidance = guidance::number_of(progress.guidance)?;
    let told = palmsig_progress { state, guidance, held, speed: progress.speed, ..NOWHERE };
    Ok(match progress.palm {
        None => told,
        Some(palm) => {
            palmsig_progress { has_palm: 1, center: palm.center, up: palm.up, side: palm.side, ..told }
        }
    })
}

pub(crate) fn outcome_of(outcome: &Outcome) -> Result<palmsig_outcome, Failure> {
    let told = Told::of(outcome.verdict);
    let (end, guidance, band) = end_of(outcome.failure)?;
    let nanoseconds = |time: std::time::Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    Ok(palmsig_outcome {
        end,
        guidance,
        band: band.map_or(PALMSIG_BAND_NONE, number_of_band),
        live: told.live,
        attack: told.attack,
        signal: told.signal,
        missing: told.missing,
        captures: outcome.captures.len(),
        took: nanoseconds(outcome.took),
        computing: nanoseconds(outcome.computing),
        frames: outcome.frames,
        refused: outcome.refused,
        ..NOTHING
    })
}

/// PALMSIG_END_..., PALMSIG_GUIDANCE_... and the band that was missing.
fn end_of(failure: Option<End>) -> Result<(u32, u32, Option<Band>), Failure> {
    let of = |end| Ok((end, PALMSIG_GUIDANCE_NONE, None));
    match failure {
        None => of(PALMSIG_END_CAPTURED),
        Some(End::NoHand) => of(PALMSIG_END_NO_HAND),
        Some(End::Passed) => of(PALMSIG_END_PASSED),
        Some(End::TimedOut(guidance)) => Ok((PALMSIG_END_TIMED_OUT, guidance::number_of(guidance)?, None)),
        Some(End::BandMissing(band)) => Ok((PALMSIG_END_BAND_MISSING, PALMSIG_GUIDANCE_NONE, Some(band))),
        Some(End::Attack { .. }) => of(PALMSIG_END_ATTACK),
        Some(End::Insufficient { .. }) => of(PALMSIG_END_INSUFFICIENT),
        Some(End::NoFrames) => of(PALMSIG_END_NO_FRAMES),
        Some(_) => of(PALMSIG_END_OTHER),
    }
}
