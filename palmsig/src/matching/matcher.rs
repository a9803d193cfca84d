//! The matcher and the probe.

use std::sync::Arc;

use super::align::{Alignment, Shifted};
use super::calibration::Calibration;
use super::comparison::{BandEvidence, Comparison};
use super::deform;
use super::lookup::{Warp, warps};
use super::register::{Registration, texture_shift};
use super::rigid::Rows;
use crate::code::{Cells, Code};
use crate::error::MatchError;
use crate::image::{Band, HandSide};
use crate::params::{Depth, MatchParams, ParamError, TEXTURE_CELLS};
use crate::template::{Template, View};

/// The tables of a search, made once and shared by all its probes.
struct Tables {
    params: MatchParams,
    warps: Vec<Warp>,
}

/// Compares templates under one set of parameters. Cheap to clone, safe to share between threads.
#[derive(Clone)]
pub struct Matcher {
    tables: Arc<Tables>,
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
    /// the probe of [`BandEvidence`]; where that matters, use [`probe`](Self::probe).
    ///
    /// # Errors
    /// [`MatchError`] when the templates cannot be compared.
    pub fn compare(&self, a: &Template, b: &Template) -> Result<Comparison, MatchError> {
        comparable((a.encoder_id(), a.hand()), b)?;
        // One of the two must be the one that is warped: let their bits choose it.
        let (probe, reference) = if order(a) <= order(b) { (a, b) } else { (b, a) };
        self.probe(probe).compare(reference)
    }
}

/// Refuses a reference that a probe of this encoder and hand cannot be compared with.
fn comparable((encoder_id, hand): (u32, HandSide), reference: &Template) -> Result<(), MatchError> {
    if encoder_id != reference.encoder_id() {
        return Err(MatchError::Encoders { probe: encoder_id, reference: reference.encoder_id() });
    }
    if hand.comparable(reference.hand()) { Ok(()) } else { Err(MatchError::Hands) }
}

/// Something that tells two templates apart whatever their order: all that a comparison looks at.
fn order(template: &Template) -> impl Ord + '_ {
    let views = template.views().iter();
    views
        .map(|v| (v.texture.bits(), v.lines.bits(), v.lines.mask(), v.texture.mask(), v.band))
        .collect::<Vec<_>>()
}

/// One template, its line planes warped in advance over the rotations, scales and shifts of a search, so that
/// searching never warps a reference; its texture planes are warped for the few alignments found. Short-lived; its bits are erased when it is dropped.
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

struct ProbeView {
    band: Band,
    lines: Shifted,
    texture: Cells,
}

impl Probe {
    /// Compares the probe with a reference. A band present in both counts; of several views of a band the
    /// pair that agrees best.
    ///
    /// # Errors
    /// [`MatchError`] when encoders differ, a left hand meets a right one, or no band is common.
    pub fn compare(&self, reference: &Template) -> Result<Comparison, MatchError> {
        comparable((self.encoder_id, self.hand), reference)?;
        let bands = [Band::Visible, Band::NearInfrared].map(|band| self.compare_band(reference, band));
        if bands.iter().all(Option::is_none) {
            return Err(MatchError::NoCommonBand);
        }
        Ok(Comparison::fuse(bands, Calibration::of(&self.tables.params)))
    }

    fn compare_band(&self, reference: &Template, band: Band) -> Option<BandEvidence> {
        let pairs = self.views_of(reference, band).map(|(own, theirs)| own.compare(theirs, &self.tables));
        let pairs = pairs.collect::<Vec<_>>();
        let tried = pairs.len() as u32;
        pairs.into_iter().max_by_key(|e| e.similarity).map(|best| BandEvidence { tried, ..best })
    }

    /// All pairs of views of a band.
    fn views_of<'a>(
        &'a self,
        reference: &'a Template,
        band: Band,
    ) -> impl Iterator<Item = (&'a ProbeView, &'a View)> {
        let of_band = reference.views().iter().filter(move |v| v.band == band);
        let mine = move || self.views.iter().filter(move |v| v.band == band);
        of_band.flat_map(move |theirs| mine().map(move |own| (own, theirs)))
    }

    /// How the probe lies over a reference of the same palm, for each band with evidence: the transform that the
    /// comparison found, refined by where it found the patches of skin. Costs a little more than
    /// [`compare`](Self::compare). Of different palms it means nothing.
    ///
    /// # Errors
    /// [`MatchError`] as for [`compare`](Self::compare).
    pub fn register(&self, reference: &Template) -> Result<Vec<Registration>, MatchError> {
        comparable((self.encoder_id, self.hand), reference)?;
        let bands = [Band::Visible, Band::NearInfrared].map(|band| self.register_band(reference, band));
        if bands.iter().all(Option::is_none) {
            return Err(MatchError::NoCommonBand);
        }
        Ok(bands.into_iter().flatten().flatten().collect())
    }

    /// None for a band that is not in both, none within for one without evidence.
    fn register_band(&self, reference: &Template, band: Band) -> Option<Option<Registration>> {
        let pairs = self.views_of(reference, band);
        let found = pairs.map(|(own, theirs)| (own, theirs, own.decide(theirs, &self.tables)));
        let (own, theirs, (alignment, evidence)) = found.max_by_key(|(_, _, (_, e))| e.similarity)?;
        let says = evidence.similarity != Comparison::NO_EVIDENCE;
        Some(says.then(|| own.register(&alignment, theirs, &self.tables)).flatten())
    }

    /// The side of the hand.
    pub fn hand(&self) -> HandSide {
        self.hand
    }
}

impl ProbeView {
    fn new(view: &View, tables: &Tables) -> ProbeView {
        let lines = Shifted::new(&view.lines.unpack(), &tables.warps, tables.params.max_shift);
        ProbeView { band: view.band, lines, texture: view.texture.unpack() }
    }

    fn compare(&self, reference: &View, tables: &Tables) -> BandEvidence {
        self.decide(reference, tables).1
    }

    /// The alignment with the most evidence, and the evidence.
    fn decide(&self, reference: &View, tables: &Tables) -> (Alignment, BandEvidence) {
        let params = &tables.params;
        let alignments = self.lines.align(&Rows::shifted(&reference.lines, 0), params.candidates.into());
        let evidence = |alignment: &Alignment| {
            let warp = &tables.warps[alignment.warp];
            let own = BandEvidence::new(self.band, alignment, warp);
            match params.depth {
                Depth::Rigid => own.rigid(alignment.counts),
                Depth::Local => own.local(self.compare_texture(alignment, warp, reference, params)),
            }
        };
        let best = alignments.iter().map(|a| (*a, evidence(a))).max_by_key(|(_, e)| e.similarity);
        best.unwrap_or_else(|| unreachable!("a search has at least one warp"))
    }

    fn compare_texture(
        &self,
        alignment: &Alignment,
        warp: &Warp,
        reference: &View,
        params: &MatchParams,
    ) -> Option<deform::Local> {
        deform::compare(&self.warped(warp), &reference.texture, texture_shift(alignment), params)
    }

    fn register(&self, alignment: &Alignment, reference: &View, tables: &Tables) -> Option<Registration> {
        let (warp, shift) = (tables.warps.get(alignment.warp)?, texture_shift(alignment));
        let moves = deform::moves(&self.warped(warp), &reference.texture, shift, &tables.params);
        Registration::fit(self.band, warp, &moves)
    }

    /// The texture planes under a rotation and scale.
    fn warped(&self, warp: &Warp) -> Code<u64> {
        let mut warped = Cells::unusable(TEXTURE_CELLS);
        self.texture.looked_up(&warp.texture, &mut warped);
        Code::pack(&warped)
    }
}
