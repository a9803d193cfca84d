//! docs/performance.md: what the benches measured, beside the limits of the machine and beside peers.

mod budget;
mod figures;
mod machine;
mod page;
mod peers;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{program, succeed};
use crate::steps::Outcome;
use figures::Figures;
use machine::Machine;

const PAGE: &str = "docs/performance.md";

/// Where criterion leaves what the report is made of, apart from baselines that somebody keeps.
const RUN: &str = "target/bench-report";

/// Runs all benches and writes the page; what it says about peers is kept.
pub(crate) fn report(root: &Path) -> Outcome {
    let folder = root.join(RUN);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    // As long as the figures need to settle: all benches in minutes.
    let arguments = ["bench", "-p", "palmsig-benches", "--locked", "--benches", "--"];
    let settings = ["--noplot", "--warm-up-time", "0.5", "--measurement-time", "1.5"];
    let line = format!("cargo {} {}", arguments.join(" "), settings.join(" "));
    println!("$ {line}");
    let mut command = Command::new(program());
    command
        .args(arguments)
        .args(settings)
        .env("CRITERION_HOME", &folder)
        .env_remove("PALMSIG_BENCH_MANIFEST");
    succeed(command.current_dir(root), &line)?;
    let figures = Figures::read(&folder)?;
    let kept = std::fs::read_to_string(root.join(PAGE)).ok().and_then(|page| peers::section(&page));
    write(root, &page::page(&figures, &Machine::this(), &kept.unwrap_or_else(peers::not_measured)))
}

/// Measures peers, prints what came out, and puts it into the page.
pub(crate) fn compare(root: &Path) -> Outcome {
    let table = peers::section_of(&peers::measure(root)?, &Machine::this());
    println!("\n{table}");
    let page = std::fs::read_to_string(root.join(PAGE));
    let page = page
        .map_err(|error| format!("{PAGE} cannot be read, `cargo xtask bench-report` writes it: {error}"))?;
    let page = peers::put(&page, &table).ok_or_else(|| format!("{PAGE} has no place for peers"))?;
    write(root, &page)
}

fn write(root: &Path, page: &str) -> Outcome {
    let path: PathBuf = root.join(PAGE);
    std::fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("wrote {PAGE}");
    Ok(())
}
