//! The results as JSON.

use std::io::{self, Write};

use palmsig::evaluate::ErrorRates;
use serde_json::{Map, Value, json};

use crate::enrol::Enrolled;
use crate::report::{FMRS, Report};
use crate::residuals::Residuals;

/// Writes one object a report.
pub(crate) fn write(to: &mut impl Write, reports: &[Report]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, &reports.iter().map(object).collect::<Vec<_>>())?;
    writeln!(to)
}

fn object(report: &Report) -> Value {
    let experiment = report.experiment.as_ref();
    let rates = experiment.map(|e| &e.rates);
    let with_failures = experiment.map(|e| &e.with_failures);
    let mut object = json!({
        "manifest": report.manifest.display().to_string(),
        "set": report.set,
        "images": report.images,
        "captures": report.captures,
        "palms": report.palms,
        "protocol": report.protocol,
        "method": report.method,
        "enrol": report.enrolled.as_ref().map(|e| e.captures),
        "enrolment": report.enrolled.as_ref().map(Enrolled::json),
        "bad_rows": report.bad_rows,
        "error": report.error,
        "failures_to_acquire": report.failures_to_acquire(),
        "failures_to_acquire_by_reason": report.failures,
        "mated": rates.map_or(0, ErrorRates::mated),
        "non_mated": rates.map_or(0, ErrorRates::non_mated),
        "mated_without_evidence": experiment.map_or(0, |e| e.without_evidence[0]),
        "non_mated_without_evidence": experiment.map_or(0, |e| e.without_evidence[1]),
        "eer": rates.and_then(ErrorRates::eer),
        "fnmr_at_fmr": fnmr_at_fmr(rates),
        "d_prime": rates.and_then(ErrorRates::d_prime),
        "rank1": experiment.and_then(|e| e.rank1),
        "eer_with_failures": with_failures.and_then(ErrorRates::eer),
        "fnmr_at_fmr_with_failures": fnmr_at_fmr(with_failures),
        "rank1_with_failures": experiment.and_then(|e| e.rank1_with_failures),
        "residuals": report.residuals.as_ref().map(Residuals::json),
        "localise_ms": report.localise_ms,
        "extract_ms": report.extract_ms,
        "probe_us": report.compare.probe_us,
        "compare_us": report.compare.compare_us,
        "template_bytes": report.template_bytes,
    });
    if let Some(analysis) = &report.analysis {
        analysis.add_to(&mut object);
    }
    object
}

/// The FNMR at each of the stated FMRs, under their names; null where the comparisons cannot show it.
fn fnmr_at_fmr(rates: Option<&ErrorRates>) -> Map<String, Value> {
    let at = |fmr| rates.and_then(|r| r.fnmr_at_fmr(fmr));
    FMRS.into_iter().map(|(name, fmr)| (name.to_owned(), json!(at(fmr)))).collect()
}
