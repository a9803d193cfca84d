//! What is asked for.

use clap::ValueEnum;
use palmsig::image::Band;

use crate::taking::Taking;

/// Which pictures of a capture are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bands {
    /// Visible and near-infrared, registered
    Both,
    /// Visible
    Visible,
    /// Near-infrared
    Nir,
}

impl Bands {
    pub(crate) fn list(self) -> &'static [Band] {
        match self {
            Bands::Both => &[Band::Visible, Band::NearInfrared],
            Bands::Visible => &[Band::Visible],
            Bands::Nir => &[Band::NearInfrared],
        }
    }
}

/// How much ground truth is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Detail {
    /// No ground truth
    None,
    /// Per capture: finger valleys, palm frame, person, settings (truth.jsonl)
    Landmarks,
    /// Also hand, creases, veins and deformation for each pixel (truth/)
    Maps,
}

/// A data set to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request {
    pub(crate) palms: u64,
    pub(crate) captures: u32,
    pub(crate) seed: u64,
    pub(crate) taking: Taking,
    /// None: the one of the setup.
    pub(crate) bands: Option<Bands>,
    pub(crate) detail: Detail,
}

impl Request {
    /// The name of the set: sets of different seeds show different people.
    pub(crate) fn set(&self) -> String {
        format!("synthetic-{}-{}", self.taking.name(), self.seed)
    }
}
