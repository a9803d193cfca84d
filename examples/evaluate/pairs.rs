//! The comparisons of one manifest, one by one.

use palmsig_examples::manifest::Listed;

use crate::protocol::Protocol;

/// The captures that take part, and the score of every pair that the protocol asks for.
pub(crate) struct Pairs {
    captures: Vec<Listed>,
    /// Indices of the captures without a template.
    failed: Vec<usize>,
    protocol: Protocol,
    /// For each capture the scores with its partners: 8 bytes a pair, a million pairs in 8 MB.
    rows: Vec<Vec<Option<i32>>>,
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
}

impl Pairs {
    /// `rows` holds for each capture the scores with its [`partners`].
    pub(crate) fn new(
        captures: Vec<Listed>,
        failed: Vec<usize>,
        protocol: Protocol,
        rows: Vec<Vec<Option<i32>>>,
    ) -> Pairs {
        Pairs { captures, failed, protocol, rows }
    }

    /// In the order of the manifest.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Pair> + '_ {
        self.rows.iter().enumerate().flat_map(move |(first, row)| {
            partners(&self.captures, first, self.protocol).zip(row).map(move |(second, &score)| {
                let mated = self.captures[first].palm == self.captures[second].palm;
                Pair { first, second, mated, score }
            })
        })
    }

    /// Indices of the captures that no template could be made of.
    pub(crate) fn failed(&self) -> &[usize] {
        &self.failed
    }

    /// The captures, in the order of the manifest.
    pub(crate) fn captures(&self) -> &[Listed] {
        &self.captures
    }
}

/// The captures after `first` that it is compared with.
pub(crate) fn partners(
    captures: &[Listed],
    first: usize,
    protocol: Protocol,
) -> impl Iterator<Item = usize> + '_ {
    (first + 1..captures.len()).filter(move |&second| protocol.pairs(&captures[first], &captures[second]))
}
