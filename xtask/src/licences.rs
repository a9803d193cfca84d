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
    let allowed = allowed(&text)?;
    let metadata = metadata(root)?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata names no packages")?;
    let foreign: Vec<&Value> = packages.iter().filter(|p| !p["source"].is_null()).collect();
    let refused: Vec<String> = foreign.iter().filter_map(|p| objection(p, &allowed)).collect();
    if !refused.is_empty() {
        return Err(format!("licences not on the list in deny.toml:\n  {}", refused.join("\n  ")));
    }
    println!("{} dependencies, all under licences on the list", foreign.len());
    Ok(())
}

/// The names under `[licenses] allow`.
fn allowed(deny: &str) -> Result<Vec<String>, String> {
    let table: toml::Table = deny.parse().map_err(|error| format!("deny.toml: {error}"))?;
    let list = table.get("licenses").and_then(|l| l.get("allow")).and_then(|a| a.as_array());
    let names = list.ok_or("deny.toml has no list `allow` under [licenses]")?.iter();
    names
        .map(|name| name.as_str().map(str::to_owned).ok_or_else(|| format!("deny.toml: {name:?} is no name")))
        .collect()
}

/// Why a package may not be used, if so.
fn objection(package: &Value, allowed: &[String]) -> Option<String> {
    let name = format!("{} {}", text(&package["name"]), text(&package["version"]));
    let Some(expression) = package["license"].as_str() else {
        return Some(format!("{name} states no licence"));
    };
    match spdx::satisfied(expression, |licence| allowed.iter().any(|a| a == licence)) {
        Ok(true) => None,
        Ok(false) => Some(format!("{name}: {expression}")),
        Err(why) => Some(format!("{name}: {expression} cannot be read: {why}")),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}
