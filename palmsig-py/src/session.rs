//! A stream in, the best captures of a hand held on purpose out.

use std::sync::{Mutex, MutexGuard, PoisonError};

use palmsig::capture::{self, Frame, State};
use palmsig::error::{CaptureError, ImageError};
use palmsig::image::{Bands, HandSide, Lamp};
use palmsig::params::SessionParams;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::enroll::seconds;
use crate::error::{OrRaise, exception};
use crate::extract::Extractor;
use crate::image::{Moment, Source};
use crate::liveness::{LivenessPolicy, Verdict, readings};
use crate::location::Square;
use crate::names::{Name, hyphenated};
use crate::quality::Quality;
use crate::template::{Template, hand_of};

/// What a session says after a frame.
///
/// Attributes
/// ----------
/// state : str
///     `waiting`, `guiding`, `holding` or `ended`.
/// share : float
///     How much of the time that the palm must rest has gone by, 0 to 1.
/// guidance : str
///     What the person should do.
/// palm : Square or None
///     Where the palm lies in the frame.
/// speed : float
///     How fast it moves, palm units a second.
#[pyclass(frozen, module = "palmsig.capture", name = "Progress")]
pub(crate) struct SessionProgress(capture::Progress);

#[pymethods]
impl SessionProgress {
    #[getter]
    fn state(&self) -> String {
        hyphenated(self.0.state)
    }

    #[getter]
    fn share(&self) -> f64 {
        match self.0.state {
            State::Holding { share } => share,
            State::Ended => 1.0,
            _ => 0.0,
        }
    }

    #[getter]
    fn guidance(&self) -> &'static str {
        self.0.guidance.name()
    }

    #[getter]
    fn palm(&self) -> Option<Square> {
        self.0.palm.map(Square)
    }

    #[getter]
    fn speed(&self) -> f64 {
        self.0.speed
    }

    fn __repr__(&self) -> String {
        format!("Progress({}, {})", self.state(), self.0.guidance.name())
    }
}

/// A capture that was kept.
///
/// Attributes
/// ----------
/// template : Template
///     Its template, of all bands.
/// quality : Quality
///     How good it is, the movement taken into account.
/// square : Square
///     Where the palm lay.
/// time : float
///     When the frame was taken, seconds.
#[pyclass(frozen, module = "palmsig.capture")]
pub(crate) struct Kept(capture::Kept);

#[pymethods]
impl Kept {
    #[getter]
    fn template(&self) -> Template {
        Template(self.0.template.clone())
    }

    #[getter]
    fn quality(&self) -> Quality {
        Quality(self.0.quality)
    }

    #[getter]
    fn square(&self) -> Square {
        Square(self.0.square)
    }

    #[getter]
    fn time(&self) -> f64 {
        self.0.time.as_secs_f64()
    }

    fn __repr__(&self) -> String {
        format!("Kept(quality={})", self.0.quality.score)
    }
}

/// The end of a session.
///
/// Attributes
/// ----------
/// captures : list of Kept
///     The best captures of the time that the hand was held, best first; none where there is a failure.
/// failure : str or None
///     `no-hand`, `passed`, `timed-out`, `band-missing`, `attack`, `insufficient` or `no-frames`.
/// verdict : Verdict or None
///     Whether it was a live hand; None without a policy.
/// readings : dict
///     Value and suspicion by signal.
/// took, computing : float
///     Seconds from the hand's appearance to the end, and seconds spent computing.
/// frames, refused : int
///     Frames looked at, and frames left out with an error.
#[pyclass(frozen, module = "palmsig.capture")]
pub(crate) struct Outcome(capture::Outcome);

#[pymethods]
impl Outcome {
    #[getter]
    fn captures(&self) -> Vec<Kept> {
        self.0.captures.iter().cloned().map(Kept).collect()
    }

    #[getter]
    fn failure(&self) -> Option<String> {
        self.0.failure.map(hyphenated)
    }

    #[getter]
    fn verdict(&self) -> Option<Verdict> {
        self.0.verdict.map(Verdict)
    }

    #[getter]
    fn readings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        readings(py, &self.0.evidence)
    }

    #[getter]
    fn took(&self) -> f64 {
        self.0.took.as_secs_f64()
    }

    #[getter]
    fn computing(&self) -> f64 {
        self.0.computing.as_secs_f64()
    }

    #[getter]
    fn frames(&self) -> u64 {
        self.0.frames
    }

    #[getter]
    fn refused(&self) -> u64 {
        self.0.refused
    }

    fn __repr__(&self) -> String {
        match self.failure() {
            Some(failure) => format!("Outcome(failure: {failure})"),
            None => format!("Outcome({} captures)", self.0.captures.len()),
        }
    }
}

/// Watches a stream for one hand that is held there on purpose.
///
/// Parameters
/// ----------
/// bands : {"visible", "near-infrared", "both"}
///     What the sensor takes: captures are kept only when they have all of it.
/// policy : liveness.Policy, optional
///     Only a hand that it finds live leaves captures; without one, anything that looks like a palm does.
/// keep : int, optional
///     Captures kept, 1 to 16.
/// hold, lapse, patience, max_gap : float, optional
///     Seconds: of rest, of bad frames within it, until a hand is given up, and between two frames at most.
/// max_speed : float, optional
///     Fastest movement of a hand held still, palm units a second.
#[pyclass(frozen, module = "palmsig.capture")]
pub(crate) struct Session(Mutex<capture::Session>);

/// Why a frame is not used.
enum Unused {
    Image(ImageError),
    Capture(CaptureError),
}

impl Session {
    fn lock(&self) -> MutexGuard<'_, capture::Session> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Session {
    #[new]
    #[pyo3(signature = (bands=Name(Bands::Visible), policy=None, *, keep=None, hold=None, lapse=None, max_speed=None,
        patience=None, max_gap=None), text_signature = "(bands='visible', policy=None, *, keep=None, hold=None, lapse=None, max_speed=None, patience=None, max_gap=None)")]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn new(
        bands: Name<Bands>,
        policy: Option<LivenessPolicy>,
        keep: Option<usize>,
        hold: Option<f64>,
        lapse: Option<f64>,
        max_speed: Option<f64>,
        patience: Option<f64>,
        max_gap: Option<f64>,
    ) -> PyResult<Self> {
        let usual = SessionParams::default();
        let params = SessionParams {
            keep: keep.unwrap_or(usual.keep),
            hold: hold.unwrap_or(usual.hold),
            lapse: lapse.unwrap_or(usual.lapse),
            max_speed: max_speed.unwrap_or(usual.max_speed),
            patience: patience.unwrap_or(usual.patience),
            max_gap: max_gap.unwrap_or(usual.max_gap),
        };
        let extractor = Extractor::new(None)?.core().clone();
        let policy = policy.map(|policy| policy.0);
        capture::Session::new(extractor, bands.0, policy, &params).or_raise().map(Mutex::new).map(Session)
    }

    /// Looks at a frame taken at `time`, seconds by the sensor's clock.
    #[pyo3(signature = (time, image=None, *, nir=None, lamp=None, hand=None, bit_depth=None))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn push(
        &self,
        py: Python<'_>,
        time: f64,
        image: Option<Source<'_>>,
        nir: Option<Source<'_>>,
        lamp: Option<Name<Lamp>>,
        hand: Option<Name<HandSide>>,
        bit_depth: Option<u8>,
    ) -> PyResult<SessionProgress> {
        let time = seconds("time", time)?;
        let moment = Moment::new(image, nir, hand_of(hand), bit_depth)?;
        let lent = moment.lend()?;
        let lamp = lamp.map_or(Lamp::Lit, |Name(lamp)| lamp);
        let pushed = py.detach(|| {
            let opened = lent.open().map_err(Unused::Image)?;
            let capture = opened.capture().map_err(Unused::Image)?;
            self.lock().push(&Frame { time, lamp, capture }).map_err(Unused::Capture)
        });
        match pushed {
            Ok(progress) => Ok(SessionProgress(progress)),
            Err(Unused::Image(error)) => Err(exception(&error)),
            Err(Unused::Capture(error)) => Err(exception(&error)),
        }
    }

    /// Tells the time where no frame comes: a sensor that has given none for too long ends the session.
    fn tick(&self, now: f64) -> PyResult<SessionProgress> {
        Ok(SessionProgress(self.lock().tick(seconds("now", now)?)))
    }

    /// Where the session stands.
    #[getter]
    fn progress(&self) -> SessionProgress {
        SessionProgress(self.lock().progress())
    }

    /// Ends the session, and hands over what came of it. It is then ready for the next hand.
    fn finish(&self) -> Outcome {
        Outcome(self.lock().finish())
    }

    fn __repr__(&self) -> String {
        format!("Session({})", hyphenated(self.lock().progress().state))
    }
}
