//! What is told about a manifest: complaints as they come, then its line of the table.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display, Formatter};
use std::path::{Path, PathBuf};

use palmsig::evaluate::ErrorRates;
use palmsig_examples::say;

use crate::analysis::Analysis;
use crate::compare::Experiment;
use crate::enrol::Enrolled;
use crate::protocol::{Method, Protocol};
use crate::residuals::Residuals;
use crate::timing::CompareTimes;

/// The false match rates at which the FNMR is stated, with their names in the results.
pub(crate) const FMRS: [(&str, f64); 4] = [("1e-2", 1e-2), ("1e-3", 1e-3), ("1e-4", 1e-4), ("1e-5", 1e-5)];

/// Everything found out about one manifest.
pub(crate) struct Report {
    pub(crate) manifest: PathBuf,
    /// Names of the sets in it, joined by `+`.
    pub(crate) set: String,
    /// Pictures, captures and palms that took part.
    pub(crate) images: usize,
    pub(crate) captures: usize,
    pub(crate) palms: usize,
    pub(crate) protocol: &'static str,
    pub(crate) method: &'static str,
    /// What 1000 of a score are.
    pub(crate) unit: &'static str,
    /// Rows left out: against the rules, or without a readable picture.
    pub(crate) bad_rows: usize,
    /// Captures without a template, by the name of the error.
    pub(crate) failures: BTreeMap<String, usize>,
    /// None where captures are compared one by one.
    pub(crate) enrolled: Option<Enrolled>,
    /// None when nothing was compared.
    pub(crate) experiment: Option<Experiment>,
    /// None when nothing was compared.
    pub(crate) analysis: Option<Analysis>,
    /// None when no mated pair has evidence.
    pub(crate) residuals: Option<Residuals>,
    /// Medians on one thread.
    pub(crate) localise_ms: Option<f64>,
    pub(crate) extract_ms: Option<f64>,
    pub(crate) compare: CompareTimes,
    /// Median.
    pub(crate) template_bytes: Option<f64>,
    /// Why nothing was compared.
    pub(crate) error: Option<String>,
}

impl Report {
    pub(crate) fn new(manifest: &Path, protocol: Protocol, method: Method) -> Report {
        Report {
            manifest: manifest.into(),
            set: String::new(),
            images: 0,
            captures: 0,
            palms: 0,
            protocol: protocol.name(),
            method: method.name(),
            unit: method.unit(),
            bad_rows: 0,
            failures: BTreeMap::new(),
            enrolled: None,
            experiment: None,
            analysis: None,
            residuals: None,
            localise_ms: None,
            extract_ms: None,
            compare: CompareTimes::default(),
            template_bytes: None,
            error: None,
        }
    }

    /// Reports and counts a row that cannot be used.
    pub(crate) fn bad_row(&mut self, line: u64, problem: &dyn Display) {
        say::complain(format_args!("{}:{line}: {problem}", self.manifest.display()));
        self.bad_rows += 1;
    }

    /// Reports that nothing of the manifest can be evaluated.
    pub(crate) fn give_up(&mut self, why: &dyn Display) {
        say::complain(format_args!("{}: {why}", self.manifest.display()));
        self.error = Some(why.to_string());
    }

    /// Whether all of the manifest was evaluated.
    pub(crate) fn is_sound(&self) -> bool {
        self.bad_rows == 0 && self.error.is_none()
    }

    pub(crate) fn failures_to_acquire(&self) -> usize {
        self.failures.values().sum()
    }
}

/// The name of an error: that of its variant in the library, without the fields.
pub(crate) fn name_of_error(error: &impl Debug) -> String {
    format!("{error:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The heading of the table that reports are lines of.
pub(crate) fn heading() -> String {
    let fnmr = "FNMR % at an FMR of";
    let rates = FMRS.map(|(name, _)| format!("{name:>7}")).concat();
    format!(
        "{:51} {:>7} {fnmr:>28} {:>6} {:>7} {:>9} {:>8} {:>8}\n{:16} {:>8} {:>6} {:>5} {:>12} {:>7} {rates} {:>6} {:>7} {:>9} {:>8} {:>8}",
        "",
        "EER",
        "",
        "rank-1",
        "localise",
        "extract",
        "compare",
        "set",
        "captures",
        "palms",
        "FTA",
        "pairs",
        "%",
        "d'",
        "%",
        "ms",
        "ms",
        "µs"
    )
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let name = if self.set.is_empty() { self.manifest.display().to_string() } else { self.set.clone() };
        write!(f, "{name:16} {:>8} {:>6} {:>5}", self.captures, self.palms, self.failures_to_acquire())?;
        let Some(experiment) = &self.experiment else {
            return write!(f, " {}", self.error.as_deref().unwrap_or_default());
        };
        let rates = &experiment.rates;
        write!(f, " {:>12} {}", rates.mated() + rates.non_mated(), percents(rates))?;
        write!(f, " {} {}", number(rates.d_prime(), 6, 2), percent(experiment.rank1))?;
        write!(f, " {} {}", number(self.localise_ms, 9, 2), number(self.extract_ms, 8, 2))?;
        write!(f, " {}", number(self.compare.compare_us, 8, 1))?;
        if !self.failures.is_empty() {
            let all = experiment.rank1_with_failures;
            let reasons: Vec<_> = self.failures.iter().map(|(why, n)| format!("{n} {why}")).collect();
            write!(f, "\n{:51} {}", "    with failures", percents(&experiment.with_failures))?;
            write!(f, " {:6} {}   {}", "", percent(all), reasons.join(", "))?;
        }
        if let Some(enrolled) = &self.enrolled {
            write!(f, "\n    enrolment: {enrolled}")?;
        }
        if let Some(analysis) = &self.analysis {
            write!(f, "{analysis}")?;
        }
        match &self.residuals {
            Some(residuals) => write!(f, "\n    residuals: {residuals}"),
            None => Ok(()),
        }
    }
}

/// EER and FNMR, in percent.
fn percents(rates: &ErrorRates) -> String {
    let fnmr = FMRS.map(|(_, fmr)| percent(rates.fnmr_at_fmr(fmr))).concat();
    format!("{} {fnmr}", percent(rates.eer()))
}

fn percent(rate: Option<f64>) -> String {
    number(rate.map(|r| r * 100.0), 7, 2)
}

fn number(value: Option<f64>, width: usize, decimals: usize) -> String {
    value.map_or(format!("{:>width$}", "–"), |v| format!("{v:>width$.decimals$}"))
}
