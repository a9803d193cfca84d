//! Every stage of one extraction, as arrays and as pictures.
//!
//!     cargo run --release --example trace -- PICTURE --out FOLDER [--nir] [--crop]
//!
//! FOLDER gets NN-name.npy and manifest.json, a PNG a stage, and overview.png. The quality of the capture and what
//! the person could do better are printed. FOLDER shows a person's palm:
//! keep it as carefully as the picture.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use palmsig::image::{Capture, Picture};
use palmsig::params::EncoderParams;
use palmsig::pipeline::{Extraction, Extractor};
use palmsig::quality::Guidance;
use palmsig::roi::Location;
use palmsig_examples::trace::{Recorder, write_arrays, write_pictures};

/// Writes every stage of one extraction.
#[derive(Debug, Parser)]
struct Arguments {
    /// A picture of a hand (PNG, JPEG, BMP, PGM or TIFF).
    picture: PathBuf,
    /// Where the arrays and pictures go.
    #[arg(long)]
    out: PathBuf,
    /// The picture was taken in near-infrared light.
    #[arg(long)]
    nir: bool,
    /// The picture is a crop, taken as the palm square.
    #[arg(long)]
    crop: bool,
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let picture = Picture::open(&arguments.picture)?;
    let view = picture.view();
    let capture = if arguments.nir { Capture::near_infrared(view) } else { Capture::visible(view) };
    let location = if arguments.crop { Location::WholePicture } else { Location::Search };
    let mut recorder = Recorder::of_everything();
    let extracted = Extractor::new(&EncoderParams::default())?.extract_graded_observed(
        &capture,
        &location,
        &mut recorder,
    );
    // What the stages before a failure made is what explains it.
    write_arrays(&mut recorder, &arguments.out)?;
    write_pictures(&view, &recorder, &arguments.out)?;
    for (stage, time) in recorder.times() {
        println!("{stage:<20} {:8.3} ms", time.as_secs_f64() * 1e3);
    }
    if let Err(error) = &extracted {
        println!("guidance             {}", Guidance::for_error(error).map_or("none", Guidance::name));
    }
    let extraction = extracted?;
    print_quality(&extraction);
    let (bytes, out) = (extraction.template.encoded_len(), arguments.out.display());
    println!("{bytes} bytes of template; the stages are in {out}");
    Ok(())
}

fn print_quality(extraction: &Extraction) {
    println!("quality              {:8}", extraction.quality.score);
    for (name, value) in extraction.quality.components.iter() {
        println!("  {name:<18} {value:8}");
    }
    println!("guidance             {}", extraction.guidance.name());
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("trace: {error}");
            ExitCode::FAILURE
        }
    }
}
