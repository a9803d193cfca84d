//! How far a synthetic figure lies from the real one, and what that means.

use std::fmt::{Display, Formatter};

/// What two values of a figure are compared by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Measure {
    /// Synthetic over real.
    Ratio,
    /// Synthetic minus real, of levels in decibels: a ratio of powers.
    Decibels,
    /// Synthetic minus real, in units of the figure: where values may be zero.
    Difference { unit: f64 },
}

/// A value and its standard error.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value {
    pub(crate) value: f64,
    pub(crate) error: f64,
}

/// How far the synthetic value lies from the real one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Distance {
    pub(crate) measure: Measure,
    /// Ratio, decibels or difference.
    pub(crate) amount: f64,
    /// The distance as a share of the real value (or of the unit), with its sign, and its standard error.
    share: f64,
    error: f64,
}

/// The judgement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Verdict {
    /// Within a share of the real value.
    Within {
        percent: u32,
        sure: bool,
    },
    Differs {
        sure: bool,
    },
    /// One of the two was not measured.
    Unknown,
}

/// Standard errors that could turn a verdict that is called unsure: about 95 % of all chances.
const ERRORS: f64 = 2.0;

/// Shares that are told apart, in percent; figures without a promise differ beyond the last.
const LEVELS: [u32; 2] = [15, 25];

impl Distance {
    pub(crate) fn of(measure: Measure, real: Value, synthetic: Value) -> Distance {
        let difference = synthetic.value - real.value;
        let error = synthetic.error.hypot(real.error);
        let (amount, share, error) = match measure {
            Measure::Ratio => {
                let ratio = synthetic.value / real.value;
                let relative = (synthetic.error / synthetic.value).hypot(real.error / real.value);
                (ratio, ratio - 1.0, (ratio * relative).abs())
            }
            Measure::Decibels => {
                let ratio = 10f64.powf(difference / 10.0);
                (difference, ratio - 1.0, ratio * error * std::f64::consts::LN_10 / 10.0)
            }
            Measure::Difference { unit } => (difference, difference / unit, error / unit),
        };
        Distance { measure, amount, share, error }
    }

    /// What it means for a figure that may differ by the share `promised`.
    pub(crate) fn verdict(&self, promised: Option<f64>) -> Verdict {
        let size = self.share.abs();
        if !size.is_finite() {
            return Verdict::Unknown;
        }
        let limit = promised.unwrap_or(f64::from(LEVELS[1]) / 100.0);
        let sure = (size - limit).abs() > ERRORS * self.error;
        let reached = LEVELS.into_iter().find(|&percent| size <= f64::from(percent) / 100.0);
        match reached {
            Some(percent) if size <= limit => Verdict::Within { percent, sure },
            _ => Verdict::Differs { sure },
        }
    }

    /// How far: the same for half as for twice as much.
    pub(crate) fn far(&self) -> f64 {
        match self.measure {
            Measure::Difference { .. } => self.share.abs(),
            Measure::Ratio | Measure::Decibels => (1.0 + self.share).ln().abs(),
        }
    }

    /// The distance in a sentence about the synthetic value.
    pub(crate) fn words(&self) -> String {
        let way = |more: bool| if more { "higher" } else { "lower" };
        match self.measure {
            Measure::Ratio if self.amount >= 2.0 => format!("{:.1} times the real one", self.amount),
            Measure::Ratio => format!("{:.0} % {}", self.share.abs() * 100.0, way(self.share > 0.0)),
            Measure::Decibels => format!("{:.1} dB {}", self.amount.abs(), way(self.amount > 0.0)),
            Measure::Difference { .. } => format!("{:.2} {}", self.amount.abs(), way(self.amount > 0.0)),
        }
    }
}

/// The column of the table.
impl Display for Distance {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.measure {
            _ if !self.amount.is_finite() => write!(f, "–"),
            Measure::Ratio => write!(f, "{:.3}", self.amount),
            Measure::Decibels => write!(f, "{:+.2} dB", self.amount),
            Measure::Difference { .. } => write!(f, "{:+.3}", self.amount),
        }
    }
}

impl Verdict {
    pub(crate) fn differs(self) -> bool {
        matches!(self, Verdict::Differs { .. })
    }
}

impl Display for Verdict {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let (words, sure) = match self {
            Verdict::Within { percent, sure } => (format!("within {percent} %"), *sure),
            Verdict::Differs { sure } => ("differs".into(), *sure),
            Verdict::Unknown => ("not measured".into(), true),
        };
        write!(f, "{words}{}", if sure { "" } else { " ?" })
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let decimals = match self.value.abs() {
            v if v >= 1000.0 => 0,
            v if v >= 100.0 => 1,
            v if v >= 10.0 => 2,
            v if v >= 1.0 => 3,
            _ => 4,
        };
        match (self.value.is_finite(), self.error.is_finite()) {
            (false, _) => write!(f, "–"),
            (true, false) => write!(f, "{:.decimals$}", self.value),
            (true, true) => write!(f, "{:.decimals$} ± {:.decimals$}", self.value, self.error),
        }
    }
}
