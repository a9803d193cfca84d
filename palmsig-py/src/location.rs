//! What the caller knows of where the palm is.

use numpy::{PyReadonlyArray2, PyUntypedArray, PyUntypedArrayMethods};
use palmsig::roi;
use pyo3::prelude::*;

use crate::error::{wrong_type, wrong_value};
use crate::image::shown;

/// A turned square on the palm: row 0 of what is cut out lies towards the fingers.
///
/// Parameters
/// ----------
/// center : pair of float
///     Centre, (row, column) in pixels of the picture; the centre of the first pixel is (0.5, 0.5).
/// up : pair of float
///     Unit vector (down, right) towards the fingers.
/// side : float
///     Length of a side, in pixels of the picture.
///
/// Attributes
/// ----------
/// corners : ndarray of float64, shape (4, 2)
///     Rows and columns, clockwise as seen in the square from the top left one on.
///
/// Examples
/// --------
/// >>> import palmsig
/// >>> palmsig.Square((64.0, 64.0), (-1.0, 0.0), 128.0).corners[2].tolist()
/// [128.0, 128.0]
#[pyclass(frozen, eq, module = "palmsig", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct Square(pub(crate) roi::Square);

#[pymethods]
impl Square {
    #[new]
    fn new(center: [f64; 2], up: [f64; 2], side: f64) -> Self {
        Square(roi::Square { center, up, side })
    }

    #[getter]
    fn center(&self) -> (f64, f64) {
        self.0.center.into()
    }

    #[getter]
    fn up(&self) -> (f64, f64) {
        self.0.up.into()
    }

    #[getter]
    fn side(&self) -> f64 {
        self.0.side
    }

    #[getter]
    fn corners<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, numpy::PyArray2<f64>>> {
        crate::array::points(py, &self.0.corners())
    }

    fn __repr__(&self) -> String {
        format!("Square(side={:.1})", self.0.side)
    }
}

/// The valleys between the fingers, (row, column) in pixels of the picture; None where one is not seen.
///
/// Parameters
/// ----------
/// index_middle, ring_little : pair of float
///     The outer valleys.
/// middle_ring, thumb_index : pair of float, optional
///     The others; one of them must be there to say where the fingers are.
#[pyclass(frozen, eq, module = "palmsig", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct Landmarks(pub(crate) roi::Landmarks);

#[pymethods]
impl Landmarks {
    #[new]
    #[pyo3(signature = (index_middle, ring_little, *, middle_ring=None, thumb_index=None))]
    fn new(
        index_middle: [f64; 2],
        ring_little: [f64; 2],
        middle_ring: Option<[f64; 2]>,
        thumb_index: Option<[f64; 2]>,
    ) -> Self {
        Landmarks(roi::Landmarks { index_middle, middle_ring, ring_little, thumb_index })
    }

    #[getter]
    fn index_middle(&self) -> (f64, f64) {
        self.0.index_middle.into()
    }

    #[getter]
    fn middle_ring(&self) -> Option<(f64, f64)> {
        self.0.middle_ring.map(Into::into)
    }

    #[getter]
    fn ring_little(&self) -> (f64, f64) {
        self.0.ring_little.into()
    }

    #[getter]
    fn thumb_index(&self) -> Option<(f64, f64)> {
        self.0.thumb_index.map(Into::into)
    }

    fn __repr__(&self) -> String {
        let seen = 2 + usize::from(self.0.middle_ring.is_some()) + usize::from(self.0.thumb_index.is_some());
        format!("Landmarks({seen} valleys)")
    }
}

/// Where the palm is, as Python says it.
pub(crate) enum Location<'py> {
    Search,
    WholePicture,
    Square(roi::Square),
    Landmarks(roi::Landmarks),
    Mask(PyReadonlyArray2<'py, u8>),
}

const WANTED: &str =
    "None, \"whole-picture\", a Square, Landmarks, or a mask of shape (H, W) and dtype bool or uint8";

impl<'py> FromPyObject<'_, 'py> for Location<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if object.is_none() {
            return Ok(Location::Search);
        }
        if let Ok(square) = object.extract::<Square>() {
            return Ok(Location::Square(square.0));
        }
        if let Ok(landmarks) = object.extract::<Landmarks>() {
            return Ok(Location::Landmarks(landmarks.0));
        }
        if let Ok(name) = object.extract::<String>() {
            return match name.as_str() {
                "whole-picture" => Ok(Location::WholePicture),
                _ => Err(wrong_value(format!("location is {name:?}, expected {WANTED}"))),
            };
        }
        match object.cast::<PyUntypedArray>() {
            Ok(mask) => mask_of(&mask),
            Err(_) => {
                Err(wrong_type(format!("location is {}, expected {WANTED}", object.get_type().qualname()?)))
            }
        }
    }
}

fn mask_of<'py>(mask: &Bound<'py, PyUntypedArray>) -> PyResult<Location<'py>> {
    if mask.ndim() != 2 {
        return Err(wrong_value(format!("a mask of shape {} given, expected {WANTED}", shown(mask.shape()))));
    }
    let dtype = mask.getattr("dtype")?.str()?.to_string();
    let bytes =
        if dtype == "bool" { mask.call_method1("view", ("uint8",))? } else { mask.clone().into_any() };
    let bytes = bytes.extract::<PyReadonlyArray2<'py, u8>>();
    let bytes = bytes.map_err(|_| wrong_type(format!("a mask of dtype {dtype} given, expected {WANTED}")))?;
    Ok(Location::Mask(bytes))
}

impl Location<'_> {
    pub(crate) fn lend(&self) -> roi::Location<'_> {
        match self {
            Location::Search => roi::Location::Search,
            Location::WholePicture => roi::Location::WholePicture,
            Location::Square(square) => roi::Location::Square(*square),
            Location::Landmarks(landmarks) => roi::Location::Landmarks(*landmarks),
            Location::Mask(mask) => roi::Location::Mask(mask.as_array()),
        }
    }
}
