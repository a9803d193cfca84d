//! Rules about the source that no compiler knows: the reading order of the core's modules, the length
//! of files, where `unsafe` may stand.

mod code;
mod order;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use crate::steps::Outcome;

/// Lines of the longest source file: more do not fit in a reader's head.
const LONGEST_FILE: usize = 400;

/// Endings of hand-written source.
const SOURCE: [&str; 5] = ["rs", "py", "c", "cpp", "hpp"];

/// Where `unsafe` may stand, from the root of the repository.
const UNSAFE_ROOMS: [&str; 7] = [
    "palmsig/src/simd/",
    "palmsig/src/simd.rs",
    "palmsig/tests/freed.rs",
    "palmsig-ffi/src/pointer.rs",
    "benches/ffi.rs",
    "palmsig-ffi/tests/",
    "fuzz/fuzz_targets/calls/",
];

/// Where functions are exported to C: their names and signatures are `unsafe`, nothing else is.
const EXPORTS: &str = "palmsig-ffi/src/";

/// A source file: its path from the root, with `/` between the parts, and what is in it.
struct Source {
    path: String,
    text: String,
}

pub(crate) fn check(root: &Path) -> Outcome {
    let sources = sources(root)?;
    let mut faults: Vec<String> = sources.iter().flat_map(|s| [length(s), unsafety(s)]).flatten().collect();
    faults.extend(order::faults(&sources));
    if !faults.is_empty() {
        return Err(format!("the source breaks the rules:\n  {}", faults.join("\n  ")));
    }
    println!("{} source files keep the rules", sources.len());
    Ok(())
}

fn length(source: &Source) -> Option<String> {
    let lines = source.text.lines().count();
    (lines > LONGEST_FILE).then(|| format!("{}: {lines} lines, at most {LONGEST_FILE}", source.path))
}

fn unsafety(source: &Source) -> Option<String> {
    let free = UNSAFE_ROOMS.iter().any(|room| source.path.starts_with(room));
    if free || !source.path.ends_with(".rs") {
        return None;
    }
    let exports = source.path.starts_with(EXPORTS);
    let bare = code::without_comments(&source.text);
    let fault = |line: &str| {
        let mut behind = code::words(line)
            .filter(|(_, word)| *word == "unsafe")
            .map(|(at, word)| &line[at + word.len()..]);
        behind.any(|rest| !(exports && is_export(rest)))
    };
    let line = bare.lines().position(fault)?;
    Some(format!("{}:{}: unsafe is for {} only", source.path, line + 1, UNSAFE_ROOMS.join(", ")))
}

/// Whether what follows `unsafe` makes it the name or the signature of an exported function.
fn is_export(rest: &str) -> bool {
    rest.starts_with("(no_mangle)") || rest.trim_start().starts_with("extern ")
}

/// All source files below `root`, sorted; build outputs, environments and hidden folders left out.
fn sources(root: &Path) -> Result<Vec<Source>, String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() && name != "target" && !name.starts_with('.') {
                folders.push(entry.path());
            } else if kind.is_file() && SOURCE.iter().any(|e| name.ends_with(&format!(".{e}"))) {
                found.push(read(root, entry.path())?);
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn read(root: &Path, file: PathBuf) -> Result<Source, String> {
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let parts = file.strip_prefix(root).unwrap_or(&file).components();
    let parts: Vec<_> = parts.map(|p| p.as_os_str().to_string_lossy()).collect();
    Ok(Source { path: parts.join("/"), text })
}
