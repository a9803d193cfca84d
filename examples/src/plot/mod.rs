//! Diagrams as SVG: what those of several examples have in common.

mod axis;
pub mod style;

use std::error::Error;

use plotters::coord::Shift;
use plotters::prelude::*;

pub use axis::{Ticked, power_of_ten, staircase};

/// What one part of a picture is drawn on.
pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// How drawing ends.
pub type Drawn = Result<(), Box<dyn Error>>;
