//! Tests that run their own program once more.

use std::path::Path;
use std::process::Command;

/// The words of this variable run what was compiled for another machine: an emulator.
const RUNNER: &str = "PALMSIG_RUNNER";

pub(crate) fn command(program: impl AsRef<Path>) -> Command {
    let runner = std::env::var(RUNNER).unwrap_or_default();
    let mut words = runner.split_whitespace();
    let Some(first) = words.next() else { return Command::new(program.as_ref()) };
    let mut command = Command::new(first);
    command.args(words).arg(program.as_ref());
    command
}
