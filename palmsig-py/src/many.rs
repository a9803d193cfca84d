//! Templates by the million, as a call takes them.

use numpy::PyReadonlyArray2;
use palmsig::error::{GalleryError, TemplateError};
use palmsig::template;
use pyo3::prelude::*;

use crate::error::exception;
use crate::template::Template;

/// Templates, one a subject: objects, or rows of an array of bytes.
pub(crate) enum Many<'py> {
    Templates(Vec<Template>),
    Bytes(PyReadonlyArray2<'py, u8>),
}

impl<'py> FromPyObject<'_, 'py> for Many<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match object.extract() {
            Ok(bytes) => Ok(Many::Bytes(bytes)),
            Err(_) => object.extract().map(Many::Templates),
        }
    }
}

pub(crate) enum LentMany<'a> {
    Templates(&'a [Template]),
    Bytes(ndarray::ArrayView2<'a, u8>),
}

impl Many<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Many::Templates(templates) => templates.len(),
            Many::Bytes(bytes) => bytes.as_array().nrows(),
        }
    }

    pub(crate) fn lend(&self) -> LentMany<'_> {
        match self {
            Many::Templates(templates) => LentMany::Templates(templates),
            Many::Bytes(bytes) => LentMany::Bytes(bytes.as_array()),
        }
    }
}

impl LentMany<'_> {
    pub(crate) fn get(&self, i: usize) -> Result<template::Template, TemplateError> {
        match self {
            LentMany::Templates(templates) => Ok(templates[i].0.clone()),
            LentMany::Bytes(bytes) => template::Template::from_bytes(&bytes.row(i).to_vec()),
        }
    }
}

/// Why a subject among many was not enrolled.
pub(crate) enum Refused {
    Template(TemplateError),
    Gallery(GalleryError),
}

impl Refused {
    /// The exception, with the place of the subject.
    pub(crate) fn exception(&self, py: Python<'_>, index: usize) -> PyErr {
        let error = match self {
            Refused::Template(error) => exception(error),
            Refused::Gallery(error) => exception(error),
        };
        match error.value(py).setattr("index", index) {
            Ok(()) => error,
            Err(failed) => failed,
        }
    }
}
