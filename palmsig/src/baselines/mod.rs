//! The published palmprint codes that the engine is compared with, one a file, each after its paper. *Chosen here* names
//! what a paper leaves open, and what we add or do not have from it.
//!
//! All of them describe the same palm squares as the engine, on the cells that the engine compares
//! ([`Extractor::squares`](crate::pipeline::Extractor::squares)), so that what differs is the code and its
//! comparison alone. Where a paper takes a crop of 128 × 128 pixels, the palm square is that crop; filters at its
//! edge see its margin. Cells without skin are masked, whether the paper has a mask or not.
//!
//! Everything is integer arithmetic but the filters' tables, which come from `libm`: codes and distances are the
//! same on every CPU.

mod bocv;
mod compcode;
mod don;
mod edcc;
mod ordinal;
mod planes;
#[cfg(test)]
mod tests;

use ndarray::Array2;

pub use bocv::Bocv;
pub use compcode::CompCode;
pub use don::Don;
pub use edcc::Edcc;
pub use ordinal::Ordinal;
pub use planes::Planes;

use crate::error::MatchError;
use crate::params::BankParams;
use crate::roi::PalmSquare;

/// The distance of two codes that disagree in all they can disagree in.
pub const FARTHEST: u32 = 1 << 16;

/// A published palmprint code.
pub trait Baseline: std::fmt::Debug + Send + Sync {
    /// The name that the field knows it by, in lower case.
    fn name(&self) -> &'static str;

    /// The code of a palm square. `usable` says which of its 32 × 32 cells show skin, as
    /// [`Features::usable`](crate::features::Features::usable) does; no cell of a square of another size is usable.
    fn encode(&self, square: &PalmSquare, usable: &Array2<bool>) -> Planes;

    /// How far two codes lie apart, 0 (the same) to [`FARTHEST`], at the best of the shifts that are searched;
    /// none where no shift leaves a fifth of the cells to compare. The order of the two makes no difference.
    ///
    /// # Errors
    /// [`MatchError::Codes`] unless both codes are of this baseline.
    fn distance(&self, probe: &Planes, reference: &Planes) -> Result<Option<u32>, MatchError>;
}

/// The Gabor filters of the competitive code and the binary orientation co-occurrence vector: ω and κ as published for a
/// crop of 128 pixels, on taps up to half a wavelength from the middle.
const GABOR: BankParams = BankParams { omega: 0.35, kappa: 2.78, support: 18 };

/// Cells that a code of 32 × 32 cells is shifted by, each way along both axes, as the competitive code is: 8 pixels of 128.
const REACH: i32 = 2;
