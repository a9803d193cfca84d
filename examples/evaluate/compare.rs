//! All pairs of a manifest, compared.

use std::borrow::Cow;

use palmsig::evaluate::{ErrorRates, FailedPairs, NO_EVIDENCE, Nearest, identification_rate};
use palmsig_examples::manifest::Listed;
use palmsig_examples::progress;
use rayon::ThreadPool;
use rayon::prelude::*;

use crate::pairs::{Pair, Pairs, Plan, Role};
use crate::protocol::Protocol;
use crate::scorer::{Score, Scorer, Signature};

/// A capture, or several enrolled as one, that takes part: its signature, or none after a failure to acquire or enrol.
pub(crate) struct Participant<'a> {
    pub(crate) listed: Cow<'a, Listed>,
    pub(crate) signature: Option<Signature>,
    /// Its quality score, 0..=100, of several captures the best; none after a failure.
    pub(crate) quality: Option<u8>,
    pub(crate) role: Role,
}

/// The comparisons of one manifest, summed up.
pub(crate) struct Experiment {
    /// Rates of the comparisons made.
    pub(crate) rates: ErrorRates,
    /// The same with failures to acquire as non-matches with everything.
    pub(crate) with_failures: ErrorRates,
    /// Comparisons that found too little to go by, mated and non-mated.
    pub(crate) without_evidence: [usize; 2],
    /// Rank-1 rate among the captures acquired.
    pub(crate) rank1: Option<f64>,
    /// Rank-1 rate among all captures.
    pub(crate) rank1_with_failures: Option<f64>,
    /// The comparisons one by one.
    pub(crate) pairs: Pairs,
}

/// Compares every pair that `protocol` asks for on the threads of `pool`.
pub(crate) fn compare_all(
    participants: &[Participant<'_>],
    protocol: Protocol,
    scorer: Scorer<'_>,
    pool: &ThreadPool,
) -> Experiment {
    let captures = participants.iter().map(|p| p.listed.clone().into_owned()).collect();
    let roles = participants.iter().map(|p| p.role).collect();
    let plan = Plan { captures, roles, protocol };
    let bar = progress::bar("comparison", participants.len() as u64);
    let probe_with = |first: usize| {
        let scores = scores_of(participants, first, plan.partners(first), scorer);
        bar.inc(1);
        scores
    };
    let rows: Vec<Vec<Option<Score>>> =
        pool.install(|| (0..participants.len()).into_par_iter().map(probe_with).collect());
    bar.finish_and_clear();
    let failed = (0..participants.len()).filter(|&i| participants[i].signature.is_none()).collect();
    let pairs = Pairs::new(plan, failed, rows);
    let mut tally = Tally::new(participants.len());
    pairs.iter().for_each(|pair| tally.add(&pair, pairs.roles()));
    tally.sum_up(pairs)
}

/// The scores of `first` with each of its partners; none after a failure to acquire either.
fn scores_of(
    participants: &[Participant<'_>],
    first: usize,
    partners: impl Iterator<Item = usize>,
    scorer: Scorer<'_>,
) -> Vec<Option<Score>> {
    let signature = |index: usize| participants[index].signature.as_ref();
    let probe = signature(first).map(|s| scorer.probe(s));
    let score = |second: usize| {
        let both = probe.as_ref().zip(signature(second));
        both.map(|(probe, reference)| probe.score(reference))
    };
    partners.map(score).collect()
}

/// Adds the pairs up, in the order of the manifest.
struct Tally {
    mated: Vec<i32>,
    non_mated: Vec<i32>,
    failed: FailedPairs,
    nearest: Vec<Nearest>,
    nearest_with_failures: Vec<Nearest>,
}

impl Tally {
    fn new(captures: usize) -> Tally {
        Tally {
            mated: Vec::new(),
            non_mated: Vec::new(),
            failed: FailedPairs::default(),
            nearest: vec![Nearest::default(); captures],
            nearest_with_failures: vec![Nearest::default(); captures],
        }
    }

    fn add(&mut self, &Pair { first, second, mated, score, .. }: &Pair, roles: &[Role]) {
        match (score, mated) {
            (Some(score), true) => self.mated.push(score),
            (Some(score), false) => self.non_mated.push(score),
            (None, true) => self.failed.mated += 1,
            (None, false) => self.failed.non_mated += 1,
        }
        // References do not search.
        for index in [first, second].into_iter().filter(|&i| roles[i] != Role::Reference) {
            if let Some(score) = score {
                saw(&mut self.nearest[index], mated, score);
            }
            saw(&mut self.nearest_with_failures[index], mated, score.unwrap_or(NO_EVIDENCE));
        }
    }

    fn sum_up(self, pairs: Pairs) -> Experiment {
        let without = |scores: &[i32]| scores.iter().filter(|&&s| s == NO_EVIDENCE).count();
        let without_evidence = [without(&self.mated), without(&self.non_mated)];
        let rates = ErrorRates::new(self.mated, self.non_mated);
        Experiment {
            with_failures: rates.clone().with_failures(self.failed),
            rates,
            without_evidence,
            rank1: identification_rate(&self.nearest, 1),
            rank1_with_failures: identification_rate(&self.nearest_with_failures, 1),
            pairs,
        }
    }
}

fn saw(nearest: &mut Nearest, mated: bool, score: i32) {
    if mated { nearest.saw_mated(score) } else { nearest.saw_non_mated(score) }
}
