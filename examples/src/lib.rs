//! What the examples share.

pub mod manifest;
pub mod progress;
pub mod trace;
