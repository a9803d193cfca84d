//! What the examples share.

pub mod atomic;
pub mod manifest;
pub mod progress;
pub mod trace;
