//! Sealing to a service's public key.

use std::sync::{Mutex, PoisonError};

use palmsig::protect::envelope::{self, Purpose};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use zeroize::Zeroizing;

use crate::enroll::seconds;
use crate::error::OrRaise;

/// A service's private key: it opens what terminals seal.
///
/// Examples
/// --------
/// >>> from palmsig import protect
/// >>> service, guard = protect.ServiceKey.generate(), protect.ReplayGuard(window=30.0, capacity=1000)
/// >>> bound = {"service": "shop", "terminal": "till 4", "purpose": "match"}
/// >>> envelope = service.public().seal(b"a template", now=1_800_000_000, **bound)
/// >>> service.open(envelope, guard=guard, now=1_800_000_001, **bound)
/// b'a template'
#[pyclass(frozen, module = "palmsig.protect")]
pub(crate) struct ServiceKey(envelope::ServiceKey);

#[pymethods]
impl ServiceKey {
    /// A new key of the operating system's generator.
    #[staticmethod]
    fn generate() -> PyResult<Self> {
        envelope::ServiceKey::generate().or_raise().map(ServiceKey)
    }

    /// The key of a seed: 32 secret bytes that nobody can guess.
    #[staticmethod]
    fn from_seed(seed: &[u8]) -> PyResult<Self> {
        let mut seed = Zeroizing::new(seed.to_vec());
        envelope::ServiceKey::take(&mut seed).or_raise().map(ServiceKey)
    }

    /// The public key that terminals seal to.
    fn public(&self) -> PublicKey {
        PublicKey(self.0.public())
    }

    /// Opens an envelope once, at `now` (seconds since 1970).
    #[pyo3(signature = (envelope, *, service, terminal, purpose, guard, now))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn open<'py>(
        &self,
        py: Python<'py>,
        envelope: &[u8],
        service: &str,
        terminal: &str,
        purpose: &str,
        guard: &ReplayGuard,
        now: u64,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let purpose = Purpose { service, terminal, purpose };
        let mut guard = guard.0.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = self.0.open(envelope, &purpose, &mut guard, now).or_raise()?;
        Ok(PyBytes::new(py, &opened))
    }

    fn __repr__(&self) -> &'static str {
        "ServiceKey(..)"
    }
}

/// A service's public key: no secret.
#[pyclass(frozen, eq, module = "palmsig.protect")]
#[derive(PartialEq)]
pub(crate) struct PublicKey(envelope::PublicKey);

#[pymethods]
impl PublicKey {
    /// The key of 32 bytes, as RFC 7748 has them.
    #[staticmethod]
    fn from_bytes(data: &[u8]) -> PyResult<Self> {
        envelope::PublicKey::from_bytes(data).or_raise().map(PublicKey)
    }

    /// The bytes of the key.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    /// Seals bytes at `now` (seconds since 1970), bound to where they come from and what they are for.
    #[pyo3(signature = (data, *, service, terminal, purpose, now))]
    fn seal<'py>(
        &self,
        py: Python<'py>,
        data: &[u8],
        service: &str,
        terminal: &str,
        purpose: &str,
        now: u64,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let sealed = self.0.seal(data, &Purpose { service, terminal, purpose }, now).or_raise()?;
        Ok(PyBytes::new(py, &sealed))
    }

    fn __repr__(&self) -> &'static str {
        "PublicKey(..)"
    }
}

/// Remembers which envelopes were opened within a window of time.
///
/// Parameters
/// ----------
/// window : float
///     Whole seconds that an envelope may be away from now.
/// capacity : int
///     Most envelopes opened within two windows.
#[pyclass(frozen, module = "palmsig.protect")]
pub(crate) struct ReplayGuard(Mutex<envelope::ReplayGuard>);

#[pymethods]
impl ReplayGuard {
    #[new]
    fn new(window: f64, capacity: usize) -> PyResult<Self> {
        let guard = envelope::ReplayGuard::new(seconds("window", window)?, capacity);
        Ok(ReplayGuard(Mutex::new(guard)))
    }

    fn __repr__(&self) -> &'static str {
        "ReplayGuard(..)"
    }
}
