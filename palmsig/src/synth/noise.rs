//! Smooth random fields over the plane (value noise): a random number at every crossing of a grid,
//! blended between them.

use super::rng::Rng;

/// Knots along one side of the table; the field repeats after so many cells. A table is several
/// times faster than hashing each knot, and this runs several times for every pixel.
const SIDE: usize = 128;

/// A random field; `cell` is the grid's spacing in the unit of the coordinates.
#[derive(Debug, Clone)]
pub(super) struct Noise {
    /// Shape (SIDE, SIDE), −128..=127.
    knots: Vec<i8>,
    per_unit: f32,
}

impl Noise {
    pub(super) fn new(cell: f32, rng: &mut Rng) -> Noise {
        let knots = (0..SIDE * SIDE / 8).flat_map(|_| rng.bits().to_le_bytes().map(|b| b as i8)).collect();
        Noise { knots, per_unit: 1.0 / cell }
    }

    /// The field at a point, −1..=1.
    #[inline]
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x * self.per_unit, y * self.per_unit);
        let (left, top) = (floor(x), floor(y));
        let (u, v) = (ease(x - left as f32), ease(y - top as f32));
        let columns = [wrapped(left), wrapped(left.wrapping_add(1))];
        let row = |top: i32| {
            let start = wrapped(top) * SIDE;
            let [a, b] = columns.map(|c| self.knots.get(start + c).copied().map_or(0.0, f32::from));
            a + (b - a) * u
        };
        let (upper, lower) = (row(top), row(top.wrapping_add(1)));
        (upper + (lower - upper) * v) * (1.0 / 128.0)
    }

    /// The field at one crossing of the grid, −1..1: a number of its own for everything that is counted.
    #[inline]
    pub(super) fn knot(&self, column: i32, row: i32) -> f32 {
        let knot = self.knots.get(wrapped(row) * SIDE + wrapped(column));
        knot.copied().map_or(0.0, f32::from) * (1.0 / 128.0)
    }
}

fn wrapped(knot: i32) -> usize {
    knot as usize % SIDE
}

/// The whole number at or below.
#[inline]
pub(super) fn floor(value: f32) -> i32 {
    let cut = value as i32;
    if (cut as f32) > value { cut.wrapping_sub(1) } else { cut }
}

/// From 0 to 1 without a bend at either end, for `t` in 0..=1.
#[inline]
pub(super) fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}
