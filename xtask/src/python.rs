//! The Python module: built, tested, and checked against its stubs, in an environment of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{cargo, succeed};
use crate::notices;
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
    install(root, &python, "requirements-test.txt")?;
    Ok(python)
}

/// Installs what a file of the package lists.
fn install(root: &Path, python: &Path, requirements: &str) -> Outcome {
    let requirements = format!("{PACKAGE}/{requirements}");
    let line = format!("pip install --requirement {requirements}");
    println!("$ {line}");
    let mut install = Command::new(python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    succeed(install.args(["--requirement", &requirements]).current_dir(root), &line)
}

/// On a local Ray of several worker processes, which is too large an installation for every change.
pub(crate) fn ray(root: &Path) -> Outcome {
    let python = environment(root)?;
    install(root, &python, "requirements-ray.txt")?;
    build(root)?;
    run(root, &python, &["-m", "pytest", "tests/workers"])
}

/// In release and with the whole workspace's features, so that what `benches` compiled is not compiled again.
fn build(root: &Path) -> Outcome {
    cargo(root, &["build", "--workspace", "--lib", "--release", "--locked"])?;
    let (from, to) = (root.join("target/release/libpalmsig_native.so"), root.join(MODULE));
    // Never into the file that an interpreter may have open.
    let _ = fs::remove_file(&to);
    fs::copy(&from, &to).map(drop).map_err(|error| format!("{} to {MODULE}: {error}", from.display()))
}

/// Where wheels go, and where one is tried.
const WHEELS: &str = "target/wheels";

/// The oldest system that Rust's own library runs on: glibc 2.17. The linker of this machine would ask for a newer one.
const OLDEST: [&str; 3] = ["--zig", "--compatibility", "manylinux2014"];

/// A wheel for this platform and a source distribution; each is installed with NumPy alone, and the README's example runs.
pub(crate) fn wheel(root: &Path) -> Outcome {
    let python = environment(root)?;
    install(root, &python, "requirements-wheel.txt")?;
    let _ = fs::remove_dir_all(root.join(WHEELS));
    notices::write(root, PACKAGE, &root.join(PACKAGE).join("LICENSE-THIRD-PARTY"))?;
    let maturin = |arguments: &[&str]| {
        let all = [&["-m", "maturin"], arguments, &["--out", "../target/wheels"]].concat();
        run(root, &python, &all)
    };
    let oldest: &[&str] = if cfg!(target_os = "linux") { &OLDEST } else { &[] };
    maturin(&[&["build", "--release", "--locked", "--strip"], oldest].concat())?;
    maturin(&["sdist"])?;
    let (wheel, source) = (made(root, ".whl")?, made(root, ".tar.gz")?);
    try_out(root, &wheel, "of-wheel")?;
    try_out(root, &source, "of-source")?;
    // Making one of the source has left another wheel, for this very system alone: pip would find two.
    for other in packages(root, ".whl")?.into_iter().filter(|other| *other != wheel) {
        fs::remove_file(root.join(&other)).map_err(|error| format!("{other}: {error}"))?;
    }
    println!("made {wheel} and {source}");
    Ok(())
}

/// Installs a package into an empty environment and runs the README's example there.
fn try_out(root: &Path, package: &str, name: &str) -> Outcome {
    let environment = format!("{WHEELS}/{name}");
    let mut make = Command::new("python3");
    let line = format!("python3 -m venv {environment}");
    succeed(make.args(["-m", "venv", &environment]).current_dir(root), &line)?;
    let python = root.join(&environment).join("bin/python");
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]);
    // What a source distribution compiles is compiled already, but for our own code.
    pip.env("CARGO_TARGET_DIR", root.join("target")).current_dir(root);
    succeed(&mut pip, &format!("pip install {package}"))?;
    let example = example(&root.join("README.md"))?;
    println!("$ python -c '...' (the example of README.md)");
    // Nothing of the source is at hand there.
    let mut example_runs = Command::new(&python);
    example_runs.args(["-I", "-c", &example]).current_dir(root.join(environment));
    succeed(&mut example_runs, "the Python example of README.md")
}

/// The package in the folder whose name ends so.
fn made(root: &Path, end: &str) -> Result<String, String> {
    packages(root, end)?.pop().ok_or_else(|| format!("{WHEELS} has no {end}"))
}

fn packages(root: &Path, end: &str) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(root.join(WHEELS)).map_err(|error| format!("{WHEELS}: {error}"))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let packages = names.filter(|name| name.ends_with(end));
    Ok(packages.map(|name| format!("{WHEELS}/{name}")).collect())
}

/// The first Python block of a page.
fn example(page: &Path) -> Result<String, String> {
    let text = fs::read_to_string(page).map_err(|error| format!("{}: {error}", page.display()))?;
    let block = text.split_once("```python\n").and_then(|(_, rest)| rest.split_once("```"));
    block.map(|(code, _)| code.to_owned()).ok_or_else(|| format!("{} has no Python example", page.display()))
}

/// Palms that searches are timed among.
const PALMS: &str = "1000000";

/// The same work in Rust and in Python, one after the other, and searches in shards.
pub(crate) fn bench(root: &Path) -> Outcome {
    let python = environment(root)?;
    install(root, &python, "requirements-ray.txt")?;
    build(root)?;
    let folder = root.join("target/bench-python");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let ours = ["run", "--release", "--locked", "-p", "palmsig-benches", "--bin", "beside_python", "--"];
    cargo(root, &[&ours[..], &["target/bench-python", PALMS]].concat())?;
    run(root, &python, &["benches/beside_rust.py", "../target/bench-python"])?;
    run(root, &python, &["benches/in_shards.py", "../target/bench-python"])?;
    fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Runs the environment's Python in the package's folder.
fn run(root: &Path, python: &Path, arguments: &[&str]) -> Outcome {
    let line = format!("python {}", arguments.join(" "));
    println!("$ {line}");
    let folder = root.join(PACKAGE);
    let source = folder.join("python");
    let mut command = Command::new(python);
    command.args(arguments).current_dir(folder).env("PYTHONPATH", source);
    // As if the environment were activated: its tools call one another.
    let own = python.parent().map(Path::to_owned);
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&others)));
    command.env("PATH", path.map_err(|error| error.to_string())?);
    succeed(&mut command, &line)
}
