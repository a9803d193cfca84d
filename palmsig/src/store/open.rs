//! Opening a store, making a new one, and bringing to an end what a crash interrupted.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::path::Path;
use std::sync::{Arc, RwLock};

use redb::backends::FileBackend;
use redb::{Builder, Database, ReadableDatabase, ReadableTable, StorageBackend};

use super::keyfile::{KeyFile, Slot};
use super::tables::{META, PIECES, RESTS, SUBJECTS, TRAIL, USES, database};
use super::{Event, Inner, Names, Seconds, Store, Tag};
use crate::error::StoreError;
use crate::protect::keys::{OperatorKey, SubjectKey};

const FORMAT: u16 = 1;

/// Name of the row that says which format the database has: without it nothing was ever kept.
const FORMAT_ROW: &str = "format";

/// The slot of the key that names come from, and its tag.
const NAMES: (u32, Tag) = (0, *b"names of subject");

/// Bytes of pages that are kept in memory: a store is read once and written seldom.
const CACHE: usize = 32 << 20;

impl Store {
    /// Opens the store in `folder`, or makes a new one. `tenant` is the tenant's name, the same every time.
    ///
    /// All pages of the database are checked: what something else has changed is told at once, not when it is
    /// needed. That reads the whole file.
    ///
    /// # Errors
    /// A [`StoreError`] when the folder cannot be written, the store is open already, belongs to another tenant or operator, or
    /// is damaged.
    pub fn open(
        folder: &Path,
        operator: &OperatorKey,
        tenant: &str,
        now: Seconds,
    ) -> Result<Store, StoreError> {
        let refused = |file| move |e: std::io::Error| StoreError::Io { file, kind: e.kind() };
        std::fs::create_dir_all(folder).map_err(refused("folder"))?;
        // Before any file: a path that is empty names no folder, and yet files would be made in the one that is at hand.
        std::fs::read_dir(folder).map(drop).map_err(refused("folder"))?;
        let file = |name: &str, what| -> Result<FileBackend, StoreError> {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            // What is sealed is nobody else's business either.
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(folder.join(name)).map_err(refused(what))?;
            FileBackend::new(file).map_err(database)
        };
        let (database_file, keys) = (file("subjects.redb", "database")?, file("keys", "keys")?);
        // The names of new files are on the disk before anything is in them.
        #[cfg(unix)]
        std::fs::File::open(folder).and_then(|f| f.sync_all()).map_err(refused("folder"))?;
        Store::open_on(database_file, keys, operator, tenant, now)
    }

    /// The same on media of the caller's.
    ///
    /// # Errors
    /// [`StoreError`] as for [`open`](Self::open).
    pub fn open_on(
        subjects: impl StorageBackend,
        keys: impl StorageBackend,
        operator: &OperatorKey,
        tenant: &str,
        now: Seconds,
    ) -> Result<Store, StoreError> {
        let mut builder = Builder::new();
        builder.set_cache_size(CACHE).set_check_integrity_on_open(true);
        let subjects = builder.create_with_backend(subjects).map_err(database)?;
        let known = known_format(&subjects)?;
        let (keys, names) = match KeyFile::open(Box::new(keys), operator, tenant.as_bytes())? {
            Ok(keys) if known => {
                let names = names(&keys)?;
                (keys, names)
            }
            Err(_) if known => return Err(StoreError::Damaged { what: "there is a database without keys" }),
            Err(medium) => new_keys(medium, operator, tenant)?,
            Ok(keys) => new_keys(without_subjects(keys)?, operator, tenant)?,
        };
        let inner = Inner {
            database: RwLock::new(subjects),
            keys: RwLock::new(keys),
            names: Names(names),
            tenant: tenant.to_owned(),
        };
        if !known {
            inner.make_tables()?;
        }
        inner.recover(now)?;
        Ok(Store { inner: Arc::new(inner) })
    }
}

/// The medium of a key file that an interrupted attempt to make a store left behind: it holds the keys of nobody.
fn without_subjects(keys: KeyFile) -> Result<Box<dyn StorageBackend>, StoreError> {
    for slot in (0..keys.slots()).filter(|slot| *slot != NAMES.0) {
        if keys.owner(slot)?.is_some() {
            return Err(StoreError::Damaged { what: "there are keys without a database" });
        }
    }
    Ok(keys.into_medium())
}

/// The keys of nobody yet.
fn new_keys(
    medium: Box<dyn StorageBackend>,
    operator: &OperatorKey,
    tenant: &str,
) -> Result<(KeyFile, SubjectKey), StoreError> {
    let mut keys = KeyFile::create(medium, operator, tenant.as_bytes())?;
    let names = SubjectKey::generate()?;
    let slot = keys.put(&NAMES.1, &names)?;
    debug_assert_eq!(slot, NAMES.0);
    Ok((keys, names))
}

fn names(keys: &KeyFile) -> Result<SubjectKey, StoreError> {
    match keys.get(NAMES.0, &NAMES.1)? {
        Slot::Key(key) => Ok(key),
        _ => Err(StoreError::Damaged { what: "the key that names come from" }),
    }
}

/// Whether something was ever kept in the database.
fn known_format(subjects: &Database) -> Result<bool, StoreError> {
    let transaction = subjects.begin_read().map_err(database)?;
    let meta = match transaction.open_table(META) {
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(false),
        meta => meta.map_err(database)?,
    };
    let row = meta.get(FORMAT_ROW).map_err(database)?;
    let format = row.ok_or(StoreError::Damaged { what: "the database states no format" })?;
    let format = <[u8; 2]>::try_from(format.value()).map_or(0, u16::from_le_bytes);
    if format == FORMAT { Ok(true) } else { Err(StoreError::UnknownVersion { given: format, known: FORMAT }) }
}

impl Inner {
    fn make_tables(&self) -> Result<(), StoreError> {
        let transaction = self.writing()?;
        let format = FORMAT.to_le_bytes();
        transaction.open_table(META).map_err(database)?.insert(FORMAT_ROW, &format[..]).map_err(database)?;
        for table in [SUBJECTS, USES] {
            transaction.open_table(table).map_err(database)?;
        }
        for table in [PIECES, RESTS] {
            transaction.open_table(table).map_err(database)?;
        }
        transaction.open_table(TRAIL).map_err(database)?;
        transaction.commit().map_err(database)
    }

    /// Brings removals to their end whose key is erased, and erases keys whose subject was never kept. What is damaged is
    /// left as it is.
    fn recover(&self, now: Seconds) -> Result<(), StoreError> {
        let (mut taken, mut erased) = (BTreeSet::new(), Vec::new());
        taken.insert(NAMES.0);
        {
            let keys = self.keys();
            let transaction = self.reading()?;
            let subjects = transaction.open_table(SUBJECTS).map_err(database)?;
            for row in subjects.iter().map_err(database)? {
                let (tag, row) = row.map_err(database)?;
                let slot = Inner::slot(row.value())?;
                if matches!(keys.get(slot, tag.value()), Ok(Slot::Erased)) {
                    erased.push(*tag.value());
                } else {
                    taken.insert(slot);
                }
            }
        }
        for tag in erased {
            self.delete(self.writing()?, None, &tag, Event::RemovalFinished, "recovery", now)?;
        }
        let mut keys = self.keys();
        let mut free = Vec::new();
        for slot in (0..keys.slots()).rev().filter(|slot| !taken.contains(slot)) {
            if let Ok(owner) = keys.owner(slot) {
                if let Some(tag) = owner.filter(|tag| matches!(keys.get(slot, tag), Ok(Slot::Key(_)))) {
                    keys.erase(slot, &tag)?;
                }
                free.push(slot);
            }
        }
        keys.set_free(free);
        Ok(())
    }
}
