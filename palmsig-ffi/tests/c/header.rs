//! Just enough of C to read the header: functions with their parameters and comments, structs, constants.

/// A function of the header.
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) returns: String,
    pub(crate) parameters: Vec<Parameter>,
}

pub(crate) struct Parameter {
    pub(crate) name: String,
    /// As C writes it, with single spaces: `const palmsig_template *`.
    pub(crate) kind: String,
    /// Whether its comment says that it may be NULL.
    pub(crate) may_be_null: bool,
}

/// A struct of the header; opaque ones have no fields.
pub(crate) struct Struct {
    pub(crate) name: String,
    /// Type and name; of an array the length is part of the type.
    pub(crate) fields: Vec<(String, String)>,
}

#[derive(Default)]
pub(crate) struct Header {
    pub(crate) functions: Vec<Function>,
    pub(crate) structs: Vec<Struct>,
    /// Types of functions of the caller's: name, and how it is declared.
    pub(crate) callbacks: Vec<(String, String)>,
    /// Name and value.
    pub(crate) constants: Vec<(String, String)>,
}

impl Header {
    /// Names of the types that are handles.
    pub(crate) fn handles(&self) -> Vec<&str> {
        self.structs.iter().filter(|s| s.fields.is_empty()).map(|s| s.name.as_str()).collect()
    }

    pub(crate) fn read(text: &str) -> Header {
        let mut header = Header::default();
        let mut rest = text;
        let mut comment = String::new();
        while !rest.is_empty() {
            rest = rest.trim_start();
            let end = if rest.starts_with("/*") {
                let end = rest.find("*/").expect("a closed comment") + 2;
                comment = rest[..end].to_owned();
                end
            } else if rest.starts_with('#') {
                let end = rest.find('\n').unwrap_or(rest.len());
                header.directive(&rest[..end]);
                end
            } else {
                let end = declaration(rest);
                header.declare(&rest[..end], &comment);
                comment.clear();
                end
            };
            rest = &rest[end..];
        }
        header
    }

    fn directive(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        if let (Some("#define"), Some(name), Some(value)) = (words.next(), words.next(), words.next()) {
            self.constants.push((name.to_owned(), value.to_owned()));
        }
    }

    fn declare(&mut self, text: &str, comment: &str) {
        let text = &plain(text);
        if let Some(inside) = text.strip_prefix("typedef struct ") {
            // `typedef struct {…} name;`, or `typedef struct name name;` of an opaque one.
            let name = inside.rsplit(['}', ' ']).next().expect("a name").trim_end_matches(';').to_owned();
            let fields = inside.split_once('{').and_then(|(_, rest)| rest.rsplit_once('}'));
            let fields =
                fields.map_or(Vec::new(), |(fields, _)| fields.split(';').filter_map(field).collect());
            self.structs.push(Struct { name, fields });
        } else if let Some((_, rest)) = text.split_once("(*").filter(|_| text.starts_with("typedef ")) {
            let name = rest.split_once(')').expect("a name").0.to_owned();
            self.callbacks.push((name, text.trim_end_matches(';').to_owned()));
        } else if let Some((before, rest)) = text.split_once('(') {
            let (returns, name) = typed(before).expect("a type and a name");
            let parameters = rest.rsplit_once(')').expect("a closed list").0;
            let parameters = parameters.split(',').filter_map(typed);
            let parameters = parameters.map(|(kind, name)| Parameter {
                may_be_null: explained(comment, &name).contains("may be NULL"),
                name,
                kind,
            });
            self.functions.push(Function { name, returns, parameters: parameters.collect() });
        }
    }
}

/// Where a declaration ends: behind its `;`, or behind the brace of `extern "C" {` and the like.
fn declaration(text: &str) -> usize {
    if text.starts_with("extern \"C\"") || text.starts_with('}') {
        return text.find('\n').unwrap_or(text.len());
    }
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Without comments, with single spaces.
fn plain(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `const char *name` → type and name.
fn typed(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let start = text.rfind(|c: char| !c.is_alphanumeric() && c != '_')? + 1;
    let (kind, name) = text.split_at(start);
    (kind.trim() != "").then(|| (kind.trim().to_owned(), name.to_owned()))
}

fn field(text: &str) -> Option<(String, String)> {
    match text.split_once('[') {
        Some((scalar, length)) => typed(scalar).map(|(kind, name)| (format!("{kind}[{length}"), name)),
        None => typed(text),
    }
}

/// What a comment says of a parameter.
fn explained<'a>(comment: &'a str, parameter: &str) -> &'a str {
    let mark = [format!("@param {parameter} "), format!("@param[out] {parameter} ")];
    let start = mark.iter().find_map(|mark| comment.find(mark).map(|at| at + mark.len()));
    let text = start.map_or("", |start| &comment[start..]);
    &text[..text.find('@').unwrap_or(text.len())]
}

#[test]
fn every_parameter_is_explained() {
    let text = crate::stale::header();
    for (text, function) in commented(text).zip(&Header::read(text).functions) {
        for parameter in &function.parameters {
            let told = explained(text, &parameter.name);
            assert!(!told.trim().is_empty(), "{}: nothing about {}", function.name, parameter.name);
        }
        assert!(text.contains("Threads: "), "{}: nothing about threads", function.name);
        assert!(text.contains("@return"), "{}: nothing about what it returns", function.name);
    }
}

/// The comments of the functions, in their order.
fn commented(text: &str) -> impl Iterator<Item = &str> {
    text.split("/**").filter(|part| part.contains("@return"))
}
