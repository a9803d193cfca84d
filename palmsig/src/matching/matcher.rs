//! The matcher and the probe.

use std::sync::Arc;

use super::align::Warped;
use super::bands::{laid_once, together};
use super::calibration::Calibration;
use super::carry::Carried;
use super::comparison::{Comparison, PatchEvidence};
use super::lookup::{Warp, warps};
use super::register::Registration;
use super::views::{Found, Pair, ProbeView};
use crate::error::MatchError;
use crate::image::{Band, HandSide};
use crate::params::{MatchParams, ParamError};
use crate::template::{Template, View};

/// The tables of a search, made once and shared by all its probes.
pub(super) struct Tables {
    pub(super) params: MatchParams,
    pub(super) warps: Vec<Warp>,
}

/// Compares templates under one set of parameters. Cheap to clone, safe to share between threads.
#[derive(Clone)]
pub struct Matcher {
    pub(super) tables: Arc<Tables>,
}

/// Prints sizes, not the tables.
impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Matcher({} warps)", self.tables.warps.len())
    }
}

impl Matcher {
    /// Makes the tables.
    ///
    /// # Errors
    /// [`ParamError`] when a parameter lies outside its range.
    pub fn new(params: &MatchParams) -> Result<Matcher, ParamError> {
        params.validate()?;
        Ok(Matcher { tables: Arc::new(Tables { params: *params, warps: warps(params) }) })
    }

    /// Which comparison and calibration this is.
    pub fn matcher_id(&self) -> u32 {
        self.tables.params.matcher_id()
    }

    /// Prepares a template for comparisons with many references.
    pub fn probe(&self, template: &Template) -> Probe {
        let views = template.views().iter().map(|view| ProbeView::new(view, &self.tables)).collect();
        Probe { tables: self.tables.clone(), encoder_id: template.encoder_id(), hand: template.hand(), views }
    }

    /// Compares two templates; the order of the two makes no difference. Their bits decide which is taken as
    /// the probe of [`BandEvidence`](super::BandEvidence); where that matters, use [`probe`](Self::probe).
    ///
    /// # Errors
    /// [`MatchError`] when the templates cannot be compared.
    pub fn compare(&self, a: &Template, b: &Template) -> Result<Comparison, MatchError> {
        comparable(kind(a), kind(b))?;
        // One of the two must be the one that is warped: let their bits choose it.
        let (probe, reference) = if order(a) <= order(b) { (a, b) } else { (b, a) };
        self.probe(probe).compare(reference)
    }

    /// `view` as it lies over `reference`, a view of the same band and palm, cell by cell; none without evidence, and
    /// none from a rigid comparison.
    pub(crate) fn carry(&self, view: &View, reference: &View) -> Option<Carried> {
        let own = ProbeView::new(view, &self.tables);
        let found = Pair { own: &own, theirs: reference, places: [0, 0] }.decide(&self.tables);
        Carried::new(view, &found.affinity, &found.moves(&self.tables.params))
    }
}

/// Encoder and hand, which decide whether templates can be compared.
pub(super) type Kind = (u32, HandSide);

pub(super) fn kind(template: &Template) -> Kind {
    (template.encoder_id(), template.hand())
}

/// Refuses a probe and a reference that cannot be compared.
pub(super) fn comparable(probe: Kind, reference: Kind) -> Result<(), MatchError> {
    if probe.0 != reference.0 {
        return Err(MatchError::Encoders { probe: probe.0, reference: reference.0 });
    }
    if probe.1.comparable(reference.1) { Ok(()) } else { Err(MatchError::Hands) }
}

/// Something that tells two templates apart whatever their order: all that a comparison looks at.
fn order(template: &Template) -> impl Ord + '_ {
    let views = template.views().iter();
    views.map(|v| (v.fine.bits(), v.lines.bits(), v.lines.mask(), v.fine.mask(), v.band)).collect::<Vec<_>>()
}

/// One template, its line planes warped in advance over the rotations, scales and shifts of a search, so that
/// searching never warps a reference; its fine planes are warped for the few alignments found. Short-lived; its bits are erased when it is dropped.
pub struct Probe {
    tables: Arc<Tables>,
    encoder_id: u32,
    hand: HandSide,
    views: Vec<ProbeView>,
}

/// Prints sizes, never a bit.
impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Probe({} views, {} warps)", self.views.len(), self.tables.warps.len())
    }
}

impl Probe {
    /// Compares the probe with a reference. A band present in both counts; of several views of a band the
    /// pair that agrees best.
    ///
    /// # Errors
    /// [`MatchError`] when encoders differ, a left hand meets a right one, or no band is common.
    pub fn compare(&self, reference: &Template) -> Result<Comparison, MatchError> {
        let found = self.bands(reference)?;
        let laid_once = laid_once(&found);
        let bands = found.map(|found| found.map(|found| found.evidence));
        Ok(Comparison::fuse(bands, laid_once, Calibration::of(&self.tables.params)))
    }

    /// What the best pair of views of each band says, visible first; none of a band that is not in both.
    fn bands<'a>(&'a self, reference: &'a Template) -> Result<[Option<Found<'a>>; 2], MatchError> {
        comparable((self.encoder_id, self.hand), kind(reference))?;
        let found = [Band::Visible, Band::NearInfrared].map(|band| self.best(reference, band));
        if found.iter().all(Option::is_none) {
            return Err(MatchError::NoCommonBand);
        }
        Ok(together(found, &self.tables.params))
    }

    fn best<'a>(&'a self, reference: &'a Template, band: Band) -> Option<Found<'a>> {
        let mut tried = 0;
        let found = self.pairs(reference, band).map(|pair| pair.decide(&self.tables));
        let mut best = found.inspect(|_| tried += 1).max_by_key(|found| found.evidence.similarity)?;
        best.evidence.tried = tried;
        Some(best)
    }

    /// All pairs of views of a band.
    fn pairs<'a>(&'a self, reference: &'a Template, band: Band) -> impl Iterator<Item = Pair<'a>> {
        let theirs = reference.views().iter().filter(move |view| view.band == band).enumerate();
        let own = move || self.views.iter().filter(move |view| view.band == band).enumerate();
        theirs.flat_map(move |(j, theirs)| own().map(move |(i, own)| Pair { own, theirs, places: [i, j] }))
    }

    /// How the probe lies over a reference of the same palm, for each band with evidence: the transform that the
    /// comparison found, refined by where it found the patches of skin. Costs a little more than
    /// [`compare`](Self::compare). Of different palms it means nothing.
    ///
    /// # Errors
    /// [`MatchError`] as for [`compare`](Self::compare).
    pub fn register(&self, reference: &Template) -> Result<Vec<Registration>, MatchError> {
        let bands = self.bands(reference)?.into_iter().flatten();
        Ok(bands.filter_map(|found| found.registration(&self.tables.params)).collect())
    }

    /// Where the patches of skin of the probe lie in a reference, and how much they differ there, for each band: what a
    /// local comparison decides on. None from a rigid one.
    ///
    /// # Errors
    /// [`MatchError`] as for [`compare`](Self::compare).
    pub fn patches(&self, reference: &Template) -> Result<Vec<PatchEvidence>, MatchError> {
        let bands = self.bands(reference)?.into_iter().flatten();
        Ok(bands.map(|found| found.patch_evidence()).collect::<Vec<_>>().concat())
    }

    /// The line planes of each view, for a search among many.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (Band, &Warped)> {
        self.views.iter().map(|view| (view.band, &view.lines))
    }

    /// The side of the hand.
    pub fn hand(&self) -> HandSide {
        self.hand
    }
}
