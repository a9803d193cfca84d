//! How scores are distributed.

use std::collections::BTreeMap;
use std::ops::Range;

use palmsig::evaluate::NO_EVIDENCE;
use palmsig_examples::plot::style::{BLACK_INK, GREY_INK, GRID, MATED, NON_MATED, text};
use palmsig_examples::plot::{Area, Drawn, Ticked, power_of_ten, staircase};
use plotters::prelude::*;

use crate::report::Report;

/// Scores in one [`unit`](Report::unit).
const UNIT: f64 = 1000.0;

/// Width of a bin in scores: a fifth of a unit.
const BIN: i32 = 200;

/// An empty bin stands half a decade below one pair.
const FLOOR: f64 = -0.5;

/// Pairs a bin, by the index of the bin: score / [`BIN`], rounded down.
type Bins = BTreeMap<i32, u64>;

/// Scores of one report.
#[derive(Default)]
struct Histogram {
    mated: Bins,
    non_mated: Bins,
    without_evidence: u64,
}

impl Histogram {
    fn of(report: &Report) -> Histogram {
        let mut histogram = Histogram::default();
        for pair in report.experiment.iter().flat_map(|e| e.pairs.iter()) {
            let bins = if pair.mated { &mut histogram.mated } else { &mut histogram.non_mated };
            match pair.score {
                None => {}
                Some(NO_EVIDENCE) => histogram.without_evidence += 1,
                Some(score) => *bins.entry(score.div_euclid(BIN)).or_default() += 1,
            }
        }
        histogram
    }
}

/// The scores of all reports, in units.
pub(super) fn range(reports: &[Report]) -> Range<f64> {
    let pairs = reports.iter().filter_map(|r| r.experiment.as_ref()).flat_map(|e| e.pairs.iter());
    let scores = pairs.filter_map(|pair| pair.score).filter(|&score| score != NO_EVIDENCE);
    let (low, high) = scores.fold((0, BIN), |(low, high), score| (low.min(score), high.max(score)));
    edge(low.div_euclid(BIN) - 1)..edge(high.div_euclid(BIN) + 2)
}

/// The lower edge of a bin, in units.
fn edge(bin: i32) -> f64 {
    f64::from(bin) * f64::from(BIN) / UNIT
}

pub(super) fn draw(area: &Area<'_>, report: &Report, range: Range<f64>) -> Drawn {
    let histogram = Histogram::of(report);
    let most = histogram.mated.values().chain(&mut histogram.non_mated.values()).max().copied().unwrap_or(1);
    let top = (most as f64).log10().ceil().max(1.0);
    let decades: Vec<f64> = (0..=top as i32).map(f64::from).collect();
    let (title, below) = area.split_vertically(44);
    title.draw(&Text::new(super::name(report), (110, 20), text(23, BLACK_INK)))?;
    let mut chart = ChartBuilder::on(&below)
        .margin_left(20)
        .margin_right(30)
        .x_label_area_size(62)
        .y_label_area_size(90)
        .build_cartesian_2d(range, Ticked::new(FLOOR..top, decades))?;
    chart
        .configure_mesh()
        .x_desc(format!("Similarity, {}", report.unit))
        .y_desc("Pairs per bin of 0.2")
        .axis_desc_style(text(20, BLACK_INK))
        .label_style(text(19, GREY_INK))
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .axis_style(GREY_INK)
        .x_label_formatter(&|v| format!("{v:.0}"))
        .y_label_formatter(&|v| power_of_ten(*v))
        .draw()?;
    for (bins, colour) in [(&histogram.non_mated, NON_MATED), (&histogram.mated, MATED)] {
        let outline = outline(bins);
        chart.draw_series([Polygon::new(outline.clone(), colour.mix(0.25))])?;
        chart.draw_series(LineSeries::new(outline, colour.stroke_width(2)))?;
    }
    draw_legend(&title, &histogram)
}

/// The bins as corners of a staircase that begins and ends on the floor.
fn outline(bins: &Bins) -> Vec<(f64, f64)> {
    let (Some((&first, _)), Some((&last, _))) = (bins.first_key_value(), bins.last_key_value()) else {
        return Vec::new();
    };
    let height = |bin| bins.get(&bin).map_or(FLOOR, |&pairs| (pairs as f64).log10());
    staircase((first..=last).map(|bin| [edge(bin), edge(bin + 1), height(bin)]), FLOOR)
}

fn draw_legend(title: &Area<'_>, histogram: &Histogram) -> Drawn {
    let sum = |bins: &Bins| bins.values().sum::<u64>();
    let kinds = [
        (330, MATED, format!("{} mated", sum(&histogram.mated))),
        (510, NON_MATED, format!("{} non-mated", sum(&histogram.non_mated))),
    ];
    for (left, colour, label) in kinds {
        title.draw(&Rectangle::new([(left, 22), (left + 16, 38)], colour.mix(0.4).filled()))?;
        title.draw(&Rectangle::new([(left, 22), (left + 16, 38)], colour))?;
        title.draw(&Text::new(label, (left + 24, 22), text(19, BLACK_INK)))?;
    }
    if histogram.without_evidence > 0 {
        let note = format!("{} no evidence", histogram.without_evidence);
        title.draw(&Text::new(note, (700, 22), text(19, GREY_INK)))?;
    }
    Ok(())
}
