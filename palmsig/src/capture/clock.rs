//! Whether frames come one after the other.

use std::time::Duration;

use super::frame::Frame;
use crate::error::CaptureError;
use crate::image::{Band, Bands, Lamp};

/// What must agree with the frames that follow.
#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    /// The frame before, and the light and bands of those of its moment.
    last: Option<Duration>,
    seen: Vec<(Lamp, Band)>,
    size: Option<(usize, usize)>,
}

impl Clock {
    /// Seconds from the frame before to this one, 0 for the first; the frame becomes the last one.
    pub(super) fn advance(
        &mut self,
        frame: &Frame<'_>,
        bands: Bands,
        limit: Duration,
    ) -> Result<f64, CaptureError> {
        for (band, view) in frame.capture.bands() {
            if !bands.has(band) {
                return Err(CaptureError::Band { band: band.name() });
            }
            let given = (view.height(), view.width());
            let expected = *self.size.get_or_insert(given);
            if given != expected {
                return Err(CaptureError::Size { given, expected });
            }
        }
        let gap = self.gap(frame, limit)?;
        if gap > Duration::ZERO || self.last.is_none() {
            self.seen.clear();
        }
        self.last = Some(frame.time);
        self.seen.extend(frame.capture.bands().map(|(band, _)| (frame.lamp, band)));
        Ok(gap.as_secs_f64())
    }

    fn gap(&mut self, frame: &Frame<'_>, limit: Duration) -> Result<Duration, CaptureError> {
        let (given, Some(last)) = (frame.time, self.last) else { return Ok(Duration::ZERO) };
        if given.abs_diff(last) > limit {
            self.last = None;
            return Err(CaptureError::ClockJump { given, last, limit });
        }
        if given < last {
            return Err(CaptureError::OutOfOrder { given, last });
        }
        let again = |(band, _)| self.seen.contains(&(frame.lamp, band));
        if given == last && frame.capture.bands().any(again) {
            return Err(CaptureError::Repeated { time: given });
        }
        Ok(given - last)
    }

    /// When the last frame was taken.
    pub(super) fn last(&self) -> Option<Duration> {
        self.last
    }
}
