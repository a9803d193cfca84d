//! Parameters of the encoder by their names.

use palmsig::params::EncoderParams;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::error::wrong_type;

macro_rules! fields {
    ($($name:ident = $($path:ident).+;)+) => {
        const NAMES: &[&str] = &[$(stringify!($name)),+];

        fn set(params: &mut EncoderParams, name: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
            match name {
                $(stringify!($name) => params.$($path).+ = value.extract()?,)+
                _ => return Ok(false),
            }
            Ok(true)
        }

        /// All of them.
        pub(crate) fn listed<'py>(py: Python<'py>, params: &EncoderParams) -> PyResult<Bound<'py, PyDict>> {
            let fields = PyDict::new(py);
            $(fields.set_item(stringify!($name), params.$($path).+)?;)+
            Ok(fields)
        }
    };
}

fields! {
    square_side = roi.square_side;
    square_gap = roi.square_gap;
    search_side = roi.search_side;
    min_palm_unit = roi.min_palm_unit;
    max_outside = roi.max_outside;
    min_brightness = roi.min_brightness;
    max_saturated = roi.max_saturated;
    min_span = roi.min_span;
    lines_omega = features.lines.omega;
    lines_kappa = features.lines.kappa;
    lines_support = features.lines.support;
    texture_omega = features.texture.omega;
    texture_kappa = features.texture.kappa;
    texture_support = features.texture.support;
    veins_omega = features.veins.omega;
    veins_kappa = features.veins.kappa;
    veins_support = features.veins.support;
    dark_percent = features.dark_percent;
    min_usable_percent = features.min_usable_percent;
    min_resolution = quality.min_resolution;
    min_coverage = quality.min_coverage;
    min_exposure = quality.min_exposure;
    min_pose = quality.min_pose;
    min_focus = quality.min_focus;
    min_motion = quality.min_motion;
}

/// The usual ones but for those given.
pub(crate) fn given(fields: Option<&Bound<'_, PyDict>>) -> PyResult<EncoderParams> {
    let mut params = EncoderParams::default();
    for (name, value) in fields.into_iter().flat_map(|fields| fields.iter()) {
        let name = name.cast::<PyString>()?.to_cow()?.into_owned();
        let of_type = |error: PyErr| wrong_type(format!("{name}: {}", error.value(value.py())));
        if !set(&mut params, &name, &value).map_err(of_type)? {
            return Err(wrong_type(format!(
                "the encoder has no parameter {name:?}; it has {}",
                NAMES.join(", ")
            )));
        }
    }
    Ok(params)
}
