//! What a session says on the way, and at its end.

use std::time::Duration;

use crate::image::Band;
use crate::liveness::{Evidence, Kind, Signal, Signals, Verdict};
use crate::quality::{Guidance, Quality};
use crate::roi::Square;
use crate::template::Template;

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum State {
    /// No hand is there.
    Waiting,
    /// A hand is there, but not as it should be held.
    Guiding,
    /// An open palm faces the sensor and rests.
    Holding {
        /// How much of the time that it must rest has gone by, 0..=1.
        share: f64,
    },
    /// The session has ended.
    Ended,
}

/// What a session says after a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Where it stands.
    pub state: State,
    /// What the person should do.
    pub guidance: Guidance,
    /// Where the palm lies in the frame.
    pub palm: Option<Square>,
    /// How fast it moves, in palm units a second; 0 where there was none in the frame before.
    pub speed: f64,
}

/// A capture that was kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its template, of all bands.
    pub template: Template,
    /// How good it is, the movement taken into account.
    pub quality: Quality,
    /// Where the palm lay.
    pub square: Square,
    /// When the frame was taken.
    pub time: Duration,
}

/// Why a session has no captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// No hand was ever seen.
    NoHand,
    /// A hand was there and left before it was held long enough.
    Passed,
    /// The hand was there all the time, but not as it should be held; what it should have done last.
    TimedOut(Guidance),
    /// The hand was held as it should be, but this band was missing from all its frames.
    BandMissing(Band),
    /// It is not a live hand.
    Attack {
        /// What it looks like.
        kind: Kind,
        /// What gives it away.
        signal: Signal,
    },
    /// The hand was held as it should be, but whether it is live cannot be told.
    Insufficient {
        /// The signals that are missing.
        missing: Signals,
    },
    /// The sensor gave no more frames.
    NoFrames,
}

/// The end of a session.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The best captures of the time that the hand was held, best first; none where there is a failure.
    pub captures: Vec<Kept>,
    /// Why there are none.
    pub failure: Option<Failure>,
    /// Whether it was a live hand; none without a policy.
    pub verdict: Option<Verdict>,
    /// What the signals said.
    pub evidence: Evidence,
    /// From the hand's first appearance to the end, by the sensor's clock.
    pub took: Duration,
    /// Time spent computing, over all frames.
    pub computing: Duration,
    /// Frames looked at.
    pub frames: u64,
    /// Frames left out with an error.
    pub refused: u64,
}
