//! How well palms are told apart: every pair of captures of a manifest is compared, and the error
//! rates are printed and, with `--json`, written down.
//!
//!     cargo run --release --example evaluate -- MANIFEST.csv [MANIFEST.csv ...] [--json OUT.json]
//!         [--threads N] [--protocol all|cross-session] [--method palmsig|palmsig-rigid]
//!
//! Rows that cannot be used are reported one a line on standard error, left out, counted, and make
//! the exit status 1.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person")]

mod acquire;
mod compare;
mod json;
mod protocol;
mod report;
mod run;
mod timing;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use protocol::{Method, Protocol};
use run::Bench;

/// Compares all captures of manifests of palm pictures and states the error rates.
#[derive(Debug, Parser)]
struct Arguments {
    /// CSV files with the header path,set,subject,hand,session,sample,kind,modality.
    #[arg(required = true, value_name = "MANIFEST.csv")]
    manifests: Vec<PathBuf>,
    /// Where the results go: an array with one object a manifest.
    #[arg(long, value_name = "OUT.json")]
    json: Option<PathBuf>,
    /// Threads to work on [default: one a core].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Which pairs of captures are compared.
    #[arg(long, value_enum, default_value_t = Protocol::All)]
    protocol: Protocol,
    /// How they are compared.
    #[arg(long, value_enum, default_value_t = Method::Palmsig)]
    method: Method,
}

/// Whether every row of every manifest could be used.
fn run(arguments: &Arguments) -> Result<bool, Box<dyn std::error::Error>> {
    let bench = Bench::new(arguments.protocol, arguments.method, arguments.threads)?;
    println!("{}", report::heading());
    let mut reports = Vec::with_capacity(arguments.manifests.len());
    for manifest in &arguments.manifests {
        let report = bench.evaluate(manifest);
        println!("{report}");
        reports.push(report);
    }
    if let Some(path) = &arguments.json {
        json::write(path, &reports).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(reports.iter().all(report::Report::is_sound))
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("evaluate: {error}");
            ExitCode::FAILURE
        }
    }
}
