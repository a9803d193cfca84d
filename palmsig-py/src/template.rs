//! Templates, and what is in them.

use numpy::{PyArray2, PyArray3};
use palmsig::code::{Code, Word};
use palmsig::image::HandSide;
use palmsig::template;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::array;
use crate::error::OrRaise;
use crate::names::{Name, name_of};

/// What is kept of a palm: orientation planes and masks of one or more captures.
#[pyclass(frozen, eq, module = "palmsig", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct Template(pub(crate) template::Template);

#[pymethods]
impl Template {
    #[staticmethod]
    fn from_bytes(data: &[u8]) -> PyResult<Self> {
        template::Template::from_bytes(data).or_raise().map(Template)
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &zeroize::Zeroizing::new(self.0.to_bytes()))
    }

    #[getter]
    fn encoder_id(&self) -> u32 {
        self.0.encoder_id()
    }

    #[getter]
    fn hand(&self) -> &'static str {
        name_of(self.0.hand())
    }

    #[getter]
    fn views(&self) -> Vec<View> {
        self.0.views().iter().cloned().map(View).collect()
    }

    #[getter]
    fn nbytes(&self) -> usize {
        self.0.encoded_len()
    }

    /// A copy that compares with either hand.
    fn without_hand(&self) -> Self {
        Template(self.0.clone().without_hand())
    }

    fn without_alternatives(&self) -> Self {
        Template(self.0.without_alternatives())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let read = py.get_type::<Template>().getattr("from_bytes")?;
        Ok((read, (self.to_bytes(py),)))
    }

    fn __repr__(&self) -> String {
        format!("Template({} views, {} bytes)", self.0.views().len(), self.0.encoded_len())
    }
}

/// One band of one capture in a template.
#[pyclass(frozen, eq, module = "palmsig")]
#[derive(Clone, PartialEq)]
pub(crate) struct View(template::View);

#[pymethods]
impl View {
    #[getter]
    fn band(&self) -> &'static str {
        self.0.band.name()
    }

    #[getter]
    fn resolution(&self) -> u16 {
        self.0.resolution
    }

    #[getter]
    fn alternative(&self) -> bool {
        self.0.alternative
    }

    #[getter]
    fn lines<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray3<bool>> {
        planes(py, &self.0.lines)
    }

    #[getter]
    fn lines_mask<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<bool>> {
        mask(py, &self.0.lines)
    }

    #[getter]
    fn fine<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray3<bool>> {
        planes(py, &self.0.fine)
    }

    #[getter]
    fn fine_mask<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<bool>> {
        mask(py, &self.0.fine)
    }

    fn __repr__(&self) -> String {
        format!("View({}, {} pixels a side)", self.0.band.name(), self.0.resolution)
    }
}

/// The orientation planes of a code without its mask, which `Cells::planes` has last.
fn planes<'py, W: Word>(py: Python<'py>, code: &Code<W>) -> Bound<'py, PyArray3<bool>> {
    let all = code.unpack().planes();
    array::planes(py, all.slice(ndarray::s![..-1, .., ..]))
}

fn mask<'py, W: Word>(py: Python<'py>, code: &Code<W>) -> Bound<'py, PyArray2<bool>> {
    let all = code.unpack().planes();
    array::flags(py, all.slice(ndarray::s![-1, .., ..]))
}

/// A side given by name, unknown where none is.
pub(crate) fn hand_of(name: Option<Name<HandSide>>) -> HandSide {
    name.map_or(HandSide::Unknown, |Name(hand)| hand)
}
