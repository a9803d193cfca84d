//! What both palms of a person say together.

use super::calibration::FalseMatchRate;
use super::comparison::{Comparison, SILENT};

/// A person's left and right palm compared with those of another, or one of them where the other is missing. Whoever passes
/// with both is far less likely a stranger than with one. Like any sum of evidence, a very good palm makes up for a bad one: where both
/// must match, ask each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonComparison {
    palms: [Option<Comparison>; 2],
}

impl PersonComparison {
    /// From the comparison of the left palms and that of the right ones.
    pub fn new(left: Option<Comparison>, right: Option<Comparison>) -> PersonComparison {
        PersonComparison { palms: [left, right] }
    }

    /// The comparison of the left palms and that of the right ones.
    pub fn palms(&self) -> [Option<Comparison>; 2] {
        self.palms
    }

    /// The comparisons that found something to go by.
    fn evident(&self) -> impl Iterator<Item = &Comparison> {
        self.palms.iter().flatten().filter(|palm| palm.similarity() != Comparison::NO_EVIDENCE)
    }

    /// As [`Comparison::similarity`]: log-likelihood ratios of the two palms add up, where one palm in twenty may say nothing.
    pub fn similarity(&self) -> i32 {
        let floor = if self.evident().count() > 1 { SILENT } else { Comparison::NO_EVIDENCE + 1 };
        self.evident()
            .map(|palm| palm.similarity().max(floor))
            .reduce(|a, b| a + b)
            .unwrap_or(Comparison::NO_EVIDENCE)
    }

    /// How often two strangers are at least this similar in both palms. Of both it is always an extrapolation: three fifths, on a
    /// logarithmic scale, of what independent palms would make of it, for strangers' palms do hang together: on iitd-roi
    /// (161 194 pairs of such comparisons, correlation 0.25) fewer are told a rate of 1e-2 to 1e-4 than it says.
    pub fn false_match_rate(&self) -> FalseMatchRate {
        let value = libm::exp10(-f64::from(self.level()) / 1000.0);
        let alone = self.evident().count() == 1;
        let extrapolated = !alone || self.evident().any(|palm| palm.false_match_rate().extrapolated);
        FalseMatchRate { value, extrapolated }
    }

    /// −1000 · log10 of the false match rate, rounded down.
    pub(super) fn level(&self) -> i32 {
        let sum: i32 = self.evident().map(Comparison::level).sum();
        if self.evident().count() > 1 { sum * 3 / 5 } else { sum }
    }
}
