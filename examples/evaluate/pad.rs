//! Live hands and attacks, picture by picture (ISO/IEC 30107-3).

use std::fmt::{Display, Formatter};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use palmsig::evaluate::PresentationRates;
use palmsig::image::Lamp;
use palmsig::liveness::{Evidence, Policy, Sample, Signal, Signals};
use palmsig::params::EncoderParams;
use palmsig::pipeline::Extractor;
use palmsig_examples::manifest::{Listed, Manifest};
use palmsig_examples::{progress, say};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::acquire::{capture_of, location_of, open};
use crate::outputs::Outputs;

type Failure = Box<dyn std::error::Error>;

/// The engine's own limit of suspicion.
const LIMIT: f64 = 1.0;
/// Rates of attacks taken for live hands at which that of live hands refused is stated.
const APCERS: [(&str, f64); 2] = [("5e-2", 0.05), ("1e-2", 0.01)];

/// What came of one manifest.
struct Report {
    manifest: PathBuf,
    bad_rows: usize,
    rates: PresentationRates,
}

/// Evaluates the manifests; whether every row of each could be used.
pub(crate) fn run(
    manifests: &[PathBuf],
    threads: Option<NonZeroUsize>,
    outputs: &Outputs,
) -> Result<bool, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, NonZeroUsize::get)).build()?;
    let extractor = Extractor::new(&EncoderParams::default())?;
    let mut reports = Vec::with_capacity(manifests.len());
    for path in manifests {
        let report = pool.install(|| evaluate(path, &extractor))?;
        say::line(&report)?;
        reports.push(report);
    }
    outputs.write_json(&reports.iter().map(Report::json).collect())?;
    Ok(reports.iter().all(|report| report.bad_rows == 0))
}

fn evaluate(path: &Path, extractor: &Extractor) -> Result<Report, String> {
    let manifest = Manifest::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    for bad in &manifest.bad_rows {
        say::complain(format_args!("{}:{}: {}", path.display(), bad.line, bad.problem));
    }
    let mut report = Report {
        manifest: path.into(),
        bad_rows: manifest.bad_rows.len(),
        rates: PresentationRates::default(),
    };
    let bar = progress::bar("presentations", manifest.captures.len() as u64);
    let judged: Vec<Result<Option<f64>, String>> = manifest
        .captures
        .par_iter()
        .map_init(
            || extractor.clone(),
            |extractor, listed| {
                bar.inc(1);
                suspicion(listed, extractor)
            },
        )
        .collect();
    bar.finish_and_clear();
    for (listed, judged) in manifest.captures.iter().zip(judged) {
        match judged {
            Ok(suspicion) => report.rates.add(listed.attack.as_deref(), suspicion),
            Err(problem) => {
                say::complain(format_args!("{}: {problem}", path.display()));
                report.bad_rows += 1;
            }
        }
    }
    Ok(report)
}

/// How suspicious a capture is; none where no palm is found in it.
fn suspicion(listed: &Listed, extractor: &mut Extractor) -> Result<Option<f64>, String> {
    let unfit = |path: &Path, error: &dyn Display| format!("{}: {error}", path.display());
    let pictures = open(listed)
        .map_err(|bad| bad.first().map_or_else(String::new, |bad| unfit(&bad.listing.path, &bad.error)))?;
    let capture = capture_of(&pictures).map_err(|(listing, error)| unfit(&listing.path, &error))?;
    let Ok(found) = extractor.extract_graded(&capture, &location_of(listed)) else { return Ok(None) };
    let mut evidence = Evidence::default();
    evidence.observe(&Sample { time: Duration::ZERO, lamp: Lamp::Lit, capture, palm: &found.palm });
    let signals = match capture.second_band() {
        Some(_) => Signals::of(&[Signal::Texture, Signal::Bands, Signal::Veins]),
        None => Signals::of(&[Signal::Texture]),
    };
    Ok(Policy::of_signals(signals).suspicion(&evidence))
}

impl Report {
    fn json(&self) -> Value {
        let rates = &self.rates;
        let species: serde_json::Map<String, Value> = rates
            .species()
            .map(|species| {
                let some = Some(species);
                let object = json!({
                    "presentations": rates.count(some),
                    "apcer": rates.apcer(species, LIMIT),
                    "non_response": rates.non_response(some),
                });
                (species.to_owned(), object)
            })
            .collect();
        let at: serde_json::Map<String, Value> = APCERS
            .iter()
            .map(|(name, apcer)| ((*name).to_owned(), json!(rates.bpcer_at_apcer(*apcer))))
            .collect();
        json!({
            "manifest": self.manifest.display().to_string(),
            "bad_rows": self.bad_rows,
            "bona_fide": rates.count(None),
            "bpcer": rates.bpcer(LIMIT),
            "bona_fide_non_response": rates.non_response(None),
            "attacks": species,
            "apcer": rates.worst_apcer(LIMIT),
            "bpcer_at_apcer": at,
        })
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let rates = &self.rates;
        writeln!(f, "{}", self.manifest.display())?;
        writeln!(
            f,
            "  live hands {:>6}   BPCER {} %   no response {} %",
            rates.count(None),
            percent(rates.bpcer(LIMIT)),
            percent(rates.non_response(None))
        )?;
        for species in rates.species() {
            writeln!(
                f,
                "  {species:<10} {:>6}   APCER {} %   no response {} %",
                rates.count(Some(species)),
                percent(rates.apcer(species, LIMIT)),
                percent(rates.non_response(Some(species)))
            )?;
        }
        write!(f, "  worst APCER {} %", percent(rates.worst_apcer(LIMIT)))?;
        for (_, apcer) in APCERS {
            write!(f, "   BPCER at {:.0} % {} %", 100.0 * apcer, percent(rates.bpcer_at_apcer(apcer)))?;
        }
        Ok(())
    }
}

fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| format!("{:.2}", 100.0 * rate))
}
