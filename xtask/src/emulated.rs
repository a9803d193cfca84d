//! The core's tests for another machine, in an emulator; for 64-bit ARM the C and C++ programs too.

#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::Command;

use crate::cargo::cargo_with;
use crate::sanitize::PROGRAMS;
use crate::steps::{CHECKED, Outcome};

/// A machine to emulate.
struct Machine {
    /// As compilers call it.
    target: &'static str,
    linker: &'static str,
    /// The C++ compiler, where programs in C and C++ are tried.
    cpp: Option<&'static str>,
    /// Programs either of which emulates it.
    emulators: [&'static str; 2],
    /// What Debian and its like call the packages of linker and emulator.
    packages: [&'static str; 2],
}

/// 64-bit ARM: the kernels for NEON.
const AARCH64: Machine = Machine {
    target: "aarch64-unknown-linux-gnu",
    linker: "aarch64-linux-gnu-gcc",
    cpp: Some("aarch64-linux-gnu-g++"),
    emulators: ["qemu-aarch64-static", "qemu-aarch64"],
    packages: ["gcc-aarch64-linux-gnu g++-aarch64-linux-gnu libc6-dev-arm64-cross", "qemu-user-static"],
};

/// 32-bit ARM: plain Rust, and a `usize` of 32 bits.
const ARMV7: Machine = Machine {
    target: "armv7-unknown-linux-gnueabihf",
    linker: "arm-linux-gnueabihf-gcc",
    cpp: None,
    emulators: ["qemu-arm-static", "qemu-arm"],
    packages: ["gcc-arm-linux-gnueabihf libc6-dev-armhf-cross", "qemu-user-static"],
};

pub(crate) fn test_aarch64(root: &Path) -> Outcome {
    test(root, &AARCH64)
}

pub(crate) fn test_armv7(root: &Path) -> Outcome {
    test(root, &ARMV7)
}

/// The core's tests but those in its documentation. Golden templates are the same bytes on every machine.
fn test(root: &Path, machine: &Machine) -> Outcome {
    let emulator = machine.emulators.into_iter().find(|program| starts(program));
    let compilers = starts(machine.linker) && machine.cpp.is_none_or(starts);
    let missing = machine.missing(has_library(machine.target), compilers, emulator.is_some());
    let Some(emulator) = emulator.filter(|_| missing.is_empty()) else {
        return Err(format!("{} cannot be emulated without\n  {}", machine.target, missing.join("\n  ")));
    };
    let folder = root.join("target/emulated").display().to_string();
    let core = ["-p", "palmsig", "--lib", "--tests"];
    let common = ["test", "--release", "--locked", "--target", machine.target, "--target-dir", &folder];
    let variables = [
        (&*machine.variable("LINKER"), machine.linker),
        (&*machine.variable("RUNNER"), emulator),
        // With shared libraries an emulated program hangs where it starts a thread. No other chore compiles what is for
        // that machine alone.
        ("RUSTFLAGS", "-C target-feature=+crt-static -D warnings"),
        // What tests run themselves: their own programs once more, and programs in C and C++.
        ("PALMSIG_RUNNER", emulator),
    ];
    cargo_with(root, &[&common[..], &CHECKED, &core].concat(), &variables)?;
    let Some(cpp) = machine.cpp else { return Ok(()) };
    let programs = [("PALMSIG_CC", machine.linker), ("PALMSIG_CXX", cpp), ("PALMSIG_CFLAGS", "-static")];
    let c = ["-p", "palmsig-ffi", "--test", "c", "--"];
    cargo_with(root, &[&common[..], &CHECKED, &c, &PROGRAMS].concat(), &[&variables[..], &programs].concat())
}

impl Machine {
    /// What cargo calls a setting of this machine.
    fn variable(&self, setting: &str) -> String {
        format!("CARGO_TARGET_{}_{setting}", self.target.to_uppercase().replace('-', "_"))
    }

    /// What is not there, and how to get it.
    fn missing(&self, library: bool, linker: bool, emulator: bool) -> Vec<String> {
        let Machine { target, packages, .. } = self;
        let mut missing = Vec::new();
        if !library {
            missing.push(format!(
                "Rust's standard library for it: `rustup target add {target}`, or RUSTC naming a compiler that has it"
            ));
        }
        if !linker {
            missing.push(format!("{}: `apt-get install {}`", self.linker, packages[0]));
        }
        if !emulator {
            missing.push(format!("{}: `apt-get install {}`", self.emulators.join(" or "), packages[1]));
        }
        missing
    }
}

fn starts(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Whether the compiler that cargo runs has a standard library for a target.
fn has_library(target: &str) -> bool {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler).args(["--print", "target-libdir", "--target", target]).output();
    let folder = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let files = folder.and_then(std::fs::read_dir);
    files.is_ok_and(|mut files| {
        files.any(|file| file.is_ok_and(|f| f.file_name().to_string_lossy().starts_with("libstd-")))
    })
}
