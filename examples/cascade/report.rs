//! What came of it, in words.

use std::time::Duration;

use palmsig::matching::Policy;

use crate::exhaustive::Best;
use crate::searches::Searched;

/// What the searches took.
pub(crate) fn costs(searched: &Searched) {
    let palms = searched.palms;
    if let Some(bytes) = searched.bytes {
        println!("{palms} palms enrolled, {:.0} bytes of memory each", bytes as f64 / palms as f64);
    }
    let (mated, non_mated) = searched.took.split_at(searched.mated);
    println!("{:>12} {:>9} {:>9} {:>9} {:>9}", "milliseconds", "probes", "median", "95 %", "longest");
    for (label, took) in [("mated", mated), ("non-mated", non_mated)] {
        let mut took: Vec<Duration> = took.to_vec();
        took.sort_unstable();
        let at =
            |share: usize| took.get((took.len() * share).div_ceil(100).saturating_sub(1)).map_or(0.0, ms);
        println!("{label:>12} {:>9} {:>9.2} {:>9.2} {:>9.2}", took.len(), at(50), at(95), at(100));
    }
    let probes = searched.took.len().max(1);
    println!("{:>12} {probes:>9} {:>9.2}", "in one batch", ms(&searched.batch) / probes as f64);
    let acceptable = searched.acceptable.iter().filter(|&&acceptable| acceptable).count();
    let found = |(i, acceptable): (usize, &bool)| {
        let recognised = searched.found[i].recognised();
        *acceptable && recognised.is_some_and(|candidate| candidate.id == i.to_string())
    };
    let found = searched.acceptable.iter().enumerate().filter(|&one| found(one)).count();
    println!(
        "\nof {} enrolled {acceptable} match their palm among so many, {found} of them are found",
        searched.mated
    );
}

fn ms(duration: &Duration) -> f64 {
    1e3 * duration.as_secs_f64()
}

/// For how many probes the cascade answers as comparing all in full does.
pub(crate) fn differences(searched: &Searched, best: &[Option<Best>], policy: &Policy) {
    println!(
        "\n{:>12} {:>9} {:>9} {:>14} {:>14} {:>9}",
        "in full", "probes", "accepted", "same decision", "same best", "right"
    );
    for (label, from, to) in [("mated", 0, searched.mated), ("non-mated", searched.mated, best.len())] {
        let mut sums = [0usize; 4];
        for (i, best) in best[from..to].iter().enumerate() {
            let found = &searched.found[from + i];
            let (id, accepted) = match best {
                Some(best) => {
                    (Some(best.id.as_str()), policy.accepts_among(&best.comparison, found.compared))
                }
                None => (None, false),
            };
            let candidate = found.candidates.first().map(|c| c.id.as_str());
            let same = candidate == id;
            let right = found.recognised().is_some_and(|c| c.id == i.to_string()) == (label == "mated");
            let told = [accepted, accepted == found.accepted && (same || !accepted), same, right];
            sums.iter_mut().zip(told).for_each(|(sum, told)| *sum += usize::from(told));
        }
        let [accepted, decision, same, right] = sums;
        println!("{label:>12} {:>9} {accepted:>9} {decision:>14} {same:>14} {right:>9}", to - from);
    }
}
