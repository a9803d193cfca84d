//! How much room the C library takes on a device: a program of its own, and memory at work.

use std::path::Path;
use std::process::Command;

use crate::cargo::{cargo, succeed};
use crate::steps::Outcome;

/// Most bytes of examples/c/verify.c, linked statically and stripped.
const LARGEST_PROGRAM: u64 = 1_000_000;

/// How the program is linked: unused sections left out, no padding between segments, relocations packed (glibc 2.36 and
/// later read them). The last two save 20 KB; nothing of them changes what the program does.
const TIGHT: [&str; 4] = ["-Wl,--gc-sections", "-Wl,-z,noseparate-code", "-Wl,-z,pack-relative-relocs", "-s"];

/// What a static library of Rust needs beside itself on Linux (`rustc --print native-static-libs`).
pub(crate) const NATIVE: [&str; 4] = ["-lgcc_s", "-lpthread", "-lm", "-ldl"];

pub(crate) fn check(root: &Path) -> Outcome {
    let build =
        ["rustc", "-p", "palmsig-ffi", "--lib", "--profile", "device", "--no-default-features", "--locked"];
    cargo(root, &[&build[..], &["--crate-type", "staticlib"]].concat())?;
    let program = root.join("target/device/verify");
    let mut compiler = Command::new("cc");
    compiler.args(["-std=c99", "-Os", "-Iinclude", "examples/c/verify.c", "target/device/libpalmsig_ffi.a"]);
    compiler.args(TIGHT).arg("-o").arg(&program).args(NATIVE).current_dir(root);
    succeed(&mut compiler, "cc examples/c/verify.c")?;
    let golden = "testdata/golden/palm-v1.pgm";
    succeed(Command::new(&program).args([golden, golden]).current_dir(root), "verify")?;
    let size = std::fs::metadata(&program).map_err(|error| format!("{}: {error}", program.display()))?.len();
    println!("examples/c/verify.c, linked statically and stripped: {size} bytes, at most {LARGEST_PROGRAM}");
    if size > LARGEST_PROGRAM {
        return Err(format!("{size} bytes are more than the budget of {LARGEST_PROGRAM}"));
    }
    cargo(
        root,
        &["test", "-p", "palmsig-ffi", "--release", "--locked", "--test", "memory", "--", "--nocapture"],
    )
}
