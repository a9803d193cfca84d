//! Searches among so many that only those who look like the probe are compared in full.

mod common;

use std::sync::atomic::{AtomicBool, Ordering};

use common::{masked, template};
use palmsig::error::GalleryError;
use palmsig::gallery::{Duplicate, Gallery, Identification};
use palmsig::image::HandSide;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::template::Template;

use HandSide::{Left, Right};

fn identify(fpir: f64) -> Policy {
    Policy::identify(fpir).expect("a rate in range")
}

/// A palm that no hand has: one whose orientations are turned and whose quarters are laid anew; `number` below 42 says how.
fn strange(palm: &Template, number: usize) -> Template {
    // Half a square away along one side at least: a search does not shift so far.
    let (down, right) = [(2, 0), (0, 2), (2, 1), (1, 2), (2, 2), (2, 3), (3, 2)][number % 7];
    let turn = number / 7;
    common::changed(palm, |bytes| {
        for view in bytes[common::HEADER..].chunks_exact_mut(common::VIEW) {
            let moved = |row: usize, side: usize| (row + side / 4 * down) % side;
            let old = view.to_vec();
            for row in 0..32 {
                let word = |at: usize| u32::from_le_bytes(old[at..][..4].try_into().expect("four bytes"));
                let put = |view: &mut [u8], at: usize, word: u32| {
                    view[at..][..4].copy_from_slice(&word.rotate_left(8 * right as u32).to_le_bytes());
                };
                put(view, common::MASK + 4 * moved(row, 32), word(common::MASK + 4 * row));
                for plane in 0..6 {
                    let from = common::LINES + 8 + 4 * (6 * row + plane);
                    put(view, common::LINES + 8 + 4 * (6 * moved(row, 32) + (plane + turn) % 6), word(from));
                }
            }
            for (row, plane) in (0..64 * 6).map(|i| (i / 6, i % 6)) {
                let from = common::TEXTURE + 8 + 8 * (6 * row + plane);
                let to = common::TEXTURE + 8 + 8 * (6 * moved(row, 64) + (plane + turn) % 6);
                let word = u64::from_le_bytes(old[from..][..8].try_into().expect("eight bytes"));
                view[to..][..8].copy_from_slice(&word.rotate_left(16 * right as u32).to_le_bytes());
            }
        }
    })
}

/// Sixteen people, and 672 who have no hands, all left ones.
fn crowd() -> Gallery {
    let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
    let gallery = Gallery::new(matcher, common::extractor().encoder_id());
    for seed in 60..76 {
        gallery.enrol(&format!("person-{seed}"), vec![template(seed, Left, 1)]).expect("a free id");
        for number in 0..42 {
            let palm = strange(&template(seed, Left, 1), number);
            gallery.enrol(&format!("nobody-{seed}-{number}"), vec![palm]).expect("a free id");
        }
    }
    gallery
}

#[test]
fn a_crowd_is_searched_as_if_all_were_compared_in_full() {
    let gallery = crowd();
    let compared = gallery.len();
    assert_eq!(compared, 688);
    for seed in 60..78 {
        let probe = template(seed, Left, 2);
        let quick = gallery.identify(&probe, 3, &identify(1e-3)).expect("its encoder");
        let full = gallery.identify(&probe, usize::MAX, &identify(1e-3)).expect("its encoder");
        assert_eq!((quick.compared, full.compared), (compared, compared));
        assert_eq!((quick.candidates.len(), full.candidates.len()), (3, compared));
        assert_eq!(quick.accepted, full.accepted);
        assert_eq!(quick.accepted, seed < 76, "seed {seed}");
        if quick.accepted {
            assert_eq!(quick.candidates[0], full.candidates[0]);
            assert_eq!(quick.candidates[0].id, format!("person-{seed}"));
        }
    }
    let nameless = gallery.identify(&template(61, Left, 2).without_hand(), 1, &identify(1e-3));
    assert!(nameless.expect("its encoder").accepted);
    let other = gallery.identify(&template(61, Right, 2), 9, &identify(1e-3)).expect("its encoder");
    assert_eq!((other.compared, other.candidates.len(), other.accepted), (0, 0, false));
    let nothing = masked(&template(61, Left, 1), |_, _| false);
    let nothing = gallery.identify(&nothing, 2, &identify(0.5)).expect("its encoder");
    assert_eq!((nothing.compared, nothing.candidates.len(), nothing.accepted), (compared, 2, false));
}

#[test]
fn a_batch_gives_the_answers_of_single_searches() {
    let gallery = crowd();
    // A few right hands, which are compared in full beside a crowd of left ones.
    for seed in 60..63 {
        gallery.enrol(&format!("right-{seed}"), vec![template(seed, Right, 1)]).expect("a free id");
    }
    let nothing = masked(&template(61, Left, 1), |_, _| false);
    let mut probes: Vec<Template> = (60..78).map(|seed| template(seed, Left, 2)).collect();
    probes.insert(1, template(61, Right, 2));
    probes.insert(5, nothing);
    probes.push(template(62, Right, 2).without_hand());
    probes.push(common::of_near_infrared(&template(62, Left, 2)));
    for k in [0, 1, 3, 400] {
        let alone = |probe| gallery.identify(probe, k, &identify(1e-3)).expect("its encoder");
        let together = gallery.identify_batch(&probes, k, &identify(1e-3)).expect("its encoder");
        assert_eq!(together, probes.iter().map(alone).collect::<Vec<_>>(), "k {k}");
        let accepted = together.iter().filter(|found| found.accepted).count();
        assert_eq!(accepted, 16 + 2, "all who are enrolled");
    }
    assert_eq!(gallery.identify_batch(&[], 1, &identify(1e-3)), Ok(Vec::new()));
    let other = common::of_other_encoder(&probes[0]);
    let refusal = GalleryError::Encoder { given: other.encoder_id(), expected: probes[0].encoder_id() };
    probes.push(other);
    assert_eq!(gallery.identify_batch(&probes, 1, &identify(1e-3)), Err(refusal), "none is answered alone");
}

#[test]
fn what_shows_nothing_matches_nobody_in_a_crowd_of_itself() {
    let gallery = crowd();
    let nothing = masked(&template(61, Left, 1), |_, _| false);
    for number in 0..300 {
        gallery.enrol(&format!("nothing-{number}"), vec![nothing.clone()]).expect("a free id");
    }
    let easiest = identify(0.5);
    for k in [0, 1, 700, usize::MAX] {
        let found = gallery.identify(&nothing, k, &easiest).expect("its encoder");
        assert_eq!((found.accepted, found.candidates.len()), (false, k.min(988)));
    }
    let known = gallery.identify(&template(61, Left, 2), 2000, &easiest).expect("its encoder");
    assert_eq!(known.recognised().map(|c| c.id.as_str()), Some("person-61"));
    assert_eq!(known.candidates.len(), 988, "k beyond all that are enrolled");
    let duplicate = gallery.duplicate("new", &[nothing], &easiest).expect("its encoder");
    assert_eq!(duplicate, Duplicate::None { compared: 988 });
}

#[test]
fn whoever_is_removed_from_a_crowd_is_found_no_more() {
    let gallery = crowd();
    let probe = template(63, Left, 2);
    let search = || gallery.identify(&probe, 1, &identify(1e-3)).expect("its encoder");
    assert!(search().accepted);
    gallery.remove("person-63").expect("enrolled");
    assert_eq!(search().recognised(), None);
    assert_eq!(gallery.remove("person-63"), Err(GalleryError::NotEnrolled));
    gallery.enrol("again", vec![template(63, Left, 1), template(63, Right, 1)]).expect("a free id");
    assert_eq!(search().recognised().map(|c| c.id.as_str()), Some("again"));
    let right = gallery.identify(&template(63, Right, 2), 1, &identify(1e-3)).expect("its encoder");
    assert_eq!((right.compared, right.accepted), (1, true));
}

#[test]
fn a_duplicate_is_found_in_a_crowd_and_nobody_is_one_of_oneself() {
    let gallery = crowd();
    let palms = [template(64, Left, 2)];
    let search = |id: &str| gallery.duplicate(id, &palms, &identify(1e-3)).expect("its encoder");
    let Duplicate::Of { subject, compared } = search("newcomer") else { panic!("not found") };
    assert_eq!((subject.id.as_str(), compared), ("person-64", gallery.len()));
    assert_eq!(search("person-64"), Duplicate::None { compared: gallery.len() - 1 });
}

/// Four who come and go, one who searches alone, one in batches, one for duplicates: the people who stay are always found,
/// those who left never are, and an id is taken by one at a time.
#[test]
fn threads_search_a_crowd_while_others_come_and_go() {
    let gallery = crowd();
    let passing = [template(77, Left, 1), template(77, Right, 1)];
    let (known, again) = (template(62, Left, 2), template(77, Left, 2));
    let came = AtomicBool::new(true);
    let found = |found: Identification| {
        assert_eq!(found.recognised().map(|c| c.id.as_str()), Some("person-62"));
        assert!((688..=692).contains(&found.compared));
    };
    let search = || gallery.identify(&known, 1, &identify(1e-3)).expect("its encoder");
    std::thread::scope(|scope| {
        let comers = (0..4).map(|thread| {
            let (gallery, passing) = (&gallery, &passing);
            scope.spawn(move || {
                for i in 0..100 {
                    // Two share each id.
                    let id = format!("passing-{}-{i}", thread / 2);
                    match gallery.enrol(&id, passing.to_vec()) {
                        Ok(()) => {
                            assert!(
                                gallery.verify(&id, &passing[1], &identify(1e-3)).expect("enrolled").accepted
                            );
                            gallery.remove(&id).expect("enrolled");
                        }
                        Err(GalleryError::AlreadyEnrolled) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        });
        let comers: Vec<_> = comers.collect();
        scope.spawn(|| {
            while came.load(Ordering::Relaxed) {
                found(search())
            }
        });
        scope.spawn(|| {
            while came.load(Ordering::Relaxed) {
                let both = [known.clone(), again.clone()];
                let batch = gallery.identify_batch(&both, 1, &identify(1e-3)).expect("its encoder");
                let [first, second] = <[Identification; 2]>::try_from(batch).expect("two answers");
                found(first);
                assert!(second.recognised().is_none_or(|c| c.id.starts_with("passing-")));
            }
        });
        scope.spawn(|| {
            while came.load(Ordering::Relaxed) {
                let duplicate = gallery.duplicate("person-62", std::slice::from_ref(&known), &identify(1e-3));
                assert!(matches!(duplicate, Ok(Duplicate::None { .. })));
            }
        });
        let left: Vec<_> = comers.into_iter().map(|comer| comer.join()).collect();
        came.store(false, Ordering::Relaxed);
        assert!(left.iter().all(Result::is_ok));
    });
    assert_eq!(gallery.len(), 688);
    let left =
        gallery.identify_batch(&[again, template(77, Right, 2)], 1, &identify(1e-3)).expect("its encoder");
    assert!(left.iter().all(|found| !found.accepted) && left[1].compared == 0, "nobody is left behind");
}
