//! How good a capture is.

use palmsig::quality;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// How good a capture is.
///
/// Attributes
/// ----------
/// score : int
///     0 of no use to 100 as good as they come.
/// components : dict of str to int
///     What it is made of, each 0 to 100: `focus`, `exposure`, `contrast`, `coverage`, `resolution`, `pose`, `motion`
///     and `lines`.
#[pyclass(frozen, eq, module = "palmsig")]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Quality(pub(crate) quality::Quality);

#[pymethods]
impl Quality {
    #[getter]
    fn score(&self) -> u8 {
        self.0.score
    }

    #[getter]
    fn components<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let components = PyDict::new(py);
        self.0.components.iter().try_for_each(|(name, value)| components.set_item(name, value))?;
        Ok(components)
    }

    fn __repr__(&self) -> String {
        format!("Quality({})", self.0.score)
    }
}
