//! The outline of a blob: followed along pixel edges, smoothed, and sampled at even steps.

use super::mask::{Blob, Raster};
use super::point::Point;

/// A closed outline, clockwise as seen on the screen (the hand lies to the right of the direction of
/// travel), its points one step apart.
#[derive(Debug, Clone)]
pub(super) struct Contour {
    /// Points as [row, column], in pixels of the raster.
    pub(super) points: Vec<Point>,
    /// Whether the point lies on the border of the picture, where the hand leaves it.
    pub(super) on_border: Vec<bool>,
}

impl Contour {
    /// Points on the top, bottom, left and right border of a picture of this size.
    pub(super) fn contact(&self, rows: usize, columns: usize) -> [usize; 4] {
        let mut sides = [0; 4];
        for ([row, column], _) in self.points.iter().zip(&self.on_border).filter(|(_, b)| **b) {
            let away = [*row, rows as f64 - row, *column, columns as f64 - column];
            let nearest = (0..4).min_by(|&a, &b| away[a].total_cmp(&away[b])).unwrap_or(0);
            sides[nearest] += 1;
        }
        sides
    }
}

/// Direction of travel along pixel edges, clockwise: east, south, west, north.
const STEPS: [[i64; 2]; 4] = [[0, 1], [1, 0], [0, -1], [-1, 0]];

/// Follows the outer edge of the blob from its first pixel; the midpoint of every pixel edge.
fn edge_midpoints(blob: &Blob) -> Vec<Point> {
    let raster = &blob.raster;
    let stride = raster.stride();
    let start = [(blob.first / stride) as i64, (blob.first % stride) as i64];
    let (mut at, mut heading) = (start, 0usize);
    let mut midpoints = Vec::new();
    loop {
        let step = STEPS[heading];
        let next = [at[0] + step[0], at[1] + step[1]];
        // Vertices count from the corner of the framed raster: one pixel less in the picture.
        midpoints.push([(at[0] + next[0]) as f64 / 2.0 - 1.0, (at[1] + next[1]) as f64 / 2.0 - 1.0]);
        at = next;
        heading = turn(raster, at, heading);
        if at == start && heading == 0 {
            return midpoints;
        }
    }
}

/// The heading after vertex `at`: the blob stays on the right, diagonal neighbours stay apart.
fn turn(raster: &Raster, at: [i64; 2], heading: usize) -> usize {
    let inside = |row: i64, column: i64| raster.framed(row as usize, column as usize);
    let [r, c] = at;
    let (left, right) = match heading {
        0 => (inside(r - 1, c), inside(r, c)),
        1 => (inside(r, c), inside(r, c - 1)),
        2 => (inside(r, c - 1), inside(r - 1, c - 1)),
        _ => (inside(r - 1, c - 1), inside(r - 1, c)),
    };
    match (left, right) {
        (_, false) => (heading + 1) % 4,
        (true, true) => (heading + 3) % 4,
        (false, true) => heading,
    }
}

/// One pass of a moving average over `2·half + 1` neighbours on the closed curve.
fn averaged(points: &[Point], half: usize) -> Vec<Point> {
    let n = points.len();
    let width = (2 * half + 1) as f64;
    let mut sum = [0.0, 0.0];
    for k in 0..=2 * half {
        let p = points[(k + n - half % n) % n];
        sum = [sum[0] + p[0], sum[1] + p[1]];
    }
    (0..n)
        .map(|i| {
            let mean = [sum[0] / width, sum[1] / width];
            let (old, new) = (points[(i + n - half % n) % n], points[(i + half + 1) % n]);
            sum = [sum[0] + new[0] - old[0], sum[1] + new[1] - old[1]];
            mean
        })
        .collect()
}

impl Contour {
    /// The outline of `blob`, smoothed over about `smoothing` pixels, with points one pixel apart;
    /// none when it is too short to have a shape.
    pub(super) fn new(blob: &Blob, smoothing: f64) -> Option<Contour> {
        let raw = edge_midpoints(blob);
        if raw.len() < MIN_EDGES {
            return None;
        }
        let half = (smoothing.max(1.0) as usize).min(raw.len() / 8);
        let smooth = averaged(&averaged(&raw, half), half);
        let (rows, columns) = (blob.raster.rows as f64, blob.raster.columns as f64);
        let border = |p: &Point| p[0] <= 0.0 || p[1] <= 0.0 || p[0] >= rows || p[1] >= columns;
        let flags: Vec<bool> = raw.iter().map(border).collect();
        Some(resampled(&smooth, &flags))
    }

    pub(super) fn len(&self) -> usize {
        self.points.len()
    }

    /// The point `offset` steps from `index` along the closed curve.
    pub(super) fn at(&self, index: usize, offset: i64) -> Point {
        let n = self.points.len() as i64;
        self.points[(index as i64 + offset).rem_euclid(n) as usize]
    }
}

/// Outlines of fewer pixel edges than this have no shape to speak of.
const MIN_EDGES: usize = 32;

/// Points at steps of one pixel along the closed polygon.
fn resampled(points: &[Point], flags: &[bool]) -> Contour {
    let n = points.len();
    let mut out = Contour { points: Vec::with_capacity(n), on_border: Vec::with_capacity(n) };
    let mut due = 0.0;
    for i in 0..n {
        let (a, b) = (points[i], points[(i + 1) % n]);
        let d = [b[0] - a[0], b[1] - a[1]];
        let length = (d[0] * d[0] + d[1] * d[1]).sqrt();
        while due < length {
            let t = due / length;
            out.points.push([a[0] + t * d[0], a[1] + t * d[1]]);
            out.on_border.push(flags[i]);
            due += 1.0;
        }
        due -= length;
    }
    out
}
