//! Where the skin of the palm square is seen.

use super::camera::Camera;
use super::field::Field;
use super::geometry::{Point, point};
use super::hand::Valleys;
use super::truth::SkinSquare;
use crate::image::HandSide;

/// Distance from the line through the outer valleys to the palm square, in palm units, as the engine has it.
const GAP: f64 = 0.2;

/// Points along one side of the square at which the skin is looked up.
const POINTS: usize = 9;

/// Steps in which the point of the plane that shows a point of the skin is approached: the skin moves by a few
/// millimetres over centimetres, so that each leaves about a tenth of the error.
const STEPS: usize = 5;

/// The turned square closest to where the skin of the palm square at rest is seen.
pub(super) fn skin_square(rest: &Valleys, hand: HandSide, field: &Field, camera: &Camera) -> SkinSquare {
    let unit = rest.palm_unit();
    let right = (rest.index_middle - rest.ring_little).unit();
    let down = right.turned();
    let middle = (rest.index_middle + rest.ring_little) * 0.5 + down * ((GAP + 0.5) * unit);
    // Right hands are described with the thumb on the right; a left one is seen mirrored.
    let mirror = if hand == HandSide::Left { -1.0 } else { 1.0 };
    let mut pairs = Vec::with_capacity(POINTS * POINTS);
    for i in 0..POINTS * POINTS {
        let at = |k: usize| (k as f64 + 0.5) / POINTS as f64 - 0.5;
        let (x, y) = (at(i % POINTS), at(i / POINTS));
        let skin = middle + right * (x * unit) + down * (y * unit);
        let [row, column] = seen(skin, field, camera);
        pairs.push(([x * mirror, y], [column, row]));
    }
    fitted(&pairs)
}

/// The pixel at which a point of the skin is seen.
fn seen(skin: Point, field: &Field, camera: &Camera) -> [f64; 2] {
    let place = (0..STEPS).fold(skin, |p, _| p + (skin - field.at(p).rest));
    camera.project(place, field.at(place).height)
}

/// The turned square whose points, in sides from its centre, lie closest to their places in the picture: with
/// both as complex numbers, place = centre + (side · turn) · point.
fn fitted(pairs: &[([f64; 2], [f64; 2])]) -> SkinSquare {
    let n = pairs.len() as f64;
    let mean = |pick: fn(&([f64; 2], [f64; 2])) -> Point| {
        pairs.iter().map(pick).fold(point(0.0, 0.0), |a, b| a + b) * (1.0 / n)
    };
    let center = mean(|(_, [column, row])| point(*column, *row));
    let (mut turn, mut size) = (point(0.0, 0.0), 0.0);
    for ([x, y], [column, row]) in pairs {
        let place = point(*column, *row) - center;
        turn = turn + point(x * place.x + y * place.y, x * place.y - y * place.x);
        size += x * x + y * y;
    }
    let turn = turn * (1.0 / size);
    let side = turn.length();
    // Up is -y: turned like everything else.
    SkinSquare { center: [center.y, center.x], up: [-turn.x / side, turn.y / side], side }
}
