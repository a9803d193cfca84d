//! Synthetic hands.

use ndarray::{Array3, Axis};
use numpy::{IntoPyArray, PyArray2, PyArray3};
use palmsig::image::{Band, HandSide};
use palmsig::synth::{self, Shot};
use pyo3::prelude::*;

use crate::array;
use crate::error::OrRaise;
use crate::location::{Landmarks, Square};
use crate::names::{Name, name_of};
use crate::settings::CaptureSettings;

/// One hand of one synthetic person.
///
/// Parameters
/// ----------
/// seed : int
///     The person: both hands share it.
/// hand : {"left", "right"}
///     Which hand.
///
/// Attributes
/// ----------
/// age : float
///     Years.
/// skin_tone : float
///     0 light to 1 dark.
#[pyclass(frozen, module = "palmsig.synth", name = "Palm", from_py_object)]
#[derive(Clone)]
pub(crate) struct SynthPalm(pub(crate) std::sync::Arc<synth::Palm>);

#[pymethods]
impl SynthPalm {
    #[new]
    #[pyo3(signature = (seed, hand="left"))]
    fn new(py: Python<'_>, seed: u64, hand: &str) -> PyResult<Self> {
        let Name(hand) = pyo3::types::PyString::new(py, hand).extract::<Name<HandSide>>()?;
        Ok(SynthPalm(std::sync::Arc::new(py.detach(|| synth::Palm::new(seed, hand)))))
    }

    #[getter]
    fn seed(&self) -> u64 {
        self.0.seed()
    }

    #[getter]
    fn hand(&self) -> &'static str {
        name_of(self.0.hand())
    }

    #[getter]
    fn age(&self) -> f64 {
        self.0.age()
    }

    #[getter]
    fn skin_tone(&self) -> f64 {
        self.0.skin_tone()
    }

    fn __repr__(&self) -> String {
        format!("Palm(seed={}, hand={:?})", self.0.seed(), name_of(self.0.hand()))
    }
}

/// A rendered picture, and what is true of it. Points are (row, column) in pixels.
///
/// Attributes
/// ----------
/// pixels : ndarray of uint8, shape (H, W, 3) or (H, W)
///     Red, green and blue; grey in near-infrared.
/// deep_pixels : ndarray of uint16 or None
///     What a 12-bit sensor gave, 0 to 4095; None of an 8-bit one.
/// mask : ndarray of bool, shape (H, W)
///     Where skin is seen.
/// landmarks : Landmarks
///     The finger valleys.
/// square : Square
///     Where the skin of the palm square is seen.
/// hand : {"left", "right"}
///     Which hand.
/// palm_unit : float
///     Distance between the outer finger valleys, pixels.
#[pyclass(frozen, module = "palmsig.synth", name = "Capture")]
pub(crate) struct SynthCapture(synth::SyntheticCapture);

/// Grey pictures without their only channel.
pub(crate) fn picture<'py, T: numpy::Element + Copy>(
    py: Python<'py>,
    pixels: &Array3<T>,
) -> Bound<'py, PyAny> {
    match pixels.dim().2 {
        1 => pixels.index_axis(Axis(2), 0).to_owned().into_pyarray(py).into_any(),
        _ => pixels.clone().into_pyarray(py).into_any(),
    }
}

#[pymethods]
impl SynthCapture {
    #[getter]
    fn pixels<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        picture(py, &self.0.pixels)
    }

    #[getter]
    fn deep_pixels<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.0.deep_pixels.as_ref().map(|pixels| picture(py, pixels))
    }

    #[getter]
    fn mask<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<bool>> {
        array::flags(py, self.0.mask.view())
    }

    #[getter]
    fn landmarks(&self) -> Landmarks {
        let l = &self.0.landmarks;
        Landmarks(palmsig::roi::Landmarks {
            index_middle: l.index_middle,
            middle_ring: Some(l.middle_ring),
            ring_little: l.ring_little,
            thumb_index: Some(l.thumb_index),
        })
    }

    #[getter]
    fn square(&self) -> Square {
        let synth::SkinSquare { center, up, side, .. } = self.0.square;
        Square(palmsig::roi::Square { center, up, side })
    }

    #[getter]
    fn hand(&self) -> &'static str {
        name_of(self.0.hand)
    }

    #[getter]
    fn palm_unit(&self) -> f64 {
        self.0.palm_unit
    }

    fn __repr__(&self) -> String {
        let (height, width, channels) = self.0.pixels.dim();
        format!("Capture({height}x{width}x{channels})")
    }
}

/// The picture in the band that the settings name, or in another.
#[pyfunction]
#[pyo3(signature = (palm, settings=None, seed=0, *, band=None))]
pub(crate) fn render(
    py: Python<'_>,
    palm: &SynthPalm,
    settings: Option<&CaptureSettings>,
    seed: u64,
    band: Option<Name<Band>>,
) -> PyResult<SynthCapture> {
    let settings = settings.map_or_else(Default::default, |settings| settings.0.clone());
    let band = band.map_or(settings.band, |Name(band)| band);
    py.detach(|| Shot::new(&palm.0, &settings, seed).map(|shot| shot.picture(band)))
        .or_raise()
        .map(SynthCapture)
}

/// What is true of each pixel of a picture.
///
/// Attributes
/// ----------
/// creases, veins : ndarray of uint8, shape (H, W)
///     How dark the creases and how large the veins are, 0 to 255.
/// skin : ndarray of float32, shape (H, W, 2)
///     Which point of the palm's skin is seen: [x, y] in millimetres of the palm at rest, x towards the thumb, y towards
///     the wrist; NaN off the palm.
#[pyclass(frozen, module = "palmsig.synth", name = "GroundTruth")]
pub(crate) struct SynthTruth(synth::GroundTruth);

#[pymethods]
impl SynthTruth {
    #[getter]
    fn creases<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<u8>> {
        self.0.creases.clone().into_pyarray(py)
    }

    #[getter]
    fn veins<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<u8>> {
        self.0.veins.clone().into_pyarray(py)
    }

    #[getter]
    fn skin<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray3<f32>> {
        self.0.skin.clone().into_pyarray(py)
    }

    fn __repr__(&self) -> String {
        format!("GroundTruth{:?}", self.0.creases.dim())
    }
}

/// What is true of the picture that `render` gives.
#[pyfunction]
#[pyo3(signature = (palm, settings=None, seed=0, *, band=None))]
pub(crate) fn ground_truth(
    py: Python<'_>,
    palm: &SynthPalm,
    settings: Option<&CaptureSettings>,
    seed: u64,
    band: Option<Name<Band>>,
) -> PyResult<SynthTruth> {
    let settings = settings.map_or_else(Default::default, |settings| settings.0.clone());
    let band = band.map_or(settings.band, |Name(band)| band);
    py.detach(|| Shot::new(&palm.0, &settings, seed).map(|shot| shot.truth(band))).or_raise().map(SynthTruth)
}
