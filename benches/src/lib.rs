//! Criterion benches of palmsig; see `benches/`.
