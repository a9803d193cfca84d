//! How far synthetic palms are from real ones, in numbers.
//!
//!     cargo run --release --example realism -- MANIFEST.csv [MANIFEST.csv ...] [--palms N] [--captures N] [--seed S]

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person")]

mod print;
mod source;
mod spectrum;
mod statistics;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use palmsig::synth::Setup;
use palmsig_examples::manifest::Manifest;

use source::Size;

#[derive(Debug, Parser)]
struct Arguments {
    #[arg(required = true, value_name = "MANIFEST.csv")]
    manifests: Vec<PathBuf>,
    #[arg(long, default_value_t = 60)]
    palms: usize,
    #[arg(long, default_value_t = 4)]
    captures: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let size = Size { palms: arguments.palms, captures: arguments.captures };
    for path in &arguments.manifests {
        let manifest = Manifest::open(path)?;
        let set = manifest.captures.first().map_or("", |c| c.palm.set.as_str());
        let Some(setup) = Setup::named(set) else { return Err(format!("no setup named {set}").into()) };
        let real = source::real(
            &manifest,
            if std::env::var("SKIP").is_ok() { Size { palms: 3, captures: 2 } } else { size },
        );
        let made = source::synthetic(setup, size, arguments.seed);
        println!(
            "\n{set}: {} real prints ({} failed), {} synthetic ({} failed)",
            real.prints.len(),
            real.failures,
            made.prints.len(),
            made.failures
        );
        let a = statistics::compare(&real)?.figures(&real);
        let b = statistics::compare(&made)?.figures(&made);
        for (a, b) in a.iter().zip(&b) {
            let ratio = b.value / a.value;
            let flag = match a.tolerance {
                Some(t) if (ratio - 1.0).abs() > t => "  <-- differs",
                Some(_) => "  ok",
                None => "",
            };
            println!("{:52} {:9.4} {:9.4} {:7.3}{flag}", a.name, a.value, b.value, ratio);
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("realism: {error}");
            ExitCode::FAILURE
        }
    }
}
