//! The binary interface once more, by a tool that others wrote: abidiff, which also follows types into each other. Debian
//! has it (`apt-get install abigail-tools`); where it is missing this test is left out, and says so.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

use crate::compiler::{Language, root, scratch};
use crate::header::Header;
use crate::stale::header;

/// What a later record is a comparison of: names and types, not where they were made.
const RECORDED: [&str; 5] =
    ["--no-show-locs", "--no-comp-dir-path", "--no-corpus-path", "--type-id-style", "hash"];

/// A shared library with all functions of the header and C's description of their types: what the library itself has is
/// Rust's.
fn described() -> PathBuf {
    let mut source = String::from("#include <palmsig.h>\n");
    for function in &Header::read(header()).functions {
        let named = function.parameters.iter().map(|p| format!("{} {}", p.kind, p.name));
        let named: Vec<String> = named.collect();
        let parameters = if named.is_empty() { "void".to_owned() } else { named.join(", ") };
        writeln!(source, "{} {}({parameters}) {{ return 0; }}", function.returns, function.name)
            .expect("a string");
    }
    let folder = scratch("abidiff");
    let (file, library) = (folder.join("described.c"), folder.join("libdescribed.so"));
    std::fs::write(&file, source).expect("a writable folder");
    let mut compiler = Command::new(Language::C.compiler().expect("a C compiler"));
    compiler.args(["-std=c99", "-g", "-fPIC", "-shared", "-I"]).arg(root().join("include"));
    // From within its folder, which is thus no part of the record.
    compiler.current_dir(&folder).arg("described.c").arg("-o").arg(&library);
    assert!(compiler.status().is_ok_and(|status| status.success()));
    library
}

#[test]
fn programs_that_are_compiled_find_the_same_interface() {
    if !Command::new("abidiff").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("left out: no abidiff (`apt-get install abigail-tools`)");
        return;
    }
    let record = root().join("palmsig-ffi/tests/c/abi.xml");
    let library = described();
    if std::env::var_os("PALMSIG_BLESS").is_some() {
        let mut write = Command::new("abidw");
        write.args(RECORDED).arg("--out-file").arg(&record).arg(&library);
        assert!(write.status().is_ok_and(|status| status.success()), "abidw writes no record");
    }
    let output = Command::new("abidiff").arg(&record).arg(&library).output().expect("as above");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "programs find another interface; if that is meant: `cargo xtask header`\n{told}"
    );
}
