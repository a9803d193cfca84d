//! Just enough of Rust's lexing to look at code and not at what is written about it.

/// `source` with comments and the insides of literals blanked; every line keeps its place.
pub(crate) fn without_comments(source: &str) -> String {
    let mut bare = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let in_word = bare.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let length = blank_length(rest, in_word);
        if length == 0 {
            bare.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            let (blank, after) = rest.split_at(length);
            bare.push(' ');
            bare.extend(blank.chars().filter(|c| *c == '\n'));
            rest = after;
        }
    }
    bare
}

/// Bytes of the comment or literal that `rest` begins with, 0 when it begins with neither.
fn blank_length(rest: &str, in_word: bool) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    if rest.starts_with('"') {
        return quoted(rest, '"');
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    // r"…", br#"…"#: what stands before the r belongs to a word.
    if !in_word && (rest.starts_with('r') || rest.starts_with("br")) {
        return raw_string(rest);
    }
    0
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `'a'` and `'\n'` are literals, `'a` is a lifetime.
fn character(rest: &str) -> usize {
    let mut inside = rest.chars().skip(1);
    match (inside.next(), inside.next()) {
        (Some('\\'), _) => quoted(rest, '\''),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 0,
    }
}

fn raw_string(rest: &str) -> usize {
    let after = rest.trim_start_matches('b').trim_start_matches('r');
    let hashes = after.len() - after.trim_start_matches('#').len();
    let Some(inside) = after[hashes..].strip_prefix('"') else { return 0 };
    let end = format!("\"{}", "#".repeat(hashes));
    inside.find(&end).map_or(rest.len(), |at| rest.len() - inside.len() + at + end.len())
}

/// The words of `code` (names, keywords, numbers) with the byte each starts at.
pub(crate) fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut starts = code.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = starts.by_ref().find(|(_, c)| in_word(*c))?;
        while starts.next_if(|(_, c)| in_word(*c)).is_some() {}
        let end = starts.peek().map_or(code.len(), |(at, _)| *at);
        Some((start, &code[start..end]))
    })
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
