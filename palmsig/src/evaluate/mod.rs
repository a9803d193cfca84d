//! From scores to error rates, in the terms of ISO/IEC 19795-1. Pure functions: nothing here knows
//! pictures or templates.
//!
//! Conventions, the same everywhere:
//!
//! * A score is a similarity: higher means more alike. [`NO_EVIDENCE`] is the score of a comparison
//!   that found too little to go by; it is a non-match at every threshold.
//! * A threshold *t* accepts every score ≥ *t*. FMR(*t*) is the share of non-mated comparisons with
//!   a score ≥ *t*, FNMR(*t*) the share of mated comparisons with a score < *t*.
//! * The thresholds looked at are the scores that occur and one above all of them, so equal scores
//!   are always accepted or rejected together. Between two of these no rate changes.
//! * A failure to acquire (FTA) makes every pair it is part of a non-match: [`ErrorRates::with_failures`].
//! * Scores that know their subjects, [`Comparisons`], give intervals too: [`Bootstrap`].
//! * What is no live hand has rates of its own (ISO/IEC 30107-3): [`PresentationRates`].
//! * Identification is the same over searches: [`open_set`].
//! * Rates are fractions in 0..=1; what the scores cannot tell is `None`, never NaN.

mod bootstrap;
mod comparisons;
mod discard;
mod identify;
mod interval;
mod presentations;
mod rates;
mod resample;

pub use bootstrap::Bootstrap;
pub use comparisons::Comparisons;
pub use discard::{DiscardCurve, DiscardPoint};
pub use identify::{Nearest, identification_rate, open_set};
pub use interval::Interval;
pub use presentations::PresentationRates;
pub use rates::{ErrorRates, FailedPairs, OperatingPoint};

/// The score of a comparison without evidence: below every threshold.
pub const NO_EVIDENCE: i32 = i32::MIN;
