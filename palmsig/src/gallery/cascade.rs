//! A search among many: quick looks at everybody's line codes choose the few that are compared in full.
//!
//! Each of the [`LOOKS`] is at fewer codes than the one before, under more alignments. The first is of several probes at
//! once, so that a code is read from memory once for all of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::codes::Chunk;
use super::identify::each;
use super::index::{Index, Shelf};
use super::parts::{Others, added_up, greatest};
use super::subjects::{Owner, Subject};
use crate::error::GalleryError;
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

/// Where the other captures of 1972 synthetic palms that comparing in full accepts stood among a million strangers: all in the
/// best 1.9 % after the first look, the best 27 after the second, the best four after the third. Of 1284 more, one stood in the
/// best 33 % after the first and is lost. At fewer shifts that one costs more than it saves: mates are as far down as the
/// best 32 % under 21 of another pattern, the best 78 % under nine.
const LOOKS: [Look; 3] = [
    Look { coarse: true, warps: 0, one_in: 16, least: 5_000 },
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

/// Most evidence of a look at all bits, and of a coarse one.
const MOST: usize = 6144;
const MOST_COARSE: usize = 1536;

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
    /// All views of some probes, which are numbered.
    pub(super) fn all(probes: impl Iterator<Item = (usize, &'a Probe)>) -> Vec<Looking<'a>> {
        let of = |(probe, prepared): (usize, &'a Probe)| {
            let view = move |(band, lines): (Band, &'a Warped)| Looking {
                probe,
                band,
                hand: prepared.hand(),
                lines,
                first: LOOKS[0].coarse(lines),
            };
            prepared.lines().map(view)
        };
        probes.flat_map(of).collect()
    }
}

/// Codes that some views of probes look at.
pub(super) type Seen<'a> = (&'a Shelf, &'a Arc<Chunk>);

/// Where a code lies: its chunk and its place there.
type Place = (usize, usize);

/// What a view still has to look at.
struct Left<'a> {
    lines: &'a Warped,
    probe: usize,
    places: Vec<Place>,
    /// Codes that the first look was at, and those that are left, in all parts of the gallery.
    all: usize,
    count: usize,
}

/// What probes have seen of a gallery after the first look.
pub(super) struct FirstLook<'a> {
    views: Vec<Looking<'a>>,
    codes: Vec<Seen<'a>>,
    /// Of each chunk and each view.
    evidence: Vec<Vec<Vec<u16>>>,
}

impl<'a> FirstLook<'a> {
    /// The first look of some probes, which are numbered.
    pub(super) fn new(probes: impl Iterator<Item = (usize, &'a Probe)>, index: &'a Index) -> FirstLook<'a> {
        let views = Looking::all(probes);
        let of = |shelf: &'a Shelf| shelf.codes.chunks.iter().map(move |chunk| (shelf, chunk));
        let codes: Vec<Seen<'a>> = index.shelves().iter().flat_map(of).collect();
        let evidence = first_look(&views, &codes);
        FirstLook { views, codes, evidence }
    }

    /// The evidence of a view, chunk by chunk.
    fn evidence(&self, view: usize) -> Vec<&[u16]> {
        self.evidence.iter().map(|of_chunk| &of_chunk[view][..]).collect()
    }

    /// How many codes have how much evidence, for each view.
    pub(super) fn spreads(&self) -> Vec<Vec<u32>> {
        (0..self.views.len()).map(|view| spread(&self.evidence(view), LOOKS[0].most())).collect()
    }

    /// For each of the probes `of` the palms that look most like it, best first, and none of one subject. They are `wanted`
    /// in all parts of the gallery together, and whoever cannot be told from the last of them; `codes` at least of each
    /// view get as far. The `spreads` are those of all parts.
    pub(super) fn shortlists(
        self,
        spreads: Vec<Vec<u32>>,
        of: impl Fn(usize) -> bool,
        [wanted, codes]: [usize; 2],
        except: Option<&Arc<Subject>>,
        others: Option<&dyn Others>,
    ) -> Result<BTreeMap<usize, Vec<Owner>>, GalleryError> {
        let kept = |look: &Look, all: usize| look.kept(all).max(codes);
        let mut left = self.left(spreads, of, |all| kept(&LOOKS[0], all), except);
        for look in &LOOKS[1..LOOKS.len() - 1] {
            let too_many: Vec<&mut Left> = left.iter_mut().filter(|l| l.count > kept(look, l.all)).collect();
            let evidence = |left: &&mut Left| look.evidence(left.lines, &self.codes, &left.places);
            let looked: Vec<Vec<u16>> = too_many.iter().map(evidence).collect();
            let spreads = added_up(others, looked.iter().map(|e| spread(&in_pieces(e), look.most())))?;
            for ((left, evidence), spread) in too_many.into_iter().zip(looked).zip(spreads) {
                left.keep(&evidence, &spread, kept(look, left.all));
            }
        }
        let mut found: BTreeMap<usize, Vec<(u16, Owner)>> = BTreeMap::new();
        for Left { lines, probe, places, .. } in left {
            let evidence = LOOKS[LOOKS.len() - 1].evidence(lines, &self.codes, &places);
            let owners = places.iter().filter_map(|&(chunk, i)| self.codes[chunk].1.owners[i].clone());
            found.entry(probe).or_default().extend(evidence.into_iter().zip(owners));
        }
        palms(found, wanted, others)
    }

    /// The best codes, of which `kept` tells how many of all go on.
    fn left(
        &self,
        spreads: Vec<Vec<u32>>,
        of: impl Fn(usize) -> bool,
        kept: impl Fn(usize) -> usize,
        except: Option<&Arc<Subject>>,
    ) -> Vec<Left<'a>> {
        let views = self.views.iter().enumerate().zip(spreads).filter(|((_, view), _)| of(view.probe));
        let left = views.map(|((i, view), spread)| {
            let all = count(&spread, 0);
            let least = least(&spread, kept(all));
            let places = best(&self.evidence(i), &self.codes, least, except);
            Left { lines: view.lines, probe: view.probe, places, all, count: count(&spread, least) }
        });
        left.collect()
    }
}

impl Left<'_> {
    /// The `wanted` best, and those that are as good as the last of them.
    fn keep(&mut self, evidence: &[u16], spread: &[u32], wanted: usize) {
        let least = least(spread, wanted);
        let mut evidence = evidence.iter();
        self.places.retain(|_| evidence.next().is_some_and(|e| *e >= least));
        self.count = count(spread, least);
    }
}

/// The palms of the codes with the most evidence: of equals those that [`lot`] prefers, wherever they lie.
fn palms(
    found: BTreeMap<usize, Vec<(u16, Owner)>>,
    wanted: usize,
    others: Option<&dyn Others>,
) -> Result<BTreeMap<usize, Vec<Owner>>, GalleryError> {
    let (probes, found): (Vec<usize>, Vec<_>) = found.into_iter().unzip();
    let ranks: Vec<Vec<(u32, Owner)>> = found.into_iter().map(|found| ranked(found, wanted)).collect();
    let best = ranks.iter().map(|ranks| ranks.iter().take(wanted).map(|(rank, _)| *rank).collect());
    let least = greatest(others, best.collect(), wanted)?;
    let palms = ranks.into_iter().zip(least).map(|(ranks, least)| {
        ranks.into_iter().take_while(|(rank, _)| *rank >= least).map(|(_, owner)| owner).collect()
    });
    Ok(probes.into_iter().zip(palms).collect())
}

/// The `wanted` palms with the best codes, and whoever has as much evidence as the last; their ranks, best first.
fn ranked(mut found: Vec<(u16, Owner)>, wanted: usize) -> Vec<(u32, Owner)> {
    found.sort_by_key(|(evidence, _)| Reverse(*evidence));
    let mut seen = BTreeSet::new();
    found.retain(|(_, owner)| seen.insert(owner.key()));
    let least = found.get(wanted - 1).map_or(0, |(evidence, _)| *evidence);
    let good = found.into_iter().take_while(|(evidence, _)| *evidence >= least);
    let rank = |evidence: u16, owner: &Owner| u32::from(evidence) << LOT_BITS | lot(owner);
    let mut ranks: Vec<_> = good.map(|(evidence, owner)| (rank(evidence, &owner), owner)).collect();
    ranks.sort_by_key(|(rank, _)| Reverse(*rank));
    ranks
}

/// Bits of a lot: among equals by the hundred few share one.
const LOT_BITS: u32 = 12;

/// Who goes first of equals: by the subject's id alone, whatever else is enrolled, and when, and where.
fn lot(owner: &Owner) -> u32 {
    let hash = blake3::hash(owner.subject.id.as_bytes());
    u32::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])) & ((1 << LOT_BITS) - 1)
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

/// The codes with so much evidence at `least`.
pub(super) fn best(
    evidence: &[&[u16]],
    codes: &[Seen<'_>],
    least: u16,
    except: Option<&Arc<Subject>>,
) -> Vec<Place> {
    let other = |owner: &Owner| except.is_none_or(|except| !Arc::ptr_eq(except, &owner.subject));
    // A place that was given up has no evidence: owners, each a line of memory to wait for, need not be asked.
    let all_are = except.is_none() && least > 0;
    let all: Vec<(usize, &[u16])> = evidence.iter().copied().enumerate().collect();
    let good = each(&all, |&(at, evidence)| {
        let owners = &codes[at].1.owners;
        let good =
            |&(i, e): &(usize, &u16)| *e >= least && (all_are || owners[i].as_ref().is_some_and(other));
        evidence.iter().enumerate().filter(good).map(|(i, _)| (at, i)).collect::<Vec<Place>>()
    });
    good.concat()
}

/// How many have how much evidence, up to the most that there is.
pub(super) fn spread(evidence: &[&[u16]], most: usize) -> Vec<u32> {
    let counts = each(&in_pieces(evidence), |evidence| {
        let mut counts = vec![0; most + 1];
        evidence.iter().copied().flatten().for_each(|&e| counts[usize::from(e).min(most)] += 1);
        counts
    });
    counts
        .into_iter()
        .fold(vec![0; most + 1], |sum, counts| sum.iter().zip(counts).map(|(a, b)| a + b).collect())
}

fn in_pieces<T>(all: &[T]) -> Vec<&[T]> {
    all.chunks(TOGETHER).collect()
}

/// The evidence of the last of the `wanted` best; none if there are not more.
pub(super) fn least(spread: &[u32], wanted: usize) -> u16 {
    let mut left = wanted;
    let enough = |least: &usize| {
        let count = spread[*least] as usize;
        let reached = count >= left;
        left -= count.min(left);
        reached
    };
    (0..spread.len()).rev().find(enough).map_or(0, |least| least as u16)
}

/// How many have so much evidence at least.
fn count(spread: &[u32], least: u16) -> usize {
    spread.iter().skip(usize::from(least)).map(|&count| count as usize).sum()
}

impl Look {
    /// Most evidence that a code may have.
    fn most(&self) -> usize {
        if self.coarse { MOST_COARSE } else { MOST }
    }

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
            let found = each(&in_pieces(places), |places| {
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
}
