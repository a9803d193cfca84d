//! The exact Euclidean distance transform and the largest circle inscribed in a mask.

use std::cmp::Reverse;

use super::mask::Raster;
use super::point::Point;

/// A circle, in pixels of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// Centre.
    pub center: Point,
    /// Radius.
    pub radius: f64,
}

impl Circle {
    /// Whether nothing but the border keeps the circle from growing, in a raster of this size: the hand goes
    /// on beyond it. One pixel of slack, for the circle's centre lies on a pixel.
    pub(super) fn touches_border(&self, rows: usize, columns: usize) -> bool {
        let [row, column] = self.center;
        let nearest = row.min(rows as f64 - row).min(column).min(columns as f64 - column);
        nearest <= self.radius + 1.0
    }
}

/// Squared distance from each cell of the framed raster to the nearest empty cell (the frame is
/// empty), row-major: first along columns, then along rows as the lower envelope of parabolas
/// (Meijster, Roerdink & Hesselink 2000). Integers throughout. Rows that cannot come within [`RIDGE`] of
/// the largest distance are left at 0: the distances along row and column bound them.
fn squared_distances(raster: &Raster) -> Vec<i32> {
    let stride = raster.stride();
    let heights = column_distances(raster);
    let bound = |(index, row)| (Reverse(row_bound(row) as usize), index);
    let mut bounds: Vec<(Reverse<usize>, usize)> =
        heights.chunks_exact(stride).enumerate().map(bound).collect();
    bounds.sort_unstable();
    let mut out = vec![0; heights.len()];
    let mut envelope = Envelope::default();
    let mut best = 0;
    for (Reverse(bound), index) in bounds {
        if bound * bound <= ridge_level(best) as usize {
            break;
        }
        let cells = index * stride..(index + 1) * stride;
        envelope.lower(&heights[cells.clone()], &mut out[cells.clone()]);
        best = out[cells].iter().copied().fold(best, i32::max);
    }
    out
}

/// The largest distance that a row can hold: no cell is farther from the outside than along its row or column.
fn row_bound(heights: &[i32]) -> i32 {
    let mut run = 0;
    let from_left: Vec<i32> = heights.iter().map(|&h| step(&mut run, h)).collect();
    let mut run = 0;
    heights
        .iter()
        .zip(from_left)
        .rev()
        .map(|(&h, left)| h.min(left).min(step(&mut run, h)))
        .max()
        .unwrap_or(0)
}

/// The length of a run of cells inside, up to a cell of this height.
fn step(run: &mut i32, height: i32) -> i32 {
    *run = if height == 0 { 0 } else { *run + 1 };
    *run
}

/// Cells above this squared distance count as the peak, where the largest is `best`.
fn ridge_level(best: i32) -> i32 {
    let level = (f64::from(best).sqrt() - RIDGE).max(0.0);
    (level * level) as i32
}

/// Distance along its column from each cell to the nearest empty cell.
fn column_distances(raster: &Raster) -> Vec<i32> {
    let stride = raster.stride();
    let mut heights = vec![0i32; raster.cells.len()];
    for i in stride..heights.len() {
        heights[i] = if raster.cells[i] == 0 { 0 } else { heights[i - stride] + 1 };
    }
    for i in (0..heights.len() - stride).rev() {
        heights[i] = heights[i].min(heights[i + stride] + 1);
    }
    heights
}

/// Parabolas of the lower envelope: apex columns, and the column from which each is lowest.
#[derive(Default)]
struct Envelope {
    apex: Vec<usize>,
    from: Vec<i32>,
}

impl Envelope {
    fn lower(&mut self, heights: &[i32], out: &mut [i32]) {
        self.apex.clear();
        self.from.clear();
        let value = |x: i32, apex: usize| {
            let d = x - apex as i32;
            d * d + heights[apex] * heights[apex]
        };
        for u in 0..heights.len() {
            while let (Some(&apex), Some(&from)) = (self.apex.last(), self.from.last()) {
                if value(from, apex) <= value(from, u) {
                    break;
                }
                self.apex.pop();
                self.from.pop();
            }
            let from = match self.apex.last() {
                None => 0,
                Some(&apex) => 1 + crossing(apex, u, heights),
            };
            if from < heights.len() as i32 {
                self.apex.push(u);
                self.from.push(from);
            }
        }
        let mut k = self.apex.len();
        for x in (0..out.len()).rev() {
            while k > 1 && self.from[k - 1] > x as i32 {
                k -= 1;
            }
            out[x] = value(x as i32, self.apex[k - 1]);
        }
    }
}

/// The last column where the parabola of apex `i` is not above that of apex `u > i`.
fn crossing(i: usize, u: usize, heights: &[i32]) -> i32 {
    let (a, b) = (i as i32, u as i32);
    let (ha, hb) = (heights[i], heights[u]);
    (b * b - a * a + hb * hb - ha * ha).div_euclid(2 * (b - a))
}

/// The largest circle inside the mask, refined between pixels by a parabola through the peak of the
/// distance; none for an empty mask.
pub(super) fn inscribed_circle(raster: &Raster) -> Option<Circle> {
    let stride = raster.stride();
    let squared = squared_distances(raster);
    let (peak, &best) = squared.iter().enumerate().max_by_key(|(i, d)| (**d, std::cmp::Reverse(*i)))?;
    if best == 0 {
        return None;
    }
    let radius = f64::from(best).sqrt();
    // A flat ridge (a long hand has one) is taken in its middle: the mean of all cells near the peak.
    let near = ridge_level(best);
    let (mut sum, mut count) = ([0.0, 0.0], 0.0);
    for (i, _) in squared.iter().enumerate().filter(|(_, d)| **d > near) {
        let (row, column) = ((i / stride) as f64, (i % stride) as f64);
        let (peak_row, peak_column) = ((peak / stride) as f64, (peak % stride) as f64);
        if (row - peak_row).abs() < radius && (column - peak_column).abs() < radius {
            sum = [sum[0] + row, sum[1] + column];
            count += 1.0;
        }
    }
    // Framed cells are one pixel on, and pixel centres lie at .5; the distance runs to the centre of
    // the nearest empty cell, the outline half a pixel before it.
    Some(Circle { center: [sum[0] / count - 0.5, sum[1] / count - 0.5], radius: radius - 0.5 })
}

/// Cells whose distance is within this many pixels of the largest count as the peak.
const RIDGE: f64 = 0.5;
