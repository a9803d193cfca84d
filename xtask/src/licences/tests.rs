use serde_json::json;

use super::{allowed, objection};

#[test]
fn the_list_is_that_of_deny_toml() {
    let names = allowed("[licenses]\nallow = [\"MIT\", # why\n \"Zlib\"]\n[bans]\ndeny = []\n");
    assert_eq!(names, Ok(vec!["MIT".to_owned(), "Zlib".to_owned()]));
    for broken in ["", "[licenses]\n", "[licenses]\nallow = \"MIT\"", "[licenses]\nallow = [1]", "[licenses"]
    {
        assert!(allowed(broken).is_err(), "{broken}");
    }
}

#[test]
fn packages_without_an_allowed_licence_are_refused_by_name() {
    let list = ["MIT".to_owned()];
    let package = |licence| json!({ "name": "sample", "version": "1.2.3", "license": licence });
    assert_eq!(objection(&package(Some("MIT OR GPL-3.0-only")), &list), None);
    for licence in [Some("GPL-3.0-only"), Some("MIT AND"), None] {
        let why = objection(&package(licence), &list).expect("a refusal");
        assert!(why.starts_with("sample 1.2.3"), "{why}");
    }
}
