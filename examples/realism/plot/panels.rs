//! The four diagrams.

use std::ops::Range;

use palmsig_examples::plot::style::{BLACK_INK, GREY_INK, GRID, MATED, NON_MATED, text};
use palmsig_examples::plot::{Area, Drawn, Ticked, staircase};
use plotters::coord::types::RangedCoordf64;
use plotters::element::DashedPathElement;
use plotters::prelude::*;

use super::curves::{Curves, Histogram, Sample};

/// Width of the lines of real palms and of the dashed ones of synthetic ones, pixels.
const STROKE: u32 = 3;

/// Length of dashes and gaps, pixels.
const DASHES: (i32, i32) = (9, 6);

/// How dense the filling of synthetic histograms is.
const FILLING: f64 = 0.35;

/// Height of the legend, pixels.
const LEGEND: u32 = 84;

/// Mean width of a letter of the legend, tenths of pixels.
const LETTER: i32 = 86;

/// Frequencies drawn, cycles a square, and those that are labelled.
const FREQUENCIES: Range<f64> = 1.0..64.0;
const FREQUENCY_TICKS: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// What a diagram shows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Panel {
    Shares,
    Similarities,
    Correlations,
    Spectrum,
}

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Ticked, RangedCoordf64>>;

impl Panel {
    pub(super) const ALL: [Panel; 4] =
        [Panel::Shares, Panel::Similarities, Panel::Correlations, Panel::Spectrum];

    pub(super) fn draw(self, area: &Area<'_>, curves: &Curves) -> Drawn {
        let (legend, below) = area.split_vertically(LEGEND);
        self.draw_legend(&legend, curves.real.is_some())?;
        let mut chart = ChartBuilder::on(&below)
            .margin_left(20)
            .margin_right(30)
            .margin_bottom(10)
            .x_label_area_size(62)
            .y_label_area_size(90)
            .build_cartesian_2d(self.across(curves), self.up(curves))?;
        let [across, up] = self.axes();
        chart
            .configure_mesh()
            .x_desc(across)
            .y_desc(up)
            .axis_desc_style(text(20, BLACK_INK))
            .label_style(text(19, GREY_INK))
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(GREY_INK)
            .x_label_formatter(&|v| self.label(*v))
            .y_label_formatter(&|v| self.label_up(*v))
            .draw()?;
        self.draw_samples(&mut chart, curves)
    }

    fn heading(self) -> &'static str {
        match self {
            Panel::Shares => "Differing bits of aligned codes",
            Panel::Similarities => "Similarity",
            Panel::Correlations => "Correlation of a bit with others of its plane",
            Panel::Spectrum => "Power spectrum of the palm square",
        }
    }

    /// What is written at the axes: across, up.
    fn axes(self) -> [&'static str; 2] {
        match self {
            Panel::Shares => ["Share of differing bits", "Density"],
            Panel::Similarities => ["Similarity, powers of ten of the likelihood ratio", "Density"],
            Panel::Correlations => ["Distance, cells of the line planes", "Correlation"],
            Panel::Spectrum => ["Frequency, cycles a palm square", "Power of one frequency, dB of all"],
        }
    }

    /// The colours and what they are of.
    fn kinds(self) -> &'static [(RGBColor, &'static str)] {
        match self {
            Panel::Shares | Panel::Similarities => &[(MATED, "mated"), (NON_MATED, "non-mated")],
            Panel::Correlations => &[(MATED, "below"), (NON_MATED, "beside")],
            Panel::Spectrum => &[(MATED, "")],
        }
    }

    fn across(self, curves: &Curves) -> Ticked {
        match self {
            Panel::Shares => Ticked::new(0.0..0.6, (0..=6).map(|i| f64::from(i) / 10.0).collect()),
            Panel::Similarities => {
                let histograms = || curves.samples().flat_map(|s| &s.similarities);
                let edges = || histograms().flat_map(Histogram::bins).map(|[left, right, _]| [left, right]);
                let low = edges().map(|[left, _]| left).fold(0.0, f64::min);
                let high = edges().map(|[_, right]| right).fold(1.0, f64::max);
                let ticks = (-20..=40).map(|i| f64::from(i) * 5.0).filter(|v| (low..=high).contains(v));
                Ticked::new(low..high, ticks.collect())
            }
            Panel::Correlations => Ticked::new(0.0..8.2, (0..=8).map(f64::from).collect()),
            Panel::Spectrum => {
                let range = FREQUENCIES.start.log2()..FREQUENCIES.end.log2();
                Ticked::new(range, FREQUENCY_TICKS.map(f64::log2).to_vec())
            }
        }
    }

    fn up(self, curves: &Curves) -> Range<f64> {
        let heights = |of: fn(&Sample) -> &[Histogram; 2]| {
            let histograms = curves.samples().flat_map(of);
            0.0..1.05 * histograms.flat_map(|h| &h.density).copied().fold(f64::MIN_POSITIVE, f64::max)
        };
        match self {
            Panel::Shares => heights(|s| &s.shares),
            Panel::Similarities => heights(|s| &s.similarities),
            Panel::Correlations => {
                let lowest = curves.samples().flat_map(|s| s.correlations.iter().flatten());
                lowest.copied().fold(-0.1, f64::min) - 0.05..1.05
            }
            Panel::Spectrum => {
                let levels = || curves.samples().flat_map(|s| s.spectrum.iter().skip(1)).copied();
                let low = levels().fold(0.0, f64::min);
                low - 3.0..levels().fold(low, f64::max) + 3.0
            }
        }
    }

    fn label(self, place: f64) -> String {
        match self {
            Panel::Shares => format!("{place:.1}"),
            Panel::Similarities | Panel::Correlations => format!("{place:.0}"),
            Panel::Spectrum => format!("{:.0}", place.exp2()),
        }
    }

    fn label_up(self, place: f64) -> String {
        match self {
            Panel::Shares | Panel::Spectrum => format!("{place:.0}"),
            Panel::Similarities => format!("{place:.2}"),
            Panel::Correlations => format!("{place:.1}"),
        }
    }

    fn draw_samples(self, chart: &mut Chart<'_, '_>, curves: &Curves) -> Drawn {
        // Real lines over synthetic fillings.
        self.draw_sample(chart, &curves.synthetic, false)?;
        curves.real.as_ref().map_or(Ok(()), |real| self.draw_sample(chart, real, true))
    }

    fn draw_sample(self, chart: &mut Chart<'_, '_>, sample: &Sample, real: bool) -> Drawn {
        let histograms = match self {
            Panel::Shares => &sample.shares,
            Panel::Similarities => &sample.similarities,
            Panel::Correlations | Panel::Spectrum => return self.draw_lines(chart, sample, real),
        };
        for (histogram, (colour, _)) in histograms.iter().zip(self.kinds()) {
            let outline = staircase(histogram.bins(), 0.0);
            if real {
                chart.draw_series(LineSeries::new(outline, colour.stroke_width(STROKE)))?;
            } else {
                chart.draw_series([Polygon::new(outline, colour.mix(FILLING))])?;
            }
        }
        Ok(())
    }

    fn draw_lines(self, chart: &mut Chart<'_, '_>, sample: &Sample, real: bool) -> Drawn {
        let lines: Vec<Vec<(f64, f64)>> = if matches!(self, Panel::Spectrum) {
            let rings = sample.spectrum.iter().enumerate().skip(1);
            vec![rings.map(|(ring, &level)| ((ring as f64).log2(), level)).collect()]
        } else {
            // A bit is itself.
            let of_one = |values: &Vec<f64>| {
                let all = [1.0].into_iter().chain(values.iter().copied());
                all.enumerate().map(|(cells, value)| (cells as f64, value)).collect()
            };
            sample.correlations.iter().map(of_one).collect()
        };
        for (line, (colour, _)) in lines.into_iter().zip(self.kinds()) {
            let style = colour.stroke_width(STROKE);
            if real {
                chart.draw_series(LineSeries::new(line, style))?;
            } else {
                chart.draw_series(DashedLineSeries::new(line, DASHES.0, DASHES.1, style))?;
            }
        }
        Ok(())
    }

    fn draw_legend(self, area: &Area<'_>, real: bool) -> Drawn {
        area.draw(&Text::new(self.heading(), (110, 20), text(23, BLACK_INK)))?;
        let mut left = 110;
        for (colour, kind) in self.kinds() {
            for (of_real, origin) in [(true, "real"), (false, "synthetic")] {
                if of_real && !real {
                    continue;
                }
                self.draw_sample_of(area, left, *colour, of_real)?;
                let label = format!("{kind} {origin}");
                area.draw(&Text::new(label.trim().to_owned(), (left + 34, 54), text(19, BLACK_INK)))?;
                left += 48 + LETTER * label.len() as i32 / 10;
            }
        }
        Ok(())
    }

    /// A piece of a line or a filling.
    fn draw_sample_of(self, area: &Area<'_>, left: i32, colour: RGBColor, real: bool) -> Drawn {
        let (line, style) = ([(left, 63), (left + 26, 63)], colour.stroke_width(STROKE));
        let filled = matches!(self, Panel::Shares | Panel::Similarities);
        match (real, filled) {
            (true, _) => area.draw(&PathElement::new(line, style))?,
            (false, false) => area.draw(&DashedPathElement::new(line, DASHES.0, DASHES.1, style))?,
            (false, true) => {
                let corners = [(left, 54), (left + 26, 72)];
                area.draw(&Rectangle::new(corners, colour.mix(FILLING).filled()))?
            }
        }
        Ok(())
    }
}
