//! Every tunable of the engine: named, with its unit and the reason for its value.

mod roi;

pub use roi::RoiParams;

/// A parameter outside its range.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("parameter {name} is {value}, it must lie in {min}..={max}")]
pub struct ParamError {
    /// Name of the parameter.
    pub name: &'static str,
    /// The value given.
    pub value: f64,
    /// Smallest value allowed.
    pub min: f64,
    /// Largest value allowed.
    pub max: f64,
}

/// Refuses `value` unless it lies in `min..=max` (NaN never does).
pub(crate) fn check(name: &'static str, value: f64, min: f64, max: f64) -> Result<(), ParamError> {
    if value >= min && value <= max { Ok(()) } else { Err(ParamError { name, value, min, max }) }
}
