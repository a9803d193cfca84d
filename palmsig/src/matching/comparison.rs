//! What a comparison found.

use super::calibration::{self, Calibration, FalseMatchRate};
use super::register::Affinity;
use super::rigid::Counts;
use crate::image::Band;
use crate::params::FINE_CELLS;

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
    /// Patches of the fine planes with evidence, 0..=49; 0 in a rigid comparison.
    pub patches: u32,
    /// What this band says, as [`Comparison::similarity`]: of both bands of a capture about the transform that both tell.
    pub similarity: i32,
    /// Pairs of views that were tried for this one.
    pub tried: u32,
}

impl BandEvidence {
    pub(super) fn new(band: Band, affinity: &Affinity, lines: Counts) -> BandEvidence {
        let evidence = BandEvidence {
            band,
            rotation: 0.0,
            scale: 1.0,
            shift: [0.0; 2],
            differing: lines.differing,
            compared: lines.compared,
            patches: 0,
            similarity: Comparison::NO_EVIDENCE,
            tried: 1,
        };
        evidence.under(affinity, 0)
    }

    /// With so many patches that have evidence about an affinity.
    pub(super) fn under(self, affinity: &Affinity, patches: usize) -> BandEvidence {
        let (rotation, scale) = (affinity.rotation(), affinity.scale());
        let shift = affinity.shift().map(|v| v / FINE_CELLS as f64);
        BandEvidence { rotation, scale, shift, patches: patches as u32, ..self }
    }

    /// With what its planes say, if they say anything.
    pub(super) fn with(self, likelihood: Option<i32>) -> BandEvidence {
        BandEvidence { similarity: likelihood.unwrap_or(Comparison::NO_EVIDENCE), ..self }
    }
}

/// A patch of skin in a comparison: a quarter of the palm square along each side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PatchEvidence {
    /// The band.
    pub band: Band,
    /// Its middle, [down, right] of the middle of the reference's palm square, in sides of the square.
    pub at: [f64; 2],
    /// How far the skin lies there from where the affinity of the whole palm puts it, [down, right], in sides of the
    /// square; a multiple of 1/64.
    pub moved: [f64; 2],
    /// Share of differing fine bits, and what the move adds, in 1/65536.
    pub distance: u32,
    /// Entropy of the sign patterns of its cells, the mean of both captures, in bits, 0..=6: the more, the rarer.
    pub diversity: f64,
}

/// The outcome of comparing a probe with a reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    similarity: i32,
    calibration: Calibration,
    tried: u32,
    bands: [Option<BandEvidence>; 2],
    /// Whether both bands were laid over those of the reference by one transform.
    laid_once: bool,
}

/// The ratio of what says nothing of one palm in twenty: 1000 · log10(1/20).
pub(super) const SILENT: i32 = -1301;

impl Comparison {
    /// The similarity of templates that share too few usable cells to say anything: it never matches.
    pub const NO_EVIDENCE: i32 = i32::MIN;

    /// Fuses what the bands say: log-likelihood ratios of bands that err independently add up. One band of a palm in
    /// twenty may say nothing of it, for want of light or of contrast: that bounds how much it can say against the other.
    pub(super) fn fuse(
        bands: [Option<BandEvidence>; 2],
        laid_once: bool,
        calibration: Calibration,
    ) -> Comparison {
        let with_evidence = || bands.iter().flatten().filter(|e| e.similarity != Self::NO_EVIDENCE);
        let similarity = match with_evidence().count() {
            0 => Self::NO_EVIDENCE,
            1 => with_evidence().map(|e| e.similarity).sum(),
            _ => with_evidence().map(|e| e.similarity.max(SILENT)).sum(),
        };
        let tried = bands.iter().flatten().map(|e| e.tried).product();
        Comparison { similarity, calibration, tried, bands, laid_once }
    }

    /// How much likelier what was seen is between captures of one palm than between those of strangers:
    /// 1000 · log10 of the likelihood ratio; [`NO_EVIDENCE`](Self::NO_EVIDENCE) when nothing can be said.
    pub fn similarity(&self) -> i32 {
        self.similarity
    }

    /// How often two strangers are at least this similar.
    pub fn false_match_rate(&self) -> FalseMatchRate {
        let value = libm::exp10(-f64::from(self.level()) / 1000.0);
        let extrapolated = self.evident() > 1 || self.calibration.extrapolates(self.similarity);
        FalseMatchRate { value, extrapolated }
    }

    /// −1000 · log10 of the false match rate, rounded down: what decisions are made on. Two bands that one transform lays over
    /// the reference count as one that says three quarters of what they say together: of two thousand synthetic palms strangers' reach up to five fourths of
    /// what those of one band do (docs/accuracy.md), for they share the palm frame and the creases.
    pub(super) fn level(&self) -> i32 {
        if self.similarity == Self::NO_EVIDENCE {
            return 0;
        }
        let of_one = match (self.evident(), self.laid_once) {
            (2, true) => self.similarity * 3 / 4,
            // As if both said the same.
            (2, false) => self.similarity / 2,
            _ => self.similarity,
        };
        let level = self.calibration.level(of_one);
        (level - calibration::level_of_count(self.tried as usize)).max(0)
    }

    /// How many bands say something.
    fn evident(&self) -> i32 {
        self.bands().filter(|e| e.similarity != Self::NO_EVIDENCE).count() as i32
    }

    /// What each band says, visible first.
    pub fn bands(&self) -> impl Iterator<Item = &BandEvidence> {
        self.bands.iter().flatten()
    }
}
