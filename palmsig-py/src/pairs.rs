//! Many comparisons at once.

use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use palmsig::image::Band;
use palmsig::matching::{CompactCodes, Comparison, Matcher as CoreMatcher};
use palmsig::template::Template as CoreTemplate;
use pyo3::prelude::*;

use crate::error::wrong_value;
use crate::matching::Matcher;
use crate::names::Name;
use crate::pool::{Progress, each};
use crate::template::Template;

/// Similarities and false match rates, one a pair.
type Scores<'py> = (Bound<'py, PyArray1<i32>>, Bound<'py, PyArray1<f64>>);

/// Compares `templates[first[i]]` with `templates[second[i]]` for every i. Runs of equal `first` share a probe.
#[pyfunction]
#[pyo3(signature = (templates, first, second, *, matcher, threads=None, progress=None))]
pub(crate) fn compare_pairs<'py>(
    py: Python<'py>,
    templates: Vec<Option<Template>>,
    first: PyReadonlyArray1<'py, i64>,
    second: PyReadonlyArray1<'py, i64>,
    matcher: &Matcher,
    threads: Option<usize>,
    progress: Progress<'py>,
) -> PyResult<Scores<'py>> {
    let runs = runs(&first, &second, templates.len())?;
    // As evaluations do: sides that are known must not make figures prettier.
    let sideless = |palm: Option<Template>| palm.map(|palm| palm.0.without_hand());
    let palms: Vec<Option<CoreTemplate>> = templates.into_iter().map(sideless).collect();
    let rows =
        each(py, threads, &runs, &progress, |(probe, partners)| row(&palms, *probe, partners, &matcher.0))?;
    let (scores, rates): (Vec<i32>, Vec<f64>) = rows.into_iter().flatten().unzip();
    Ok((scores.into_pyarray(py), rates.into_pyarray(py)))
}

/// Shares of differing bits of compact codes, each with all that follow it.
#[pyfunction]
#[pyo3(signature = (templates, *, band=None, threads=None, progress=None))]
pub(crate) fn compact_distances<'py>(
    py: Python<'py>,
    templates: Vec<Option<PyRef<'py, Template>>>,
    band: Option<Name<Band>>,
    threads: Option<usize>,
    progress: Progress<'py>,
) -> PyResult<Bound<'py, PyArray1<f32>>> {
    let band = band.map_or(Band::Visible, |Name(band)| band);
    let codes = CompactCodes::new(templates.iter().map(|palm| palm.as_ref().map(|palm| &palm.0)), band);
    let probes: Vec<usize> = (0..codes.len()).collect();
    let rows = each(py, threads, &probes, &progress, |&probe| {
        let mut row = Vec::with_capacity(codes.len() - probe);
        let share =
            |distance: Option<u32>| distance.map_or(f32::NAN, |d| d as f32 / CompactCodes::FARTHEST as f32);
        codes.distances(probe, probe + 1..codes.len(), |distance| row.push(share(distance)));
        row
    })?;
    Ok(rows.concat().into_pyarray(py))
}

/// A probe against all its partners; what cannot be compared is no evidence.
fn row(
    palms: &[Option<CoreTemplate>],
    probe: usize,
    partners: &[usize],
    matcher: &CoreMatcher,
) -> Vec<(i32, f64)> {
    let probe = palms[probe].as_ref().map(|palm| matcher.probe(palm));
    let compare = |&partner: &usize| {
        let both = probe.as_ref().zip(palms[partner].as_ref());
        let found = both.and_then(|(probe, reference)| probe.compare(reference).ok());
        let nothing = (Comparison::NO_EVIDENCE, 1.0);
        found.map_or(nothing, |found| (found.similarity(), found.false_match_rate().value))
    };
    partners.iter().map(compare).collect()
}

/// Pairs of indices, both in range, as runs of equal firsts with their seconds.
pub(crate) fn runs(
    first: &PyReadonlyArray1<'_, i64>,
    second: &PyReadonlyArray1<'_, i64>,
    limit: usize,
) -> PyResult<Vec<(usize, Vec<usize>)>> {
    let (first, second) = (places(first, limit)?, places(second, limit)?);
    if first.len() != second.len() {
        let counts = format!("{} first and {} second", first.len(), second.len());
        return Err(wrong_value(format!("{counts} indices given, expected as many")));
    }
    let mut partners = second.into_iter();
    let run = |run: &[usize]| (run[0], partners.by_ref().take(run.len()).collect());
    Ok(first.chunk_by(|a, b| a == b).map(run).collect())
}

/// Indices that are in range.
fn places(given: &PyReadonlyArray1<'_, i64>, limit: usize) -> PyResult<Vec<usize>> {
    let place = |&i: &i64| {
        let place = usize::try_from(i).ok().filter(|place| *place < limit);
        place.ok_or_else(|| wrong_value(format!("index {i} of {limit} templates")))
    };
    given.as_array().iter().map(place).collect()
}
