//! In a library without runtimes: all work is done on the caller's thread or on all cores, and nobody is told.

use std::fmt::Arguments;

use crate::failure::Failure;

/// A handle that is attached to nothing.
#[derive(Default)]
pub(crate) struct Attached(());

impl Attached {
    pub(crate) fn run<R>(
        &self,
        _: Arguments<'_>,
        work: impl FnOnce() -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        work()
    }

    pub(crate) fn tell<R>(
        &self,
        _: Arguments<'_>,
        work: impl FnOnce() -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        work()
    }

    pub(crate) fn note(&self, _: Arguments<'_>) {}
}
