//! Streams of frames of synthetic hands.

use palmsig::image::Bands;
use palmsig::synth::{self, Attack, BurstSettings, Course, Subject};
use pyo3::prelude::*;

use crate::error::{OrRaise, wrong_value};
use crate::names::Name;
use crate::pool::{Progress, each};
use crate::settings::CaptureSettings;
use crate::synth::{SynthPalm, picture};

/// One frame of a stream.
///
/// Attributes
/// ----------
/// time : float
///     Seconds since the start.
/// lamp : str
///     `lit` or `unlit`.
/// visible : ndarray of uint8, shape (H, W, 3), or None
///     The visible picture, where the sensor takes it.
/// nir : ndarray of uint8, shape (H, W), or None
///     The near-infrared picture, where the sensor takes it.
#[pyclass(frozen, module = "palmsig.synth", name = "Frame")]
pub(crate) struct BurstFrame(synth::BurstFrame);

#[pymethods]
impl BurstFrame {
    #[getter]
    fn time(&self) -> f64 {
        self.0.time.as_secs_f64()
    }

    #[getter]
    fn lamp(&self) -> &'static str {
        if self.0.lit { "lit" } else { "unlit" }
    }

    #[getter]
    fn visible<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.0.visible.as_ref().map(|pixels| picture(py, pixels))
    }

    #[getter]
    fn nir<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.0.nir.as_ref().map(|pixels| picture(py, pixels))
    }

    fn __repr__(&self) -> String {
        format!("Frame(time={:.3}, {})", self.0.time.as_secs_f64(), self.lamp())
    }
}

fn subject_of(name: &str) -> PyResult<Subject> {
    let lifeless = [("hand", Subject::Hand), ("fist", Subject::Fist), ("sleeve", Subject::Sleeve)];
    let lifeless = lifeless.into_iter().chain([("face", Subject::Face)]);
    let attacks = Attack::ALL.map(|attack| (attack.name(), Subject::Attack(attack)));
    let all: Vec<(&str, Subject)> = lifeless.chain(attacks).collect();
    let found = all.iter().find(|(other, _)| *other == name);
    found.map(|(_, subject)| *subject).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        wrong_value(format!("subject is {name:?}, expected one of {}", names.join(", ")))
    })
}

/// What happens over a sensor, frame by frame.
///
/// Parameters
/// ----------
/// palm : Palm
///     Whose hand it is, or is imitated.
/// settings : CaptureSettings, optional
///     The hand and the light while it hovers.
/// seed : int
///     Draws movement and noise.
/// subject : str
///     `hand`, `fist`, `sleeve`, `face`, or an attack: `print`, `screen`, `glove`, `replay`.
/// hover : tuple of float
///     Seconds in which the hand comes, hovers and leaves.
/// passing : float, optional
///     Seconds in which the hand passes instead.
/// rate : float
///     Frames a second.
/// bands : {"visible", "near-infrared", "both"}
///     What the sensor takes.
/// switched_lamp : bool
///     Whether the near-infrared lamp is off in every fourth frame.
/// progress : callable, optional
///     Called with (done, total).
#[pyfunction]
#[pyo3(signature = (palm, settings=None, seed=0, *, subject="hand", hover=(0.3, 1.0, 0.3), passing=None, rate=30.0,
    bands=Name(Bands::Visible), switched_lamp=false, progress=None),
    text_signature = "(palm, settings=None, seed=0, *, subject='hand', hover=(0.3, 1.0, 0.3), passing=None, rate=30.0, bands='visible', switched_lamp=False, progress=None)")]
#[expect(clippy::too_many_arguments, reason = "keywords of Python")]
pub(crate) fn burst(
    py: Python<'_>,
    palm: &SynthPalm,
    settings: Option<&CaptureSettings>,
    seed: u64,
    subject: &str,
    hover: (f64, f64, f64),
    passing: Option<f64>,
    rate: f64,
    bands: Name<Bands>,
    switched_lamp: bool,
    progress: Progress<'_>,
) -> PyResult<Vec<BurstFrame>> {
    let (arrive, hold, leave) = hover;
    let hovering = Course::Hover { arrive, hold, leave };
    let settings = BurstSettings {
        capture: settings.map_or_else(Default::default, |settings| settings.0.clone()),
        subject: subject_of(subject)?,
        course: passing.map_or(hovering, |seconds| Course::Pass { seconds }),
        rate,
        bands: bands.0,
        switched_lamp,
    };
    let burst = synth::Burst::new(&palm.0, &settings, seed).or_raise()?;
    let numbers: Vec<usize> = (0..burst.len()).collect();
    let frames = each(py, None, &numbers, &progress, |&number| burst.frame(number))?;
    frames.into_iter().map(|frame| frame.or_raise().map(BurstFrame)).collect()
}
