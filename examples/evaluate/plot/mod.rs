//! The error trade-off, the scores, and whether the false match rates told hold, as one SVG picture.

mod axis;
mod det;
mod histogram;
mod reliability;

use std::io::{self, Write};

use palmsig_examples::plot::Drawn;
use palmsig_examples::plot::style::{BLACK_INK, text};
use plotters::prelude::*;

use crate::report::Report;

/// Width of the picture, pixels.
const WIDTH: u32 = 1600;
/// Height of the title, of the DET diagram and of a row of histograms, pixels.
const TITLE: u32 = 60;
const DET: u32 = 820;
const HISTOGRAM: u32 = 360;
/// Height of the reliability diagram, pixels.
const RELIABILITY: u32 = 760;

/// Histograms in a row.
const COLUMNS: usize = 2;

/// Writes the DET curves of all reports, below them a histogram of scores for each, and where the engine told false match
/// rates, how these hold.
pub(crate) fn write(to: &mut impl Write, reports: &[Report]) -> io::Result<()> {
    let mut svg = String::new();
    // Drawing to memory cannot fail; what could is an error of this program, told rather than panicked about.
    draw(&mut svg, reports).map_err(|error| io::Error::other(error.to_string()))?;
    to.write_all(svg.as_bytes())
}

fn draw(svg: &mut String, reports: &[Report]) -> Drawn {
    let rows = reports.len().div_ceil(COLUMNS) as u32;
    let curves = reliability::curves(reports);
    let reliability = if curves.is_empty() { 0 } else { RELIABILITY };
    let height = TITLE + DET + rows * HISTOGRAM + reliability;
    let picture = SVGBackend::with_string(svg, (WIDTH, height)).into_drawing_area();
    picture.fill(&WHITE)?;
    let (title, below) = picture.split_vertically(TITLE);
    title.draw(&Text::new(heading(reports), (40, 20), text(30, BLACK_INK)))?;
    let (top, bottom) = below.split_vertically(DET);
    det::draw(&top, reports)?;
    let (histograms, last) = bottom.split_vertically(rows * HISTOGRAM);
    let panels = histograms.split_evenly((rows as usize, COLUMNS));
    let range = histogram::range(reports);
    for (panel, report) in panels.iter().zip(reports) {
        histogram::draw(panel, report, range.clone())?;
    }
    if !curves.is_empty() {
        reliability::draw(&last, &curves)?;
    }
    picture.present()?;
    Ok(())
}

fn heading(reports: &[Report]) -> String {
    let how = reports.first().map(|r| format!(", method {}, protocol {}", r.method, r.protocol));
    format!("How well palms are told apart{}", how.unwrap_or_default())
}

/// What a report is called: its sets, or its manifest when nothing is known of these; so much as there is room for.
fn name(report: &Report) -> String {
    const LONGEST: usize = 16;
    let name = if report.set.is_empty() { report.manifest.display().to_string() } else { report.set.clone() };
    if name.chars().count() <= LONGEST {
        return name;
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}
