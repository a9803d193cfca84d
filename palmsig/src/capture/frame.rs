//! What a sensor gives.

use std::time::Duration;

use crate::image::{Capture, Lamp};

/// One moment of a stream, in one or two registered bands.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// When it was taken, by the sensor's own clock: the time since any moment that stays the same for a session.
    pub time: Duration,
    /// The light it was taken in.
    pub lamp: Lamp,
    /// The pictures.
    pub capture: Capture<'a>,
}
