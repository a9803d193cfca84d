//! What a store keeps of a subject, and says of what was done.

use palmsig::store::{self, Seconds};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::names::hyphenated;
use crate::template::Template;

/// A subject: all that is held about one, but for the audit trail.
///
/// Parameters
/// ----------
/// id : str
///     The caller's id, 1 to 256 bytes.
/// palms : list of Template
///     One palm, or a left and a right one, as enrolled.
/// recent : list of Template or None, optional
///     The recent views of each palm, as `Enroller.update` gave them.
/// references : list of (str, bytes), optional
///     What the caller keeps beside them, such as the token of a card.
/// consent : str
///     Which text was agreed to.
/// given : int
///     When, seconds since 1970.
/// holds : list of str, optional
///     Why a removal has to wait.
#[pyclass(frozen, module = "palmsig.store")]
pub(crate) struct Subject(pub(crate) store::Subject);

#[pymethods]
impl Subject {
    #[new]
    #[pyo3(signature = (id, palms, *, consent, given, recent=None, references=None, holds=None))]
    fn new(
        id: String,
        palms: Vec<Template>,
        consent: String,
        given: Seconds,
        recent: Option<Vec<Option<Template>>>,
        references: Option<Vec<(String, Vec<u8>)>>,
        holds: Option<Vec<String>>,
    ) -> Self {
        let mut recent = recent.into_iter().flatten();
        let palm = |anchor: Template| store::Palm {
            anchor: anchor.0,
            recent: recent.next().flatten().map(|recent| recent.0),
        };
        let reference = |(kind, bytes): (String, Vec<u8>)| store::Reference { kind, bytes: bytes.into() };
        Subject(store::Subject {
            id,
            palms: palms.into_iter().map(palm).collect(),
            references: references.into_iter().flatten().map(reference).collect(),
            consent: store::Consent { text: consent, given },
            holds: holds.unwrap_or_default(),
        })
    }

    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    #[getter]
    fn palms(&self) -> Vec<Template> {
        self.0.palms.iter().map(|palm| Template(palm.anchor.clone())).collect()
    }

    #[getter]
    fn recent(&self) -> Vec<Option<Template>> {
        self.0.palms.iter().map(|palm| palm.recent.clone().map(Template)).collect()
    }

    #[getter]
    fn references<'py>(&self, py: Python<'py>) -> Vec<(&str, Bound<'py, PyBytes>)> {
        let reference = |own: &'_ store::Reference| PyBytes::new(py, &own.bytes);
        self.0.references.iter().map(|own| (own.kind.as_str(), reference(own))).collect()
    }

    #[getter]
    fn consent(&self) -> &str {
        &self.0.consent.text
    }

    #[getter]
    fn given(&self) -> Seconds {
        self.0.consent.given
    }

    #[getter]
    fn holds(&self) -> Vec<String> {
        self.0.holds.clone()
    }

    fn __repr__(&self) -> String {
        format!("Subject({} palms)", self.0.palms.len())
    }
}

/// A subject, and what the store knows of it.
///
/// Attributes
/// ----------
/// subject : Subject
///     What the caller gave.
/// created, last_used, expires : int
///     When it was enrolled, last recognised, and from when on a sweep removes it; seconds since 1970.
/// removal_requested : bool
///     Whether it is to be removed as soon as nothing holds it.
#[pyclass(frozen, module = "palmsig.store")]
pub(crate) struct Held(pub(crate) store::Held);

#[pymethods]
impl Held {
    #[getter]
    fn subject(&self) -> Subject {
        Subject(self.0.subject.clone())
    }

    #[getter]
    fn created(&self) -> Seconds {
        self.0.created
    }

    #[getter]
    fn last_used(&self) -> Seconds {
        self.0.last_used
    }

    #[getter]
    fn expires(&self) -> Seconds {
        self.0.expires
    }

    #[getter]
    fn removal_requested(&self) -> bool {
        self.0.removal_requested
    }

    fn __repr__(&self) -> String {
        format!("Held({} palms)", self.0.subject.palms.len())
    }
}

/// Says that a subject was removed; `Store.confirms` tells whether it is genuine.
///
/// Attributes
/// ----------
/// subject : bytes
///     Tag of the subject.
/// at : int
///     When, seconds since 1970.
/// entry : int
///     Number of the entry in the audit trail.
#[pyclass(frozen, module = "palmsig.store")]
pub(crate) struct Receipt(pub(crate) store::Receipt);

#[pymethods]
impl Receipt {
    #[getter]
    fn subject<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.subject)
    }

    #[getter]
    fn at(&self) -> Seconds {
        self.0.at
    }

    #[getter]
    fn entry(&self) -> u64 {
        self.0.entry
    }

    fn __repr__(&self) -> String {
        format!("Receipt(entry={})", self.0.entry)
    }
}

/// One entry of the audit trail.
///
/// Attributes
/// ----------
/// number : int
///     Its number, from 0.
/// at : int
///     When, seconds since 1970.
/// event : str
///     What happened, e.g. `enrolled` or `not-recognised`.
/// actor : str
///     Who did it.
/// subject : bytes or None
///     Tag of the subject it was done to.
#[pyclass(frozen, module = "palmsig.store")]
pub(crate) struct Entry(pub(crate) store::Entry);

#[pymethods]
impl Entry {
    #[getter]
    fn number(&self) -> u64 {
        self.0.number
    }

    #[getter]
    fn at(&self) -> Seconds {
        self.0.at
    }

    #[getter]
    fn event(&self) -> String {
        hyphenated(self.0.event)
    }

    #[getter]
    fn actor(&self) -> &str {
        &self.0.actor
    }

    #[getter]
    fn subject<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.0.subject.map(|tag| PyBytes::new(py, &tag))
    }

    fn __repr__(&self) -> String {
        format!("Entry({}, {})", self.0.number, self.event())
    }
}
