//! Where pictures of people's palms may be written.

use std::fs;
use std::path::{Path, PathBuf};

/// Makes sure that `folder` exists outside of any repository.
pub(super) fn prepare(folder: &Path) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: {error}", folder.display());
    // Before it is made, so that nothing is left inside a repository, and after, when links are resolved.
    outside_repositories(folder, &nearest(folder).map_err(at)?)?;
    fs::create_dir_all(folder).map_err(at)?;
    outside_repositories(folder, &fs::canonicalize(folder).map_err(at)?)
}

/// The nearest folder at or above `folder` that exists, links resolved.
fn nearest(folder: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(folder)?;
    let known = absolute.ancestors().find_map(|ancestor| fs::canonicalize(ancestor).ok());
    Ok(known.unwrap_or(absolute))
}

fn outside_repositories(folder: &Path, real: &Path) -> Result<(), String> {
    // A checkout has `.git` as a folder, a linked work tree as a file.
    match real.ancestors().find(|ancestor| ancestor.join(".git").exists()) {
        None => Ok(()),
        Some(repository) => Err(format!(
            "{}: contact sheets show people's palms: choose a folder outside the repository {}",
            folder.display(),
            repository.display()
        )),
    }
}
