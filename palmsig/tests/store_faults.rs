//! Power that fails, writes that are lost or come in another order, disks that are full, files that were changed: what was
//! acknowledged is there, nothing half-written is, nobody who was removed comes back, and every error has a type.

#![cfg(feature = "store")]

#[path = "common/again.rs"]
mod again;
mod common;
#[path = "common/medium.rs"]
mod medium;
#[path = "common/store.rs"]
mod stores;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::process::Stdio;

use medium::Medium;
use palmsig::error::{GalleryError, StoreError};
use palmsig::image::HandSide;
use palmsig::protect::keys::OperatorKey;
use palmsig::store::{Loaded, Palm, Store};
use palmsig::synth::Rng;
use stores::{Folder, NOW, gallery, operator, subject};

/// What is done to a store, one after the other: the subjects of a small town come and go.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Enrol(usize),
    Update(usize),
    Remove(usize),
}

const IDS: usize = 6;

fn steps(seed: u64) -> impl Iterator<Item = Step> {
    let mut rng = Rng::new(seed);
    std::iter::repeat_with(move || {
        let who = rng.whole(0, IDS - 1);
        [Step::Enrol(who), Step::Update(who), Step::Remove(who)][rng.whole(0, 2)]
    })
}

/// Whether a step did something: nobody is enrolled twice, or removed without being there.
fn done(store: &Store, step: Step) -> Result<bool, StoreError> {
    let registrar = store.registrar("desk");
    let result = match step {
        Step::Enrol(who) => registrar.enrol(&subject(&who.to_string()), NOW),
        Step::Update(who) => registrar.change(&who.to_string(), NOW, |s| {
            // In two rows at once: either both are there or neither is.
            s.palms[0].recent = Some(common::template(1, HandSide::Left, 2));
            s.consent.text = "updated".into();
        }),
        Step::Remove(who) => store.remover("desk").remove(&who.to_string(), &[], NOW).map(|_| ()),
    };
    match result {
        Ok(()) => Ok(true),
        Err(StoreError::Subject(GalleryError::AlreadyEnrolled | GalleryError::NotEnrolled)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Who must be there, and whether updated.
type Town = BTreeMap<usize, bool>;

fn after(town: &Town, step: Step) -> Town {
    let mut town = town.clone();
    match step {
        Step::Enrol(who) => drop(town.entry(who).or_insert(false)),
        Step::Update(who) => drop(town.get_mut(&who).map(|updated| *updated = true)),
        Step::Remove(who) => drop(town.remove(&who)),
    }
    town
}

/// Who is there; everybody whole.
fn found(store: &Store) -> Town {
    let mut town = Town::new();
    for who in 0..IDS {
        let held = match store.registrar("check").held(&who.to_string()) {
            Err(StoreError::Subject(GalleryError::NotEnrolled)) => continue,
            held => held.expect("nothing half-written"),
        };
        let updated = held.subject.consent.text == "updated";
        let Palm { anchor, recent } = &held.subject.palms[0];
        assert!(*anchor == common::template(1, HandSide::Left, 1) && recent.is_some() == updated);
        town.insert(who, updated);
    }
    store.auditor("check").verify(None).expect("the trail is whole");
    let loaded = store.recogniser("check").load(&gallery(), NOW).expect("a store that can be read");
    assert_eq!(loaded, Loaded { subjects: town.len(), ..Loaded::default() });
    town
}

/// Name of the variable that makes this program the one that is killed.
const VICTIM: &str = "PALMSIG_STORE_VICTIM";

/// Not a test: works on a store until it is killed, and says what is done.
#[test]
fn victim() {
    let Ok(arguments) = std::env::var(VICTIM) else { return };
    let (seed, folder) = arguments.split_once(' ').expect("a seed and a folder");
    let operator = operator(1);
    let store = Store::open(folder.as_ref(), &operator, "shop", NOW).expect("a sound store");
    let mut out = std::io::stdout();
    for step in steps(seed.parse().expect("a number")) {
        writeln!(out, "begin {step:?}").expect("a parent that reads");
        out.flush().expect("a parent that reads");
        let did = done(&store, step).expect("a sound store");
        writeln!(out, "end {did}").expect("a parent that reads");
        out.flush().expect("a parent that reads");
    }
}

/// Name of the variable that says how often the store is killed; ten times where it says nothing.
const KILLS: &str = "PALMSIG_STORE_KILLS";

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let kills = std::env::var(KILLS).map_or(10, |kills| kills.parse().expect("a number of kills"));
    let folder = Folder::new("kill");
    let mut town = Town::new();
    drop(folder.open());
    for kill in 0..kills {
        let mut victim = again::command(std::env::current_exe().expect("this program"))
            .args(["--exact", "victim", "--nocapture"])
            .env(VICTIM, format!("{kill} {}", folder.path().display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("this program again");
        let lines = BufReader::new(victim.stdout.take().expect("a pipe")).lines();
        let mut rng = Rng::new(1000 + kill);
        let (mut last, mut left) = (None, rng.whole(5, 40));
        let mut sequence = steps(kill);
        for line in lines.map_while(Result::ok) {
            if line.starts_with("begin") {
                if last.replace(sequence.next().expect("endless steps")).is_none() && left == 1 {
                    // Nobody else opens it meanwhile.
                    let second = Store::open(folder.path(), &operator(1), "shop", NOW);
                    assert_eq!(second.unwrap_err(), StoreError::InUse);
                    // Somewhere in the middle of it.
                    std::thread::sleep(std::time::Duration::from_micros(rng.whole(0, 8000) as u64));
                    victim.kill().expect("a process of our own");
                }
                left = left.saturating_sub(1);
            } else if let (true, Some(step)) = (line.starts_with("end"), last) {
                town = after(&town, step);
                last = None;
            }
        }
        victim.wait().expect("a process of our own");
        let found = found(&folder.open());
        let also = last.map(|step| after(&town, step));
        assert!(found == town || Some(&found) == also.as_ref(), "{found:?}, not {town:?} or {also:?}");
        town = found;
    }
}

fn opened(media: &[Medium; 2], operator: &OperatorKey) -> Result<Store, StoreError> {
    Store::open_on(media[0].clone(), media[1].clone(), operator, "shop", NOW)
}

#[test]
fn what_was_acknowledged_survives_lost_and_reordered_writes() {
    const FAILURES: u64 = 60;
    let operator = operator(1);
    let mut media = [Medium::default(), Medium::default()];
    drop(opened(&media, &operator).unwrap());
    let mut town = Town::new();
    for failure in 0..FAILURES {
        let mut rng = Rng::new(failure);
        let store = opened(&media, &operator).unwrap();
        assert_eq!(found(&store), town);
        // The power fails for both, sooner for one of them.
        media[rng.whole(0, 1)].fails_after(rng.whole(0, 60));
        let mut last = None;
        for step in steps(failure).take(30) {
            last = Some(step);
            match done(&store, step) {
                Ok(_) => town = after(&town, step),
                Err(_) => break,
            }
            last = None;
        }
        media.iter().for_each(|medium| medium.fails_after(0));
        drop(store);
        media = [0, 1].map(|i| media[i].after_power_failed(&mut rng));
        let store = opened(&media, &operator).unwrap();
        let found = found(&store);
        let also = last.map(|step| after(&town, step));
        assert!(found == town || Some(&found) == also.as_ref(), "{found:?}, not {town:?} or {also:?}");
        town = found;
    }
}

#[test]
fn a_new_store_survives_a_power_failure_at_any_write() {
    let operator = operator(1);
    for writes in 0..60 {
        let media = [Medium::default(), Medium::default()];
        media[writes % 2].fails_after(writes / 2);
        let made = opened(&media, &operator).is_ok();
        media.iter().for_each(|medium| medium.fails_after(0));
        let media = [0, 1].map(|i| media[i].after_power_failed(&mut Rng::new(writes as u64)));
        match opened(&media, &operator) {
            Ok(store) => assert!(found(&store).is_empty()),
            // A database of which nothing but torn pages is there is not told from a damaged one; nobody was in it.
            Err(error) => assert!(!made, "{error} after it was made"),
        }
    }
}

#[test]
fn a_full_disk_is_told_and_costs_nothing_that_was_kept() {
    let operator = operator(1);
    let media = [Medium::default(), Medium::default()];
    let store = opened(&media, &operator).unwrap();
    let mut kept = 0;
    for room in [0, 1] {
        let length = media[room].bytes().len() as u64;
        media[room].is_full_at(length);
    }
    let refused = loop {
        match store.registrar("desk").enrol(&subject(&format!("s{kept}")), NOW) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StoreError::Io { kind: ErrorKind::StorageFull, .. }), "{refused}");
    drop(store);
    let media = media.map(|medium| Medium::holding(medium.bytes()));
    let store = opened(&media, &operator).unwrap();
    let loaded = store.recogniser("till").load(&gallery(), NOW).unwrap();
    assert_eq!(loaded, Loaded { subjects: kept, ..Loaded::default() });
    assert!(store.registrar("desk").enrol(&subject("one more"), NOW).is_ok());
}

#[test]
fn truncated_and_flipped_files_are_told_and_what_is_sound_is_as_it_was() {
    let operator = operator(1);
    let media = [Medium::default(), Medium::default()];
    let store = opened(&media, &operator).unwrap();
    for i in 0..4 {
        store.registrar("desk").enrol(&subject(&format!("s{i}")), NOW).unwrap();
    }
    drop(store);
    let sound = media.map(|medium| medium.bytes());
    let (mut rng, mut told) = (Rng::new(1), 0);
    const CHANGES: usize = 240;
    for i in 0..CHANGES {
        let mut files = sound.clone();
        let file = &mut files[i % 2];
        let at = rng.whole(0, file.len() - 1);
        match i % 4 {
            0 | 1 => file.truncate(at),
            _ => file[at] ^= 1 << rng.whole(0, 7),
        }
        let store = match opened(&files.map(Medium::holding), &operator) {
            Ok(store) => store,
            Err(_) => {
                told += 1;
                continue;
            }
        };
        for i in 0..4 {
            match store.registrar("desk").held(&format!("s{i}")) {
                Ok(held) => assert!(held.subject == subject(&format!("s{i}"))),
                Err(error) => assert!(matches!(error, StoreError::Damaged { .. }), "{error}"),
            }
        }
        let loaded = store.recogniser("till").load(&gallery(), NOW).unwrap();
        assert_eq!(loaded.subjects + loaded.damaged, 4);
        told += usize::from(loaded.damaged > 0);
    }
    assert!(told > CHANGES / 4, "{told} of {CHANGES} were told");
}

#[test]
fn what_the_file_system_refuses_is_told() {
    let folder = Folder::new("refused");
    std::fs::create_dir_all(folder.path()).unwrap();
    let open = |path: &std::path::Path| Store::open(path, &operator(1), "shop", NOW).unwrap_err();
    // A file where the folder should be, and a folder where a file should be.
    std::fs::write(folder.file("taken"), b"").unwrap();
    assert!(matches!(open(&folder.file("taken")), StoreError::Io { file: "folder", .. }));
    std::fs::create_dir_all(folder.file("store/keys")).unwrap();
    assert!(matches!(open(&folder.file("store")), StoreError::Io { file: "keys", .. }));
    // Something else under the names of a store's files.
    std::fs::create_dir_all(folder.file("other")).unwrap();
    std::fs::write(folder.file("other/subjects.redb"), [7; 10_000]).unwrap();
    assert!(matches!(open(&folder.file("other")), StoreError::Damaged { .. }));
    let twice = folder.file("twice");
    let first = Store::open(&twice, &operator(1), "shop", NOW).unwrap();
    assert_eq!(open(&twice), StoreError::InUse);
    drop(first);
    assert!(Store::open(&twice, &operator(1), "shop", NOW).is_ok());
}
