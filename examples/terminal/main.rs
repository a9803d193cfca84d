//! What a shop's terminal does: sign people up by their palms, then recognise or refuse the hands that
//! hover over it, and the attacks on it.
//!
//!     cargo run --release --example terminal
//!     cargo run --release --example terminal -- --images FOLDER    (one sub-folder a person)
//!     cargo run --release --example terminal -- --manifest CSV     (see docs/accuracy.md)
//!
//! It keeps nothing between runs but a picture of one palm's way through the stages.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

mod hover;
mod picture;
mod real;
mod report;
mod stream;
mod synthetic;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use palmsig::gallery::Gallery;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::{EncoderParams, MatchParams};
use palmsig::pipeline::Extractor;

/// Signs people up by their palms and recognises them.
#[derive(Debug, Parser)]
struct Arguments {
    /// A folder with one sub-folder of pictures a person, instead of synthetic people.
    #[arg(long, conflicts_with = "manifest")]
    images: Option<PathBuf>,
    /// A manifest of pictures, instead of synthetic people.
    #[arg(long)]
    manifest: Option<PathBuf>,
    /// Synthetic people to sign up.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    people: u64,
    /// How often a stranger may be taken for somebody who is signed up.
    #[arg(long, default_value_t = 1e-3)]
    fpir: f64,
    /// Where the picture of one palm's way through the stages goes.
    #[arg(long, default_value = "target/terminal")]
    out: PathBuf,
    /// Leave film strips of what the sensor saw there, too.
    #[arg(long)]
    trace: bool,
}

/// Anything that ends the run.
type Failure = Box<dyn std::error::Error>;

/// The terminal: what is needed to enrol and to recognise.
struct Terminal {
    extractor: Extractor,
    gallery: Gallery,
    policy: Policy,
}

impl Terminal {
    fn new(fpir: f64) -> Result<Terminal, Failure> {
        let encoder = EncoderParams::default();
        let matcher = Matcher::new(&MatchParams::default())?;
        Ok(Terminal {
            extractor: Extractor::new(&encoder)?,
            gallery: Gallery::new(matcher, encoder.encoder_id()),
            policy: Policy::identify(fpir)?,
        })
    }
}

fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let mut terminal = Terminal::new(arguments.fpir)?;
    match (&arguments.images, &arguments.manifest) {
        (Some(folder), _) => real::run(&mut terminal, real::from_folder(folder)?, &arguments.out),
        (None, Some(manifest)) => real::run(&mut terminal, real::from_manifest(manifest)?, &arguments.out),
        (None, None) => synthetic::run(&mut terminal, arguments.people, &arguments.out, arguments.trace),
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("terminal: {error}");
            ExitCode::FAILURE
        }
    }
}
