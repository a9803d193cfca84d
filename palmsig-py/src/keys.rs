//! Keys, and what is sealed under them.

use palmsig::protect::keys::{self, WrappedKey};
use palmsig::protect::renew;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use zeroize::Zeroizing;

use crate::error::OrRaise;
use crate::matching::{Comparison, Matcher};
use crate::template::Template;

/// What keys of all levels can do.
macro_rules! key {
    ($doc:literal $name:ident { $($more:tt)* }) => {
        #[doc = $doc]
        ///
        /// A key is never printed, compared or pickled. Python's own copies of its bytes cannot be erased: leave keys
        /// where they are kept.
        #[pyclass(frozen, module = "palmsig.protect", from_py_object)]
        #[derive(Clone)]
        pub(crate) struct $name(pub(crate) keys::$name);

        #[pymethods]
        impl $name {
            /// A new key of the operating system's generator.
            #[staticmethod]
            fn generate() -> PyResult<Self> {
                keys::$name::generate().or_raise().map($name)
            }

            /// A key of the caller's: 32 bytes that nobody can guess.
            #[staticmethod]
            fn from_bytes(data: &[u8]) -> PyResult<Self> {
                let mut bytes = Zeroizing::new(data.to_vec());
                keys::$name::take(&mut bytes).or_raise().map($name)
            }

            /// The bytes of the key, for whoever keeps it.
            fn expose<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
                PyBytes::new(py, self.0.expose())
            }

            $($more)*

            fn __repr__(&self) -> &'static str {
                concat!(stringify!($name), "(..)")
            }
        }
    };
}

/// Sealing and opening the keys of the level below.
macro_rules! parent {
    ($doc:literal $name:ident of $child:ident { $($more:tt)* }) => {
        key! { $doc $name {
            /// Seals a key of the level below for keeping; `name` must be given again to unwrap it.
            fn wrap<'py>(&self, py: Python<'py>, key: &$child, name: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
                let wrapped = self.0.wrap(&key.0, name).or_raise()?;
                Ok(PyBytes::new(py, wrapped.as_bytes()))
            }

            /// Opens a key of the level below.
            fn unwrap(&self, wrapped: &[u8], name: &[u8]) -> PyResult<$child> {
                let wrapped = WrappedKey::from_bytes(wrapped).or_raise()?;
                self.0.unwrap(&wrapped, name).or_raise().map($child)
            }

            /// The same key wrapped under `next` instead.
            fn rewrap<'py>(
                &self,
                py: Python<'py>,
                wrapped: &[u8],
                name: &[u8],
                next: &$name,
            ) -> PyResult<Bound<'py, PyBytes>> {
                let wrapped = WrappedKey::from_bytes(wrapped).or_raise()?;
                let wrapped = self.0.rewrap(&wrapped, name, &next.0).or_raise()?;
                Ok(PyBytes::new(py, wrapped.as_bytes()))
            }

            $($more)*
        } }
    };
}

parent! { "The key of who runs the service: it wraps the keys of tenants." OperatorKey of TenantKey {} }

parent! { "The key of one tenant: it wraps the keys of subjects, and renews codes." TenantKey of SubjectKey {
    /// The renewal key of a generation: revoking the codes under one is going on to the next number.
    fn renewal(&self, generation: u32) -> RenewalKey {
        RenewalKey(self.0.renewal(generation))
    }
} }

key! { "The data key of one subject: it seals templates." SubjectKey {
    /// Seals a template; `context` must be given again to open it.
    fn seal<'py>(&self, py: Python<'py>, template: &Template, context: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.0.seal(&template.0, context).or_raise()?))
    }

    /// Opens a template.
    fn open(&self, sealed: &[u8], context: &[u8]) -> PyResult<Template> {
        self.0.open(sealed, context).or_raise().map(Template)
    }

    /// Seals other bytes, such as the token of a card.
    fn seal_bytes<'py>(&self, py: Python<'py>, data: &[u8], context: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.0.seal_bytes(data, context).or_raise()?))
    }

    /// Opens other bytes.
    fn open_bytes<'py>(&self, py: Python<'py>, sealed: &[u8], context: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.0.open_bytes(sealed, context).or_raise()?))
    }
} }

/// How the codes of one tenant are renewed.
#[pyclass(frozen, module = "palmsig.protect")]
pub(crate) struct RenewalKey(renew::RenewalKey);

#[pymethods]
impl RenewalKey {
    /// The renewed compact codes of a template: they compare under this key only.
    fn renew(&self, py: Python<'_>, template: &Template) -> RenewedCodes {
        RenewedCodes(py.detach(|| self.0.renew(&template.0)))
    }

    /// Prepares a template for comparisons with renewed codes; by default with the rigid matcher, the only one that can.
    #[pyo3(signature = (template, matcher=None))]
    fn probe(&self, py: Python<'_>, template: &Template, matcher: Option<Matcher>) -> PyResult<RenewedProbe> {
        let matcher = match matcher {
            Some(Matcher(matcher)) => matcher,
            None => palmsig::matching::Matcher::new(&palmsig::params::MatchParams::rigid()).or_raise()?,
        };
        py.detach(|| self.0.probe(&matcher, &template.0)).or_raise().map(RenewedProbe)
    }

    fn __repr__(&self) -> &'static str {
        "RenewalKey(..)"
    }
}

/// The compact codes of a palm, renewed: they say nothing of it without the key.
#[pyclass(frozen, module = "palmsig.protect")]
pub(crate) struct RenewedCodes(renew::RenewedCodes);

#[pymethods]
impl RenewedCodes {
    fn __repr__(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// A template prepared for comparisons with renewed codes.
#[pyclass(frozen, module = "palmsig.protect")]
pub(crate) struct RenewedProbe(renew::RenewedProbe);

#[pymethods]
impl RenewedProbe {
    /// Compares, bit for bit as the rigid matcher compares the templates.
    fn compare(&self, py: Python<'_>, codes: &RenewedCodes) -> PyResult<Comparison> {
        py.detach(|| self.0.compare(&codes.0)).or_raise().map(Comparison)
    }

    fn __repr__(&self) -> &'static str {
        "RenewedProbe(..)"
    }
}
