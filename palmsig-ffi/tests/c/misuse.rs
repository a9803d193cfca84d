//! Every function of the header, called with every wrong argument: a status each time, never a crash.
//!
//! The calls are made from the header: for each parameter a sound value (from tests/c/fixture.h, by type or by name)
//! and the wrong ones of its type. A function with a parameter of a kind that is not known here fails the test.

use std::fmt::Write;

use crate::compiler::{Language, Link, compile, printed, root, run, scratch};
use crate::header::{Function, Header, Parameter};
use crate::stale::header;

/// A wrong argument in C, and the status that it must get; empty: any that the header names.
type Wrong = (String, &'static str);

const NULL: &str = "PALMSIG_ERROR_NULL";
const HANDLE: &str = "PALMSIG_ERROR_HANDLE";
const ALIGNMENT: &str = "PALMSIG_ERROR_ALIGNMENT";
const STRUCT_SIZE: &str = "PALMSIG_ERROR_STRUCT_SIZE";
const PARAMETER: &str = "PALMSIG_ERROR_PARAMETER";
const ANY: &str = "";

/// The type that a pointer points to, `const` left out.
fn target(kind: &str) -> Option<&str> {
    Some(kind.strip_suffix('*')?.trim().trim_start_matches("const ").trim())
}

/// A sound argument.
fn sound(header: &Header, function: &Function, at: usize) -> String {
    let Parameter { name, kind, .. } = &function.parameters[at];
    match (kind.as_str(), name.as_str()) {
        ("size_t", "struct_size") => {
            let before = &function.parameters[at - 1].kind;
            return format!("sizeof({})", target(before).expect("a pointer before its size"));
        }
        // Room enough: what is behind the check of the capacity is reached.
        ("size_t", "capacity") if function.parameters[at - 1].name == "buffer" => {
            return "sizeof place_buffer".to_owned();
        }
        ("size_t" | "double" | "uint32_t" | "uint64_t" | "palmsig_status", name) => {
            return format!("good_{name}");
        }
        ("const char *" | "const uint8_t *" | "const palmsig_sample *", name) => {
            return format!("good_{name}");
        }
        ("const palmsig_template *const *", name) => return format!("good_{name}"),
        ("uint8_t *", "buffer") => return "place_buffer".to_owned(),
        _ => {}
    }
    let target =
        target(kind).unwrap_or_else(|| panic!("{}: no sound value for {kind} {name}", function.name));
    let handles = header.handles();
    if handles.contains(&target) {
        return format!("good_{target}");
    }
    if target.strip_suffix('*').is_some_and(|handle| handles.contains(&handle.trim())) {
        // Each its own place: what stands in one that is used twice could not be freed.
        let before = function.parameters[..at].iter().any(|other| other.kind == *kind);
        let place = if before { "also_made" } else { "made" };
        return format!("&{place}_{}", target.trim_end_matches('*').trim());
    }
    // A struct or a number that is written or read.
    format!("&place_{target}")
}

/// The wrong arguments for a parameter.
fn wrong(header: &Header, function: &Function, at: usize) -> Vec<Wrong> {
    let parameter = &function.parameters[at];
    let (kind, name) = (parameter.kind.as_str(), parameter.name.as_str());
    let all = |values: &[&str], status| values.iter().map(|v| ((*v).to_owned(), status)).collect::<Vec<_>>();
    match (kind, name) {
        ("size_t", "struct_size") => {
            return all(&["0", "1", "4", "SIZE_MAX", "(size_t)1 << 31"], STRUCT_SIZE);
        }
        ("size_t", _) => return all(&["0", "1", "SIZE_MAX", "SIZE_MAX / 2"], ANY),
        ("double", _) => {
            return all(&["NAN", "-1.0", "0.0", "1e-13", "0.51", "2.0", "INFINITY", "-INFINITY"], PARAMETER);
        }
        ("uint32_t", _) => return all(&["0", "77", "UINT32_MAX"], ANY),
        ("uint64_t", _) => return all(&["0", "UINT64_MAX"], ANY),
        ("palmsig_status", _) => return all(&["-1", "12345", "INT32_MIN", "INT32_MAX"], ANY),
        _ => {}
    }
    let target = target(kind).expect("a pointer");
    let mut found = vec![(format!("({kind})NULL"), if parameter.may_be_null { ANY } else { NULL })];
    if !matches!(target, "char" | "uint8_t") {
        found.push((format!("({kind})odd({})", sound(header, function, at)), ALIGNMENT));
    }
    if target == "char" {
        found.extend(all(&["\"\"", "long_text"], ANY));
        found.push(("\"\\xff\\xfe\"".to_owned(), "PALMSIG_ERROR_UTF8"));
    }
    let handles = header.handles();
    if handles.contains(&target) {
        let others = handles.iter().filter(|handle| **handle != target);
        found.extend(others.map(|other| (format!("({kind})good_{other}"), HANDLE)));
        found.push((format!("({kind})no_handle"), HANDLE));
    }
    if kind == "const palmsig_template *const *" {
        found.push(("palms_with_null".to_owned(), NULL));
        found.push(("palms_with_matcher".to_owned(), HANDLE));
    }
    if target == "palmsig_sample" {
        found.push(("samples_with_null".to_owned(), NULL));
        found.push(("samples_with_matcher".to_owned(), HANDLE));
        found.push(("samples_without_quality".to_owned(), "PALMSIG_ERROR_ARGUMENT"));
    }
    found
}

/// Whether the struct begins with its size.
fn is_sized(header: &Header, name: &str) -> bool {
    let fields = header.structs.iter().find(|s| s.name == name).map(|s| &s.fields);
    fields.and_then(|fields| fields.first()).is_some_and(|(_, first)| first == "struct_size")
}

/// A C function that puts the `k`-th wrong value into a struct; it returns 0 when there is no `k`-th.
fn mutations(header: &Header, name: &str, fields: &[(String, String)]) -> String {
    let mut values: Vec<String> = Vec::new();
    let mut nested = None;
    for (kind, field) in fields {
        let wrong: &[&str] = match (kind.as_str(), field.as_str()) {
            (_, "struct_size") => &["0", "4", "s->struct_size - 1", "s->struct_size + 1", "UINT32_MAX"],
            // More than there is would be a lie that nobody can see through.
            ("size_t", size) if size.ends_with("_size") => &["0", "1"],
            ("size_t", _) => &["0", "1", "SIZE_MAX", "SIZE_MAX / 2"],
            ("uint32_t" | "uint64_t", _) => &["0", "1", "2", "3", "4", "16", "77", "300", "UINT32_MAX"],
            ("double", _) => &["NAN", "INFINITY", "-1.0", "0.0", "1e300", "1e-300"],
            // Anything but a function or NULL would be a lie.
            (callback, _) if header.callbacks.iter().any(|(name, _)| name == callback) => &["NULL"],
            ("double[2]", _) => &["NAN", "INFINITY", "-1e300", "0.0"],
            (pointer, _) if pointer.ends_with('*') => {
                if is_sized(header, target(pointer).expect("a pointer")) {
                    nested = Some((target(pointer).expect("a pointer"), field));
                }
                &["NULL", "odd"]
            }
            (other, field) => panic!("{name}.{field}: no wrong values for {other}"),
        };
        values.extend(wrong.iter().map(|value| match (*value, kind.as_str()) {
            ("odd", kind) => format!("s->{field} = ({kind})odd(s->{field});"),
            (value, "double[2]") => format!("s->{field}[0] = {value};"),
            (value, _) => format!("s->{field} = {value};"),
        }));
    }
    let mut code = format!("static int mutate_{name}({name} *s, int k) {{\n switch (k) {{\n");
    for (k, value) in values.iter().enumerate() {
        writeln!(code, " case {k}: {value} return 1;").expect("a string");
    }
    code.push_str(" default: break;\n }\n");
    if let Some((inner, field)) = nested {
        let own = values.len();
        write!(
            code,
            " {{ static {inner} other; if (s->{field} == NULL) s->{field} = &place_{inner};\n other = *s->{field};\n if (!mutate_{inner}(&other, k - {own})) return 0;\n s->{field} = &other; return 1; }}\n}}\n"
        )
        .expect("a string");
    } else {
        code.push_str(" return 0;\n}\n");
    }
    code
}

/// One call, with what it must return.
fn call(function: &Function, arguments: &[String], status: &str, about: &str) -> String {
    let list = arguments.join(", ");
    match function.returns.as_str() {
        "palmsig_status" => {
            let expected = if status.is_empty() { "ANY" } else { status };
            format!(" check({}({list}), {expected}, \"{} {about}\");\n", function.name, function.name)
        }
        "const char *" => format!(" check_text({}({list}), \"{}\");\n", function.name, function.name),
        "uint32_t" | "uint64_t" => format!(" (void){}({list}); calls++;\n", function.name),
        other => panic!("{} returns {other}", function.name),
    }
}

fn calls(header: &Header, function: &Function) -> String {
    let count = function.parameters.len();
    let arguments: Vec<String> = (0..count).map(|at| sound(header, function, at)).collect();
    let mut code = format!("static void test_{}(void) {{\n", function.name);
    let frees = function.name.ends_with("_free");
    if !frees {
        code.push_str(" fresh();\n");
        code.push_str(&call(function, &arguments, ANY, "soundly"));
    }
    for at in 0..count {
        let parameter = &function.parameters[at];
        for (value, status) in wrong(header, function, at) {
            let mut changed = arguments.clone();
            changed[at] = value.clone();
            let about =
                format!("with {} = {}", parameter.name, value.replace('\\', "\\\\").replace('"', "'"));
            code.push_str(" fresh();\n");
            code.push_str(&call(function, &changed, status, &about));
        }
        let of_struct = target(&parameter.kind).filter(|name| is_sized(header, name));
        if let Some(name) = of_struct.filter(|_| !function.name.ends_with("_init")) {
            let mutated = call(function, &arguments, ANY, "with a struct changed");
            writeln!(code, " {{ int k = 0; for (;; k++) {{ fresh(); if (!mutate_{name}(&place_{name}, k)) break;\n{mutated} }} }}")
                .expect("a string");
        }
    }
    code.push_str(" fresh();\n}\n");
    code
}

fn program(header: &Header) -> String {
    let mut code = String::from("#include \"fixture.h\"\n");
    for s in header.structs.iter().filter(|s| is_sized(header, &s.name)) {
        code.push_str(&mutations(header, &s.name, &s.fields));
    }
    header.functions.iter().for_each(|function| code.push_str(&calls(header, function)));
    code.push_str("int main(int count, char **arguments) {\n set_up(count, arguments);\n");
    header.functions.iter().for_each(|f| writeln!(code, " test_{}();", f.name).expect("a string"));
    code.push_str(" return wound_up();\n}\n");
    code
}

#[test]
fn every_misuse_gets_a_status() {
    let header = Header::read(header());
    assert!(header.functions.len() > 30);
    let folder = scratch("misuse");
    let file = folder.join("misuse.c");
    std::fs::write(&file, program(&header)).expect("a writable folder");
    let fixture = root().join("palmsig-ffi/tests/c/fixture.h");
    std::fs::copy(fixture, folder.join("fixture.h")).expect("a writable folder");
    let compiled = compile(Language::C, &file, &folder, Link::Static).expect("a C compiler");
    let golden = root().join("testdata/golden");
    let stores = folder.join("stores");
    // What an earlier run left.
    let _ = std::fs::remove_dir_all(&stores);
    let told = printed(run(compiled).arg(golden.join("palm-v1.pgm")).arg(&stores));
    let calls: usize =
        told.split_whitespace().next().and_then(|n| n.parse().ok()).expect("a number of calls");
    assert!(calls > 500, "{told}");
}

#[test]
fn a_function_of_an_unknown_kind_is_told() {
    let text = "/** @return x */\npalmsig_status palmsig_x(struct unknown y);";
    let header = Header::read(text);
    let told = std::panic::catch_unwind(|| program(&header)).expect_err("no sound value");
    assert!(told.downcast_ref::<String>().is_some_and(|told| told.contains("palmsig_x")));
}
