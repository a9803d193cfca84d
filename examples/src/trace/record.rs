//! An observer that keeps everything it sees.

use std::time::{Duration, Instant};

use ndarray::{Array2, Array3};
use palmsig::trace::{Artifact, Observer};

/// An artifact that outlives its stage.
#[derive(Clone)]
pub enum Kept {
    /// Grey levels, shape (rows, columns).
    Pixels(Array2<u16>),
    /// 1 inside, 0 outside, shape (rows, columns).
    Mask(Array2<u8>),
    /// Points as [row, column] in pixels of the picture.
    Points(Vec<[f64; 2]>),
    /// Bits as 0 and 1, shape (planes, rows, columns).
    Bits(Array3<u8>),
    /// Named numbers.
    Values(Vec<(&'static str, f64)>),
    /// A number of bytes.
    Size(usize),
}

/// Keeps artifacts and the time each stage took.
#[derive(Default)]
pub struct Recorder {
    /// Whether artifacts are kept, or only times.
    pub keep_artifacts: bool,
    artifacts: Vec<(&'static str, Kept)>,
    times: Vec<(&'static str, Duration)>,
    running: Option<(&'static str, Instant)>,
}

impl Recorder {
    /// Keeps artifacts and times.
    pub fn of_everything() -> Recorder {
        Recorder { keep_artifacts: true, ..Recorder::default() }
    }

    /// The stages in order with the time each took. Call it after the extraction.
    pub fn times(&mut self) -> &[(&'static str, Duration)] {
        self.end_stage();
        &self.times
    }

    /// The artifacts in the order they were made.
    pub fn artifacts(&self) -> &[(&'static str, Kept)] {
        &self.artifacts
    }

    /// The first artifact of a name.
    pub fn artifact(&self, name: &str) -> Option<&Kept> {
        self.artifacts.iter().find(|(n, _)| *n == name).map(|(_, kept)| kept)
    }

    fn end_stage(&mut self) {
        if let Some((name, start)) = self.running.take() {
            self.times.push((name, start.elapsed()));
        }
    }
}

impl Observer for Recorder {
    fn wants_artifacts(&self) -> bool {
        self.keep_artifacts
    }

    fn stage(&mut self, name: &'static str) {
        self.end_stage();
        self.running = Some((name, Instant::now()));
    }

    fn artifact(&mut self, name: &'static str, artifact: Artifact<'_>) {
        if !self.keep_artifacts {
            return;
        }
        let kept = match artifact {
            Artifact::Pixels(a) => Kept::Pixels(a.to_owned()),
            Artifact::Mask(a) => Kept::Mask(a.to_owned()),
            Artifact::Points(a) => Kept::Points(a.to_vec()),
            Artifact::Bits(a) => Kept::Bits(a.to_owned()),
            Artifact::Values(a) => Kept::Values(a.to_vec()),
            Artifact::Size(a) => Kept::Size(a),
            _ => return,
        };
        self.artifacts.push((name, kept));
    }
}
