//! From the spread of an estimated rate to an interval that covers the true one.

/// An interval around a rate, both ends within 0..=1 and the estimate between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The interval of `1 − rate`.
    pub fn of_complement(self) -> Interval {
        Interval { low: 1.0 - self.high, high: 1.0 - self.low }
    }

    /// Wilson's score interval (1927) of a `rate` that is known as well as from `trials`
    /// independent trials, with `deviate` standard errors to either side.
    pub(super) fn wilson(rate: f64, trials: f64, deviate: f64) -> Interval {
        let shrink = deviate * deviate / trials;
        let centre = (rate + shrink / 2.0) / (1.0 + shrink);
        let spread = rate * (1.0 - rate) * shrink + shrink * shrink / 4.0;
        let half = spread.sqrt() / (1.0 + shrink);
        // The ends meet the estimate where it is 0 or 1; rounding must not carry them past it.
        Interval { low: (centre - half).clamp(0.0, rate), high: (centre + half).clamp(rate, 1.0) }
    }
}

/// How many standard errors to either side an interval of confidence `level` (0..1) reaches, when
/// the error itself is estimated with `freedom` degrees of freedom: the quantile of Student's t,
/// by its expansion in the normal quantile (Abramowitz & Stegun 26.7.5), at a level of 95 % exact to a
/// thousandth from 5 degrees on, but 3 % short at 2 degrees and a quarter at 1.
pub(super) fn deviate(level: f64, freedom: f64) -> f64 {
    let z = normal_quantile((1.0 + level) / 2.0);
    let z2 = z * z;
    let first = z * (z2 + 1.0) / 4.0;
    let second = z * (5.0 * z2 * z2 + 16.0 * z2 + 3.0) / 96.0;
    let third = z * (3.0 * z2 * z2 * z2 + 19.0 * z2 * z2 + 17.0 * z2 - 15.0) / 384.0;
    z + (first + (second + third / freedom) / freedom) / freedom
}

/// Highest normal quantile looked for: beyond any level that differs from 1 in an f64.
const FARTHEST: f64 = 40.0;

/// The `share` quantile (1/2..1) of the standard normal distribution, by bisection.
fn normal_quantile(share: f64) -> f64 {
    let (mut low, mut high) = (0.0, FARTHEST);
    // Halved until the two are neighbours or equal.
    for _ in 0..64 {
        let middle = (low + high) / 2.0;
        let above = libm::erfc(middle * std::f64::consts::FRAC_1_SQRT_2) / 2.0;
        if above > 1.0 - share { low = middle } else { high = middle }
    }
    high
}
