//! Comparing templates, and deciding.

use numpy::{IntoPyArray, PyArray1, PyArray2};
use palmsig::matching;
use palmsig::params::{Depth, MatchParams};
use pyo3::prelude::*;

use crate::array;
use crate::comparison::Comparison;
use crate::error::OrRaise;
use crate::names::{Name, Named};
use crate::person::PersonComparison;
use crate::template::Template;

impl Named for Depth {
    const WHAT: &'static str = "depth";
    const ALL: &'static [(Depth, &'static str)] = &[(Depth::Rigid, "rigid"), (Depth::Local, "local")];
}

/// Where patches of skin of a probe lie in a reference: the field of deformation of one band.
///
/// Attributes
/// ----------
/// band : {"visible", "near-infrared"}
///     The band.
/// at : ndarray of float64, shape (n, 2)
///     Middles of the patches, (down, right) of the middle of the reference's palm square, in sides of it.
/// moved : ndarray of float64, shape (n, 2)
///     How far the skin lies there from where the similarity of the whole palm puts it, (down, right), in sides.
/// distance : ndarray of float64, shape (n,)
///     Share of differing fine bits, and what the move adds, 0 to 1.
/// diversity : ndarray of float64, shape (n,)
///     Entropy of the patch in bits, 0 to 6: the more, the rarer.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct PatchField {
    band: &'static str,
    patches: Vec<matching::PatchEvidence>,
}

#[pymethods]
impl PatchField {
    #[getter]
    fn band(&self) -> &'static str {
        self.band
    }

    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        array::points(py, &self.patches.iter().map(|patch| patch.at).collect::<Vec<_>>())
    }

    #[getter]
    fn moved<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        array::points(py, &self.patches.iter().map(|patch| patch.moved).collect::<Vec<_>>())
    }

    #[getter]
    fn distance<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        let share = |patch: &matching::PatchEvidence| f64::from(patch.distance) / 65536.0;
        self.patches.iter().map(share).collect::<Vec<_>>().into_pyarray(py)
    }

    #[getter]
    fn diversity<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        self.patches.iter().map(|patch| patch.diversity).collect::<Vec<_>>().into_pyarray(py)
    }

    fn __len__(&self) -> usize {
        self.patches.len()
    }

    fn __repr__(&self) -> String {
        format!("PatchField({}, {} patches)", self.band, self.patches.len())
    }
}

/// How a probe's palm square lies over a reference's of the same palm.
///
/// Attributes
/// ----------
/// band : {"visible", "near-infrared"}
///     The band.
/// rotation : float
///     Rotation of the probe, radians, counter-clockwise.
/// scale : float
///     Size of the carried probe relative to the probe, in the mean of all directions.
/// stretch : float
///     How much more it grew in the direction in which it did most than in the one across, as a ratio: 1 or more.
/// shift : pair of float
///     Shift of the middle of the probe, (down, right), in sides of the palm square.
/// deformation : float
///     Root mean square distance of the patches from where the transform puts them, in sides of the palm square.
/// patches : int
///     Patches that the transform was fitted to.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Registration(matching::Registration);

#[pymethods]
impl Registration {
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
    fn stretch(&self) -> f64 {
        self.0.stretch
    }

    #[getter]
    fn shift(&self) -> (f64, f64) {
        self.0.shift.into()
    }

    #[getter]
    fn deformation(&self) -> f64 {
        self.0.deformation
    }

    #[getter]
    fn patches(&self) -> u32 {
        self.0.patches
    }

    fn __repr__(&self) -> String {
        format!("Registration({}, {} patches)", self.0.band.name(), self.0.patches)
    }
}

/// Compares templates. None of its parameters reaches a template.
///
/// Parameters
/// ----------
/// depth : {"local", "rigid"}, optional
///     Patch by patch, or the compact codes under the best rigid alignment alone.
/// rotations, scales : int, optional
///     Rotations and scales searched on each side of none.
/// rotation_step : float, optional
///     Degrees between rotations.
/// scale_step : float, optional
///     Ratio of neighbouring scales.
/// max_shift : int, optional
///     Largest shift along each axis, in 1/32 of the palm square.
/// candidates : int, optional
///     Alignments that are compared patch by patch.
/// reach : int, optional
///     How far a patch may move, in 1/64 of the palm square.
/// move_penalty, bend_penalty : int, optional
///     Added to the share of differing bits for a move of one cell about the alignment of the lines, and about that which the
///     patches tell, times its squared length, in 1/65536.
/// kept_percent, min_patches : int, optional
///     Share of the best patches that count, and fewest patches with evidence.
///
/// Attributes
/// ----------
/// matcher_id : int
///     Which comparison and calibration this is.
///
/// Notes
/// -----
/// Only the defaults and ``depth="rigid"`` are calibrated: false match rates of other searches are extrapolated.
#[pyclass(frozen, module = "palmsig", from_py_object)]
#[derive(Clone)]
pub(crate) struct Matcher(pub(crate) matching::Matcher);

#[pymethods]
impl Matcher {
    #[new]
    #[pyo3(signature = (*, depth=None, rotations=None, rotation_step=None, scales=None, scale_step=None,
        max_shift=None, candidates=None, reach=None, move_penalty=None, bend_penalty=None, kept_percent=None,
        min_patches=None))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn new(
        depth: Option<Name<Depth>>,
        rotations: Option<u8>,
        rotation_step: Option<f64>,
        scales: Option<u8>,
        scale_step: Option<f64>,
        max_shift: Option<u8>,
        candidates: Option<u8>,
        reach: Option<u8>,
        move_penalty: Option<u32>,
        bend_penalty: Option<u32>,
        kept_percent: Option<u8>,
        min_patches: Option<u8>,
    ) -> PyResult<Self> {
        let rigid = depth.is_some_and(|Name(depth)| depth == Depth::Rigid);
        let usual = if rigid { MatchParams::rigid() } else { MatchParams::default() };
        let params = MatchParams {
            rotations: rotations.unwrap_or(usual.rotations),
            rotation_step: rotation_step.unwrap_or(usual.rotation_step),
            scales: scales.unwrap_or(usual.scales),
            scale_step: scale_step.unwrap_or(usual.scale_step),
            max_shift: max_shift.unwrap_or(usual.max_shift),
            candidates: candidates.unwrap_or(usual.candidates),
            reach: reach.unwrap_or(usual.reach),
            move_penalty: move_penalty.unwrap_or(usual.move_penalty),
            bend_penalty: bend_penalty.unwrap_or(usual.bend_penalty),
            kept_percent: kept_percent.unwrap_or(usual.kept_percent),
            min_patches: min_patches.unwrap_or(usual.min_patches),
            depth: usual.depth,
        };
        matching::Matcher::new(&params).or_raise().map(Matcher)
    }

    #[getter]
    fn matcher_id(&self) -> u32 {
        self.0.matcher_id()
    }

    /// Compares two templates; the order of the two makes no difference.
    fn compare(&self, py: Python<'_>, a: &Template, b: &Template) -> PyResult<Comparison> {
        py.detach(|| self.0.compare(&a.0, &b.0)).or_raise().map(Comparison)
    }

    /// Prepares a template for comparisons with many references.
    fn probe(&self, py: Python<'_>, template: &Template) -> Probe {
        Probe(py.detach(|| self.0.probe(&template.0)))
    }

    fn __repr__(&self) -> String {
        format!("Matcher(matcher_id={:08x})", self.0.matcher_id())
    }
}

/// A template prepared for comparisons with many references, as `Matcher.probe` gives it.
#[pyclass(frozen, module = "palmsig")]
pub(crate) struct Probe(matching::Probe);

#[pymethods]
impl Probe {
    /// Compares with a reference.
    fn compare(&self, py: Python<'_>, reference: &Template) -> PyResult<Comparison> {
        py.detach(|| self.0.compare(&reference.0)).or_raise().map(Comparison)
    }

    /// How the probe lies over a reference of the same palm, for each band with evidence.
    fn register(&self, py: Python<'_>, reference: &Template) -> PyResult<Vec<Registration>> {
        let found = py.detach(|| self.0.register(&reference.0)).or_raise()?;
        Ok(found.into_iter().map(Registration).collect())
    }

    /// Where the patches of the probe lie in a reference, for each band; nothing from a rigid matcher.
    fn patches(&self, py: Python<'_>, reference: &Template) -> PyResult<Vec<PatchField>> {
        let found = py.detach(|| self.0.patches(&reference.0)).or_raise()?;
        let of_band = found.chunk_by(|a, b| a.band == b.band);
        Ok(of_band.map(|band| PatchField { band: band[0].band.name(), patches: band.to_vec() }).collect())
    }

    fn __repr__(&self) -> &'static str {
        "Probe(..)"
    }
}

/// When a comparison counts as a match: decisions are asked for as rates, 1e-12 to 0.5.
///
/// `Policy.verify` takes a false match rate for 1:1, `Policy.identify` a false positive identification rate for 1:N.
///
/// Examples
/// --------
/// >>> import palmsig
/// >>> palmsig.Policy.verify(1e-4)
/// Policy.verify(1e-4)
#[pyclass(frozen, eq, module = "palmsig", from_py_object)]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Policy {
    pub(crate) core: matching::Policy,
    rate: f64,
    one_to_one: bool,
}

#[pymethods]
impl Policy {
    /// For 1:1: strangers are accepted at a rate of `fmr` at most.
    #[staticmethod]
    fn verify(fmr: f64) -> PyResult<Self> {
        let core = matching::Policy::verify(fmr).or_raise()?;
        Ok(Policy { core, rate: fmr, one_to_one: true })
    }

    /// For 1:N: a person who is not enrolled is taken for anybody at a rate of `fpir` at most.
    #[staticmethod]
    fn identify(fpir: f64) -> PyResult<Self> {
        let core = matching::Policy::identify(fpir).or_raise()?;
        Ok(Policy { core, rate: fpir, one_to_one: false })
    }

    /// Whether a comparison, of palms or of persons, is a match, where it is the best of `compared`.
    #[pyo3(signature = (comparison, *, compared=1))]
    fn accepts(&self, comparison: Compared, compared: usize) -> bool {
        match comparison {
            Compared::Palms(palms) => self.core.accepts_among(&palms.0, compared),
            Compared::Persons(persons) => self.core.accepts_person_among(&persons.0, compared),
        }
    }

    fn __repr__(&self) -> String {
        let kind = if self.one_to_one { "verify" } else { "identify" };
        format!("Policy.{kind}({:e})", self.rate)
    }
}

/// What a policy decides on.
#[derive(FromPyObject)]
enum Compared {
    Palms(Comparison),
    Persons(PersonComparison),
}
