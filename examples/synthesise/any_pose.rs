//! Hands in every pose that they are held in, and some in which they are not.

use std::f64::consts::TAU;

use palmsig::image::Band;
use palmsig::synth::{Background, CaptureSettings, Marks, Rng};
use palmsig_examples::size::Size;

/// Palm unit in parts of the picture's smaller side: from a hand far away to one whose fingers and wrist are
/// out of the picture.
const UNITS: [f64; 2] = [0.11, 0.42];

/// Tilt about each axis in radians: 35 degrees.
const TILT: f64 = 0.61;

/// Share of hands with their fingers closed, and of hands held flat: such hands are common.
const CLOSED: f64 = 0.15;
const FLAT: f64 = 0.4;

/// Share of near-infrared pictures, and of visible ones without colours.
const NEAR_INFRARED: f64 = 0.25;
const MONOCHROME: f64 = 0.2;

/// Share of pictures of which only a part is lit or seen, and how much of each side is dark at the most.
const APERTURES: f64 = 0.1;
const MAX_DARK_SIDE: f64 = 0.12;

/// Share of pictures that a camera has compressed, and the quality.
const COMPRESSED: f64 = 0.4;
const JPEG_QUALITY: [f64; 2] = [50.0, 95.0];

/// One capture with these marks on the hand.
pub(crate) fn any_pose(size: Size, marks: Marks, rng: &mut Rng) -> CaptureSettings {
    let (height, width) = (size.height as f64, size.width as f64);
    let smaller = height.min(width);
    let palm_unit = smaller * rng.ratio_between(UNITS[0], UNITS[1]);
    let flat = rng.chance(FLAT);
    let (band, monochrome) = if rng.chance(NEAR_INFRARED) {
        (Band::NearInfrared, false)
    } else {
        (Band::Visible, rng.chance(MONOCHROME))
    };
    let usual =
        CaptureSettings { band, monochrome, marks, ..CaptureSettings::sized(size.height, size.width) };
    CaptureSettings {
        rotation: rng.between(0.0, TAU),
        palm_unit: palm_unit.max(2.0),
        focal_length: height.max(width) * rng.ratio_between(0.7, 3.0),
        center: [height, width].map(|side| inside(side, palm_unit, rng)),
        spread: if rng.chance(CLOSED) { 0.0 } else { rng.between(0.0, 1.0) },
        bend: if flat { 0.0 } else { rng.between(0.0, 0.5) },
        cup: if flat { 0.0 } else { rng.between(0.0, 0.6) },
        thumb: rng.between(-0.35, 0.2),
        tilt: [rng.between(-TILT, TILT), rng.between(-TILT, TILT)],
        skin_stretch: rng.between(0.003, 0.016),
        fading: rng.between(0.15, 0.5),
        texture: rng.between(0.5, 2.5),
        session: rng.whole(0, 3) as u32,
        background: Background::ALL[rng.whole(0, Background::ALL.len() - 1)],
        sleeve: rng.chance(0.3),
        exposure: rng.ratio_between(0.35, 1.4),
        light_slope: rng.between(0.0, 0.7),
        light_direction: rng.between(0.0, TAU),
        falloff: if rng.chance(0.4) { rng.between(0.0, 0.6) } else { 0.0 },
        gloss: rng.between(0.0, 0.12),
        aperture: rng.chance(APERTURES).then(|| aperture(height, width, rng)),
        blur: rng.between(0.3, 1.6),
        noise: rng.ratio_between(1.0, 9.0),
        jpeg: rng.chance(COMPRESSED).then(|| rng.between(JPEG_QUALITY[0], JPEG_QUALITY[1]) as u8),
        ..usual
    }
}

/// A place for the middle of the palm along one side of the picture: the palm square is in it.
fn inside(side: f64, palm_unit: f64, rng: &mut Rng) -> f64 {
    let margin = (0.65 * palm_unit).min(0.5 * side);
    rng.between(margin, side - margin)
}

fn aperture(height: f64, width: f64, rng: &mut Rng) -> [f64; 4] {
    let mut dark = |side: f64| rng.between(0.0, MAX_DARK_SIDE) * side;
    [dark(height), dark(width), height - dark(height), width - dark(width)]
}
