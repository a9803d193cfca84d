//! The search for the rigid alignment.

use crate::code::{Cells, Code};
use crate::params::LINE_CELLS;

use super::lookup::Warp;
use super::rigid::{Counts, Rows};

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

/// A probe's line planes under all rotations, scales and sideways shifts of the search.
pub(super) struct Shifted {
    rows: Vec<Rows>,
    max_shift: i32,
}

impl Shifted {
    pub(super) fn new(lines: &Cells, warps: &[Warp], max_shift: u8) -> Shifted {
        let max_shift = i32::from(max_shift);
        let mut warped = Cells::unusable(LINE_CELLS);
        let mut rows = Vec::with_capacity(warps.len() * (2 * max_shift as usize + 1));
        for warp in warps {
            lines.looked_up(&warp.lines, &mut warped);
            let code = Code::pack(&warped);
            rows.extend((-max_shift..=max_shift).map(|right| Rows::shifted(&code, right)));
        }
        Shifted { rows, max_shift }
    }

    /// The alignments of the `candidates` best rotations and scales, best first; never empty.
    pub(super) fn align(&self, reference: &Rows, candidates: usize) -> Vec<Alignment> {
        let width = 2 * self.max_shift as usize + 1;
        let mut found: Vec<Alignment> =
            (0..self.rows.len() / width).map(|warp| self.first_look(reference, warp)).collect();
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
    fn first_look(&self, reference: &Rows, warp: usize) -> Alignment {
        let shifts = || (-self.max_shift..=self.max_shift).step_by(STRIDE);
        let lattice = shifts().flat_map(|right| shifts().map(move |down| (down, right)));
        self.best(reference, warp, lattice, STRIDE)
    }

    /// The best shift around an alignment, from all rows.
    fn second_look(&self, reference: &Rows, about: &Alignment) -> Alignment {
        let around = |v: i32| (v - 1).max(-self.max_shift)..=(v + 1).min(self.max_shift);
        let near = around(about.right).flat_map(|right| around(about.down).map(move |down| (down, right)));
        self.best(reference, about.warp, near, 1)
    }

    fn best(
        &self,
        reference: &Rows,
        warp: usize,
        shifts: impl Iterator<Item = (i32, i32)>,
        row_step: usize,
    ) -> Alignment {
        let width = 2 * self.max_shift as usize + 1;
        let mut best = Alignment { warp, down: 0, right: 0, counts: Counts::default() };
        for (down, right) in shifts {
            let column = (right + self.max_shift) as usize;
            let counts = self.rows[warp * width + column].compare(reference, down, row_step);
            if counts.evidence() > best.counts.evidence() {
                best = Alignment { warp, down, right, counts };
            }
        }
        best
    }
}

/// Best first; equals keep the order of the warps, so that the result does not depend on the sort.
fn by_evidence(alignments: &mut [Alignment]) {
    alignments.sort_by_key(|a| std::cmp::Reverse(a.counts.evidence()));
}
