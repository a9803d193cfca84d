//! Codes that come and go, and what a search sees of them.

use std::sync::Arc;

use super::codes::Codes;
use super::subjects::{Owner, Subject};
use crate::simd::LineCode;

fn code(number: u32) -> LineCode {
    LineCode::new(&[number; 192], &[u32::MAX; 32])
}

fn owner() -> Owner {
    Owner { subject: Arc::new(Subject { id: String::from("somebody"), palms: Vec::new() }), palm: 0 }
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
    let mut codes = Codes::default();
    let places: Vec<usize> = (0..1100).map(|n| codes.insert(code(n), owner())).collect();
    let before = codes.clone();
    for place in &places[300..900] {
        codes.remove(*place);
    }
    let kept = |n: usize| (!(300..900).contains(&n)).then_some(n as u32);
    assert_eq!(numbers(&codes), (0..1100).map(kept).collect::<Vec<_>>());
    assert_eq!(numbers(&before), (0..1100).map(Some).collect::<Vec<_>>(), "a clone stays as it was");
    let again: Vec<usize> = (1200..1800).map(|n| codes.insert(code(n), owner())).collect();
    assert!(again.iter().all(|place| (300..900).contains(place)), "places given up are taken again");
    assert_eq!(codes.chunks.len(), before.chunks.len());
    assert!(numbers(&codes).iter().all(Option::is_some));
}

#[test]
fn what_did_not_change_is_shared_and_what_is_removed_is_erased() {
    let mut codes = Codes::default();
    let places: Vec<usize> = (0..1100).map(|n| codes.insert(code(n), owner())).collect();
    let before = codes.clone();
    codes.remove(places[700]);
    let shared: Vec<bool> = codes.chunks.iter().zip(&before.chunks).map(|(a, b)| Arc::ptr_eq(a, b)).collect();
    assert_eq!(shared, [true, false, true]);
    let chunk = &codes.chunks[1];
    assert!(chunk.fine[700 - 512] == LineCode::unusable() && chunk.owners[700 - 512].is_none());
    assert!(
        chunk.fine.capacity() == 512 && chunk.coarse.capacity() == 512,
        "codes never move as others come"
    );
}
