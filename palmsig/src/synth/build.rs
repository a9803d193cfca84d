//! The build of a hand: proportions that both hands of a person share.
//!
//! Means are round figures for adults (palm 85 mm wide with a deviation of 3 mm, 105 mm long, middle
//! finger about 80 mm, fingers 15–20 mm wide); neither they nor the spreads are fitted to a survey.

use super::geometry::{Point, point};
use super::rng::Rng;

/// Fingers in the order of [`Build::fingers`].
pub(super) const THUMB: usize = 0;
pub(super) const INDEX: usize = 1;
pub(super) const MIDDLE: usize = 2;
pub(super) const RING: usize = 3;
pub(super) const LITTLE: usize = 4;

/// From a finger's pivot (about its knuckle) to the web, in millimetres: the pivot lies under the skin
/// of the palm, so that spreading hardly moves the webs.
pub(super) const PIVOT_DEPTH: f64 = 12.0;

/// One finger, lengths in millimetres, angles in radians from straight up towards the thumb.
#[derive(Debug, Clone)]
pub(super) struct FingerBuild {
    /// Where the finger turns when fingers are spread.
    pub(super) pivot: Point,
    /// From the pivot to the tip.
    pub(super) length: f64,
    /// Half the width at the web.
    pub(super) radius: f64,
    /// Width at the last joint and at the tip, in parts of the width at the web.
    pub(super) taper: [f64; 2],
    /// Angle with the fingers closed, and as wide apart as they go.
    pub(super) angles: [f64; 2],
    /// Sideways bend of the tip, in millimetres towards the thumb.
    pub(super) bend: f64,
    /// Flexion creases, in millimetres from the pivot.
    pub(super) joints: [f64; 3],
}

/// A person's hands without their lines.
#[derive(Debug, Clone)]
pub(super) struct Build {
    /// Palm width in parts of 85 mm.
    pub(super) width: f64,
    /// Palm length in parts of 105 mm.
    pub(super) length: f64,
    /// Ball of the thumb and of the little finger, in parts of their mean size.
    pub(super) mounds: [f64; 2],
    /// Wrist width in parts of 54 mm.
    pub(super) wrist: f64,
    /// Thumb, index, middle, ring, little finger.
    pub(super) fingers: [FingerBuild; 5],
    /// 0 the lightest skin, 1 the darkest.
    pub(super) tone: f64,
    /// How wrinkled the skin is, about 1.
    pub(super) wrinkledness: f64,
}

/// Mean finger: pivot, length beyond the web, half width, angles closed and wide open in degrees.
const MEAN_FINGERS: [(Point, f64, f64, [f64; 2]); 5] = [
    (point(0.0, 0.0), 54.0, 10.4, [40.0, 64.0]),
    (point(28.5, -33.0), 71.0, 9.1, [-2.5, 14.0]),
    (point(9.5, -36.5), 79.0, 9.4, [0.0, 3.0]),
    (point(-9.5, -34.0), 73.0, 8.9, [2.2, -10.0]),
    (point(-27.2, -26.5), 58.0, 7.9, [8.0, -27.0]),
];

impl Build {
    pub(super) fn new(rng: &mut Rng) -> Build {
        let size = rng.about(1.0, 0.025);
        let width = size * rng.about(1.0, 0.025);
        let length = size * rng.about(1.0, 0.03);
        let finger_length = size * rng.about(1.0, 0.035);
        let finger_width = width * rng.about(1.0, 0.02);
        let fingers = [THUMB, INDEX, MIDDLE, RING, LITTLE]
            .map(|i| finger(i, [width, length, finger_length, finger_width], rng));
        Build {
            width,
            length,
            mounds: [rng.about(1.0, 0.06), rng.about(1.0, 0.06)],
            wrist: size * rng.about(1.0, 0.05),
            fingers,
            tone: rng.unit(),
            wrinkledness: rng.about(1.0, 0.2),
        }
    }
}

fn finger(i: usize, [width, length, finger_length, finger_width]: [f64; 4], rng: &mut Rng) -> FingerBuild {
    let (pivot, mean_length, mean_radius, degrees) = MEAN_FINGERS[i];
    let beyond_web = mean_length * finger_length * rng.about(1.0, 0.025);
    let thumb = i == THUMB;
    // The thumb has one joint fewer in view; its first crease lies at the pivot.
    let parts = if thumb { [0.02, 0.46, 0.5] } else { [0.0, 0.34, 0.65] };
    let joint = |part: f64, rng: &mut Rng| PIVOT_DEPTH + beyond_web * rng.about(part, 0.008);
    FingerBuild {
        pivot: point(pivot.x * width, pivot.y * length + rng.about(0.0, 0.6)),
        length: PIVOT_DEPTH + beyond_web,
        radius: mean_radius * finger_width * rng.about(1.0, 0.02),
        taper: if thumb { [0.93, 0.74] } else { [rng.about(0.91, 0.015), rng.about(0.74, 0.02)] },
        angles: degrees.map(|d| (d + rng.about(0.0, 0.5)).to_radians()),
        bend: match i {
            THUMB => rng.about(3.0, 1.5),
            INDEX => rng.about(-1.2, 0.8),
            LITTLE => rng.about(1.8, 1.0),
            _ => rng.about(0.0, 0.6),
        },
        joints: parts.map(|part| joint(part, rng)),
    }
}
