//! The published codes.

use std::time::{Duration, Instant};

use numpy::{IntoPyArray, PyArray1, PyArray2, PyArray3, PyReadonlyArray1};
use palmsig::baselines::{self, FARTHEST, Planes};
use palmsig::image::{Band, HandSide};
use palmsig::roi;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::array;
use crate::error::{OrRaise, wrong_value};
use crate::extract::{Extractor, Stopped, listed, moments};
use crate::image::{LentMoment, Moment, Source};
use crate::location::Location;
use crate::names::Name;
use crate::pairs::runs;
use crate::pool::{Progress, each};
use crate::template::hand_of;

/// The code of a palm: a published one, of each band.
///
/// Attributes
/// ----------
/// bands : list of str
///     The bands, `visible` first.
/// nbytes : int
///     Bytes that planes and masks take, packed.
/// seconds : float
///     What it took to make it of the palm squares.
#[pyclass(frozen, module = "palmsig.baselines", from_py_object)]
#[derive(Clone)]
pub(crate) struct Code {
    bands: Vec<(Band, Planes)>,
    took: Duration,
}

#[pymethods]
impl Code {
    #[getter]
    fn bands(&self) -> Vec<&'static str> {
        self.bands.iter().map(|(band, _)| band.name()).collect()
    }

    #[getter]
    fn nbytes(&self) -> usize {
        self.bands.iter().map(|(_, code)| code.packed_len()).sum()
    }

    #[getter]
    fn seconds(&self) -> f64 {
        self.took.as_secs_f64()
    }

    /// The bits of a band: bool, shape (planes, rows, columns).
    #[pyo3(signature = (band="visible"))]
    fn planes<'py>(&self, py: Python<'py>, band: &str) -> PyResult<Bound<'py, PyArray3<bool>>> {
        let all = self.of(band)?.planes();
        Ok(array::planes(py, all.slice(ndarray::s![..-1, .., ..])))
    }

    /// The cells of a band that can be compared: bool, shape (rows, columns).
    #[pyo3(signature = (band="visible"))]
    fn mask<'py>(&self, py: Python<'py>, band: &str) -> PyResult<Bound<'py, PyArray2<bool>>> {
        let all = self.of(band)?.planes();
        Ok(array::flags(py, all.slice(ndarray::s![-1, .., ..])))
    }

    fn __repr__(&self) -> String {
        format!("Code({} bands, {} bytes)", self.bands.len(), self.nbytes())
    }
}

impl Code {
    fn of(&self, band: &str) -> PyResult<&Planes> {
        let found = self.bands.iter().find(|(own, _)| own.name() == band);
        let missing = || wrong_value(format!("no band {band:?}, there are {:?}", self.bands()));
        found.map(|(_, planes)| planes).ok_or_else(missing)
    }
}

/// A published palmprint code, with its paper's parameters.
///
/// Parameters
/// ----------
/// name : {"compcode", "bocv", "edcc", "don", "ordinal"}
///     The name that the field knows it by.
///
/// Examples
/// --------
/// >>> from palmsig import baselines, synth
/// >>> compcode = baselines.Baseline("compcode")
/// >>> picture = synth.render(synth.Palm(7), synth.CaptureSettings.well_held(1), 1).pixels
/// >>> code = compcode.encode(picture)
/// >>> code.planes().shape, compcode.distance(code, code)
/// ((3, 32, 32), 0.0)
#[pyclass(frozen, module = "palmsig.baselines")]
pub(crate) struct Baseline {
    code: Box<dyn baselines::Baseline>,
    extractor: Extractor,
}

fn named(name: &str) -> Option<Box<dyn baselines::Baseline>> {
    let all: [Box<dyn baselines::Baseline>; 5] = [
        Box::new(baselines::CompCode::default()),
        Box::new(baselines::Bocv::default()),
        Box::new(baselines::Edcc::default()),
        Box::new(baselines::Don),
        Box::new(baselines::Ordinal::default()),
    ];
    all.into_iter().find(|code| code.name() == name)
}

#[pymethods]
impl Baseline {
    #[new]
    fn new(name: &str) -> PyResult<Self> {
        let expected = "compcode, bocv, edcc, don, ordinal";
        let code = named(name);
        let code =
            code.ok_or_else(|| wrong_value(format!("name is {name:?}, expected one of {expected}")))?;
        Ok(Baseline { code, extractor: Extractor::new(None)? })
    }

    #[getter]
    fn name(&self) -> &'static str {
        self.code.name()
    }

    /// The code of a picture; the arguments are those of `palmsig.extract`.
    #[pyo3(signature = (image=None, *, nir=None, location=None, bit_depth=None))]
    fn encode(
        &self,
        py: Python<'_>,
        image: Option<Source<'_>>,
        nir: Option<Source<'_>>,
        location: Option<Location<'_>>,
        bit_depth: Option<u8>,
    ) -> PyResult<Code> {
        let moment = Moment::new(image, nir, HandSide::Unknown, bit_depth)?;
        let lent = moment.lend()?;
        let location = location.as_ref().map_or(roi::Location::Search, Location::lend);
        py.detach(|| self.one(lent, &location)).map_err(|stopped| stopped.exception())
    }

    /// The codes of many pictures, on all cores; where there is none, the exception that says why.
    #[pyo3(signature = (images=None, *, nirs=None, hand=None, location=None, bit_depth=None, threads=None,
        progress=None))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn encode_many<'py>(
        &self,
        py: Python<'py>,
        images: Option<Vec<Source<'py>>>,
        nirs: Option<Vec<Source<'py>>>,
        hand: Option<Name<HandSide>>,
        location: Option<Location<'_>>,
        bit_depth: Option<u8>,
        threads: Option<usize>,
        progress: Progress<'py>,
    ) -> PyResult<Bound<'py, PyList>> {
        let moments = moments(images, nirs, hand_of(hand), bit_depth)?;
        let lent = moments.iter().map(Moment::lend).collect::<PyResult<Vec<_>>>()?;
        let location = location.as_ref().map_or(roi::Location::Search, Location::lend);
        listed(py, each(py, threads, &lent, &progress, |moment| self.one(*moment, &location))?)
    }

    /// How far two codes lie apart, 0 (the same) to 1, the mean of the bands that both have; None where too few cells meet.
    fn distance(&self, py: Python<'_>, a: &Code, b: &Code) -> PyResult<Option<f64>> {
        py.detach(|| self.between(a, b)).or_raise()
    }

    /// Distances of `codes[first[i]]` and `codes[second[i]]`, float64, shape (n,); NaN where too few cells meet.
    #[pyo3(signature = (codes, first, second, *, threads=None, progress=None))]
    fn distances<'py>(
        &self,
        py: Python<'py>,
        codes: Vec<Option<Code>>,
        first: PyReadonlyArray1<'py, i64>,
        second: PyReadonlyArray1<'py, i64>,
        threads: Option<usize>,
        progress: Progress<'py>,
    ) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let runs = runs(&first, &second, codes.len())?;
        let rows = each(py, threads, &runs, &progress, |(probe, partners)| {
            let distance = |partner: &usize| {
                let both = codes[*probe].as_ref().zip(codes[*partner].as_ref());
                both.map_or(Ok(None), |(a, b)| self.between(a, b)).map(|found| found.unwrap_or(f64::NAN))
            };
            partners.iter().map(distance).collect::<Result<Vec<f64>, _>>()
        })?;
        let rows = rows.into_iter().collect::<Result<Vec<_>, _>>().or_raise()?;
        Ok(rows.concat().into_pyarray(py))
    }

    fn __repr__(&self) -> String {
        format!("Baseline({:?})", self.code.name())
    }
}

impl Baseline {
    fn one(&self, moment: LentMoment<'_>, location: &roi::Location<'_>) -> Result<Code, Stopped> {
        let opened = moment.open().map_err(Stopped::Image)?;
        let capture = opened.capture().map_err(Stopped::Image)?;
        let squares = self.extractor.core().squares(&capture, location).map_err(Stopped::Extract)?;
        let began = Instant::now();
        let encoded = squares.iter().map(|own| (own.band, self.code.encode(&own.square, &own.usable)));
        Ok(Code { bands: encoded.collect(), took: began.elapsed() })
    }

    fn between(&self, a: &Code, b: &Code) -> Result<Option<f64>, palmsig::error::MatchError> {
        let mut found = Vec::with_capacity(2);
        for (band, own) in &a.bands {
            if let Some((_, other)) = b.bands.iter().find(|(other, _)| other == band) {
                found.extend(self.code.distance(own, other)?);
            }
        }
        let mean = || found.iter().sum::<u32>() as f64 / found.len() as f64 / f64::from(FARTHEST);
        Ok((!found.is_empty()).then(mean))
    }
}
