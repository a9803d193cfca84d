//! What a comparison found.

use super::align::Alignment;
use super::calibration::{self, Calibration, FalseMatchRate};
use super::deform::Local;
use super::lookup::Warp;
use super::rigid::Counts;
use crate::image::Band;
use crate::params::LINE_CELLS;

/// What one band says of two templates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandEvidence {
    /// The band.
    pub band: Band,
    /// Rotation of the probe that aligns it with the reference, radians, counter-clockwise.
    pub rotation: f64,
    /// Size of the aligned probe relative to the probe.
    pub scale: f64,
    /// Shift of the probe that aligns it, [down, right], in sides of the palm square.
    pub shift: [f64; 2],
    /// Differing bits of the line planes under the alignment.
    pub differing: u32,
    /// Bits of the line planes that could be compared.
    pub compared: u32,
    /// Patches of the texture planes with evidence, 0..=49; 0 in a rigid comparison.
    pub patches: u32,
    /// Similarity of this band alone, as [`Comparison::similarity`].
    pub similarity: i32,
    /// Pairs of views that were tried for this one.
    pub tried: u32,
}

impl BandEvidence {
    pub(super) fn new(band: Band, alignment: &Alignment, warp: &Warp) -> BandEvidence {
        let cells = LINE_CELLS as f64;
        BandEvidence {
            band,
            rotation: warp.rotation,
            scale: warp.scale,
            shift: [f64::from(alignment.down) / cells, f64::from(alignment.right) / cells],
            differing: alignment.counts.differing,
            compared: alignment.counts.compared,
            patches: 0,
            similarity: Comparison::NO_EVIDENCE,
            tried: 1,
        }
    }

    /// With the similarity that the line planes alone give.
    pub(super) fn rigid(self, counts: Counts) -> BandEvidence {
        BandEvidence { similarity: calibration::rigid_similarity(counts), ..self }
    }

    /// With the similarity that the texture patches give.
    pub(super) fn local(self, local: Option<Local>) -> BandEvidence {
        match local {
            None => self,
            Some(local) => BandEvidence {
                patches: local.patches,
                similarity: calibration::local_similarity(local),
                ..self
            },
        }
    }
}

/// The outcome of comparing a probe with a reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    similarity: i32,
    calibration: Calibration,
    tried: u32,
    bands: [Option<BandEvidence>; 2],
}

impl Comparison {
    /// The similarity of templates that share too few usable cells to say anything: it never matches.
    pub const NO_EVIDENCE: i32 = i32::MIN;

    /// Fuses what the bands say: their similarities are normal deviates, so the sum of k of them over √k
    /// is one again (for bands that err independently).
    pub(super) fn fuse(bands: [Option<BandEvidence>; 2], calibration: Calibration) -> Comparison {
        let with_evidence = || bands.iter().flatten().filter(|e| e.similarity != Self::NO_EVIDENCE);
        let sum: i64 = with_evidence().map(|e| i64::from(e.similarity)).sum();
        let similarity = match with_evidence().count() {
            0 => Self::NO_EVIDENCE,
            1 => sum as i32,
            // 1/√2 as 46341 / 65536.
            _ => ((sum * 46341) >> 16) as i32,
        };
        let tried = bands.iter().flatten().map(|e| e.tried).product();
        Comparison { similarity, calibration, tried, bands }
    }

    /// How much more alike the templates are than those of two strangers on average, in 1/256 standard
    /// deviations of such comparisons; [`NO_EVIDENCE`](Self::NO_EVIDENCE) when nothing can be said.
    pub fn similarity(&self) -> i32 {
        self.similarity
    }

    /// How often two strangers are at least this similar.
    pub fn false_match_rate(&self) -> FalseMatchRate {
        let fused = self.bands().filter(|e| e.similarity != Self::NO_EVIDENCE).count() > 1;
        let value = libm::exp10(-f64::from(self.level()) / 1000.0);
        FalseMatchRate { value, extrapolated: fused || self.calibration.extrapolates(self.similarity) }
    }

    /// −1000 · log10 of the false match rate, rounded down: what decisions are made on.
    pub(super) fn level(&self) -> i32 {
        if self.similarity == Self::NO_EVIDENCE {
            return 0;
        }
        (self.calibration.level(self.similarity) - calibration::level_of_count(self.tried as usize)).max(0)
    }

    /// What each band says, visible first.
    pub fn bands(&self) -> impl Iterator<Item = &BandEvidence> {
        self.bands.iter().flatten()
    }
}
