//! Criterion benches of palmsig stand beside this package's manifest: `cargo bench`.

pub mod crowd;
