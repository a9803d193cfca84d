//! What both palms of a person say together.

mod common;

use common::{masked, template};
use palmsig::image::HandSide;
use palmsig::matching::{Comparison, Matcher, PersonComparison, Policy};
use palmsig::params::MatchParams;

use HandSide::{Left, Right};

/// The comparison of two captures' palms of one side, of which so much is seen as lies left of a column.
fn compare(a: (u64, u64), b: (u64, u64), hand: HandSide, columns: usize) -> Comparison {
    let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
    let seen = masked(&template(a.0, hand, a.1), |_, column| column < columns);
    matcher.compare(&seen, &template(b.0, hand, b.1)).expect("comparable templates")
}

fn verifies(fmr: f64, person: &PersonComparison) -> bool {
    Policy::verify(fmr).expect("a rate in range").accepts_person(person)
}

#[test]
fn two_palms_say_more_than_one() {
    let [left, right] = [Left, Right].map(|hand| compare((20, 1), (20, 2), hand, 10));
    let both = PersonComparison::new(Some(left), Some(right));
    assert_eq!(both.similarity(), left.similarity() + right.similarity());
    let rates = [left, right].map(|palm| palm.false_match_rate().value);
    let rate = both.false_match_rate();
    assert!(rate.value < rates[0].min(rates[1]), "{rate:?} of {rates:?}");
    assert!(rate.value > rates[0] * rates[1], "palms of strangers are not independent");
    assert!(rate.extrapolated);
    assert!(verifies(rate.value * 1.1, &both) && !verifies(rate.value * 0.9, &both));
}

#[test]
fn a_stranger_with_one_right_palm_is_told_less_than_its_owner() {
    let [left, right] = [Left, Right].map(|hand| compare((20, 1), (20, 2), hand, 32));
    let strange = compare((21, 1), (20, 2), Right, 32);
    let owner = PersonComparison::new(Some(left), Some(right));
    let thief = PersonComparison::new(Some(left), Some(strange));
    assert!(thief.similarity() < left.similarity() && left.similarity() < owner.similarity());
    assert!(thief.false_match_rate().value > left.false_match_rate().value);
    let strangers = PersonComparison::new(Some(compare((21, 1), (20, 2), Left, 32)), Some(strange));
    assert!(!verifies(1e-2, &strangers));
}

#[test]
fn a_palm_that_is_missing_or_says_nothing_leaves_the_other() {
    let left = compare((20, 1), (20, 2), Left, 32);
    let silent = compare((20, 1), (20, 2), Right, 0);
    assert_eq!(silent.similarity(), Comparison::NO_EVIDENCE);
    for other in [None, Some(silent)] {
        for person in [PersonComparison::new(Some(left), other), PersonComparison::new(other, Some(left))] {
            assert_eq!(person.similarity(), left.similarity());
            assert_eq!(person.false_match_rate(), left.false_match_rate());
        }
        let nothing = PersonComparison::new(None, other);
        assert_eq!(nothing.similarity(), Comparison::NO_EVIDENCE);
        assert_eq!(nothing.false_match_rate().value, 1.0);
        assert!(nothing.false_match_rate().extrapolated && !verifies(0.5, &nothing));
    }
}
