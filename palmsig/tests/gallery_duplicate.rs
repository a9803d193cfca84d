//! Whoever enrols twice is found.

mod common;

use common::{masked, of_other_encoder, template};
use palmsig::error::GalleryError;
use palmsig::gallery::{Duplicate, Gallery};
use palmsig::image::HandSide;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::template::Template;

use HandSide::{Left, Right};

fn three() -> Gallery {
    let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
    let gallery = Gallery::new(matcher, common::extractor().encoder_id());
    gallery.enrol("both", vec![template(50, Left, 1), template(50, Right, 1)]).expect("a free id");
    gallery.enrol("left", vec![template(52, Left, 1)]).expect("a free id");
    gallery.enrol("right", vec![template(54, Right, 1)]).expect("a free id");
    gallery
}

/// The id found, and the palms compared.
fn search(gallery: &Gallery, id: &str, palms: &[Template]) -> (Option<String>, usize) {
    let policy = Policy::identify(1e-3).expect("a rate in range");
    match gallery.duplicate(id, palms, &policy).expect("the gallery's encoder") {
        Duplicate::None { compared } => (None, compared),
        Duplicate::Of { subject, compared } => {
            assert!(policy.accepts_among(&subject.comparison, compared));
            (Some(subject.id), compared)
        }
        other => panic!("{other:?}"),
    }
}

fn found(id: &str, compared: usize) -> (Option<String>, usize) {
    (Some(id.to_owned()), compared)
}

#[test]
fn a_palm_under_another_id_is_found_and_a_new_one_is_not() {
    let gallery = three();
    assert_eq!(search(&gallery, "new", &[template(52, Left, 2)]), found("left", 2));
    assert_eq!(search(&gallery, "new", &[template(50, Right, 2)]), found("both", 2));
    assert_eq!(search(&gallery, "new", &[template(56, Left, 1)]), (None, 2));
    // One of two hands is enough, whichever comes first.
    let mixed = [template(56, Left, 1), template(54, Right, 2)];
    assert_eq!(search(&gallery, "new", &mixed), found("right", 4));
    let mixed = [template(54, Right, 2), template(56, Left, 1)];
    assert_eq!(search(&gallery, "new", &mixed), found("right", 4));
    let other_hand = [template(52, Right, 1)];
    assert_eq!(
        search(&gallery, "new", &other_hand),
        (None, 2),
        "the left hand tells nothing of the right one"
    );
    assert_eq!(gallery.len(), 3, "a search enrols nobody");
}

#[test]
fn nobody_is_a_duplicate_of_oneself() {
    let gallery = three();
    assert_eq!(search(&gallery, "left", &[template(52, Left, 2)]), (None, 1));
    gallery.enrol("again", vec![template(52, Left, 2)]).expect("a free id");
    assert_eq!(search(&gallery, "left", &[template(52, Left, 3)]), found("again", 2));
}

#[test]
fn nothing_to_compare_is_no_duplicate() {
    let gallery = three();
    assert_eq!(search(&gallery, "new", &[]), (None, 0));
    let nothing = masked(&template(52, Left, 1), |_, _| false);
    assert_eq!(search(&gallery, "new", &[nothing]), (None, 2));
    let policy = Policy::identify(1e-3).expect("a rate in range");
    let own = template(52, Left, 2);
    let other = of_other_encoder(&own);
    let refusal = GalleryError::Encoder { given: other.encoder_id(), expected: own.encoder_id() };
    assert_eq!(gallery.duplicate("new", &[own, other], &policy), Err(refusal));
}
