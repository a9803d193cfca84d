//! Peers on the same codes on the same machine, one thread each.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::machine::Machine;
use super::page::amount;
use crate::cargo::{program, succeed};

/// Where the Python packages and the codes go.
const FOLDER: &str = "target/bench-peers";

const PACKAGES: [&str; 2] = ["faiss-cpu>=1.8,<2", "numpy>=2,<3"];

/// What the section stands between.
const BEGIN: &str = "<!-- peers -->\n";
const END: &str = "<!-- end of peers -->\n";

/// One peer with so many probes at once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    pub(super) peer: String,
    pub(super) probes: u64,
    pub(super) per_second: f64,
    /// Sum of the distances to the nearest references.
    pub(super) least: u64,
}

/// Installs the peers and measures them.
pub(super) fn measure(root: &Path) -> Result<Vec<Measured>, String> {
    let folder = root.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let python = installed(&folder)?;
    let arguments = ["run", "--release", "--locked", "-p", "palmsig-benches", "--bin", "peers", "--", FOLDER];
    let ours = said(Command::new(program()).args(arguments).current_dir(root), "cargo run --bin peers")?;
    let theirs = said(
        Command::new(python).arg("benches/peers.py").arg(FOLDER).current_dir(root),
        "python benches/peers.py",
    )?;
    let results: Vec<Measured> = ours.lines().chain(theirs.lines()).map(read).collect::<Result<_, _>>()?;
    agree(&results)?;
    for name in ["references.bin", "probes.bin"] {
        std::fs::remove_file(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(results)
}

/// A Python of its own with the packages.
fn installed(folder: &Path) -> Result<std::path::PathBuf, String> {
    let environment = folder.join("python");
    let python = environment.join("bin/python");
    if !python.exists() {
        let mut make = Command::new("python3");
        succeed(make.args(["-m", "venv"]).arg(&environment), "python3 -m venv (needs Python 3.10 or later)")?;
    }
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(PACKAGES);
    succeed(&mut install, &format!("pip install {}", PACKAGES.join(" ")))?;
    Ok(python)
}

/// What a command prints.
fn said(command: &mut Command, line: &str) -> Result<String, String> {
    println!("$ {line}");
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{line}` ended with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{line}` wrote no text"))
}

pub(super) fn read(line: &str) -> Result<Measured, String> {
    let wrong = || format!("a peer said `{line}`, which is no result");
    let value: Value = serde_json::from_str(line).map_err(|_| wrong())?;
    let result = || {
        Some(Measured {
            peer: value["peer"].as_str()?.to_owned(),
            probes: value["probes"].as_u64()?,
            per_second: value["per_second"].as_f64()?,
            least: value["least"].as_u64()?,
        })
    };
    result().ok_or_else(wrong)
}

/// All without a mask find the same distances.
pub(super) fn agree(results: &[Measured]) -> Result<(), String> {
    let plain: Vec<&Measured> = results
        .iter()
        .filter(|result| !result.peer.contains("mask") || result.peer.contains("no mask"))
        .collect();
    for one in &plain {
        let other = plain.iter().find(|other| other.probes == one.probes && other.least != one.least);
        if let Some(other) = other {
            return Err(format!(
                "{} finds a distance of {}, {} one of {}",
                one.peer, one.least, other.peer, other.least
            ));
        }
    }
    Ok(())
}

/// The section of the page.
pub(super) fn section_of(results: &[Measured], machine: &Machine) -> String {
    let mut peers: Vec<&str> = Vec::new();
    for Measured { peer, .. } in results {
        if !peers.contains(&peer.as_str()) {
            peers.push(peer);
        }
    }
    let rate = |peer: &str, several: bool| {
        let found = results.iter().find(|result| result.peer == peer && (result.probes > 1) == several);
        found.map_or_else(|| "–".to_owned(), |result| amount(result.per_second) + "/s")
    };
    let mut section = format!(
        "{BEGIN}## Peers

Unshifted Hamming distances over the same 6144 bits of 200 000 codes in memory, the nearest one kept, on one thread: comparisons
a second in the fastest of nine searches. Probes are other captures of enrolled palms. All find the same distances, but for palmsig with masks,
which reads 128 bytes more a code, leaves out what is not usable and counts what is compared. Measured on {}, {}.

| | one probe | sixteen probes |
|---|---|---|
",
        machine.cpu, machine.date
    );
    for peer in peers {
        section += &format!("| {peer} | {} | {} |\n", rate(peer, false), rate(peer, true));
    }
    section + END
}

pub(super) fn not_measured() -> String {
    format!("{BEGIN}## Peers\n\nNot measured yet: `cargo xtask bench-peers`.\n{END}")
}

/// The section within a page.
pub(super) fn section(page: &str) -> Option<String> {
    let from = page.find(BEGIN)?;
    let to = from + page[from..].find(END)? + END.len();
    Some(page[from..to].to_owned())
}

/// The page with another section.
pub(super) fn put(page: &str, other: &str) -> Option<String> {
    section(page).map(|old| page.replacen(&old, other, 1))
}
