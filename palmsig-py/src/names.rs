//! Enums of the core, under the names that Python knows them by.

use palmsig::image::{Band, Bands, HandSide, Lamp};
use pyo3::prelude::*;

use crate::error::wrong_value;

/// An enum whose values have names.
pub(crate) trait Named: Copy + 'static {
    /// What it is, for messages.
    const WHAT: &'static str;
    /// All values.
    const ALL: &'static [(Self, &'static str)];
}

/// A value given by its name.
pub(crate) struct Name<T>(pub(crate) T);

impl<'py, T: Named> FromPyObject<'_, 'py> for Name<T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let given: String = object.extract()?;
        let found = T::ALL.iter().find(|(_, name)| *name == given);
        found.map(|(value, _)| Name(*value)).ok_or_else(|| {
            let names: Vec<String> = T::ALL.iter().map(|(_, name)| format!("{name:?}")).collect();
            wrong_value(format!("{} is {given:?}, expected one of {}", T::WHAT, names.join(", ")))
        })
    }
}

/// The name of a value.
pub(crate) fn name_of<T: Named + PartialEq>(value: T) -> &'static str {
    T::ALL.iter().find(|(other, _)| *other == value).map_or("", |(_, name)| name)
}

impl Named for HandSide {
    const WHAT: &'static str = "hand";
    const ALL: &'static [(HandSide, &'static str)] =
        &[(HandSide::Unknown, "unknown"), (HandSide::Left, "left"), (HandSide::Right, "right")];
}

impl Named for Band {
    const WHAT: &'static str = "band";
    const ALL: &'static [(Band, &'static str)] =
        &[(Band::Visible, Band::Visible.name()), (Band::NearInfrared, Band::NearInfrared.name())];
}

impl Named for Bands {
    const WHAT: &'static str = "bands";
    const ALL: &'static [(Bands, &'static str)] = &[
        (Bands::Visible, Band::Visible.name()),
        (Bands::NearInfrared, Band::NearInfrared.name()),
        (Bands::Both, "both"),
    ];
}

impl Named for Lamp {
    const WHAT: &'static str = "lamp";
    const ALL: &'static [(Lamp, &'static str)] = &[(Lamp::Lit, "lit"), (Lamp::Unlit, "unlit")];
}

/// The name of a variant without fields, in lower case with hyphens: `DarkSkin` is `dark-skin`.
pub(crate) fn hyphenated(value: impl std::fmt::Debug) -> String {
    let mut name = String::new();
    for letter in format!("{value:?}").chars().take_while(|c| c.is_alphanumeric()) {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    name
}
