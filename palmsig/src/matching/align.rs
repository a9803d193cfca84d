//! The search for the rigid alignment.

#[cfg(test)]
mod tests;

use crate::code::Code;
use crate::simd::{Backend, LineCode, LineGrid, LineReference, Look};

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

/// How far apart the shifts of the first look are, in cells: a crease answers 2 cells wide.
const STRIDE: usize = 2;

/// A probe's line planes under all rotations and scales of the search.
pub(crate) struct Warped {
    pub(super) codes: Vec<LineCode>,
    /// Steps of each from no warp.
    steps: Vec<u32>,
    max_shift: i32,
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

    /// Rotations and scales: at least one.
    fn warps(&self) -> usize;

    /// Largest shift along each axis.
    fn max_shift(&self) -> i32;

    /// Counts the bits that differ under all shifts of a lattice, shifts down within shifts to the right.
    fn look(&self, reference: &Self::Reference, at: At, found: impl FnMut([i32; 2], [u32; 2]));

    /// The alignments of the `candidates` best rotations and scales, best first; never empty.
    fn search(&self, reference: &Self::Reference, candidates: usize) -> Vec<Alignment> {
        let mut found: Vec<Alignment> =
            (0..self.warps()).map(|warp| self.first_look(reference, warp)).collect();
        by_evidence(&mut found);
        // Every second row misjudges a little, so a few more than asked for get a second look.
        found.truncate(2 * candidates);
        for alignment in &mut found {
            *alignment = self.second_look(reference, alignment);
        }
        by_evidence(&mut found);
        found.truncate(candidates);
        found
    }

    /// The best shift of one warp on a coarse lattice, from every second row.
    fn first_look(&self, reference: &Self::Reference, warp: usize) -> Alignment {
        let lattice = (-self.max_shift(), self.max_shift(), STRIDE);
        self.best(reference, At { warp, down: lattice, right: lattice, every_second: true })
    }

    /// The best shift around an alignment, from all rows.
    fn second_look(&self, reference: &Self::Reference, about: &Alignment) -> Alignment {
        let around = |v: i32| ((v - 1).max(-self.max_shift()), (v + 1).min(self.max_shift()), 1);
        let (down, right) = (around(about.down), around(about.right));
        self.best(reference, At { warp: about.warp, down, right, every_second: false })
    }

    fn best(&self, reference: &Self::Reference, at: At) -> Alignment {
        let mut best = Alignment { warp: at.warp, down: 0, right: 0, counts: Counts::default() };
        let mut least = best.counts.evidence();
        self.look(reference, at, |[down, right], [differing, compared]| {
            let counts = Counts { differing, compared };
            if counts.exceeds(least) {
                least = counts.evidence();
                best = Alignment { warp: at.warp, down, right, counts };
            }
        });
        best
    }
}

/// Where a search looks.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub warp: usize,
    /// First and last shift down, and what lies between two.
    pub down: (i32, i32, usize),
    /// The same of shifts to the right.
    pub right: (i32, i32, usize),
    /// Whether only every second of the rows that meet is looked at.
    pub every_second: bool,
}

impl Search for Warped {
    type Reference = LineReference;

    fn warps(&self) -> usize {
        self.codes.len()
    }

    fn max_shift(&self) -> i32 {
        self.max_shift
    }

    fn look(&self, reference: &LineReference, at: At, found: impl FnMut([i32; 2], [u32; 2])) {
        let At { warp, down, right, every_second } = at;
        let code = &self.codes[warp];
        Backend::best().look(Look { code, reference, right, down, every_second, found });
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

/// Best first; equals keep the order of the warps, so that the result does not depend on the sort.
fn by_evidence(alignments: &mut [Alignment]) {
    alignments.sort_by_key(|a| std::cmp::Reverse(a.counts.evidence()));
}
