//! What becomes of the FNMR when the captures of the lowest quality are left out.

use std::fmt::{Display, Formatter};

use palmsig::evaluate::{DiscardCurve, ErrorRates, NO_EVIDENCE};
use serde_json::{Value, json};

use crate::compare::Participant;
use crate::pairs::Pairs;

/// The threshold is the lowest with an FMR of at most this.
const FMR: f64 = 1e-3;

/// Shares of mated comparisons discarded, in hundredths: 0, 5, .. 20.
const PERCENTS: std::ops::RangeInclusive<u32> = 0..=20;
const STEP: usize = 5;

/// The error-versus-discard curve of a manifest, by the quality score of the captures.
pub(crate) struct Discard {
    threshold: i64,
    curve: DiscardCurve,
}

impl Discard {
    /// None without mated pairs or where the comparisons cannot show an FMR of 1e-3.
    pub(crate) fn of(participants: &[Participant<'_>], pairs: &Pairs, rates: &ErrorRates) -> Option<Discard> {
        rates.fnmr_at_fmr(FMR)?;
        let threshold = rates.det().find(|point| point.fmr <= FMR)?.threshold;
        let quality: Vec<i32> = participants.iter().map(|p| p.quality.map_or(i32::MIN, i32::from)).collect();
        let mated: Vec<_> = pairs
            .iter()
            .filter(|pair| pair.mated)
            .map(|pair| (pair.score.unwrap_or(NO_EVIDENCE), [quality[pair.first], quality[pair.second]]))
            .collect();
        Some(Discard { threshold, curve: DiscardCurve::new(threshold, &mated)? })
    }

    pub(crate) fn json(&self) -> Value {
        let corners = self.curve.points().iter().map(|p| json!([p.discarded, p.fnmr]));
        let limit = f64::from(*PERCENTS.end()) / 100.0;
        json!({
            "quality": "score",
            "threshold": self.threshold,
            "fnmr": corners.take_while(|c| c[0].as_f64() <= Some(limit)).collect::<Vec<_>>(),
            "area_to_0.2": self.curve.area(limit),
        })
    }
}

impl Display for Discard {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "FNMR at FMR {FMR:e} without the worst")?;
        for percent in PERCENTS.step_by(STEP) {
            let fnmr = self.curve.fnmr(f64::from(percent) / 100.0);
            let comma = if percent == 0 { "" } else { "," };
            write!(f, "{comma} {percent} % {:.2}", fnmr * 100.0)?;
        }
        Ok(())
    }
}
