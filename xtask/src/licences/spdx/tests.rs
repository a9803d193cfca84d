use super::satisfied;

fn with_mit(expression: &str) -> Result<bool, String> {
    satisfied(expression, |licence| matches!(licence, "MIT" | "Unicode-3.0"))
}

#[test]
fn one_name() {
    assert_eq!(with_mit("MIT"), Ok(true));
    assert_eq!(with_mit("GPL-3.0-only"), Ok(false));
    assert_eq!(with_mit("MIT-0"), Ok(false));
}

#[test]
fn one_alternative_is_enough_and_a_conjunction_needs_all() {
    assert_eq!(with_mit("Apache-2.0 OR MIT"), Ok(true));
    assert_eq!(with_mit("Apache-2.0/MIT"), Ok(true));
    assert_eq!(with_mit("Apache-2.0 OR GPL-2.0-only"), Ok(false));
    assert_eq!(with_mit("MIT AND Unicode-3.0"), Ok(true));
    assert_eq!(with_mit("MIT AND GPL-2.0-only"), Ok(false));
}

#[test]
fn and_binds_tighter_than_or() {
    assert_eq!(with_mit("MIT OR A AND B"), Ok(true));
    assert_eq!(with_mit("A AND B OR MIT"), Ok(true));
    assert_eq!(with_mit("(MIT OR A) AND B"), Ok(false));
    assert_eq!(with_mit("(MIT OR A) AND Unicode-3.0"), Ok(true));
    assert_eq!(with_mit("((A OR (MIT)))"), Ok(true));
}

#[test]
fn an_exception_makes_another_licence() {
    assert_eq!(with_mit("MIT WITH x-exception"), Ok(false));
    let exact = |l: &str| l == "Apache-2.0 WITH LLVM-exception";
    assert_eq!(satisfied("Apache-2.0 WITH LLVM-exception OR X", exact), Ok(true));
    assert_eq!(satisfied("Apache-2.0", exact), Ok(false));
}

#[test]
fn broken_expressions_are_errors() {
    for broken in ["", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT Apache-2.0", "MIT WITH", "()", "OR"] {
        assert!(with_mit(broken).is_err(), "{broken}");
    }
}
