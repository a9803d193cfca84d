//! The licences of all dependencies, on every platform, against the list in deny.toml.

mod spdx;
#[cfg(test)]
mod tests;

use std::path::Path;

use serde_json::Value;

use crate::cargo::metadata;
use crate::steps::Outcome;

pub(crate) fn check(root: &Path) -> Outcome {
    let text = std::fs::read_to_string(root.join("deny.toml"))
        .map_err(|error| format!("deny.toml cannot be read: {error}"))?;
    let rules = rules(&text)?;
    let metadata = metadata(root)?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata names no packages")?;
    let foreign: Vec<&Value> = packages.iter().filter(|p| !p["source"].is_null()).collect();
    let refused: Vec<String> = foreign.iter().filter_map(|p| objection(p, &rules)).collect();
    if !refused.is_empty() {
        return Err(format!("licences not on the list in deny.toml:\n  {}", refused.join("\n  ")));
    }
    println!("{} dependencies, all under licences on the list", foreign.len());
    Ok(())
}

/// What deny.toml allows.
#[derive(Debug, PartialEq)]
struct Rules {
    /// Licences of every crate.
    allow: Vec<String>,
    /// Crates with the licences that they alone may have.
    exceptions: Vec<(String, Vec<String>)>,
}

fn rules(deny: &str) -> Result<Rules, String> {
    let table: toml::Table = deny.parse().map_err(|error| format!("deny.toml: {error}"))?;
    let section = table.get("licenses").ok_or("deny.toml has no section [licenses]")?;
    let exceptions = match section.get("exceptions") {
        None => Vec::new(),
        Some(list) => list
            .as_array()
            .ok_or("deny.toml: `exceptions` is no list")?
            .iter()
            .map(exception)
            .collect::<Result<_, _>>()?,
    };
    Ok(Rules { allow: names(section)?, exceptions })
}

fn exception(entry: &toml::Value) -> Result<(String, Vec<String>), String> {
    let of =
        entry.get("crate").and_then(|name| name.as_str()).ok_or("deny.toml: an exception names no crate")?;
    Ok((of.to_owned(), names(entry)?))
}

/// The names under `allow`.
fn names(section: &toml::Value) -> Result<Vec<String>, String> {
    let list =
        section.get("allow").and_then(|a| a.as_array()).ok_or("deny.toml: a list `allow` is missing")?;
    list.iter()
        .map(|name| name.as_str().map(str::to_owned).ok_or_else(|| format!("deny.toml: {name:?} is no name")))
        .collect()
}

/// Why a package may not be used, if so.
fn objection(package: &Value, rules: &Rules) -> Option<String> {
    let name = format!("{} {}", text(&package["name"]), text(&package["version"]));
    let Some(expression) = package["license"].as_str() else {
        return Some(format!("{name} states no licence"));
    };
    let own =
        rules.exceptions.iter().filter(|(name, _)| package["name"] == **name).flat_map(|(_, list)| list);
    let allowed: Vec<&String> = rules.allow.iter().chain(own).collect();
    match spdx::satisfied(expression, |licence| allowed.iter().any(|a| *a == licence)) {
        Ok(true) => None,
        Ok(false) => Some(format!("{name}: {expression}")),
        Err(why) => Some(format!("{name}: {expression} cannot be read: {why}")),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}
