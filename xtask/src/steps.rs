//! The steps of `cargo xtask test`, cheap ones first, so that a slip is told early.

#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::cargo::{cargo, cargo_with, core_features, succeed};
use crate::{
    Chore, emulated, examples, installed, licences, package, performance, policy, python, sanitize, size,
};

/// What a step ends with: nothing, or what went wrong, for a human.
pub(crate) type Outcome = Result<(), String>;

/// One check of the project in the folder it is given.
pub(crate) struct Step {
    pub(crate) chore: Chore,
    check: fn(&Path) -> Outcome,
}

pub(crate) const STEPS: [Step; 9] = [
    Step { chore: Chore::Fmt, check: |root| cargo(root, &["fmt", "--all", "--check"]) },
    Step { chore: Chore::Policy, check: policy::check },
    Step { chore: Chore::Licences, check: licences::check },
    Step { chore: Chore::Clippy, check: clippy },
    Step { chore: Chore::Unit, check: unit },
    Step { chore: Chore::Doc, check: doc },
    Step {
        chore: Chore::Benches,
        check: |root| cargo(root, &["bench", "--workspace", "--locked", "--no-run"]),
    },
    Step { chore: Chore::Examples, check: examples::check },
    Step { chore: Chore::Python, check: python::check },
];

/// What takes too long, or needs too much, for every change.
pub(crate) const LONG: [Step; 9] = [
    Step { chore: Chore::Fuzz, check: fuzz },
    Step { chore: Chore::TestKills, check: test_kills },
    Step { chore: Chore::TestSanitize, check: sanitize::check },
    Step { chore: Chore::TestAarch64, check: emulated::test_aarch64 },
    Step { chore: Chore::TestArmv7, check: emulated::test_armv7 },
    Step { chore: Chore::Size, check: size::check },
    Step { chore: Chore::TestPackage, check: installed::check },
    Step { chore: Chore::Wheel, check: python::wheel },
    Step { chore: Chore::TestRay, check: python::ray },
];

/// What proves nothing, and writes something.
pub(crate) const WRITING: [Step; 5] = [
    Step { chore: Chore::BenchReport, check: performance::report },
    Step { chore: Chore::BenchPeers, check: performance::compare },
    Step { chore: Chore::BenchPython, check: python::bench },
    Step { chore: Chore::Header, check: header },
    Step { chore: Chore::Package, check: package::make },
];

/// Runs the steps in order up to the first that fails, and sums up.
pub(crate) fn run<'a>(steps: impl Iterator<Item = &'a Step>, root: &Path) -> Outcome {
    let start = Instant::now();
    let mut passed = Vec::new();
    for step in steps {
        let name = name(step.chore);
        println!("\n==> {name}");
        let began = Instant::now();
        let outcome = (step.check)(root);
        let seconds = began.elapsed().as_secs_f64();
        outcome.map_err(|why| format!("step `{name}` failed after {seconds:.1} s: {why}"))?;
        println!("<== {name}: passed in {seconds:.1} s");
        passed.push(format!("{name} {seconds:.0} s"));
    }
    let total = start.elapsed().as_secs_f64();
    println!("\nall {} steps passed in {total:.0} s: {}", passed.len(), passed.join(", "));
    Ok(())
}

/// A chore as it is called on the command line.
fn name(chore: Chore) -> String {
    let mut name = String::new();
    for letter in format!("{chore:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

fn clippy(root: &Path) -> Outcome {
    let deny = ["--", "-D", "warnings"];
    cargo(root, &[&["clippy", "--workspace", "--all-targets", "--locked"], &deny[..]].concat())?;
    // As devices have it.
    let bare = ["clippy", "-p", "palmsig", "-p", "palmsig-ffi", "--lib", "--no-default-features", "--locked"];
    cargo(root, &[&bare[..], &deny[..]].concat())?;
    for feature in core_features(root)? {
        let alone = ["check", "-p", "palmsig", "--lib", "--no-default-features", "--locked", "--features"];
        cargo(root, &[&alone[..], &[&feature]].concat())?;
    }
    Ok(())
}

/// The core keeps its checks of integer overflow in release.
pub(crate) const CHECKED: [&str; 4] = [
    "--config",
    "profile.release.package.palmsig.overflow-checks=true",
    "--config",
    "profile.release.package.palmsig.debug-assertions=true",
];

/// In release, which the benches and the examples share: building all dependencies once more for the
/// test profile takes longer than the tests.
fn unit(root: &Path) -> Outcome {
    let common = [&["--workspace", "--release", "--locked"], &CHECKED[..]].concat();
    // Tests run the examples as programs.
    cargo(root, &[&["build", "--examples"], &common[..]].concat())?;
    let test = [&["test"], &common[..]].concat();
    cargo(root, &[&test[..], &["--lib", "--bins", "--tests"]].concat())?;
    cargo(root, &[&test[..], &["--doc"]].concat())
}

/// Times that a store is killed at work: often enough for every step of an enrolment, a change and a removal.
const KILLS: &str = "200";

fn test_kills(root: &Path) -> Outcome {
    let test = ["test", "-p", "palmsig", "--release", "--locked", "--test", "store_faults"];
    let which = ["--", "--exact", "what_was_acknowledged_survives_being_killed"];
    cargo_with(root, &[&test[..], &CHECKED, &which].concat(), &[("PALMSIG_STORE_KILLS", KILLS)])
}

/// The targets in `fuzz/`: one for every entry that takes what nobody vouches for.
const FUZZ_TARGETS: [&str; 3] = ["calls", "locate", "template"];

/// Two minutes a target find again what was ever found; new finds take hours.
fn fuzz(root: &Path) -> Outcome {
    FUZZ_TARGETS.into_iter().try_for_each(|target| {
        let arguments = ["+nightly", "fuzz", "run", target, "--", "-max_total_time=120", "-timeout=20"];
        let line = format!("cargo {}", arguments.join(" "));
        println!("$ {line}");
        // The toolchain is named here: what runs this must not choose it.
        let mut command = Command::new("cargo");
        command.args(arguments).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN").current_dir(root);
        succeed(&mut command, &line)
    })
}

/// The tests that hold what is committed against the source write it when told to.
fn header(root: &Path) -> Outcome {
    let tests = [
        "test",
        "-p",
        "palmsig-ffi",
        "--release",
        "--test",
        "c",
        "--",
        "stale::",
        "abi::constants",
        "abidiff::",
    ];
    cargo_with(root, &tests, &[("PALMSIG_BLESS", "1")])
}

fn doc(root: &Path) -> Outcome {
    let arguments = ["doc", "--workspace", "--no-deps", "--locked"];
    cargo_with(root, &arguments, &[("RUSTDOCFLAGS", "-D warnings")])
}
