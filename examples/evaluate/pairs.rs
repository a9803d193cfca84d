//! The comparisons of one manifest, one by one.

use palmsig_examples::manifest::Listed;

use crate::protocol::Protocol;
use crate::scorer::Score;

/// Which part a capture takes in comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Either: it is compared with all others.
    Either,
    /// It is compared with references.
    Probe,
    /// A template enrolled of several captures: it is compared with probes.
    Reference,
}

/// Who is compared with whom.
pub(crate) struct Plan {
    pub(crate) captures: Vec<Listed>,
    pub(crate) roles: Vec<Role>,
    pub(crate) protocol: Protocol,
}

impl Plan {
    /// The captures after `first` that it is compared with.
    pub(crate) fn partners(&self, first: usize) -> impl Iterator<Item = usize> + '_ {
        let meet =
            move |second: usize| self.roles[first] == Role::Either || self.roles[first] != self.roles[second];
        let pairs = move |second: usize| self.protocol.pairs(&self.captures[first], &self.captures[second]);
        (first + 1..self.captures.len()).filter(move |&second| meet(second) && pairs(second))
    }
}

/// The captures that take part, and the score of every pair that is compared.
pub(crate) struct Pairs {
    plan: Plan,
    /// Indices of the captures without a template.
    failed: Vec<usize>,
    /// For each capture the scores with its partners: 16 bytes a pair, a million pairs in 16 MB.
    rows: Vec<Vec<Option<Score>>>,
}

/// One comparison.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    /// Index of the capture that was the probe.
    pub(crate) first: usize,
    /// Index of the one that was the reference.
    pub(crate) second: usize,
    /// Whether both show one palm.
    pub(crate) mated: bool,
    /// None after a failure to acquire either.
    pub(crate) score: Option<i32>,
    /// The false match rate that goes with it; none of a baseline.
    pub(crate) told: Option<f32>,
}

impl Pairs {
    /// `rows` holds for each capture the scores with its [partners](Plan::partners).
    pub(crate) fn new(plan: Plan, failed: Vec<usize>, rows: Vec<Vec<Option<Score>>>) -> Pairs {
        Pairs { plan, failed, rows }
    }

    /// In the order of the plan.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Pair> + '_ {
        self.rows.iter().enumerate().flat_map(move |(first, row)| {
            self.plan.partners(first).zip(row).map(move |(second, &score)| {
                let mated = self.captures()[first].palm == self.captures()[second].palm;
                let told = score.and_then(|s| s.told);
                Pair { first, second, mated, score: score.map(|s| s.value), told }
            })
        })
    }

    /// Indices of the captures that no template could be made of.
    pub(crate) fn failed(&self) -> &[usize] {
        &self.failed
    }

    /// The captures, in the order of the plan.
    pub(crate) fn captures(&self) -> &[Listed] {
        &self.plan.captures
    }

    /// Their roles.
    pub(crate) fn roles(&self) -> &[Role] {
        &self.plan.roles
    }
}
