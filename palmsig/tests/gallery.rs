//! Enrolling, verifying, identifying and removing subjects.

mod common;

use common::{masked, of_other_encoder, template};
use palmsig::error::{GalleryError, MatchError};
use palmsig::gallery::{Gallery, MAX_ID};
use palmsig::image::HandSide;
use palmsig::matching::{Comparison, Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::template::Template;

use HandSide::{Left, Right};

fn gallery() -> Gallery {
    let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
    Gallery::new(matcher, common::extractor().encoder_id())
}

fn verify(fmr: f64) -> Policy {
    Policy::verify(fmr).expect("a rate in range")
}

fn identify(fpir: f64) -> Policy {
    Policy::identify(fpir).expect("a rate in range")
}

/// Six subjects: `both-N` with both palms, `left-N` and `right-N` with one.
fn six() -> Gallery {
    let gallery = gallery();
    let enrol = |id, palms| gallery.enrol(id, palms).expect("a free id");
    enrol("both-50", vec![template(50, Left, 1), template(50, Right, 1)]);
    enrol("both-51", vec![template(51, Right, 1), template(51, Left, 1)]);
    enrol("left-52", vec![template(52, Left, 1)]);
    enrol("left-53", vec![template(53, Left, 1)]);
    enrol("right-54", vec![template(54, Right, 1)]);
    enrol("right-55", vec![template(55, Right, 1)]);
    gallery
}

#[test]
fn ids_have_1_to_256_bytes() {
    let gallery = gallery();
    let enrol = |id: &str| gallery.enrol(id, vec![template(50, Left, 1)]);
    assert_eq!(enrol(""), Err(GalleryError::Id { given: 0, limit: MAX_ID }));
    assert_eq!(enrol(&"x".repeat(257)), Err(GalleryError::Id { given: 257, limit: 256 }));
    // Bytes count, not characters.
    assert_eq!(enrol(&"é".repeat(129)), Err(GalleryError::Id { given: 258, limit: 256 }));
    assert!(gallery.is_empty());
    for id in ["x".repeat(256), "é".repeat(128), " ".to_owned(), "\0".to_owned(), "掌\n\"'; --".to_owned()]
    {
        assert_eq!(enrol(&id), Ok(()));
        assert!(gallery.verify(&id, &template(50, Left, 1), &verify(1e-4)).expect("enrolled").accepted);
    }
    assert_eq!(gallery.len(), 5);
}

#[test]
fn a_taken_id_is_refused_and_keeps_its_palms() {
    let gallery = six();
    let other = vec![template(54, Left, 1)];
    assert_eq!(gallery.enrol("left-52", other.clone()), Err(GalleryError::AlreadyEnrolled));
    let of = |t: &Template| gallery.verify("left-52", t, &verify(1e-4)).expect("enrolled").accepted;
    assert!(of(&template(52, Left, 2)) && !of(&other[0]));
    gallery.remove("left-52").expect("enrolled");
    assert_eq!(gallery.enrol("left-52", other.clone()), Ok(()), "a removed id is free again");
    let of = |t: &Template| gallery.verify("left-52", t, &verify(1e-4)).expect("enrolled").accepted;
    assert!(!of(&template(52, Left, 2)) && of(&other[0]));
}

#[test]
fn a_subject_has_one_palm_or_a_left_and_a_right_one() {
    let gallery = gallery();
    let (left, right) = (template(50, Left, 1), template(50, Right, 1));
    let unknown = left.clone().without_hand();
    let enrol = |palms: &[&Template]| gallery.enrol("id", palms.iter().map(|&t| t.clone()).collect());
    assert_eq!(enrol(&[]), Err(GalleryError::Palms { given: 0 }));
    assert_eq!(enrol(&[&left, &right, &left]), Err(GalleryError::Palms { given: 3 }));
    for pair in [[&left, &left], [&right, &right], [&left, &unknown], [&unknown, &right], [&unknown; 2]] {
        assert_eq!(enrol(&pair), Err(GalleryError::SameHand));
    }
    assert!(gallery.is_empty(), "a refused enrolment leaves nothing behind");
    for palms in [&[&unknown][..], &[&left, &right], &[&right, &left]] {
        assert_eq!(enrol(palms), Ok(()));
        gallery.remove("id").expect("enrolled");
    }
}

#[test]
fn templates_of_other_encoders_are_refused() {
    let gallery = six();
    let own = template(50, Left, 1);
    let other = of_other_encoder(&own);
    let refusal = GalleryError::Encoder { given: other.encoder_id(), expected: own.encoder_id() };
    assert_eq!(gallery.enrol("new", vec![other.clone()]), Err(refusal.clone()));
    assert_eq!(gallery.enrol("new", vec![template(50, Right, 1), other.clone()]), Err(refusal.clone()));
    assert_eq!(gallery.len(), 6);
    assert_eq!(gallery.verify("both-50", &other, &verify(0.5)), Err(refusal.clone()));
    assert_eq!(gallery.identify(&other, 1, &identify(0.5)), Err(refusal));
}

#[test]
fn verification_accepts_the_subject_and_refuses_others() {
    let gallery = six();
    let verify = |id: &str, t: &Template| gallery.verify(id, t, &verify(1e-4));
    for (id, seed, hand) in
        [("both-50", 50, Left), ("both-50", 50, Right), ("both-51", 51, Left), ("right-54", 54, Right)]
    {
        assert!(verify(id, &template(seed, hand, 2)).expect("comparable").accepted, "{id} {hand:?}");
        let nameless = template(seed, hand, 2).without_hand();
        assert!(verify(id, &nameless).expect("comparable").accepted, "{id} {hand:?}, side unknown");
    }
    assert!(!verify("both-50", &template(51, Left, 2)).expect("comparable").accepted);
    assert!(!verify("left-53", &template(52, Left, 2)).expect("comparable").accepted);
    let nothing = masked(&template(50, Left, 1), |_, _| false);
    assert!(!gallery.verify("both-50", &nothing, &self::verify(0.5)).expect("comparable").accepted);
}

#[test]
fn verification_that_cannot_be_made_says_why() {
    let gallery = six();
    let left = template(52, Left, 2);
    for id in ["nobody", "", "left-5", "left-52 "] {
        assert_eq!(gallery.verify(id, &left, &verify(0.5)), Err(GalleryError::NotEnrolled));
        assert_eq!(gallery.remove(id), Err(GalleryError::NotEnrolled));
    }
    let hands = GalleryError::Match(MatchError::Hands);
    assert_eq!(gallery.verify("right-54", &left, &verify(0.5)), Err(hands));
    // A near-infrared palm against one in visible light.
    let nir = common::of_near_infrared(&left);
    let band = GalleryError::Match(MatchError::NoCommonBand);
    assert_eq!(gallery.verify("left-52", &nir, &verify(0.5)), Err(band));
    let found = gallery.identify(&nir, 9, &identify(0.5)).expect("its encoder");
    assert_eq!((found.candidates.len(), found.compared, found.accepted), (0, 0, false));
    gallery.remove("left-52").expect("enrolled");
    assert_eq!(gallery.verify("left-52", &left, &verify(0.5)), Err(GalleryError::NotEnrolled));
}

#[test]
fn identification_finds_the_enrolled_and_nobody_else() {
    let gallery = six();
    let subjects =
        [(50, Left, "both-50"), (50, Right, "both-50"), (52, Left, "left-52"), (55, Right, "right-55")];
    for (seed, hand, id) in subjects {
        let found = gallery.identify(&template(seed, hand, 2), 3, &identify(1e-3)).expect("its encoder");
        assert_eq!(found.recognised().map(|c| c.id.as_str()), Some(id));
        assert_eq!((found.candidates.len(), found.compared), (3, 4), "four palms of a side are enrolled");
    }
    for stranger in [template(56, Left, 1), template(57, Right, 1), template(52, Right, 1)] {
        let found = gallery.identify(&stranger, 3, &identify(1e-3)).expect("its encoder");
        assert!(!found.accepted && found.recognised().is_none());
        assert_eq!(found.candidates.len(), 3, "candidates are named, not recognised");
    }
    let nameless = template(51, Left, 2).without_hand();
    let found = gallery.identify(&nameless, 9, &identify(1e-3)).expect("its encoder");
    assert_eq!(found.recognised().map(|c| c.id.as_str()), Some("both-51"));
    assert_eq!((found.candidates.len(), found.compared), (6, 8));
}

#[test]
fn as_many_candidates_as_asked_for() {
    let gallery = six();
    let probe = template(52, Left, 2);
    let search = |t: &Template, k| gallery.identify(t, k, &identify(1e-3)).expect("its encoder");
    let all = search(&probe, usize::MAX);
    assert_eq!(all.candidates.len(), 4);
    for k in 1..=5 {
        let some = search(&probe, k);
        assert_eq!(some.candidates, all.candidates[..k.min(4)]);
        assert_eq!((some.compared, some.accepted), (all.compared, all.accepted));
    }
    let none = search(&probe, 0);
    assert_eq!((none.candidates.len(), none.accepted), (1, true), "the person recognised is always named");
    let none = search(&template(56, Left, 1), 0);
    assert_eq!((none.candidates.len(), none.accepted), (0, false));
}

#[test]
fn an_empty_gallery_knows_nobody() {
    let gallery = gallery();
    assert!(gallery.is_empty());
    let found = gallery.identify(&template(50, Left, 1), 5, &identify(0.5)).expect("its encoder");
    assert_eq!((found.candidates.len(), found.compared, found.accepted), (0, 0, false));
    let six = six();
    for id in ["both-50", "both-51", "left-52", "left-53", "right-54", "right-55"] {
        six.remove(id).expect("enrolled");
    }
    assert!(six.is_empty());
    assert!(!six.identify(&template(50, Left, 1), 5, &identify(0.5)).expect("its encoder").accepted);
}

#[test]
fn best_first_and_equals_in_the_order_of_ids() {
    let gallery = six();
    for id in ["zoe", "adam", "mia", "Mia"] {
        gallery.enrol(id, vec![template(52, Left, 1)]).expect("a free id");
    }
    gallery.enrol("aa-nothing", vec![masked(&template(52, Left, 1), |_, _| false)]).expect("a free id");
    let found = gallery.identify(&template(52, Left, 2), 99, &identify(1e-2)).expect("its encoder");
    let similarities: Vec<i32> = found.candidates.iter().map(|c| c.comparison.similarity()).collect();
    assert!(similarities.is_sorted_by(|a, b| a >= b));
    let ids: Vec<&str> = found.candidates.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids[..5], ["Mia", "adam", "left-52", "mia", "zoe"], "bytes order ids, not alphabets");
    assert_eq!(ids.last(), Some(&"aa-nothing"), "no evidence comes last");
    assert_eq!(similarities.last(), Some(&Comparison::NO_EVIDENCE));
}

#[test]
fn the_more_are_searched_the_more_similar_the_best_must_be() {
    let gallery = six();
    // As much of a palm as leaves some doubt.
    let parts = (12..=64).map(|w| masked(&template(52, Left, 2), |r, c| r < w / 2 && c < w.div_ceil(2)));
    let searched = parts.map(|probe| {
        let found = gallery.identify(&probe, 1, &identify(1e-3)).expect("its encoder");
        let best = found.candidates[0].comparison;
        (probe, best, best.false_match_rate().value)
    });
    let doubtful = searched.into_iter().find(|(.., rate)| (1e-9..1e-4).contains(rate));
    let (probe, best, rate) = doubtful.expect("a similarity between chance and certainty");
    for size in [1, 10, 1000, 1_000_000] {
        // Rates are rounded to thousandths of a decade, against the probe.
        let (harder, easier) = (rate * size as f64 * 0.98, rate * size as f64 * 1.02);
        for (asked, accepted) in [(harder, false), (easier, true)] {
            if (1e-12..=0.5).contains(&asked) {
                assert_eq!(identify(asked).accepts_among(&best, size), accepted, "{asked:e} among {size}");
            }
        }
    }
    let alone = identify(rate * 2.0);
    assert!(alone.accepts(&best) && !alone.accepts_among(&best, 1_000_000));
    assert!(!identify(0.5).accepts_among(&best, usize::MAX));
    // The gallery asks the same question: of its four left palms the best must stand out of four.
    let among_four = identify(rate * 2.0);
    let found = gallery.identify(&probe, 1, &among_four).expect("its encoder");
    assert_eq!(found.accepted, among_four.accepts_among(&best, 4));
    let alone = gallery.verify("left-52", &probe, &verify(rate * 2.0)).expect("enrolled");
    assert!(alone.accepted && !found.accepted);
}

#[test]
fn threads_enrol_search_and_remove_at_once() {
    let gallery = six();
    let (known, passing) = (template(52, Left, 2), template(53, Right, 1));
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (gallery, passing) = (&gallery, &passing);
            scope.spawn(move || {
                for i in 0..50 {
                    let id = format!("{thread}-{i}");
                    gallery.enrol(&id, vec![passing.clone()]).expect("a free id");
                    assert!(gallery.verify(&id, passing, &verify(1e-4)).expect("enrolled").accepted);
                    gallery.remove(&id).expect("enrolled");
                }
            });
            scope.spawn(|| {
                for _ in 0..50 {
                    let found = gallery.identify(&known, 2, &identify(1e-3)).expect("its encoder");
                    assert_eq!(found.recognised().map(|c| c.id.as_str()), Some("left-52"));
                    assert_eq!(found.compared, 4);
                }
            });
        }
    });
    assert_eq!(gallery.len(), 6);
}

/// A caller may search for many palms at once on the same thread pool that each search uses: a thread that
/// waits for its search then takes up another one, while a third thread wants to enrol.
#[cfg(feature = "parallel")]
#[test]
fn searches_within_a_thread_pool_do_not_lock_out_enrolment() {
    use rayon::prelude::*;
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    };
    use std::time::Duration;

    let gallery = Arc::new(six());
    for i in 0..24 {
        gallery.enrol(&format!("more-{i}"), vec![template(53, Left, 1)]).expect("a free id");
    }
    let (known, passing) = (template(52, Left, 2), template(53, Right, 1));
    let (done, finished) = mpsc::channel();
    let shared = gallery.clone();
    std::thread::spawn(move || {
        let searching = AtomicBool::new(true);
        let accepted = std::thread::scope(|scope| {
            scope.spawn(|| {
                while searching.load(Ordering::Relaxed) {
                    shared.enrol("passing", vec![passing.clone()]).expect("a free id");
                    shared.remove("passing").expect("enrolled");
                }
            });
            let search = |_| shared.identify(&known, 1, &identify(1e-3)).expect("its encoder").accepted;
            let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build().expect("threads");
            let round = || (0..9).into_par_iter().with_max_len(1).map(search).filter(|&a| a).count();
            let accepted: usize = (0..60).map(|_| pool.install(round)).sum();
            searching.store(false, Ordering::Relaxed);
            accepted
        });
        // Only now has the last one who passed been removed.
        done.send(accepted).expect("somebody waits");
    });
    let accepted =
        finished.recv_timeout(Duration::from_secs(60)).expect("searches and enrolment come to an end");
    assert_eq!((accepted, gallery.len()), (540, 30));
}
