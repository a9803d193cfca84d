//! Whether somebody who changes a template bit by bit gets nearer to a subject's by what is told of each try.

#![cfg(feature = "store")]

mod common;

use common::{HEADER, LINES, MASK, TEXTURE, changed, template};
use palmsig::image::HandSide;
use palmsig::matching::{Comparison, Matcher};
use palmsig::params::MatchParams;
use palmsig::store::{Lockout, shown};
use palmsig::synth::Rng;
use palmsig::template::Template;

/// Words of planes that each try puts in anew.
const WORDS: usize = 8;

/// The template with some words of its planes thrown anew.
fn thrown(template: &Template, rng: &mut Rng) -> Template {
    changed(template, |bytes| {
        for _ in 0..WORDS {
            let row = rng.whole(0, 31);
            let mask: Vec<u8> = bytes[HEADER + MASK + 4 * row..][..4].to_vec();
            let word = HEADER + LINES + 8 + 4 * (6 * row + rng.whole(0, 5));
            bytes[word..][..4]
                .iter_mut()
                .zip(&mask)
                .for_each(|(byte, m)| *byte = rng.whole(0, 255) as u8 & m);
            let wide = |at: usize| {
                (0..4).fold(0, |w, c| w | (((mask[at / 2] >> (4 * (at % 2) + c)) & 1) * 3) << (2 * c))
            };
            let word = HEADER + TEXTURE + 8 + 8 * (6 * (2 * row + rng.whole(0, 1)) + rng.whole(0, 5));
            let eight = bytes[word..][..8].iter_mut().enumerate();
            eight.for_each(|(at, byte)| *byte = rng.whole(0, 255) as u8 & wide(at));
        }
    })
}

/// What the best of so many tries says, each kept that is told to be no worse.
fn climbed(tries: usize, tells: impl Fn(&Comparison) -> i32) -> Comparison {
    let matcher = Matcher::new(&MatchParams::default()).unwrap();
    let owner = template(1, HandSide::Left, 1);
    let mut best = template(2, HandSide::Left, 1);
    let mut reached = matcher.compare(&owner, &best).unwrap();
    let mut rng = Rng::new(1);
    for _ in 0..tries {
        let next = thrown(&best, &mut rng);
        let comparison = matcher.compare(&owner, &next).unwrap();
        if tells(&comparison) >= tells(&reached) {
            (best, reached) = (next, comparison);
        }
    }
    reached
}

#[test]
fn coarse_scores_leave_nothing_to_climb_by() {
    let Lockout { within, of_subject, .. } = Lockout::default();
    // Of a week, by however many callers: failed tries are counted by subject.
    let tries = (7 * 24 * 3600 / within) as usize * of_subject as usize;
    let begun = climbed(0, |_| 0);
    let fine = climbed(tries, Comparison::similarity);
    let coarse = climbed(tries, |comparison| shown(comparison).into());
    let [begun, fine, coarse] = [&begun, &fine, &coarse].map(|c| c.false_match_rate().value);
    assert!(fine < begun / 30.0, "the climber climbs: {begun} to {fine}");
    assert!(coarse > begun / 10.0, "nobody does by coarse scores: {begun} to {coarse}");
}
