//! Verifying and identifying a person by both palms.

mod common;

use common::{masked, of_other_encoder, template};
use palmsig::error::{GalleryError, MatchError};
use palmsig::gallery::Gallery;
use palmsig::image::HandSide;
use palmsig::matching::{Matcher, PersonComparison, Policy};
use palmsig::params::MatchParams;
use palmsig::template::Template;

use HandSide::{Left, Right};

fn verify(fmr: f64) -> Policy {
    Policy::verify(fmr).expect("a rate in range")
}

fn identify(fpir: f64) -> Policy {
    Policy::identify(fpir).expect("a rate in range")
}

/// Both palms of a person, as captured on one visit.
fn palms(seed: u64, visit: u64) -> Vec<Template> {
    [Left, Right].map(|hand| template(seed, hand, visit)).to_vec()
}

/// As much of a palm as leaves some doubt.
fn in_doubt(gallery: &Gallery, id: &str, palm: &Template) -> Template {
    let parts = (12..=64).map(|w| masked(palm, |row, column| row < w / 2 && column < w.div_ceil(2)));
    let rate = |part: &Template| {
        gallery.verify(id, part, &verify(0.5)).expect("comparable").comparison.false_match_rate().value
    };
    parts.into_iter().find(|part| (1e-9..1e-2).contains(&rate(part))).expect("between chance and certainty")
}

fn gallery(matcher: Matcher) -> Gallery {
    Gallery::new(matcher, common::extractor().encoder_id())
}

fn matcher() -> Matcher {
    Matcher::new(&MatchParams::default()).expect("the default parameters")
}

/// `both-50` to `both-52` with both palms, `left-53` and `right-54` with one, `nameless-55` with one of an unknown hand.
fn six() -> Gallery {
    let gallery = gallery(matcher());
    let enrol = |id: &str, palms| gallery.enrol(id, palms).expect("a free id");
    (50..53).for_each(|seed| enrol(&format!("both-{seed}"), palms(seed, 1)));
    enrol("left-53", vec![template(53, Left, 1)]);
    enrol("right-54", vec![template(54, Right, 1)]);
    enrol("nameless-55", vec![template(55, Left, 1).without_hand()]);
    gallery
}

#[test]
fn a_person_is_found_by_both_palms() {
    let gallery = six();
    for (seed, id) in
        [(50, "both-50"), (51, "both-51"), (53, "left-53"), (54, "right-54"), (55, "nameless-55")]
    {
        let mut palms = palms(seed, 2);
        for _ in 0..2 {
            let found = gallery.identify_person(&palms, 3, &identify(1e-3)).expect("their encoder");
            assert_eq!(found.recognised().map(|c| c.id.as_str()), Some(id));
            assert_eq!((found.candidates.len(), found.compared), (3, 10), "five palms for each hand");
            assert!(gallery.verify_person(id, &palms, &verify(1e-4)).expect("comparable").accepted);
            palms.reverse();
        }
    }
    let stranger = gallery.identify_person(&palms(60, 1), 9, &identify(1e-3)).expect("their encoder");
    assert!(!stranger.accepted && stranger.recognised().is_none());
    assert_eq!(stranger.candidates.len(), 6);
    assert!(!gallery.verify_person("both-50", &palms(51, 2), &verify(1e-2)).expect("comparable").accepted);
}

#[test]
fn palms_that_leave_doubt_decide_together() {
    let gallery = six();
    let person: Vec<Template> = palms(50, 2).iter().map(|palm| in_doubt(&gallery, "both-50", palm)).collect();
    let alone = person.iter().map(|palm| {
        let found = gallery.verify("both-50", palm, &verify(0.5)).expect("comparable");
        found.comparison.false_match_rate().value
    });
    let asked = alone.fold(1.0, f64::min) / 2.0;
    let accepts =
        |palms: &[Template]| gallery.verify_person("both-50", palms, &verify(asked)).expect("comparable");
    assert!(!accepts(&person[..1]).accepted && !accepts(&person[1..]).accepted);
    let both = accepts(&person);
    assert!(both.accepted, "{:?} at {asked:e}", both.comparison.false_match_rate());
    let found = gallery.identify_person(&person, 1, &identify(asked * 10.0)).expect("their encoder");
    assert_eq!(found.candidates[0].id, "both-50");
    assert_eq!(found.candidates[0].comparison, both.comparison);
    assert!(found.accepted, "ten palms were compared");
    let one_of_many = found.candidates[0].comparison.false_match_rate().value;
    let found = gallery.identify_person(&person, 1, &identify(one_of_many * 5.0)).expect("their encoder");
    assert!(!found.accepted, "the rate is shared among all ten");
}

#[test]
fn one_palm_is_enough_and_decides_as_ever() {
    let gallery = six();
    for (palm, id) in [
        (template(50, Right, 2), "both-50"),
        (template(53, Left, 2), "left-53"),
        (template(51, Left, 2).without_hand(), "both-51"),
    ] {
        let palm = [in_doubt(&gallery, id, &palm)];
        let alone = gallery.identify(&palm[0], 9, &identify(1e-3)).expect("its encoder");
        let person = gallery.identify_person(&palm, 9, &identify(1e-3)).expect("its encoder");
        assert_eq!((person.compared, person.accepted), (alone.compared, alone.accepted));
        let names = person.candidates.iter().map(|candidate| &candidate.id);
        assert!(names.eq(alone.candidates.iter().map(|candidate| &candidate.id)));
        let (best, own) = (person.candidates[0].comparison, alone.candidates[0].comparison);
        assert_eq!((best.similarity(), best.false_match_rate()), (own.similarity(), own.false_match_rate()));
        let rate = own.false_match_rate().value;
        for asked in [rate * 1.5, rate * 3.0] {
            let accepts = gallery.verify(id, &palm[0], &verify(asked)).expect("comparable").accepted;
            let verified = gallery.verify_person(id, &palm, &verify(asked)).expect("comparable");
            assert_eq!(verified.accepted, accepts, "{id} at {asked:e}");
        }
    }
}

#[test]
fn a_single_palm_enrolled_is_one_hand_of_the_person() {
    let gallery = six();
    let (left, right) = (template(55, Left, 2), template(55, Right, 2));
    let alone = gallery.verify("nameless-55", &left, &verify(1e-4)).expect("comparable").comparison;
    let together = PersonComparison::new(Some(alone), None);
    let both = [left, right];
    assert_eq!(
        gallery.verify_person("nameless-55", &both, &verify(1e-4)).expect("comparable").comparison,
        together
    );
    let found = gallery.identify_person(&both, 1, &identify(1e-3)).expect("their encoder");
    assert_eq!(found.candidates[0].comparison, together);
}

#[test]
fn who_looks_like_the_person_in_one_palm_of_many_is_compared_in_both() {
    // What is searched rigidly is quick, and so many are not compared in full.
    let gallery = gallery(Matcher::new(&MatchParams::rigid()).expect("parameters in range"));
    for seed in 50..60 {
        for copy in 0..30 {
            gallery.enrol(&format!("{seed}-{copy}"), palms(seed, 1)).expect("a free id");
        }
    }
    let [left, right] = [template(61, Left, 2), template(62, Right, 2)];
    gallery.enrol("the-one", vec![template(61, Left, 1), template(58, Right, 1)]).expect("a free id");
    let found = gallery.identify_person(&[left, right], 1, &identify(1e-2)).expect("their encoder");
    assert_eq!((found.candidates[0].id.as_str(), found.compared), ("the-one", 602));
    let [own, other] =
        found.candidates[0].comparison.palms().map(|palm| palm.expect("compared").similarity());
    assert!(other < own, "{other}, {own}");
}

#[test]
fn what_is_no_person_is_refused() {
    let gallery = six();
    let [left, right] = [template(50, Left, 2), template(50, Right, 2)];
    let three = [left.clone(), right.clone(), left.clone()];
    let refused = |palms: &[Template], error: GalleryError| {
        assert_eq!(gallery.identify_person(palms, 1, &identify(0.5)), Err(error.clone()));
        assert_eq!(gallery.verify_person("both-50", palms, &verify(0.5)), Err(error));
    };
    refused(&[], GalleryError::Palms { given: 0 });
    refused(&three, GalleryError::Palms { given: 3 });
    refused(&[left.clone(), left.clone()], GalleryError::SameHand);
    refused(&[left.clone(), right.clone().without_hand()], GalleryError::SameHand);
    let other = of_other_encoder(&right);
    let encoder = GalleryError::Encoder { given: other.encoder_id(), expected: left.encoder_id() };
    refused(&[left.clone(), other], encoder);
    let both = [left.clone(), right];
    assert_eq!(gallery.verify_person("nobody", &both, &verify(0.5)), Err(GalleryError::NotEnrolled));
    let hands = Err(GalleryError::Match(MatchError::Hands));
    assert_eq!(gallery.verify_person("right-54", &[left], &verify(0.5)), hands);
    assert!(
        format!("{:?}", gallery.identify_person(&both, 1, &identify(1e-3)))
            .contains("Candidate { comparison: PersonComparison")
    );
    assert!(!format!("{:?}", gallery.identify_person(&both, 1, &identify(1e-3))).contains("both-50"));
}
