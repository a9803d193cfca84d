//! How far the true rates may lie from those found.

use std::fmt::{Display, Formatter};

use palmsig::evaluate::{Bootstrap, Comparisons, Interval, NO_EVIDENCE, Nearest, open_set};
use serde_json::{Map, Value, json};

use crate::pairs::{Pairs, Role};
use crate::people::comparisons;
use crate::report::FMRS;

/// The intervals of one manifest, at the level of [`Bootstrap::default`].
pub(crate) struct Confidence {
    made: Bounds,
    with_failures: Bounds,
}

/// The intervals of the rates of a report; none where the rate is none.
#[derive(Clone, Copy)]
struct Bounds {
    eer: Option<Interval>,
    fnmr_at_fmr: [Option<Interval>; FMRS.len()],
    rank1: Option<Interval>,
}

impl Confidence {
    /// Resamples the `people` of the captures.
    pub(crate) fn of(pairs: &Pairs, people: &[u32]) -> Confidence {
        let bounds = |failures| Bounds::of(&comparisons(pairs, people, failures), pairs, people, failures);
        let made = bounds(false);
        Confidence { made, with_failures: if pairs.failed().is_empty() { made } else { bounds(true) } }
    }

    /// The keys of the results, beside those of the rates.
    pub(crate) fn json(&self) -> Map<String, Value> {
        let mut keys = Map::new();
        for (suffix, bounds) in [("", &self.made), ("_with_failures", &self.with_failures)] {
            let fnmr = FMRS.iter().zip(bounds.fnmr_at_fmr);
            let fnmr: Map<_, _> = fnmr.map(|((name, _), i)| ((*name).to_owned(), ends(i))).collect();
            keys.insert(format!("eer{suffix}_interval"), ends(bounds.eer));
            keys.insert(format!("fnmr_at_fmr{suffix}_intervals"), fnmr.into());
            keys.insert(format!("rank1{suffix}_interval"), ends(bounds.rank1));
        }
        keys
    }
}

impl Bounds {
    fn of(comparisons: &Comparisons, pairs: &Pairs, people: &[u32], failures: bool) -> Bounds {
        let bootstrap = Bootstrap::default();
        Bounds {
            eer: bootstrap.eer(comparisons),
            fnmr_at_fmr: FMRS.map(|(_, fmr)| bootstrap.fnmr_at_fmr(comparisons, fmr)),
            rank1: rank_interval(&nearest(pairs, people, failures), 1),
        }
    }
}

/// What each capture has found among the others.
fn nearest(pairs: &Pairs, people: &[u32], failures: bool) -> Vec<(u32, Nearest)> {
    let mut nearest: Vec<_> = people.iter().map(|&person| (person, Nearest::default())).collect();
    for pair in pairs.iter() {
        let Some(score) = pair.score.or(failures.then_some(NO_EVIDENCE)) else { continue };
        for capture in [pair.first, pair.second] {
            let probe = &mut nearest[capture].1;
            if pair.mated { probe.saw_mated(score) } else { probe.saw_non_mated(score) }
        }
    }
    let searching = nearest.into_iter().zip(pairs.roles()).filter(|(_, role)| **role != Role::Reference);
    searching.map(|(nearest, _)| nearest).collect()
}

/// The interval of the rank-`rank` identification rate: a threshold below all scores misses just
/// those who are not among the nearest.
pub(crate) fn rank_interval(probes: &[(u32, Nearest)], rank: usize) -> Option<Interval> {
    Bootstrap::default().fnmr(&open_set(probes, rank)?, i64::MIN).map(Interval::of_complement)
}

/// `[low, high]`, or null.
pub(crate) fn ends(interval: Option<Interval>) -> Value {
    json!(interval.map(|i| [i.low, i.high]))
}

impl Display for Confidence {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Bounds { eer, fnmr_at_fmr, rank1 } = &self.made;
        write!(f, "{:.0} % intervals: EER {}", Bootstrap::default().level * 100.0, Percent(*eer))?;
        for ((name, _), interval) in FMRS.iter().zip(fnmr_at_fmr) {
            write!(f, ", FNMR at {name} {}", Percent(*interval))?;
        }
        write!(f, ", rank-1 {}", Percent(*rank1))
    }
}

struct Percent(Option<Interval>);

impl Display for Percent {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(Interval { low, high }) => write!(f, "{:.2}–{:.2}", low * 100.0, high * 100.0),
            None => write!(f, "–"),
        }
    }
}
