//! How sets of palm pictures are taken.

use std::f64::consts::{FRAC_PI_2, TAU};

use super::rng::Rng;
use super::settings::{Background, CaptureSettings};
use crate::image::Band;

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

    /// The settings of one capture.
    pub fn settings(self, rng: &mut Rng) -> CaptureSettings {
        let base = CaptureSettings::sized(480, 640).varied(rng);
        match self {
            Setup::IitdRoi => CaptureSettings {
                height: 150,
                width: 150,
                palm_unit: 150.0 * (1.0 + rng.about(0.0, 0.03)),
                center: [75.0 + -15.0 + rng.about(0.0, 4.0), 75.0 + 18.0 + rng.about(0.0, 4.0)],
                rotation: FRAC_PI_2 + rng.about(0.0, 0.025),
                light_direction: 1.5 + rng.about(0.0, 0.5),
                skin_stretch: 0.006,
                texture: 1.0,
                monochrome: true,
                blur: 0.4,
                sleeve: false,
                ..base
            },
            Setup::TongjiRoi => CaptureSettings {
                height: 150,
                width: 150,
                palm_unit: 150.0 * (1.0 + rng.about(0.0, 0.006)),
                center: [75.0 + rng.about(0.0, 1.2), 75.0 + 15.0 + rng.about(0.0, 1.2)],
                rotation: FRAC_PI_2 + rng.about(0.0, 0.008),
                light_direction: 1.5 + rng.about(0.0, 0.2),
                skin_stretch: 0.003,
                texture: 3.0,
                exposure: rng.between(0.35, 0.8),
                noise: 1.5,
                sleeve: false,
                ..base
            },
            Setup::CoepFull => CaptureSettings {
                rotation: FRAC_PI_2 + rng.about(0.0, 0.03),
                ..CaptureSettings { sleeve: false, ..CaptureSettings::sized(1200, 1600) }
            },
            Setup::CasiaNirFull => CaptureSettings {
                rotation: FRAC_PI_2 + rng.about(0.0, 0.1),
                band: Band::NearInfrared,
                light_direction: rng.between(0.0, TAU),
                ..CaptureSettings { background: Background::Dark, ..CaptureSettings::sized(576, 768) }
            },
            Setup::PolyuFull => CaptureSettings {
                rotation: FRAC_PI_2 + rng.about(0.0, 0.03),
                ..CaptureSettings::sized(284, 384)
            },
        }
    }
}
