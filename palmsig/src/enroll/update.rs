//! How a template follows its owner, and nobody else.

use std::time::Duration;

use super::vote::{VOTERS, voted};
use super::{Enroller, Sample, alike, bands, stated, template};
use crate::error::EnrolError;
use crate::image::Band;
use crate::matching::Carried;
use crate::template::{Template, View};

/// What a verified capture did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Update {
    /// It was taken: the recent views from now on, oldest first.
    Taken(Template),
    /// Nothing changes.
    Refused(Refusal),
}

/// Why a capture was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// Its quality score is too low, or not known.
    LowQuality {
        /// The score.
        score: Option<u8>,
        /// The lowest accepted.
        minimum: u8,
    },
    /// The last one was taken too short a time ago.
    TooSoon,
    /// It does not match the captures of the enrolment well enough in every band.
    Unlike,
    /// What it shows is there already.
    NothingNew,
}

impl Enroller {
    /// Brings a template up to date with a capture that was verified against it. `anchor` is the template as enrolled,
    /// `recent` what [`Update::Taken`] gave the last time, and `since_last` how long ago that was (or the enrolment).
    /// The module's documentation states the rule. The caller keeps both parts, and compares with
    /// both [`joined`].
    ///
    /// # Errors
    /// [`EnrolError`] when the capture and the templates cannot be of one palm, or the anchor is of a single
    /// capture, which is no vote.
    pub fn update(
        &self,
        anchor: &Template,
        recent: Option<&Template>,
        sample: &Sample<'_>,
        since_last: Duration,
    ) -> Result<Update, EnrolError> {
        alike(std::iter::once(sample.template))?;
        [Some(anchor), recent].into_iter().flatten().try_for_each(|t| belong_together(t, sample.template))?;
        Enroller::can_vote(anchor)?;
        if let Some(refusal) = self.refuses(sample, since_last) {
            return Ok(Update::Refused(refusal));
        }
        let Some(new) = self.as_the_anchor_votes(anchor, sample.template) else {
            return Ok(Update::Refused(Refusal::Unlike));
        };
        let mut views = recent.map_or(Vec::new(), |recent| recent.views().to_vec());
        if anchor.views().iter().chain(&views).any(|view| new.contains(view)) {
            return Ok(Update::Refused(Refusal::NothingNew));
        }
        let room = usize::from(self.params.recent_captures) * new.len();
        views.extend(new);
        views.drain(..views.len().saturating_sub(room));
        template(anchor.encoder_id(), anchor.hand(), views).map(Update::Taken)
    }

    /// Refuses an anchor of too few captures for a vote.
    fn can_vote(anchor: &Template) -> Result<(), EnrolError> {
        let captures = |band| of_band(anchor, band).views().iter().filter(|view| !view.alternative).count();
        let captures = bands(anchor).into_iter().map(captures).min();
        let (used, needed) = (captures.unwrap_or(0), VOTERS);
        if used >= needed {
            return Ok(());
        }
        Err(EnrolError::TooFew { used, needed, low_quality: 0, repeated: 0, outliers: 0 })
    }

    fn refuses(&self, sample: &Sample<'_>, since_last: Duration) -> Option<Refusal> {
        let minimum = self.params.update_min_quality;
        if sample.quality.is_none_or(|score| score < minimum) {
            return Some(Refusal::LowQuality { score: sample.quality, minimum });
        }
        (since_last < self.params.update_interval).then_some(Refusal::TooSoon)
    }

    /// The anchor's bits in the pose of the capture; none unless a view of each band matches the anchor before and after.
    fn as_the_anchor_votes(&self, anchor: &Template, sample: &Template) -> Option<Vec<View>> {
        let vote = |view: &View| {
            let anchor = of_band(anchor, view.band);
            let matches = |view: &View| {
                let alone = Template::new(sample.encoder_id(), sample.hand(), vec![view.clone()]);
                self.matcher.compare(&anchor, &alone).is_ok_and(|c| self.follows.accepts(&c))
            };
            let carry = |voter: &View| self.matcher.carry(voter, view);
            let elected = matches(view).then(|| {
                let carried: Vec<Carried> = anchor.views().iter().filter_map(carry).collect();
                voted(view, &carried)
            });
            elected.filter(matches)
        };
        let of_band = |band| sample.views().iter().filter(move |view| view.band == band);
        bands(sample).into_iter().map(|band| of_band(band).find_map(vote)).collect()
    }
}

/// The whole template: the views of the enrolment and the recent ones.
///
/// # Errors
/// [`EnrolError`] when the two cannot be of one palm, or have too many views together.
pub fn joined(anchor: &Template, recent: &Template) -> Result<Template, EnrolError> {
    belong_together(anchor, recent)?;
    let views = [anchor.views(), recent.views()].concat();
    template(anchor.encoder_id(), stated([anchor, recent].into_iter()), views)
}

/// Refuses templates that cannot be of one palm, or do not show the same bands of it.
fn belong_together(a: &Template, b: &Template) -> Result<(), EnrolError> {
    let (first, other) = (a.encoder_id(), b.encoder_id());
    if first != other {
        return Err(EnrolError::Encoders { first, other });
    }
    if !a.hand().comparable(b.hand()) {
        return Err(EnrolError::Hands);
    }
    if bands(a) == bands(b) { Ok(()) } else { Err(EnrolError::Bands) }
}

/// The views of one band.
fn of_band(template: &Template, band: Band) -> Template {
    let views = template.views().iter().filter(|view| view.band == band);
    Template::new(template.encoder_id(), template.hand(), views.cloned().collect())
}
