//! Scores that know whose they are.

use super::rates::shows;
use super::{ErrorRates, FailedPairs, NO_EVIDENCE};

/// The comparisons of one experiment with the subjects (people) they are of: what an interval needs
/// that a rate does not. 12 bytes a comparison.
///
/// A subject is a person: both hands of one person are one subject, though their comparison is
/// non-mated. Ids are arbitrary numbers; only which of them are equal matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparisons {
    pub(super) mated: Pairs,
    pub(super) non_mated: Pairs,
    /// Distinct subjects, which the pairs know by their place among them.
    pub(super) subjects: usize,
}

/// All pairs of one kind, mated or non-mated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pairs {
    /// The comparisons made, by descending score.
    pub(super) scored: Vec<Scored>,
    /// Which people the pairs are of, those without a score included, ascending; each couple once.
    pub(super) couples: Vec<Couple>,
    /// Pairs with and without a score.
    pub(super) count: u64,
}

/// One comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scored {
    pub(super) score: i32,
    /// The smaller first; equal when both captures are of one person.
    pub(super) subjects: [u32; 2],
}

/// How many pairs are of the same two people, or of one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Couple {
    pub(super) subjects: [u32; 2],
    pub(super) pairs: u64,
}

impl Comparisons {
    /// Comparisons made, in any order: the subject of each mated one and the two subjects of each
    /// non-mated one (equal for two hands of one person), and their similarity scores.
    pub fn new(mated: &[(u32, i32)], non_mated: &[([u32; 2], i32)]) -> Self {
        Comparisons::with_failures(mated, non_mated, &[], &[])
    }

    /// Comparisons made, and pairs that never came to a score because the acquisition of at least
    /// one of the two captures failed; these are non-matches at every threshold
    /// ([`ErrorRates::with_failures`]).
    pub fn with_failures(
        mated: &[(u32, i32)],
        non_mated: &[([u32; 2], i32)],
        failed_mated: &[u32],
        failed_non_mated: &[[u32; 2]],
    ) -> Self {
        let own = |subject: u32| [subject, subject];
        let subjects = mated.iter().map(|m| own(m.0)).chain(non_mated.iter().map(|n| n.0));
        let failed = failed_mated.iter().map(|&s| own(s)).chain(failed_non_mated.iter().copied());
        let mut ids: Vec<u32> = subjects.chain(failed).flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        let place = |id| ids.partition_point(|&other| other < id) as u32;
        let places = |[a, b]: [u32; 2]| [place(a).min(place(b)), place(a).max(place(b))];
        let scored = |(subjects, score)| Scored { score, subjects: places(subjects) };
        Comparisons {
            mated: Pairs::new(
                mated.iter().map(|&(subject, score)| scored((own(subject), score))).collect(),
                failed_mated.iter().map(|&s| places(own(s))),
            ),
            non_mated: Pairs::new(
                non_mated.iter().copied().map(scored).collect(),
                failed_non_mated.iter().copied().map(places),
            ),
            subjects: ids.len(),
        }
    }

    /// The rates of these comparisons, failed pairs counted.
    pub fn rates(&self) -> ErrorRates {
        let failed = FailedPairs { mated: self.mated.failed(), non_mated: self.non_mated.failed() };
        ErrorRates::new(self.mated.scores(), self.non_mated.scores()).with_failures(failed)
    }

    /// Whether the non-mated comparisons made can show an FMR of `fmr`.
    pub(super) fn shows(&self, fmr: f64) -> bool {
        shows(self.non_mated.scored.len(), fmr)
    }
}

impl Pairs {
    fn new(mut scored: Vec<Scored>, failed: impl Iterator<Item = [u32; 2]>) -> Pairs {
        // By subjects too, so that the order in which comparisons are given changes nothing.
        scored.sort_unstable_by_key(|s| (std::cmp::Reverse(s.score), s.subjects));
        let mut all: Vec<[u32; 2]> = scored.iter().map(|s| s.subjects).chain(failed).collect();
        all.sort_unstable();
        let couple = |run: &[[u32; 2]]| Some(Couple { subjects: *run.first()?, pairs: run.len() as u64 });
        let count = all.len() as u64;
        let couples = all.chunk_by(|a, b| a == b).filter_map(couple).collect();
        Pairs { scored, couples, count }
    }

    /// Distinct subjects in the pairs.
    pub(super) fn subjects(&self) -> usize {
        let mut subjects: Vec<u32> = self.couples.iter().flat_map(|c| c.subjects).collect();
        subjects.sort_unstable();
        subjects.dedup();
        subjects.len()
    }

    fn failed(&self) -> u64 {
        self.count - self.scored.len() as u64
    }

    fn scores(&self) -> Vec<i32> {
        self.scored.iter().map(|s| s.score).collect()
    }

    /// The comparisons that a threshold at or below their score accepts, from the highest: all
    /// with evidence.
    pub(super) fn acceptable(&self) -> impl Iterator<Item = &Scored> {
        self.scored.iter().take_while(|s| s.score > NO_EVIDENCE)
    }
}
