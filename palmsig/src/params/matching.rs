//! Parameters of the comparison. None of them reaches a template.

use super::{ParamError, check, identify};

/// How far a comparison goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Only the line planes under the best rigid alignment.
    Rigid,
    /// The fine planes too, patch by patch about the alignment.
    Local,
}

/// How two codes are compared: which alignments are searched, and how skin may stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchParams {
    /// How far the comparison goes.
    pub depth: Depth,
    /// Rotations searched on each side of none.
    pub rotations: u8,
    /// Angle between rotations, degrees.
    pub rotation_step: f64,
    /// Scales searched on each side of 1.
    pub scales: u8,
    /// Ratio of neighbouring scales.
    pub scale_step: f64,
    /// Largest shift along each axis, in cells of the line planes (1/32 palm square).
    pub max_shift: u8,
    /// Alignments that the line planes pass on to the local comparison.
    pub candidates: u8,
    /// How far a patch may move about the alignment, in cells of the fine planes (1/64 palm square).
    pub reach: u8,
    /// Added to the share of differing bits for a move of one cell about the alignment that the line planes found, times its
    /// squared length, in 1/65536.
    pub move_penalty: u32,
    /// The same about the similarity that the patches themselves told: a prior that skin bends little.
    pub bend_penalty: u32,
    /// Share of the best patches that tell the alignment, and then the similarity, percent: the rest may be folded, dirty, or
    /// under a plaster.
    pub kept_percent: u8,
    /// Fewest patches with evidence that make a comparison.
    pub min_patches: u8,
}

impl Default for MatchParams {
    fn default() -> Self {
        MatchParams {
            depth: Depth::Local,
            rotations: 2,
            rotation_step: 6.0,
            scales: 2,
            scale_step: 1.1,
            max_shift: 6,
            candidates: 4,
            reach: 2,
            move_penalty: 131,
            bend_penalty: 328,
            kept_percent: 75,
            min_patches: 9,
        }
    }
}

/// Raised whenever the comparison itself or its calibration changes.
const MATCHER_REVISION: u32 = 5;

impl MatchParams {
    /// Identifies the comparison and its calibration. It is never part of a template, so that a new
    /// threshold orphans nobody.
    pub fn matcher_id(&self) -> u32 {
        let depth = f64::from(u8::from(self.depth == Depth::Local));
        let counts = [self.rotations, self.scales, self.max_shift, self.candidates, self.reach];
        let limits = [self.kept_percent, self.min_patches];
        let numbers = counts.into_iter().chain(limits).map(f64::from);
        let penalties = [self.move_penalty, self.bend_penalty].map(f64::from);
        let steps = [self.rotation_step, self.scale_step, depth];
        identify(MATCHER_REVISION, numbers.chain(steps).chain(penalties))
    }

    /// The rigid search alone: it judges the palm frame rather than the palm.
    pub fn rigid() -> MatchParams {
        MatchParams { depth: Depth::Rigid, candidates: 1, ..MatchParams::default() }
    }

    /// Refuses values that make no working comparison.
    ///
    /// # Errors
    /// [`ParamError`] names the first parameter outside its range.
    pub fn validate(&self) -> Result<(), ParamError> {
        check("rotations", self.rotations.into(), 0.0, 15.0)?;
        check("rotation_step", self.rotation_step, 0.5, 15.0)?;
        check("scales", self.scales.into(), 0.0, 6.0)?;
        check("scale_step", self.scale_step, 1.01, 1.3)?;
        check("max_shift", self.max_shift.into(), 0.0, 16.0)?;
        check("candidates", self.candidates.into(), 1.0, 16.0)?;
        check("reach", self.reach.into(), 0.0, 8.0)?;
        check("move_penalty", self.move_penalty.into(), 0.0, 65536.0)?;
        check("bend_penalty", self.bend_penalty.into(), 0.0, 65536.0)?;
        check("kept_percent", self.kept_percent.into(), 10.0, 100.0)?;
        check("min_patches", self.min_patches.into(), 1.0, 49.0)
    }
}
