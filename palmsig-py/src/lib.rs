//! palmsig for Python: what `palmsig/_native.pyi` declares. No algorithm is in here.

use pyo3::prelude::*;

/// The compiled part of palmsig. Import `palmsig` instead.
#[pymodule(gil_used = false)]
#[pyo3(name = "_native")]
mod native {
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
