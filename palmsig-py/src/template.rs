//! Templates, and what is in them.

use ndarray::{Ix2, Ix3};
use numpy::{PyArray2, PyArray3};
use palmsig::code::{Code, Word};
use palmsig::image::{Band, HandSide};
use palmsig::template;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::array::{self, Flags};
use crate::error::OrRaise;
use crate::names::{Name, name_of};

/// What is kept of a palm: orientation planes and masks of one or more captures.
///
/// Its bits are erased from memory when it goes; Python's copies (bytes, arrays, pickles) are the caller's to guard.
///
/// Attributes
/// ----------
/// encoder_id : int
///     Which encoder made it: templates of unlike encoders do not compare.
/// hand : {"unknown", "left", "right"}
///     The side, as far as it is known.
/// views : list of View
///     The bands and captures it holds, 1 to 16.
/// nbytes : int
///     Bytes of its wire format.
///
/// Examples
/// --------
/// >>> import palmsig, pickle
/// >>> from palmsig import synth
/// >>> picture = synth.render(synth.Palm(7), synth.CaptureSettings.well_held(1), 1).pixels
/// >>> template = palmsig.extract(picture).template
/// >>> template.views[0].lines.shape, template.nbytes
/// ((6, 32, 32), 4048)
/// >>> palmsig.Template.from_bytes(template.to_bytes()) == pickle.loads(pickle.dumps(template)) == template
/// True
#[pyclass(frozen, eq, module = "palmsig", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct Template(pub(crate) template::Template);

#[pymethods]
impl Template {
    /// Reads a template from the bytes of docs/template-format.md.
    #[staticmethod]
    fn from_bytes(data: &[u8]) -> PyResult<Self> {
        template::Template::from_bytes(data).or_raise().map(Template)
    }

    /// A template of features of one's own, compared by the same engine.
    ///
    /// `features` names them: only templates of the same name compare. Similarities order captures as they always do; the
    /// false match rates told are those of the engine's own features.
    ///
    /// Parameters
    /// ----------
    /// features : str
    ///     What the planes say.
    /// lines : ndarray of bool, shape (6, 32, 32)
    ///     The planes that find the alignment; row 0 lies towards the fingers.
    /// fine : ndarray of bool, shape (6, 64, 64)
    ///     The planes that decide.
    /// mask : ndarray of bool, shape (32, 32)
    ///     Cells that can be compared.
    #[staticmethod]
    #[pyo3(signature = (features, *, lines, fine, mask, band=None, resolution=128, hand=None))]
    fn custom(
        features: &str,
        lines: Flags<Ix3>,
        fine: Flags<Ix3>,
        mask: Flags<Ix2>,
        band: Option<Name<Band>>,
        resolution: u16,
        hand: Option<Name<HandSide>>,
    ) -> PyResult<Self> {
        let band = band.map_or(Band::Visible, |Name(band)| band);
        let (usable, lines, fine) = (mask.0.view(), lines.0.view(), fine.0.view());
        let view = template::CustomView { band, resolution, usable, lines, fine };
        template::Template::custom(features, hand_of(hand), &[view]).or_raise().map(Template)
    }

    /// The template in the wire format. The bytes identify a person: keep them sealed.
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

    /// A copy without the views that are alternatives.
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

/// One band of one capture in a template. Arrays are copies.
///
/// Attributes
/// ----------
/// band : {"visible", "near-infrared"}
///     The light it was taken in.
/// resolution : int
///     Pixels of the picture along one side of the palm square.
/// alternative : bool
///     Whether it shows the palm where else it may lie.
/// lines : ndarray of bool, shape (6, 32, 32)
///     Principal creases, a plane for each orientation k · 30 degrees.
/// lines_mask : ndarray of bool, shape (32, 32)
///     Cells that can be compared.
/// fine : ndarray of bool, shape (6, 64, 64)
///     Texture of a visible, veins of a near-infrared view.
/// fine_mask : ndarray of bool, shape (64, 64)
///     Cells that can be compared.
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
