//! What the quick looks of a search among many lose, and what they cost: the answers of `Gallery::identify` beside those
//! of comparing every palm in full.
//!
//!     cargo run --release --example cascade -- [--palms 10000] [--mated 500] [--non-mated 500] [--depth local]
//!         [--fpir 0.01] [--seed 1] [--threads N] [--elsewhere] [--time-only]
//!
//! As many synthetic hands as there are mated probes are enrolled, each by one capture and searched by another one; the
//! other palms of the gallery are laid of tiles of synthetic palms (`examples/src/crowd.rs`). Non-mated probes are hands that
//! are not enrolled. `--elsewhere` keeps no full template in the gallery; making one anew takes longer than fetching it.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

mod exhaustive;
mod memory;
mod people;
mod report;
mod searches;

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, ValueEnum};
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use people::People;

/// Searches a large gallery by the cascade and in full.
#[derive(Debug, Parser)]
struct Arguments {
    /// Palms enrolled.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    palms: u64,
    /// Probes of palms that are enrolled.
    #[arg(long, value_name = "N", default_value_t = 500)]
    mated: u64,
    /// Probes of palms that are not.
    #[arg(long, value_name = "N", default_value_t = 500)]
    non_mated: u64,
    /// How palms are compared in full.
    #[arg(long, value_enum, default_value_t = Depth::Local)]
    depth: Depth,
    /// Rate at which somebody may be found who is not enrolled.
    #[arg(long, default_value_t = 1e-2)]
    fpir: f64,
    /// Hands of different seeds have nothing in common.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads; as many as there are cores unless told.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Full templates stay outside the gallery.
    #[arg(long)]
    elsewhere: bool,
    /// Nothing is compared in full but what the gallery compares.
    #[arg(long)]
    time_only: bool,
}

/// How far a comparison goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Depth {
    /// Line planes alone, rotations, scales and shifts.
    Rigid,
    /// Patches of the fine planes as well.
    Local,
}

/// Anything that ends the run.
type Failure = Box<dyn std::error::Error>;

fn run(arguments: &Arguments) -> Result<(), Failure> {
    rayon::ThreadPoolBuilder::new().num_threads(arguments.threads).build_global()?;
    let params = match arguments.depth {
        Depth::Rigid => MatchParams::rigid(),
        Depth::Local => MatchParams::default(),
    };
    let (matcher, policy) = (Matcher::new(&params)?, Policy::identify(arguments.fpir)?);
    if arguments.mated > arguments.palms {
        return Err("there are more mated probes than palms".into());
    }
    let people = Arc::new(People::new(arguments.seed, arguments.mated, arguments.non_mated));
    let searched = searches::run(&people, arguments, &matcher, &policy)?;
    report::costs(&searched);
    if !arguments.time_only {
        let best = exhaustive::search(&people, arguments.palms, &matcher);
        report::differences(&searched, &best, &policy);
    }
    Ok(())
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cascade: {error}");
            ExitCode::FAILURE
        }
    }
}
