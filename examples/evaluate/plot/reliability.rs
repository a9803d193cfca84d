//! Whether strangers are told a false match rate as often as it says.

use palmsig_examples::plot::style::{GREY_INK, colour, dashes, text};
use palmsig_examples::plot::{Area, Drawn, Ticked};
use plotters::prelude::*;

use super::axis::{self, RateAxis};
use crate::report::Report;

/// Width of the diagram, pixels.
const WIDTH: u32 = 1000;

/// Points of a curve a decade.
const FINENESS: f64 = 40.0;

/// Strangers of one report: of the rates told to them, and of their share that is told so little or less.
pub(super) struct Curve {
    /// Which report.
    index: usize,
    strangers: usize,
    points: Vec<(f64, f64)>,
}

/// The curves of the reports in which the engine told rates to strangers.
pub(super) fn curves(reports: &[Report]) -> Vec<Curve> {
    reports.iter().enumerate().filter_map(|(index, report)| Curve::of(index, report)).collect()
}

impl Curve {
    fn of(index: usize, report: &Report) -> Option<Curve> {
        let pairs = report.experiment.iter().flat_map(|e| e.pairs.iter());
        let mut told: Vec<f64> = pairs.filter(|p| !p.mated).filter_map(|p| p.told).map(f64::from).collect();
        told.sort_by(f64::total_cmp);
        let strangers = told.len();
        let decades = (strangers.max(1) as f64).log10();
        let shares = (0..=(decades * FINENESS) as i32).map(|i| 10f64.powf(f64::from(i) / FINENESS - decades));
        // Of so many strangers the one that is told the n-th lowest rate.
        let point = |share: f64| {
            let nth = (share * strangers as f64).round().max(1.0) as usize;
            told.get(nth - 1).map(|&rate| (rate, nth as f64 / strangers as f64))
        };
        let points: Vec<_> = shares.filter_map(point).collect();
        (!points.is_empty()).then_some(Curve { index, strangers, points })
    }
}

pub(super) fn draw(area: &Area<'_>, curves: &[Curve]) -> Drawn {
    let (diagram, notes) = area.split_horizontally(WIDTH);
    let rates = RateAxis::of_pairs(curves.iter().map(|c| c.strangers).max().unwrap_or(0));
    let mut chart = ChartBuilder::on(&diagram)
        .margin_left(20)
        .margin_right(20)
        .margin_top(20)
        .x_label_area_size(70)
        .y_label_area_size(90)
        .build_cartesian_2d(
            Ticked::new(rates.low()..0.0, rates.decades()),
            Ticked::new(rates.low()..0.0, rates.decades()),
        )?;
    let named = ["False match rate that the engine tells", "Share of non-mated comparisons told it or less"];
    axis::draw_grid(&mut chart, [rates; 2], named)?;
    for curve in curves {
        let points = curve.points.iter().map(|&(told, share)| (rates.place(told), rates.place(share)));
        let style = colour(curve.index).stroke_width(2);
        match dashes(curve.index) {
            None => chart.draw_series(LineSeries::new(points, style))?,
            Some((dash, gap)) => chart.draw_series(DashedLineSeries::new(points, dash, gap, style))?,
        };
    }
    let lines = [
        "Do the rates told hold? On the dashed line they do;",
        "below it fewer strangers are told a rate than it says,",
        "above it more. Colours as above. At the lower end",
        "of a curve stands a single pair.",
    ];
    for (index, line) in lines.into_iter().enumerate() {
        notes.draw(&Text::new(line, (0, 40 + 26 * index as i32), text(19, GREY_INK)))?;
    }
    Ok(())
}
