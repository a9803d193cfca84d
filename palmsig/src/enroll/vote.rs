//! The anchor's bits in the pose of another view.

use std::cmp::Ordering;

use crate::code::{Cells, USABLE};
use crate::matching::Carried;
use crate::params::{FINE_CELLS, LINE_CELLS, ORIENTATIONS};
use crate::template::View;

/// Fewest views of the anchor that must show a cell: the bits of one alone are noisier than those of a capture.
pub(super) const VOTERS: usize = 2;

/// The cells that `view` shows, with the bits that the anchor votes for; `anchor` are the anchor's views carried over it.
pub(super) fn voted(view: &View, anchor: &[Carried]) -> View {
    let own = Carried { lines: view.lines.unpack(), fine: view.fine.unpack() };
    let (mut lines, mut fine) = (Cells::unusable(LINE_CELLS), Cells::unusable(FINE_CELLS));
    for cell in 0..LINE_CELLS * LINE_CELLS {
        let places = four(cell);
        let line = elect(own.lines.as_slice()[cell], anchor.iter().map(|a| a.lines.as_slice()[cell]));
        let finer =
            places.map(|at| elect(own.fine.as_slice()[at], anchor.iter().map(|a| a.fine.as_slice()[at])));
        // One bit of the mask stands for all five.
        if let (Some(line), [Some(a), Some(b), Some(c), Some(d)]) = (line, finer) {
            lines.as_mut_slice()[cell] = line;
            places.into_iter().zip([a, b, c, d]).for_each(|(at, bits)| fine.as_mut_slice()[at] = bits);
        }
    }
    View::new(view.band, view.resolution.into(), &lines, &fine)
}

/// The cells of the fine planes that a cell of the line planes covers.
fn four(cell: usize) -> [usize; 4] {
    let corner = 2 * (cell / LINE_CELLS) * FINE_CELLS + 2 * (cell % LINE_CELLS);
    [corner, corner + 1, corner + FINE_CELLS, corner + FINE_CELLS + 1]
}

/// The cell elected; none where too few show it, or the view itself does not.
fn elect(own: u8, mut anchor: impl Iterator<Item = u8>) -> Option<u8> {
    let usable = |cell: &u8| cell & USABLE != 0;
    let first = anchor.find(usable)?;
    let (mut voters, mut ones) = (0, [0usize; ORIENTATIONS]);
    for cell in std::iter::once(first).chain(anchor.filter(usable)) {
        voters += 1;
        ones.iter_mut().enumerate().for_each(|(plane, ones)| *ones += usize::from(cell >> plane & 1));
    }
    if !usable(&own) || voters < VOTERS {
        return None;
    }
    let bit = |plane: usize| match (2 * ones[plane]).cmp(&voters) {
        Ordering::Greater => 1,
        Ordering::Less => 0,
        Ordering::Equal => first >> plane & 1,
    };
    Some((0..ORIENTATIONS).fold(USABLE, |cell, plane| cell | bit(plane) << plane))
}
