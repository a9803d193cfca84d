use serde_json::json;

use super::{Rules, objection, rules};

fn only_mit() -> Rules {
    Rules { allow: vec!["MIT".to_owned()], exceptions: vec![("tool".to_owned(), vec!["MPL-2.0".to_owned()])] }
}

#[test]
fn the_list_is_that_of_deny_toml() {
    let list = "[licenses]\nallow = [\"MIT\"]\nexceptions = [{ crate = \"tool\", allow = [\"MPL-2.0\"] }, # why\n]\n[bans]\n";
    assert_eq!(rules(list), Ok(only_mit()));
    let names = rules("[licenses]\nallow = [\"MIT\", # why\n \"Zlib\"]\n[bans]\ndeny = []\n")
        .map(|rules| rules.allow);
    assert_eq!(names, Ok(vec!["MIT".to_owned(), "Zlib".to_owned()]));
    for broken in [
        "",
        "[licenses]\n",
        "[licenses]\nallow = \"MIT\"",
        "[licenses]\nallow = [1]",
        "[licenses",
        "[licenses]\nallow = []\nexceptions = 1",
        "[licenses]\nallow = []\nexceptions = [{ allow = [\"MIT\"] }]",
        "[licenses]\nallow = []\nexceptions = [{ crate = \"tool\" }]",
    ] {
        assert!(rules(broken).is_err(), "{broken}");
    }
}

#[test]
fn an_exception_is_for_its_crate_alone() {
    let package = |name| json!({ "name": name, "version": "1.0.0", "license": "MPL-2.0" });
    assert_eq!(objection(&package("tool"), &only_mit()), None);
    assert!(objection(&package("other"), &only_mit()).is_some());
}

#[test]
fn packages_without_an_allowed_licence_are_refused_by_name() {
    let list = only_mit();
    let package = |licence| json!({ "name": "sample", "version": "1.2.3", "license": licence });
    assert_eq!(objection(&package(Some("MIT OR GPL-3.0-only")), &list), None);
    for licence in [Some("GPL-3.0-only"), Some("MIT AND"), None] {
        let why = objection(&package(licence), &list).expect("a refusal");
        assert!(why.starts_with("sample 1.2.3"), "{why}");
    }
}
