//! The rigid comparison of line planes whose cells were put elsewhere under a key: the same search, the same evidence.

use std::sync::Arc;

use super::align::{Alignment, BestShift, Search, Warped, glimpsed};
use super::calibration::Calibration;
use super::comparison::{BandEvidence, Comparison};
use super::matcher::{Kind, Matcher, Tables, comparable, kind};
use super::views::{rigid_evidence, rough};
use crate::error::MatchError;
use crate::image::Band;
use crate::params::Depth;
use crate::simd::{Arrangement, Backend, LineCode, Rows, glanced_at};
use crate::template::Template;

/// The line planes of a template, arranged.
#[derive(Clone)]
pub(crate) struct ArrangedReference {
    pub(crate) kind: Kind,
    pub(crate) views: Vec<(Band, LineCode)>,
}

impl ArrangedReference {
    pub(crate) fn new(template: &Template, by: &Arrangement) -> ArrangedReference {
        let arranged = |code| Backend::best().arranged(&code, by, 0).swap_remove(0);
        let code = |lines: &crate::code::Code<u32>| LineCode::new(lines.bits(), lines.mask());
        let views = template.views().iter().map(|view| (view.band, arranged(code(&view.lines))));
        ArrangedReference { kind: kind(template), views: views.collect() }
    }
}

/// A template's line planes under all rotations, scales and shifts of a search, arranged.
pub(crate) struct ArrangedProbe {
    tables: Arc<Tables>,
    kind: Kind,
    views: Vec<(Band, Shifted)>,
}

impl ArrangedProbe {
    /// None where the matcher compares more than the line planes.
    pub(crate) fn new(matcher: &Matcher, template: &Template, by: &Arrangement) -> Option<ArrangedProbe> {
        let tables = matcher.tables.clone();
        if tables.params.depth != Depth::Rigid {
            return None;
        }
        let max_shift = tables.params.max_shift;
        let shifted = |lines| Shifted::new(&Warped::new(lines, &tables.warps, max_shift), by, max_shift);
        let views = template.views().iter().map(|view| (view.band, shifted(&view.lines))).collect();
        Some(ArrangedProbe { tables, kind: kind(template), views })
    }

    /// What [`Probe::compare`](super::Probe::compare) says of the same templates.
    pub(crate) fn compare(&self, reference: &ArrangedReference) -> Result<Comparison, MatchError> {
        comparable(self.kind, reference.kind)?;
        let bands = [Band::Visible, Band::NearInfrared].map(|band| self.best(reference, band));
        if bands.iter().all(Option::is_none) {
            return Err(MatchError::NoCommonBand);
        }
        Ok(Comparison::fuse(bands, false, Calibration::of(&self.tables.params)))
    }

    fn best(&self, reference: &ArrangedReference, band: Band) -> Option<BandEvidence> {
        let mut tried = 0;
        let theirs = reference.views.iter().filter(|(other, _)| *other == band);
        let own = || self.views.iter().filter(|(other, _)| *other == band);
        let pairs = theirs.flat_map(|(_, theirs)| own().map(move |(_, own)| (own, theirs)));
        let evidence = pairs.map(|(own, theirs)| {
            tried += 1;
            let alignment = own.search(theirs, self.tables.params.candidates.into())[0];
            rigid_evidence(band, &alignment, &rough(&alignment, &self.tables.warps[alignment.warp]))
        });
        let best = evidence.max_by_key(|evidence| evidence.similarity)?;
        Some(BandEvidence { tried, ..best })
    }
}

/// One view of a probe.
struct Shifted {
    /// The codes of all shifts of each warp.
    warps: Vec<Vec<LineCode>>,
    /// What a search glances at of them, side by side: a seventh of it all, as it would lie apart.
    glanced_at: Vec<Rows>,
    max_shift: i32,
}

impl Shifted {
    fn new(warped: &Warped, by: &Arrangement, max_shift: u8) -> Shifted {
        let max_shift = max_shift.into();
        let shifted = |code| Backend::best().arranged(code, by, max_shift);
        let warps: Vec<Vec<LineCode>> = warped.codes.iter().map(shifted).collect();
        let glanced_at = warps.iter().flat_map(|codes| glanced_at(codes, max_shift)).collect();
        Shifted { warps, glanced_at, max_shift }
    }
}

impl Search for Shifted {
    type Reference = LineCode;

    fn max_shift(&self) -> i32 {
        self.max_shift
    }

    fn first_look(&self, reference: &LineCode) -> Vec<Alignment> {
        glimpsed(Backend::best().glance_arranged(&self.glanced_at, reference, self.max_shift))
    }

    fn second_look(&self, reference: &LineCode, warp: usize, [down, right]: [[i32; 2]; 2]) -> Alignment {
        let (mut best, side) = (BestShift::of(warp), 2 * self.max_shift + 1);
        for right in right[0]..=right[1] {
            let at = |down: i32| ((right + self.max_shift) * side + down + self.max_shift) as usize;
            let (codes, mut shifts) = (&self.warps[warp][at(down[0])..=at(down[1])], down[0]..);
            Backend::best().differing_lines(codes, std::slice::from_ref(reference), |counts| {
                shifts.next().into_iter().for_each(|down| best.see([down, right], counts));
            });
        }
        best.found()
    }
}
