//! The matcher and the probe.

use std::sync::Arc;

use super::align::{Alignment, Warped};
use super::calibration::Calibration;
use super::carry::Carried;
use super::comparison::{BandEvidence, Comparison, PatchEvidence};
use super::deform::Patches;
use super::likelihood;
use super::lookup::{Warp, walk, warps};
use super::register::{Affinity, Registration};
use crate::code::{Diversity, Shared};
use crate::error::MatchError;
use crate::image::{Band, HandSide};
use crate::params::{Depth, FINE_CELLS, LINE_CELLS, MatchParams, ParamError};
use crate::simd::{Backend, FineGrid, FineProbe, FineReference, FineTable, Freedom};
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
    /// the probe of [`BandEvidence`]; where that matters, use [`probe`](Self::probe).
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
        let params = &self.tables.params;
        let found = ProbeView::new(view, &self.tables).decide(reference, &self.tables);
        let moves = found.patches?.moves(params.kept_percent, params.min_patches);
        Carried::new(view, &found.affinity, &moves)
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

struct ProbeView {
    band: Band,
    lines: Warped,
    fine: FineGrid,
    diversity: Diversity,
}

impl Probe {
    /// Compares the probe with a reference. A band present in both counts; of several views of a band the
    /// pair that agrees best.
    ///
    /// # Errors
    /// [`MatchError`] when encoders differ, a left hand meets a right one, or no band is common.
    pub fn compare(&self, reference: &Template) -> Result<Comparison, MatchError> {
        let bands = self.bands(reference, |found| found.evidence)?;
        Ok(Comparison::fuse(bands, Calibration::of(&self.tables.params)))
    }

    /// What becomes of the best pair of views of each band, visible first; none of a band that is not in both.
    fn bands<T>(&self, reference: &Template, of: impl Fn(Found) -> T) -> Result<[Option<T>; 2], MatchError> {
        comparable((self.encoder_id, self.hand), kind(reference))?;
        let found = [Band::Visible, Band::NearInfrared].map(|band| self.best(reference, band).map(&of));
        if found.iter().all(Option::is_none) { Err(MatchError::NoCommonBand) } else { Ok(found) }
    }

    fn best(&self, reference: &Template, band: Band) -> Option<Found> {
        let mut tried = 0;
        let pairs = self.views_of(reference, band).map(|(own, theirs)| own.decide(theirs, &self.tables));
        let best = pairs.inspect(|_| tried += 1).max_by_key(|found| found.evidence.similarity)?;
        Some(Found { evidence: BandEvidence { tried, ..best.evidence }, ..best })
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
        let bands = self.bands(reference, |found| found.registration(&self.tables.params))?;
        Ok(bands.into_iter().flatten().flatten().collect())
    }

    /// Where the patches of skin of the probe lie in a reference, and how much they differ there, for each band: what a
    /// local comparison decides on. None from a rigid one.
    ///
    /// # Errors
    /// [`MatchError`] as for [`compare`](Self::compare).
    pub fn patches(&self, reference: &Template) -> Result<Vec<PatchEvidence>, MatchError> {
        let bands = self.bands(reference, |found| found.patch_evidence())?;
        Ok(bands.into_iter().flatten().flatten().collect())
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

/// What a pair of views said.
struct Found {
    /// Where the comparison of patches began.
    affinity: Affinity,
    /// The patches about it; none of a rigid comparison.
    patches: Option<Patches>,
    diversity: Shared,
    evidence: BandEvidence,
}

impl Found {
    fn patch_evidence(&self) -> Vec<PatchEvidence> {
        let patches = self.patches.iter();
        patches.flat_map(|patches| patches.evidence(self.evidence.band, &self.diversity)).collect()
    }

    /// How the probe lies over the reference, as the patches tell.
    fn registration(&self, params: &MatchParams) -> Option<Registration> {
        let moves = self.patches.as_ref()?.moves(params.kept_percent, params.min_patches);
        let whole = self.affinity.refined(&moves)?;
        Some(self.affinity.registration(self.evidence.band, &whole, &moves))
    }
}

impl ProbeView {
    fn new(view: &View, tables: &Tables) -> ProbeView {
        let lines = Warped::new(&view.lines, &tables.warps, tables.params.max_shift);
        let fine = FineGrid::of_fine(Backend::best(), view.fine.bits(), view.fine.mask());
        ProbeView { band: view.band, lines, fine, diversity: view.diversity().clone() }
    }

    /// The alignment with the most evidence, and the evidence.
    fn decide(&self, reference: &View, tables: &Tables) -> Found {
        let params = &tables.params;
        let lines = self.lines.align(&reference.lines, params.candidates.into());
        match params.depth {
            Depth::Rigid => self.rigid(&lines[0], reference, tables),
            Depth::Local => self.local(&lines, reference, tables),
        }
    }

    fn rigid(&self, alignment: &Alignment, reference: &View, tables: &Tables) -> Found {
        let affinity = rough(alignment, &tables.warps[alignment.warp]);
        let evidence = rigid_evidence(self.band, alignment, &affinity);
        Found { affinity, patches: None, diversity: self.diversity.shared(reference.diversity()), evidence }
    }

    /// The patches are compared about every alignment, and then once more about the affinity that those of the best
    /// alignment tell: what is left there are the moves of the skin, which are small.
    fn local(&self, alignments: &[Alignment], reference: &View, tables: &Tables) -> Found {
        let params = &tables.params;
        let freedom = Freedom { about: [0, 0], reach: params.reach.into(), penalty: params.move_penalty };
        let diversity = self.diversity.shared(reference.diversity());
        let reference = FineReference::new(reference.fine.bits(), reference.fine.mask());
        let about = |alignment: &Alignment| {
            let fine = self.warped(&tables.warps[alignment.warp].fine);
            Patches::compare(&fine, &reference, Freedom { about: fine_shift(alignment), ..freedom })
        };
        let says = |patches: &Patches| likelihood::of_fine(self.band, patches, &diversity, params);
        // Of equals the last is taken: that is to be the one the line planes prefer.
        let first = alignments.iter().rev().map(|alignment| (alignment, about(alignment)));
        let (alignment, patches) = first
            .max_by_key(|(_, patches)| says(patches))
            .unwrap_or_else(|| unreachable!("a search has at least one warp"));
        let warp = &tables.warps[alignment.warp];
        let rough = rough(alignment, warp);
        let moves = patches.moves(params.kept_percent, params.min_patches);
        let Some(affinity) = rough.unshifted().refined(&moves) else {
            let evidence = BandEvidence::new(self.band, &rough, alignment.counts);
            return Found { affinity: rough, patches: Some(patches), diversity, evidence };
        };
        let fine = self.warped(&FineTable::walked(Backend::best(), &walk(FINE_CELLS, &affinity)));
        let freedom = Freedom { penalty: params.bend_penalty, ..freedom };
        let patches = Patches::compare(&fine, &reference, freedom);
        let evidence = BandEvidence::new(self.band, &affinity, alignment.counts);
        let evidence =
            BandEvidence { patches: patches.distances().count() as u32, ..evidence }.with(says(&patches));
        Found { affinity, patches: Some(patches), diversity, evidence }
    }

    /// The fine planes looked up by a table.
    fn warped(&self, table: &FineTable) -> FineProbe {
        Backend::best().looked_up_fine(&self.fine, table)
    }
}

/// Cells of the fine planes in one of the line planes.
const FINER: i32 = (FINE_CELLS / LINE_CELLS) as i32;

/// The shift of an alignment, in cells of the fine planes.
fn fine_shift(alignment: &Alignment) -> [i32; 2] {
    [FINER * alignment.down, FINER * alignment.right]
}

/// What the line planes say of an alignment.
pub(super) fn rigid_evidence(band: Band, alignment: &Alignment, affinity: &Affinity) -> BandEvidence {
    let evidence = BandEvidence::new(band, affinity, alignment.counts);
    evidence.with(likelihood::of_lines(alignment.counts))
}

/// What the search found.
pub(super) fn rough(alignment: &Alignment, warp: &Warp) -> Affinity {
    Affinity::similarity(warp.rotation, warp.scale, fine_shift(alignment).map(f64::from))
}
