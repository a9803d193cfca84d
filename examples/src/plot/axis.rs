//! Axes, and curves that are no lines.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

/// An axis with ticks at given places.
pub struct Ticked {
    all: RangedCoordf64,
    ticks: Vec<f64>,
}

impl Ticked {
    /// Over `range`, with ticks at `ticks`.
    pub fn new(range: Range<f64>, ticks: Vec<f64>) -> Ticked {
        Ticked { all: range.into(), ticks }
    }
}

impl Ranged for Ticked {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.all.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.all.range()
    }
}

/// 10 to a whole power.
pub fn power_of_ten(exponent: f64) -> String {
    let exponent = exponent.round();
    if exponent == 0.0 {
        return "1".into();
    }
    let superscript = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32('⁰' as u32 + digit.to_digit(10).unwrap_or(0)).unwrap_or('⁰'),
    };
    if exponent == 1.0 {
        "10".into()
    } else {
        format!("10{}", exponent.to_string().chars().map(superscript).collect::<String>())
    }
}

/// Corners of a staircase: bins of an edge at the left, one at the right and a height, in order, that begins and ends
/// on the floor.
pub fn staircase(bins: impl IntoIterator<Item = [f64; 3]>, floor: f64) -> Vec<(f64, f64)> {
    let steps = bins.into_iter().flat_map(|[left, right, height]| [(left, height), (right, height)]);
    let mut corners: Vec<_> = steps.collect();
    if let (Some(&(first, _)), Some(&(last, _))) = (corners.first(), corners.last()) {
        corners.insert(0, (first, floor));
        corners.push((last, floor));
    }
    corners
}
