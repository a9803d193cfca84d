//! A search among many: quick looks at everybody's line codes choose the few that are compared in full.
//!
//! 1. A coarse look at all codes, 256 bytes each, under a few shifts; of several probes at once.
//! 2. A finer look at the best [`SECOND`] of them, all bits under more shifts and some rotations and scales.
//! 3. The palms of the best are compared as if they alone were enrolled.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::codes::Chunk;
use super::identify::each;
use super::index::{Index, Shelf};
use super::subjects::{Owner, Subject};
use crate::image::{Band, HandSide};
use crate::matching::{Probe, Warped};
use crate::simd::{Backend, CoarseCode};

/// Codes that get the second look. It takes as long as a coarse look at some sixty times as many; and in a coarse look
/// among strangers 3 of 300 synthetic palms were not among the best tenth, 10 not among the best hundredth.
const SECOND: usize = 10_000;

/// Codes that one palm can have: so many of the best may be the same one.
const VIEWS: usize = 16;

/// Most evidence of a coarse look.
const MOST: usize = 1536;

/// One view of a probe.
pub(super) struct Looking<'a> {
    probe: usize,
    band: Band,
    hand: HandSide,
    lines: &'a Warped,
    coarse: Vec<CoarseCode>,
}

impl<'a> Looking<'a> {
    /// All views of some probes.
    pub(super) fn all(probes: &[&'a Probe]) -> Vec<Looking<'a>> {
        let of = |(probe, &prepared): (usize, &&'a Probe)| {
            let view = move |(band, lines): (Band, &'a Warped)| Looking {
                probe,
                band,
                hand: prepared.hand(),
                lines,
                coarse: lines.coarse(),
            };
            prepared.lines().map(view)
        };
        probes.iter().enumerate().flat_map(of).collect()
    }
}

/// Codes that some views of probes look at.
pub(super) type Seen<'a> = (&'a Shelf, &'a Arc<Chunk>);

/// For each probe the palms that look most like it, at most `wanted` of them, best first; none of one subject.
pub(super) fn shortlists(
    probes: &[&Probe],
    index: &Index,
    wanted: usize,
    except: Option<&Arc<Subject>>,
) -> Vec<Vec<Owner>> {
    let views = Looking::all(probes);
    let codes = index.shelves().iter().flat_map(|shelf| shelf.codes.chunks.iter().map(move |c| (shelf, c)));
    let codes: Vec<Seen> = codes.collect();
    let evidence = first_look(&views, &codes);
    let second = SECOND.max(wanted.saturating_mul(VIEWS));
    let mut found: Vec<Vec<(i64, Owner)>> = probes.iter().map(|_| Vec::new()).collect();
    for (i, view) in views.iter().enumerate() {
        let evidence: Vec<&[u16]> = evidence.iter().map(|of_chunk| &of_chunk[i][..]).collect();
        let places = best(&evidence, &codes, second, except);
        found[view.probe].extend(second_look(view.lines, &codes, places));
    }
    found.into_iter().map(|found| palms(found, wanted)).collect()
}

/// The palms of the codes with the most evidence.
fn palms(mut found: Vec<(i64, Owner)>, wanted: usize) -> Vec<Owner> {
    // Equals keep the order of their places.
    found.sort_by_key(|(evidence, _)| std::cmp::Reverse(*evidence));
    let mut seen = BTreeSet::new();
    found.into_iter().map(|(_, owner)| owner).filter(|owner| seen.insert(owner.key())).take(wanted).collect()
}

/// For each chunk and each view the evidence of its codes; none where the view is not compared with them.
pub(super) fn first_look(views: &[Looking<'_>], codes: &[Seen<'_>]) -> Vec<Vec<Vec<u16>>> {
    each(codes, |(shelf, chunk)| {
        let look = |view: &Looking<'_>| {
            let mut evidence = vec![0; if shelf.fits(view.band, view.hand) { chunk.coarse.len() } else { 0 }];
            Backend::best().scan(&view.coarse, &chunk.coarse, &mut evidence);
            evidence
        };
        views.iter().map(look).collect()
    })
}

/// Where a code lies: its chunk and its place there.
type Place = (usize, usize);

/// The `wanted` best of all codes, and those that are as good as the last of them.
pub(super) fn best(
    evidence: &[&[u16]],
    codes: &[Seen<'_>],
    wanted: usize,
    except: Option<&Arc<Subject>>,
) -> Vec<Place> {
    let mut counts = [0usize; MOST + 1];
    evidence.iter().copied().flatten().for_each(|&e| counts[usize::from(e).min(MOST)] += 1);
    let mut left = wanted;
    let enough = |(_, count): &(usize, &usize)| {
        let reached = **count >= left;
        left -= (**count).min(left);
        reached
    };
    let least = counts.iter().enumerate().rev().find(enough).map_or(0, |(least, _)| least);
    let other = |owner: &Owner| except.is_none_or(|except| !Arc::ptr_eq(except, &owner.subject));
    let mut places = Vec::new();
    for (at, ((_, chunk), evidence)) in codes.iter().zip(evidence).enumerate() {
        let good =
            |i: &usize| usize::from(evidence[*i]) >= least && chunk.owners[*i].as_ref().is_some_and(other);
        places.extend((0..evidence.len()).filter(good).map(|i| (at, i)));
    }
    places
}

/// The evidence of a finer look at some codes, and whose they are.
fn second_look(lines: &Warped, codes: &[Seen<'_>], places: Vec<Place>) -> Vec<(i64, Owner)> {
    let nearby = lines.nearby();
    let evidence = each(&places, |&(chunk, i)| nearby.evidence(&codes[chunk].1.fine[i]));
    let owners = places.iter().filter_map(|&(chunk, i)| codes[chunk].1.owners[i].clone());
    evidence.into_iter().zip(owners).collect()
}
