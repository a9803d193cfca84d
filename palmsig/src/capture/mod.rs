//! The second that a hand hovers over a sensor: frames in, guidance out, the best captures kept.
//!
//! A [`Session`] takes [`Frame`]s as the sensor gives them. After each it says what the person should do ([`Progress`]); the palm
//! is followed from frame to frame and looked for in the whole picture only where it was lost. Once an open palm has
//! faced the sensor, without moving, for a set time, the session ends with the best captures of that time ([`Outcome`]). A hand that
//! passes leaves nothing behind.
//!
//! A session never waits: time is what the frames say, or [`Session::tick`] where none come. What it holds does not grow.

mod best;
mod clock;
mod frame;
mod hold;
mod outcome;
mod session;

pub use frame::Frame;
pub use outcome::{Failure, Kept, Outcome, Progress, State};
pub use session::Session;
