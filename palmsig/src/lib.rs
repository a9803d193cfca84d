//! palmsig recognises people by the palm of the hand: from a picture (visible, near-infrared, or
//! both) to a template made of the palm's lines and texture, and from two templates, or one and a
//! gallery, to a decision with a stated false match rate.
//!
//! Start with [`pipeline::Extractor`]; it names every stage on the way from pixels to a template.

#[cfg(target_endian = "big")]
compile_error!(
    "palmsig supports little-endian targets only: templates are little-endian in memory and on disk"
);

// In reading order: a module uses only those above it (a test enforces this).
pub mod error;
pub mod params;
pub mod trace;
pub mod image;
#[doc(hidden)]
#[allow(unsafe_code, reason = "vector instructions; everywhere else it is denied")]
pub mod simd;
pub mod roi;
pub mod code;
pub mod features;
pub mod quality;
pub mod template;
pub mod pipeline;
pub mod matching;
pub mod baselines;
pub mod gallery;
pub mod enroll;
pub mod liveness;
pub mod capture;
#[cfg(feature = "protect")]
pub mod protect;
#[cfg(feature = "store")]
pub mod store;
#[cfg(feature = "synth")]
pub mod synth;
#[cfg(feature = "evaluate")]
pub mod evaluate;

/// The examples of the README are tests too.
#[cfg(all(doctest, feature = "synth"))]
#[doc = include_str!("../../README.md")]
struct Readme;
