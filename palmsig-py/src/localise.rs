//! Where the palm lies, and how the picture shows it.

use ndarray::s;
use numpy::{IntoPyArray, PyArray2};
use palmsig::features::Features;
use palmsig::image::{Band, Capture};
use palmsig::params::{FeatureParams, MARGIN, SQUARE_SIDE};
use palmsig::quality::Guidance;
use palmsig::roi::{self, PalmSquare};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::array;
use crate::error::{OrRaise, wrong_value};
use crate::location::{Landmarks, Square};
use crate::names::{hyphenated, name_of};
use crate::quality::Quality;

/// Where the palm lies in a picture. Points are (row, column) in pixels of the picture; arrays are copies.
///
/// Attributes
/// ----------
/// square : Square
///     The palm square.
/// landmarks : Landmarks or None
///     The finger valleys, where they were found or given.
/// marks : dict of str to (float, float, float)
///     Row, column and confidence (0 to 1) of every landmark that was looked for.
/// mask : ndarray of bool, shape (h, w), or None
///     The hand, in a copy of the picture reduced by `mask_factor`.
/// mask_factor : int or None
///     Pixels of the picture along one side of a pixel of the mask.
/// contour : ndarray of float64, shape (n, 2)
///     The outline of the hand, clockwise; empty where it was not searched.
/// hand : {"unknown", "left", "right"}
///     The side, as far as the picture tells.
/// palm_unit : float
///     Distance between the outer finger valleys, pixels.
/// tilt : pair of float or None
///     How far the palm is turned about its horizontal and its vertical axis, radians.
/// uncertainty : float
///     Expected error of the frame, palm units.
/// method, cue : str
///     How the frame was found, and what made the hand stand out.
/// inscribed : ((float, float), float) or None
///     Centre and radius of the largest circle inside the hand.
/// quality : Quality
///     How good the capture is.
/// guidance : str
///     What the person could do better; ``"good"``: nothing.
/// palm : dict of str to ndarray of uint16, shape (128, 128)
///     The palm square of each band, 12 bits: white is 4095.
/// palm_mask : dict of str to ndarray of bool, shape (128, 128)
///     Which of its pixels show skin.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Localisation {
    palm: roi::Palm,
    quality: Quality,
    guidance: Guidance,
    squares: Vec<(Band, PalmSquare)>,
}

/// The most that a filter can answer: half of its coefficients, 2^17, see white, and the others black.
const MOST: f64 = PalmSquare::WHITE as f64 * (1 << 17) as f64;

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

    /// What the filters answer to the palm square of each band: float64, shape (6, 32, 32) for `lines` and (6, 64, 64) for
    /// `fine`, -1 to 1. The planes of a template are their signs.
    #[pyo3(signature = (planes="lines"))]
    fn responses<'py>(&self, py: Python<'py>, planes: &str) -> PyResult<Bound<'py, PyDict>> {
        let features = Features::new(&FeatureParams::default()).or_raise()?;
        let found = PyDict::new(py);
        for (band, square) in &self.squares {
            let answers = match planes {
                "lines" => features.lines_answers(square),
                "fine" => features.fine_answers(*band, square),
                _ => {
                    return Err(wrong_value(format!("planes is {planes:?}, expected \"lines\" or \"fine\"")));
                }
            };
            let shares = answers.mapv(|answer| f64::from(answer) / MOST);
            found.set_item(band.name(), shares.into_pyarray(py))?;
        }
        Ok(found)
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
