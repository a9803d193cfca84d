//! Identification with people who are enrolled and people who are not, out of the scores of all pairs.

use std::collections::HashSet;
use std::fmt::{Display, Formatter};

use palmsig::evaluate::{Bootstrap, Interval, NO_EVIDENCE, Nearest, identification_rate, open_set};
use serde_json::{Map, Value, json};

use crate::confidence::{ends, rank_interval};
use crate::pairs::{Pairs, Role};

/// Of how many people, in the order of set and subject, the last one stays unknown.
const ONE_UNKNOWN_IN: u32 = 3;

/// The false positive identification rates at which the FNIR is stated, with their names.
const FPIRS: [(&str, f64); 2] = [("1e-2", 1e-2), ("1e-3", 1e-3)];

/// The ranks at which the identification rate is stated.
const RANKS: [usize; 2] = [1, 5];

/// Who takes which part, fixed by the manifest alone: of every three people two are enrolled, with
/// the first capture of each palm, or with the template enrolled of several. All other captures are probes, failures to
/// acquire too.
pub(crate) struct Identification {
    enrolled_palms: usize,
    enrolled_probes: usize,
    unknown_probes: usize,
    /// At rank 1.
    fnir_at_fpir: [(Option<f64>, Option<Interval>); FPIRS.len()],
    ranks: [(Option<f64>, Option<Interval>); RANKS.len()],
}

impl Identification {
    /// Searches every probe among the enrolled palms that `pairs` compares it with.
    pub(crate) fn of(pairs: &Pairs, people: &[u32]) -> Identification {
        let (gallery, probes) = (gallery(pairs, people), searches(pairs, people));
        let unknown = |(person, _): &&(u32, Nearest)| !is_enrolled(*person);
        let unknown_probes = probes.iter().filter(unknown).count();
        let open = open_set(&probes, 1);
        let rates = open.as_ref().map(palmsig::evaluate::Comparisons::rates);
        let bootstrap = Bootstrap::default();
        let fnir = |(_, fpir)| {
            let rate = rates.as_ref().and_then(|r| r.fnmr_at_fmr(fpir));
            (rate, open.as_ref().and_then(|o| bootstrap.fnmr_at_fmr(o, fpir)))
        };
        let of_rank = |rank| {
            let rate = identification_rate(probes.iter().map(|(_, nearest)| nearest), rank);
            (rate, rank_interval(&probes, rank))
        };
        Identification {
            enrolled_palms: gallery.iter().filter(|&&enrolled| enrolled).count(),
            enrolled_probes: probes.len() - unknown_probes,
            unknown_probes,
            fnir_at_fpir: FPIRS.map(fnir),
            ranks: RANKS.map(of_rank),
        }
    }

    pub(crate) fn json(&self) -> Value {
        let by_fpir = |part: &dyn Fn(usize) -> Value| -> Map<String, Value> {
            FPIRS.iter().enumerate().map(|(i, (name, _))| ((*name).to_owned(), part(i))).collect()
        };
        let mut object = json!({
            "enrolled_palms": self.enrolled_palms,
            "enrolled_probes": self.enrolled_probes,
            "unknown_probes": self.unknown_probes,
            "fnir_at_fpir": by_fpir(&|i| json!(self.fnir_at_fpir[i].0)),
            "fnir_at_fpir_intervals": by_fpir(&|i| ends(self.fnir_at_fpir[i].1)),
        });
        for (rank, (rate, interval)) in RANKS.iter().zip(&self.ranks) {
            object[format!("rank{rank}")] = json!(rate);
            object[format!("rank{rank}_interval")] = ends(*interval);
        }
        object
    }
}

fn is_enrolled(person: u32) -> bool {
    person % ONE_UNKNOWN_IN != ONE_UNKNOWN_IN - 1
}

/// Which captures are enrolled.
fn gallery(pairs: &Pairs, people: &[u32]) -> Vec<bool> {
    let mut seen = HashSet::new();
    let mut serves = |capture: usize| match pairs.roles()[capture] {
        Role::Either => seen.insert(&pairs.captures()[capture].palm),
        role => role == Role::Reference,
    };
    people.iter().enumerate().map(|(capture, &person)| is_enrolled(person) && serves(capture)).collect()
}

/// What each probe has found. Probes of enrolled people that the protocol compares with no capture
/// of their palm are left out.
fn searches(pairs: &Pairs, people: &[u32]) -> Vec<(u32, Nearest)> {
    let gallery = gallery(pairs, people);
    let deepest = RANKS.into_iter().max().unwrap_or(1);
    let mut found: Vec<_> = people.iter().map(|_| (Nearest::of_depth(deepest), false)).collect();
    for pair in pairs.iter() {
        for (probe, candidate) in [(pair.first, pair.second), (pair.second, pair.first)] {
            if gallery[candidate] && !gallery[probe] {
                let (nearest, has_mated) = &mut found[probe];
                *has_mated |= pair.mated;
                match (pair.mated, pair.score) {
                    (true, score) => nearest.saw_mated(score.unwrap_or(NO_EVIDENCE)),
                    (false, Some(score)) => nearest.saw_non_mated(score),
                    // Nobody is found by a capture that failed, nor under one.
                    (false, None) => {}
                }
            }
        }
    }
    let search = |(capture, _): &(usize, _)| !gallery[*capture] && pairs.roles()[*capture] != Role::Reference;
    let probes = found.into_iter().zip(people).enumerate().filter(search);
    probes
        .filter(|(_, ((_, has_mated), person))| *has_mated || !is_enrolled(**person))
        .map(|(_, ((nearest, _), &person))| (person, nearest))
        .collect()
}

impl Display for Identification {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let percent = |rate: &Option<f64>| rate.map_or("–".to_owned(), |r| format!("{:.2} %", r * 100.0));
        write!(f, "{} palms enrolled, ", self.enrolled_palms)?;
        write!(f, "{} probes of them, {} of others", self.enrolled_probes, self.unknown_probes)?;
        for (rank, (rate, _)) in RANKS.iter().zip(&self.ranks) {
            write!(f, ", rank-{rank} {}", percent(rate))?;
        }
        for ((name, _), (rate, _)) in FPIRS.iter().zip(&self.fnir_at_fpir) {
            write!(f, ", FNIR at FPIR {name} {}", percent(rate))?;
        }
        Ok(())
    }
}
