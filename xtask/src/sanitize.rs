//! The kernels and the galleries of the core under the address and the thread sanitizer.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::succeed;
use crate::steps::Outcome;

/// What is looked for: places beyond what was allocated or after it was given back; races.
const SANITIZERS: [&str; 2] = ["address", "thread"];

/// All that has `unsafe` in it, and all that several threads change.
const TESTS: [&[&str]; 2] = [
    &["--lib", "simd::", "gallery::", "matching::"],
    &["--test", "gallery", "--test", "gallery_many", "--test", "gallery_source", "--test", "gallery_lock"],
];

/// Needs a nightly compiler, and the source of the standard library: that is built with the sanitizer too, for what
/// it does unseen would look like races.
pub(crate) fn check(root: &Path) -> Outcome {
    let (host, source) = nightly()?;
    if !source.is_dir() {
        return Err(
            "no source of the standard library: `rustup component add rust-src --toolchain nightly`".into()
        );
    }
    for sanitizer in SANITIZERS {
        for tests in TESTS {
            run(root, &host, sanitizer, tests)?;
        }
    }
    Ok(())
}

fn run(root: &Path, host: &str, sanitizer: &str, tests: &[&str]) -> Outcome {
    let folder = format!("target/sanitize/{sanitizer}");
    let common = ["+nightly", "test", "-Zbuild-std", "--target", host, "--target-dir", &folder];
    let package = ["-p", "palmsig", "--release", "--locked"];
    let (which, names) = tests.split_at(tests.iter().position(|t| t.ends_with("::")).unwrap_or(tests.len()));
    let arguments = [&common[..], &package, which, &["--"], names].concat();
    let flags = format!("-Zsanitizer={sanitizer}");
    let line = format!("RUSTFLAGS={flags} cargo {}", arguments.join(" "));
    println!("$ {line}");
    // The toolchain is named here: what runs this must not choose it.
    let mut command = Command::new("cargo");
    command.args(arguments).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN").env("RUSTFLAGS", flags);
    succeed(command.current_dir(root), &line)
}

/// What the nightly compiler builds for, and where the source of its standard library is.
fn nightly() -> Result<(String, PathBuf), String> {
    let ask = |arguments: &[&str]| {
        let mut command = Command::new("rustc");
        let output = command.arg("+nightly").args(arguments).env_remove("RUSTUP_TOOLCHAIN").output();
        let told = output.ok().filter(|output| output.status.success());
        let told = told.and_then(|output| String::from_utf8(output.stdout).ok());
        told.ok_or("no nightly compiler: `rustup toolchain install nightly --component rust-src`")
    };
    let version = ask(&["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    let library = Path::new(ask(&["--print", "sysroot"])?.trim()).join("lib/rustlib/src/rust/library");
    Ok((host.to_owned(), library))
}
