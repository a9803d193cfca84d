//! A byte a cell: bits 0..6 are the orientations, bit 6 says whether the cell is usable.

use ndarray::Array3;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::params::ORIENTATIONS;

/// The bit of a cell that is set when its orientation bits may be compared.
pub const USABLE: u8 = 1 << 6;

/// A square grid of cells, row by row. Cells that are not usable are 0.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Cells {
    side: usize,
    cells: Vec<u8>,
}

/// Prints the size, never a cell.
impl std::fmt::Debug for Cells {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cells({0}x{0})", self.side)
    }
}

impl Cells {
    /// A grid of `side` × `side` cells, none of them usable.
    pub fn unusable(side: usize) -> Cells {
        Cells { side, cells: vec![0; side * side] }
    }

    /// Cells along one side.
    pub fn side(&self) -> usize {
        self.side
    }

    /// The cells, row by row.
    pub fn as_slice(&self) -> &[u8] {
        &self.cells
    }

    /// The cells, row by row, to write to.
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        &mut self.cells
    }

    /// The planes as 0 and 1, shape (orientations + 1, rows, columns); the last one is the mask.
    pub fn planes(&self) -> Array3<u8> {
        let shape = (ORIENTATIONS + 1, self.side, self.side);
        Array3::from_shape_fn(shape, |(plane, row, column)| self.cells[row * self.side + column] >> plane & 1)
    }

    /// The cells at the places that `lookup` names, one for each cell; [`Cells::NOWHERE`] gives a cell
    /// that is not usable.
    pub(crate) fn looked_up(&self, lookup: &[u16], into: &mut Cells) {
        into.side = self.side;
        into.cells.clear();
        into.cells.extend(lookup.iter().map(|&i| self.cells.get(usize::from(i)).copied().unwrap_or(0)));
    }

    /// The index that stands for a place outside the grid.
    pub(crate) const NOWHERE: u16 = u16::MAX;
}
