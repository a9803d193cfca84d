//! The C library as vendors install it: with CMake, and with cargo-c and pkg-config. A program is linked to each, and runs.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cargo::{cargo, succeed};
use crate::package::{self, FOLDER, abi, write};
use crate::steps::Outcome;

/// A picture for examples/c/verify.c.
const GOLDEN: &str = "testdata/golden/palm-v1.pgm";

/// Where cargo-c installs.
const INSTALLED: &str = "target/installed";

pub(crate) fn check(root: &Path) -> Outcome {
    let tools = [
        ("cmake", &["--version"][..], "`apt-get install cmake` or `pip install cmake`"),
        ("pkg-config", &["--version"], "`apt-get install pkg-config`"),
        ("cargo", &["cinstall", "--version"], "`cargo install cargo-c --version 0.10.24 --locked`"),
    ];
    let there = |tool: &str, arguments: &[&str]| {
        Command::new(tool).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    let missing = tools.iter().filter(|(tool, arguments, _)| !there(tool, arguments));
    let missing: Vec<String> = missing.map(|(tool, _, how)| format!("{tool}: {how}")).collect();
    if !missing.is_empty() {
        return Err(format!("installing is not tried without\n  {}", missing.join("\n  ")));
    }
    package::make(root)?;
    with_cmake(root)?;
    with_cargo_c(root)
}

/// Programs for both targets of the CMake package.
fn with_cmake(root: &Path) -> Outcome {
    let folder = root.join("target/package-cmake");
    let _ = fs::remove_dir_all(&folder);
    let examples = root.join("examples");
    let project = format!(
        "cmake_minimum_required(VERSION 3.13)\n\
         project(trial C CXX)\n\
         set(CMAKE_CXX_STANDARD 17)\n\
         find_package(palmsig 0.1 CONFIG REQUIRED)\n\
         add_executable(shared {examples}/c/verify.c)\n\
         target_link_libraries(shared palmsig::palmsig)\n\
         add_executable(static {examples}/c/verify.c)\n\
         target_link_libraries(static palmsig::static)\n\
         add_executable(terminal {examples}/cpp/terminal.cpp)\n\
         target_link_libraries(terminal palmsig::palmsig)\n",
        examples = examples.display()
    );
    write(&folder.join("CMakeLists.txt"), &project)?;
    let (here, built) = (folder.display().to_string(), folder.join("build").display().to_string());
    let prefix = format!("-DCMAKE_PREFIX_PATH={}", root.join(FOLDER).display());
    run(root, "cmake", &["-S", &here, "-B", &built, &prefix])?;
    run(root, "cmake", &["--build", &built])?;
    for name in ["shared", "static"] {
        run(root, &format!("{built}/{name}"), &[GOLDEN, GOLDEN])?;
    }
    Ok(())
}

/// As a distribution would: into a prefix, then by pkg-config alone.
fn with_cargo_c(root: &Path) -> Outcome {
    let _ = fs::remove_dir_all(root.join(INSTALLED));
    let prefix = root.join(INSTALLED).display().to_string();
    let install =
        ["cinstall", "-p", "palmsig-ffi", "--release", "--locked", "--libdir", "lib", "--prefix", &prefix];
    cargo(root, &install)?;
    let library = root.join(INSTALLED).join(format!("lib/libpalmsig.so.{}", abi(root)?));
    if !library.exists() {
        return Err(format!("no {}: the version in palmsig-ffi/Cargo.toml is another", library.display()));
    }
    let link = format!(
        "cc -std=c99 examples/c/verify.c $(pkg-config --cflags --libs palmsig) -Wl,-rpath,{prefix}/lib -o {INSTALLED}/shared &&\n\
         cc -std=c99 examples/c/verify.c $(pkg-config --cflags palmsig) {INSTALLED}/lib/libpalmsig.a \
         $(pkg-config --static --libs-only-l palmsig | sed s/-lpalmsig//) -o {INSTALLED}/static &&\n\
         {INSTALLED}/shared {GOLDEN} {GOLDEN} && {INSTALLED}/static {GOLDEN} {GOLDEN}"
    );
    println!("$ {link}");
    let mut shell = Command::new("sh");
    let from = root.join(INSTALLED).join("lib/pkgconfig");
    succeed(
        shell.args(["-c", &link]).env("PKG_CONFIG_PATH", from).current_dir(root),
        "linking to what cargo-c installed",
    )
}

fn run(root: &Path, program: &str, arguments: &[&str]) -> Outcome {
    let line = format!("{program} {}", arguments.join(" "));
    println!("$ {line}");
    succeed(Command::new(program).args(arguments).current_dir(root), &line)
}
