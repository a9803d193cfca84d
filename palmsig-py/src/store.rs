//! A tenant's store.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use palmsig::store::{self, Seconds};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use crate::error::{OrRaise, wrong_value};
use crate::gallery::Gallery;
use crate::keys::OperatorKey;
use crate::pool::on_all;
use crate::record::{Entry, Held, Receipt, Subject};

/// A tenant's embedded store of sealed templates, with all power over it.
///
/// Every operation is told what time it is, in seconds since 1970. A store belongs to the process that opened it, and is
/// open until `close`, or until the end of a `with` block.
///
/// Parameters
/// ----------
/// folder : path
///     Where the store is, or is made.
/// operator : protect.OperatorKey
///     The key at the root, kept elsewhere.
/// tenant : str
///     The tenant's name, the same every time.
/// now : int
///     Seconds since 1970.
///
/// Examples
/// --------
/// >>> import palmsig, tempfile
/// >>> from palmsig import protect, store, synth
/// >>> picture = synth.render(synth.Palm(7), synth.CaptureSettings.well_held(1), 1).pixels
/// >>> template = palmsig.extract(picture).template
/// >>> now, key = 1_800_000_000, protect.OperatorKey.generate()
/// >>> with tempfile.TemporaryDirectory() as folder:
/// ...     with store.Store(folder, key, "shop", now) as shop:
/// ...         shop.enrol("desk", store.Subject("account-1", [template], consent="terms 4", given=now), now)
/// ...         gallery = palmsig.Gallery()
/// ...         loaded = shop.load("till 4", gallery, now)
/// ...         gone = shop.remove("desk", "account-1", [gallery], now)
/// >>> loaded["subjects"], len(gallery)
/// (1, 0)
#[pyclass(frozen, module = "palmsig.store")]
pub(crate) struct Store {
    /// None once it is closed.
    core: Mutex<Option<Arc<store::Store>>>,
    /// The process that opened it.
    process: u32,
}

impl Store {
    /// What is open, or None, unless this is a child of the process that opened it: two must not write one database.
    fn core(&self) -> PyResult<MutexGuard<'_, Option<Arc<store::Store>>>> {
        if self.process == std::process::id() {
            // Held for a moment, and with the interpreter's lock.
            return Ok(self.core.lock().unwrap_or_else(PoisonError::into_inner));
        }
        Err(PyRuntimeError::new_err(
            "the store was opened by another process: close it there, and open it here",
        ))
    }

    /// The store, unless it is closed.
    fn own(&self) -> PyResult<Arc<store::Store>> {
        self.core()?.clone().ok_or_else(|| wrong_value("the store is closed"))
    }
}

#[pymethods]
impl Store {
    #[new]
    fn new(
        py: Python<'_>,
        folder: PathBuf,
        operator: &OperatorKey,
        tenant: &str,
        now: Seconds,
    ) -> PyResult<Self> {
        let opened = py.detach(|| store::Store::open(&folder, &operator.0, tenant, now));
        let core = Mutex::new(Some(Arc::new(opened.or_raise()?)));
        Ok(Store { core, process: std::process::id() })
    }

    /// Closes the store, so that it can be opened again. What other threads have begun is finished first; nothing can be
    /// begun any more. To close it twice does no harm.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let core = self.core()?.take();
        py.detach(|| drop(core));
        Ok(())
    }

    fn __enter__(this: PyRef<'_, Self>) -> PyResult<PyRef<'_, Self>> {
        this.own()?;
        Ok(this)
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.close(py)
    }

    /// Enrols a subject: it is on the disk when this returns. `actor` goes on record.
    fn enrol(&self, py: Python<'_>, actor: &str, subject: &Subject, now: Seconds) -> PyResult<()> {
        let registrar = self.own()?.registrar(actor);
        py.detach(|| registrar.enrol(&subject.0, now)).or_raise()
    }

    /// What is held about a subject.
    fn held(&self, py: Python<'_>, actor: &str, id: &str) -> PyResult<Held> {
        let registrar = self.own()?.registrar(actor);
        py.detach(|| registrar.held(id)).or_raise().map(Held)
    }

    /// Puts another record in the place of a subject's, whose id it has.
    fn change(&self, py: Python<'_>, actor: &str, subject: &Subject, now: Seconds) -> PyResult<()> {
        let registrar = self.own()?.registrar(actor);
        let next = subject.0.clone();
        py.detach(|| registrar.change(&subject.0.id, now, |held| *held = next)).or_raise()
    }

    /// The ids of all who have a template of another encoder than this.
    fn to_recapture(&self, py: Python<'_>, actor: &str, encoder_id: u32) -> PyResult<Vec<String>> {
        let registrar = self.own()?.registrar(actor);
        py.detach(|| registrar.to_recapture(encoder_id)).or_raise()
    }

    /// Enrols all subjects in a gallery whose time is not up, and counts what became of them.
    fn load<'py>(
        &self,
        py: Python<'py>,
        actor: &str,
        gallery: &Gallery,
        now: Seconds,
    ) -> PyResult<Bound<'py, PyDict>> {
        let recogniser = self.own()?.recogniser(actor);
        let loaded = on_all(py, || recogniser.load(&gallery.core, now))?.or_raise()?;
        let counts = PyDict::new(py);
        for (name, count) in [
            ("subjects", loaded.subjects),
            ("expired", loaded.expired),
            ("leaving", loaded.leaving),
            ("other_encoder", loaded.other_encoder),
            ("already", loaded.already),
            ("damaged", loaded.damaged),
        ] {
            counts.set_item(name, count)?;
        }
        Ok(counts)
    }

    /// Records that a subject was recognised.
    fn used(&self, py: Python<'_>, actor: &str, id: &str, now: Seconds) -> PyResult<()> {
        let recogniser = self.own()?.recogniser(actor);
        py.detach(|| recogniser.used(id, now)).or_raise()
    }

    /// Records that somebody was not recognised, or was not `id`.
    #[pyo3(signature = (actor, id, now))]
    fn refused(&self, py: Python<'_>, actor: &str, id: Option<&str>, now: Seconds) -> PyResult<()> {
        let recogniser = self.own()?.recogniser(actor);
        py.detach(|| recogniser.refused(id, now)).or_raise()
    }

    /// Raises a StoreError where too many attempts have failed; ask before comparing.
    #[pyo3(signature = (actor, id, now, *, within=900, of_subject=5, at_terminal=60))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn may_try(
        &self,
        py: Python<'_>,
        actor: &str,
        id: Option<&str>,
        now: Seconds,
        within: Seconds,
        of_subject: u32,
        at_terminal: u32,
    ) -> PyResult<()> {
        let recogniser = self.own()?.recogniser(actor);
        let lockout = store::Lockout { within, of_subject, at_terminal };
        py.detach(|| recogniser.may_try(id, &lockout, now)).or_raise()
    }

    /// Removes a subject, from these galleries too: its receipt, or None while something holds it.
    fn remove(
        &self,
        py: Python<'_>,
        actor: &str,
        id: &str,
        galleries: Vec<PyRef<'_, Gallery>>,
        now: Seconds,
    ) -> PyResult<Option<Receipt>> {
        let remover = self.own()?.remover(actor);
        let galleries: Vec<&palmsig::gallery::Gallery> =
            galleries.iter().map(|gallery| &gallery.core).collect();
        match py.detach(|| remover.remove(id, &galleries, now)).or_raise()? {
            store::Removal::Done(receipt) => Ok(Some(Receipt(receipt))),
            _ => Ok(None),
        }
    }

    /// Removes all whose time is up, and those whose removal waited for holds that are released.
    fn sweep(
        &self,
        py: Python<'_>,
        actor: &str,
        galleries: Vec<PyRef<'_, Gallery>>,
        now: Seconds,
    ) -> PyResult<Vec<Receipt>> {
        let remover = self.own()?.remover(actor);
        let galleries: Vec<&palmsig::gallery::Gallery> =
            galleries.iter().map(|gallery| &gallery.core).collect();
        let swept = py.detach(|| remover.sweep(&galleries, now)).or_raise()?;
        Ok(swept.into_iter().map(Receipt).collect())
    }

    /// Checks the whole audit trail, and that `earlier` (entries, hash), kept elsewhere, is a part of it; its head.
    #[pyo3(signature = (actor, earlier=None))]
    fn verify_trail<'py>(
        &self,
        py: Python<'py>,
        actor: &str,
        earlier: Option<(u64, [u8; 32])>,
    ) -> PyResult<(u64, Bound<'py, PyBytes>)> {
        let auditor = self.own()?.auditor(actor);
        let earlier = earlier.map(|(entries, hash)| store::TrailHead { entries, hash });
        let head = py.detach(|| auditor.verify(earlier.as_ref())).or_raise()?;
        Ok((head.entries, PyBytes::new(py, &head.hash)))
    }

    /// The entries of the audit trail, of all or of one subject.
    #[pyo3(signature = (actor, id=None))]
    fn trail(&self, py: Python<'_>, actor: &str, id: Option<&str>) -> PyResult<Vec<Entry>> {
        let auditor = self.own()?.auditor(actor);
        let entries = py.detach(|| id.map_or_else(|| auditor.entries(), |id| auditor.history(id)));
        Ok(entries.or_raise()?.into_iter().map(Entry).collect())
    }

    /// Whether this store gave a receipt.
    fn confirms(&self, actor: &str, receipt: &Receipt) -> PyResult<bool> {
        Ok(self.own()?.auditor(actor).confirms(&receipt.0))
    }

    /// All that is held about a subject, and what was done to it: for the subject.
    fn export(&self, py: Python<'_>, actor: &str, id: &str, now: Seconds) -> PyResult<(Held, Vec<Entry>)> {
        let administrator = self.own()?.administrator(actor);
        let export = py.detach(|| administrator.export(id, now)).or_raise()?;
        Ok((Held(export.held), export.history.into_iter().map(Entry).collect()))
    }

    /// Keeps subjects for so many seconds without a use.
    fn set_retention(&self, py: Python<'_>, actor: &str, retention: Seconds, now: Seconds) -> PyResult<()> {
        let administrator = self.own()?.administrator(actor);
        py.detach(|| administrator.set_retention(retention, now)).or_raise()
    }

    /// Goes on under a new tenant key: nobody enrols again.
    fn rotate_tenant_key(
        &self,
        py: Python<'_>,
        actor: &str,
        operator: &OperatorKey,
        now: Seconds,
    ) -> PyResult<()> {
        let administrator = self.own()?.administrator(actor);
        py.detach(|| administrator.rotate_tenant_key(&operator.0, now)).or_raise()
    }

    /// Wraps the tenant's key under another operator's key: the store opens under that one from now on.
    fn rotate_operator_key(
        &self,
        py: Python<'_>,
        actor: &str,
        next: &OperatorKey,
        now: Seconds,
    ) -> PyResult<()> {
        let administrator = self.own()?.administrator(actor);
        py.detach(|| administrator.rotate_operator_key(&next.0, now)).or_raise()
    }

    /// Gives the room of removed rows back to the file system.
    fn compact(&self, py: Python<'_>, actor: &str) -> PyResult<()> {
        let administrator = self.own()?.administrator(actor);
        py.detach(|| administrator.compact()).or_raise()
    }

    fn __repr__(&self) -> &'static str {
        "Store(..)"
    }
}
