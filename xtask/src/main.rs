//! Every chore of the project has one command here: `cargo xtask --help`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on its terminal")]

mod cargo;
mod emulated;
mod examples;
mod installed;
mod licences;
mod notices;
mod package;
mod performance;
mod policy;
mod python;
mod sanitize;
mod size;
mod steps;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use steps::{LONG, STEPS, WRITING};

#[derive(Parser)]
#[command(about = "The chores of palmsig, one command each")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

/// Every one but `test` and `test-all` is a step of both under the same name, of `test-all` alone when it takes long, or of
/// neither when it writes something.
#[derive(Subcommand, Debug, Clone, Copy, PartialEq)]
enum Chore {
    /// Everything that proves the project: all steps below, in this order
    Test,
    /// `test`, and everything that takes long
    TestAll,
    /// The source is formatted
    Fmt,
    /// Module order, file length, where unsafe may stand
    Policy,
    /// The licences of all dependencies are on the list in deny.toml
    Licences,
    /// Lints of all targets, without default features, and every feature of the core alone
    Clippy,
    /// Unit, integration and documentation tests
    Unit,
    /// The documentation builds without a warning
    Doc,
    /// The benches compile
    Benches,
    /// The commands of README.md run
    Examples,
    /// The Python module: lints, tests, stubs and types; needs Python 3.11 with pip
    Python,
    /// Every fuzz target for some minutes; not part of `test`: needs a nightly compiler and cargo-fuzz
    Fuzz,
    /// The core's tests and C programs for 64-bit ARM, emulated; not part of `test`: says what it needs
    TestAarch64,
    /// The core's tests for 32-bit ARM
    TestArmv7,
    /// All benches, and docs/performance.md written from them; not part of `test`: takes minutes
    BenchReport,
    /// FAISS, NumPy and a Rust library on the same codes, and their table in docs/performance.md; not part of `test`:
    /// needs Python with pip
    BenchPeers,
    /// The same work in Rust and in Python, side by side; not part of `test`: takes minutes, 10 GB of memory and 8 GB of disk
    BenchPython,
    /// Kernels, galleries and the C interface under the address and thread sanitizers, C programs under valgrind; not part of
    /// `test`: says what it needs
    TestSanitize,
    /// A store is killed 200 times while it enrols, changes and removes; not part of `test`, which kills it ten times
    TestKills,
    /// Writes include/palmsig.h anew from palmsig-ffi, and the records of the binary interface
    Header,
    /// Room that the C library takes on a device; not part of `test`
    Size,
    /// A Python wheel and a source distribution under target/wheels, tried in an environment with NumPy alone
    Wheel,
    /// Extraction and a sharded gallery on a local Ray of several processes, one of them killed; not part of `test`
    TestRay,
    /// The C library installed with CMake and with cargo-c, and linked to; not part of `test`: says what it needs
    TestPackage,
    /// The C library to install, under target/package: headers, libraries, pkg-config and CMake files
    Package,
}

fn main() -> ExitCode {
    let chore = Arguments::parse().chore;
    let Some(root) = root() else {
        eprintln!("error: run this as `cargo xtask`, inside the repository");
        return ExitCode::FAILURE;
    };
    let all = chore == Chore::TestAll;
    let short = STEPS.iter().filter(|step| all || chore == Chore::Test || step.chore == chore);
    let long = LONG.iter().filter(|step| all || step.chore == chore);
    let chosen = short.chain(long).chain(WRITING.iter().filter(|step| step.chore == chore));
    match steps::run(chosen, &root) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The folder above this package's, as cargo says where that is.
fn root() -> Option<PathBuf> {
    let package = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR")?);
    package.parent().map(PathBuf::from)
}
