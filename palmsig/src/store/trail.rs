//! The audit trail: entries that are only ever added, each bound to all before it by a BLAKE3 hash, and the last one by a
//! code under a key of the tenant's. Changing, removing or exchanging entries, or cutting the trail short, does not go
//! unnoticed. What can is putting the whole store back to what it once was: against that, keep a [`TrailHead`] elsewhere
//! and hold the trail against it.
//!
//! An entry names a subject by its tag, a hash of the id under a key of the tenant's, and holds nothing biometric.

use redb::{ReadableTable, Table};

use super::record::{Fields, Reader};
use super::tables::{META, TRAIL, database};
use super::{Inner, Seconds, Tag};
use crate::error::StoreError;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// A subject was enrolled.
    Enrolled,
    /// A subject was recognised.
    Recognised,
    /// Somebody was not recognised, or was not who they were said to be.
    NotRecognised,
    /// Something of a subject was changed.
    Changed,
    /// A removal was asked for, and waits.
    RemovalRequested,
    /// A subject was removed on request.
    Removed,
    /// A subject was removed because nobody had used it.
    Expired,
    /// A removal that was interrupted was brought to its end when the store was opened.
    RemovalFinished,
    /// What is held about a subject was handed out.
    Exported,
    /// How long subjects are kept was changed.
    RetentionChanged,
    /// The tenant's key was rotated.
    KeyRotated,
}

const EVENTS: [Event; 11] = [
    Event::Enrolled,
    Event::Recognised,
    Event::NotRecognised,
    Event::Changed,
    Event::RemovalRequested,
    Event::Removed,
    Event::Expired,
    Event::RemovalFinished,
    Event::Exported,
    Event::RetentionChanged,
    Event::KeyRotated,
];

/// One entry of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 0.
    pub number: u64,
    /// When.
    pub at: Seconds,
    /// What.
    pub event: Event,
    /// Who did it: the name of the role's holder, such as a terminal's id.
    pub actor: String,
    /// Tag of the subject it was done to.
    pub subject: Option<Tag>,
}

/// How long the trail is and what its last entry is bound by: kept elsewhere, it proves that nothing was taken back since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrailHead {
    /// Number of entries.
    pub entries: u64,
    /// Hash of the last one.
    pub hash: [u8; 32],
}

/// Name of the head's row.
const HEAD: &str = "trail";

const EMPTY: TrailHead = TrailHead { entries: 0, hash: [0; 32] };

impl Entry {
    fn body(&self) -> Vec<u8> {
        let mut fields = Fields::default();
        fields.number(self.number);
        fields.number(self.at);
        fields.number(EVENTS.iter().position(|event| *event == self.event).unwrap_or(0) as u64);
        fields.bytes(self.actor.as_bytes());
        fields.bytes(self.subject.as_ref().map_or(&[], |tag| &tag[..]));
        fields.0.to_vec()
    }

    pub(super) fn from_body(body: &[u8]) -> Option<Entry> {
        let mut reader = Reader(body);
        let (number, at) = (reader.number().ok()?, reader.number().ok()?);
        let event = *EVENTS.get(usize::try_from(reader.number().ok()?).ok()?)?;
        let actor = reader.text().ok()?;
        let tag = reader.bytes().ok()?;
        let subject = if tag.is_empty() { None } else { Some(tag.try_into().ok()?) };
        Some(Entry { number, at, event, actor, subject })
    }
}

fn chained(before: &[u8; 32], body: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before);
    hasher.update(body);
    *hasher.finalize().as_bytes()
}

impl Inner {
    /// Adds an entry within a transaction; returns the new head.
    pub(super) fn record(
        &self,
        transaction: &redb::WriteTransaction,
        at: Seconds,
        (event, subject): (Event, Option<Tag>),
        actor: &str,
    ) -> Result<TrailHead, StoreError> {
        let mut meta = transaction.open_table(META).map_err(database)?;
        let mut trail = transaction.open_table(TRAIL).map_err(database)?;
        let head = self.head(&meta)?;
        let entry = Entry { number: head.entries, at, event, actor: actor.to_owned(), subject };
        let body = entry.body();
        let hash = chained(&head.hash, &body);
        let row = [&hash[..], &body].concat();
        trail.insert(entry.number, &row[..]).map_err(database)?;
        let head = TrailHead { entries: entry.number + 1, hash };
        write_head(self, &mut meta, &head)?;
        Ok(head)
    }

    /// The head, whose code must be right.
    fn head(&self, meta: &impl ReadableTable<&'static str, &'static [u8]>) -> Result<TrailHead, StoreError> {
        let Some(row) = meta.get(HEAD).map_err(database)? else { return Ok(EMPTY) };
        let forged = StoreError::Damaged { what: "the head of the audit trail" };
        let (entries, rest) = row.value().split_first_chunk::<8>().ok_or(forged.clone())?;
        let (hash, code) = rest.split_first_chunk::<32>().ok_or(forged.clone())?;
        let head = TrailHead { entries: u64::from_le_bytes(*entries), hash: *hash };
        // A comparison of hashes takes the same time whatever differs.
        let code = <[u8; 32]>::try_from(code).map_err(|_| forged.clone())?;
        if self.names.code(&head_bytes(&head)) == blake3::Hash::from(code) { Ok(head) } else { Err(forged) }
    }

    /// Holds the trail against its head, and against an earlier one that was kept elsewhere. Entries go by one after the
    /// other: a trail may be longer than memory. What `each` has seen counts only if the whole trail is found sound.
    pub(super) fn verified(
        &self,
        earlier: Option<&TrailHead>,
        mut each: impl FnMut(Entry),
    ) -> Result<TrailHead, StoreError> {
        let transaction = self.reading()?;
        let head = self.head(&transaction.open_table(META).map_err(database)?)?;
        let trail = transaction.open_table(TRAIL).map_err(database)?;
        let mut all = EMPTY;
        let mut proven = earlier.is_none_or(|e| *e == EMPTY);
        for row in trail.iter().map_err(database)? {
            let (number, row) = row.map_err(database)?;
            let changed = StoreError::Trail { entry: all.entries };
            let (stated, body) = row.value().split_first_chunk::<32>().ok_or(changed.clone())?;
            let hash = chained(&all.hash, body);
            let entry = Entry::from_body(body).filter(|e| e.number == number.value());
            each(entry.filter(|e| e.number == all.entries && hash == *stated).ok_or(changed)?);
            all = TrailHead { entries: all.entries + 1, hash };
            proven |= earlier == Some(&all);
        }
        if all != head || !proven {
            return Err(StoreError::Trail { entry: all.entries.min(head.entries) });
        }
        Ok(head)
    }
}

fn head_bytes(head: &TrailHead) -> Vec<u8> {
    [&head.entries.to_le_bytes()[..], &head.hash].concat()
}

fn write_head(
    inner: &Inner,
    meta: &mut Table<'_, &'static str, &'static [u8]>,
    head: &TrailHead,
) -> Result<(), StoreError> {
    let bytes = head_bytes(head);
    let row = [&bytes[..], inner.names.code(&bytes).as_bytes()].concat();
    meta.insert(HEAD, &row[..]).map_err(database)?;
    Ok(())
}
