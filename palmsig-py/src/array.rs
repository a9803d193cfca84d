//! Arrays for Python: copies, which are Python's own. And booleans from it.

use ndarray::{Array, Array2, Array3, ArrayView2, ArrayView3, Dimension};
use numpy::{IntoPyArray, PyArray2, PyArray3, PyReadonlyArrayDyn, PyUntypedArray, PyUntypedArrayMethods};
use palmsig::roi::Point;
use pyo3::prelude::*;

use crate::error::{wrong_type, wrong_value};
use crate::image::shown;

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

/// An array of booleans as 0 and 1.
pub(crate) struct Flags<D: Dimension>(pub(crate) Array<u8, D>);

impl<'py, D: Dimension> FromPyObject<'_, 'py> for Flags<D> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let wanted = || format!("expected a NumPy array of dtype bool and {} axes", D::NDIM.unwrap_or(0));
        let Ok(array) = object.cast::<PyUntypedArray>() else {
            return Err(wrong_type(format!("{} given, {}", object.get_type().qualname()?, wanted())));
        };
        let shape = shown(array.shape());
        if Some(array.ndim()) != D::NDIM {
            return Err(wrong_value(format!("an array of shape {shape} given, {}", wanted())));
        }
        let Ok(flags) = object.extract::<PyReadonlyArrayDyn<'py, bool>>() else {
            let dtype = array.getattr("dtype")?.str()?.to_string();
            return Err(wrong_type(format!("an array of dtype {dtype} given, {}", wanted())));
        };
        let flags = flags.as_array().mapv(u8::from).into_dimensionality();
        flags.map(Flags).map_err(|error| wrong_value(error.to_string()))
    }
}
