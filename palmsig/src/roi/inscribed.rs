//! The palm without finger valleys: the largest inscribed circle and the axis of the hand.

use super::contour::Contour;
use super::distance::Circle;
use super::landmarks::Base;
use super::mask::Blob;
use super::point::{Point, dot, length, minus};

/// Palm unit in radii of the inscribed circle: median over whole hands whose valleys were found.
const UNIT: f64 = 1.1;
/// Distance from the circle's centre to the line of the outer valleys, in radii: median, likewise.
const LINE: f64 = 1.25;
/// Smallest area of a hand in squared radii: more than a square's 4, for fingers join the palm.
const MIN_AREA: f64 = 4.6;
/// Least ratio of the axes of inertia: a round blob has no direction.
const MIN_ELONGATION: f64 = 1.2;

/// The line of the outer valleys as it lies on the average hand; none when the blob is not shaped like
/// a hand or shows no direction.
pub(super) fn inscribed_base(blob: &Blob, contour: &Contour, palm: &Circle) -> Option<Base> {
    let radius = palm.radius;
    if (blob.area as f64) < MIN_AREA * radius * radius {
        return None;
    }
    let inertia = Inertia::of(blob);
    if inertia.elongation() < MIN_ELONGATION {
        return None;
    }
    let axis = inertia.axis()?;
    let up = if points_to_fingers(axis, contour, palm, &inertia) { axis } else { [-axis[0], -axis[1]] };
    let right = [up[1], -up[0]];
    let middle = [palm.center[0] + LINE * radius * up[0], palm.center[1] + LINE * radius * up[1]];
    Some(Base { middle, right, up, unit: UNIT * radius })
}

/// Whether the fingers lie in the direction of `axis`: the forearm leaves the picture on the other side,
/// or, when nothing leaves the picture, the fingers reach farther from the palm than the wrist does.
fn points_to_fingers(axis: Point, contour: &Contour, palm: &Circle, inertia: &Inertia) -> bool {
    let mut contact = [0usize; 2];
    for (p, _) in contour.points.iter().zip(&contour.on_border).filter(|(_, b)| **b) {
        let along = dot(minus(*p, palm.center), axis);
        if along.abs() > palm.radius / 2.0 {
            contact[usize::from(along > 0.0)] += 1;
        }
    }
    if contact[0] != contact[1] {
        return contact[0] > contact[1];
    }
    dot(minus(inertia.center, palm.center), axis) > 0.0
}

/// Centre and second moments of a blob, in pixels.
struct Inertia {
    center: Point,
    rows: f64,
    columns: f64,
    mixed: f64,
}

impl Inertia {
    fn of(blob: &Blob) -> Inertia {
        let raster = &blob.raster;
        let inside = || {
            let stride = raster.stride();
            let cells = raster.cells.iter().enumerate().filter(|(_, c)| **c != 0);
            cells.map(move |(i, _)| [(i / stride) as f64 - 0.5, (i % stride) as f64 - 0.5])
        };
        let area = (blob.area as f64).max(1.0);
        let sum = inside().fold([0.0, 0.0], |s, p| [s[0] + p[0], s[1] + p[1]]);
        let center = [sum[0] / area, sum[1] / area];
        let mut inertia = Inertia { center, rows: 0.0, columns: 0.0, mixed: 0.0 };
        for p in inside() {
            let d = minus(p, center);
            inertia.rows += d[0] * d[0] / area;
            inertia.columns += d[1] * d[1] / area;
            inertia.mixed += d[0] * d[1] / area;
        }
        inertia
    }

    /// Half the sum and half the difference of the two principal moments.
    fn halves(&self) -> (f64, f64) {
        let difference = (self.rows - self.columns) / 2.0;
        ((self.rows + self.columns) / 2.0, (difference * difference + self.mixed * self.mixed).sqrt())
    }

    /// Ratio of the long to the short axis, at least 1.
    fn elongation(&self) -> f64 {
        let (sum, difference) = self.halves();
        ((sum + difference) / (sum - difference).max(1e-9)).sqrt()
    }

    /// Unit vector along the long axis.
    fn axis(&self) -> Option<Point> {
        let (sum, difference) = self.halves();
        let large = sum + difference;
        // Either row of (M − small·1) is along the axis; the longer one is the safer.
        let (a, b) = ([self.mixed, large - self.rows], [large - self.columns, self.mixed]);
        let v = if length(a) > length(b) { a } else { b };
        let norm = length(v);
        (norm > 0.0).then(|| [v[0] / norm, v[1] / norm])
    }
}
