//! How far synthetic palms are from real ones, in numbers: scores, bits, residuals of the palm frame, spectra.
//!
//!     cargo run --release --example realism -- MANIFEST.csv [MANIFEST.csv ...]
//!     cargo run --release --example realism -- --setup iitd-roi [tongji-roi ...]
//!         [--palms N] [--captures N] [--seed S] [--threads N] [--out FOLDER] [--markdown PAGE.md] [--strict]
//!
//! A manifest of real pictures is set beside synthetic ones of the setup named after its set. Without real pictures,
//! `--setup` sets synthetic ones beside figures kept of the real sets (`reference.csv` beside this file, which
//! `--reference` with manifests writes anew).
//!
//! What the figures mean, and what they are, stands in docs/realism.md.

mod figures;
mod known;
mod measure;
mod outputs;
mod plot;
mod print;
mod report;
mod source;
mod table;
mod verdict;

use std::error::Error;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use palmsig::synth::Setup;
use palmsig_examples::manifest::Manifest;
use palmsig_examples::say;

use known::Known;
use measure::Measured;
use outputs::Outputs;
use plot::Curves;
use report::Report;
use source::Size;

/// Sets synthetic palms beside real ones.
#[derive(Debug, Parser)]
struct Arguments {
    /// CSV files with the header path,set,subject,hand,session,sample,kind,modality, each of one set.
    #[arg(required_unless_present = "setups", value_name = "MANIFEST.csv")]
    manifests: Vec<PathBuf>,
    /// Sets whose real figures are taken from those kept, not measured.
    #[arg(long = "setup", num_args = 1.., value_name = "NAME", value_parser = setup, conflicts_with = "manifests")]
    setups: Vec<Setup>,
    /// Palms to look at, real and synthetic ones each.
    #[arg(long, default_value_t = 60, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    palms: u32,
    /// Captures of each.
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    captures: u32,
    /// What the synthetic palms are drawn from.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Threads to work on [default: one a core].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    outputs: Outputs,
    /// Only measure the real pictures, and print their figures as the reference.
    #[arg(long, conflicts_with = "setups")]
    reference: bool,
    /// Exit with status 1 when a promised figure differs.
    #[arg(long)]
    strict: bool,
}

/// What one report is about.
struct Subject {
    setup: Setup,
    /// None where the figures kept are to do.
    manifest: Option<Manifest>,
}

fn setup(name: &str) -> Result<Setup, String> {
    let names = || Setup::ALL.map(Setup::name).join(", ");
    Setup::named(name).ok_or_else(|| format!("no setup is named after it; there are {}", names()))
}

impl Subject {
    fn open(path: &Path) -> Result<Subject, Box<dyn Error>> {
        let at = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
        let manifest = Manifest::open(path).map_err(|error| at(&error))?;
        for row in &manifest.bad_rows {
            say::complain(format_args!("{}:{}: {}", path.display(), row.line, row.problem));
        }
        let set = manifest.captures.first().map_or("", |capture| capture.palm.set.as_str());
        let setup = setup(set).map_err(|error| at(&format!("the set `{set}`: {error}")))?;
        Ok(Subject { setup, manifest: Some(manifest) })
    }

    fn report(&self, size: Size, seed: u64) -> Result<(Report, Curves), Box<dyn Error>> {
        let real = self.manifest.as_ref().map(|manifest| real(manifest, size)).transpose()?;
        let known = match &real {
            Some(measured) => Known::of(measured, &figures::figures(measured)),
            None => Known::reference(self.setup.name())?,
        };
        let synthetic = measure::measure(&source::synthetic(self.setup, size, seed)?)?;
        let figures = figures::figures(&synthetic);
        let report = Report::new(self.setup.name(), known, Known::of(&synthetic, &figures), &figures);
        Ok((report, Curves::of(real.as_ref(), &synthetic)))
    }
}

fn real(manifest: &Manifest, size: Size) -> Result<Measured, Box<dyn Error>> {
    let measured = measure::measure(&source::real(manifest, size)?)?;
    if measured.prints.is_empty() {
        return Err("no palm was found in any picture of the manifest".into());
    }
    Ok(measured)
}

/// Whether the status is to be success.
fn run(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let size = Size { palms: arguments.palms as usize, captures: arguments.captures as usize };
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global()?;
    }
    let mut subjects = arguments.manifests.iter().map(|m| Subject::open(m)).collect::<Result<Vec<_>, _>>()?;
    if arguments.reference {
        return reference(&subjects, size);
    }
    subjects.extend(arguments.setups.iter().map(|&setup| Subject { setup, manifest: None }));
    arguments.outputs.check()?;
    let (mut reports, mut curves) = (Vec::new(), Vec::new());
    for subject in &subjects {
        let (report, drawn) = subject.report(size, arguments.seed)?;
        say::line(table::text(&report))?;
        reports.push(report);
        curves.push(drawn);
    }
    say::line(table::LEGEND)?;
    arguments.outputs.write(&reports, &curves)?;
    Ok(!arguments.strict || reports.iter().all(Report::keeps_promises))
}

fn reference(subjects: &[Subject], size: Size) -> Result<bool, Box<dyn Error>> {
    let mut sets = Vec::new();
    for Subject { setup, manifest } in subjects {
        let Some(manifest) = manifest else { continue };
        let measured = real(manifest, size)?;
        sets.push((setup.name(), Known::of(&measured, &figures::figures(&measured))));
    }
    known::write_reference(std::io::stdout().lock(), &sets)?;
    Ok(true)
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say::complain(format_args!("realism: {error}"));
            ExitCode::FAILURE
        }
    }
}
