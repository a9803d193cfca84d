//! Why no data set was written.

use std::io;
use std::path::{Path, PathBuf};

use palmsig::synth::SynthError;

/// Why no data set was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{} holds a data set already: choose another folder", .0.display())]
    Complete(PathBuf),
    #[error(
        "{} is not empty (it holds {entry}): choose a new folder, or delete what an interrupted run left",
        .folder.display()
    )]
    Occupied { folder: PathBuf, entry: String },
    #[error("{}: {error}", .path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("--size goes with the setup `terminal`: pictures of {0} have a size of their own")]
    SizeOfSetup(&'static str),
    #[error("the threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    #[error(transparent)]
    Synth(#[from] SynthError),
}

/// Says at which file an error happened.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    move |error| Failure::File { path: path.to_owned(), error }
}
