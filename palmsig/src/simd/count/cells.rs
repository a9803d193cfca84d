//! Cells of a byte each, looked up by a table of places and packed into planes.

use super::lines::LineCode;
use super::patches::FineProbe;
use super::{Backend, Bits, Kernel};
use crate::params::{FINE_CELLS, LINE_CELLS, ORIENTATIONS};

/// Orientations and the mask, which comes last.
pub(super) const PLANES: usize = ORIENTATIONS + 1;

/// Cells that are looked up and packed at once.
const AT_ONCE: usize = 64;

/// The cells of a square, row by row, and one more that is not usable: it stands for all places outside.
#[derive(Clone)]
pub(crate) struct Grid<const PLACES: usize>(Box<[u8; PLACES]>);

/// For each cell of a square the place that it comes from in a [`Grid`]: each is below `PLACES`.
#[derive(Clone)]
pub(crate) struct Table<const PLACES: usize>(Vec<u16>);

/// Places of the line planes, 32 × 32, and the one outside.
const LINE_PLACES: usize = LINE_CELLS * LINE_CELLS + 1;

/// Places of the fine planes, 64 × 64, and the one outside.
const TEXTURE_PLACES: usize = FINE_CELLS * FINE_CELLS + 1;

pub(crate) type LineGrid = Grid<LINE_PLACES>;
pub(crate) type LineTable = Table<LINE_PLACES>;
pub(crate) type FineGrid = Grid<TEXTURE_PLACES>;
pub(crate) type FineTable = Table<TEXTURE_PLACES>;

impl<const PLACES: usize> Drop for Grid<PLACES> {
    fn drop(&mut self) {
        self.0.fill(0);
        zeroize::optimization_barrier(&*self.0);
    }
}

/// A straight walk over a square for every row of another, one step a cell: places in cells with [`FRACTION`]
/// fractional bits.
pub(crate) struct Walk {
    /// [row, column] of the first cell of every row.
    pub(crate) starts: Vec<[i64; 2]>,
    pub(crate) step: [i64; 2],
}

/// Fractional bits of places: a table has thousands of them, and rounding floats takes longer than comparing codes.
pub(crate) const FRACTION: u32 = 16;

impl<const PLACES: usize> Table<PLACES> {
    /// The cells that a walk meets, rounded down.
    pub(crate) fn walked(backend: Backend, walk: &Walk) -> Self {
        let side = walk.starts.len();
        let mut places = vec![0; side * side];
        backend.run(Tread { walk, outside: (PLACES - 1) as u16, places: &mut places });
        Table::new(places)
    }

    /// Places beyond the last are the one outside.
    pub(super) fn new(mut places: Vec<u16>) -> Self {
        places.iter_mut().for_each(|place| *place = (*place).min((PLACES - 1) as u16));
        Table(places)
    }

    #[cfg(test)]
    pub(crate) fn as_slice(&self) -> &[u16] {
        &self.0
    }
}

struct Tread<'a> {
    walk: &'a Walk,
    outside: u16,
    places: &'a mut [u16],
}

impl Kernel for Tread<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(self) {
        let Walk { starts, step } = self.walk;
        let side = starts.len();
        let end = (side as u64) << FRACTION;
        for (start, places) in starts.iter().zip(self.places.chunks_exact_mut(side.max(1))) {
            let [mut row, mut column] = *start;
            for place in places {
                // Below 0 is far beyond the end.
                let inside = (row as u64) < end && (column as u64) < end;
                let index = (row >> FRACTION) * side as i64 + (column >> FRACTION);
                *place = if inside { index as u16 } else { self.outside };
                row += step[0];
                column += step[1];
            }
        }
    }
}

impl LineGrid {
    /// From words as a template has them: word `row · 6 + plane` of `bits`, word `row` of `mask`.
    pub(crate) fn of_lines(backend: Backend, bits: &[u32], mask: &[u32]) -> LineGrid {
        let word = |words: &[u32], i: usize| u64::from(words[i]);
        Grid::new(backend, |pair| {
            std::array::from_fn(|plane| match plane {
                ORIENTATIONS => word(mask, 2 * pair) | word(mask, 2 * pair + 1) << 32,
                _ => {
                    let upper = 2 * pair * ORIENTATIONS + plane;
                    word(bits, upper) | word(bits, upper + ORIENTATIONS) << 32
                }
            })
        })
    }
}

impl FineGrid {
    /// From words as a template has them: word `row · 6 + plane` of `bits`, word `row` of `mask`.
    pub(crate) fn of_fine(backend: Backend, bits: &[u64], mask: &[u64]) -> FineGrid {
        Grid::new(backend, |row| {
            std::array::from_fn(|plane| match plane {
                ORIENTATIONS => mask[row],
                _ => bits[row * ORIENTATIONS + plane],
            })
        })
    }
}

impl<const PLACES: usize> Grid<PLACES> {
    /// The cells whose planes `planes` tells, 64 after the other.
    fn new(backend: Backend, planes: impl Fn(usize) -> [u64; PLANES]) -> Self {
        let mut cells = Box::new([0; PLACES]);
        backend.run(Unpack { cells: &mut cells[..], planes });
        Grid(cells)
    }
}

struct Unpack<'a, F> {
    cells: &'a mut [u8],
    planes: F,
}

impl<F: Fn(usize) -> [u64; PLANES]> Kernel for Unpack<'_, F> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(self) {
        for (i, cells) in self.cells.as_chunks_mut::<AT_ONCE>().0.iter_mut().enumerate() {
            // SAFETY: the caller's.
            *cells = unsafe { B::cells(&(self.planes)(i)) };
        }
    }
}

impl Backend {
    /// The code of the line cells at the places that `table` names.
    pub(crate) fn looked_up_lines(self, grid: &LineGrid, table: &LineTable) -> LineCode {
        let mut code = LineCode::unusable();
        self.run(LookUp { grid, table, each: |pair, planes: &[u64; PLANES]| code.set_pair(pair, planes) });
        code
    }

    /// The same of fine cells.
    pub(crate) fn looked_up_fine(self, grid: &FineGrid, table: &FineTable) -> FineProbe {
        let mut probe = FineProbe::unusable();
        self.run(LookUp { grid, table, each: |row, planes: &[u64; PLANES]| probe.set_row(row, planes) });
        probe
    }
}

struct LookUp<'a, const PLACES: usize, F> {
    grid: &'a Grid<PLACES>,
    table: &'a Table<PLACES>,
    each: F,
}

impl<const PLACES: usize, F: FnMut(usize, &[u64; PLANES])> Kernel for LookUp<'_, PLACES, F> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(mut self) {
        let cells = &*self.grid.0;
        let mut found = [0; PLACES];
        for (cell, &place) in found.iter_mut().zip(&self.table.0) {
            // SAFETY: every place of a table is below `PLACES`.
            *cell = unsafe { *cells.get_unchecked(usize::from(place)) };
        }
        for (i, cells) in found.as_chunks::<AT_ONCE>().0.iter().enumerate() {
            // SAFETY: the caller's.
            (self.each)(i, &unsafe { B::planes(cells) });
        }
        found.fill(0);
        zeroize::optimization_barrier(&found);
    }
}
