//! Errors of the core become the exceptions of `palmsig.errors`, one class a stage.

use std::fmt::{Debug, Display};

use palmsig::error::{
    CaptureError, EnrolError, EnvelopeError, ExtractError, GalleryError, ImageError, MatchError, ParamError,
    ProtectError, RoiError, StoreError, TemplateError,
};
use palmsig::quality::Guidance;
use palmsig::synth::SynthError;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

/// An error of one stage.
pub(crate) trait Failure: Debug + Display {
    /// Its class in `palmsig.errors`.
    fn class(&self) -> &'static str;

    /// What the person before the sensor could do about it.
    fn guidance(&self) -> Option<Guidance> {
        None
    }

    /// The name of the variant, which programs can tell apart by.
    fn kind(&self) -> String {
        variant(self)
    }
}

/// What `Debug` says up to the fields.
fn variant(error: &(impl Debug + ?Sized)) -> String {
    format!("{error:?}").chars().take_while(|c| c.is_alphanumeric()).collect()
}

macro_rules! stages {
    ($($error:ident),+) => {$(
        impl Failure for $error {
            fn class(&self) -> &'static str {
                stringify!($error)
            }
        }
    )+};
}
stages!(CaptureError, EnvelopeError, ImageError, ParamError, RoiError, TemplateError);

/// Errors that pass on those of another stage as they are.
macro_rules! passing_on {
    ($($error:ident: $($variant:ident)|+;)+) => {$(
        impl Failure for $error {
            fn class(&self) -> &'static str {
                match self {
                    $($error::$variant(source) => source.class(),)+
                    _ => stringify!($error),
                }
            }

            fn kind(&self) -> String {
                match self {
                    $($error::$variant(source) => source.kind(),)+
                    _ => variant(self),
                }
            }
        }
    )+};
}
passing_on! {
    EnrolError: Param;
    GalleryError: Match;
    MatchError: Param;
    ProtectError: Template | Match;
    StoreError: Subject | Protect;
    SynthError: Param;
}

impl Failure for ExtractError {
    fn class(&self) -> &'static str {
        match self {
            ExtractError::Param(source) => source.class(),
            ExtractError::Roi { source, .. } => source.class(),
            _ => "ExtractError",
        }
    }

    fn guidance(&self) -> Option<Guidance> {
        Guidance::for_error(self)
    }

    fn kind(&self) -> String {
        match self {
            ExtractError::Param(source) => source.kind(),
            ExtractError::Roi { source, .. } => source.kind(),
            _ => variant(self),
        }
    }
}

/// The exception that an error becomes.
pub(crate) fn exception(error: &impl Failure) -> PyErr {
    Python::attach(|py| {
        let class = py.import("palmsig.errors")?.getattr(error.class())?;
        let exception = class.call1((error.to_string(),))?;
        exception.setattr("kind", error.kind())?;
        exception.setattr("guidance", error.guidance().map(Guidance::name))?;
        Ok(PyErr::from_value(exception))
    })
    .unwrap_or_else(|failed| failed)
}

/// Raises what went wrong in the core.
pub(crate) trait OrRaise<T> {
    fn or_raise(self) -> PyResult<T>;
}

impl<T, E: Failure> OrRaise<T> for Result<T, E> {
    fn or_raise(self) -> PyResult<T> {
        self.map_err(|error| exception(&error))
    }
}

/// A value of the wrong type.
pub(crate) fn wrong_type(text: impl Into<String>) -> PyErr {
    PyTypeError::new_err(text.into())
}

/// A value that is not among those allowed.
pub(crate) fn wrong_value(text: impl Into<String>) -> PyErr {
    PyValueError::new_err(text.into())
}
