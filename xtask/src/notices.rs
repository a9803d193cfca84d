//! The licences of what a wheel contains beside our own code: most of them ask to be passed on with every copy.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::cargo::{metadata, program};
use crate::steps::Outcome;

/// Names of files that state a licence begin so.
const BEGINNINGS: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"];

/// Writes the licences of all crates that are linked into `package`, each text once.
pub(crate) fn write(root: &Path, package: &str, to: &Path) -> Outcome {
    let linked = linked(root, package)?;
    let metadata = metadata(root)?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata names no packages")?;
    let name = |package: &Value| format!("{} v{}", text(&package["name"]), text(&package["version"]));
    let foreign = packages.iter().filter(|p| !p["source"].is_null() && linked.contains(&name(p)));
    let mut texts = BTreeMap::<String, Vec<String>>::new();
    let mut list = String::new();
    for package in foreign {
        list += &format!("{} ({})\n", name(package), text(&package["license"]));
        for told in licences(Path::new(text(&package["manifest_path"])))? {
            texts.entry(told).or_default().push(name(package));
        }
    }
    let mut page = format!("Beside palmsig's own code, the compiled module contains these crates:\n\n{list}");
    for (text, crates) in texts {
        let line = "-".repeat(80);
        page += &format!("\n{line}\n{}:\n\n{}\n", crates.join(", "), text.trim_end());
    }
    fs::write(to, page).map_err(|error| format!("{}: {error}", to.display()))
}

/// Name and version of the crates that end up in the binary for this machine.
fn linked(root: &Path, package: &str) -> Result<Vec<String>, String> {
    let arguments =
        ["tree", "-p", package, "--locked", "--edges", "normal,no-proc-macro", "--prefix", "none"];
    let line = format!("cargo {}", arguments.join(" "));
    println!("$ {line}");
    let mut tree = Command::new(program());
    let output = tree.args(arguments).current_dir(root).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{line}` ended with {}", output.status));
    }
    let told = String::from_utf8(output.stdout).map_err(|error| format!("`{line}`: {error}"))?;
    let words = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    Ok(told.lines().map(words).collect())
}

/// The texts beside a manifest that state a licence.
fn licences(manifest: &Path) -> Result<Vec<String>, String> {
    let folder = manifest.parent().ok_or("a manifest lies nowhere")?;
    let failed = |error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(failed)?;
    let files = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_file());
    let mut files: Vec<PathBuf> = files.filter(|path| states_a_licence(path)).collect();
    files.sort();
    files.iter().map(|path| fs::read_to_string(path).map_err(failed)).collect()
}

fn states_a_licence(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_uppercase();
    BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}
