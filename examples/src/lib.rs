//! What the examples share.

pub mod manifest;
pub mod trace;
