//! Every probe compared with every palm in full.

use palmsig::matching::{Comparison, Matcher, Probe};
use palmsig_examples::progress;
use rayon::prelude::*;

use crate::people::People;

/// Palms between two steps of the progress bar.
const STEP: u64 = 64;

/// The best palm for a probe, by its id.
#[derive(Clone)]
pub(crate) struct Best {
    pub(crate) id: String,
    pub(crate) comparison: Comparison,
}

impl Best {
    /// As a gallery ranks: equals in the order of their ids.
    fn before(&self, other: &Best) -> bool {
        let (a, b) = (self.comparison.similarity(), other.comparison.similarity());
        a > b || a == b && self.id < other.id
    }
}

/// Of each probe the best of all palms. Each palm is made once and compared with all probes.
pub(crate) fn search(people: &People, palms: u64, matcher: &Matcher) -> Vec<Option<Best>> {
    let probes: Vec<Probe> = people.probes.iter().map(|probe| matcher.probe(probe)).collect();
    let bar = progress::bar("in full", palms);
    let none = || vec![None; probes.len()];
    let steps = (0..palms.div_ceil(STEP)).into_par_iter();
    let best = steps.fold(none, |mut best, step| {
        for number in STEP * step..palms.min(STEP * (step + 1)) {
            let palm = people.palm(number);
            for (probe, best) in probes.iter().zip(&mut best) {
                let found = probe.compare(&palm).ok();
                keep(best, found.map(|comparison| Best { id: number.to_string(), comparison }));
            }
        }
        bar.inc(STEP);
        best
    });
    let best = best.reduce(none, |mut a, b| {
        a.iter_mut().zip(b).for_each(|(a, b)| keep(a, b));
        a
    });
    bar.finish_and_clear();
    best
}

fn keep(best: &mut Option<Best>, found: Option<Best>) {
    let better = found.filter(|found| best.as_ref().is_none_or(|best| found.before(best)));
    if better.is_some() {
        *best = better;
    }
}
