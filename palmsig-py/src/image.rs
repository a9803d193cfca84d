//! Pictures: NumPy arrays of any strides, looked at in place, or files.

use std::path::{Path, PathBuf};

use ndarray::{ArrayView3, ArrayViewD, Axis, Ix3};
use numpy::{PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyUntypedArray, PyUntypedArrayMethods};
use palmsig::error::ImageError;
use palmsig::image::{Capture, HandSide, ImageView, Picture, PixelLayout};
use pyo3::prelude::*;

use crate::error::{OrRaise, wrong_type, wrong_value};

/// A picture as Python gives it. Arrays are borrowed, not copied.
pub(crate) enum Source<'py> {
    U8(PyReadonlyArrayDyn<'py, u8>),
    U16(PyReadonlyArrayDyn<'py, u16>),
    File(PathBuf),
}

/// What is wanted, for messages.
const WANTED: &str =
    "a NumPy array of shape (H, W) or (H, W, 3) and dtype uint8 or uint16, or the path of a picture";

impl<'py> FromPyObject<'_, 'py> for Source<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(array) = object.cast::<PyUntypedArray>() {
            return array_source(&array);
        }
        let is_path = object.is_instance_of::<pyo3::types::PyString>() || object.hasattr("__fspath__")?;
        if is_path {
            return Ok(Source::File(object.extract()?));
        }
        let given = object.get_type().qualname()?.to_string();
        Err(wrong_type(format!("{given} given, expected {WANTED}")))
    }
}

fn array_source<'py>(array: &Bound<'py, PyUntypedArray>) -> PyResult<Source<'py>> {
    let shape = array.shape();
    if !matches!(shape, [_, _] | [_, _, 3]) {
        return Err(wrong_value(format!("an array of shape {} given, expected {WANTED}", shown(shape))));
    }
    if let Ok(array) = array.cast::<PyArrayDyn<u8>>() {
        return Ok(Source::U8(array.try_readonly()?));
    }
    let aligned = array.getattr("flags")?.getattr("aligned")?.is_truthy()?;
    // Samples at odd addresses cannot be looked at in place.
    let array = if aligned { array.clone().into_any() } else { array.call_method0("copy")? };
    match array.cast::<PyArrayDyn<u16>>() {
        Ok(array) => Ok(Source::U16(array.try_readonly()?)),
        Err(_) => {
            let dtype = array.getattr("dtype")?.str()?.to_string();
            Err(wrong_type(format!("an array of dtype {dtype} given, expected {WANTED}")))
        }
    }
}

/// A shape as Python writes it.
pub(crate) fn shown(shape: &[usize]) -> String {
    match shape {
        [only] => format!("({only},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// The same, seen without Python: other threads may look at it.
#[derive(Clone, Copy)]
pub(crate) enum Lent<'a> {
    U8(ArrayView3<'a, u8>),
    U16(ArrayView3<'a, u16>),
    File(&'a Path),
}

impl Source<'_> {
    pub(crate) fn lend(&self) -> PyResult<Lent<'_>> {
        Ok(match self {
            Source::U8(array) => Lent::U8(channels(array.as_array())?),
            Source::U16(array) => Lent::U16(channels(array.as_array())?),
            Source::File(path) => Lent::File(path),
        })
    }
}

/// Shape (rows, columns, channels).
fn channels<T>(array: ArrayViewD<'_, T>) -> PyResult<ArrayView3<'_, T>> {
    let array = if array.ndim() == 2 { array.insert_axis(Axis(2)) } else { array };
    array.into_dimensionality::<Ix3>().map_err(|error| wrong_value(error.to_string()))
}

/// A picture with its pixels in memory.
pub(crate) struct Opened<'a> {
    lent: Lent<'a>,
    /// Significant bits of 16-bit samples; none stands for all.
    bits: Option<u8>,
    /// What a file held.
    picture: Option<Picture>,
}

impl<'a> Lent<'a> {
    pub(crate) fn open(self, bits: Option<u8>) -> Result<Opened<'a>, ImageError> {
        let picture = if let Lent::File(path) = self { Some(Picture::open(path)?) } else { None };
        Ok(Opened { lent: self, bits, picture })
    }
}

impl Opened<'_> {
    pub(crate) fn view(&self) -> Result<ImageView<'_>, ImageError> {
        let layout = |channels: usize| if channels == 1 { PixelLayout::Gray } else { PixelLayout::Rgb };
        let view = match (self.lent, &self.picture) {
            (_, Some(picture)) => picture.view(),
            (Lent::U8(array), _) => ImageView::from_array_u8(array.reborrow(), layout(array.dim().2))?,
            (Lent::U16(array), _) => ImageView::from_array_u16(array.reborrow(), layout(array.dim().2))?,
            (Lent::File(_), None) => return Err(ImageError::UnknownFormat),
        };
        match self.bits {
            Some(bits) => view.with_bit_depth(bits),
            None => Ok(view),
        }
    }
}

/// The pictures of one moment.
pub(crate) struct Moment<'py> {
    visible: Option<Source<'py>>,
    nir: Option<Source<'py>>,
    hand: HandSide,
    bits: Option<u8>,
}

impl<'py> Moment<'py> {
    pub(crate) fn new(
        visible: Option<Source<'py>>,
        nir: Option<Source<'py>>,
        hand: HandSide,
        bits: Option<u8>,
    ) -> PyResult<Self> {
        if visible.is_none() && nir.is_none() {
            return Err(wrong_type("no picture given: image, nir or both"));
        }
        Ok(Moment { visible, nir, hand, bits })
    }

    pub(crate) fn lend(&self) -> PyResult<LentMoment<'_>> {
        let visible = self.visible.as_ref().map(Source::lend).transpose()?;
        let nir = self.nir.as_ref().map(Source::lend).transpose()?;
        Ok(LentMoment { visible, nir, hand: self.hand, bits: self.bits })
    }
}

/// The pictures of one moment, seen without Python.
#[derive(Clone, Copy)]
pub(crate) struct LentMoment<'a> {
    visible: Option<Lent<'a>>,
    nir: Option<Lent<'a>>,
    hand: HandSide,
    bits: Option<u8>,
}

impl<'a> LentMoment<'a> {
    pub(crate) fn open(&self) -> Result<OpenedMoment<'a>, ImageError> {
        let open = |lent: Option<Lent<'a>>| lent.map(|lent| lent.open(self.bits)).transpose();
        Ok(OpenedMoment { visible: open(self.visible)?, nir: open(self.nir)?, hand: self.hand })
    }
}

/// The pictures of one moment, in memory.
pub(crate) struct OpenedMoment<'a> {
    visible: Option<Opened<'a>>,
    nir: Option<Opened<'a>>,
    hand: HandSide,
}

impl OpenedMoment<'_> {
    pub(crate) fn capture(&self) -> Result<Capture<'_>, ImageError> {
        let capture = match (&self.visible, &self.nir) {
            (Some(visible), Some(nir)) => Capture::both(visible.view()?, nir.view()?)?,
            (Some(visible), None) => Capture::visible(visible.view()?),
            (None, Some(nir)) => Capture::near_infrared(nir.view()?),
            (None, None) => return Err(ImageError::Empty { height: 0, width: 0 }),
        };
        Ok(capture.with_hand(self.hand))
    }
}

/// Red, green and blue in 8 bits, shape (H, W, 3), of a file or an array.
#[pyfunction]
#[pyo3(signature = (image, *, bit_depth=None))]
pub(crate) fn read_image<'py>(
    py: Python<'py>,
    image: Source<'py>,
    bit_depth: Option<u8>,
) -> PyResult<Bound<'py, numpy::PyArray3<u8>>> {
    let lent = image.lend()?;
    let pixels = py.detach(|| lent.open(bit_depth)?.view().map(|view| view.to_rgb8())).or_raise()?;
    Ok(numpy::IntoPyArray::into_pyarray(pixels, py))
}
