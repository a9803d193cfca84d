//! What a store refuses, and what it leaves as it was: folders that may not be written, other versions, rotations of keys
//! that are interrupted.

#![cfg(feature = "store")]

#[path = "common/again.rs"]
mod again;
mod common;
#[path = "common/medium.rs"]
mod medium;
#[path = "common/store.rs"]
mod stores;

use std::path::Path;

use medium::Medium;
use palmsig::error::StoreError;
use palmsig::protect::keys::OperatorKey;
use palmsig::store::{Loaded, Store};
use palmsig::synth::Rng;
use redb::{Database, TableDefinition};
use stores::{Folder, NOW, gallery, operator, subject};

const SUBJECTS: usize = 3;

fn open(folder: &Path) -> Result<(), StoreError> {
    Store::open(folder, &operator(1), "shop", NOW).map(drop)
}

fn opened(media: &[Medium; 2], operator: &OperatorKey) -> Result<Store, StoreError> {
    Store::open_on(media[0].clone(), media[1].clone(), operator, "shop", NOW)
}

fn filled() -> [Vec<u8>; 2] {
    let media = [Medium::default(), Medium::default()];
    let store = opened(&media, &operator(1)).unwrap();
    for i in 0..SUBJECTS {
        store.registrar("desk").enrol(&subject(&i.to_string()), NOW).unwrap();
    }
    drop(store);
    media.map(|medium| medium.bytes())
}

fn everybody_is_there(store: &Store) {
    for i in 0..SUBJECTS {
        assert!(store.registrar("desk").held(&i.to_string()).unwrap().subject == subject(&i.to_string()));
    }
    let loaded = store.recogniser("till").load(&gallery(), NOW).unwrap();
    assert_eq!(loaded, Loaded { subjects: SUBJECTS, ..Loaded::default() });
}

/// Until power fails, whichever write of the key file that is; what was not synchronised is lost in part.
#[test]
fn a_rotation_of_the_tenants_key_that_was_interrupted_is_brought_to_its_end() {
    let filled = filled();
    let (mut interrupted, mut finished) = (0, 0);
    for writes in 0..24 {
        let media = filled.clone().map(Medium::holding);
        let store = opened(&media, &operator(1)).unwrap();
        media[1].fails_after(writes);
        let rotated = store.administrator("operator").rotate_tenant_key(&operator(1), NOW);
        media[1].fails_after(0);
        drop(store);
        interrupted += usize::from(rotated.is_err());
        finished += usize::from(rotated.is_ok());
        let media = media.map(|medium| medium.after_power_failed(&mut Rng::new(writes as u64)));
        let store = opened(&media, &operator(1)).unwrap();
        everybody_is_there(&store);
        // It can be done again, and then nothing is left of the old keys.
        let before = media[1].bytes();
        store.administrator("operator").rotate_tenant_key(&operator(1), NOW).unwrap();
        let after = media[1].bytes();
        for at in (8192..before.len()).step_by(128).filter(|&at| before[at] == 1) {
            let old = &before[at + 21..at + 93];
            assert!(!after.windows(old.len()).any(|run| run == old), "an old wrapped key is still there");
        }
        everybody_is_there(&store);
    }
    assert!(interrupted > 8 && finished > 1, "{interrupted} were interrupted, {finished} not");
}

#[test]
fn a_change_of_the_operators_key_that_was_interrupted_leaves_one_that_opens() {
    let filled = filled();
    let mut by = [0; 2];
    for writes in 0..6 {
        let media = filled.clone().map(Medium::holding);
        let store = opened(&media, &operator(1)).unwrap();
        media[1].fails_after(writes);
        let changed = store.administrator("operator").rotate_operator_key(&operator(2), NOW);
        media[1].fails_after(0);
        drop(store);
        let media = media.map(|medium| medium.after_power_failed(&mut Rng::new(writes as u64)));
        let which = match opened(&media, &operator(1)) {
            Ok(store) => {
                everybody_is_there(&store);
                0
            }
            Err(error) => {
                assert_eq!(error, StoreError::WrongKey);
                everybody_is_there(&opened(&media, &operator(2)).unwrap());
                1
            }
        };
        assert!(which == 1 || changed.is_err(), "acknowledged, and lost");
        by[which] += 1;
    }
    assert!(by[0] > 0 && by[1] > 0, "{by:?}");
}

#[test]
fn files_of_another_version_are_refused_and_left_alone() {
    let folder = Folder::new("version");
    folder.open().registrar("desk").enrol(&subject("0"), NOW).unwrap();
    let unknown = StoreError::UnknownVersion { given: 2, known: 1 };
    // Both headers of the key file, with checksums that fit.
    let keys = std::fs::read(folder.file("keys")).unwrap();
    let mut other = keys.clone();
    for at in [0, 4096] {
        const BODY: usize = 8 + 2 + 8 + 2 * (4 + 72);
        other[at + 8] = 2;
        let sum = blake3::hash(&other[at..at + BODY]);
        other[at + BODY..][..16].copy_from_slice(&sum.as_bytes()[..16]);
    }
    std::fs::write(folder.file("keys"), &other).unwrap();
    assert_eq!(open(folder.path()), Err(unknown.clone()));
    assert_eq!(std::fs::read(folder.file("keys")).unwrap(), other);
    std::fs::write(folder.file("keys"), keys).unwrap();
    assert_eq!(open(folder.path()), Ok(()));

    const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
    let set = |format: [u8; 2]| {
        let database = Database::open(folder.file("subjects.redb")).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(META).unwrap().insert("format", &format[..]).unwrap();
        transaction.commit().unwrap();
    };
    set([2, 0]);
    assert_eq!(open(folder.path()), Err(unknown));
    set([1, 0]);
    assert!(folder.open().registrar("desk").held("0").is_ok());
}

/// Name of the variable that says where the store is that may not be written.
#[cfg(unix)]
const FORBIDDEN: &str = "PALMSIG_STORE_FORBIDDEN";

#[cfg(unix)]
#[test]
fn a_path_that_names_no_folder_is_refused_before_anything_is_made() {
    let refused = open(Path::new(""));
    assert!(matches!(refused, Err(StoreError::Io { file: "folder", .. })), "{refused:?}");
    assert!(!Path::new("subjects.redb").exists() && !Path::new("keys").exists());
}

#[test]
fn folders_and_files_that_may_not_be_written_are_told_of_and_left_alone() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65_534;

    // Where anybody may look, and with a copy of this program that anybody may run.
    let base = std::env::temp_dir().join(format!("palmsig-read-only-{}", std::process::id()));
    let (store, empty, program) = (base.join("store"), base.join("empty"), base.join("program"));
    std::fs::create_dir_all(&empty).unwrap();
    let made = Store::open(&store, &operator(1), "shop", NOW).unwrap();
    made.registrar("desk").enrol(&subject("0"), NOW).unwrap();
    drop(made);
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let files = ["subjects.redb", "keys"].map(|file| store.join(file));
    let before = files.clone().map(|file| std::fs::read(file).unwrap());
    files.iter().for_each(|file| mode(file, 0o444));
    [&store, &empty].into_iter().for_each(|folder| mode(folder, 0o555));
    mode(&base, 0o755);

    // Whoever may write everything runs it as nobody.
    let arguments = ["--exact", "nothing_may_be_written", "--ignored", "--nocapture"];
    let mut command = again::command(&program);
    if std::fs::metadata(&base).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.args(arguments).env(FORBIDDEN, &base).current_dir(&base).output();
    [&store, &empty].into_iter().for_each(|folder| mode(folder, 0o755));
    let after = files.clone().map(|file| std::fs::read(file).unwrap());
    files.iter().for_each(|file| mode(file, 0o644));
    let opens = open(&store);
    let _ = std::fs::remove_dir_all(&base);
    let output = output.unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
    assert!(before == after, "the files are as they were");
    assert_eq!(opens, Ok(()));
}

#[cfg(unix)]
#[test]
#[ignore = "run by another test, by somebody who may not write there"]
fn nothing_may_be_written() {
    let Some(base) = std::env::var_os(FORBIDDEN).map(std::path::PathBuf::from) else { return };
    let denied = |file| Err(StoreError::Io { file, kind: std::io::ErrorKind::PermissionDenied });
    assert_eq!(open(&base.join("store")), denied("database"));
    assert_eq!(open(&base.join("empty")), denied("database"));
    assert_eq!(open(&base.join("empty/new")), denied("folder"));
}
