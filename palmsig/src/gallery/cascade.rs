//! A search among many: quick looks at everybody's line codes choose the few that are compared in full.
//!
//! 1. A coarse look at all codes, 256 bytes each, under a few shifts.
//! 2. A finer look at the best [`SECOND`] of them, all bits under more shifts and some rotations and scales.
//! 3. The palms of the best are compared as if they alone were enrolled.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::codes::Chunk;
use super::identify::each;
use super::subjects::{Index, Owner};
use crate::matching::{Probe, Warped};
use crate::simd::{Backend, CoarseCode};

/// Codes that get the second look. It takes as long as a coarse look at some sixty times as many; and in a coarse look
/// among strangers 3 of 300 synthetic palms were not among the best tenth, 10 not among the best hundredth.
const SECOND: usize = 10_000;

/// Codes that one palm can have: so many of the best may be the same one.
const VIEWS: usize = 16;

/// Most evidence of a coarse look.
const MOST: usize = 1536;

/// The palms that look most like the probe, at most `wanted` of them, best first.
pub(super) fn shortlist(probe: &Probe, index: &Index, wanted: usize, except: Option<&str>) -> Vec<Owner> {
    let mut found = Vec::new();
    for (band, lines) in probe.lines() {
        let codes = index.comparable(band, probe.hand()).flat_map(|codes| &codes.chunks);
        let chunks: Vec<&Arc<Chunk>> = codes.collect();
        let second = SECOND.max(wanted.saturating_mul(VIEWS));
        found.extend(second_look(lines, &chunks, first_look(lines, &chunks, second, except)));
    }
    // Equals keep the order of their places.
    found.sort_by_key(|(evidence, _)| std::cmp::Reverse(*evidence));
    let mut seen = BTreeSet::new();
    let palms = found.into_iter().map(|(_, owner)| owner);
    palms.filter(|owner| seen.insert((Arc::as_ptr(&owner.subject), owner.palm))).take(wanted).collect()
}

/// Where a code lies: its chunk and its place there.
type Place = (usize, usize);

/// The `wanted` best of all codes, and those that are as good as the last of them.
pub(super) fn first_look(
    lines: &Warped,
    chunks: &[&Arc<Chunk>],
    wanted: usize,
    except: Option<&str>,
) -> Vec<Place> {
    let probes: Vec<CoarseCode> = lines.coarse();
    let evidence = each(chunks, |chunk| {
        let mut evidence = vec![0; chunk.coarse.len()];
        Backend::best().scan(&probes, &chunk.coarse, &mut evidence);
        evidence
    });
    let mut counts = [0usize; MOST + 1];
    evidence.iter().flatten().for_each(|&e| counts[usize::from(e).min(MOST)] += 1);
    let mut left = wanted;
    let enough = |(_, count): &(usize, &usize)| {
        let reached = **count >= left;
        left -= (**count).min(left);
        reached
    };
    let least = counts.iter().enumerate().rev().find(enough).map_or(0, |(least, _)| least);
    let known = |owner: &Option<Owner>| owner.as_ref().is_some_and(|o| Some(&*o.subject.id) != except);
    let mut places = Vec::new();
    for (at, (chunk, evidence)) in chunks.iter().zip(&evidence).enumerate() {
        let good = |i: &usize| usize::from(evidence[*i]) >= least && known(&chunk.owners[*i]);
        places.extend((0..evidence.len()).filter(good).map(|i| (at, i)));
    }
    places
}

/// The evidence of a finer look at some codes, and whose they are.
fn second_look(lines: &Warped, chunks: &[&Arc<Chunk>], places: Vec<Place>) -> Vec<(i64, Owner)> {
    let nearby = lines.nearby();
    let evidence = each(&places, |&(chunk, i)| nearby.evidence(&chunks[chunk].fine[i]));
    let owners = places.iter().filter_map(|&(chunk, i)| chunks[chunk].owners[i].clone());
    evidence.into_iter().zip(owners).collect()
}
