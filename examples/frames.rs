//! How well the palm is found on synthetic hands in every pose: all the way round, tilted by up to 35°, fingers closed
//! to spread, before ten backgrounds.
//!
//!     cargo run --release --example frames -- [--hands 1000] [--seed 1] [--size 640x480] [--worst FOLDER]
//!
//! The truth is where the skin of the palm square is seen (`palmsig::synth::SkinSquare`). `--worst` writes a contact
//! sheet of the frames farthest from it.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use image::RgbImage;
use palmsig::image::{Band, HandSide};
use palmsig::params::RoiParams;
use palmsig::roi::{Location, Palm as Located, locate};
use palmsig::synth::{
    Background, CaptureSettings, Palm, Rng, SkinSquare, SynthError, SyntheticCapture, render,
};
use palmsig::trace::Unobserved;
use palmsig_examples::progress;
use palmsig_examples::size::Size;
use palmsig_examples::trace::{captioned_sheet, with_squares};
use rayon::prelude::*;

/// Finds synthetic palms in every pose and says how far from the truth.
#[derive(Debug, Parser)]
struct Arguments {
    /// Hands to look for.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    hands: u64,
    /// Hands of different seeds have nothing in common.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Size of the pictures.
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "640x480")]
    size: Size,
    /// Where a contact sheet of the worst frames goes.
    #[arg(long, value_name = "FOLDER")]
    worst: Option<PathBuf>,
}

/// A frame within these of the truth, in palm units and degrees, is a good one.
const GOOD: (f64, f64) = (0.05, 3.0);

/// Frames on the contact sheet.
const SHOWN: usize = 24;

/// One hand.
struct Outcome {
    background: Background,
    /// None where no palm was found.
    found: Option<Found>,
    number: u64,
}

/// How far a frame lies from the truth.
#[derive(Clone, Copy)]
struct Found {
    /// Palm units.
    shift: f64,
    /// Degrees.
    turn: f64,
    /// Logarithm of the ratio of sides, without sign.
    scale: f64,
    wrong_side: bool,
    expected: f64,
}

impl Outcome {
    fn good(&self) -> bool {
        self.found.is_some_and(|f| f.shift <= GOOD.0 && f.turn <= GOOD.1)
    }

    /// For sorting: what was not found is worst.
    fn badness(&self) -> f64 {
        self.found.map_or(f64::INFINITY, |f| (f.shift / GOOD.0).max(f.turn / GOOD.1))
    }
}

/// The `number`-th hand: in near-infrared every fourth.
fn taken(arguments: &Arguments, number: u64) -> Result<(CaptureSettings, SyntheticCapture), SynthError> {
    let mut rng = Rng::new(arguments.seed.wrapping_mul(1_000_003).wrapping_add(number));
    let hand = if number.is_multiple_of(2) { HandSide::Left } else { HandSide::Right };
    let mut settings = CaptureSettings::any_pose(arguments.size.height, arguments.size.width, &mut rng);
    if number % 4 == 3 {
        settings.band = Band::NearInfrared;
    }
    let capture = render(&Palm::new(rng.bits(), hand), &settings, rng.bits())?;
    Ok((settings, capture))
}

fn located(capture: &SyntheticCapture, band: Band) -> Option<Located> {
    let view = capture.view().ok()?;
    locate(&view, band, &Location::Search, &RoiParams::default(), &mut Unobserved).ok()
}

fn compared(palm: &Located, capture: &SyntheticCapture) -> Found {
    let SkinSquare { center, up, side } = capture.square;
    let square = palm.square;
    let cosine = square.up[0] * up[0] + square.up[1] * up[1];
    Found {
        shift: (square.center[0] - center[0]).hypot(square.center[1] - center[1]) / side,
        turn: cosine.clamp(-1.0, 1.0).acos().to_degrees(),
        scale: (square.side / side).ln().abs(),
        wrong_side: palm.hand != HandSide::Unknown && palm.hand != capture.hand,
        expected: palm.uncertainty,
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let bar = progress::bar("hands", arguments.hands);
    let mut outcomes: Vec<Outcome> = (0..arguments.hands)
        .into_par_iter()
        .map(|number| {
            let (settings, capture) = taken(arguments, number)?;
            bar.inc(1);
            let found = located(&capture, settings.band).map(|palm| compared(&palm, &capture));
            Ok(Outcome { background: settings.background, found, number })
        })
        .collect::<Result<_, SynthError>>()?;
    bar.finish_and_clear();
    report(&outcomes);
    outcomes.sort_by(|a, b| b.badness().total_cmp(&a.badness()));
    if let Some(folder) = &arguments.worst {
        outcomes.truncate(SHOWN);
        let panels = outcomes.iter().map(|o| panel(arguments, o)).collect::<Result<Vec<_>, _>>()?;
        std::fs::create_dir_all(folder)?;
        captioned_sheet(&panels, 6).save(folder.join("worst-frames.png"))?;
        println!("the worst frames are in {}", folder.display());
    }
    Ok(())
}

/// The capture with the square found (blue) over the true one (green).
fn panel(arguments: &Arguments, outcome: &Outcome) -> Result<(String, RgbImage), Box<dyn std::error::Error>> {
    let (settings, capture) = taken(arguments, outcome.number)?;
    let SkinSquare { center, up, side } = capture.square;
    let truth = palmsig::roi::Square { center, up, side };
    let found = located(&capture, settings.band).map(|palm| palm.square);
    let caption = match outcome.found {
        Some(f) => format!("{}: {:.2} units, {:.0} degrees", outcome.number, f.shift, f.turn),
        None => format!("{}: not found", outcome.number),
    };
    Ok((caption, with_squares(&capture.view()?, &truth, found.as_ref(), 240)))
}

fn report(outcomes: &[Outcome]) {
    let mut groups: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
    for outcome in outcomes {
        groups.entry(outcome.background.name()).or_default().push(outcome);
        groups.entry("~ all").or_default().push(outcome);
    }
    println!(
        "                                        shift, palm units       turn, degrees     |log scale|    wrong"
    );
    println!(
        "background    hands  not found  good %    50 %   95 %   99 %   50 %  95 %  99 %    50 %   95 %  side %  expected"
    );
    for (name, group) in groups {
        let found: Vec<Found> = group.iter().filter_map(|o| o.found).collect();
        let at = |pick: fn(&Found) -> f64, share: f64| {
            let mut values: Vec<f64> = found.iter().map(pick).collect();
            values.sort_by(f64::total_cmp);
            let last = values.len().saturating_sub(1);
            values.get((share * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
        };
        let percent = |count: usize, of: usize| 100.0 * count as f64 / of.max(1) as f64;
        println!(
            "{:<12} {:>6} {:>10} {:>7.2} {:>7.3} {:>6.3} {:>6.3} {:>6.2} {:>5.2} {:>5.2} {:>7.3} {:>6.3} {:>7.2} {:>9.3}",
            name.trim_start_matches("~ "),
            group.len(),
            group.len() - found.len(),
            percent(group.iter().filter(|o| o.good()).count(), group.len()),
            at(|f| f.shift, 0.5),
            at(|f| f.shift, 0.95),
            at(|f| f.shift, 0.99),
            at(|f| f.turn, 0.5),
            at(|f| f.turn, 0.95),
            at(|f| f.turn, 0.99),
            at(|f| f.scale, 0.5),
            at(|f| f.scale, 0.95),
            percent(found.iter().filter(|f| f.wrong_side).count(), found.len()),
            at(|f| f.expected, 0.5),
        );
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("frames: {error}");
            ExitCode::FAILURE
        }
    }
}
