//! All pairs of a manifest, compared.

use palmsig::evaluate::{ErrorRates, FailedPairs, NO_EVIDENCE, Nearest, identification_rate};
use palmsig_examples::manifest::Listed;
use palmsig_examples::progress;
use rayon::ThreadPool;
use rayon::prelude::*;

use crate::pairs::{Pairs, partners};
use crate::protocol::Protocol;
use crate::scorer::{Scorer, Signature};

/// A capture that takes part: its signature, or none after a failure to acquire.
pub(crate) struct Participant<'a> {
    pub(crate) listed: &'a Listed,
    pub(crate) signature: Option<Signature>,
    /// Its quality score, 0..=100; none after a failure to acquire.
    pub(crate) quality: Option<u8>,
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
    let captures: Vec<Listed> = participants.iter().map(|p| p.listed.clone()).collect();
    let bar = progress::bar("comparison", participants.len() as u64);
    let probe_with = |first: usize| {
        let scores = scores_of(participants, first, partners(&captures, first, protocol), scorer);
        bar.inc(1);
        scores
    };
    let rows: Vec<Vec<Option<i32>>> =
        pool.install(|| (0..participants.len()).into_par_iter().map(probe_with).collect());
    bar.finish_and_clear();
    let failed = (0..participants.len()).filter(|&i| participants[i].signature.is_none()).collect();
    let pairs = Pairs::new(captures, failed, protocol, rows);
    let mut tally = Tally::new(participants.len());
    pairs.iter().for_each(|pair| tally.add([pair.first, pair.second], pair.mated, pair.score));
    tally.sum_up(pairs)
}

/// The scores of `first` with each of its partners; none after a failure to acquire either.
fn scores_of(
    participants: &[Participant<'_>],
    first: usize,
    partners: impl Iterator<Item = usize>,
    scorer: Scorer<'_>,
) -> Vec<Option<i32>> {
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

    fn add(&mut self, pair: [usize; 2], mated: bool, score: Option<i32>) {
        match (score, mated) {
            (Some(score), true) => self.mated.push(score),
            (Some(score), false) => self.non_mated.push(score),
            (None, true) => self.failed.mated += 1,
            (None, false) => self.failed.non_mated += 1,
        }
        for index in pair {
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
