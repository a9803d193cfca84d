//! The build of a hand: proportions that both hands of a person share.
//!
//! Lengths and their spreads follow the tables for British adults of 19 to 65 years in Pheasant &
//! Haslegrave, *Bodyspace* (3rd ed. 2006), men / women, mean ± deviation in millimetres: hand breadth at
//! the metacarpals 87 ± 5 / 76 ± 4, palm length 107 ± 6 / 97 ± 5, fingers from the web 72 / 67 (index),
//! 83 / 77 (middle), 72 / 66 (ring), 55 / 50 (little), 51 / 47 (thumb), each ± 4 to 5. Half of the people
//! have the proportions of women. What the tables do not give (tapers, joints, balls of the thumb and of the
//! little finger) was chosen by eye.

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
    /// Mounds and hollows of the palm.
    pub(super) relief: Vec<Mound>,
    /// Years.
    pub(super) age: f64,
    /// 0 the lightest skin, 1 the darkest.
    pub(super) tone: f64,
    /// How wrinkled the skin is, about 1.
    pub(super) wrinkledness: f64,
}

/// A mound of the palm, or a hollow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mound {
    pub(super) center: Point,
    /// Where it ends, in millimetres.
    pub(super) radius: f64,
    /// In millimetres, negative for a hollow.
    pub(super) height: f64,
}

/// Mounds of a mean palm: balls of the thumb and of the little finger, pads below the fingers, the
/// hollow of the palm and the one before the wrist. Heights were chosen by eye.
const MEAN_RELIEF: [(Point, f64, f64); 8] = [
    (point(27.0, 20.0), 27.0, 6.0),
    (point(-27.0, 24.0), 26.0, 5.0),
    (point(27.0, -31.0), 14.0, 2.0),
    (point(9.0, -36.0), 12.0, 2.0),
    (point(-9.0, -33.0), 12.0, 2.0),
    (point(-26.0, -25.0), 12.0, 2.2),
    (point(-1.0, 6.0), 20.0, -3.5),
    (point(3.0, 52.0), 12.0, -2.0),
];

/// Breadth and palm length of men and of women, mean and deviation, in parts of 85 and 105 mm.
const SIZES: [[(f64, f64); 2]; 2] = [[(1.023, 0.058), (1.019, 0.055)], [(0.894, 0.047), (0.924, 0.048)]];

/// Correlation of a hand's breadth, palm length and finger lengths within men and within women.
const SIZE_CORRELATION: f64 = 0.65;

/// Mean finger: pivot, length beyond the web, half width, angles closed and wide open in degrees.
const MEAN_FINGERS: [(Point, f64, f64, [f64; 2]); 5] = [
    (point(0.0, 0.0), 54.0, 10.4, [40.0, 64.0]),
    (point(28.5, -33.0), 72.0, 9.1, [-2.5, 14.0]),
    (point(9.5, -36.5), 82.0, 9.4, [0.0, 3.0]),
    (point(-9.5, -34.0), 73.0, 8.9, [2.2, -10.0]),
    (point(-27.2, -26.5), 57.0, 7.9, [8.0, -27.0]),
];

impl Build {
    pub(super) fn new(rng: &mut Rng) -> Build {
        let [breadth, palm] = if rng.chance(0.5) { SIZES[0] } else { SIZES[1] };
        let common = rng.normal();
        // One part of every size is common to the whole hand.
        let own = (1.0 - SIZE_CORRELATION).sqrt();
        let mut sized = |(mean, deviation): (f64, f64)| {
            mean + deviation * (SIZE_CORRELATION.sqrt() * common + own * rng.normal())
        };
        let (width, length, finger_length) = (sized(breadth), sized(palm), sized(palm));
        let finger_width = width * rng.about(1.0, 0.02);
        let fingers = [THUMB, INDEX, MIDDLE, RING, LITTLE]
            .map(|i| finger(i, [width, length, finger_length, finger_width], rng));
        let age = 18.0 + 62.0 * rng.unit();
        Build {
            width,
            length,
            mounds: [rng.about(1.0, 0.06), rng.about(1.0, 0.06)],
            wrist: width * rng.about(1.0, 0.05),
            fingers,
            relief: relief(width, length, rng),
            age,
            tone: rng.unit(),
            // Skin folds more with age; most of the spread is between people of one age.
            wrinkledness: libm::exp(0.3 * rng.normal() + 0.006 * (age - 45.0)),
        }
    }
}

/// The mounds of one palm: they vary in place, size and height.
fn relief(width: f64, length: f64, rng: &mut Rng) -> Vec<Mound> {
    let mound = |&(center, radius, height): &(Point, f64, f64)| Mound {
        center: point(center.x * width + rng.about(0.0, 2.0), center.y * length + rng.about(0.0, 2.0)),
        radius: radius * width * rng.about(1.0, 0.12),
        height: height * rng.about(1.0, 0.3),
    };
    MEAN_RELIEF.iter().map(mound).collect()
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
