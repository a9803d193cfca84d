//! What searches find.

use numpy::{PyArray1, PyArray2};
use palmsig::gallery;
use palmsig::matching::Comparison as CoreComparison;
use pyo3::prelude::*;

use crate::comparison::Comparison;
use crate::gallery::{column, table};

/// A subject that might be the one.
///
/// Attributes
/// ----------
/// id : str
///     The subject's id.
/// comparison : Comparison
///     The comparison with the palm of the subject that agrees best.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Candidate(pub(crate) gallery::Candidate);

#[pymethods]
impl Candidate {
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    #[getter]
    fn comparison(&self) -> Comparison {
        Comparison(self.0.comparison)
    }

    fn __repr__(&self) -> String {
        format!("Candidate(similarity={})", self.0.comparison.similarity())
    }
}

/// The outcome of a search.
///
/// Attributes
/// ----------
/// accepted : bool
///     Whether the first candidate is the person, at the rate asked for.
/// recognised : Candidate or None
///     The subject recognised, if any.
/// candidates : list of Candidate
///     The best candidates, best first.
/// compared : int
///     Palms compared.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Identification(pub(crate) gallery::Identification);

#[pymethods]
impl Identification {
    #[getter]
    fn accepted(&self) -> bool {
        self.0.accepted
    }

    #[getter]
    fn compared(&self) -> usize {
        self.0.compared
    }

    #[getter]
    fn candidates(&self) -> Vec<Candidate> {
        self.0.candidates.iter().cloned().map(Candidate).collect()
    }

    #[getter]
    fn recognised(&self) -> Option<Candidate> {
        self.0.recognised().cloned().map(Candidate)
    }

    fn __repr__(&self) -> String {
        format!("Identification(accepted={}, compared={})", py_bool(self.0.accepted), self.0.compared)
    }
}

pub(crate) fn py_bool(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// The outcome of n searches for k candidates each, as arrays; ``[i]`` is one of them.
///
/// Attributes
/// ----------
/// ids : ndarray of str, shape (n, k)
///     The candidates, best first; an empty text where there are fewer.
/// scores : ndarray of int32, shape (n, k)
///     Their similarities; `NO_EVIDENCE` where there are fewer.
/// false_match_rates : ndarray of float64, shape (n, k)
///     How often strangers are at least as similar; 1 where there are fewer.
/// accepted : ndarray of bool, shape (n,)
///     Whether the first candidate is the person, at the rate asked for.
/// compared : ndarray of uint64, shape (n,)
///     Palms compared.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Identifications {
    found: Vec<gallery::Identification>,
    k: usize,
}

impl Identifications {
    pub(crate) fn new(found: Vec<gallery::Identification>, k: usize) -> Self {
        Identifications { found, k }
    }

    fn rows<T>(&self, of: impl Fn(&gallery::Candidate) -> T) -> Vec<Vec<T>> {
        let row = |one: &gallery::Identification| one.candidates.iter().map(&of).collect();
        self.found.iter().map(row).collect()
    }
}

#[pymethods]
impl Identifications {
    /// An empty text where there are fewer candidates.
    #[getter]
    fn ids<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let mut rows = self.rows(|candidate| candidate.id.clone());
        rows.iter_mut().for_each(|row| row.resize(self.k, String::new()));
        let flat: Vec<String> = rows.into_iter().flatten().collect();
        let array = py.import("numpy")?.call_method1("array", (flat, "U"))?;
        array.call_method1("reshape", (self.found.len(), self.k))
    }

    #[getter]
    fn scores<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<i32>> {
        let rows = self.rows(|candidate| candidate.comparison.similarity());
        table(py, &rows, self.k, CoreComparison::NO_EVIDENCE)
    }

    #[getter]
    fn false_match_rates<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        let rows = self.rows(|candidate| candidate.comparison.false_match_rate().value);
        table(py, &rows, self.k, 1.0)
    }

    #[getter]
    fn accepted<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<bool>> {
        column(py, self.found.iter().map(|one| one.accepted).collect())
    }

    #[getter]
    fn compared<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<u64>> {
        column(py, self.found.iter().map(|one| one.compared as u64).collect())
    }

    fn __len__(&self) -> usize {
        self.found.len()
    }

    fn __getitem__(&self, index: isize) -> PyResult<Identification> {
        let len = self.found.len() as isize;
        let at = if index < 0 { index + len } else { index };
        let found = usize::try_from(at).ok().and_then(|at| self.found.get(at));
        let outside = || pyo3::exceptions::PyIndexError::new_err(format!("{index} of {len} searches"));
        found.cloned().map(Identification).ok_or_else(outside)
    }

    fn __repr__(&self) -> String {
        format!("Identifications({} searches, k={})", self.found.len(), self.k)
    }
}
