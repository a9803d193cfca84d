//! From pictures to templates.

use std::sync::Mutex;
use std::time::Instant;

use palmsig::error::ExtractError;
use palmsig::image::HandSide;
use palmsig::params::EncoderParams;
use palmsig::pipeline;
use palmsig::roi;
use palmsig::trace::Observer;
use pyo3::PyClass;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::error::{OrRaise, exception, wrong_value};
use crate::image::{LentMoment, Moment, Source};
use crate::localise::{Localisation, squares};
use crate::location::{Location, Square};
use crate::names::{Name, name_of};
use crate::params;
use crate::pool::{Progress, each};
use crate::quality::Quality;
use crate::template::{Template, hand_of};
use crate::trace::Recorder;

/// What a capture became.
///
/// Attributes
/// ----------
/// template : Template
///     The template.
/// quality : Quality
///     How good the capture is.
/// guidance : str
///     What the person could do better; ``"good"``: nothing.
/// hand : {"unknown", "left", "right"}
///     The side stated, or else the side found.
/// square : Square
///     Where the palm lies.
/// localisation : Localisation
///     All of that, but for the palm squares, which `localise` has.
/// seconds : tuple of float
///     What it took to find the palm, and from there to the template; reading a file is not counted.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Extraction(pub(crate) pipeline::Extraction, Stages);

/// Tells finding the palm and describing it apart.
struct Stages {
    began: Instant,
    found: Option<Instant>,
    ended: Instant,
}

impl Stages {
    fn begin() -> Stages {
        let began = Instant::now();
        Stages { began, found: None, ended: began }
    }
}

impl Observer for Stages {
    fn stage(&mut self, name: &'static str) {
        // Each band begins this stage anew; the first counts.
        if name == "features/usable" && self.found.is_none() {
            self.found = Some(Instant::now());
        }
    }
}

#[pymethods]
impl Extraction {
    #[getter]
    fn template(&self) -> Template {
        Template(self.0.template.clone())
    }

    #[getter]
    fn quality(&self) -> Quality {
        Quality(self.0.quality)
    }

    #[getter]
    fn guidance(&self) -> &'static str {
        self.0.guidance.name()
    }

    #[getter]
    fn hand(&self) -> &'static str {
        name_of(self.0.template.hand())
    }

    #[getter]
    fn square(&self) -> Square {
        Square(self.0.palm.square)
    }

    /// Where the palm lies; without its palm squares, which `localise` has.
    #[getter]
    fn localisation(&self) -> Localisation {
        Localisation::new(&self.0, Vec::new())
    }

    #[getter]
    fn seconds(&self) -> (f64, f64) {
        let Stages { began, found, ended } = self.1;
        let found = found.unwrap_or(ended);
        ((found - began).as_secs_f64(), (ended - found).as_secs_f64())
    }

    fn __repr__(&self) -> String {
        let (views, score) = (self.0.template.views().len(), self.0.quality.score);
        format!("Extraction({views} views, quality={score}, guidance={:?})", self.0.guidance.name())
    }
}

/// Makes templates. One serves all threads; `palmsig.extract` and `palmsig.localise` are short for a shared one.
///
/// Parameters
/// ----------
/// **params
///     Any of what `params` lists: where the palm square lies (`square_side`, `square_gap`, in palm units) and how the hand is
///     looked for (`search_side`, `min_palm_unit`, `max_outside`, `min_brightness`, `max_saturated`, `min_span`); the filters
///     (`lines_omega`, `lines_kappa`, `lines_support`, and so of `texture` and `veins`; `dark_percent`,
///     `min_usable_percent`); below which component of quality a person is told what to do (`min_resolution`,
///     `min_coverage`, `min_exposure`, `min_pose`, `min_focus`, `min_motion`).
///
/// Attributes
/// ----------
/// encoder_id : int
///     Which templates can be compared with those made here: another square or other filters make another encoder.
/// params : dict
///     All parameters.
///
/// Examples
/// --------
/// >>> import palmsig
/// >>> usual, finer = palmsig.Extractor(), palmsig.Extractor(texture_omega=0.8)
/// >>> usual.params["texture_omega"], finer.params["texture_omega"]
/// (0.7, 0.8)
/// >>> usual.encoder_id == finer.encoder_id
/// False
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Extractor {
    first: pipeline::Extractor,
    params: EncoderParams,
    /// Those that no thread uses: their buffers are used again.
    idle: Mutex<Vec<pipeline::Extractor>>,
}

/// Why there is no extraction.
pub(crate) enum Stopped {
    Image(palmsig::error::ImageError),
    Extract(ExtractError),
}

impl Stopped {
    pub(crate) fn exception(&self) -> PyErr {
        match self {
            Stopped::Image(error) => exception(error),
            Stopped::Extract(error) => exception(error),
        }
    }
}

impl Extractor {
    pub(crate) fn core(&self) -> &pipeline::Extractor {
        &self.first
    }

    /// An extractor for this thread alone. Another one is made where the idle ones cannot be had at once.
    fn with<R>(&self, work: impl FnOnce(&mut pipeline::Extractor) -> R) -> R {
        let idle = self.idle.try_lock().ok().and_then(|mut idle| idle.pop());
        let mut extractor = idle.unwrap_or_else(|| self.first.clone());
        let made = work(&mut extractor);
        if let Ok(mut idle) = self.idle.try_lock() {
            idle.push(extractor);
        }
        made
    }

    fn one(&self, moment: LentMoment<'_>, location: &roi::Location<'_>) -> Result<Extraction, Stopped> {
        let opened = moment.open().map_err(Stopped::Image)?;
        let capture = opened.capture().map_err(Stopped::Image)?;
        let mut stages = Stages::begin();
        let found = self.with(|extractor| extractor.extract_graded_observed(&capture, location, &mut stages));
        stages.ended = Instant::now();
        found.map(|found| Extraction(found, stages)).map_err(Stopped::Extract)
    }
}

#[pymethods]
impl Extractor {
    #[new]
    #[pyo3(signature = (**params))]
    pub(crate) fn new(params: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let params = params::given(params)?;
        let first = pipeline::Extractor::new(&params).or_raise()?;
        Ok(Extractor { first, params, idle: Mutex::new(Vec::new()) })
    }

    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        params::listed(py, &self.params)
    }

    #[getter]
    fn encoder_id(&self) -> u32 {
        self.first.encoder_id()
    }

    /// As `palmsig.extract` of one picture.
    #[pyo3(signature = (image=None, *, nir=None, hand=None, location=None, bit_depth=None))]
    fn extract(
        &self,
        py: Python<'_>,
        image: Option<Source<'_>>,
        nir: Option<Source<'_>>,
        hand: Option<Name<HandSide>>,
        location: Option<Location<'_>>,
        bit_depth: Option<u8>,
    ) -> PyResult<Extraction> {
        let moment = Moment::new(image, nir, hand_of(hand), bit_depth)?;
        let lent = moment.lend()?;
        let location = location.as_ref().map_or(roi::Location::Search, Location::lend);
        py.detach(|| self.one(lent, &location)).map_err(|stopped| stopped.exception())
    }

    /// One entry a capture: an extraction, or the exception that says why there is none.
    #[pyo3(signature = (images=None, *, nirs=None, hand=None, location=None, bit_depth=None, threads=None,
        progress=None))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn extract_many<'py>(
        &self,
        py: Python<'py>,
        images: Option<Vec<Source<'py>>>,
        nirs: Option<Vec<Source<'py>>>,
        hand: Option<Name<HandSide>>,
        location: Option<Location<'_>>,
        bit_depth: Option<u8>,
        threads: Option<usize>,
        progress: Progress<'py>,
    ) -> PyResult<Bound<'py, PyList>> {
        let moments = moments(images, nirs, hand_of(hand), bit_depth)?;
        let lent = moments.iter().map(Moment::lend).collect::<PyResult<Vec<_>>>()?;
        let location = location.as_ref().map_or(roi::Location::Search, Location::lend);
        listed(py, each(py, threads, &lent, &progress, |moment| self.one(*moment, &location))?)
    }

    /// As `palmsig.localise`.
    #[pyo3(signature = (image=None, *, nir=None, hand=None, location=None, bit_depth=None))]
    fn localise(
        &self,
        py: Python<'_>,
        image: Option<Source<'_>>,
        nir: Option<Source<'_>>,
        hand: Option<Name<HandSide>>,
        location: Option<Location<'_>>,
        bit_depth: Option<u8>,
    ) -> PyResult<Localisation> {
        let moment = Moment::new(image, nir, hand_of(hand), bit_depth)?;
        let lent = moment.lend()?;
        let location = location.as_ref().map_or(roi::Location::Search, Location::lend);
        let found = py.detach(|| {
            let opened = lent.open().map_err(Stopped::Image)?;
            let capture = opened.capture().map_err(Stopped::Image)?;
            let found = self.with(|extractor| extractor.extract_graded(&capture, &location));
            let found = found.map_err(Stopped::Extract)?;
            Ok(Localisation::new(&found, squares(&capture, &found.palm, &location)))
        });
        found.map_err(|stopped: Stopped| stopped.exception())
    }

    /// Name and value of everything that the stages make, in order.
    #[pyo3(signature = (image=None, *, nir=None, hand=None, location=None, bit_depth=None))]
    fn trace<'py>(
        &self,
        py: Python<'py>,
        image: Option<Source<'_>>,
        nir: Option<Source<'_>>,
        hand: Option<Name<HandSide>>,
        location: Option<Location<'_>>,
        bit_depth: Option<u8>,
    ) -> PyResult<Bound<'py, PyList>> {
        let moment = Moment::new(image, nir, hand_of(hand), bit_depth)?;
        let lent = moment.lend()?;
        let location = location.as_ref().map_or(roi::Location::Search, Location::lend);
        let mut recorder = Recorder::default();
        let traced = py.detach(|| {
            let opened = lent.open().map_err(Stopped::Image)?;
            let capture = opened.capture().map_err(Stopped::Image)?;
            let found = self.with(|extractor| extractor.extract_observed(&capture, &location, &mut recorder));
            found.map(drop).map_err(Stopped::Extract)
        });
        traced.map_err(|stopped| stopped.exception())?;
        recorder.into_list(py)
    }

    fn __repr__(&self) -> String {
        format!("Extractor(encoder_id={:08x})", self.first.encoder_id())
    }
}

/// What was made of each picture, or the exception that says why nothing was.
pub(crate) fn listed<'py, T: PyClass + Into<PyClassInitializer<T>>>(
    py: Python<'py>,
    made: Vec<Result<T, Stopped>>,
) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for made in made {
        match made {
            Ok(made) => list.append(Bound::new(py, made)?)?,
            Err(stopped) => list.append(stopped.exception().into_value(py))?,
        }
    }
    Ok(list)
}

/// The pictures of many captures.
pub(crate) fn moments<'py>(
    images: Option<Vec<Source<'py>>>,
    nirs: Option<Vec<Source<'py>>>,
    hand: HandSide,
    bits: Option<u8>,
) -> PyResult<Vec<Moment<'py>>> {
    let counts = [images.as_ref().map(Vec::len), nirs.as_ref().map(Vec::len)];
    if let [Some(images), Some(nirs)] = counts
        && images != nirs
    {
        return Err(wrong_value(format!(
            "{images} images and {nirs} near-infrared ones given, expected as many"
        )));
    }
    let count = counts.into_iter().flatten().next().unwrap_or(0);
    let (mut images, mut nirs) = (images.into_iter().flatten(), nirs.into_iter().flatten());
    (0..count).map(|_| Moment::new(images.next(), nirs.next(), hand, bits)).collect()
}
