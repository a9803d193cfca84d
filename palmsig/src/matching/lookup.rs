//! Rotation, scale and shift of a grid of cells as a table of indices.

use super::register::{Affinity, complex};
use crate::params::{FINE_CELLS, LINE_CELLS, MatchParams};
use crate::simd::{Backend, FRACTION, FineTable, LineTable, Walk};

/// One rotation and scale of the search, with the tables that apply it.
pub(super) struct Warp {
    /// Radians, counter-clockwise.
    pub rotation: f64,
    /// Size of the warped grid relative to the original.
    pub scale: f64,
    /// Steps of the search from no warp at all, along rotations and scales together.
    pub steps: u32,
    /// For each cell of the line planes the cell it comes from.
    pub lines: LineTable,
    /// For each cell of the fine planes the cell it comes from.
    pub fine: FineTable,
}

/// All warps that `params` ask for.
pub(super) fn warps(params: &MatchParams) -> Vec<Warp> {
    let steps = |n: u8| -i32::from(n)..=i32::from(n);
    let mut warps = Vec::new();
    for scale_index in steps(params.scales) {
        for rotation_index in steps(params.rotations) {
            let rotation = f64::from(rotation_index) * params.rotation_step.to_radians();
            let scale = libm::pow(params.scale_step, f64::from(scale_index));
            let affinity = Affinity::similarity(rotation, scale, [0.0; 2]);
            let lines = LineTable::walked(Backend::best(), &walk(LINE_CELLS, &affinity));
            let fine = FineTable::walked(Backend::best(), &walk(FINE_CELLS, &affinity));
            let steps = rotation_index.unsigned_abs() + scale_index.unsigned_abs();
            warps.push(Warp { rotation, scale, steps, lines, fine });
        }
    }
    warps
}

/// Where the cells of a grid carried by `affinity` come from, whose shift is in cells of this grid: the nearest cells
/// when rounded down.
pub(super) fn walk(side: usize, affinity: &Affinity) -> Walk {
    let back = affinity.inverse();
    let middle = (side as f64 - 1.0) / 2.0;
    let place = |[x, y]: [f64; 2]| [-y, x];
    // Half a cell more, and what is cut off rounds.
    let start = |row: usize| {
        let from = place(back.of(complex([row as f64 - middle, -middle])));
        from.map(|v| fixed(v + middle + 0.5))
    };
    let step = place(back.step(complex([0.0, 1.0]))).map(fixed);
    Walk { starts: (0..side).map(start).collect(), step }
}

/// A place in fixed point; what is farther than any grid is merely far.
fn fixed(v: f64) -> i64 {
    const FAR: f64 = 1e6;
    libm::round(v.clamp(-FAR, FAR) * f64::from(1 << FRACTION)) as i64
}
