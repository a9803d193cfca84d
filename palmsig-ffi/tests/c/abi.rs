//! The binary interface: constants, prototypes and struct layouts as recorded, names that the library exports.
//!
//! Lines of the record may be added. Changing or removing one breaks programs that are compiled already: that takes a
//! new PALMSIG_ABI_VERSION.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::process::Command;

use crate::compiler::{Language, Link, compile, libraries, printed, root, run, scratch};
use crate::header::{Header, Struct};
use crate::stale::{header, holds};

#[test]
fn constants_prototypes_and_layouts_are_as_recorded() {
    let header = Header::read(header());
    let mut record = String::from(
        "# What programs are compiled against, on 64-bit Linux. `cargo xtask header` writes it.\n\n",
    );
    for (name, value) in &header.constants {
        writeln!(record, "constant {name} {value}").expect("a string");
    }
    for (name, text) in &header.callbacks {
        writeln!(record, "callback {name}: {text}").expect("a string");
    }
    for function in &header.functions {
        let kinds: Vec<&str> = function.parameters.iter().map(|p| p.kind.as_str()).collect();
        writeln!(record, "function {} {}({})", function.returns, function.name, kinds.join(", "))
            .expect("a string");
    }
    record.push_str(&layouts(&header));
    holds(&root().join("palmsig-ffi/tests/c/abi.txt"), &record);
}

/// Sizes and offsets, as the C compiler has them.
fn layouts(header: &Header) -> String {
    let mut source = String::from("#include <palmsig.h>\n#include <stdio.h>\nint main(void) {\n");
    for Struct { name, fields } in header.structs.iter().filter(|s| !s.fields.is_empty()) {
        writeln!(source, "printf(\"struct {name} %zu\\n\", sizeof({name}));").expect("a string");
        for (kind, field) in fields {
            writeln!(
                source,
                "printf(\"field {name}.{field} at %zu size %zu: {kind}\\n\", offsetof({name}, {field}), sizeof((({name} *)0)->{field}));"
            )
            .expect("a string");
        }
    }
    source.push_str("return 0;\n}\n");
    let folder = scratch("abi");
    let file = folder.join("layouts.c");
    std::fs::write(&file, source).expect("a writable folder");
    let program = compile(Language::C, &file, &folder, Link::Static).expect("a C compiler");
    printed(&mut run(program))
}

#[test]
fn the_shared_library_exports_the_functions_of_the_header_and_no_others() {
    let listed =
        printed(Command::new("nm").args(["-D", "--defined-only"]).arg(libraries().join("libpalmsig_ffi.so")));
    let exported: BTreeSet<&str> = listed.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    let header = Header::read(header());
    let declared: BTreeSet<&str> = header.functions.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(exported, declared);
}

#[test]
fn every_status_has_its_name_and_every_constant_its_own_number() {
    let header = Header::read(header());
    let statuses = header
        .constants
        .iter()
        .filter(|(name, _)| name == "PALMSIG_OK" || name.starts_with("PALMSIG_ERROR_"));
    let mut numbers = BTreeSet::new();
    for (name, value) in statuses {
        let number: i32 = value.parse().expect("a number");
        assert!(numbers.insert(number), "{name} has a number that is taken");
        assert_eq!(crate::same::name_of(number), *name);
    }
    assert!(numbers.len() > 50);
    assert_eq!(crate::same::name_of(12345), "unknown");
}
