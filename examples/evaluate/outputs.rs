//! The files that a run leaves.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use palmsig_examples::atomic::{AtomicFile, Finished};

use crate::report::Report;
use crate::run::Bench;
use crate::{json, plot, scores, sheets};

/// Which files, and where.
#[derive(Debug, Args)]
pub(crate) struct Outputs {
    /// Where the results go: an array with one object a manifest.
    #[arg(long, value_name = "OUT.json")]
    json: Option<PathBuf>,
    /// Where the scores go: one row a comparison.
    #[arg(long, value_name = "OUT.csv")]
    scores: Option<PathBuf>,
    /// Where the error trade-off (DET) curves and the histograms of the scores go.
    #[arg(long, value_name = "OUT.svg")]
    det: Option<PathBuf>,
    /// Where contact sheets of the worst pairs and of all failures go: outside of any repository.
    #[arg(long, value_name = "FOLDER")]
    trace: Option<PathBuf>,
}

impl Outputs {
    /// Whether there is nothing to write.
    pub(crate) fn are_none(&self) -> bool {
        self.files().next().is_none() && self.trace.is_none()
    }

    /// Makes sure that the files can be written, before minutes are spent on what goes into them.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.files().try_for_each(|path| AtomicFile::create(path).map(drop).map_err(at(path)))?;
        self.trace.as_deref().map_or(Ok(()), sheets::prepare)
    }

    /// Writes all files, or none if one of them cannot be written.
    pub(crate) fn write(&self, reports: &[Report], bench: &Bench) -> Result<(), String> {
        let mut finished = Vec::new();
        if let Some(path) = &self.json {
            finished.push(finish(path, |file| json::write(file, reports))?);
        }
        if let Some(path) = &self.scores {
            finished.push(finish(path, |file| scores::write(file, reports))?);
        }
        if let Some(path) = &self.det {
            finished.push(finish(path, |file| plot::write(file, reports))?);
        }
        if let Some(folder) = &self.trace {
            finished.extend(sheets::write(folder, reports, bench)?);
        }
        finished.into_iter().try_for_each(|file| {
            let path = file.path().to_owned();
            file.publish().map_err(at(&path))
        })
    }

    /// Writes JSON alone.
    pub(crate) fn write_json(&self, value: &serde_json::Value) -> Result<(), String> {
        let Some(path) = &self.json else { return Ok(()) };
        let file = finish(path, |file| {
            serde_json::to_writer_pretty(&mut *file, value)?;
            writeln!(file)
        })?;
        file.publish().map_err(at(path))
    }

    fn files(&self) -> impl Iterator<Item = &Path> {
        [&self.json, &self.scores, &self.det].into_iter().flatten().map(PathBuf::as_path)
    }
}

fn finish(path: &Path, write: impl FnOnce(&mut AtomicFile) -> io::Result<()>) -> Result<Finished, String> {
    let finish = || {
        let mut file = AtomicFile::create(path)?;
        write(&mut file)?;
        file.finish()
    };
    finish().map_err(at(path))
}

/// Says at which file an error happened.
fn at(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}
