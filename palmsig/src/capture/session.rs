//! One hand, from its arrival to the captures that are kept.

use std::time::{Duration, Instant};

use super::best::Best;
use super::clock::Clock;
use super::frame::Frame;
use super::hold::Hold;
use super::outcome::{Failure, Kept, Outcome, Progress, State};
use crate::error::CaptureError;
use crate::image::{Band, Bands, Capture, Lamp};
use crate::liveness::{Evidence, Policy, Sample, Verdict};
use crate::params::{ParamError, SessionParams};
use crate::pipeline::{Extraction, Extractor};
use crate::quality::{Guidance, motion_between};
use crate::roi::{Location, Palm};

/// Watches a stream for one hand that is held there on purpose.
#[derive(Debug, Clone)]
pub struct Session {
    extractor: Extractor,
    params: SessionParams,
    bands: Bands,
    policy: Option<Policy>,
    evidence: Evidence,
    clock: Clock,
    hold: Hold,
    best: Best,
    /// The palm of the last frame that showed one, and when that was.
    last: Option<(Palm, Duration)>,
    /// Seconds since the hand appeared; none without one.
    present: Option<f64>,
    /// A band that good frames lacked.
    missing: Option<Band>,
    has_passed: bool,
    progress: Progress,
    failure: Option<Failure>,
    computing: Duration,
    frames: u64,
    refused: u64,
}

/// Nobody is there yet.
const WAITING: Progress =
    Progress { state: State::Waiting, guidance: Guidance::NoHand, palm: None, speed: 0.0 };

/// Frames a second for which [`Quality::with_movement`](crate::quality::Quality::with_movement) knows how far a
/// palm may move from one to the next.
const USUAL_RATE: f64 = 30.0;

impl Session {
    /// A session that waits for a hand. `bands` are those that the sensor takes: captures are kept only when they have them all.
    /// Only a hand that `policy` finds live leaves captures; without one, anything that looks like a palm does.
    ///
    /// # Errors
    /// [`ParamError`] when a parameter lies outside its range.
    pub fn new(
        extractor: Extractor,
        bands: Bands,
        policy: Option<Policy>,
        params: &SessionParams,
    ) -> Result<Session, ParamError> {
        params.validate()?;
        Ok(Session {
            extractor,
            params: *params,
            bands,
            policy,
            evidence: Evidence::default(),
            clock: Clock::default(),
            hold: Hold::default(),
            best: Best::new(params.keep),
            last: None,
            present: None,
            missing: None,
            has_passed: false,
            progress: WAITING,
            failure: None,
            computing: Duration::ZERO,
            frames: 0,
            refused: 0,
        })
    }

    /// Looks at a frame.
    ///
    /// # Errors
    /// A [`CaptureError`] when the frame is not used: it does not follow the one before it, or the session has ended.
    pub fn push(&mut self, frame: &Frame<'_>) -> Result<Progress, CaptureError> {
        if self.progress.state == State::Ended {
            return Err(CaptureError::Ended);
        }
        let began = Instant::now();
        let limit = Duration::from_secs_f64(self.params.max_gap);
        let result = match self.clock.advance(frame, self.bands, limit) {
            Ok(gap) => {
                self.frames += 1;
                self.look(frame, gap);
                Ok(self.progress)
            }
            Err(error) => {
                self.refused += 1;
                if matches!(error, CaptureError::ClockJump { .. }) {
                    self.forget();
                }
                Err(error)
            }
        };
        self.computing += began.elapsed();
        result
    }

    /// Tells the time, by the sensor's clock, where no frame comes: a sensor that has given none for too long has failed, and the
    /// session ends.
    pub fn tick(&mut self, now: Duration) -> Progress {
        let silent = self
            .clock
            .last()
            .is_some_and(|last| now.saturating_sub(last).as_secs_f64() > self.params.max_gap);
        if silent && self.progress.state != State::Ended {
            self.forget();
            self.end(Some(Failure::NoFrames));
        }
        self.progress
    }

    /// Where the session stands.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Ends the session, if it has not ended, and hands over what came of it. The session is then ready for the next hand.
    pub fn finish(&mut self) -> Outcome {
        if self.progress.state != State::Ended {
            let failure = match self.present {
                Some(_) => self.overdue(),
                None if self.has_passed => Failure::Passed,
                None => Failure::NoHand,
            };
            self.end(Some(failure));
        }
        let outcome = Outcome {
            captures: if self.failure.is_some() { Vec::new() } else { self.best.take() },
            failure: self.failure,
            verdict: self.verdict(),
            evidence: std::mem::take(&mut self.evidence),
            took: Duration::from_secs_f64(self.present.unwrap_or(0.0)),
            computing: self.computing,
            frames: self.frames,
            refused: self.refused,
        };
        self.forget();
        (self.clock, self.progress, self.failure) = (Clock::default(), WAITING, None);
        (self.has_passed, self.computing, self.frames, self.refused) = (false, Duration::ZERO, 0, 0);
        outcome
    }

    /// What the evidence so far says; none without a policy.
    pub fn verdict(&self) -> Option<Verdict> {
        self.policy.map(|policy| policy.verdict(&self.evidence))
    }

    /// Why a hand that is there has left no captures.
    fn overdue(&self) -> Failure {
        let good = self.progress.guidance == Guidance::Good;
        match (self.verdict(), self.missing) {
            (Some(Verdict::Attack { kind, signal }), _) => Failure::Attack { kind, signal },
            (_, Some(band)) if good => Failure::BandMissing(band),
            (Some(Verdict::Insufficient { missing }), _) if good => Failure::Insufficient { missing },
            _ => Failure::TimedOut(self.progress.guidance),
        }
    }

    fn end(&mut self, failure: Option<Failure>) {
        self.failure = failure;
        self.progress.state = State::Ended;
    }

    /// Forgets the hand.
    fn forget(&mut self) {
        (self.hold, self.last, self.present, self.missing) = (Hold::default(), None, None, None);
        self.best.clear();
        self.evidence.clear();
        self.progress = WAITING;
    }

    fn look(&mut self, frame: &Frame<'_>, gap: f64) {
        self.present = self.present.map(|present| present + gap);
        if frame.lamp == Lamp::Lit {
            match self.extract(&frame.capture) {
                Ok(extraction) => self.judge(frame, extraction, gap),
                Err(guidance) => self.miss(guidance, gap),
            }
        } else {
            self.see_unlit(frame, gap);
        }
        let Some(present) = self.present else { return };
        if self.hold.share(&self.params) >= 1.0 && !self.best.is_empty() {
            match self.verdict() {
                None | Some(Verdict::Live) => return self.end(None),
                Some(Verdict::Attack { kind, signal }) => {
                    return self.end(Some(Failure::Attack { kind, signal }));
                }
                Some(Verdict::Insufficient { .. }) => {}
            }
        }
        if present > self.params.patience {
            self.end(Some(self.overdue()));
        }
    }

    /// A frame without the lamp: the palm must be where it was, if anywhere.
    fn see_unlit(&mut self, frame: &Frame<'_>, gap: f64) {
        if self.hold.has_begun() && !self.hold.advance(gap, false, &self.params) {
            self.start_again();
        }
        if let Some((palm, _)) = &self.last {
            let (time, lamp, capture) = (frame.time, frame.lamp, frame.capture);
            self.evidence.observe(&Sample { time, lamp, capture, palm });
        }
    }

    /// What was seen may have been another hand.
    fn start_again(&mut self) {
        self.best.clear();
        self.evidence.clear();
    }

    /// The palm where it was in the frame before, or anywhere.
    fn extract(&mut self, capture: &Capture<'_>) -> Result<Extraction, Guidance> {
        let location = match &self.last {
            Some((palm, _)) => Location::Near(palm.square),
            None => Location::Search,
        };
        let found = self.extractor.extract_graded(capture, &location);
        found.map_err(|error| Guidance::for_error(&error).unwrap_or(Guidance::NoHand))
    }

    /// No palm can be made out.
    fn miss(&mut self, guidance: Guidance, gap: f64) {
        if !self.hold.advance(gap, false, &self.params) {
            self.start_again();
        }
        // Without light nobody can tell whether a hand is there.
        let unseen = matches!(guidance, Guidance::NoHand | Guidance::TooDark | Guidance::TooBright);
        if unseen && !self.hold.has_begun() {
            self.has_passed |= self.present.is_some();
            self.forget();
            self.progress.guidance = guidance;
            return;
        }
        self.last = None;
        self.present.get_or_insert(0.0);
        self.progress = Progress { state: State::Guiding, guidance, ..WAITING };
    }

    /// A palm was found: is it held as it should be?
    fn judge(&mut self, frame: &Frame<'_>, extraction: Extraction, gap: f64) {
        let Extraction { template, quality, guidance, palm } = extraction;
        self.present.get_or_insert(0.0);
        let speed = self.speed(&palm, frame.time);
        let still = speed.is_some_and(|s| s <= self.params.max_speed);
        let good = guidance == Guidance::Good && still;
        let was_held = self.hold.has_begun();
        if !self.hold.advance(gap, good, &self.params) || self.hold.has_begun() != was_held {
            self.start_again();
        }
        if still {
            let (time, lamp, capture) = (frame.time, frame.lamp, frame.capture);
            self.evidence.observe(&Sample { time, lamp, capture, palm: &palm });
        }
        let lacks = [Band::Visible, Band::NearInfrared]
            .into_iter()
            .find(|band| self.bands.has(*band) && frame.capture.bands().all(|(given, _)| given != *band));
        self.missing = lacks;
        if good && lacks.is_none() {
            let quality = quality.with_movement(speed.unwrap_or(0.0) / USUAL_RATE);
            self.best.offer(Kept { template, quality, square: palm.square, time: frame.time });
        }
        let guidance = if guidance == Guidance::Good && !good { Guidance::HoldStill } else { guidance };
        let state = if self.hold.has_begun() {
            State::Holding { share: self.hold.share(&self.params) }
        } else {
            State::Guiding
        };
        self.progress = Progress { state, guidance, palm: Some(palm.square), speed: speed.unwrap_or(0.0) };
        self.last = Some((palm, frame.time));
    }

    /// Palm units a second; none without a palm before.
    fn speed(&self, palm: &Palm, time: Duration) -> Option<f64> {
        let (before, then) = self.last.as_ref()?;
        let gap = time.saturating_sub(*then).as_secs_f64();
        (gap > 0.0).then(|| motion_between(before, palm) / gap)
    }
}
