//! Running cargo, and what it knows of the workspace.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::steps::Outcome;

/// Runs cargo with `arguments` in `root`, its output on this terminal.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Outcome {
    cargo_with(root, arguments, &[])
}

/// As [`cargo`], with environment variables.
pub(crate) fn cargo_with(root: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let line = format!("cargo {}", arguments.join(" "));
    println!("$ {line}");
    let mut command = Command::new(program());
    succeed(command.args(arguments).envs(variables.iter().copied()).current_dir(root), &line)
}

/// Runs `command` to its end; `line` is how a human would write it.
pub(crate) fn succeed(command: &mut Command, line: &str) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` ended with {status}")),
        Err(error) => Err(format!("`{line}` could not be started: {error}")),
    }
}

/// What `cargo metadata` says of the workspace and all its dependencies.
pub(crate) fn metadata(root: &Path) -> Result<Value, String> {
    let line = "cargo metadata --format-version 1 --locked";
    println!("$ {line}");
    let arguments = ["metadata", "--format-version", "1", "--locked"];
    let output = Command::new(program())
        .args(arguments)
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{line}` ended with {}", output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("`{line}` wrote no JSON: {error}"))
}

/// The features of the core crate, `default` left out.
pub(crate) fn core_features(root: &Path) -> Result<Vec<String>, String> {
    let metadata = metadata(root)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let core = packages.filter(|p| p["source"].is_null()).find(|p| p["name"] == "palmsig");
    let features = core.and_then(|p| p["features"].as_object()).ok_or("no package `palmsig` found")?;
    Ok(features.keys().filter(|name| *name != "default").cloned().collect())
}

/// The cargo that runs this, so that a chosen toolchain stays chosen.
pub(crate) fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
