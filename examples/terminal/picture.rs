//! The picture of one palm's way through the stages.

use std::path::Path;

use palmsig::image::Capture;
use palmsig::roi::Location;
use palmsig_examples::trace::{Recorder, overview};

use crate::{Failure, Terminal};

/// Extracts a capture once more with everything recorded, and writes `one-palm.png` into `folder`.
pub(crate) fn write(
    terminal: &mut Terminal,
    capture: &Capture<'_>,
    location: &Location<'_>,
    folder: &Path,
) -> Result<(), Failure> {
    let mut recorder = Recorder::of_everything();
    terminal.extractor.extract_observed(capture, location, &mut recorder)?;
    let (_, view) = capture.first_band();
    std::fs::create_dir_all(folder)?;
    let path = folder.join("one-palm.png");
    overview(&view, &recorder).save(&path)?;
    println!("one palm's way through the stages: {}", path.display());
    Ok(())
}
