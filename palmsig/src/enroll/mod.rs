//! Several captures → one template, and how that template follows its owner's poses.
//!
//! A template keeps the views of up to [`EnrolParams::kept_captures`] captures as they were taken, and a comparison
//! takes the pair of views that agrees best: captures of one palm differ in pose more than in bits, and no single view
//! stands for all poses. (Bits voted into one view, and cells masked where captures disagree, were tried: docs/accuracy.md.)
//!
//! Enrolment ([`Enroller::enrol`]):
//!
//! 1. Captures of low quality are refused, and a capture given twice counts once.
//! 2. All pairs are compared. While some capture does not match more than half of the others at
//!    [`EnrolParams::match_fmr`], the one that matches fewest goes: an outlier. Where outliers match one another there are
//!    two palms, and nothing is enrolled.
//! 3. Of those left the one most similar to all others is kept, then always the one least similar to those kept; of a capture that
//!    shows the palm in either of two places ([`View::alternative`]), the view most similar to the others.
//!
//! Nothing depends on the order in which captures are given.
//!
//! Update ([`Enroller::update`]): the views of the enrolment, the *anchor*, are never replaced. Beside them stand the
//! views of up to [`EnrolParams::recent_captures`] recent captures. A capture is taken if
//!
//! * its quality is known and good;
//! * at least [`EnrolParams::update_interval`] has passed since the last one was taken;
//! * it matches the anchor, not what was taken since, at [`EnrolParams::update_fmr`], in each band alone;
//! * it is not there already;
//!
//! and what is taken of it is its pose alone. The views of the anchor are carried over it cell by cell; with n of them that
//! show a cell, of which v say 1, and f the bit of the first, the bit kept is
//!
//!   1 if 2v > n,  0 if 2v < n,  f if they are equal,
//!
//! and cells that it does not show itself, or that fewer than two views of the anchor show, are masked. No bit of any capture
//! but the enrolled ones is ever kept, whatever is shown and however often, and what was taken before has no vote. That is
//! what keeps a template from being walked away from its owner: matching the anchor, however strictly, would not, for a
//! blend of owner and stranger matches both (docs/pipeline.md says what was tried).
//!
//! ```
//! # #[cfg(feature = "synth")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use palmsig::enroll::{Enroller, Sample, Update, joined};
//! use palmsig::image::{Capture, HandSide};
//! use palmsig::matching::Matcher;
//! use palmsig::params::{EncoderParams, EnrolParams, MatchParams};
//! use palmsig::pipeline::{Extraction, Extractor};
//! use palmsig::roi::Location;
//! use palmsig::synth::{CaptureSettings, Palm, render};
//! use std::time::Duration;
//!
//! let palm = Palm::new(7, HandSide::Left);
//! let mut extractor = Extractor::new(&EncoderParams::default())?;
//! let mut captured = |visit| -> Result<Extraction, Box<dyn std::error::Error>> {
//!     let picture = render(&palm, &CaptureSettings::well_held(visit), visit)?;
//!     Ok(extractor.extract_graded(&Capture::visible(picture.view()?), &Location::Search)?)
//! };
//! let captures = [captured(1)?, captured(2)?, captured(3)?];
//! let samples: Vec<Sample> = captures.iter().map(Sample::from).collect();
//! let enroller = Enroller::new(Matcher::new(&MatchParams::default())?, &EnrolParams::default())?;
//! let anchor = enroller.enrol(&samples)?.template;
//!
//! // A month later the person was verified with a good capture.
//! let month = Duration::from_secs(30 * 24 * 3600);
//! if let Update::Taken(recent) = enroller.update(&anchor, None, &Sample::from(&captured(4)?), month)? {
//!     let template = joined(&anchor, &recent)?;
//!     assert_eq!(template.views().len(), 4);
//! }
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "synth"))]
//! # fn main() {}
//! ```

mod agreement;
mod update;
mod vote;

use crate::error::EnrolError;
use crate::image::{Band, HandSide};
use crate::matching::{Matcher, Policy};
use crate::params::{EnrolParams, ParamError};
use crate::pipeline::Extraction;
use crate::template::{Template, View};

pub use update::{Refusal, Update, joined};

/// Most captures that an enrolment looks at.
pub const MAX_CAPTURES: usize = 16;

/// A capture of the person who enrols.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// What was made of it: one view of each band, and perhaps an alternative.
    pub template: &'a Template,
    /// Its quality score, 0..=100, where known.
    pub quality: Option<u8>,
}

impl<'a> From<&'a Extraction> for Sample<'a> {
    fn from(extraction: &'a Extraction) -> Sample<'a> {
        Sample { template: &extraction.template, quality: Some(extraction.quality.score) }
    }
}

/// What became of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Its views are in the template.
    Kept,
    /// It agrees with the others, and the template has views enough without it.
    Spare,
    /// Its quality score is too low.
    LowQuality {
        /// The score.
        score: u8,
        /// The lowest accepted.
        minimum: u8,
    },
    /// It is the same as another one.
    Repeated,
    /// It does not match enough of the captures that agree: another hand, or a palm badly found.
    Outlier {
        /// Of those that agree, how many it matches.
        matched: usize,
        /// How many agree.
        agreeing: usize,
    },
}

/// A template and the captures that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The template.
    pub template: Template,
    /// What became of each capture, in the order given.
    pub verdicts: Vec<Verdict>,
}

/// Makes templates of several captures, and brings them up to date.
#[derive(Debug, Clone)]
pub struct Enroller {
    matcher: Matcher,
    params: EnrolParams,
    same_palm: Policy,
    follows: Policy,
}

impl Enroller {
    /// An enroller that compares captures with `matcher`.
    ///
    /// # Errors
    /// [`ParamError`] when a parameter lies outside its range.
    pub fn new(matcher: Matcher, params: &EnrolParams) -> Result<Enroller, ParamError> {
        params.validate()?;
        let (same_palm, follows) = (Policy::verify(params.match_fmr)?, Policy::verify(params.update_fmr)?);
        Ok(Enroller { matcher, params: *params, same_palm, follows })
    }

    /// Makes one template of several captures of one palm.
    ///
    /// # Errors
    /// [`EnrolError`] when too few captures agree, or they cannot be of one palm.
    pub fn enrol(&self, samples: &[Sample<'_>]) -> Result<Enrolment, EnrolError> {
        if samples.len() > MAX_CAPTURES {
            return Err(EnrolError::TooMany { given: samples.len(), limit: MAX_CAPTURES });
        }
        alike(samples.iter().map(|sample| sample.template))?;
        let (views, verdicts) = agreement::judge(samples, self)?;
        let encoder_id = samples[0].template.encoder_id();
        let hand = stated(samples.iter().map(|sample| sample.template));
        Ok(Enrolment { template: template(encoder_id, hand, views)?, verdicts })
    }
}

/// Refuses captures that cannot be of one palm, or were not made alike.
fn alike<'a>(templates: impl Iterator<Item = &'a Template> + Clone) -> Result<(), EnrolError> {
    let Some(first) = templates.clone().next() else { return Ok(()) };
    let hand = stated(templates.clone());
    for other in templates {
        if other.encoder_id() != first.encoder_id() {
            return Err(EnrolError::Encoders { first: first.encoder_id(), other: other.encoder_id() });
        }
        if !hand.comparable(other.hand()) {
            return Err(EnrolError::Hands);
        }
        let captures = other.views().iter().filter(|view| !view.alternative).count();
        if bands(other) != bands(first) || bands(other).len() != captures {
            return Err(EnrolError::Bands);
        }
    }
    Ok(())
}

/// The bands that a template has views of, each once, visible first.
fn bands(template: &Template) -> Vec<Band> {
    let mut bands: Vec<Band> = template.views().iter().map(|view| view.band).collect();
    bands.sort_unstable();
    bands.dedup();
    bands
}

/// The side that any of them states.
fn stated<'a>(mut templates: impl Iterator<Item = &'a Template>) -> HandSide {
    templates.find(|t| t.hand() != HandSide::Unknown).map_or(HandSide::Unknown, Template::hand)
}

fn template(encoder_id: u32, hand: HandSide, views: Vec<View>) -> Result<Template, EnrolError> {
    let (given, limit) = (views.len(), crate::template::MAX_VIEWS);
    if given > limit {
        return Err(EnrolError::Views { given, limit });
    }
    Ok(Template::new(encoder_id, hand, views))
}
