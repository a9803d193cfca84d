//! The kernels and the galleries of the core, and the C interface, under the address and the thread sanitizer; programs in C
//! under valgrind as well.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{cargo_with, succeed};
use crate::steps::{CHECKED, Outcome};

/// Tests that are run under a sanitizer.
struct Suite {
    package: &'static str,
    /// Which of its tests are built.
    built: &'static [&'static str],
    /// Which of those are run.
    run: &'static [&'static str],
}

/// All of the core that has `unsafe` in it, and all that several threads change. Not locking in memory: both sanitizers say
/// that it was done, and do nothing.
const CORE: [Suite; 2] = [
    Suite { package: "palmsig", built: &["--lib"], run: &["simd::", "gallery::", "matching::"] },
    Suite {
        package: "palmsig",
        built: &["--test", "gallery", "--test", "gallery_many", "--test", "gallery_source"],
        run: &[],
    },
];

/// The C interface: what is compiled by the C compiler has the sanitizer too. What is said of the header and of exported
/// names is no other under one.
const C: Suite =
    Suite { package: "palmsig-ffi", built: &["--test", "c"], run: &["--skip", "stale::", "--skip", "abi::"] };

/// Handles that threads share.
const C_THREADS: Suite = Suite { package: "palmsig-ffi", built: &["--test", "threads"], run: &[] };

/// What C programs are compiled with beside the address sanitizer that the library has.
const C_FLAGS: &str = "-fsanitize=address,undefined -fno-sanitize-recover=all";

/// Programs in C and C++ among the tests of the C interface.
pub(crate) const PROGRAMS: [&str; 3] = ["examples::", "misuse::", "runtime::"];

/// How they are run once more. valgrind knows no AVX-512, so that the library takes the way of AVX2; and it sees what no
/// sanitizer here does: reading memory that nobody wrote.
const VALGRIND: &str =
    "valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite";

/// Needs a nightly compiler, and the source of the standard library: that is built with the sanitizer too, for what
/// it does unseen would look like races.
pub(crate) fn check(root: &Path) -> Outcome {
    let (host, source) = nightly()?;
    if !source.is_dir() {
        return Err(
            "no source of the standard library: `rustup component add rust-src --toolchain nightly`".into()
        );
    }
    if !Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Err("no valgrind: `apt-get install valgrind`".into());
    }
    for (sanitizer, suites) in [("address", [&C, &C_THREADS].as_slice()), ("thread", &[&C_THREADS])] {
        for suite in CORE.iter().chain(suites.iter().copied()) {
            run(root, &host, sanitizer, suite)?;
        }
    }
    under_valgrind(root)
}

fn run(root: &Path, host: &str, sanitizer: &str, suite: &Suite) -> Outcome {
    let folder = format!("target/sanitize/{sanitizer}");
    let common = ["+nightly", "test", "-Zbuild-std", "--target", host, "--target-dir", &folder];
    let package = ["-p", suite.package, "--release", "--locked"];
    let arguments = [&common[..], &package, suite.built, &["--"], suite.run].concat();
    let flags = format!("-Zsanitizer={sanitizer}");
    let line = format!("RUSTFLAGS={flags} PALMSIG_CFLAGS=\"{C_FLAGS}\" cargo {}", arguments.join(" "));
    println!("$ {line}");
    // The toolchain is named here: what runs this must not choose it.
    let mut command = Command::new("cargo");
    command.args(arguments).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command.env("RUSTFLAGS", flags).env("PALMSIG_CFLAGS", C_FLAGS);
    succeed(command.current_dir(root), &line)
}

fn under_valgrind(root: &Path) -> Outcome {
    let test = ["test", "-p", "palmsig-ffi", "--release", "--locked", "--test", "c"];
    let arguments = [&test[..], &CHECKED, &["--"], &PROGRAMS].concat();
    cargo_with(root, &arguments, &[("PALMSIG_RUNNER", VALGRIND)])
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
