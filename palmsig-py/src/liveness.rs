//! Whether it is a live hand.

use std::sync::{Mutex, MutexGuard, PoisonError};

use palmsig::image::{Bands, Lamp};
use palmsig::liveness::{self, Signal, Signals};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::enroll::seconds;
use crate::error::OrRaise;
use crate::image::{Moment, Source};
use crate::localise::Localisation;
use crate::names::{Name, Named, name_of};

impl Named for Signal {
    const WHAT: &'static str = "signal";
    const ALL: &'static [(Signal, &'static str)] = &[
        (Signal::Texture, Signal::Texture.name()),
        (Signal::Bands, Signal::Bands.name()),
        (Signal::Veins, Signal::Veins.name()),
        (Signal::Lamp, Signal::Lamp.name()),
        (Signal::Shine, Signal::Shine.name()),
        (Signal::Pulse, Signal::Pulse.name()),
        (Signal::Feed, Signal::Feed.name()),
        (Signal::Relief, Signal::Relief.name()),
    ];
}

/// What a policy makes of evidence.
///
/// Attributes
/// ----------
/// kind : str
///     `live`, `attack` or `insufficient`.
/// attack : str or None
///     What it looks like: `print`, `screen`, `artefact` or `replay`.
/// signal : str or None
///     The signal that gives an attack away.
/// missing : list of str
///     The signals that there is no evidence of, where that is why nothing can be told.
#[pyclass(frozen, eq, module = "palmsig.liveness")]
#[derive(PartialEq)]
pub(crate) struct Verdict(pub(crate) liveness::Verdict);

#[pymethods]
impl Verdict {
    #[getter]
    fn kind(&self) -> &'static str {
        match self.0 {
            liveness::Verdict::Live => "live",
            liveness::Verdict::Attack { .. } => "attack",
            liveness::Verdict::Insufficient { .. } => "insufficient",
        }
    }

    #[getter]
    fn attack(&self) -> Option<&'static str> {
        if let liveness::Verdict::Attack { kind, .. } = self.0 { Some(kind.name()) } else { None }
    }

    #[getter]
    fn signal(&self) -> Option<&'static str> {
        if let liveness::Verdict::Attack { signal, .. } = self.0 { Some(signal.name()) } else { None }
    }

    #[getter]
    fn missing(&self) -> Vec<&'static str> {
        match self.0 {
            liveness::Verdict::Insufficient { missing } => missing.iter().map(Signal::name).collect(),
            _ => Vec::new(),
        }
    }

    fn __repr__(&self) -> String {
        format!("Verdict({})", self.kind())
    }
}

/// Value and suspicion of every signal that there is something to say about.
pub(crate) fn readings<'py>(py: Python<'py>, evidence: &liveness::Evidence) -> PyResult<Bound<'py, PyDict>> {
    let readings = PyDict::new(py);
    for (signal, reading) in evidence.readings() {
        readings.set_item(signal.name(), (reading.value, reading.suspicion))?;
    }
    Ok(readings)
}

/// What the frames of a burst say, signal by signal.
#[pyclass(frozen, module = "palmsig.liveness")]
#[derive(Default)]
pub(crate) struct Evidence(Mutex<liveness::Evidence>);

impl Evidence {
    fn lock(&self) -> MutexGuard<'_, liveness::Evidence> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Evidence {
    #[new]
    fn new() -> Self {
        Evidence::default()
    }

    /// Takes in a frame in which the palm was found.
    ///
    /// Parameters
    /// ----------
    /// time : float
    ///     When it was taken, seconds.
    /// palm : Localisation
    ///     Where the palm lies.
    /// image, nir : array or path
    ///     The pictures as the sensor gave them.
    /// lamp : {"lit", "unlit"}
    ///     Whether the sensor's own lamp was on.
    #[pyo3(signature = (time, palm, image=None, *, nir=None, lamp=None, bit_depth=None))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn observe(
        &self,
        py: Python<'_>,
        time: f64,
        palm: &Localisation,
        image: Option<Source<'_>>,
        nir: Option<Source<'_>>,
        lamp: Option<Name<Lamp>>,
        bit_depth: Option<u8>,
    ) -> PyResult<()> {
        let time = seconds("time", time)?;
        let moment = Moment::new(image, nir, Default::default(), bit_depth)?;
        let lent = moment.lend()?;
        let lamp = lamp.map_or(Lamp::Lit, |Name(lamp)| lamp);
        let seen = py.detach(|| {
            let opened = lent.open()?;
            let sample = liveness::Sample { time, lamp, capture: opened.capture()?, palm: palm.found() };
            self.lock().observe(&sample);
            Ok::<(), palmsig::error::ImageError>(())
        });
        seen.or_raise()
    }

    /// Value and suspicion (0 as live hands usually are, 1 at the limit) by signal.
    #[getter]
    fn readings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        readings(py, &self.lock())
    }

    /// Forgets everything.
    fn clear(&self) {
        self.lock().clear();
    }

    fn __repr__(&self) -> String {
        format!("Evidence({} signals)", self.lock().readings().count())
    }
}

/// Which signals must be there, for a kind of terminal.
///
/// Examples
/// --------
/// >>> from palmsig import liveness
/// >>> liveness.Policy.of_terminal("both", lamp=True).needed
/// ['texture', 'bands', 'veins', 'lamp', 'feed']
#[pyclass(frozen, eq, module = "palmsig.liveness", name = "LivenessPolicy", from_py_object)]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct LivenessPolicy(pub(crate) liveness::Policy);

#[pymethods]
impl LivenessPolicy {
    /// A terminal that takes these bands; `lamp`: whether near-infrared frames come with its lamp on and off.
    #[staticmethod]
    #[pyo3(signature = (bands, *, lamp=false))]
    fn of_terminal(bands: Name<Bands>, lamp: bool) -> Self {
        LivenessPolicy(liveness::Policy::of_terminal(bands.0, lamp))
    }

    /// A policy of one's own.
    #[staticmethod]
    fn of_signals(signals: Vec<Name<Signal>>) -> Self {
        let signals: Signals = signals.into_iter().map(|Name(signal)| signal).collect();
        LivenessPolicy(liveness::Policy::of_signals(signals))
    }

    /// The signals that must be there.
    #[getter]
    fn needed(&self) -> Vec<&'static str> {
        self.0.needed().iter().map(name_of).collect()
    }

    /// What the evidence says.
    fn verdict(&self, evidence: &Evidence) -> Verdict {
        Verdict(self.0.verdict(&evidence.lock()))
    }

    /// How suspicious the most suspicious signal is: 1 is the limit. None without any evidence.
    fn suspicion(&self, evidence: &Evidence) -> Option<f64> {
        self.0.suspicion(&evidence.lock())
    }

    fn __repr__(&self) -> String {
        format!("LivenessPolicy({} signals)", self.0.needed().iter().count())
    }
}
