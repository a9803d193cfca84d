//! What is committed is what the source says.

use std::path::Path;
use std::sync::OnceLock;

use crate::compiler::root;

/// Compares a file with what it should be, or writes it when asked to.
pub(crate) fn holds(file: &Path, expected: &str) {
    if std::env::var_os("PALMSIG_BLESS").is_some() {
        std::fs::write(file, expected).expect("a writable folder");
    }
    let found = std::fs::read_to_string(file).unwrap_or_default();
    if found != expected {
        let differing = found.lines().zip(expected.lines()).find(|(old, new)| old != new);
        panic!("{} is stale: run `cargo xtask header`; first difference: {differing:?}", file.display());
    }
}

/// The header as the source has it, once it is known to be the committed one.
pub(crate) fn header() -> &'static str {
    static HEADER: OnceLock<String> = OnceLock::new();
    HEADER.get_or_init(|| {
        let package = root().join("palmsig-ffi");
        let config = cbindgen::Config::from_file(package.join("cbindgen.toml")).expect("cbindgen.toml");
        let bindings = cbindgen::Builder::new().with_config(config).with_crate(&package).generate();
        let mut bytes = Vec::new();
        bindings.expect("a header").write(&mut bytes);
        let text = String::from_utf8(bytes).expect("UTF-8");
        holds(&root().join("include/palmsig.h"), &text);
        text
    })
}

#[test]
fn the_header_is_what_the_source_says() {
    assert!(header().contains("PALMSIG_ABI_VERSION"));
}
