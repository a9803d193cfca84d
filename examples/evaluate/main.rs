//! How well palms are told apart: every pair of captures of a manifest is compared, and the error
//! rates are printed and, on demand, written down.
//!
//!     cargo run --release --example evaluate -- MANIFEST.csv [MANIFEST.csv ...]
//!         [--json OUT.json] [--scores OUT.csv] [--det OUT.svg] [--trace FOLDER]
//!         [--threads N] [--protocol all|cross-session] [--method NAME] [--enrol K]
//!
//! * `--method`: `palmsig` (everything, the default), `palmsig-rigid` (the compact planes under a rigid search), or a
//!   published code on the same palm squares: `compcode`, `bocv`, `edcc`, `don`, `ordinal` (see `palmsig::baselines`).
//!   Captures fail and are graded the same whatever the method, and the residuals stay those that the engine finds.
//! * `--json`: an array with one object a manifest. Its `residuals` say how captures of one palm still lie apart
//!   when the matcher finds them, that is, how repeatable the palm frame is: median, 95th and 99th percentile of
//!   rotation (degrees), log scale, shift and skin deformation (sides of the palm square), fitted to the moves of
//!   the texture patches and so finer than the steps of the search.
//!   Beside every rate stands its 95 % interval, `[low, high]`, by drawing people (set and subject; both hands
//!   together) anew, e.g. `eer_interval`, `fnmr_at_fmr_intervals`.
//!   `identification`: in the order of set and subject, two people of three are enrolled with the first
//!   capture of each palm, and every other capture is a probe; the false negative identification rate at
//!   rank 1 where the stated share of unknown probes is falsely found (null where there are too few of them to
//!   show it), and how often the palm is the first or among the first five. Failures to acquire are misses.
//!   `discard`: corners of the curve of the FNMR, at the threshold with an FMR of 1e-3, over the share of mated
//!   pairs discarded for their low quality, and the area below up to a fifth. Quality is the
//!   score (0..=100) of the worse capture, in crops as well; failures to acquire go first.
//! * `--scores`: one row a comparison, in the order of the manifests: `manifest,probe,reference,mated,outcome,score`.
//!   A capture goes by the path of its first picture as the manifest has it. `mated` is 1 or 0, `outcome`
//!   is `compared`, `no-evidence` or `failure-to-acquire`, and `score` (the similarity: 1000 · log10 of the likelihood
//!   ratio; of a published code in 1/1000 percent of agreement) is empty unless the outcome is `compared`.
//!
//! * `--det`: the FNMR against the FMR over all thresholds, a curve a manifest; for each manifest how the scores of mated and
//!   non-mated pairs are distributed; and of the engine how the false match rates that it tells hold, that is, the share of
//!   non-mated pairs that are told a rate as low against that rate.
//!
//! * `--trace`: contact sheets of the 24 least similar mated pairs, of the 24 most similar non-mated pairs, and of
//!   all failures to acquire, as PNG: for each capture its picture with the palm square and the palm cut from it,
//!   for each pair its score and the transform that lays the probe over the reference (degrees counter-clockwise,
//!   scale, sides of the palm square, and what skin departs from it). They show people's palms: FOLDER must lie
//!   outside of any repository. Pages that are there already are replaced.
//!
//! * `--enrol`: the first K captures of each palm become one template (`palmsig::enroll`), all others are probes, and only
//!   probes are compared with templates. Palms with fewer than K captures are left out, those with just K have a
//!   template for others to be compared with. Captures that failed to acquire are missing from the K; a palm whose
//!   captures make no template is a failure to enrol, which counts as one to acquire does. JSON states the number as
//!   `enrol`, and in `enrolment` the templates, palms and captures by what became of them. A template goes by its first
//!   capture in `--scores` and `--trace`.
//!
//! * `--pad`: instead of comparing palms, how well live hands are told from attacks (ISO/IEC 30107-3), picture by picture: a ninth
//!   column `attack` names the species of an attack, or is `none`. Judged are the signals that a single capture can give:
//!   the texture; with both bands also their disagreement and veins. Printed for each manifest: APCER of each species and their
//!   maximum, BPCER, both at the engine's own limit; non-responses (no palm found); BPCER where no species has an APCER above
//!   5 and 1 %. JSON holds the same as fractions. The other options but `--json` and `--threads` do not go with it.
//!
//! All files are written at the end, under temporary names first: an interrupted run changes none of
//! them, and leaves at most some that end in `.palmsig-unfinished.tmp`.
//!
//! Rows that cannot be used are reported one a line on standard error, left out, counted, and make
//! the exit status 1.

mod acquire;
mod analysis;
mod compare;
mod confidence;
mod discard;
mod enrol;
mod identification;
mod json;
mod outputs;
mod pad;
mod pairs;
mod people;
mod plot;
mod protocol;
mod report;
mod residuals;
mod run;
mod scorer;
mod scores;
mod sheets;
mod timing;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use palmsig_examples::say;

use outputs::Outputs;
use protocol::{Method, Protocol};
use run::Bench;

/// Compares all captures of manifests of palm pictures and states the error rates.
#[derive(Debug, Parser)]
struct Arguments {
    /// CSV files with the header path,set,subject,hand,session,sample,kind,modality.
    #[arg(required = true, value_name = "MANIFEST.csv")]
    manifests: Vec<PathBuf>,
    #[command(flatten)]
    outputs: Outputs,
    /// Threads to work on [default: one a core].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Which pairs of captures are compared.
    #[arg(long, value_enum, default_value_t = Protocol::All)]
    protocol: Protocol,
    /// How they are compared.
    #[arg(long, value_enum, default_value_t = Method::Palmsig)]
    method: Method,
    /// Captures of each palm that become one template; the others are probes [default: captures are compared one by
    /// one].
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=MAX_CAPTURES))]
    enrol: Option<u8>,
    /// Tell live hands from attacks instead of comparing palms.
    #[arg(long, conflicts_with_all = ["protocol", "method", "enrol", "scores", "det", "trace"])]
    pad: bool,
}

/// Most captures of one template, as clap counts.
const MAX_CAPTURES: i64 = palmsig::enroll::MAX_CAPTURES as i64;

/// Whether every row of every manifest could be used.
fn run(arguments: &Arguments) -> Result<bool, Box<dyn std::error::Error>> {
    arguments.outputs.check()?;
    if arguments.pad {
        return pad::run(&arguments.manifests, arguments.threads, &arguments.outputs);
    }
    let bench = Bench::new(arguments.protocol, arguments.method, arguments.enrol, arguments.threads)?;
    let mut heard = say::line(report::heading())?;
    let mut reports = Vec::with_capacity(arguments.manifests.len());
    for manifest in &arguments.manifests {
        if !heard && arguments.outputs.are_none() {
            break;
        }
        let report = bench.evaluate(manifest);
        heard = say::line(&report)?;
        reports.push(report);
    }
    arguments.outputs.write(&reports, &bench)?;
    Ok(reports.iter().all(report::Report::is_sound))
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say::complain(format_args!("evaluate: {error}"));
            ExitCode::FAILURE
        }
    }
}
