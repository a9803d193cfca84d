//! Axes of rates.

use std::ops::Range;

use palmsig_examples::plot::style::{BLACK_INK, FINE_GRID, GREY_INK, GRID, text};
use palmsig_examples::plot::{Drawn, Ticked, power_of_ten};
use plotters::prelude::*;

/// A diagram of one rate over another.
pub(super) type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Ticked, Ticked>>;

/// Room below the lowest decade for what is zero, in decades, and where in it "0" stands.
const ZERO_ROOM: f64 = 0.8;
const ZERO: f64 = 0.45;

/// Decades of rates that are drawn at least, and at most: below the latter no set of real palms is so large.
const FEWEST_DECADES: f64 = 2.0;
const MOST_DECADES: f64 = 9.0;

/// A logarithmic axis of rates from 1 down to the smallest that the comparisons can show, with room for zero below.
#[derive(Debug, Clone, Copy)]
pub(super) struct RateAxis {
    /// Decimal exponent of the lowest decade.
    low: f64,
}

impl RateAxis {
    /// The axis of a rate among at most `pairs` pairs.
    pub(super) fn of_pairs(pairs: usize) -> RateAxis {
        let decades = (pairs.max(1) as f64).log10().ceil();
        RateAxis { low: -decades.clamp(FEWEST_DECADES, MOST_DECADES) }
    }

    /// Where a rate stands: the decimal logarithm, or in the room for zero.
    pub(super) fn place(self, rate: f64) -> f64 {
        if rate > 0.0 { rate.log10().clamp(self.low, 0.0) } else { self.zero() }
    }

    pub(super) fn zero(self) -> f64 {
        self.low - ZERO
    }

    /// The lowest rate above zero.
    pub(super) fn low(self) -> f64 {
        self.low
    }

    /// With ticks at the decades and at zero.
    pub(super) fn ticked(self) -> Ticked {
        Ticked::new(self.range(), self.ticks())
    }

    /// All of the axis.
    pub(super) fn range(self) -> Range<f64> {
        self.low - ZERO_ROOM..0.0
    }

    fn ticks(self) -> Vec<f64> {
        std::iter::once(self.zero()).chain(self.decades()).collect()
    }

    /// The decades, 1 included.
    pub(super) fn decades(self) -> Vec<f64> {
        (self.low as i32..=0).map(f64::from).collect()
    }

    /// Places between the decades: 2, 3, … 9 times each.
    pub(super) fn fine(self) -> impl Iterator<Item = f64> {
        (self.low as i32..0).flat_map(|decade| (2..10).map(move |n| f64::from(decade) + f64::from(n).log10()))
    }

    /// What is written at a tick.
    pub(super) fn label(self, place: f64) -> String {
        if place < self.low - ZERO / 2.0 { "0".into() } else { power_of_ten(place) }
    }
}

/// The grid of a diagram, its axes and what they are called, and where the two rates are equal.
pub(super) fn draw_grid(chart: &mut Chart<'_, '_>, [x, y]: [RateAxis; 2], [right, up]: [&str; 2]) -> Drawn {
    let (columns, rows) = (chart.x_range(), chart.y_range());
    chart.draw_series(x.fine().map(|v| PathElement::new([(v, rows.start), (v, rows.end)], FINE_GRID)))?;
    chart
        .draw_series(y.fine().map(|v| PathElement::new([(columns.start, v), (columns.end, v)], FINE_GRID)))?;
    chart
        .configure_mesh()
        .x_desc(right)
        .y_desc(up)
        .axis_desc_style(text(23, BLACK_INK))
        .label_style(text(21, GREY_INK))
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .axis_style(GREY_INK)
        .x_label_formatter(&|v| x.label(*v))
        .y_label_formatter(&|v| y.label(*v))
        .draw()?;
    let low = x.low.max(y.low);
    let equal = [(low, low), (0.0, 0.0)];
    chart.draw_series(DashedLineSeries::new(equal, 8, 6, GREY_INK.stroke_width(1)))?;
    Ok(())
}
