//! The Python module: built, tested, and checked against its stubs, in an environment of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{cargo, succeed};
use crate::steps::Outcome;

/// The Python environment.
const ENVIRONMENT: &str = "target/python";

const PACKAGE: &str = "palmsig-py";

/// Where an interpreter looks for the compiled part of a package: beside its Python files.
const MODULE: &str = "palmsig-py/python/palmsig/_native.abi3.so";

pub(crate) fn check(root: &Path) -> Outcome {
    let python = environment(root)?;
    build(root)?;
    let module = |arguments: &[&str]| run(root, &python, arguments);
    module(&["-m", "ruff", "check", "."])?;
    module(&["-m", "ruff", "format", "--check", "."])?;
    module(&["-m", "pytest"])?;
    module(&["-m", "mypy.stubtest", "palmsig._native", "--mypy-config-file", "pyproject.toml"])?;
    module(&["-m", "mypy", "python/palmsig", "tests/typical_use.py"])?;
    module(&[
        "-m",
        "basedpyright",
        "--pythonpath",
        "../target/python/bin/python",
        "--level",
        "error",
        "tests/typical_use.py",
    ])
}

/// A Python of its own with the pinned packages.
pub(crate) fn environment(root: &Path) -> Result<PathBuf, String> {
    let python = root.join(ENVIRONMENT).join("bin/python");
    if !python.exists() {
        let mut make = Command::new("python3");
        make.args(["-m", "venv", ENVIRONMENT]).current_dir(root);
        succeed(&mut make, &format!("python3 -m venv {ENVIRONMENT} (needs Python 3.10 or later)"))?;
    }
    let requirements = format!("{PACKAGE}/requirements-test.txt");
    let line = format!("pip install --requirement {requirements}");
    println!("$ {line}");
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    succeed(install.args(["--requirement", &requirements]).current_dir(root), &line)?;
    Ok(python)
}

/// In release and with the whole workspace's features, so that what `benches` compiled is not compiled again.
fn build(root: &Path) -> Outcome {
    cargo(root, &["build", "--workspace", "--lib", "--release", "--locked"])?;
    let (from, to) = (root.join("target/release/libpalmsig_native.so"), root.join(MODULE));
    // Never into the file that an interpreter may have open.
    let _ = fs::remove_file(&to);
    fs::copy(&from, &to).map(drop).map_err(|error| format!("{} to {MODULE}: {error}", from.display()))
}

/// Runs the environment's Python in the package's folder.
fn run(root: &Path, python: &Path, arguments: &[&str]) -> Outcome {
    let line = format!("python {}", arguments.join(" "));
    println!("$ {line}");
    let folder = root.join(PACKAGE);
    let source = folder.join("python");
    let mut command = Command::new(python);
    command.args(arguments).current_dir(folder).env("PYTHONPATH", source);
    succeed(&mut command, &line)
}
