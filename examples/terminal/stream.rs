//! What the sensor sees: hands that come, hover and leave, and what is held up in their place, frame by frame.

use std::path::Path;

use image::{RgbImage, imageops};
use ndarray::Array3;
use palmsig::capture::{Failure as Lost, Outcome, Progress};
use palmsig::image::{Bands, HandSide};
use palmsig::synth::{Attack, Burst, BurstFrame, BurstSettings, CaptureSettings, Course, Palm, Subject};
use palmsig_examples::trace::{Entry, contact_sheet};

use crate::service::camera::{self, guidance};
use crate::{Failure, Terminal};

/// Seed of the bursts.
const SEED: u64 = 7;
/// Height of a picture of a film strip, frames side by side, and letters that fit below one another.
const HEIGHT: u32 = 120;
const COLUMNS: u32 = 4;
const LETTERS: u32 = 24;

/// A known palm, a stranger's passing hand, and attacks with the known palm; `strip` is where film strips go. True when only
/// the live hand that was held there was recognised.
pub(crate) fn run(
    terminal: &mut Terminal,
    account: &str,
    palm: &Palm,
    strip: Option<&Path>,
) -> Result<bool, Failure> {
    let hover = Course::Hover { arrive: 0.3, hold: 1.3, leave: 0.0 };
    let visits = [
        ("a hand hovers", Subject::Hand, hover),
        ("a hand passes", Subject::Hand, Course::Pass { seconds: 1.0 }),
        ("a print is held up", Subject::Attack(Attack::Print), hover),
        ("a screen is held up", Subject::Attack(Attack::Screen), hover),
        ("a silicone glove hovers", Subject::Attack(Attack::Glove), hover),
        ("a recording is played", Subject::Attack(Attack::Replay), hover),
    ];
    let mut success = true;
    for (number, (label, subject, course)) in visits.into_iter().enumerate() {
        println!("\n{label}:");
        let settings = BurstSettings {
            capture: CaptureSettings::well_held(SEED),
            subject,
            course,
            rate: 15.0,
            bands: Bands::Both,
            switched_lamp: true,
        };
        let (said, outcome) = watch(&Burst::new(palm, &settings, SEED)?)?;
        let recognised = answer(terminal, &outcome)?;
        success &= recognised.as_deref() == (number == 0).then_some(account);
        if let Some(folder) = strip {
            let path = folder.join(format!("film-strip-{number}.png"));
            std::fs::create_dir_all(folder)?;
            let mut frames: Vec<Entry> = said.iter().map(shown).collect();
            if let Some(last) = frames.last_mut() {
                last.lines.push(if recognised.is_some() { "recognised" } else { "refused" }.to_owned());
            }
            contact_sheet(label, &frames, COLUMNS, LETTERS).save(&path)?;
            println!("  film strip: {}", path.display());
        }
    }
    Ok(success)
}

/// The frames up to the end of the session, with what it said to each; a line is printed whenever that changes.
fn watch(burst: &Burst<'_>) -> Result<(Vec<(BurstFrame, Progress)>, Outcome), Failure> {
    let (mut said, mut before) = (Vec::new(), "");
    let outcome = camera::watch(burst, HandSide::Unknown, |frame, progress| {
        let line = guidance(&progress);
        if line != before {
            println!("  {:4} ms  {line}", frame.time.as_millis());
            before = line;
        }
        said.push((frame, progress));
    })?;
    Ok((said, outcome))
}

/// Says what came of a session, and whom it recognised.
fn answer(terminal: &Terminal, outcome: &Outcome) -> Result<Option<String>, Failure> {
    let (took, computing) = (outcome.took.as_millis(), outcome.computing.as_millis());
    let times = format!("{took} ms of stream, {computing} ms of computing, {} frames", outcome.frames);
    let Some(best) = outcome.captures.first() else {
        println!("  refused: {} ({times})", why(outcome));
        return Ok(None);
    };
    let found = terminal.gallery.identify(&best.template, 1, &terminal.policy)?;
    let account = found.recognised().map(|candidate| candidate.id.clone());
    match &account {
        Some(account) => println!("  hello {account} (quality {}, {times})", best.quality.score),
        None => println!("  not known ({times})"),
    }
    Ok(account)
}

fn why(outcome: &Outcome) -> String {
    match outcome.failure {
        Some(Lost::Attack { kind, signal }) => {
            let value = outcome.evidence.reading(signal).map_or(0.0, |reading| reading.value);
            format!("no live hand: {}, by its {} ({value:.1})", kind.name(), signal.name())
        }
        Some(Lost::Insufficient { missing }) => {
            let names: Vec<&str> = missing.iter().map(|signal| signal.name()).collect();
            format!("not enough evidence of life, missing: {}", names.join(", "))
        }
        Some(Lost::TimedOut(guidance)) => format!("not held as it should be, {}", guidance.name()),
        Some(Lost::Passed) => "it only passed".to_owned(),
        Some(other) => format!("{other:?}"),
        None => "nothing was kept".to_owned(),
    }
}

/// Both pictures of a frame, with what was said to it.
fn shown((frame, progress): &(BurstFrame, Progress)) -> Entry {
    let lamp = if frame.lit { "" } else { ", lamp off" };
    let lines = vec![format!("{} ms{lamp}", frame.time.as_millis()), guidance(progress).to_owned()];
    Entry { lines, pictures: [&frame.visible, &frame.nir].into_iter().flatten().map(small).collect() }
}

fn small(pixels: &Array3<u8>) -> RgbImage {
    let (height, width, channels) = pixels.dim();
    let picture = RgbImage::from_fn(width as u32, height as u32, |x, y| {
        image::Rgb([0, 1, 2].map(|k| pixels[[y as usize, x as usize, k.min(channels - 1)]]))
    });
    let width = HEIGHT * width as u32 / (height as u32).max(1);
    imageops::resize(&picture, width, HEIGHT, imageops::FilterType::Triangle)
}
