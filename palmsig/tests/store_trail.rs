//! Whatever is done to the audit trail behind the store's back is found.

#![cfg(feature = "store")]

mod common;
#[path = "common/store.rs"]
mod stores;

use palmsig::error::StoreError;
use palmsig::store::{Event, TrailHead};
use redb::{Database, ReadableTable, Table, TableDefinition};
use stores::{Folder, NOW, subject};

const TRAIL: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("trail");
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

const ENTRIES: u64 = 6;

fn folder(name: &str) -> (Folder, TrailHead) {
    let folder = Folder::new(name);
    let store = folder.open();
    store.registrar("desk").enrol(&subject("a"), NOW).unwrap();
    for i in 1..ENTRIES {
        store.recogniser("till").used("a", NOW + i).unwrap();
    }
    let head = store.auditor("auditor").verify(None).unwrap();
    assert_eq!(head.entries, ENTRIES);
    drop(store);
    (folder, head)
}

/// Changes the trail with the database's own means, as somebody with the file but no key can.
fn tampered(folder: &Folder, change: impl FnOnce(&mut Table<'_, u64, &'static [u8]>)) {
    let database = Database::open(folder.file("subjects.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    change(&mut transaction.open_table(TRAIL).unwrap());
    transaction.commit().unwrap();
}

fn row(table: &Table<'_, u64, &'static [u8]>, number: u64) -> Vec<u8> {
    table.get(number).unwrap().unwrap().value().to_vec()
}

fn verdict(folder: &Folder) -> Result<TrailHead, StoreError> {
    folder.open().auditor("auditor").verify(None)
}

#[test]
fn who_did_what_and_when_is_on_record_policies_and_keys_too() {
    let folder = Folder::new("record");
    let store = folder.open();
    let operator = stores::operator(1);
    store.registrar("desk 1").enrol(&subject("a"), NOW).unwrap();
    store.recogniser("till 2").used("a", NOW + 1).unwrap();
    store.recogniser("till 3").refused(None, NOW + 2).unwrap();
    store.registrar("desk 1").change("a", NOW + 3, |s| s.holds.push("purchase 7".into())).unwrap();
    store.administrator("boss").export("a", NOW + 4).unwrap();
    store.administrator("boss").set_retention(99, NOW + 5).unwrap();
    store.administrator("boss").rotate_tenant_key(&operator, NOW + 6).unwrap();
    store.administrator("boss").rotate_operator_key(&operator, NOW + 7).unwrap();
    store.remover("desk 1").remove("a", &[], NOW + 8).unwrap();
    store.registrar("desk 1").change("a", NOW + 9, |s| s.holds.clear()).unwrap();
    store.remover("desk 1").remove("a", &[], NOW + 10).unwrap();
    let entries = store.auditor("auditor").entries().unwrap();
    let said: Vec<_> = entries.iter().map(|e| (e.number, e.at - NOW, e.event, e.actor.as_str())).collect();
    let expected = [
        (Event::Enrolled, "desk 1"),
        (Event::Recognised, "till 2"),
        (Event::NotRecognised, "till 3"),
        (Event::Changed, "desk 1"),
        (Event::Exported, "boss"),
        (Event::RetentionChanged, "boss"),
        (Event::KeyRotated, "boss"),
        (Event::KeyRotated, "boss"),
        (Event::RemovalRequested, "desk 1"),
        (Event::Changed, "desk 1"),
        (Event::Removed, "desk 1"),
    ];
    let expected: Vec<_> = (0..).zip(expected).map(|(i, (event, actor))| (i, i, event, actor)).collect();
    assert_eq!(said, expected);
    // The subject is named where one is meant, and in its history; somebody else has none.
    let history = store.auditor("auditor").history("a").unwrap();
    assert_eq!(history.iter().map(|e| e.number).collect::<Vec<_>>(), [0, 1, 3, 4, 8, 9, 10]);
    assert!(store.auditor("auditor").history("b").unwrap().is_empty());
}

#[test]
fn any_byte_of_any_entry_that_was_edited_is_found() {
    for number in 0..ENTRIES {
        let (folder, _) = folder("edited");
        tampered(&folder, |trail| {
            let mut row = row(trail, number);
            let last = row.len() - 1 - number as usize;
            row[last] ^= 1;
            trail.insert(number, &row[..]).unwrap();
        });
        assert_eq!(verdict(&folder), Err(StoreError::Trail { entry: number }));
    }
}

#[test]
fn an_edited_entry_with_hashes_made_to_fit_is_found_by_the_head() {
    let (folder, _) = folder("rehashed");
    tampered(&folder, |trail| {
        let mut hash = [0u8; 32];
        for number in 0..ENTRIES {
            let mut row = row(trail, number);
            if number == 2 {
                row[40] ^= 1;
            }
            let mut hasher = blake3::Hasher::new();
            hasher.update(&hash).update(&row[32..]);
            hash = *hasher.finalize().as_bytes();
            row[..32].copy_from_slice(&hash);
            trail.insert(number, &row[..]).unwrap();
        }
    });
    assert!(matches!(verdict(&folder), Err(StoreError::Trail { .. })));
}

type Change = fn(&mut Table<'_, u64, &'static [u8]>);

#[test]
fn removed_exchanged_and_cut_off_entries_are_found() {
    let changes: [(&str, Change); 4] = [
        ("removed", |trail| drop(trail.remove(2).unwrap())),
        ("cut off", |trail| drop(trail.remove(ENTRIES - 1).unwrap())),
        ("all removed", |trail| trail.retain(|_, _| false).unwrap()),
        ("exchanged", |trail| {
            let (a, b) = (row(trail, 2), row(trail, 3));
            trail.insert(2, &b[..]).unwrap();
            trail.insert(3, &a[..]).unwrap();
        }),
    ];
    for (what, change) in changes {
        let (folder, _) = folder("removed");
        tampered(&folder, change);
        assert!(matches!(verdict(&folder), Err(StoreError::Trail { .. })), "{what}");
    }
}

#[test]
fn a_forged_head_is_found() {
    let (folder, _) = folder("head");
    let database = Database::open(folder.file("subjects.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut meta = transaction.open_table(META).unwrap();
        let mut head = meta.get("trail").unwrap().unwrap().value().to_vec();
        head[0] -= 1;
        meta.insert("trail", &head[..]).unwrap();
        transaction.open_table(TRAIL).unwrap().remove(ENTRIES - 1).unwrap();
    }
    transaction.commit().unwrap();
    drop(database);
    assert!(matches!(verdict(&folder), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_store_put_back_to_an_older_state_is_found_by_a_head_kept_elsewhere() {
    let (folder, earlier) = folder("back");
    let old: Vec<(&str, Vec<u8>)> =
        ["subjects.redb", "keys"].map(|f| (f, std::fs::read(folder.file(f)).unwrap())).into();
    let store = folder.open();
    store.recogniser("till").used("a", NOW + 99).unwrap();
    let head = store.auditor("auditor").verify(Some(&earlier)).unwrap();
    drop(store);
    for (file, bytes) in old {
        std::fs::write(folder.file(file), bytes).unwrap();
    }
    let store = folder.open();
    let auditor = store.auditor("auditor");
    assert_eq!(auditor.verify(Some(&head)), Err(StoreError::Trail { entry: ENTRIES }));
    assert_eq!(auditor.verify(Some(&earlier)), Ok(earlier));
}
