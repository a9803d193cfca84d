//! What the examples share: manifests, trace writers, printing.

pub mod manifest;
