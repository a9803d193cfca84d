//! Two views of one band: how one lies over the other, and what they say of being of one palm.

use super::align::{Alignment, Warped};
use super::comparison::{BandEvidence, PatchEvidence};
use super::deform::{PatchMove, Patches};
use super::likelihood;
use super::lookup::{Warp, walk};
use super::matcher::Tables;
use super::register::{Affinity, Registration};
use crate::code::{Diversity, Shared};
use crate::image::Band;
use crate::params::{Depth, FINE_CELLS, LINE_CELLS, MatchParams};
use crate::simd::{Backend, FineGrid, FineProbe, FineReference, FineTable, Freedom};
use crate::template::View;

/// How often the patches are compared anew about the affinity that they tell: a tilted hand is far from any rotation and scale that
/// is searched, and its patches, each within its reach, tell but a part of the way.
const REFINEMENTS: usize = 2;

/// A view of a probe, prepared for the search.
pub(super) struct ProbeView {
    pub(super) band: Band,
    pub(super) lines: Warped,
    fine: FineGrid,
    diversity: Diversity,
}

impl ProbeView {
    pub(super) fn new(view: &View, tables: &Tables) -> ProbeView {
        let lines = Warped::new(&view.lines, &tables.warps, tables.params.max_shift);
        let fine = FineGrid::of_fine(Backend::best(), view.fine.bits(), view.fine.mask());
        ProbeView { band: view.band, lines, fine, diversity: view.diversity().clone() }
    }

    /// The fine planes looked up by a table.
    fn warped(&self, table: &FineTable) -> FineProbe {
        Backend::best().looked_up_fine(&self.fine, table)
    }
}

/// Two views that are compared, and which ones of their band they are.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) own: &'a ProbeView,
    pub(super) theirs: &'a View,
    pub(super) places: [usize; 2],
}

/// What a pair of views said.
pub(super) struct Found<'a> {
    pub(super) pair: Pair<'a>,
    /// What the comparison of patches was about.
    pub(super) affinity: Affinity,
    /// The patches about it; none of a rigid comparison.
    pub(super) patches: Option<Patches>,
    diversity: Shared,
    pub(super) evidence: BandEvidence,
}

impl<'a> Pair<'a> {
    /// The alignment with the most evidence, and the evidence.
    pub(super) fn decide(self, tables: &Tables) -> Found<'a> {
        let params = &tables.params;
        let lines = self.own.lines.align(&self.theirs.lines, params.candidates.into());
        match params.depth {
            Depth::Rigid => self.rigid(&lines[0], tables),
            Depth::Local => self.local(&lines, tables),
        }
    }

    fn rigid(self, alignment: &Alignment, tables: &Tables) -> Found<'a> {
        let affinity = rough(alignment, &tables.warps[alignment.warp]);
        let diversity = self.own.diversity.shared(self.theirs.diversity());
        let evidence = rigid_evidence(self.own.band, alignment, &affinity);
        Found { pair: self, affinity, patches: None, diversity, evidence }
    }

    /// The patches are compared about every alignment, and then anew about the affinity that those of the best
    /// alignment tell: what is left there are the moves of the skin, which are small.
    fn local(self, alignments: &[Alignment], tables: &Tables) -> Found<'a> {
        let params = &tables.params;
        let skin = Skin::new(self, params);
        // Of equals the last is taken: that is to be the one the line planes prefer.
        let first = alignments.iter().rev().map(|alignment| (alignment, skin.aligned(alignment, tables)));
        let (alignment, patches) = first
            .max_by_key(|(_, patches)| skin.says(patches))
            .unwrap_or_else(|| unreachable!("a search has at least one warp"));
        let rough = rough(alignment, &tables.warps[alignment.warp]);
        let evidence = BandEvidence::new(self.own.band, &rough, alignment.counts);
        let told = |affinity: &Affinity, patches: &Patches| {
            affinity.refined(&patches.moves(params.kept_percent, params.min_patches))
        };
        // The patches have moved by the shift, too.
        let Some(mut affinity) = told(&rough.unshifted(), &patches) else {
            return Found {
                pair: self,
                affinity: rough,
                patches: Some(patches),
                diversity: skin.diversity,
                evidence,
            };
        };
        let mut patches = skin.about(&affinity);
        for _ in 1..REFINEMENTS {
            let Some(refined) = told(&affinity, &patches) else { break };
            affinity = refined;
            patches = skin.about(&affinity);
        }
        skin.found(affinity, patches, evidence)
    }
}

/// The fine planes of a pair, which are compared patch by patch.
struct Skin<'a, 'p> {
    pair: Pair<'a>,
    reference: FineReference,
    diversity: Shared,
    params: &'p MatchParams,
}

impl<'a, 'p> Skin<'a, 'p> {
    fn new(pair: Pair<'a>, params: &'p MatchParams) -> Skin<'a, 'p> {
        let fine = &pair.theirs.fine;
        let diversity = pair.own.diversity.shared(pair.theirs.diversity());
        Skin { pair, reference: FineReference::new(fine.bits(), fine.mask()), diversity, params }
    }

    /// The patches about an alignment of the line planes.
    fn aligned(&self, alignment: &Alignment, tables: &Tables) -> Patches {
        let fine = self.pair.own.warped(&tables.warps[alignment.warp].fine);
        let (reach, penalty) = (self.params.reach.into(), self.params.move_penalty);
        let freedom = Freedom { about: fine_shift(alignment), reach, penalty };
        Patches::compare(&fine, &self.reference, freedom)
    }

    /// The patches about an affinity.
    #[inline(never)]
    fn about(&self, affinity: &Affinity) -> Patches {
        let table = FineTable::walked(Backend::best(), &walk(FINE_CELLS, affinity));
        let (reach, penalty) = (self.params.reach.into(), self.params.bend_penalty);
        let freedom = Freedom { about: [0, 0], reach, penalty };
        Patches::compare(&self.pair.own.warped(&table), &self.reference, freedom)
    }

    fn says(&self, patches: &Patches) -> Option<i32> {
        likelihood::of_fine(self.pair.own.band, patches, &self.diversity, self.params)
    }

    /// The outcome; `evidence` tells what the line planes said.
    fn found(self, affinity: Affinity, patches: Patches, evidence: BandEvidence) -> Found<'a> {
        let likelihood = self.says(&patches);
        let evidence = evidence.under(&affinity, patches.distances().count()).with(likelihood);
        Found { pair: self.pair, affinity, patches: Some(patches), diversity: self.diversity, evidence }
    }
}

impl<'a> Found<'a> {
    /// The moves of the patches that say something, about the affinity.
    pub(super) fn moves(&self, params: &MatchParams) -> Vec<PatchMove> {
        let moves = |patches: &Patches| patches.moves(params.kept_percent, params.min_patches);
        self.patches.as_ref().map_or_else(Vec::new, moves)
    }

    /// The same pair, its patches about another affinity.
    pub(super) fn about(&self, affinity: &Affinity, params: &MatchParams) -> Found<'a> {
        let skin = Skin::new(self.pair, params);
        let patches = skin.about(affinity);
        skin.found(*affinity, patches, self.evidence)
    }

    pub(super) fn patch_evidence(&self) -> Vec<PatchEvidence> {
        let patches = self.patches.iter();
        patches.flat_map(|patches| patches.evidence(self.evidence.band, &self.diversity)).collect()
    }

    /// How the probe lies over the reference, as the patches tell.
    pub(super) fn registration(&self, params: &MatchParams) -> Option<Registration> {
        let moves = self.moves(params);
        let whole = self.affinity.refined(&moves)?;
        Some(self.affinity.registration(self.evidence.band, &whole, &moves))
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
