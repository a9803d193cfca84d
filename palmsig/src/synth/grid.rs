//! Smooth fields over the plane of the hand, computed at the nodes of a grid and blended between them.

use super::geometry::{Point, point};

/// `N` fields on one grid.
#[derive(Debug, Clone)]
pub(super) struct Grid<const N: usize> {
    corner: Point,
    cells_per_mm: f64,
    rows: usize,
    columns: usize,
    /// Shape (rows, columns), row by row.
    nodes: Vec<[f32; N]>,
}

impl<const N: usize> Grid<N> {
    /// The fields between two corners, `cell` millimetres from node to node.
    pub(super) fn new(
        corner: Point,
        opposite: Point,
        cell: f64,
        fields: impl Fn(Point) -> [f64; N],
    ) -> Grid<N> {
        let size = (opposite - corner) * (1.0 / cell);
        let (rows, columns) = (size.y.max(1.0) as usize + 1, size.x.max(1.0) as usize + 1);
        let node = |i: usize| point((i % columns) as f64, (i / columns) as f64);
        let nodes = (0..rows * columns).map(|i| fields(corner + node(i) * cell).map(|v| v as f32));
        Grid { corner, cells_per_mm: 1.0 / cell, rows, columns, nodes: nodes.collect() }
    }

    /// The fields at a point; none beyond the grid.
    #[inline]
    pub(super) fn at(&self, p: Point) -> Option<[f32; N]> {
        let q = (p - self.corner) * self.cells_per_mm;
        let inside =
            q.x >= 0.0 && q.y >= 0.0 && q.x < (self.columns - 1) as f64 && q.y < (self.rows - 1) as f64;
        if !inside {
            return None;
        }
        let (row, column) = (q.y as usize, q.x as usize);
        let (v, u) = ((q.y - row as f64) as f32, (q.x - column as f64) as f32);
        let first = row * self.columns + column;
        let upper = self.nodes.get(first..first + 2)?;
        let lower = self.nodes.get(first + self.columns..first + self.columns + 2)?;
        let mut blended = [0.0; N];
        for (i, value) in blended.iter_mut().enumerate() {
            let top = upper[0][i] + (upper[1][i] - upper[0][i]) * u;
            let bottom = lower[0][i] + (lower[1][i] - lower[0][i]) * u;
            *value = top + (bottom - top) * v;
        }
        Some(blended)
    }

    /// The point of the grid closest to `p`.
    pub(super) fn nearest(&self, p: Point) -> Point {
        // Just inside the last cell.
        const INSIDE: f64 = 1e-6;
        let far = |nodes: usize| (nodes - 1) as f64 / self.cells_per_mm - INSIDE;
        let q = p - self.corner;
        self.corner + point(q.x.clamp(0.0, far(self.columns)), q.y.clamp(0.0, far(self.rows)))
    }
}
