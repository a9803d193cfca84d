//! Handles that work with a runtime, where they are attached to one.

use std::ffi::CString;
use std::fmt::Arguments;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crate::failure::Failure;
use crate::pointer::Log;
use crate::runtime::{PALMSIG_LOG_FAILURE, PALMSIG_LOG_WORK, Runtime, palmsig_runtime};
use crate::status::*;

/// The runtime that a handle is attached to, if it is.
#[derive(Default)]
pub(crate) struct Attached(OnceLock<Arc<Runtime>>);

impl Attached {
    pub(crate) fn attach(&self, runtime: &palmsig_runtime) -> Result<(), Failure> {
        let again = |_| Failure::new(PALMSIG_ERROR_ARGUMENT, "it is attached to a runtime already");
        self.0.set(runtime.0.clone()).map_err(again)
    }

    /// Does `work` on the runtime's threads and tells of it, as `what`.
    pub(crate) fn run<R: Send>(
        &self,
        what: Arguments<'_>,
        work: impl FnOnce() -> Result<R, Failure> + Send,
    ) -> Result<R, Failure> {
        self.tell(what, || match self.0.get() {
            Some(runtime) => runtime.threads.run(work),
            None => work(),
        })
    }

    /// Does `work` on this thread and tells of it.
    pub(crate) fn tell<R>(
        &self,
        what: Arguments<'_>,
        work: impl FnOnce() -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        // One call of `work` for both ways: it stands here in full, and a device has little room.
        let started = self.log().map(|log| (log, Instant::now()));
        let done = work();
        if let Some((log, start)) = started {
            log.took(what, done.as_ref().err(), start);
        }
        done
    }

    /// Tells what became of something.
    pub(crate) fn note(&self, what: Arguments<'_>) {
        if let Some(log) = self.log() {
            log.say(PALMSIG_LOG_WORK, what);
        }
    }

    fn log(&self) -> Option<&Log> {
        self.0.get()?.log.as_ref()
    }
}

impl Log {
    fn took(&self, what: Arguments<'_>, failure: Option<&Failure>, start: Instant) {
        let took = start.elapsed().as_micros() as u64;
        match failure {
            None => self.say(PALMSIG_LOG_WORK, format_args!("{what}: {took} us")),
            Some(why) => self.say(PALMSIG_LOG_FAILURE, format_args!("{what}: {why}, after {took} us")),
        }
    }

    fn say(&self, kind: u32, text: Arguments<'_>) {
        // Our own texts hold no NUL.
        if let Ok(text) = CString::new(text.to_string()) {
            self.tell(kind, &text);
        }
    }
}
