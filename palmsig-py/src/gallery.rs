//! Enrolled subjects in memory.

use std::sync::{Arc, Mutex, PoisonError};

use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray1};
use palmsig::error::{GalleryError, SourceError};
use palmsig::gallery::{self, Duplicate, Others, TemplateSource};
use palmsig::matching::Policy as CorePolicy;
use palmsig::template;
use pyo3::prelude::*;

use crate::comparison::Comparison;
use crate::error::{OrRaise, wrong_value};
use crate::found::{Candidate, Identification, Identifications};
use crate::many::{Many, Refused};
use crate::matching::{Matcher, Policy};
use crate::person::{PersonComparison, PersonIdentification};
use crate::pool::{Progress, each, on_all, threads};
use crate::template::Template;

/// Subjects under their ids, each with one or both palms. Safe to share between threads.
///
/// Parameters
/// ----------
/// encoder_id : int, optional
///     The encoder whose templates it takes; that of `Extractor` by default.
/// matcher : Matcher, optional
///     How palms are compared.
/// source : callable, optional
///     Gives the templates of an id. The gallery then keeps compact codes alone (1.2 KB a palm) and asks for the few full
///     templates that a search compares, from many threads at once: a million palms need little more than 1 GB.
/// locked : bool
///     Whether compact codes are locked in memory, so that no system writes them to a disk; needs a source.
///
/// Examples
/// --------
/// >>> import palmsig
/// >>> from palmsig import synth
/// >>> pictures = [synth.render(synth.Palm(i // 2), synth.CaptureSettings.well_held(i), i).pixels for i in range(4)]
/// >>> monday, tuesday, *others = [extraction.template for extraction in palmsig.extract(pictures)]
/// >>> gallery = palmsig.Gallery()
/// >>> gallery.enrol("account-1", monday)
/// >>> gallery.identify(tuesday, policy=palmsig.Policy.identify(1e-3)).recognised.id
/// 'account-1'
/// >>> gallery.identify_batch(others).accepted.tolist()
/// [False, False]
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Gallery {
    pub(crate) core: gallery::Gallery,
}

/// Full templates that a Python function gives.
struct Function(Py<PyAny>);

impl TemplateSource for Function {
    fn fetch(&self, id: &str) -> Result<Vec<template::Template>, SourceError> {
        let fetched = Python::attach(|py| -> PyResult<Vec<template::Template>> {
            let given: Vec<Template> = self.0.bind(py).call1((id,))?.extract()?;
            Ok(given.into_iter().map(|palm| palm.0).collect())
        });
        // What an exception says may name the subject.
        fetched.map_err(|error| {
            Python::attach(|py| match error.get_type(py).qualname() {
                Ok(name) => SourceError::Failed { reason: format!("a {name} was raised") },
                Err(_) => SourceError::Failed { reason: "an exception was raised".to_owned() },
            })
        })
    }
}

/// Other parts of a gallery, asked by Python functions, and what those have raised.
struct Asked {
    add_up: Py<PyAny>,
    gather: Py<PyAny>,
    raised: Mutex<Option<PyErr>>,
}

impl Asked {
    fn ask(&self, function: &Py<PyAny>, numbers: Vec<u32>) -> Result<Vec<u32>, GalleryError> {
        let answer = Python::attach(|py| -> PyResult<Vec<u32>> {
            let answer = function.bind(py).call1((column(py, numbers),))?;
            Ok(answer.extract::<PyReadonlyArray1<'_, u32>>()?.as_array().to_vec())
        });
        answer.map_err(|error| {
            *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            GalleryError::Parts { reason: "an exception was raised".to_owned() }
        })
    }
}

impl Others for Asked {
    fn add_up(&self, counts: Vec<u32>) -> Result<Vec<u32>, GalleryError> {
        self.ask(&self.add_up, counts)
    }

    fn gather(&self, numbers: Vec<u32>) -> Result<Vec<u32>, GalleryError> {
        self.ask(&self.gather, numbers)
    }
}

/// The customary rates where none is asked for.
fn verifying(policy: Option<Policy>) -> PyResult<CorePolicy> {
    policy.map_or_else(|| CorePolicy::verify(1e-4).or_raise(), |policy| Ok(policy.core))
}

fn identifying(policy: Option<Policy>) -> PyResult<CorePolicy> {
    policy.map_or_else(|| CorePolicy::identify(1e-3).or_raise(), |policy| Ok(policy.core))
}

fn cores(palms: Vec<Template>) -> Vec<template::Template> {
    palms.into_iter().map(|palm| palm.0).collect()
}

fn checked_k(k: usize) -> PyResult<usize> {
    if k == 0 { Err(wrong_value("k is 0, expected 1 or more")) } else { Ok(k) }
}

#[pymethods]
impl Gallery {
    #[new]
    #[pyo3(signature = (*, encoder_id=None, matcher=None, source=None, locked=false))]
    fn new(
        encoder_id: Option<u32>,
        matcher: Option<Matcher>,
        source: Option<Py<PyAny>>,
        locked: bool,
    ) -> PyResult<Self> {
        let matcher = match matcher {
            Some(Matcher(matcher)) => matcher,
            None => palmsig::matching::Matcher::new(&Default::default()).or_raise()?,
        };
        let usual = || palmsig::params::EncoderParams::default().encoder_id();
        let encoder_id = encoder_id.unwrap_or_else(usual);
        let source = source.map(|source| Arc::new(Function(source)));
        let core = match (source, locked) {
            (Some(source), true) => gallery::Gallery::locked(source, matcher, encoder_id),
            (Some(source), false) => gallery::Gallery::over(source, matcher, encoder_id),
            (None, false) => gallery::Gallery::new(matcher, encoder_id),
            (None, true) => {
                return Err(wrong_value("locked without a source, which full templates stay with"));
            }
        };
        Ok(Gallery { core })
    }

    /// Enrols a subject with one palm, or with a left and a right one.
    // Short enough to be done with the interpreter's lock held, so that no fork finds a lock taken.
    #[pyo3(signature = (id, *palms))]
    fn enrol(&self, id: &str, palms: Vec<Template>) -> PyResult<()> {
        self.core.enrol(id, cores(palms)).or_raise()
    }

    /// Enrols many subjects with one palm each, on all cores.
    ///
    /// `templates` are templates, or their bytes: uint8, shape (n, 4048), which may be a memory map. Where one is refused, the
    /// exception has its place as `index`; the others are enrolled.
    #[pyo3(signature = (ids, templates, *, threads=None, progress=None))]
    fn enrol_many(
        &self,
        py: Python<'_>,
        ids: Vec<String>,
        templates: Many<'_>,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> PyResult<()> {
        if ids.len() != templates.len() {
            return Err(wrong_value(format!("{} ids and {} templates given", ids.len(), templates.len())));
        }
        let numbered: Vec<(usize, &str)> = ids.iter().map(String::as_str).enumerate().collect();
        let lent = templates.lend();
        let done = each(py, threads, &numbered, &progress, |&(i, id)| {
            let palm = lent.get(i).map_err(Refused::Template)?;
            self.core.enrol(id, vec![palm]).map_err(Refused::Gallery)
        })?;
        match done.into_iter().enumerate().find_map(|(i, done)| done.err().map(|refused| (i, refused))) {
            Some((i, refused)) => Err(refused.exception(py, i)),
            None => Ok(()),
        }
    }

    /// Removes a subject.
    fn remove(&self, id: &str) -> PyResult<()> {
        self.core.remove(id).or_raise()
    }

    fn __len__(&self) -> usize {
        self.core.len()
    }

    /// Whether a palm is one of the subject's (by default at a false match rate of 1e-4), and the best comparison.
    #[pyo3(signature = (id, template, policy=None))]
    fn verify(
        &self,
        py: Python<'_>,
        id: &str,
        template: &Template,
        policy: Option<Policy>,
    ) -> PyResult<(bool, Comparison)> {
        let policy = verifying(policy)?;
        let found = py.detach(|| self.core.verify(id, &template.0, &policy)).or_raise()?;
        Ok((found.accepted, Comparison(found.comparison)))
    }

    /// Searches all subjects for the owner of a palm (by default at a false positive rate of 1e-3, however many are enrolled).
    #[pyo3(signature = (template, *, k=1, policy=None))]
    fn identify(
        &self,
        py: Python<'_>,
        template: &Template,
        k: usize,
        policy: Option<Policy>,
    ) -> PyResult<Identification> {
        let (k, policy) = (checked_k(k)?, identifying(policy)?);
        on_all(py, || self.core.identify(&template.0, k, &policy))?.or_raise().map(Identification)
    }

    /// `identify` for each of many palms, as arrays; several share a pass over the codes.
    #[pyo3(signature = (templates, *, k=1, policy=None))]
    fn identify_batch(
        &self,
        py: Python<'_>,
        templates: Vec<Template>,
        k: usize,
        policy: Option<Policy>,
    ) -> PyResult<Identifications> {
        let (k, policy) = (checked_k(k)?, identifying(policy)?);
        let probes = cores(templates);
        let found = on_all(py, || self.core.identify_batch(&probes, k, &policy))?.or_raise()?;
        Ok(Identifications::new(found, k))
    }

    /// `identify_batch` in one part of a gallery, whose others search for the same palms.
    ///
    /// Parameters
    /// ----------
    /// templates : sequence of Template
    ///     The probes, n of them.
    /// add_up : callable
    ///     Gets what this part counts, an array of uint32, and returns the sums over all parts, place by place.
    /// gather : callable
    ///     Gets numbers of this part, an array of uint32, and returns those of all parts, one part after another in any
    ///     order.
    ///
    /// Both are called in the same order in every part, with equally many numbers, and return when all parts have asked.
    ///
    /// Returns
    /// -------
    /// Identifications
    ///     The best of this part: `compared` counts the palms of all parts, and what is accepted is so as the best of all.
    #[pyo3(signature = (templates, add_up, gather, *, k=1, policy=None))]
    fn identify_part(
        &self,
        py: Python<'_>,
        templates: Vec<Template>,
        add_up: Py<PyAny>,
        gather: Py<PyAny>,
        k: usize,
        policy: Option<Policy>,
    ) -> PyResult<Identifications> {
        let (k, policy) = (checked_k(k)?, identifying(policy)?);
        let probes = cores(templates);
        let others = Asked { add_up, gather, raised: Mutex::new(None) };
        // A search that waits for others must not keep a shared thread from theirs.
        let own = threads(py, Some(threads(py, None)?.current_num_threads()))?;
        let search = || own.install(|| self.core.identify_part(&probes, k, &policy, &others));
        let found = py.detach(search);
        match others.raised.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(raised) => Err(raised),
            None => Ok(Identifications::new(found.or_raise()?, k)),
        }
    }

    /// Whether one palm, or a left and a right one, are the subject's (by default at a false match rate of 1e-4), and what they
    /// say together.
    #[pyo3(signature = (id, *palms, policy=None))]
    fn verify_person(
        &self,
        py: Python<'_>,
        id: &str,
        palms: Vec<Template>,
        policy: Option<Policy>,
    ) -> PyResult<(bool, PersonComparison)> {
        let (policy, palms) = (verifying(policy)?, cores(palms));
        let found = py.detach(|| self.core.verify_person(id, &palms, &policy)).or_raise()?;
        Ok((found.accepted, PersonComparison(found.comparison)))
    }

    /// Searches all subjects for whom one palm, or a left and a right one, belong to (by default at a false positive rate of
    /// 1e-3, however many are enrolled). Whoever looks like the person in either palm is compared in both.
    #[pyo3(signature = (*palms, k=1, policy=None))]
    fn identify_person(
        &self,
        py: Python<'_>,
        palms: Vec<Template>,
        k: usize,
        policy: Option<Policy>,
    ) -> PyResult<PersonIdentification> {
        let (k, policy, palms) = (checked_k(k)?, identifying(policy)?, cores(palms));
        let search = || self.core.identify_person(&palms, k, &policy);
        on_all(py, search)?.or_raise().map(PersonIdentification)
    }

    /// The subject that palms belong to under another id than `id`, if any.
    #[pyo3(signature = (id, *palms, policy=None))]
    fn duplicate(
        &self,
        py: Python<'_>,
        id: &str,
        palms: Vec<Template>,
        policy: Option<Policy>,
    ) -> PyResult<Option<Candidate>> {
        let policy = identifying(policy)?;
        let palms = cores(palms);
        match on_all(py, || self.core.duplicate(id, &palms, &policy))?.or_raise()? {
            Duplicate::Of { subject, .. } => Ok(Some(Candidate(subject))),
            _ => Ok(None),
        }
    }

    fn __repr__(&self) -> String {
        format!("Gallery({} subjects)", self.core.len())
    }
}

/// Numbers as a column.
pub(crate) fn column<'py, T: numpy::Element>(py: Python<'py>, values: Vec<T>) -> Bound<'py, PyArray1<T>> {
    values.into_pyarray(py)
}

/// Numbers as rows of `width`, of which the missing ones are `empty`.
pub(crate) fn table<'py, T: numpy::Element + Copy>(
    py: Python<'py>,
    rows: &[Vec<T>],
    width: usize,
    empty: T,
) -> Bound<'py, PyArray2<T>> {
    let cell = |(row, column): (usize, usize)| rows[row].get(column).copied().unwrap_or(empty);
    ndarray::Array2::from_shape_fn((rows.len(), width), cell).into_pyarray(py)
}
