//! Codes that come and go, and what a search sees of them.

use std::cell::Cell;
use std::sync::Arc;

use super::cascade::{FirstLook, Looking, SHIFTS, Seen, best, first_look, least as least_of, spread};
use super::codes::{Chunk, Codes};
use super::index::{Index, PalmCode, Place};
use super::subjects::{Full, Kind, Owner, Palm, Subject};
use crate::code::Cells;
use crate::error::GalleryError;
use crate::image::{Band, HandSide};
use crate::matching::{Matcher, Probe};
use crate::params::MatchParams;
use crate::simd::{Backend, CoarseCode, LineCode};
use crate::template::{Template, View};

fn code(number: u32) -> LineCode {
    LineCode::new(&[number; 192], &[u32::MAX; 32])
}

fn owner() -> Owner {
    Owner { subject: Arc::new(Subject { id: "somebody".into(), palms: Vec::new() }), palm: 0 }
}

fn always(_: &Chunk) -> Result<(), GalleryError> {
    Ok(())
}

thread_local! {
    /// Chunks that may still be made.
    static LEFT: Cell<usize> = const { Cell::new(0) };
}

fn refused() -> GalleryError {
    GalleryError::Lock { bytes: 1, reason: String::new() }
}

fn while_some_are_left(_: &Chunk) -> Result<(), GalleryError> {
    let left = LEFT.get().checked_sub(1).ok_or_else(refused)?;
    LEFT.set(left);
    Ok(())
}

/// The numbers of the codes at all places, none where there is no owner.
fn numbers(codes: &Codes) -> Vec<Option<u32>> {
    let of = |number: u32| code(number);
    let all = codes.chunks.iter().flat_map(|chunk| chunk.fine.iter().zip(&chunk.owners));
    let number = |code: &LineCode| (0..2000).find(|&n| of(n) == *code).expect("a code that was inserted");
    all.map(|(code, owner)| owner.as_ref().map(|_| number(code))).collect()
}

#[test]
fn codes_keep_their_places_while_others_come_and_go() {
    let mut codes = Codes::new(always);
    let places: Vec<usize> = (0..1100).map(|n| codes.insert(code(n), owner()).expect("room")).collect();
    let before = codes.clone();
    for place in &places[300..900] {
        codes.remove(*place).expect("room");
    }
    let kept = |n: usize| (!(300..900).contains(&n)).then_some(n as u32);
    assert_eq!(numbers(&codes), (0..1100).map(kept).collect::<Vec<_>>());
    assert_eq!(numbers(&before), (0..1100).map(Some).collect::<Vec<_>>(), "a clone stays as it was");
    let again: Vec<usize> = (1200..1800).map(|n| codes.insert(code(n), owner()).expect("room")).collect();
    assert!(again.iter().all(|place| (300..900).contains(place)), "places given up are taken again");
    assert_eq!(codes.chunks.len(), before.chunks.len());
    assert!(numbers(&codes).iter().all(Option::is_some));
}

#[test]
fn what_did_not_change_is_shared_and_what_is_removed_is_erased() {
    let mut codes = Codes::new(always);
    let places: Vec<usize> = (0..1100).map(|n| codes.insert(code(n), owner()).expect("room")).collect();
    let before = codes.clone();
    codes.remove(places[700]).expect("room");
    let shared: Vec<bool> = codes.chunks.iter().zip(&before.chunks).map(|(a, b)| Arc::ptr_eq(a, b)).collect();
    assert_eq!(shared, [true, false, true]);
    let chunk = &codes.chunks[1];
    assert!(chunk.fine[700 - 512] == LineCode::unusable() && chunk.owners[700 - 512].is_none());
    assert!(
        chunk.fine.capacity() == 512 && chunk.coarse.capacity() == 512,
        "codes never move as others come"
    );
}

#[test]
fn what_a_refused_chunk_stops_changes_nothing() {
    let mut index = Index::new(while_some_are_left);
    let enrol = |index: &mut Index, hands: &[HandSide]| {
        let templates: Vec<Template> = hands.iter().map(|&hand| palm_of(1, hand)).collect();
        let codes = templates.iter().enumerate().flat_map(|(i, t)| PalmCode::all(i, t)).collect();
        let palms = templates.into_iter().map(|t| Palm { kind: Kind::of(&t), full: Full::Here(t) });
        let subject = Arc::new(Subject { id: "somebody".into(), palms: palms.collect() });
        index.insert(&subject, codes).map(|places| (subject, places))
    };
    let count = |index: &Index, hand| index.count(Kind::of(&palm_of(2, hand)));
    let (left, right) = (HandSide::Left, HandSide::Right);
    LEFT.set(1);
    let (subject, places) = enrol(&mut index, &[left]).expect("a chunk for left hands");
    assert_eq!(enrol(&mut index, &[left, right]).err(), Some(refused()), "none for right ones");
    assert_eq!((count(&index, left), count(&index, right)), (1, 0));
    let there = |index: &Index| index.palms(Kind::of(&palm(2)), None).len();
    assert_eq!(there(&index), 1, "the left palm is not there either");
    // A search that goes on would need the chunk to be copied.
    let seen = index.clone();
    assert_eq!(index.remove(&subject, &places), Err(refused()));
    assert_eq!((there(&index), there(&seen), count(&index, left)), (1, 1, 1));
    LEFT.set(1);
    assert_eq!(index.remove(&subject, &places), Ok(()));
    assert_eq!((there(&index), there(&seen), count(&index, left)), (0, 1, 0));
}

/// Stripes as wide as creases, other ones for each number.
fn palm(number: u64) -> Template {
    palm_of(number, HandSide::Left)
}

fn palm_of(number: u64, hand: HandSide) -> Template {
    moved_palm(number, hand, [0, 0])
}

/// Moved down and to the right by some cells of the line planes, other stripes following.
fn moved_palm(number: u64, hand: HandSide, [down, right]: [i64; 2]) -> Template {
    let stripes = |side: usize| {
        let mut cells = Cells::unusable(side);
        let (side, finer) = (side as i64, side as i64 / 32);
        for (i, cell) in cells.as_mut_slice().iter_mut().enumerate() {
            let (row, column) = (i as i64 / side - finer * down, i as i64 % side - finer * right);
            let (row, column) = ((row * 16).div_euclid(side) as u64, (column * 11).div_euclid(side) as u64);
            let hash = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ row.wrapping_mul(31).wrapping_add(column).wrapping_mul(0xd1b5_4a32_d192_ed03);
            *cell = 64 | (hash.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as u8 & 63;
        }
        cells
    };
    Template::new(7, hand, vec![View::new(Band::Visible, 100.0, &stripes(32), &stripes(64))])
}

fn enrolled(index: &mut Index, number: u64) -> (Vec<Place>, Arc<Subject>) {
    let template = palm(number);
    let codes = PalmCode::all(0, &template).collect();
    let palm = Palm { kind: Kind::of(&template), full: Full::Here(template) };
    let subject = Arc::new(Subject { id: number.to_string().into(), palms: vec![palm] });
    (index.insert(&subject, codes).expect("room"), subject)
}

/// So many that each of the looks leaves somebody out.
#[test]
fn palms_that_lie_elsewhere_in_their_squares_are_found_among_many() {
    let mut index = Index::new(always);
    let enrolled: Vec<_> = (0..12_000).map(|number| enrolled(&mut index, number)).collect();
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let palms = [(11, [0, 0]), (600, [3, -4]), (7000, [-4, 1]), (11_999, [-2, 3])];
    let probes = palms.map(|(number, moved)| matcher.probe(&moved_palm(number, HandSide::Left, moved)));
    let shortlists = |probes: &[Probe], except| -> Vec<Vec<Owner>> {
        let first = FirstLook::new(probes.iter().enumerate(), &index);
        let found = first.spreads();
        first.shortlists(found, |_| true, [5, 5], except, None).expect("nobody else").into_values().collect()
    };
    let first = |list: &Vec<Owner>| list[0].subject.id.parse().ok();
    let found = shortlists(&probes, None);
    assert!(found.iter().all(|list| list.len() == 5));
    assert!(found.iter().map(first).eq(palms.map(|(number, _)| Some(number))));
    let others = shortlists(&probes[1..2], Some(&enrolled[600].1));
    assert!(others[0].len() == 5 && first(&others[0]) != Some(600));
}

#[test]
fn a_first_look_keeps_as_many_as_wanted_and_those_as_good() {
    let mut index = Index::new(always);
    let enrolled: Vec<_> = (0..700).map(|number| enrolled(&mut index, number)).collect();
    let (places, removed) = &enrolled[350];
    index.remove(removed, places).expect("room");
    let probe = Matcher::new(&MatchParams::default()).expect("the defaults are in range").probe(&palm(600));
    let views = Looking::all(std::iter::once((0, &probe)));
    let codes: Vec<Seen> =
        index.shelves().iter().flat_map(|s| s.codes.chunks.iter().map(move |c| (s, c))).collect();
    let looked = first_look(&views, &codes);
    let evidence: Vec<&[u16]> = looked.iter().map(|chunk| &chunk[0][..]).collect();
    let (_, lines) = probe.lines().next().expect("a view");
    let moved: Vec<CoarseCode> = lines.moved(0, &SHIFTS).iter().map(CoarseCode::new).collect();
    let mut all: Vec<u16> = Vec::new();
    for (_, chunk) in &codes {
        let mut found = vec![0; chunk.coarse.len()];
        Backend::Portable.scan(&moved, chunk.coarse.iter(), &mut found);
        all.extend(found);
    }
    for (wanted, except) in [(1, None), (10, None), (10, Some(600)), (699, None), (5000, Some(3))] {
        let mut sorted = all.clone();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let least = sorted.get(wanted - 1).copied().unwrap_or(0);
        let kept = |&i: &usize| i != 350 && except != Some(i) && all[i] >= least;
        let expected: Vec<usize> = (0..700).filter(kept).collect();
        let least_kept = least_of(&spread(&evidence, 6144), wanted);
        let found = best(&evidence, &codes, least_kept, except.map(|i| &enrolled[i].1));
        assert_eq!(found.iter().map(|(chunk, i)| 512 * chunk + i).collect::<Vec<_>>(), expected, "{wanted}");
        assert_eq!(expected.contains(&600), except != Some(600), "the palm itself comes first");
    }
}
