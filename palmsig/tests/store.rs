//! A store keeps what it acknowledged, for whom it is meant, and forgets what it is told to.

#![cfg(feature = "store")]

mod common;
#[path = "common/store.rs"]
mod stores;

use common::template;
use palmsig::error::{GalleryError, StoreError};
use palmsig::image::HandSide;
use palmsig::matching::Matcher;
use palmsig::matching::Policy;
use palmsig::params::MatchParams;
use palmsig::store::{Event, Loaded, Lockout, Palm, RETENTION, Removal, Store, Subject, shown};
use stores::{CARD, DAY, Folder, NOW, gallery, of_another_encoder, operator, palm, subject};

const NOT_ENROLLED: StoreError = StoreError::Subject(GalleryError::NotEnrolled);

#[test]
fn a_subject_is_there_again_with_all_that_was_kept() {
    let folder = Folder::new("again");
    let mut whole = subject("a");
    whole.palms = vec![
        Palm { recent: Some(template(1, HandSide::Left, 2)), ..palm(HandSide::Left) },
        palm(HandSide::Right),
    ];
    whole.holds = vec!["purchase 7".into()];
    folder.open().registrar("desk").enrol(&whole, NOW).unwrap();

    let store = folder.open();
    let held = store.registrar("desk").held("a").unwrap();
    assert!(held.subject == whole);
    assert_eq!((held.created, held.last_used, held.expires), (NOW, NOW, NOW + RETENTION));
    assert!(!held.removal_requested);

    let gallery = gallery();
    let loaded = store.recogniser("till").load(&gallery, NOW).unwrap();
    assert_eq!(loaded, Loaded { subjects: 1, ..Loaded::default() });
    let probe = template(1, HandSide::Right, 3);
    assert!(gallery.verify("a", &probe, &Policy::verify(1e-3).unwrap()).unwrap().accepted);
    // Again nothing is new.
    let loaded = store.recogniser("till").load(&gallery, NOW).unwrap();
    assert_eq!(loaded, Loaded { already: 1, ..Loaded::default() });
}

/// More than the key file grows by at once, with some gone in between and the store opened again: no two share a slot.
#[test]
fn many_subjects_come_and_go_and_each_keeps_its_own_key() {
    const SUBJECTS: usize = 100;
    let folder = Folder::new("many");
    let gone = |i: usize| i % 7 == 3;
    for part in 0..2 {
        let store = folder.open();
        for i in (0..SUBJECTS).filter(|i| i % 2 == part) {
            store.registrar("desk").enrol(&subject(&i.to_string()), NOW).unwrap();
            if gone(i) {
                store.remover("desk").remove(&i.to_string(), &[], NOW).unwrap();
            }
        }
    }
    let loaded = folder.open().recogniser("till").load(&gallery(), NOW).unwrap();
    let left = (0..SUBJECTS).filter(|&i| !gone(i)).count();
    assert_eq!(loaded, Loaded { subjects: left, ..Loaded::default() });
}

#[test]
fn what_cannot_be_enrolled_leaves_nothing() {
    let folder = Folder::new("refused");
    let store = folder.open();
    let registrar = store.registrar("desk");
    registrar.enrol(&subject("a"), NOW).unwrap();
    let refused = |subject: &Subject| registrar.enrol(subject, NOW).unwrap_err();
    assert_eq!(refused(&subject("a")), StoreError::Subject(GalleryError::AlreadyEnrolled));
    assert!(matches!(refused(&subject("")), StoreError::Subject(GalleryError::Id { given: 0, .. })));
    let twice = Subject { palms: vec![palm(HandSide::Left), palm(HandSide::Left)], ..subject("b") };
    assert_eq!(refused(&twice), StoreError::Subject(GalleryError::SameHand));
    let none = Subject { palms: vec![], ..subject("b") };
    assert_eq!(refused(&none), StoreError::Subject(GalleryError::Palms { given: 0 }));
    let mut long = subject("b");
    long.references[0].bytes = vec![0; 5000].into();
    assert!(matches!(refused(&long), StoreError::TooLong { given: 5000, .. }));
    assert_eq!(registrar.held("b").unwrap_err(), NOT_ENROLLED);
    assert_eq!(store.auditor("auditor").entries().unwrap().len(), 1);
}

#[test]
fn any_part_can_be_changed_and_an_unsound_change_changes_nothing() {
    let folder = Folder::new("change");
    let store = folder.open();
    let registrar = store.registrar("desk");
    registrar.enrol(&subject("a"), NOW).unwrap();
    registrar
        .change("a", NOW + 1, |s| {
            s.palms = vec![palm(HandSide::Right)];
            s.palms[0].recent = Some(template(1, HandSide::Right, 2));
            s.references.clear();
            s.consent.text = "terms 5".into();
            s.id = "b".into();
        })
        .unwrap();
    let held = registrar.held("a").unwrap().subject;
    assert_eq!((held.id.as_str(), held.references.len(), held.consent.text.as_str()), ("a", 0, "terms 5"));
    assert!(held.palms[0].anchor == template(1, HandSide::Right, 1) && held.palms[0].recent.is_some());
    assert!(registrar.change("a", NOW, |s| s.palms.clear()).is_err());
    assert!(registrar.held("a").unwrap().subject == held);
    // A gallery follows one subject: its palms, and whether it is there at all.
    let (gallery, recogniser) = (gallery(), store.recogniser("till"));
    let policy = Policy::verify(1e-3).unwrap();
    let accepted = |hand| Ok(gallery.verify("a", &template(1, hand, 3), &policy)?.accepted);
    let one = Loaded { subjects: 1, ..Loaded::default() };
    assert_eq!(recogniser.reload(&gallery, "a", NOW), Ok(one));
    assert_eq!(accepted(HandSide::Right), Ok(true));
    registrar.change("a", NOW, |s| s.palms = vec![palm(HandSide::Left)]).unwrap();
    assert_eq!(recogniser.reload(&gallery, "a", NOW), Ok(one));
    assert_eq!(accepted(HandSide::Left), Ok(true));
    assert_eq!(recogniser.reload(&gallery, "a", NOW + 2 * RETENTION).unwrap().expired, 1);
    assert_eq!(accepted(HandSide::Left), Err(GalleryError::NotEnrolled));
    assert_eq!(registrar.change("nobody", NOW, |_| ()).unwrap_err(), NOT_ENROLLED);
}

#[test]
fn templates_of_another_encoder_are_named_and_need_a_new_capture() {
    let folder = Folder::new("encoder");
    let store = folder.open();
    let registrar = store.registrar("desk");
    let mut old = subject("old");
    old.palms[0].anchor = of_another_encoder(&old.palms[0].anchor);
    registrar.enrol(&old, NOW).unwrap();
    registrar.enrol(&subject("new"), NOW).unwrap();
    let current = template(1, HandSide::Left, 1).encoder_id();
    let loaded = store.recogniser("till").load(&gallery(), NOW).unwrap();
    assert_eq!((loaded.subjects, loaded.other_encoder), (1, 1));
    assert_eq!(registrar.to_recapture(current).unwrap(), ["old"]);
    registrar.change("old", NOW, |s| s.palms = vec![palm(HandSide::Left)]).unwrap();
    assert!(registrar.to_recapture(current).unwrap().is_empty());
}

/// All bytes of all files of a store.
fn bytes(folder: &Folder) -> Vec<u8> {
    let files = std::fs::read_dir(folder.path()).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn contains(bytes: &[u8], run: &[u8]) -> bool {
    bytes.windows(run.len()).any(|window| window == run)
}

#[test]
fn after_removal_no_file_and_no_gallery_holds_the_palm_or_its_key() {
    let folder = Folder::new("remove");
    let (store, gallery) = (folder.open(), gallery());
    store.registrar("desk").enrol(&subject("kept"), NOW).unwrap();
    let before = std::fs::read(folder.file("keys")).unwrap();
    store.registrar("desk").enrol(&subject("gone-for-good"), NOW).unwrap();
    let after = std::fs::read(folder.file("keys")).unwrap();
    store.recogniser("till").load(&gallery, NOW).unwrap();
    // The slot that is new holds the wrapped key: 72 bytes from 21 on.
    let slot =
        (0..before.len()).step_by(128).find(|&at| before[at..at + 128] != after[at..at + 128]).unwrap();
    let wrapped = &after[slot + 21..slot + 21 + 72];
    assert!(contains(&bytes(&folder), wrapped), "the key is there before");

    let removal = store.remover("desk").remove("gone-for-good", &[&gallery], NOW + 5).unwrap();
    let Removal::Done(receipt) = removal else { panic!("{removal:?}") };
    assert_eq!(gallery.len(), 1);
    let auditor = store.auditor("auditor");
    assert!(auditor.confirms(&receipt));
    assert!(!auditor.confirms(&palmsig::store::Receipt { at: NOW + 6, ..receipt }));
    let history = auditor.history("gone-for-good").unwrap();
    let events: Vec<Event> = history.iter().map(|entry| entry.event).collect();
    assert_eq!(events, [Event::Enrolled, Event::Removed]);
    assert_eq!(
        (history[1].number, history[1].actor.as_str(), history[1].at),
        (receipt.entry, "desk", NOW + 5)
    );
    drop((store, auditor));

    let all = bytes(&folder);
    assert!(!contains(&all, &wrapped[..24]) && !contains(&all, &wrapped[24..48]), "the key is gone");
    let plain = template(1, HandSide::Left, 1).to_bytes();
    let rare = plain[24..].windows(16).step_by(16).filter(|run| run.iter().any(|b| *b != run[0]));
    assert!(rare.into_iter().all(|run| !contains(&all, run)), "no byte of a template was ever in the clear");
    for text in [&b"gone-for-good"[..], CARD, b"terms 4"] {
        assert!(!contains(&all, text), "nor of anything else");
    }
    let store = folder.open();
    assert_eq!(store.registrar("desk").held("gone-for-good").unwrap_err(), NOT_ENROLLED);
    assert!(store.registrar("desk").held("kept").is_ok());
    assert!(store.auditor("auditor").confirms(&receipt));
    // The id is free, and the slot is used again.
    store.registrar("desk").enrol(&subject("gone-for-good"), NOW).unwrap();
    assert_eq!(std::fs::read(folder.file("keys")).unwrap().len(), after.len());
}

#[test]
fn a_removal_waits_for_holds_and_meanwhile_nobody_is_recognised() {
    let folder = Folder::new("holds");
    let (store, gallery) = (folder.open(), gallery());
    let remover = store.remover("desk");
    store
        .registrar("desk")
        .enrol(&Subject { holds: vec!["purchase 7".into()], ..subject("a") }, NOW)
        .unwrap();
    store.recogniser("till").load(&gallery, NOW).unwrap();
    for _ in 0..2 {
        assert_eq!(remover.remove("a", &[&gallery], NOW).unwrap(), Removal::Waits { holds: 1 });
    }
    assert!(gallery.is_empty());
    assert_eq!(store.recogniser("till").load(&gallery, NOW).unwrap().leaving, 1);
    assert!(remover.sweep(&[&gallery], NOW).unwrap().is_empty(), "it is held still");
    store.registrar("desk").change("a", NOW, |s| s.holds.clear()).unwrap();
    assert_eq!(remover.sweep(&[&gallery], NOW).unwrap().len(), 1);
    let events: Vec<Event> =
        store.auditor("auditor").history("a").unwrap().into_iter().map(|e| e.event).collect();
    assert_eq!(events, [Event::Enrolled, Event::RemovalRequested, Event::Changed, Event::Removed]);
}

#[test]
fn who_is_not_seen_for_two_years_is_forgotten() {
    let folder = Folder::new("expire");
    let (store, gallery) = (folder.open(), gallery());
    for id in ["seen", "unseen"] {
        store.registrar("desk").enrol(&subject(id), NOW).unwrap();
    }
    let recogniser = store.recogniser("till");
    recogniser.used("seen", NOW + 100 * DAY).unwrap();
    // A clock that was set back shortens nothing.
    recogniser.used("seen", NOW).unwrap();
    assert_eq!(store.registrar("desk").held("seen").unwrap().last_used, NOW + 100 * DAY);
    assert!(store.remover("clock").sweep(&[&gallery], NOW + RETENTION - 1).unwrap().is_empty());
    let loaded = recogniser.load(&gallery, NOW + RETENTION).unwrap();
    assert_eq!((loaded.subjects, loaded.expired), (1, 1));
    assert_eq!(store.remover("clock").sweep(&[&gallery], NOW + RETENTION).unwrap().len(), 1);
    assert_eq!(store.registrar("desk").held("unseen").unwrap_err(), NOT_ENROLLED);
    assert_eq!(store.auditor("auditor").history("unseen").unwrap()[1].event, Event::Expired);

    store.administrator("operator").set_retention(30 * DAY, NOW).unwrap();
    // A store is open for as long as one of its roles is there.
    drop(store);
    let again = Store::open(folder.path(), &operator(1), "shop", NOW);
    assert_eq!(again.unwrap_err(), StoreError::InUse);
    drop(recogniser);
    let held = folder.open().registrar("desk").held("seen").unwrap();
    assert_eq!(held.expires, NOW + 130 * DAY);
}

#[test]
fn tenants_and_operators_do_not_open_one_anothers_stores() {
    let (shop, bank) = (Folder::new("shop"), Folder::new("bank"));
    shop.open().registrar("desk").enrol(&subject("a"), NOW).unwrap();
    drop(Store::open(bank.path(), &operator(1), "bank", NOW).unwrap());
    let open =
        |folder: &Folder, fill, name| Store::open(folder.path(), &operator(fill), name, NOW).map(|_| ());
    assert_eq!(open(&shop, 1, "bank"), Err(StoreError::WrongKey));
    assert_eq!(open(&shop, 2, "shop"), Err(StoreError::WrongKey));
    // The database of one beside the keys of the other.
    std::fs::copy(shop.file("subjects.redb"), bank.file("subjects.redb")).unwrap();
    let mixed = Store::open(bank.path(), &operator(1), "bank", NOW);
    if let Ok(store) = mixed {
        let loaded = store.recogniser("till").load(&gallery(), NOW).unwrap();
        assert_eq!((loaded.subjects, loaded.damaged), (0, 1));
        assert!(store.auditor("auditor").verify(None).is_err());
    }
    assert_eq!(open(&shop, 1, "shop"), Ok(()), "and nothing of it is lost");
}

#[test]
fn keys_are_rotated_without_anybody_enrolling_again() {
    let folder = Folder::new("rotate");
    let store = folder.open();
    for id in ["a", "b", "c"] {
        store.registrar("desk").enrol(&subject(id), NOW).unwrap();
    }
    let before = std::fs::read(folder.file("keys")).unwrap();
    store.administrator("operator").rotate_tenant_key(&operator(1), NOW).unwrap();
    let after = std::fs::read(folder.file("keys")).unwrap();
    for at in (8192..before.len()).step_by(128).filter(|&at| before[at] == 1) {
        assert!(!contains(&after, &before[at + 21..at + 93]), "an old wrapped key is still there");
    }
    assert!(!contains(&after, &before[22..94]), "the old tenant key is still there");
    assert!(store.registrar("desk").held("b").is_ok());
    store.administrator("operator").rotate_operator_key(&operator(2), NOW).unwrap();
    drop(store);
    assert_eq!(Store::open(folder.path(), &operator(1), "shop", NOW).unwrap_err(), StoreError::WrongKey);
    let store = Store::open(folder.path(), &operator(2), "shop", NOW).unwrap();
    assert!(store.registrar("desk").held("c").unwrap().subject == subject("c"));
}

#[test]
fn all_that_is_held_is_handed_out_and_that_is_on_record() {
    let folder = Folder::new("export");
    let store = folder.open();
    store.registrar("desk").enrol(&subject("a"), NOW).unwrap();
    store.recogniser("till").refused(Some("a"), NOW + 1).unwrap();
    let export = store.administrator("operator").export("a", NOW + 2).unwrap();
    assert!(export.held.subject == subject("a"));
    let events: Vec<Event> = export.history.iter().map(|entry| entry.event).collect();
    assert_eq!(events, [Event::Enrolled, Event::NotRecognised, Event::Exported]);
}

#[test]
fn nothing_of_a_subject_is_printed() {
    let folder = Folder::new("print");
    let store = folder.open();
    store.registrar("desk").enrol(&subject("a-name"), NOW).unwrap();
    let held = store.registrar("desk").held("a-name").unwrap();
    let printed = format!("{store:?} {:?} {:?}", store.registrar("desk"), held.subject);
    assert!(!printed.contains("a-name") && !printed.contains("42"), "{printed}");
}

#[test]
fn too_many_failed_attempts_lock_a_subject_and_a_terminal_for_a_while() {
    let folder = Folder::new("lockout");
    let lockout = Lockout { within: 600, of_subject: 3, at_terminal: 5 };
    let store = folder.open();
    for id in ["a", "b"] {
        store.registrar("desk").enrol(&subject(id), NOW).unwrap();
    }
    let till = store.recogniser("till");
    for i in 0..3 {
        assert_eq!(till.may_try(Some("a"), &lockout, NOW + i), Ok(()));
        till.refused(Some("a"), NOW + i).unwrap();
    }
    // Locked until the first of the three is out of the while, and after a restart too.
    let locked = |seconds| Err(StoreError::Locked { seconds });
    assert_eq!(till.may_try(Some("a"), &lockout, NOW + 10), locked(591));
    drop((store, till));
    let store = folder.open();
    let (till, other) = (store.recogniser("till"), store.recogniser("other till"));
    assert_eq!(other.may_try(Some("a"), &lockout, NOW + 600), locked(1));
    assert_eq!(other.may_try(Some("a"), &lockout, NOW + 601), Ok(()));
    assert_eq!(till.may_try(Some("b"), &lockout, NOW + 10), Ok(()), "another subject is not");
    let for_ever = Lockout { within: u64::MAX, ..lockout };
    assert_eq!(other.may_try(Some("a"), &for_ever, NOW + 601), locked(u64::MAX - NOW - 601));
    // Recognised, a subject has a clean slate; the terminal has not.
    other.used("a", NOW + 11).unwrap();
    assert_eq!(till.may_try(Some("a"), &lockout, NOW + 12), Ok(()));
    for _ in 0..2 {
        till.refused(None, NOW + 12).unwrap();
    }
    assert_eq!(till.may_try(None, &lockout, NOW + 12), locked(589));
    assert_eq!(other.may_try(None, &lockout, NOW + 12), Ok(()));
}

#[test]
fn what_is_shown_of_a_score_is_coarse() {
    let matcher = Matcher::new(&MatchParams::default()).unwrap();
    let mine = template(1, HandSide::Left, 1);
    let mated = shown(&matcher.compare(&mine, &template(1, HandSide::Left, 2)).unwrap());
    let stranger = shown(&matcher.compare(&mine, &template(2, HandSide::Left, 1)).unwrap());
    let same = shown(&matcher.compare(&mine, &mine).unwrap());
    assert!(stranger <= 1 && mated >= 4 && same == 6, "{stranger}, {mated} and {same}");
}
