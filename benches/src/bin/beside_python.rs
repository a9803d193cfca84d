//! Measures what `palmsig-py/benches/beside_rust.py` measures, and leaves the same palms for it:
//! `beside_python FOLDER PALMS`. `cargo xtask bench-python` runs both.
#![expect(clippy::print_stdout, reason = "a command-line tool speaks on its terminal")]

use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::Instant;

use palmsig::gallery::Gallery;
use palmsig::image::{Band, Capture, HandSide};
use palmsig::matching::{CompactCodes, Matcher, Policy};
use palmsig::params::{EncoderParams, MatchParams};
use palmsig::pipeline::Extractor;
use palmsig::roi::Location;
use palmsig::synth::{CaptureSettings, Palm, render};
use palmsig::template::Template;
use palmsig_examples::crowd::Crowd;
use rayon::prelude::*;

/// Percent of the cells of another capture that say something else: differing bits as of mated captures.
const OTHERWISE: u64 = 45;

const PROBES: u64 = 16;

/// Palms that are all compared with one another.
const PAIRED: usize = 2000;

/// Palms that are rendered at once, so that not all are in memory twice.
const BLOCK: u64 = 10_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: beside_python FOLDER PALMS")?);
    let palms: u64 = arguments.next().and_then(|n| n.to_str()?.parse().ok()).ok_or("no number of palms")?;
    extract()?;
    let matcher = Matcher::new(&MatchParams::default())?;
    let crowd = Crowd::default();
    let gallery = Gallery::new(matcher, crowd.stranger(0).encoder_id());
    let mut rows = BufWriter::new(std::fs::File::create(folder.join("references.bin"))?);
    for first in (0..palms).step_by(BLOCK as usize) {
        let block = first..palms.min(first + BLOCK);
        let made: Vec<Template> = block.clone().into_par_iter().map(|i| crowd.stranger(i)).collect();
        for (number, template) in block.zip(made) {
            rows.write_all(&template.to_bytes())?;
            gallery.enrol(&number.to_string(), vec![template])?;
        }
    }
    rows.flush()?;
    let probes: Vec<Template> = (0..PROBES).map(|i| crowd.mated(61 * i % palms, OTHERWISE)).collect();
    std::fs::write(
        folder.join("probes.bin"),
        probes.iter().flat_map(Template::to_bytes).collect::<Vec<_>>(),
    )?;
    search(&gallery, &probes)?;
    drop(gallery);
    let paired: Vec<Template> = (0..PAIRED.min(palms as usize) as u64).map(|i| crowd.stranger(i)).collect();
    pairs(&paired)
}

/// Prints the least time of `repeats`, in milliseconds a piece of work.
fn measure(what: &str, repeats: usize, pieces: usize, mut work: impl FnMut()) {
    work();
    let mut least = f64::INFINITY;
    for _ in 0..repeats {
        let start = Instant::now();
        work();
        least = least.min(start.elapsed().as_secs_f64());
    }
    println!(r#"{{"what":"{what}","ms":{}}}"#, 1000.0 * least / pieces as f64);
}

fn extract() -> Result<(), Box<dyn std::error::Error>> {
    let palm = Palm::new(1, HandSide::Right);
    for (height, width) in [(1200, 1600), (480, 640)] {
        let picture = render(&palm, &CaptureSettings::sized(height, width), 1)?;
        let capture = Capture::visible(picture.view()?);
        let mut extractor = Extractor::new(&EncoderParams::default())?;
        measure(&format!("extract {height}x{width}"), 200, 1, || {
            let found = extractor.extract_graded(black_box(&capture), &Location::Search);
            assert!(black_box(found).is_ok(), "the benchmark must measure a hand that is found");
        });
    }
    Ok(())
}

fn search(gallery: &Gallery, probes: &[Template]) -> Result<(), Box<dyn std::error::Error>> {
    let policy = Policy::identify(1e-2)?;
    measure("identify", 40, 1, || {
        assert!(gallery.identify(black_box(&probes[0]), 1, &policy).is_ok_and(|found| found.accepted));
    });
    measure("identify, in a batch", 5, probes.len(), || {
        assert!(gallery.identify_batch(black_box(probes), 1, &policy).is_ok());
    });
    Ok(())
}

/// All pairs of some palms, in full and by their compact codes, on one thread.
fn pairs(palms: &[Template]) -> Result<(), Box<dyn std::error::Error>> {
    let few = &palms[..palms.len().min(200)];
    let matcher = Matcher::new(&MatchParams::default())?;
    measure("compare in full", 3, few.len() * (few.len() - 1) / 2, || {
        for (i, first) in few.iter().enumerate() {
            let probe = matcher.probe(first);
            few[i + 1..].iter().for_each(|second| drop(black_box(probe.compare(second))));
        }
    });
    measure("compare compact", 3, palms.len() * (palms.len() - 1) / 2, || {
        let codes = CompactCodes::new(palms.iter().map(Some), Band::Visible);
        (0..codes.len()).for_each(|i| codes.distances(i, i + 1..codes.len(), |d| drop(black_box(d))));
    });
    Ok(())
}
