//! How sets of palm pictures are taken.

use std::f64::consts::FRAC_PI_2;

use super::rng::Rng;
use super::settings::CaptureSettings;
use crate::image::{Band, HandSide};

/// A way of taking captures, named after the public set that it imitates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setup {
    /// Crops of contactless pictures, grey, 150×150.
    IitdRoi,
    /// Crops of contactless pictures, colour, 150×150.
    TongjiRoi,
    /// Hands between pegs on a black cloth, colour, 1600×1200.
    CoepFull,
    /// Hands held freely before a black inside, 850 nm, 768×576.
    CasiaNirFull,
    /// Hands on a plate, fingers cut, grey, 384×284.
    PolyuFull,
}

impl Setup {
    /// Every setup.
    pub const ALL: [Setup; 5] =
        [Setup::IitdRoi, Setup::TongjiRoi, Setup::CoepFull, Setup::CasiaNirFull, Setup::PolyuFull];

    /// The name of the set.
    pub fn name(self) -> &'static str {
        match self {
            Setup::IitdRoi => "iitd-roi",
            Setup::TongjiRoi => "tongji-roi",
            Setup::CoepFull => "coep-full",
            Setup::CasiaNirFull => "casia-nir-full",
            Setup::PolyuFull => "polyu-full",
        }
    }

    /// The setup of that name.
    pub fn named(name: &str) -> Option<Setup> {
        Setup::ALL.into_iter().find(|s| s.name() == name)
    }

    /// Whether its pictures are palm squares.
    pub fn crops(self) -> bool {
        matches!(self, Setup::IitdRoi | Setup::TongjiRoi)
    }

    /// The hand of the `number`-th palm: right and left in turn, where the set keeps them apart.
    pub fn hand(self, number: u64) -> HandSide {
        match self {
            // Its crops of right hands are mirrored.
            Setup::IitdRoi => HandSide::Left,
            // Sensors built for one hand.
            Setup::CoepFull => HandSide::Right,
            Setup::CasiaNirFull => HandSide::Left,
            Setup::TongjiRoi | Setup::PolyuFull if number.is_multiple_of(2) => HandSide::Right,
            Setup::TongjiRoi | Setup::PolyuFull => HandSide::Left,
        }
    }

    /// The settings of one capture.
    pub fn settings(self, rng: &mut Rng) -> CaptureSettings {
        match self {
            Setup::IitdRoi => iitd(rng),
            Setup::TongjiRoi => tongji(rng),
            Setup::CoepFull => coep(rng),
            Setup::CasiaNirFull => casia(rng),
            Setup::PolyuFull => polyu(rng),
        }
    }
}

/// A hand held freely, but by people who were told how: fingers to the left.
fn held(height: usize, width: usize, rng: &mut Rng) -> CaptureSettings {
    CaptureSettings {
        rotation: FRAC_PI_2 + rng.about(0.0, 0.025),
        light_direction: 1.5 + rng.about(0.0, 0.3),
        sleeve: false,
        ..CaptureSettings::sized(height, width).varied(rng)
    }
}

fn iitd(rng: &mut Rng) -> CaptureSettings {
    CaptureSettings {
        palm_unit: 150.0 * (1.0 + rng.about(0.0, 0.025)),
        center: [60.0 + rng.about(0.0, 3.5), 93.0 + rng.about(0.0, 3.5)],
        rotation: FRAC_PI_2 + rng.about(0.0, 0.015),
        tilt: [rng.about(0.0, 0.04), rng.about(0.0, 0.04)],
        skin_stretch: 0.005,
        monochrome: true,
        texture: 1.0,
        blur: 0.4,
        noise: 1.5,
        ..held(150, 150, rng)
    }
}

fn tongji(rng: &mut Rng) -> CaptureSettings {
    CaptureSettings {
        palm_unit: 150.0 * (1.0 + rng.about(0.0, 0.006)),
        center: [75.0 + rng.about(0.0, 1.2), 90.0 + rng.about(0.0, 1.2)],
        rotation: FRAC_PI_2 + rng.about(0.0, 0.008),
        skin_stretch: 0.003,
        texture: 2.7,
        exposure: rng.between(0.35, 0.8),
        noise: 1.5,
        ..held(150, 150, rng)
    }
}

fn coep(rng: &mut Rng) -> CaptureSettings {
    CaptureSettings {
        rotation: 1.75 + rng.about(0.0, 0.04),
        palm_unit: 285.0 * (1.0 + rng.about(0.0, 0.03)),
        center: [650.0 + rng.about(0.0, 30.0), 930.0 + rng.about(0.0, 40.0)],
        spread: 0.6 + rng.about(0.0, 0.04),
        tilt: [rng.about(0.0, 0.04), rng.about(0.0, 0.04)],
        skin_stretch: 0.003,
        texture: 1.4,
        gloss: rng.between(0.02, 0.1),
        blur: 1.0,
        noise: 2.0,
        jpeg: Some(92),
        ..held(1200, 1600, rng)
    }
}

fn casia(rng: &mut Rng) -> CaptureSettings {
    CaptureSettings {
        band: Band::NearInfrared,
        rotation: 1.3 + rng.about(0.0, 0.06),
        palm_unit: 145.0 * (1.0 + rng.about(0.0, 0.05)),
        center: [285.0 + rng.about(0.0, 15.0), 470.0 + rng.about(0.0, 20.0)],
        spread: rng.between(0.7, 0.95),
        exposure: rng.between(0.6, 0.95),
        falloff: 0.35,
        skin_stretch: 0.011,
        noise: 3.2,
        blur: 0.8,
        ..held(576, 768, rng)
    }
}

fn polyu(rng: &mut Rng) -> CaptureSettings {
    CaptureSettings {
        rotation: FRAC_PI_2 + rng.about(0.0, 0.02),
        palm_unit: 140.0 * (1.0 + rng.about(0.0, 0.015)),
        center: [142.0 + rng.about(0.0, 3.0), 220.0 + rng.about(0.0, 4.0)],
        spread: (0.95 + rng.about(0.0, 0.02)).min(1.0),
        tilt: [rng.about(0.0, 0.02), rng.about(0.0, 0.02)],
        bend: 0.0,
        cup: 0.0,
        skin_stretch: 0.009,
        texture: 1.5,
        monochrome: true,
        gloss: 0.0,
        blur: 0.5,
        noise: 2.6,
        // Pegs and a mask hide fingertips and wrist.
        aperture: Some([2.0, 36.0, 282.0, 326.0]),
        ..held(284, 384, rng)
    }
}
