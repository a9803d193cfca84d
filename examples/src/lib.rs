//! What the examples share.

pub mod trace;
