//! Comparing templates: the line planes are searched for the rigid alignment, about it the fine
//! planes are compared patch by patch, and what is left is a similarity with a known false match rate.
//!
//! A [`Matcher`] holds the tables of a search. [`Matcher::probe`] prepares a template for many
//! comparisons; [`Matcher::compare`] compares two.

mod align;
#[cfg(feature = "protect")]
mod arranged;
mod bands;
mod calibration;
mod carry;
mod compact;
mod comparison;
mod deform;
mod likelihood;
mod lookup;
mod matcher;
mod person;
mod policy;
mod register;
mod rigid;
mod views;

pub(crate) use align::{Lines, Warped};
#[cfg(feature = "protect")]
pub(crate) use arranged::{ArrangedProbe, ArrangedReference};
pub use calibration::FalseMatchRate;
pub(crate) use carry::Carried;
pub use compact::CompactCodes;
pub use comparison::{BandEvidence, Comparison, PatchEvidence};
pub use matcher::{Matcher, Probe};
pub use person::PersonComparison;
pub use policy::Policy;
pub use register::Registration;
