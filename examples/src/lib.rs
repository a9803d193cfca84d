//! What the examples share.

pub mod atomic;
pub mod crowd;
pub mod manifest;
pub mod plot;
pub mod progress;
pub mod say;
pub mod size;
pub mod spectrum;
pub mod statistics;
pub mod trace;
