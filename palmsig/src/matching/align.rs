//! The search for the rigid alignment.

#[cfg(test)]
mod tests;

use crate::code::Code;
use crate::simd::{Backend, Glimpse, LineCode, LineGrid, LineReference, Look};

use super::lookup::Warp;
use super::rigid::Counts;

/// An alignment of a probe with a reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Alignment {
    /// Which rotation and scale.
    pub warp: usize,
    /// Cells of the line planes that the probe moves down.
    pub down: i32,
    /// Cells of the line planes that the probe moves to the right.
    pub right: i32,
    /// What the line planes say under this alignment.
    pub counts: Counts,
}

/// A probe's line planes under all rotations and scales of the search.
pub(crate) struct Warped {
    pub(super) codes: Vec<LineCode>,
    /// Steps of each from no warp.
    steps: Vec<u32>,
    max_shift: i32,
}

impl Alignment {
    /// Of two codes that no shift shows to agree.
    fn none(warp: usize) -> Alignment {
        Alignment { warp, down: 0, right: 0, counts: Counts::default() }
    }
}

impl Warped {
    pub(super) fn new(lines: &Code<u32>, warps: &[Warp], max_shift: u8) -> Warped {
        let grid = LineGrid::of_lines(Backend::best(), lines.bits(), lines.mask());
        let codes = warps.iter().map(|warp| Backend::best().looked_up_lines(&grid, &warp.lines));
        let steps = warps.iter().map(|warp| warp.steps).collect();
        Warped { codes: codes.collect(), steps, max_shift: max_shift.into() }
    }

    /// The code under small warps, at most so many steps from none, and those of some shifts [down, right] that are
    /// searched: for the looks of a search among many.
    pub(crate) fn moved(&self, steps: u32, shifts: &[[i32; 2]]) -> Vec<LineCode> {
        let searched = |shift: &&[i32; 2]| shift.iter().all(|shift| shift.abs() <= self.max_shift);
        let small = self.codes.iter().zip(&self.steps).filter(|(_, theirs)| **theirs <= steps);
        let under_all = |code: &LineCode| -> Vec<LineCode> {
            shifts.iter().filter(searched).map(|&[down, right]| code.moved(down, right)).collect()
        };
        small.flat_map(|(code, _)| under_all(code)).collect()
    }

    /// The alignments of the `candidates` best rotations and scales, best first; never empty.
    pub(super) fn align(&self, reference: &Code<u32>, candidates: usize) -> Vec<Alignment> {
        let reference = LineReference::new(&LineCode::new(reference.bits(), reference.mask()));
        self.search(&reference, candidates)
    }
}

/// A probe's line planes under all rotations and scales of a search, in whatever way they can be moved over a reference.
pub(super) trait Search {
    type Reference;

    /// Largest shift along each axis.
    fn max_shift(&self) -> i32;

    /// The best shift of each warp on a coarse lattice, from every second row; never empty.
    fn first_look(&self, reference: &Self::Reference) -> Vec<Alignment>;

    /// The best shift of one warp of a few, first and last of each axis, from all rows.
    fn second_look(&self, reference: &Self::Reference, warp: usize, shifts: [[i32; 2]; 2]) -> Alignment;

    /// The alignments of the `candidates` best rotations and scales, best first; never empty.
    fn search(&self, reference: &Self::Reference, candidates: usize) -> Vec<Alignment> {
        // Every second row misjudges a little, so a few more than asked for get a second look.
        let mut found = best(self.first_look(reference), 2 * candidates);
        for alignment in &mut found {
            let most = self.max_shift();
            let around = |v: i32| [(v - 1).max(-most), (v + 1).min(most)];
            let shifts = [alignment.down, alignment.right].map(around);
            *alignment = self.second_look(reference, alignment.warp, shifts);
        }
        best(found, candidates)
    }
}

/// The alignments of all warps, by what a glance at each of them found.
pub(super) fn glimpsed(found: Vec<Option<Glimpse>>) -> Vec<Alignment> {
    let alignment = |(warp, glimpse): (usize, Option<Glimpse>)| {
        glimpse.map_or(Alignment::none(warp), |Glimpse { moved: [down, right], counts }| {
            let [differing, compared] = counts;
            Alignment { warp, down, right, counts: Counts { differing, compared } }
        })
    };
    found.into_iter().enumerate().map(alignment).collect()
}

/// The best shift of a warp among those that were looked at: the first of equals.
pub(super) struct BestShift {
    best: Alignment,
    evidence: i64,
}

impl BestShift {
    /// None so far.
    pub(super) fn of(warp: usize) -> BestShift {
        BestShift { best: Alignment::none(warp), evidence: 0 }
    }

    // Out of line: kernels for every instruction set call it.
    #[inline(never)]
    pub(super) fn see(&mut self, [down, right]: [i32; 2], [differing, compared]: [u32; 2]) {
        let counts = Counts { differing, compared };
        if counts.exceeds(self.evidence) {
            self.evidence = counts.evidence();
            self.best = Alignment { down, right, counts, ..self.best };
        }
    }

    pub(super) fn found(self) -> Alignment {
        self.best
    }
}

impl Search for Warped {
    type Reference = LineReference;

    fn max_shift(&self) -> i32 {
        self.max_shift
    }

    fn first_look(&self, reference: &LineReference) -> Vec<Alignment> {
        glimpsed(Backend::best().glance(&self.codes, reference, self.max_shift))
    }

    fn second_look(&self, reference: &LineReference, warp: usize, [down, right]: [[i32; 2]; 2]) -> Alignment {
        let mut best = BestShift::of(warp);
        let (code, found) = (&self.codes[warp], |shift: [i32; 2], counts: [u32; 2]| best.see(shift, counts));
        Backend::best().look(Look { code, reference, right, down, found });
        best.found()
    }
}

/// A code under many alignments.
pub(crate) struct Lines(Vec<LineCode>);

impl Lines {
    pub(crate) fn new(codes: Vec<LineCode>) -> Lines {
        Lines(codes)
    }

    /// The most evidence under any of the alignments.
    pub(crate) fn evidence(&self, reference: &LineCode) -> i64 {
        let mut most = 0;
        let found = |[differing, compared]: [u32; 2]| {
            let counts = Counts { differing, compared };
            if counts.exceeds(most) {
                most = counts.evidence();
            }
        };
        Backend::best().differing_lines(&self.0, std::slice::from_ref(reference), found);
        most
    }
}

/// The so many best ones, best first; equals keep the order of the warps. Few are wanted of few: to choose one after the
/// other takes less code than to sort them, and no more time.
fn best(mut alignments: Vec<Alignment>, wanted: usize) -> Vec<Alignment> {
    let wanted = wanted.min(alignments.len());
    for place in 0..wanted {
        let (mut at, mut most) = (place, i64::MIN);
        for (i, alignment) in alignments.iter().enumerate().skip(place) {
            let evidence = alignment.counts.evidence();
            if evidence > most {
                (at, most) = (i, evidence);
            }
        }
        // What it passes keeps its order.
        alignments[place..=at].rotate_right(1);
    }
    alignments.truncate(wanted);
    alignments
}
