//! Whose captures they are.

use palmsig::evaluate::Comparisons;
use palmsig_examples::manifest::Listed;

use crate::pairs::Pairs;

/// The person of each capture: the place of its set and subject among those that occur, in order.
/// Both hands are of one person.
pub(crate) fn people(captures: &[Listed]) -> Vec<u32> {
    let name = |capture: &Listed| (capture.palm.set.clone(), capture.palm.subject.clone());
    let mut names: Vec<_> = captures.iter().map(name).collect();
    names.sort_unstable();
    names.dedup();
    captures.iter().map(|capture| names.partition_point(|other| *other < name(capture)) as u32).collect()
}

/// The comparisons made, with their people; with failures to acquire among them if `failures`.
pub(crate) fn comparisons(pairs: &Pairs, people: &[u32], failures: bool) -> Comparisons {
    let (mut mated, mut non_mated) = (Vec::new(), Vec::new());
    let (mut failed_mated, mut failed_non_mated) = (Vec::new(), Vec::new());
    for pair in pairs.iter() {
        let both = [people[pair.first], people[pair.second]];
        match (pair.score, pair.mated) {
            (Some(score), true) => mated.push((both[0], score)),
            (Some(score), false) => non_mated.push((both, score)),
            (None, true) => failed_mated.push(both[0]),
            (None, false) => failed_non_mated.push(both),
        }
    }
    if failures {
        Comparisons::with_failures(&mated, &non_mated, &failed_mated, &failed_non_mated)
    } else {
        Comparisons::new(&mated, &non_mated)
    }
}
