//! How a synthetic capture is taken.

use palmsig::image::Band;
use palmsig::synth::{self, Background, BitDepth, Rng, Setup};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::error::{wrong_type, wrong_value};
use crate::names::{Name, name_of};

/// Pose, light and camera of a synthetic capture: a well-held hand where nothing else is said.
///
/// Parameters
/// ----------
/// height, width : int
///     Rows and columns of the picture.
/// **fields
///     Any of what `as_dict` lists: pose (`rotation` in radians, `palm_unit` and `center` in pixels, `spread`, `bend`, `cup`,
///     `thumb`, `tilt`), light (`exposure`, `light_slope`, `light_direction`, `falloff`, `gloss`), camera (`band`,
///     `focal_length`, `blur`, `noise`, `bit_depth`, `jpeg`, `monochrome`, `nir_offset`, `aperture`), skin (`skin_stretch`,
///     `fading`, `texture`, `session`, `ring`, `plaster`, `scar`, `scratches`, `dirt`, `tattoo`), `background`, `sleeve`.
///
/// Examples
/// --------
/// >>> from palmsig import synth
/// >>> synth.CaptureSettings(240, 320, background="wood", noise=0.0)
/// CaptureSettings(240x320, visible, wood)
#[pyclass(frozen, eq, module = "palmsig.synth")]
#[derive(Clone, PartialEq)]
pub(crate) struct CaptureSettings(pub(crate) synth::CaptureSettings);

/// Fields that are numbers, flags, texts' numbers, or pairs, as they are.
macro_rules! plain_fields {
    ($take:ident: $($field:ident)+; marks: $($mark:ident)+) => {
        /// Sets a field; false where none has this name.
        fn set_plain(
            settings: &mut synth::CaptureSettings,
            name: &str,
            value: &Bound<'_, PyAny>,
        ) -> PyResult<bool> {
            match name {
                $(stringify!($field) => settings.$field = value.extract()?,)+
                $(stringify!($mark) => settings.marks.$mark = value.extract()?,)+
                _ => return Ok(false),
            }
            Ok(true)
        }

        /// All of them.
        fn $take(settings: &synth::CaptureSettings, fields: &Bound<'_, PyDict>) -> PyResult<()> {
            $(fields.set_item(stringify!($field), settings.$field)?;)+
            $(fields.set_item(stringify!($mark), settings.marks.$mark)?;)+
            Ok(())
        }
    };
}

plain_fields! {
    take_plain: height width rotation palm_unit focal_length center spread bend cup thumb tilt skin_stretch fading
    texture session sleeve exposure light_slope light_direction falloff gloss aperture monochrome nir_offset blur
    noise jpeg;
    marks: ring plaster scar scratches dirt tattoo
}

fn set(settings: &mut synth::CaptureSettings, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    if set_plain(settings, name, value)? {
        return Ok(());
    }
    match name {
        "band" => settings.band = value.extract::<Name<Band>>()?.0,
        "background" => settings.background = background(&value.extract::<String>()?)?,
        "bit_depth" => settings.bit_depth = depth(value.extract()?)?,
        _ => return Err(wrong_type(format!("CaptureSettings has no field {name:?}"))),
    }
    Ok(())
}

fn background(name: &str) -> PyResult<Background> {
    let found = Background::ALL.into_iter().find(|background| background.name() == name);
    found.ok_or_else(|| {
        let names = Background::ALL.map(Background::name).join(", ");
        wrong_value(format!("background is {name:?}, expected one of {names}"))
    })
}

fn depth(bits: u8) -> PyResult<BitDepth> {
    match bits {
        8 => Ok(BitDepth::Eight),
        12 => Ok(BitDepth::Twelve),
        _ => Err(wrong_value(format!("bit_depth is {bits}, expected 8 or 12"))),
    }
}

impl CaptureSettings {
    fn changed(&self, fields: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut settings = self.0.clone();
        for (name, value) in fields.into_iter().flatten() {
            set(&mut settings, name.cast::<PyString>()?.to_str()?, &value)?;
        }
        Ok(CaptureSettings(settings))
    }
}

#[pymethods]
impl CaptureSettings {
    #[new]
    #[pyo3(signature = (height=480, width=640, **fields))]
    fn new(height: usize, width: usize, fields: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        CaptureSettings(synth::CaptureSettings::sized(height, width)).changed(fields)
    }

    /// A hand held as people do at a terminal, 640 × 480 pixels.
    #[staticmethod]
    fn well_held(seed: u64) -> Self {
        CaptureSettings(synth::CaptureSettings::well_held(seed))
    }

    /// A hand in any pose, before any background.
    #[staticmethod]
    fn any_pose(height: usize, width: usize, seed: u64) -> Self {
        CaptureSettings(synth::CaptureSettings::any_pose(height, width, &mut Rng::new(seed)))
    }

    /// As in a public set: `iitd-roi`, `tongji-roi`, `coep-full`, `casia-nir-full` or `polyu-full`.
    #[staticmethod]
    fn like(setup: &str, seed: u64) -> PyResult<Self> {
        let names = Setup::ALL.map(Setup::name).join(", ");
        let found = Setup::named(setup);
        let found =
            found.ok_or_else(|| wrong_value(format!("setup is {setup:?}, expected one of {names}")))?;
        Ok(CaptureSettings(found.settings(&mut Rng::new(seed))))
    }

    /// Another capture of a hand held as well as these settings say.
    fn varied(&self, seed: u64) -> Self {
        CaptureSettings(self.0.varied(&mut Rng::new(seed)))
    }

    /// The same with other fields.
    #[pyo3(signature = (**fields))]
    fn replace(&self, fields: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        self.changed(fields)
    }

    /// All fields by name.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let fields = PyDict::new(py);
        take_plain(&self.0, &fields)?;
        fields.set_item("band", name_of(self.0.band))?;
        fields.set_item("background", self.0.background.name())?;
        fields.set_item("bit_depth", if self.0.bit_depth == BitDepth::Eight { 8 } else { 12 })?;
        Ok(fields)
    }

    fn __repr__(&self) -> String {
        let synth::CaptureSettings { height, width, .. } = self.0;
        format!("CaptureSettings({height}x{width}, {}, {})", self.0.band.name(), self.0.background.name())
    }
}
