//! What both palms of a person say together, and what searches by both find.

use palmsig::gallery;
use palmsig::matching;
use pyo3::prelude::*;

use crate::comparison::{Comparison, FalseMatchRate};
use crate::found::py_bool;

/// What the palms of a person say together: their log-likelihood ratios add up.
///
/// Parameters
/// ----------
/// left, right : Comparison, optional
///     The comparison of the left palms and that of the right ones; None where one is missing.
///
/// Attributes
/// ----------
/// similarity : int
///     1000 · log10 of the likelihood ratio: one person over two. `NO_EVIDENCE` where nothing can be said.
/// has_evidence : bool
///     Whether anything can be said.
/// false_match_rate : FalseMatchRate
///     How often strangers are at least as similar in both palms; of two palms always extrapolated.
/// palms : (Comparison or None, Comparison or None)
///     The comparison of the left palms and that of the right ones.
#[pyclass(frozen, eq, module = "palmsig", from_py_object)]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct PersonComparison(pub(crate) matching::PersonComparison);

#[pymethods]
impl PersonComparison {
    #[new]
    #[pyo3(signature = (left=None, right=None))]
    fn new(left: Option<Comparison>, right: Option<Comparison>) -> Self {
        let core = |palm: Option<Comparison>| palm.map(|palm| palm.0);
        PersonComparison(matching::PersonComparison::new(core(left), core(right)))
    }

    #[getter]
    fn similarity(&self) -> i32 {
        self.0.similarity()
    }

    #[getter]
    fn has_evidence(&self) -> bool {
        self.0.similarity() != matching::Comparison::NO_EVIDENCE
    }

    #[getter]
    fn false_match_rate(&self) -> FalseMatchRate {
        FalseMatchRate(self.0.false_match_rate())
    }

    #[getter]
    fn palms(&self) -> (Option<Comparison>, Option<Comparison>) {
        self.0.palms().map(|palm| palm.map(Comparison)).into()
    }

    fn __repr__(&self) -> String {
        let rate = self.0.false_match_rate();
        format!("PersonComparison(similarity={}, false_match_rate={:.2e})", self.0.similarity(), rate.value)
    }
}

/// A subject that might be the person.
///
/// Attributes
/// ----------
/// id : str
///     The subject's id.
/// comparison : PersonComparison
///     What the palms say together.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct PersonCandidate(gallery::PersonCandidate);

#[pymethods]
impl PersonCandidate {
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    #[getter]
    fn comparison(&self) -> PersonComparison {
        PersonComparison(self.0.comparison)
    }

    fn __repr__(&self) -> String {
        format!("PersonCandidate(similarity={})", self.0.comparison.similarity())
    }
}

/// The outcome of a search for a person.
///
/// Attributes
/// ----------
/// accepted : bool
///     Whether the first candidate is the person, at the rate asked for.
/// recognised : PersonCandidate or None
///     The subject recognised, if any.
/// candidates : list of PersonCandidate
///     The best candidates, best first.
/// compared : int
///     Palms compared, with either hand of the person.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct PersonIdentification(pub(crate) gallery::PersonIdentification);

#[pymethods]
impl PersonIdentification {
    #[getter]
    fn accepted(&self) -> bool {
        self.0.accepted
    }

    #[getter]
    fn compared(&self) -> usize {
        self.0.compared
    }

    #[getter]
    fn candidates(&self) -> Vec<PersonCandidate> {
        self.0.candidates.iter().cloned().map(PersonCandidate).collect()
    }

    #[getter]
    fn recognised(&self) -> Option<PersonCandidate> {
        self.0.recognised().cloned().map(PersonCandidate)
    }

    fn __repr__(&self) -> String {
        let accepted = py_bool(self.0.accepted);
        format!("PersonIdentification(accepted={accepted}, compared={})", self.0.compared)
    }
}
