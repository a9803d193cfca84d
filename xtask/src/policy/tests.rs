use super::code::{without_comments, words};
use super::{Source, check, length, order, unsafety};

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

fn order_of(path: &str, text: &str) -> Vec<String> {
    order::faults(&[source(path, text)])
}

#[test]
fn comments_and_literals_are_no_code() {
    let text = r##"a /* b /* c */ d */ e // f
"g \" h" 'i' '\'' 'j: &'j r#"k " l"# br"m" n_r"o" p"##;
    let bare = without_comments(text);
    let found: Vec<&str> = words(&bare).map(|(_, word)| word).collect();
    assert_eq!(found, ["a", "e", "j", "j", "n_r", "p"]);
    assert_eq!(bare.lines().count(), 2);
    assert_eq!(without_comments("x /* \n\n */ y \"\n\" z").matches('\n').count(), 3);
    for open in ["/* a", "\"a", "r#\"a\"", "'", "//", "'\\"] {
        assert_eq!(words(&without_comments(open)).count(), 0, "{open}");
    }
}

#[test]
fn a_module_may_use_those_above_it() {
    for text in [
        "use crate::error::X;",
        "use crate::{error, image::{view, roi}};",
        "fn f() -> crate::roi::Y { super::own() }",
        "// crate::store\nlet s = \"crate::store\";",
        "pub(crate) fn f() {} pub(in crate::roi) fn g() {}",
        "use super::*; use palmsig_other::store::Z;",
    ] {
        assert_eq!(order_of("palmsig/src/roi/warp.rs", text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_module_may_not_use_those_below_it() {
    let below = [
        ("use crate::store::X;", 1),
        ("\n\nuse crate::{error,\n store::{self}};", 3),
        ("use crate :: store;", 1),
        ("fn f() {\n    crate::store::open();\n}", 2),
        ("use super::super::store;", 1),
        ("use super::super::{error, store};", 1),
        ("use crate::Reexported;", 1),
        ("use crate::*;", 1),
    ];
    for (text, line) in below {
        let faults = order_of("palmsig/src/roi/warp.rs", text);
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        assert!(faults[0].starts_with(&format!("palmsig/src/roi/warp.rs:{line}: `roi`")), "{faults:?}");
    }
    for path in ["palmsig/src/roi.rs", "palmsig/src/roi/mod.rs"] {
        assert_eq!(order_of(path, "use super::store;").len(), 1, "{path}");
    }
}

#[test]
fn synthetic_hands_use_only_pictures() {
    assert!(order_of("palmsig/src/synth/mod.rs", "use crate::{error, params, image, synth};").is_empty());
    assert_eq!(order_of("palmsig/src/synth/mod.rs", "use crate::roi::Frame;").len(), 1);
    assert!(order_of("palmsig/src/evaluate.rs", "use crate::synth::Hand;").is_empty());
}

#[test]
fn tests_may_use_every_module() {
    assert!(order_of("palmsig/src/roi/tests.rs", "use crate::store::X;").is_empty());
    assert!(order_of("palmsig/src/roi/warp/tests.rs", "use crate::synth::X;").is_empty());
}

#[test]
fn modules_outside_the_order_are_faults() {
    assert_eq!(order_of("palmsig/src/geometry.rs", "").len(), 1);
    assert_eq!(order_of("palmsig/src/geometry/mod.rs", "").len(), 1);
    assert!(order_of("xtask/src/geometry.rs", "use crate::store;").is_empty());
}

#[test]
fn the_root_declares_modules_in_order() {
    let path = "palmsig/src/lib.rs";
    assert!(order_of(path, "pub mod error;\nmod image; // mod geometry;\npub mod store;").is_empty());
    assert_eq!(order_of(path, "pub mod image;\npub mod error;").len(), 1);
    assert_eq!(order_of(path, "pub mod geometry;").len(), 1);
}

#[test]
fn files_end_at_the_limit() {
    assert_eq!(length(&source("a.rs", &"x\n".repeat(400))), None);
    assert!(length(&source("a.rs", &"x\n".repeat(401))).is_some());
}

#[test]
fn unsafe_stays_in_its_rooms() {
    let block = "fn f() {\n    unsafe { g() }\n}";
    let fault = unsafety(&source("palmsig/src/roi.rs", block)).expect("a fault");
    assert!(fault.starts_with("palmsig/src/roi.rs:2: "), "{fault}");
    for path in
        ["palmsig/src/simd/avx2.rs", "palmsig-ffi/src/pointer.rs", "palmsig-ffi/tests/c/same.rs", "a.py"]
    {
        assert_eq!(unsafety(&source(path, block)), None, "{path}");
    }
    for text in ["// unsafe", "#![forbid(unsafe_code)]", "let s = \"unsafe\";"] {
        assert_eq!(unsafety(&source("palmsig/src/roi.rs", text)), None, "{text}");
    }
}

#[test]
fn exported_functions_are_unsafe_by_name_and_signature_only() {
    let export = "#[unsafe(no_mangle)]\npub unsafe extern \"C\" fn f() {}";
    assert_eq!(unsafety(&source("palmsig-ffi/src/gallery.rs", export)), None);
    assert!(unsafety(&source("palmsig/src/gallery.rs", export)).is_some());
    for text in [
        "unsafe { g() }",
        "unsafe fn f() {}",
        "unsafe impl T for U {}",
        "#[unsafe(no_mangle)] unsafe { g() }",
    ] {
        assert!(unsafety(&source("palmsig-ffi/src/gallery.rs", text)).is_some(), "{text}");
    }
}

#[test]
fn a_tree_is_walked_without_build_outputs() {
    let root = std::env::temp_dir().join(format!("palmsig-policy-{}", std::process::id()));
    let put = |path: &str, text: &str| {
        let file = root.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a temporary folder");
        std::fs::write(file, text).expect("a temporary file");
    };
    put("palmsig/src/error.rs", "");
    put("target/bad.rs", "unsafe");
    put(".venv/bad.rs", "unsafe");
    let sound = check(&root);
    put("palmsig/src/error.rs", "use crate::store;");
    put("benches/bad.rs", "unsafe");
    let broken = check(&root).expect_err("two faults");
    std::fs::remove_dir_all(&root).expect("the folder just made");
    assert_eq!(sound, Ok(()));
    assert!(broken.contains("benches/bad.rs:1") && broken.contains("palmsig/src/error.rs:1"), "{broken}");
}
