//! What the palm frame leaves over: how captures of one palm still lie apart when the matcher finds them.

use palmsig::evaluate::NO_EVIDENCE;
use palmsig::matching::{Matcher, Registration};
use palmsig_examples::statistics::quantile;
use rayon::ThreadPool;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::compare::Participant;
use crate::pairs::{Pair, Pairs};

/// Sizes of the transforms that carry one capture of a palm over another, over all mated pairs with evidence.
pub(crate) struct Residuals {
    pairs: usize,
    /// Magnitude of the rotation, degrees.
    rotation: Quantiles,
    /// Magnitude of the natural logarithm of the scale.
    log_scale: Quantiles,
    /// Length of the shift, sides of the palm square.
    shift: Quantiles,
    /// Root mean square departure of the skin from the transform, sides of the palm square.
    deformation: Quantiles,
}

/// What half, nine tenths and all but a hundredth of the values do not exceed.
struct Quantiles([f64; 3]);

impl Residuals {
    /// Registers all mated pairs with evidence; none when there is none.
    pub(crate) fn of(
        participants: &[Participant<'_>],
        pairs: &Pairs,
        matcher: &Matcher,
        pool: &ThreadPool,
    ) -> Option<Residuals> {
        let mated = |pair: &Pair| pair.mated && pair.score.is_some_and(|score| score != NO_EVIDENCE);
        let mated: Vec<Pair> = pairs.iter().filter(mated).collect();
        let by_probe: Vec<&[Pair]> = mated.chunk_by(|a, b| a.first == b.first).collect();
        let register = |pairs: &&[Pair]| register(participants, pairs, matcher);
        let found: Vec<Registration> = pool.install(|| by_probe.par_iter().flat_map_iter(register).collect());
        let quantiles = |of: fn(&Registration) -> f64| Quantiles::of(found.iter().map(of).collect());
        Some(Residuals {
            pairs: found.len(),
            rotation: quantiles(|r| r.rotation.abs().to_degrees())?,
            log_scale: quantiles(|r| r.scale.ln().abs())?,
            shift: quantiles(|r| r.shift[0].hypot(r.shift[1]))?,
            deformation: quantiles(|r| r.deformation)?,
        })
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "pairs": self.pairs,
            "rotation_degrees": self.rotation.json(),
            "log_scale": self.log_scale.json(),
            "shift": self.shift.json(),
            "deformation": self.deformation.json(),
        })
    }
}

/// The registrations of pairs that share their probe, as their palms most likely lie; of two bands the first, for both are cut
/// from one frame.
fn register(participants: &[Participant<'_>], pairs: &[Pair], matcher: &Matcher) -> Vec<Registration> {
    let template =
        |index: usize| Some(participants.get(index)?.signature.as_ref()?.template.without_alternatives());
    let Some(probe) = pairs.first().and_then(|pair| template(pair.first)) else { return Vec::new() };
    let probe = matcher.probe(&probe);
    let one = |pair: &Pair| probe.register(&template(pair.second)?).ok()?.into_iter().next();
    pairs.iter().filter_map(one).collect()
}

impl Quantiles {
    fn of(mut values: Vec<f64>) -> Option<Quantiles> {
        values.sort_by(f64::total_cmp);
        let [median, p95, p99] = [0.5, 0.95, 0.99].map(|share| quantile(&values, share));
        Some(Quantiles([median?, p95?, p99?]))
    }

    fn json(&self) -> Value {
        let [median, p95, p99] = self.0;
        json!({ "median": median, "p95": p95, "p99": p99 })
    }

    fn text(&self, factor: f64, decimals: usize) -> String {
        self.0.map(|v| format!("{:.decimals$}", v * factor)).join(" / ")
    }
}

impl std::fmt::Display for Residuals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (rotation, scale) = (self.rotation.text(1.0, 1), self.log_scale.text(100.0, 1));
        let (shift, deformation) = (self.shift.text(1.0, 3), self.deformation.text(1.0, 3));
        write!(
            f,
            "rotation {rotation}°, log scale {scale} %, shift {shift}, deformation {deformation} palms"
        )?;
        write!(f, " (median / 95 % / 99 % of {} mated pairs)", self.pairs)
    }
}
