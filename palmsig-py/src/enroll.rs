//! Several captures become one template, which then follows its owner.

use std::time::Duration;

use palmsig::enroll;
use palmsig::params::EnrolParams;
use palmsig::template;
use pyo3::prelude::*;

use crate::error::{OrRaise, wrong_type, wrong_value};
use crate::extract::Extraction;
use crate::matching::Matcher;
use crate::names::hyphenated;
use crate::template::Template;

/// A capture of the person who enrols: an extraction, a template with its quality, or one whose quality is not known.
struct Sample {
    template: template::Template,
    quality: Option<u8>,
}

impl<'py> FromPyObject<'_, 'py> for Sample {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(extraction) = object.cast::<Extraction>() {
            let extraction = &extraction.get().0;
            return Ok(Sample {
                template: extraction.template.clone(),
                quality: Some(extraction.quality.score),
            });
        }
        if let Ok((Template(template), quality)) = object.extract() {
            return Ok(Sample { template, quality: Some(quality) });
        }
        match object.extract::<Template>() {
            Ok(Template(template)) => Ok(Sample { template, quality: None }),
            Err(_) => {
                let given = object.get_type().qualname()?;
                Err(wrong_type(format!(
                    "{given} given, expected an Extraction, a Template, or a Template and its quality"
                )))
            }
        }
    }
}

impl Sample {
    fn lend(&self) -> enroll::Sample<'_> {
        enroll::Sample { template: &self.template, quality: self.quality }
    }
}

/// A template, and what became of the captures that it was made of.
///
/// Attributes
/// ----------
/// template : Template
///     The template.
/// verdicts : list of str
///     One a capture, in the order given: `kept`, `spare`, `low-quality`, `repeated` or `outlier`.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Enrolment(enroll::Enrolment);

#[pymethods]
impl Enrolment {
    #[getter]
    fn template(&self) -> Template {
        Template(self.0.template.clone())
    }

    #[getter]
    fn verdicts(&self) -> Vec<String> {
        self.0.verdicts.iter().map(hyphenated).collect()
    }

    fn __repr__(&self) -> String {
        format!("Enrolment({} views of {} captures)", self.0.template.views().len(), self.0.verdicts.len())
    }
}

/// What a verified capture did.
///
/// Attributes
/// ----------
/// recent : Template or None
///     The recent views from now on, where the capture was taken.
/// refusal : str or None
///     Why it was not: `low-quality`, `too-soon`, `unlike` or `nothing-new`.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Update(enroll::Update);

#[pymethods]
impl Update {
    #[getter]
    fn recent(&self) -> Option<Template> {
        match &self.0 {
            enroll::Update::Taken(recent) => Some(Template(recent.clone())),
            _ => None,
        }
    }

    #[getter]
    fn refusal(&self) -> Option<String> {
        match &self.0 {
            enroll::Update::Refused(refusal) => Some(hyphenated(refusal)),
            _ => None,
        }
    }

    fn __repr__(&self) -> String {
        match self.refusal() {
            Some(refusal) => format!("Update(refused: {refusal})"),
            None => "Update(taken)".to_owned(),
        }
    }
}

/// Makes one template of several captures, and brings it up to date.
///
/// Parameters
/// ----------
/// matcher : Matcher, optional
///     What captures are compared with.
/// min_quality : int, optional
///     Lowest quality score of a capture, 0 to 100.
/// min_captures : int, optional
///     Fewest captures that agree.
/// kept_captures : int, optional
///     Most captures whose views a template keeps.
/// match_fmr : float, optional
///     False match rate at which two captures count as of one palm.
/// update_min_quality : int, optional
///     Lowest quality score of a capture that brings a template up to date.
/// update_fmr : float, optional
///     False match rate at which it must match the captures of the enrolment.
/// update_interval : float, optional
///     Shortest time between two captures taken, seconds.
/// recent_captures : int, optional
///     Most recent captures kept beside those of the enrolment.
///
/// Examples
/// --------
/// >>> import palmsig
/// >>> from palmsig import synth
/// >>> settings = [synth.CaptureSettings.well_held(i) for i in range(3)]
/// >>> pictures = [synth.render(synth.Palm(7), s, i).pixels for i, s in enumerate(settings)]
/// >>> enrolment = palmsig.Enroller().enrol(palmsig.extract(pictures))
/// >>> enrolment.template, enrolment.verdicts
/// (Template(3 views, 12032 bytes), ['kept', 'kept', 'kept'])
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Enroller(enroll::Enroller);

#[pymethods]
impl Enroller {
    #[new]
    #[pyo3(signature = (matcher=None, *, min_quality=None, min_captures=None, kept_captures=None, match_fmr=None,
        update_min_quality=None, update_fmr=None, update_interval=None, recent_captures=None))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn new(
        matcher: Option<Matcher>,
        min_quality: Option<u8>,
        min_captures: Option<u8>,
        kept_captures: Option<u8>,
        match_fmr: Option<f64>,
        update_min_quality: Option<u8>,
        update_fmr: Option<f64>,
        update_interval: Option<f64>,
        recent_captures: Option<u8>,
    ) -> PyResult<Self> {
        let matcher = match matcher {
            Some(Matcher(matcher)) => matcher,
            None => palmsig::matching::Matcher::new(&Default::default()).or_raise()?,
        };
        let usual = EnrolParams::default();
        let interval = update_interval.map(|interval| seconds("update_interval", interval)).transpose()?;
        let params = EnrolParams {
            min_quality: min_quality.unwrap_or(usual.min_quality),
            min_captures: min_captures.unwrap_or(usual.min_captures),
            kept_captures: kept_captures.unwrap_or(usual.kept_captures),
            match_fmr: match_fmr.unwrap_or(usual.match_fmr),
            update_min_quality: update_min_quality.unwrap_or(usual.update_min_quality),
            update_fmr: update_fmr.unwrap_or(usual.update_fmr),
            update_interval: interval.unwrap_or(usual.update_interval),
            recent_captures: recent_captures.unwrap_or(usual.recent_captures),
        };
        enroll::Enroller::new(matcher, &params).or_raise().map(Enroller)
    }

    /// One template of 1 to 16 captures of one palm: extractions, templates, or pairs of a template and its quality.
    fn enrol(&self, py: Python<'_>, captures: Vec<Sample>) -> PyResult<Enrolment> {
        let samples: Vec<enroll::Sample<'_>> = captures.iter().map(Sample::lend).collect();
        py.detach(|| self.0.enrol(&samples)).or_raise().map(Enrolment)
    }

    /// Brings a template up to date with a capture that was verified against it.
    ///
    /// Parameters
    /// ----------
    /// anchor : Template
    ///     The template as enrolled, of two captures or more.
    /// recent : Template or None
    ///     What the last update gave.
    /// capture : Extraction, Template, or pair of a template and its quality
    ///     The capture.
    /// since_last : float
    ///     Seconds since the last capture was taken, or since the enrolment.
    #[pyo3(signature = (anchor, recent, capture, since_last))]
    fn update(
        &self,
        py: Python<'_>,
        anchor: &Template,
        recent: Option<Template>,
        capture: Sample,
        since_last: f64,
    ) -> PyResult<Update> {
        let since = seconds("since_last", since_last)?;
        let recent = recent.map(|recent| recent.0);
        let updated = py.detach(|| self.0.update(&anchor.0, recent.as_ref(), &capture.lend(), since));
        updated.or_raise().map(Update)
    }

    fn __repr__(&self) -> &'static str {
        "Enroller(..)"
    }
}

/// The views of an enrolment and the recent ones as one template, to compare with.
#[pyfunction]
pub(crate) fn joined(anchor: &Template, recent: &Template) -> PyResult<Template> {
    enroll::joined(&anchor.0, &recent.0).or_raise().map(Template)
}

/// Seconds as a duration.
pub(crate) fn seconds(name: &str, value: f64) -> PyResult<Duration> {
    let duration = Duration::try_from_secs_f64(value);
    duration.map_err(|_| wrong_value(format!("{name} is {value}, expected seconds from 0 on")))
}
