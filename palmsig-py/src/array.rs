//! Arrays for Python: copies, which are Python's own.

use ndarray::{Array2, Array3, ArrayView2, ArrayView3};
use numpy::{IntoPyArray, PyArray2, PyArray3};
use palmsig::roi::Point;
use pyo3::prelude::*;

/// Points as rows of (row, column), shape (n, 2).
pub(crate) fn points<'py>(py: Python<'py>, points: &[Point]) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let array = Array2::from_shape_fn((points.len(), 2), |(i, axis)| points[i][axis]);
    Ok(array.into_pyarray(py))
}

/// Zero and one as booleans.
pub(crate) fn flags<'py>(py: Python<'py>, bits: ArrayView2<'_, u8>) -> Bound<'py, PyArray2<bool>> {
    bits.mapv(|bit| bit != 0).into_pyarray(py)
}

/// The same of planes.
pub(crate) fn planes<'py>(py: Python<'py>, bits: ArrayView3<'_, u8>) -> Bound<'py, PyArray3<bool>> {
    let flags: Array3<bool> = bits.mapv(|bit| bit != 0);
    flags.into_pyarray(py)
}
