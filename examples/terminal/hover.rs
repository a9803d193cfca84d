//! One hand over the terminal.

use std::time::{Duration, Instant};

use palmsig::error::ExtractError;
use palmsig::gallery::Identification;
use palmsig::image::Capture;
use palmsig::roi::Location;
use palmsig_examples::trace::Recorder;

use crate::{Failure, Terminal};

/// How the terminal answers.
pub(crate) enum Answer {
    /// Recognised, or not.
    Searched(Identification),
    /// No template could be made.
    TryAgain(ExtractError),
}

/// An answer and how long it took.
pub(crate) struct Hover {
    pub(crate) answer: Answer,
    /// Finding the palm, describing it, searching the gallery.
    pub(crate) times: [Duration; 3],
}

impl Hover {
    /// The account recognised, if any.
    pub(crate) fn account(&self) -> Option<&str> {
        match &self.answer {
            Answer::Searched(found) => found.recognised().map(|candidate| candidate.id.as_str()),
            Answer::TryAgain(_) => None,
        }
    }
}

impl Terminal {
    /// A hand hovers: find the palm, describe it, search for its owner.
    pub(crate) fn hover(&mut self, capture: &Capture<'_>, location: &Location<'_>) -> Result<Hover, Failure> {
        let mut recorder = Recorder::default();
        let extracted = self.extractor.extract_observed(capture, location, &mut recorder);
        let stages = recorder.times();
        let spent = |finding: bool| {
            let of_part = stages.iter().filter(|(name, _)| name.starts_with("roi") == finding);
            of_part.map(|(_, time)| *time).sum()
        };
        let (finding, describing) = (spent(true), spent(false));
        let start = Instant::now();
        let answer = match extracted {
            Ok(template) => Answer::Searched(self.gallery.identify(&template, 1, &self.policy)?),
            Err(error) => Answer::TryAgain(error),
        };
        Ok(Hover { answer, times: [finding, describing, start.elapsed()] })
    }
}
