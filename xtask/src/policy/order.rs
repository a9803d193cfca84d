//! A module of the core may use only those above it, so that the core can be read from top to bottom.

use super::Source;
use super::code::{without_comments, words};

/// The modules of the core in reading order.
const ORDER: [&str; 21] = [
    "error",
    "params",
    "trace",
    "image",
    "simd",
    "roi",
    "code",
    "features",
    "quality",
    "template",
    "pipeline",
    "matching",
    "baselines",
    "gallery",
    "enroll",
    "liveness",
    "capture",
    "protect",
    "store",
    "synth",
    "evaluate",
];

/// What synthetic hands may use, so that no stage is tested with its own output.
const SYNTH_USES: [&str; 3] = ["error", "params", "image"];

const CORE: &str = "palmsig/src/";

/// Everything in `sources` that breaks the order.
pub(super) fn faults(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter_map(|source| Some((source, source.path.strip_prefix(CORE)?)))
        .flat_map(of_file)
        .collect()
}

fn of_file((source, inside): (&Source, &str)) -> Vec<String> {
    let bare = without_comments(&source.text);
    if inside == "lib.rs" {
        return of_root(&bare);
    }
    let parts: Vec<&str> = inside.trim_end_matches(".rs").split('/').collect();
    let module = parts[0];
    let Some(place) = ORDER.iter().position(|m| *m == module) else {
        return vec![format!("{}: the module `{module}` is not in the reading order", source.path)];
    };
    if parts.contains(&"tests") {
        return Vec::new();
    }
    // Levels between the root of the crate and this file.
    let depth = parts.len() - usize::from(parts.ends_with(&["mod"]));
    let used = uses(&bare, depth).into_iter().filter(|(_, used)| *used != module);
    let wrong = used.filter(|(_, used)| !may_use(module, &ORDER[..place], used));
    wrong.map(|(line, used)| format!("{}:{line}: `{module}` may not use `{used}`", source.path)).collect()
}

fn may_use(module: &str, above: &[&str], used: &str) -> bool {
    if module == "synth" { SYNTH_USES.contains(&used) } else { above.contains(&used) }
}

/// lib.rs declares the modules in their order.
fn of_root(bare: &str) -> Vec<String> {
    let all: Vec<&str> = words(bare).map(|(_, word)| word).collect();
    let declared: Vec<&str> = all.windows(2).filter(|pair| pair[0] == "mod").map(|pair| pair[1]).collect();
    let mut faults = Vec::new();
    let mut last = 0;
    for module in declared {
        match ORDER.iter().position(|m| *m == module) {
            None => faults.push(format!("{CORE}lib.rs: the module `{module}` is not in the reading order")),
            Some(place) if place < last => {
                faults.push(format!("{CORE}lib.rs: `{module}` belongs above `{}`", ORDER[last]));
            }
            Some(place) => last = place,
        }
    }
    faults
}

/// Names at the root of the crate that `bare` mentions, with their lines: behind `crate::`, and behind
/// as many `super::` as lead there (`depth`).
fn uses(bare: &str, depth: usize) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut climbed = 0;
    for (at, word) in words(bare) {
        let rest = &bare[at + word.len()..];
        let Some(tail) = rest.trim_start().strip_prefix("::") else {
            climbed = 0;
            continue;
        };
        climbed = if word == "super" { climbed + 1 } else { 0 };
        let next = tail.trim_start();
        let at_root = word == "crate" || climbed >= depth && !next.starts_with("super");
        if !at_root {
            continue;
        }
        let line = bare[..at].lines().count().max(1);
        let names = first_names(next).into_iter();
        // Behind `super::` only modules count: an inline module makes the depth uncertain.
        found.extend(names.filter(|n| word == "crate" || ORDER.contains(n)).map(|n| (line, n)));
    }
    found
}

/// The names that a path goes on with: one, or those of a `{…}` group at its first level.
fn first_names(path: &str) -> Vec<&str> {
    if !path.starts_with('{') {
        let name = words(path).next().filter(|(at, _)| *at == 0);
        return vec![name.map_or("*", |(_, word)| word)];
    }
    let mut names = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (at, c) in path.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if (depth == 1 && c == ',') || depth == 0 {
            names.extend(words(&path[start..at]).next().map(|(_, word)| word));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names
}
