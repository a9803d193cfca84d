//! Which way the ridges of a palm run, and how wide they are.

use crate::synth::geometry::{Point, point};
use crate::synth::grid::Grid;
use crate::synth::noise::Noise;
use crate::synth::rng::Rng;

/// Where ridges of a palm of mean size run which way: place in millimetres, and the angle of the ridge
/// in degrees from the direction of the thumb towards the wrist (0 across the palm, 90 along it).
///
/// Across below each finger and along in the webs, which makes the triradii below the fingers; from
/// the webs down and over to the edge of the little finger; around the ball of the thumb; across the
/// wrist, which makes the axial triradius. Read off drawings of palms; not measured.
const COURSE: [(f64, f64, f64); 50] = [
    // Below the fingers.
    (28.5, -44.0, 5.0),
    (9.5, -48.0, 0.0),
    (-9.5, -46.0, -3.0),
    (-27.0, -38.0, -12.0),
    // Their flanks.
    (23.5, -43.0, 42.0),
    (33.5, -42.0, -35.0),
    (4.5, -46.5, 42.0),
    (14.5, -46.5, -42.0),
    (-14.0, -44.0, 40.0),
    (-5.0, -45.0, -44.0),
    (-31.5, -36.0, 25.0),
    (-22.5, -38.0, -52.0),
    // Webs, and between the pads.
    (19.0, -45.0, 92.0),
    (0.0, -47.0, 90.0),
    (-18.5, -42.0, 82.0),
    (18.0, -33.0, 98.0),
    (-1.0, -34.0, 102.0),
    (-18.5, -30.0, 100.0),
    (39.0, -36.0, 75.0),
    (-37.0, -30.0, 5.0),
    // Below the triradii.
    (30.0, -25.0, 118.0),
    (10.0, -25.0, 132.0),
    (-9.0, -23.0, 142.0),
    (-26.0, -18.0, 158.0),
    (-39.0, -14.0, 170.0),
    // The hollow.
    (38.0, -12.0, 158.0),
    (25.0, -9.0, 146.0),
    (8.0, -6.0, 140.0),
    (-10.0, -4.0, 146.0),
    (-28.0, 0.0, 158.0),
    (-40.0, 4.0, 166.0),
    (-2.0, 14.0, 126.0),
    (-18.0, 18.0, 142.0),
    (-35.0, 22.0, 156.0),
    (-4.0, 34.0, 112.0),
    (-18.0, 38.0, 146.0),
    (-34.0, 42.0, 160.0),
    (-20.0, 54.0, 168.0),
    // The ball of the thumb.
    (16.0, 6.0, 122.0),
    (28.0, 4.0, 135.0),
    (40.0, 2.0, 142.0),
    (10.0, 24.0, 97.0),
    (24.0, 22.0, 98.0),
    (38.0, 20.0, 100.0),
    (9.0, 42.0, 80.0),
    (24.0, 40.0, 62.0),
    (38.0, 38.0, 50.0),
    (16.0, 55.0, 38.0),
    // The wrist.
    (0.0, 68.0, 0.0),
    (25.0, 68.0, 8.0),
];

/// Millimetres about a place of [`COURSE`] in which it rules.
const REACH: f64 = 5.0;

/// Mean distance of ridges in millimetres, and the range in which they stay on every palm.
const PERIOD: f64 = 0.49;
const PERIODS: [f64; 2] = [0.40, 0.62];

/// Millimetres from node to node of the fields.
const CELL: f64 = 1.5;

/// Orientation and period of the ridges all over the palm.
pub(super) struct Flow {
    /// Cosine and sine of twice the angle of the ridges, and their distance in millimetres.
    fields: Grid<3>,
}

/// A loop: ridges enter, turn about the core and leave again; the delta that comes with it.
struct Loop {
    core: Point,
    delta: Point,
}

impl Loop {
    /// How the loop turns ridges at a point, as a turn of the doubled angle: once around the core turns
    /// them by half a turn, once around the delta back again, so that nothing is changed far away
    /// (Sherlock & Monro, "A model for interpreting fingerprint topology", 1993).
    fn turn(&self, p: Point) -> Point {
        let (from_core, from_delta) = ((p - self.core).unit(), (p - self.delta).unit());
        point(from_core.dot(from_delta), from_delta.x * from_core.y - from_delta.y * from_core.x)
    }
}

impl Flow {
    /// The flow of a palm of this width and length, in parts of the mean ones.
    pub(super) fn new([width, length]: [f64; 2], rng: &mut Rng) -> Flow {
        let scale = |x: f64, y: f64| point(x * width, y * length);
        let course = COURSE.map(|(x, y, degrees)| {
            let at = scale(x + rng.about(0.0, 1.5), y + rng.about(0.0, 1.5));
            (at, doubled((degrees + rng.about(0.0, 7.0)).to_radians()))
        });
        let loops = loops(&scale, rng);
        // Ridges bend a little everywhere, in angles of radians at millimetres.
        let bends = [(11.0, 0.3), (3.4, 0.17)].map(|(cell, angle)| (Noise::new(cell, rng), angle));
        let widths = [(16.0, 0.07), (2.6, 0.11)].map(|(cell, share)| (Noise::new(cell, rng), share));
        let mean = PERIOD * width * rng.about(1.0, 0.04);
        let corner = super::CORNER;
        let [height, span] = super::EXTENT.map(|extent| extent as f64);
        // One cell more than the lattice, whose last nodes lie on the border.
        let opposite = corner + point(span + CELL, height + CELL);
        let fields = Grid::new(corner, opposite, CELL, |p| {
            let (x, y) = (p.x as f32, p.y as f32);
            let sum = |noise: &[(Noise, f64); 2]| -> f64 {
                noise.iter().map(|(n, share)| share * f64::from(n.at(x, y))).sum()
            };
            let mut angle = blended(&course, p);
            for turn in loops.iter().map(|l| l.turn(p)).chain([doubled(sum(&bends))]) {
                angle = point(angle.x * turn.x - angle.y * turn.y, angle.x * turn.y + angle.y * turn.x);
            }
            // Coarser towards the wrist.
            let period = mean * (1.0 + 0.0012 * p.y + sum(&widths));
            [angle.x, angle.y, period.clamp(PERIODS[0], PERIODS[1])]
        });
        Flow { fields }
    }

    /// The frequency of the ridges, in radians a millimetre along x and y.
    pub(super) fn frequency(&self, p: Point) -> [f32; 2] {
        let Some([cosine, sine, period]) = self.fields.at(self.fields.nearest(p)) else { return [0.0; 2] };
        let size = (cosine * cosine + sine * sine).sqrt().max(1e-6);
        // Half the angle, from the cosine and sine of all of it.
        let x = (0.5 * (1.0 + cosine / size)).max(0.0).sqrt();
        let y = (0.5 * (1.0 - cosine / size)).max(0.0).sqrt() * if sine < 0.0 { -1.0 } else { 1.0 };
        let turns = 2.0 * std::f32::consts::PI / period;
        // Across the ridges.
        [-y * turns, x * turns]
    }
}

fn doubled(angle: f64) -> Point {
    point(libm::cos(2.0 * angle), libm::sin(2.0 * angle))
}

/// The course at a point, as the doubled angle.
fn blended(course: &[(Point, Point)], p: Point) -> Point {
    let sum = course.iter().fold(point(0.0, 0.0), |sum, &(at, angle)| {
        let rest = p - at;
        let near = 1.0 / (rest.dot(rest) + REACH * REACH);
        sum + angle * (near * near)
    });
    sum.unit()
}

/// Most palms have a loop between two fingers, some one on the ball of the little finger or of the thumb.
fn loops(scale: &impl Fn(f64, f64) -> Point, rng: &mut Rng) -> Vec<Loop> {
    // Probability, core and delta in millimetres of a palm of mean size.
    const KINDS: [(f64, [(f64, f64); 2]); 4] = [
        (0.45, [(0.0, -29.0), (3.0, -17.0)]),
        (0.55, [(-18.0, -26.0), (-14.0, -14.0)]),
        (0.3, [(-30.0, 26.0), (-16.0, 32.0)]),
        (0.12, [(30.0, 22.0), (22.0, 8.0)]),
    ];
    let mut found = Vec::new();
    for (probability, [core, delta]) in KINDS {
        let jitter = [(); 4].map(|()| rng.about(0.0, 1.5));
        if rng.chance(probability) {
            found.push(Loop {
                core: scale(core.0 + jitter[0], core.1 + jitter[1]),
                delta: scale(delta.0 + jitter[2], delta.1 + jitter[3]),
            });
        }
    }
    found
}
