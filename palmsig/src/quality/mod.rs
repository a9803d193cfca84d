//! How good a capture is: native measures → components of 0 to 100 → one score, and what to tell the person.
//!
//! In the terms of ISO/IEC 29794-1 [`Measures`] are the native quality measures, [`Components`] the quality
//! components and [`Quality::score`] the quality score: an integer of 0 to 100, higher being better, that is
//! expected to follow the similarity to other captures of the same palm.
//!
//! All measures look at the palm square at the encoder's resolution, at the scales that the encoder sees: what
//! does not reach a template does not count. They are sums of integers, turned into numbers by IEEE basic
//! operations and `libm`: the same pixels give the same quality on every CPU.

mod components;
mod contrast;
mod coverage;
mod directions;
mod exposure;
mod focus;
mod guidance;
mod lines;
mod measures;
mod motion;
mod pose;
mod rating;
mod resolution;
mod scales;
mod score;

pub use components::Components;
pub use guidance::Guidance;
pub use measures::Measures;
pub use motion::motion_between;
pub use score::Quality;
