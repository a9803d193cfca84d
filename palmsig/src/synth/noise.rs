//! Smooth random fields over the plane (value noise): a random number at every crossing of a grid,
//! blended between them.

use super::rng::scatter;

/// A field that is fixed by its seed; `cell` is the grid's spacing in the unit of the coordinates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    seed: u64,
    per_unit: f32,
}

impl Noise {
    pub(super) fn new(seed: u64, cell: f32) -> Noise {
        Noise { seed, per_unit: 1.0 / cell }
    }

    /// The field at a point, −1..=1.
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x * self.per_unit, y * self.per_unit);
        let (left, top) = (floor(x), floor(y));
        let (u, v) = (ease(x - left as f32), ease(y - top as f32));
        let corner = |dx: i32, dy: i32| self.knot(left.wrapping_add(dx), top.wrapping_add(dy));
        let upper = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * u;
        let lower = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * u;
        upper + (lower - upper) * v
    }

    fn knot(&self, x: i32, y: i32) -> f32 {
        let key = (u64::from(x as u32) << 32) | u64::from(y as u32);
        let bits = scatter(self.seed ^ key.wrapping_mul(0xff51_afd7_ed55_8ccd)) >> 40;
        bits as f32 / 8_388_608.0 - 1.0
    }
}

fn floor(value: f32) -> i32 {
    let cut = value as i32;
    if (cut as f32) > value { cut.wrapping_sub(1) } else { cut }
}

fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}
