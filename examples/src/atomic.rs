//! Files that appear whole or not at all.
//!
//! What is written goes to a temporary file in the same folder, so that it can be renamed, and gets its
//! name when all of it is on disk: whoever reads the name sees the old file or the new one. A process
//! that is killed leaves at most files that end in [`LEFTOVER`], which nothing reads and anybody may delete.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// How the names of temporary files end.
pub const LEFTOVER: &str = ".palmsig-unfinished.tmp";

/// Temporary names tried: a process with the same id may have been killed and have left some of them.
const ATTEMPTS: u32 = 100;

/// A file being written. Dropped before it is [finished](Self::finish), it is removed.
pub struct AtomicFile {
    writer: BufWriter<File>,
    finished: Finished,
}

/// A file that is written and has not got its name yet. Dropped before it is
/// [published](Self::publish), it is removed.
pub struct Finished {
    path: PathBuf,
    temporary: Option<PathBuf>,
}

impl AtomicFile {
    /// Begins a file that will be called `path`.
    ///
    /// # Errors
    /// What the file system answers: the folder must exist and be writable.
    pub fn create(path: &Path) -> io::Result<AtomicFile> {
        // A rename would put a file in the place of a device such as /dev/null.
        if fs::metadata(path).is_ok_and(|what| !what.is_file()) {
            return Err(io::Error::new(ErrorKind::AlreadyExists, "exists and is no ordinary file"));
        }
        let mut attempt = 0;
        loop {
            let temporary = temporary_name(path, attempt);
            match File::create_new(&temporary) {
                Ok(file) => {
                    let finished = Finished { path: path.into(), temporary: Some(temporary) };
                    return Ok(AtomicFile { writer: BufWriter::new(file), finished });
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Brings everything written to disk. Several outputs of one run are all finished before the
    /// first of them is published.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn finish(self) -> io::Result<Finished> {
        let AtomicFile { writer, finished } = self;
        writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(finished)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Finished {
    /// Gives the file its name; a file that had it is replaced.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn publish(mut self) -> io::Result<()> {
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.path)?;
        }
        self.temporary = None;
        Ok(())
    }

    /// The name it will have.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Finished {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take() {
            // Best effort: the error that matters is the one that led here.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// Named after the process, so that two runs do not write to one file.
fn temporary_name(path: &Path, attempt: u32) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(format!(".{}-{attempt}{LEFTOVER}", std::process::id()));
    name.into()
}
