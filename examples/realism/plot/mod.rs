//! The distributions and curves of a set as one SVG picture: real ones outlined, synthetic ones filled or dashed.

mod curves;
mod panels;

use std::error::Error;

use palmsig_examples::plot::style::{BLACK_INK, text};
use palmsig_examples::plot::{Area, Drawn};
use plotters::prelude::*;

use crate::report::Report;
pub(crate) use curves::Curves;
use panels::Panel;

/// Size of the picture and height of its title, pixels.
const SIZE: (u32, u32) = (1600, 1220);
const TITLE: u32 = 60;

/// The picture of a set.
pub(crate) fn svg(report: &Report, curves: &Curves) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    draw(&SVGBackend::with_string(&mut svg, SIZE).into_drawing_area(), report, curves)?;
    Ok(svg)
}

fn draw(picture: &Area<'_>, report: &Report, curves: &Curves) -> Drawn {
    picture.fill(&WHITE)?;
    let (title, below) = picture.split_vertically(TITLE);
    let real = if curves.real.is_some() { "" } else { ", real palms not at hand" };
    let heading = format!("{}: synthetic palms beside real ones{real}", report.set);
    title.draw(&Text::new(heading, (40, 20), text(30, BLACK_INK)))?;
    for (area, panel) in below.split_evenly((2, 2)).iter().zip(Panel::ALL) {
        panel.draw(area, curves)?;
    }
    picture.present()?;
    Ok(())
}
