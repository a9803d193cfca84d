//! What the stages of an extraction make, by their stable names.

use ndarray::{Array2, Array3};
use numpy::IntoPyArray;
use palmsig::trace::{Artifact, Observer};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::array;

/// Keeps copies of all artifacts.
#[derive(Default)]
pub(crate) struct Recorder(Vec<(&'static str, Kept)>);

enum Kept {
    Pixels(Array2<u16>),
    Mask(Array2<u8>),
    Points(Vec<[f64; 2]>),
    Bits(Array3<u8>),
    Values(Vec<(&'static str, f64)>),
    Size(usize),
}

impl Observer for Recorder {
    fn wants_artifacts(&self) -> bool {
        true
    }

    fn artifact(&mut self, name: &'static str, artifact: Artifact<'_>) {
        let kept = match artifact {
            Artifact::Pixels(pixels) => Kept::Pixels(pixels.to_owned()),
            Artifact::Mask(mask) => Kept::Mask(mask.to_owned()),
            Artifact::Points(points) => Kept::Points(points.to_vec()),
            Artifact::Bits(bits) => Kept::Bits(bits.to_owned()),
            Artifact::Values(values) => Kept::Values(values.to_vec()),
            Artifact::Size(bytes) => Kept::Size(bytes),
            _ => return,
        };
        self.0.push((name, kept));
    }
}

impl Recorder {
    pub(crate) fn into_list<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for (name, kept) in self.0 {
            list.append((name, kept.into_python(py)?))?;
        }
        Ok(list)
    }
}

impl Kept {
    fn into_python<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(match self {
            Kept::Pixels(pixels) => pixels.into_pyarray(py).into_any(),
            Kept::Mask(mask) => array::flags(py, mask.view()).into_any(),
            Kept::Points(points) => array::points(py, &points)?.into_any(),
            Kept::Bits(bits) => array::planes(py, bits.view()).into_any(),
            Kept::Values(values) => {
                let named = PyDict::new(py);
                values.into_iter().try_for_each(|(name, value)| named.set_item(name, value))?;
                named.into_any()
            }
            Kept::Size(bytes) => bytes.into_pyobject(py)?.into_any(),
        })
    }
}
