//! Where the palm lies, and how the picture shows it.

use ndarray::s;
use numpy::{IntoPyArray, PyArray2};
use palmsig::image::{Band, Capture};
use palmsig::params::{MARGIN, SQUARE_SIDE};
use palmsig::quality::Guidance;
use palmsig::roi::{self, PalmSquare};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::array;
use crate::location::{Landmarks, Square};
use crate::names::{hyphenated, name_of};
use crate::quality::Quality;

/// A palm that was found.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Localisation {
    palm: roi::Palm,
    quality: Quality,
    guidance: Guidance,
    squares: Vec<(Band, PalmSquare)>,
}

impl Localisation {
    pub(crate) fn new(
        extraction: &palmsig::pipeline::Extraction,
        squares: Vec<(Band, PalmSquare)>,
    ) -> Localisation {
        let (palm, quality) = (extraction.palm.clone(), Quality(extraction.quality));
        Localisation { palm, quality, guidance: extraction.guidance, squares }
    }
}

impl Localisation {
    pub(crate) fn found(&self) -> &roi::Palm {
        &self.palm
    }
}

/// The palm squares of each band.
pub(crate) fn squares(
    capture: &Capture<'_>,
    palm: &roi::Palm,
    location: &roi::Location<'_>,
) -> Vec<(Band, PalmSquare)> {
    let cut = |(band, image)| {
        let mut square = PalmSquare::default();
        square.warp(&image, palm, location);
        (band, square)
    };
    capture.bands().map(cut).collect()
}

#[pymethods]
impl Localisation {
    #[getter]
    fn square(&self) -> Square {
        Square(self.palm.square)
    }

    #[getter]
    fn landmarks(&self) -> Option<Landmarks> {
        self.palm.landmarks.map(Landmarks)
    }

    #[getter]
    fn marks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let marks = PyDict::new(py);
        for mark in &self.palm.marks {
            let [row, column] = mark.at;
            marks.set_item(hyphenated(mark.kind), (row, column, mark.confidence))?;
        }
        Ok(marks)
    }

    #[getter]
    fn mask<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyArray2<bool>>> {
        self.palm.mask.as_ref().map(|mask| array::flags(py, mask.pixels.view()))
    }

    #[getter]
    fn mask_factor(&self) -> Option<usize> {
        self.palm.mask.as_ref().map(|mask| mask.factor)
    }

    #[getter]
    fn contour<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        array::points(py, &self.palm.contour)
    }

    #[getter]
    fn hand(&self) -> &'static str {
        name_of(self.palm.hand)
    }

    #[getter]
    fn palm_unit(&self) -> f64 {
        self.palm.palm_unit
    }

    #[getter]
    fn tilt(&self) -> Option<(f64, f64)> {
        self.palm.tilt.map(Into::into)
    }

    #[getter]
    fn uncertainty(&self) -> f64 {
        self.palm.uncertainty
    }

    #[getter]
    fn method(&self) -> String {
        hyphenated(self.palm.method)
    }

    #[getter]
    fn cue(&self) -> String {
        hyphenated(self.palm.cue)
    }

    #[getter]
    fn inscribed(&self) -> Option<((f64, f64), f64)> {
        self.palm.inscribed.map(|circle| (circle.center.into(), circle.radius))
    }

    #[getter]
    fn quality(&self) -> Quality {
        self.quality
    }

    #[getter]
    fn guidance(&self) -> &'static str {
        self.guidance.name()
    }

    /// The palm square of each band.
    #[getter]
    fn palm<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let inner = s![MARGIN..MARGIN + SQUARE_SIDE, MARGIN..MARGIN + SQUARE_SIDE];
        self.by_band(py, |square| square.pixels.slice(inner).mapv(|v| v as u16).into_pyarray(py))
    }

    /// Which pixels of the palm square show skin.
    #[getter]
    fn palm_mask<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let inner = s![MARGIN..MARGIN + SQUARE_SIDE, MARGIN..MARGIN + SQUARE_SIDE];
        self.by_band(py, |square| array::flags(py, square.mask.slice(inner)))
    }

    fn __repr__(&self) -> String {
        format!("Localisation({}, palm_unit={:.0})", self.method(), self.palm.palm_unit)
    }
}

impl Localisation {
    fn by_band<'py, V: IntoPyObject<'py>>(
        &self,
        py: Python<'py>,
        of: impl Fn(&PalmSquare) -> V,
    ) -> PyResult<Bound<'py, PyDict>> {
        let found = PyDict::new(py);
        self.squares.iter().try_for_each(|(band, square)| found.set_item(band.name(), of(square)))?;
        Ok(found)
    }
}
