//! Rotation and scale of a grid of cells as a table of indices.

use crate::code::Cells;
use crate::params::{LINE_CELLS, MatchParams, TEXTURE_CELLS};

/// One rotation and scale of the search, with the tables that apply it.
pub(super) struct Warp {
    /// Radians, counter-clockwise.
    pub rotation: f64,
    /// Size of the warped grid relative to the original.
    pub scale: f64,
    /// For each cell of the line planes the cell it comes from.
    pub lines: Vec<u16>,
    /// For each cell of the texture planes the cell it comes from.
    pub texture: Vec<u16>,
}

/// All warps that `params` ask for.
pub(super) fn warps(params: &MatchParams) -> Vec<Warp> {
    let steps = |n: u8| -i32::from(n)..=i32::from(n);
    let mut warps = Vec::new();
    for scale_index in steps(params.scales) {
        for rotation_index in steps(params.rotations) {
            let rotation = f64::from(rotation_index) * params.rotation_step.to_radians();
            let scale = libm::pow(params.scale_step, f64::from(scale_index));
            let lines = table(LINE_CELLS, rotation, scale);
            warps.push(Warp { rotation, scale, lines, texture: table(TEXTURE_CELLS, rotation, scale) });
        }
    }
    warps
}

/// The nearest source cell of each cell of a grid turned by `rotation` and scaled by `scale` about its middle.
fn table(side: usize, rotation: f64, scale: f64) -> Vec<u16> {
    let (sin, cos) = (libm::sin(rotation) / scale, libm::cos(rotation) / scale);
    let middle = (side as f64 - 1.0) / 2.0;
    let index = |row: f64, column: f64| {
        let inside = |v: f64| (0.0..side as f64).contains(&v);
        if inside(row) && inside(column) {
            (row as usize * side + column as usize) as u16
        } else {
            Cells::NOWHERE
        }
    };
    (0..side * side)
        .map(|i| {
            let (y, x) = ((i / side) as f64 - middle, (i % side) as f64 - middle);
            // Rows grow downwards: a counter-clockwise turn of the content by φ looks up at −φ.
            let (from_y, from_x) = (y * cos + x * sin, x * cos - y * sin);
            index(libm::floor(from_y + middle + 0.5), libm::floor(from_x + middle + 0.5))
        })
        .collect()
}
