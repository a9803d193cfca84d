//! Every chore of the project has one command here: `cargo xtask --help`.
fn main() {}
