//! Detection error trade-off: FNMR against FMR over all thresholds.

use palmsig::evaluate::ErrorRates;
use palmsig_examples::plot::style::{BLACK_INK, FINE_GRID, GREY_INK, centred, colour, dashes, text};
use palmsig_examples::plot::{Area, Drawn};
use plotters::element::DashedPathElement;
use plotters::prelude::*;

use super::axis::{self, Chart, RateAxis};
use crate::report::Report;

/// Width of the diagram; the legend stands at its right.
const DIAGRAM: u32 = 1000;

/// Points of a curve nearer than this (in decades, along both axes together) are drawn as one: less than a pixel.
const RESOLUTION: f64 = 0.005;

/// Curves without errors run along "0": so far apart, in decades, that none hides another.
const LANE: f64 = 0.045;

/// Left edges of the columns of figures in the legend, pixels.
const COLUMNS: [i32; 5] = [210, 283, 356, 429, 492];

/// Width of the curves, pixels.
const STROKE: u32 = 3;

/// The two axes.
#[derive(Clone, Copy)]
struct Axes {
    fmr: RateAxis,
    fnmr: RateAxis,
}

pub(super) fn draw(area: &Area<'_>, reports: &[Report]) -> Drawn {
    let (diagram, legend) = area.split_horizontally(DIAGRAM);
    let axes = axes(reports);
    let mut chart = ChartBuilder::on(&diagram)
        .margin_left(20)
        .margin_right(20)
        .x_label_area_size(70)
        .y_label_area_size(90)
        .build_cartesian_2d(axes.fmr.ticked(), axes.fnmr.ticked())?;
    draw_grid(&mut chart, axes)?;
    for (index, report) in reports.iter().enumerate() {
        if let Some(experiment) = &report.experiment {
            draw_curve(&mut chart, axes, index, &experiment.rates)?;
        }
    }
    draw_legend(&legend, reports)
}

/// Axes on which the smallest rates of all reports can be shown.
fn axes(reports: &[Report]) -> Axes {
    let rates = || reports.iter().filter_map(|r| r.experiment.as_ref()).map(|e| &e.rates);
    Axes {
        fmr: RateAxis::of_pairs(rates().map(ErrorRates::non_mated).max().unwrap_or(0)),
        fnmr: RateAxis::of_pairs(rates().map(ErrorRates::mated).max().unwrap_or(0)),
    }
}

fn draw_grid(chart: &mut Chart<'_, '_>, axes: Axes) -> Drawn {
    let (x, y) = (axes.fmr.range(), axes.fnmr.range());
    let lane = FINE_GRID.mix(0.6).filled();
    chart.draw_series([
        Rectangle::new([(x.start, y.start), (x.end, axes.fnmr.low())], lane),
        Rectangle::new([(x.start, y.start), (axes.fmr.low(), y.end)], lane),
    ])?;
    let named = [
        "False match rate (FMR), share of non-mated comparisons",
        "False non-match rate (FNMR), share of mated comparisons",
    ];
    axis::draw_grid(chart, [axes.fmr, axes.fnmr], named)?;
    let label = centred(19, GREY_INK);
    chart.draw_series([Text::new("FMR = FNMR", (-0.62, -0.25), label)])?;
    Ok(())
}

fn draw_curve(chart: &mut Chart<'_, '_>, axes: Axes, index: usize, rates: &ErrorRates) -> Drawn {
    let style = colour(index).stroke_width(STROKE);
    let points = curve(axes, index, rates);
    match dashes(index) {
        None => chart.draw_series(LineSeries::new(points, style))?,
        Some((dash, gap)) => chart.draw_series(DashedLineSeries::new(points, dash, gap, style))?,
    };
    if let Some(eer) = rates.eer() {
        let at = (place(axes.fmr, index, eer), place(axes.fnmr, index, eer));
        chart.draw_series([Circle::new(at, 6, colour(index).filled())])?;
    }
    Ok(())
}

/// Points of the curve, as many as can be told apart.
fn curve(axes: Axes, index: usize, rates: &ErrorRates) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    let mut skipped = None;
    for point in rates.det() {
        let at = (place(axes.fmr, index, point.fmr), place(axes.fnmr, index, point.fnmr));
        let far = points.last().is_none_or(|last| (at.0 - last.0).abs() + (at.1 - last.1).abs() > RESOLUTION);
        if far {
            points.push(at);
        }
        skipped = (!far).then_some(at);
    }
    points.extend(skipped);
    points
}

/// Where a rate of a curve stands; for zero each curve has its own lane.
fn place(axis: RateAxis, index: usize, rate: f64) -> f64 {
    // Lanes from the middle outwards: 0, 1, −1, 2, −2, …, and again.
    let step = (index % 7).div_ceil(2) as f64;
    let lane = if index % 2 == 1 { step } else { -step };
    axis.place(rate) + if rate > 0.0 { 0.0 } else { lane * LANE }
}

fn draw_legend(area: &Area<'_>, reports: &[Report]) -> Drawn {
    let headings = [(50, "Set"), (COLUMNS[0], "EER"), (COLUMNS[1], "FNMR at FMR"), (COLUMNS[3], "Pairs")];
    for (left, heading) in headings {
        area.draw(&Text::new(heading, (left, 14), text(20, GREY_INK)))?;
    }
    for (left, heading) in COLUMNS[1..].iter().zip(["10⁻³", "10⁻⁴", "mated", "non-mated"]) {
        area.draw(&Text::new(heading, (*left, 38), text(20, GREY_INK)))?;
    }
    for (index, report) in reports.iter().enumerate() {
        let top = 80 + 34 * index as i32;
        let line = [(0, top + 9), (40, top + 9)];
        match dashes(index) {
            None => area.draw(&PathElement::new(line, colour(index).stroke_width(STROKE)))?,
            Some((dash, gap)) => {
                area.draw(&DashedPathElement::new(line, dash, gap, colour(index).stroke_width(STROKE)))?
            }
        }
        for (left, entry) in entries(report) {
            area.draw(&Text::new(entry, (left, top), text(20, BLACK_INK)))?;
        }
    }
    let below = 100 + 34 * reports.len() as i32;
    let notes = [
        "Dots: equal error rates. Shaded: rates of zero,",
        "that is, below what the comparisons can show.",
        "Failures to acquire are not among the comparisons.",
    ];
    for (index, note) in notes.into_iter().enumerate() {
        area.draw(&Text::new(note, (0, below + 26 * index as i32), text(19, GREY_INK)))?;
    }
    Ok(())
}

/// The line of a report in the legend, with the left edge of each word.
fn entries(report: &Report) -> Vec<(i32, String)> {
    let name = (50, super::name(report));
    let Some(experiment) = &report.experiment else {
        return vec![name, (COLUMNS[0], "nothing was compared".into())];
    };
    let rates = &experiment.rates;
    let percent = |rate: Option<f64>| rate.map_or("–".into(), |r| format!("{:.2} %", r * 100.0));
    let columns = [
        percent(rates.eer()),
        percent(rates.fnmr_at_fmr(1e-3)),
        percent(rates.fnmr_at_fmr(1e-4)),
        rates.mated().to_string(),
        rates.non_mated().to_string(),
    ];
    std::iter::once(name).chain(COLUMNS.into_iter().zip(columns)).collect()
}
