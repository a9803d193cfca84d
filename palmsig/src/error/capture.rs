//! Why a frame of a stream is not used.

use std::time::Duration;

/// Why a frame is not used. The session goes on, unless it says that it has ended.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// The frame was taken before the one before it; it is left out.
    #[error("a frame of {given:?} came after one of {last:?}")]
    OutOfOrder {
        /// When the frame was taken.
        given: Duration,
        /// When the one before it was taken.
        last: Duration,
    },
    /// A frame of this moment, light and band was there already; it is left out.
    #[error("a second frame of {time:?} in the same light and band")]
    Repeated {
        /// When both were taken.
        time: Duration,
    },
    /// The frame's time is so far from that of the one before it that they do not belong together: the sensor stood still or
    /// its clock was set. What was seen before is forgotten; the next frame is used.
    #[error("the clock jumped from {last:?} to {given:?}, frames at most {limit:?} apart expected")]
    ClockJump {
        /// When the frame was taken.
        given: Duration,
        /// When the one before it was taken.
        last: Duration,
        /// Longest time between two frames.
        limit: Duration,
    },
    /// The frame has another size than those before it; it is left out.
    #[error("a frame of {given:?} rows and columns, those before it have {expected:?}")]
    Size {
        /// Rows and columns of the frame.
        given: (usize, usize),
        /// Rows and columns of the frames before it.
        expected: (usize, usize),
    },
    /// The frame holds a band that the sensor was said not to take; it is left out.
    #[error("a frame of the {band} band, which this sensor does not take")]
    Band {
        /// `visible` or `near-infrared`.
        band: &'static str,
    },
    /// The session has ended.
    #[error("the session has ended")]
    Ended,
}
