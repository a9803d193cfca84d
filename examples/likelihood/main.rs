//! Learns what the distances of a comparison are worth: the tables of `palmsig::matching` that turn them into
//! log-likelihood ratios.
//!
//!     cargo run --release --example likelihood -- MANIFEST.csv [MANIFEST.csv ...] [--share 0.1]
//!
//! It prints the tables as they stand in palmsig/src/matching/likelihood.rs, the scores that so many strangers reach, and
//! how well tables learned from half of the people tell the other half apart. Every set counts the same, however
//! many captures it has.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use palmsig::evaluate::ErrorRates;
use palmsig::image::Band;

use learn::{Fine, Lines};
use pairs::{Pair, pairs_of};

mod learn;
mod pairs;

/// Learns the tables of the comparison.
#[derive(Debug, Parser)]
struct Arguments {
    /// Manifests as of `evaluate`.
    #[arg(required = true)]
    manifests: Vec<PathBuf>,
    /// Share of the pairs of strangers that is compared.
    #[arg(long, value_name = "SHARE", default_value_t = 0.1)]
    share: f64,
}

/// Pairs of one set.
struct Set {
    name: String,
    pairs: Vec<Pair>,
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut sets = Vec::new();
    for path in &arguments.manifests {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        sets.push(Set { name, pairs: pairs_of(path, arguments.share)? });
    }
    for band in [Band::Visible, Band::NearInfrared] {
        let of_band: Vec<&Set> = sets.iter().filter(|s| s.pairs.iter().any(|p| p.band == band)).collect();
        if !of_band.is_empty() {
            println!("{}:", band.name());
            report(&of_band);
        }
    }
    let lines = Lines::learn(&all(&sets.iter().collect::<Vec<_>>(), |_| true));
    println!("lines: slope {}, offset {}", lines.slope, lines.offset);
    let scored = |pair: &Pair| lines.score(pair);
    sets.iter().for_each(|set| tail(set, scored));
    Ok(())
}

/// The pairs of each set for which `keep` holds.
fn all<'a>(sets: &[&'a Set], keep: impl Fn(&Pair) -> bool) -> Vec<Vec<&'a Pair>> {
    sets.iter().map(|set| set.pairs.iter().filter(|p| keep(p)).collect()).collect()
}

fn report(sets: &[&Set]) {
    let fine = Fine::learn(&all(sets, |_| true));
    println!("    rarity: {},\n    patches: {:?},", fine.rarity, fine.patches);
    println!("    stranger: {},\n    offset: {},", fine.stranger, fine.offset);
    for set in sets {
        tail(set, |pair| fine.score(pair));
    }
    // Learned from the people of one half, tried on those of the other.
    let halves = [0, 1].map(|half| Fine::learn(&all(sets, |p| p.halves == [1 - half; 2])));
    for set in sets {
        let unseen = set.pairs.iter().filter(|p| p.halves[0] == p.halves[1]);
        let scored = unseen.map(|p| (p, halves[p.halves[0]].score(p)));
        held_out(&set.name, scored);
    }
}

/// The similarities that one stranger in 2, 10, 100, ... reaches.
fn tail(set: &Set, score: impl Fn(&Pair) -> i32) {
    let mut strangers: Vec<i32> = set.pairs.iter().filter(|p| !p.mated).map(score).collect();
    strangers.sort_unstable_by(|a, b| b.cmp(a));
    let reached =
        |one_in: usize| strangers.get(strangers.len() / one_in).filter(|_| one_in <= strangers.len());
    let shown: Vec<String> = [2, 10, 100, 1000, 10_000, 100_000]
        .iter()
        .filter_map(|&n| reached(n).map(|s| format!("1 in {n}: {s}")))
        .collect();
    println!("    {}: {} strangers, {}", set.name, strangers.len(), shown.join(", "));
}

fn held_out<'a>(name: &str, scored: impl Iterator<Item = (&'a Pair, i32)>) {
    let (mated, non_mated): (Vec<_>, Vec<_>) = scored.partition(|(pair, _)| pair.mated);
    let scores = |pairs: &[(&Pair, i32)]| pairs.iter().map(|(_, score)| *score).collect::<Vec<_>>();
    let (mated, non_mated) = (scores(&mated), scores(&non_mated));
    let rates = ErrorRates::new(mated, non_mated);
    let percent = |rate: Option<f64>| rate.map_or("-".into(), |r| format!("{:.2} %", 100.0 * r));
    println!(
        "    {name}, people not learned from: {} mated and {} non-mated pairs, EER {}, FNMR at FMR 1e-3 {}, d' {:.1}",
        rates.mated(),
        rates.non_mated(),
        percent(rates.eer()),
        percent(rates.fnmr_at_fmr(1e-3)),
        rates.d_prime().unwrap_or(f64::NAN),
    );
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("likelihood: {error}");
            ExitCode::FAILURE
        }
    }
}
