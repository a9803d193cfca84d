//! How well a session tells hands that are held there on purpose from those that pass, and live hands from attacks: on synthetic
//! bursts, or on prints and screens simulated from pictures.
//!
//!     cargo run --release --example attacks -- [--hands 20] [--attacks 20] [--bands visible|nir|both] [--lamp]
//!     cargo run --release --example attacks -- --passes 1000
//!     cargo run --release --example attacks -- --simulate MANIFEST.csv --out FOLDER
//!
//! * Without more, each of so many hands, and a print, a screen, a glove and a recording of as many (or of `--attacks`), hovers before
//!   a terminal of these bands, with or without a near-infrared lamp that is switched. Printed are APCER, BPCER and non-responses
//!   (ISO/IEC 30107-3) at the engine's own limit, for each species, and why live hands left no captures.
//! * `--passes`: hands that pass, fists, sleeves and faces that rest or pass, before a visible sensor, and how many of them leave
//!   captures.
//! * `--simulate`: a print and a screen of every picture of a manifest, as PNG into FOLDER, and `attacks.csv`, which lists them
//!   and the pictures themselves for `evaluate --pad`. Pictures of people stay pictures of people: FOLDER must lie
//!   outside of any repository.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

mod bursts;
mod simulate;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use palmsig::image::Bands;

/// Measures how well hands are told from what is none.
#[derive(Debug, Parser)]
struct Arguments {
    /// Live hands.
    #[arg(long, value_name = "N", default_value_t = 20)]
    hands: u64,
    /// Attacks of each species; as many as hands where not given.
    #[arg(long, value_name = "N")]
    attacks: Option<u64>,
    /// The first of their seeds.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// What the sensor takes.
    #[arg(long, value_enum, default_value_t = Taken::Both)]
    bands: Taken,
    /// Whether its near-infrared lamp is switched.
    #[arg(long)]
    lamp: bool,
    /// Count false triggers in so many passes instead.
    #[arg(long, value_name = "N")]
    passes: Option<u64>,
    /// Simulate attacks from the pictures of a manifest instead.
    #[arg(long, value_name = "MANIFEST.csv", requires = "out")]
    simulate: Option<PathBuf>,
    /// Where they go.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Bands of a sensor.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Taken {
    Visible,
    Nir,
    Both,
}

impl From<Taken> for Bands {
    fn from(taken: Taken) -> Bands {
        match taken {
            Taken::Visible => Bands::Visible,
            Taken::Nir => Bands::NearInfrared,
            Taken::Both => Bands::Both,
        }
    }
}

/// Anything that ends the run.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn run(arguments: &Arguments) -> Result<(), Failure> {
    if let (Some(manifest), Some(out)) = (&arguments.simulate, &arguments.out) {
        return simulate::run(manifest, out);
    }
    match arguments.passes {
        Some(passes) => bursts::passes(arguments.seed, passes),
        None => {
            let attacks = arguments.attacks.unwrap_or(arguments.hands);
            let bands = arguments.bands.into();
            bursts::attacks(arguments.seed, arguments.hands, attacks, bands, arguments.lamp)
        }
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("attacks: {error}");
            ExitCode::FAILURE
        }
    }
}
