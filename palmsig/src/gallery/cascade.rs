//! A search among many: quick looks at everybody's line codes choose the few that are compared in full.
//!
//! Each of the [`LOOKS`] is at fewer codes than the one before, under more alignments. The first is of several probes at
//! once, so that a code is read from memory once for all of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::codes::Chunk;
use super::identify::each;
use super::index::{Index, Shelf};
use super::subjects::{Owner, Subject};
use crate::image::{Band, HandSide};
use crate::matching::{Lines, Probe, Warped};
use crate::simd::{Backend, CoarseCode};

/// A look at some codes.
struct Look {
    /// At coarse codes of 256 bytes, or else at all bits.
    coarse: bool,
    /// Steps of rotation and scale from none.
    warps: u32,
    /// Codes that go on: one in so many,
    one_in: usize,
    /// but so many at least.
    least: usize,
}

/// Where the other captures of 1972 synthetic palms that comparing in full accepts among a million stood among 200 000
/// strangers after each look alone: all in the best 1.9 %, 0.01 % and 0.01 %; of 594 others, one in the best 8.2 % after
/// the first. That one costs more at fewer shifts than it saves: mates are as far down as the best 32 % under 21, the best
/// 78 % under nine.
const LOOKS: [Look; 3] = [
    Look { coarse: true, warps: 0, one_in: 10, least: 5_000 },
    Look { coarse: true, warps: 1, one_in: 1_000, least: 1_000 },
    Look { coarse: false, warps: 1, one_in: usize::MAX, least: 0 },
];

/// Shifts that are looked at, down and to the right, in cells of the line planes. A crease is two cells wide: what lies between
/// shifts by two is found from either side.
#[rustfmt::skip]
pub(super) const SHIFTS: [[i32; 2]; 25] = [
    [-6, 0],
    [-4, -2], [-4, 0], [-4, 2],
    [-2, -4], [-2, -2], [-2, 0], [-2, 2], [-2, 4],
    [0, -6], [0, -4], [0, -2], [0, 0], [0, 2], [0, 4], [0, 6],
    [2, -4], [2, -2], [2, 0], [2, 2], [2, 4],
    [4, -2], [4, 0], [4, 2],
    [6, 0],
];

/// Codes, or chunks of them, that a thread takes at once.
const TOGETHER: usize = 256;

/// Most evidence of a look at all bits; that of a coarse one is less.
const MOST: usize = 6144;

/// One view of a probe.
pub(super) struct Looking<'a> {
    probe: usize,
    band: Band,
    hand: HandSide,
    lines: &'a Warped,
    /// As the first look needs it.
    first: Vec<CoarseCode>,
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
                first: LOOKS[0].coarse(lines),
            };
            prepared.lines().map(view)
        };
        probes.iter().enumerate().flat_map(of).collect()
    }
}

/// Codes that some views of probes look at.
pub(super) type Seen<'a> = (&'a Shelf, &'a Arc<Chunk>);

/// Where a code lies: its chunk and its place there.
type Place = (usize, usize);

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
    let mut found: Vec<Vec<(u16, Owner)>> = probes.iter().map(|_| Vec::new()).collect();
    for (i, view) in views.iter().enumerate() {
        let evidence: Vec<&[u16]> = evidence.iter().map(|of_chunk| &of_chunk[i][..]).collect();
        let all = evidence.iter().map(|of_chunk| of_chunk.len()).sum();
        let kept = |look: &Look| look.kept(all).max(index.codes_of(wanted));
        let mut places = best(&evidence, &codes, kept(&LOOKS[0]), except);
        for look in &LOOKS[1..LOOKS.len() - 1] {
            places = look.best(view.lines, &codes, places, kept(look));
        }
        let evidence = LOOKS[LOOKS.len() - 1].evidence(view.lines, &codes, &places);
        let owners = places.iter().filter_map(|&(chunk, i)| codes[chunk].1.owners[i].clone());
        found[view.probe].extend(evidence.into_iter().zip(owners));
    }
    found.into_iter().map(|found| palms(found, wanted)).collect()
}

/// The palms of the codes with the most evidence.
fn palms(mut found: Vec<(u16, Owner)>, wanted: usize) -> Vec<Owner> {
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
            Backend::best().scan(&view.first, chunk.coarse.iter(), &mut evidence);
            evidence
        };
        views.iter().map(look).collect()
    })
}

/// The `wanted` best of all codes, and those that are as good as the last of them.
pub(super) fn best(
    evidence: &[&[u16]],
    codes: &[Seen<'_>],
    wanted: usize,
    except: Option<&Arc<Subject>>,
) -> Vec<Place> {
    let least = least(evidence, wanted);
    let other = |owner: &Owner| except.is_none_or(|except| !Arc::ptr_eq(except, &owner.subject));
    let all: Vec<(usize, &[u16])> = evidence.iter().copied().enumerate().collect();
    let good = each(&all, |&(at, evidence)| {
        let chunk = &codes[at].1;
        let good = |i: &usize| evidence[*i] >= least && chunk.owners[*i].as_ref().is_some_and(other);
        (0..evidence.len()).filter(good).map(|i| (at, i)).collect::<Vec<Place>>()
    });
    good.concat()
}

/// The evidence of the last of the `wanted` best; none if there are not more.
fn least(evidence: &[&[u16]], wanted: usize) -> u16 {
    let counts = each(&evidence.chunks(TOGETHER).collect::<Vec<_>>(), |evidence| {
        let mut counts = vec![0usize; MOST + 1];
        evidence.iter().copied().flatten().for_each(|&e| counts[usize::from(e).min(MOST)] += 1);
        counts
    });
    let mut left = wanted;
    let enough = |least: &usize| {
        let count = counts.iter().map(|counts| counts[*least]).sum::<usize>();
        let reached = count >= left;
        left -= count.min(left);
        reached
    };
    (0..=MOST).rev().find(enough).map_or(0, |least| least as u16)
}

impl Look {
    /// How many of `all` codes go on.
    fn kept(&self, all: usize) -> usize {
        (all / self.one_in).max(self.least)
    }

    /// A probe as a coarse look needs it.
    fn coarse(&self, lines: &Warped) -> Vec<CoarseCode> {
        lines.moved(self.warps, &SHIFTS).iter().map(CoarseCode::new).collect()
    }

    /// The evidence of the codes at some places.
    fn evidence(&self, lines: &Warped, codes: &[Seen<'_>], places: &[Place]) -> Vec<u16> {
        if self.coarse {
            let probes = self.coarse(lines);
            let found = each(&places.chunks(TOGETHER).collect::<Vec<_>>(), |places| {
                let mut evidence = vec![0; places.len()];
                let codes = places.iter().map(|&(chunk, i)| &codes[chunk].1.coarse[i]);
                Backend::best().scan(&probes, codes, &mut evidence);
                evidence
            });
            return found.concat();
        }
        let probes = Lines::new(lines.moved(self.warps, &SHIFTS));
        each(places, |&(chunk, i)| probes.evidence(&codes[chunk].1.fine[i]) as u16)
    }

    /// The `wanted` best of the codes at some places, and those that are as good as the last of them.
    fn best(&self, lines: &Warped, codes: &[Seen<'_>], places: Vec<Place>, wanted: usize) -> Vec<Place> {
        if places.len() <= wanted {
            return places;
        }
        let evidence = self.evidence(lines, codes, &places);
        let least = least(&evidence.chunks(TOGETHER).collect::<Vec<_>>(), wanted);
        places.into_iter().zip(evidence).filter(|(_, e)| *e >= least).map(|(place, _)| place).collect()
    }
}
