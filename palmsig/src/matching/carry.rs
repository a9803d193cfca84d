//! One view's cells as they lie over another view of the same palm: what lets captures vote cell by cell.
//!
//! An [`Affinity`] carries a place z of the view to q(z) of the reference. A cell of the reference is therefore looked up at
//!
//!   z(q) = q⁻¹(q) + δ(q),  δ(q) = Σ k(q − q_p)·δ_p / (Σ k(q − q_p) + ε),
//!
//! where δ_p is how far patch p was found from where the affinity looks for it, and k a Gaussian: skin stretches
//! smoothly, and where no patch is near, the affinity alone holds.

use super::deform::PatchMove;
use super::register::{Affinity, Complex, complex, from, minus, to};
use crate::code::Cells;
use crate::params::FINE_CELLS;
use crate::template::View;

/// The planes of a view, looked up in the frame of another.
pub(crate) struct Carried {
    /// 32 × 32 cells.
    pub(crate) lines: Cells,
    /// 64 × 64 cells.
    pub(crate) fine: Cells,
}

/// Deviation of the Gaussian k, cells of the fine planes: patches are 8 apart, so that the next ones still count. Of
/// 4 to 12 this left the fewest differing bits between captures of a palm.
const REACH: f64 = 6.0;

/// ε, the weight of the affinity alone, in parts of that of a patch right there.
const STIFFNESS: f64 = 0.05;

/// A patch's place in the reference, and how far its source lies from where the affinity looks for it.
struct Residual {
    at: Complex,
    off: Complex,
}

impl Carried {
    /// The planes of `view`, whose patches moved by `moves` from where `start` carries them; none without moves.
    pub(super) fn new(view: &View, start: &Affinity, moves: &[PatchMove]) -> Option<Carried> {
        let field = Field::new(start, moves)?;
        let look_up = |cells: &Cells| {
            let mut carried = Cells::unusable(0);
            cells.looked_up(&field.table(cells.side()), &mut carried);
            carried
        };
        Some(Carried { lines: look_up(&view.lines.unpack()), fine: look_up(&view.fine.unpack()) })
    }
}

/// Where each place of the reference comes from.
struct Field {
    whole: Affinity,
    residuals: Vec<Residual>,
}

impl Field {
    fn new(start: &Affinity, moves: &[PatchMove]) -> Option<Field> {
        let (whole, start) = (start.refined(moves)?.inverse(), start.inverse());
        let residual = |patch: &PatchMove| {
            let at = to(patch);
            Residual { at, off: minus(start.of(from(patch)), whole.of(at)) }
        };
        Some(Field { residuals: moves.iter().map(residual).collect(), whole })
    }

    /// For each cell of a grid of `side` cells the cell it comes from.
    fn table(&self, side: usize) -> Vec<u16> {
        let cell = FINE_CELLS as f64 / side as f64;
        let middle = side as f64 / 2.0;
        let places: Vec<f64> = (0..side).map(|i| (i as f64 + 0.5 - middle) * cell).collect();
        // k is a product of one factor a row and one a column.
        let factors = |axis: usize, sign: f64| -> Vec<Vec<f64>> {
            let factor = |at: f64, place: f64| {
                let d = (at - sign * place) / REACH;
                libm::exp(-0.5 * d * d)
            };
            places.iter().map(|&p| self.residuals.iter().map(|r| factor(r.at[axis], p)).collect()).collect()
        };
        let (columns, rows) = (factors(0, 1.0), factors(1, -1.0));
        let source = |i: usize| {
            let (row, column) = (i / side, i % side);
            let [x, y] = self.whole.of(complex([places[row], places[column]]));
            let [dx, dy] = self.stretch(&rows[row], &columns[column]);
            let inside = |v: f64| {
                let index = libm::floor(v / cell + middle);
                (0.0..side as f64).contains(&index).then_some(index as usize)
            };
            let found = inside(-(y + dy)).zip(inside(x + dx));
            found.map_or(Cells::NOWHERE, |(row, column)| (row * side + column) as u16)
        };
        (0..side * side).map(source).collect()
    }

    /// δ at the place with these factors of k.
    fn stretch(&self, row: &[f64], column: &[f64]) -> Complex {
        let mut sum = [0.0; 2];
        let mut weight = STIFFNESS;
        for (residual, (r, c)) in self.residuals.iter().zip(row.iter().zip(column)) {
            weight += r * c;
            sum[0] += r * c * residual.off[0];
            sum[1] += r * c * residual.off[1];
        }
        sum.map(|v| v / weight)
    }
}
