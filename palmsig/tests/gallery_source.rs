//! Galleries whose full templates stay with a source.

mod common;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use common::{masked, template};
use palmsig::error::{GalleryError, MatchError, SourceError};
use palmsig::gallery::{Gallery, TemplateSource};
use palmsig::image::HandSide;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::template::Template;

use HandSide::{Left, Right};

type Answer = Result<Vec<Template>, SourceError>;

/// What is answered to each id, and how often somebody asked.
#[derive(Default)]
struct Answers {
    of: Mutex<HashMap<String, Answer>>,
    asked: AtomicUsize,
}

impl Answers {
    fn of(&self) -> MutexGuard<'_, HashMap<String, Answer>> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, id: &str, answer: Answer) {
        self.of().insert(id.to_owned(), answer);
    }
}

impl TemplateSource for Answers {
    fn fetch(&self, id: &str) -> Answer {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.of().get(id).cloned().unwrap_or(Err(SourceError::Missing))
    }
}

fn matcher() -> Matcher {
    Matcher::new(&MatchParams::default()).expect("the default parameters")
}

/// The same subjects in a gallery that keeps their templates, and in one over a source.
fn both() -> (Gallery, Gallery, Arc<Answers>) {
    let encoder = common::extractor().encoder_id();
    let source = Arc::new(Answers::default());
    let (own, over) = (Gallery::new(matcher(), encoder), Gallery::over(source.clone(), matcher(), encoder));
    let enrol = |id: &str, palms: Vec<Template>| {
        source.set(id, Ok(palms.iter().rev().cloned().collect()));
        over.enrol(id, palms.clone()).expect("a free id");
        own.enrol(id, palms).expect("a free id");
    };
    enrol("both-50", vec![template(50, Left, 1), template(50, Right, 1)]);
    enrol("left-52", vec![template(52, Left, 1)]);
    enrol("left-53", vec![template(53, Left, 1)]);
    enrol("right-54", vec![template(54, Right, 1)]);
    (own, over, source)
}

fn identify(fpir: f64) -> Policy {
    Policy::identify(fpir).expect("a rate in range")
}

fn probes() -> Vec<Template> {
    let nothing = masked(&template(52, Left, 1), |_, _| false);
    let nameless = template(50, Right, 2).without_hand();
    let near_infrared = common::of_near_infrared(&template(52, Left, 2));
    let other = common::of_other_encoder(&template(52, Left, 2));
    let stranger = template(56, Left, 1);
    vec![template(50, Left, 2), template(52, Left, 2), stranger, nothing, nameless, near_infrared, other]
}

#[test]
fn all_answers_are_those_of_a_gallery_that_keeps_its_templates() {
    let (own, over, _) = both();
    let policy = identify(1e-3);
    for probe in probes() {
        for k in [0, 1, 3, usize::MAX] {
            assert_eq!(over.identify(&probe, k, &policy), own.identify(&probe, k, &policy));
        }
        for id in ["both-50", "left-52", "right-54", "nobody"] {
            assert_eq!(over.verify(id, &probe, &policy), own.verify(id, &probe, &policy));
            let palms = [probe.clone(), template(54, Right, 2)];
            assert_eq!(over.duplicate(id, &palms, &policy), own.duplicate(id, &palms, &policy));
        }
    }
    let found = over.identify(&template(52, Left, 2), 1, &policy).expect("its encoder");
    assert_eq!(found.recognised().map(|c| c.id.as_str()), Some("left-52"));
}

#[test]
fn only_palms_that_can_be_compared_are_asked_for() {
    let (_, over, source) = both();
    let asked = || source.asked.swap(0, Ordering::Relaxed);
    assert_eq!(asked(), 0, "nothing is fetched to enrol");
    over.identify(&template(52, Left, 2), 1, &identify(1e-3)).expect("its encoder");
    assert_eq!(asked(), 3, "three left palms");
    over.verify("both-50", &template(50, Left, 2), &identify(1e-3)).expect("enrolled");
    assert_eq!(asked(), 1);
    let hands = Err(GalleryError::Match(MatchError::Hands));
    assert_eq!(over.verify("right-54", &template(52, Left, 2), &identify(1e-3)), hands);
    assert_eq!(asked(), 0);
}

#[test]
fn a_source_that_fails_neither_loses_nor_fakes_a_decision() {
    let (_, over, source) = both();
    let policy = identify(1e-3);
    let failures = [
        SourceError::Missing,
        SourceError::Changed,
        SourceError::Unreadable(std::io::ErrorKind::TimedOut),
        SourceError::Failed { reason: "the database is locked".to_owned() },
        Template::from_bytes(&[0; 9]).expect_err("no template").into(),
    ];
    // Whoever fails, the person or somebody else: all that needs the template fails.
    for (id, failure) in failures.iter().flat_map(|f| [("left-52", f), ("left-53", f)]) {
        let before = source.of().insert(id.to_owned(), Err(failure.clone())).expect("enrolled");
        let refusal = GalleryError::Source(failure.clone());
        let probe = template(52, Left, 2);
        assert_eq!(over.identify(&probe, 1, &policy), Err(refusal.clone()));
        assert_eq!(
            over.identify_batch(&[template(50, Right, 2), probe.clone()], 1, &policy),
            Err(refusal.clone())
        );
        assert_eq!(over.verify(id, &probe, &policy), Err(refusal.clone()));
        assert_eq!(over.duplicate("new", std::slice::from_ref(&probe), &policy), Err(refusal.clone()));
        // What does not need it goes on.
        assert!(over.verify("both-50", &template(50, Left, 2), &policy).expect("there").accepted);
        let right = over.identify(&template(54, Right, 2), 1, &policy).expect("there");
        assert_eq!(right.recognised().map(|c| c.id.as_str()), Some("right-54"));
        source.set(id, before);
        assert!(over.identify(&probe, 1, &policy).expect("there again").accepted);
    }
}

#[test]
fn templates_that_were_mixed_up_are_refused() {
    let (_, over, source) = both();
    let (policy, probe) = (identify(1e-3), template(52, Left, 2));
    let changed = GalleryError::Source(SourceError::Changed);
    let others = [
        vec![],
        vec![template(53, Left, 1)],
        vec![template(52, Left, 2)],
        vec![template(52, Left, 1).without_hand()],
        vec![common::of_near_infrared(&template(52, Left, 1))],
        vec![common::of_other_encoder(&template(52, Left, 1))],
        vec![masked(&template(52, Left, 1), |row, _| row > 0)],
        // One bit of the fine planes, which no compact code has.
        vec![common::changed(&template(52, Left, 1), |bytes| {
            let fine = common::HEADER + common::TEXTURE + 8;
            bytes[fine + 8 * 6 * 31 + 3] ^= 1;
        })],
    ];
    for other in others {
        source.set("left-52", Ok(other));
        assert_eq!(over.verify("left-52", &probe, &policy), Err(changed.clone()));
        assert_eq!(over.identify(&probe, 1, &policy), Err(changed.clone()));
    }
    source.set("left-52", Ok(vec![template(53, Left, 1), template(52, Left, 1)]));
    assert!(over.verify("left-52", &probe, &policy).expect("there, beside another one").accepted);
}

/// Removes a subject from the gallery while a search asks for its template.
struct Removing {
    gallery: Mutex<Option<Arc<Gallery>>>,
    answers: Answers,
}

impl TemplateSource for Removing {
    fn fetch(&self, id: &str) -> Answer {
        let gallery = self.gallery.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(gallery) = gallery.filter(|_| id == "left-52") {
            gallery.remove(id).expect("enrolled");
            self.answers.set(id, Err(SourceError::Missing));
        }
        self.answers.fetch(id)
    }
}

#[test]
fn whoever_is_removed_during_a_search_is_passed_over() {
    let source = Arc::new(Removing { gallery: Mutex::default(), answers: Answers::default() });
    let gallery = Arc::new(Gallery::over(source.clone(), matcher(), common::extractor().encoder_id()));
    let (probe, policy) = (template(52, Left, 2), identify(1e-3));
    let enrol = |id: &str, seed: u64| {
        source.answers.set(id, Ok(vec![template(seed, Left, 1)]));
        gallery.enrol(id, vec![template(seed, Left, 1)]).expect("a free id");
    };
    enrol("left-53", 53);
    let removing = |on: bool| *source.gallery.lock().expect("sound") = on.then(|| gallery.clone());
    for _ in 0..2 {
        removing(false);
        enrol("left-52", 52);
        removing(true);
        let found = gallery.identify(&probe, 9, &policy).expect("whoever is left");
        assert_eq!(found.candidates.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["left-53"]);
        assert!(!found.accepted);
        removing(false);
        enrol("left-52", 52);
        removing(true);
        assert_eq!(gallery.verify("left-52", &probe, &policy), Err(GalleryError::NotEnrolled));
    }
    removing(false);
}
