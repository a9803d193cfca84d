//! Writes a data set of synthetic palms: pictures, a manifest that `evaluate` reads, and ground truth.
//!
//!     cargo run --release --example synthesise -- --out FOLDER
//!         [--palms 1000] [--captures 4] [--seed 1] [--setup terminal] [--size 640x480]
//!         [--bands both|visible|nir] [--truth none|landmarks|maps] [--threads N]
//!
//! FOLDER gets a README.md that explains its files. Everything follows from the arguments: the same ones
//! give the same bytes, whatever the number of threads. More palms of one seed begin with the same palms.
//! People of the same seed are the same in all setups that take the same hands.
//!
//! FOLDER must be empty or new. The manifest is written last: where there is none, the run was interrupted,
//! and the folder can be deleted.

mod any_pose;
mod failure;
mod folder;
mod people;
mod production;
mod readme;
mod request;
mod taking;
mod truth;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use palmsig_examples::progress;
use palmsig_examples::size::Size;

use failure::Failure;
use folder::Folder;
use request::{Bands, Detail, Request};
use taking::Taking;

/// Writes a data set of synthetic palms: pictures, a manifest that `evaluate` reads, and ground truth.
/// The same arguments give the same bytes.
#[derive(Debug, Parser)]
struct Arguments {
    /// An empty or new folder for the data set; the default one takes about 3 GB.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Palms: the left and the right one of a person in turn, where the setup takes both.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    palms: u64,
    /// Captures of each palm: at the terminal on two days, half of them on each.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000))]
    captures: u32,
    /// Data sets of different seeds show different people.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How captures are taken: `terminal` has all sorts of hands, backgrounds and light; `any-pose` turns and
    /// tilts hands every way before every background; the others imitate the public set of that name.
    #[arg(long, default_value = taking::TERMINAL, value_parser = setups())]
    setup: Taking,
    /// Size of the pictures of `terminal` and `any-pose` [default: 640x480].
    #[arg(long, value_name = "WIDTHxHEIGHT")]
    size: Option<Size>,
    /// Pictures of each capture [default: both at the terminal, elsewhere the band of the set].
    #[arg(long, value_enum)]
    bands: Option<Bands>,
    /// Ground truth.
    #[arg(long, value_enum, default_value_t = Detail::Maps)]
    truth: Detail,
    /// Threads to work on [default: one a core].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

fn setups() -> impl TypedValueParser<Value = Taking> {
    PossibleValuesParser::new(Taking::names())
        .try_map(|name| Taking::named(&name).ok_or_else(|| format!("no setup is called {name}")))
}

impl Arguments {
    fn request(&self) -> Result<Request, Failure> {
        let taking = match (self.setup, self.size) {
            (Taking::Terminal(usual), size) => Taking::Terminal(size.unwrap_or(usual)),
            (Taking::AnyPose(usual), size) => Taking::AnyPose(size.unwrap_or(usual)),
            (taking, None) => taking,
            (taking, Some(_)) => return Err(Failure::SizeOfSetup(taking.name())),
        };
        let usual = matches!(taking, Taking::Terminal(_)).then_some(Bands::Both);
        Ok(Request {
            palms: self.palms,
            captures: self.captures,
            seed: self.seed,
            taking,
            bands: self.bands.or(usual),
            detail: self.truth,
        })
    }
}

/// Bytes written.
fn run(arguments: &Arguments) -> Result<u64, Failure> {
    let request = arguments.request()?;
    let threads = arguments.threads.map_or(0, NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let folder = Folder::create(&arguments.out)?;
    let mut lists = folder.lists(request.detail != Detail::None)?;
    let bar = progress::bar("captures", request.palms * u64::from(request.captures));
    let produced = pool.install(|| production::produce(&request, &folder, &mut lists, &bar));
    bar.finish_and_clear();
    produced?;
    folder.publish(lists, &readme::page(&request))?;
    Ok(folder.bytes())
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(bytes) => {
            let (palms, captures) = (arguments.palms, arguments.captures);
            let (megabytes, out) = (bytes as f64 / 1e6, arguments.out.display());
            // Whoever listens may have left: that is no error.
            let _ = writeln!(
                io::stdout(),
                "{palms} palms with {captures} captures each, {megabytes:.1} MB, in {out}"
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "synthesise: {error}");
            ExitCode::FAILURE
        }
    }
}
