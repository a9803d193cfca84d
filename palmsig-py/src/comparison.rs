//! What comparisons find.

use palmsig::matching;
use pyo3::prelude::*;

/// How often strangers are at least as similar.
///
/// Attributes
/// ----------
/// value : float
///     The rate, 0 to 1; so is ``float(rate)``.
/// extrapolated : bool
///     Whether it lies beyond what the calibration data can show.
#[pyclass(frozen, eq, module = "palmsig")]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct FalseMatchRate(pub(crate) matching::FalseMatchRate);

#[pymethods]
impl FalseMatchRate {
    #[getter]
    fn value(&self) -> f64 {
        self.0.value
    }

    #[getter]
    fn extrapolated(&self) -> bool {
        self.0.extrapolated
    }

    fn __float__(&self) -> f64 {
        self.0.value
    }

    fn __repr__(&self) -> String {
        let beyond = if self.0.extrapolated { ", extrapolated" } else { "" };
        format!("FalseMatchRate({:.2e}{beyond})", self.0.value)
    }
}

/// What a comparison found.
///
/// Attributes
/// ----------
/// similarity : int
///     1000 · log10 of the likelihood ratio: one palm over two. `NO_EVIDENCE` where nothing can be said.
/// has_evidence : bool
///     Whether anything can be said.
/// false_match_rate : FalseMatchRate
///     How often strangers are at least as similar.
/// bands : list of BandEvidence
///     What each band says, visible first.
#[pyclass(frozen, eq, module = "palmsig", from_py_object)]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Comparison(pub(crate) matching::Comparison);

#[pymethods]
impl Comparison {
    #[getter]
    fn similarity(&self) -> i32 {
        self.0.similarity()
    }

    #[getter]
    fn has_evidence(&self) -> bool {
        self.0.similarity() != matching::Comparison::NO_EVIDENCE
    }

    #[getter]
    fn false_match_rate(&self) -> FalseMatchRate {
        FalseMatchRate(self.0.false_match_rate())
    }

    #[getter]
    fn bands(&self) -> Vec<BandEvidence> {
        self.0.bands().copied().map(BandEvidence).collect()
    }

    fn __repr__(&self) -> String {
        let rate = self.0.false_match_rate();
        format!("Comparison(similarity={}, false_match_rate={:.2e})", self.0.similarity(), rate.value)
    }
}

/// What one band says, and how the probe lies over the reference.
///
/// Attributes
/// ----------
/// band : {"visible", "near-infrared"}
///     The band.
/// rotation : float
///     Rotation of the probe that aligns it with the reference, radians, counter-clockwise.
/// scale : float
///     Size of the aligned probe relative to the probe.
/// shift : pair of float
///     Shift of the probe, (down, right), in sides of the palm square.
/// differing, compared : int
///     Bits of the line planes that differ under the alignment, of so many.
/// patches : int
///     Patches of the fine planes with evidence, 0 to 49.
/// similarity : int
///     Similarity of this band alone.
#[pyclass(frozen, eq, module = "palmsig")]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct BandEvidence(matching::BandEvidence);

#[pymethods]
impl BandEvidence {
    #[getter]
    fn band(&self) -> &'static str {
        self.0.band.name()
    }

    #[getter]
    fn rotation(&self) -> f64 {
        self.0.rotation
    }

    #[getter]
    fn scale(&self) -> f64 {
        self.0.scale
    }

    #[getter]
    fn shift(&self) -> (f64, f64) {
        self.0.shift.into()
    }

    #[getter]
    fn differing(&self) -> u32 {
        self.0.differing
    }

    #[getter]
    fn compared(&self) -> u32 {
        self.0.compared
    }

    #[getter]
    fn patches(&self) -> u32 {
        self.0.patches
    }

    #[getter]
    fn similarity(&self) -> i32 {
        self.0.similarity
    }

    fn __repr__(&self) -> String {
        format!("BandEvidence({}, similarity={})", self.0.band.name(), self.0.similarity)
    }
}
