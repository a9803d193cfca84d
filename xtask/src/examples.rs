//! The commands of README.md, run as a reader would run them.
//!
//! A block fenced as `console` holds commands behind `$ ` (a backslash at the end goes on in the next
//! line) and what they print; one fenced as `sh` is a script. Both run in the root of the repository,
//! one shell a block. Any other fence, such as `text`, is not run.

#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::Command;

use crate::cargo::succeed;
use crate::steps::Outcome;

/// Would run this step again, without end.
const RECURSIVE: &str = "cargo xtask test";

pub(crate) fn check(root: &Path) -> Outcome {
    let readme = std::fs::read_to_string(root.join("README.md"))
        .map_err(|error| format!("README.md cannot be read: {error}"))?;
    let scripts = scripts(&readme)?;
    if scripts.is_empty() {
        return Err("README.md has no command to run".to_owned());
    }
    for script in scripts {
        println!("$ {}", script.trim_end().replace('\n', "\n$ "));
        let mut shell = Command::new("bash");
        succeed(shell.args(["-euo", "pipefail", "-c", &script]).current_dir(root), script.trim_end())?;
    }
    Ok(())
}

/// The scripts of a Markdown page, one a block, blocks without a command left out.
fn scripts(markdown: &str) -> Result<Vec<String>, String> {
    let mut scripts = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else { continue };
        let mut block = Vec::new();
        loop {
            match lines.next() {
                Some(end) if end.trim() == "```" => break,
                Some(inside) => block.push(inside),
                None => return Err("README.md ends inside a fenced block".to_owned()),
            }
        }
        let commands = match language.trim() {
            "console" => console_commands(&block),
            "sh" => block,
            _ => continue,
        };
        let script: String =
            commands.iter().filter(|c| c.trim() != RECURSIVE).map(|c| format!("{c}\n")).collect();
        if !script.trim().is_empty() {
            scripts.push(script);
        }
    }
    Ok(scripts)
}

/// The lines behind a `$ `, and those that such a line goes on in.
fn console_commands<'a>(block: &[&'a str]) -> Vec<&'a str> {
    let mut commands = Vec::new();
    let mut goes_on = false;
    for line in block {
        let command = line.strip_prefix("$ ").or(goes_on.then_some(*line));
        goes_on = command.is_some_and(|c| c.ends_with('\\'));
        commands.extend(command);
    }
    commands
}
