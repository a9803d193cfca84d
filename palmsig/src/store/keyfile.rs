//! The wrapped keys of all subjects, in a file of their own, each at one place that is overwritten when it is erased.
//!
//! A database keeps old versions of its pages until they are used again; what is deleted from one is still in its file. So
//! the one thing that must be gone when a subject is, its key, is never in the database: it stands in a slot here and
//! nowhere else. An erased slot is a tombstone, so that it can be told from one that was damaged.
//!
//! Two copies of a header (at 0 and 4096; the newer sound one counts) hold the wrapped tenant key, and while tenant keys are
//! rotated the next one too. Slots of 128 bytes follow from 8192 on. Each is written by one write within a sector.

use std::fmt;

use redb::StorageBackend;
use zeroize::Zeroizing;

use super::Tag;
use crate::error::StoreError;
use crate::protect::keys::{OperatorKey, SubjectKey, TenantKey, WRAPPED, WrappedKey};

const MAGIC: [u8; 8] = *b"PALMKEYS";

const FORMAT: u16 = 1;

/// Distance of the two headers.
const HEADER: u64 = 4096;

/// Bytes of a header: magic, format, sequence, two generations with their wrapped tenant keys, checksum.
const HEADER_LEN: usize = 8 + 2 + 8 + 2 * (4 + WRAPPED) + SUM;

/// Where slots begin.
const SLOTS: u64 = 2 * HEADER;

/// Bytes of a slot: kind, generation, tag, wrapped key, checksum, and what is left of them.
const SLOT: usize = 128;

/// Bytes of a checksum: it finds damage, the key's own tag finds forgery.
const SUM: usize = 16;

/// Slots written at once when the file grows.
const GROWTH: u32 = 32;

/// What stands in a slot.
pub(super) enum Slot {
    /// Nothing yet, or nothing any more.
    Free,
    /// A key.
    Key(SubjectKey),
    /// A key was erased here.
    Erased,
}

/// A slot as it stands in the file.
enum Raw {
    Free,
    Key { generation: u32, tag: Tag, wrapped: WrappedKey },
    Erased { tag: Tag },
}

const FREE: u8 = 0;
const KEY: u8 = 1;
const ERASED: u8 = 2;

/// The file, and the tenant's key.
pub(super) struct KeyFile {
    medium: Box<dyn StorageBackend>,
    tenant: TenantKey,
    header: Header,
    slots: u32,
    free: Vec<u32>,
}

/// Prints sizes.
impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyFile({} slots, {} of them free)", self.slots, self.free.len())
    }
}

#[derive(Clone)]
struct Header {
    sequence: u64,
    generation: u32,
    tenant: WrappedKey,
    /// While keys are rotated.
    next: Option<(u32, WrappedKey)>,
}

fn io(error: std::io::Error) -> StoreError {
    let kind = error.kind();
    match kind {
        std::io::ErrorKind::UnexpectedEof => StoreError::Damaged { what: "the key file ends early" },
        _ => StoreError::Io { file: "keys", kind },
    }
}

fn sum(bytes: &[u8]) -> [u8; SUM] {
    let mut sum = [0; SUM];
    sum.copy_from_slice(&blake3::hash(bytes).as_bytes()[..SUM]);
    sum
}

/// The first bytes, and the rest.
fn take<'a, const N: usize>(bytes: &mut &'a [u8]) -> Result<&'a [u8; N], StoreError> {
    let (first, rest) = bytes.split_first_chunk::<N>().ok_or(StoreError::Damaged { what: "a short row" })?;
    *bytes = rest;
    Ok(first)
}

impl Header {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(HEADER_LEN));
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(self.sequence.to_le_bytes());
        bytes.extend(self.generation.to_le_bytes());
        bytes.extend(self.tenant.as_bytes());
        match &self.next {
            Some((generation, key)) => {
                bytes.extend(generation.to_le_bytes());
                bytes.extend(key.as_bytes());
            }
            None => bytes.extend([0; 4 + WRAPPED]),
        }
        let sum = sum(&bytes);
        bytes.extend(sum);
        bytes
    }

    fn from_bytes(bytes: &[u8; HEADER_LEN]) -> Result<Option<Header>, StoreError> {
        let (body, stated) = bytes.split_at(HEADER_LEN - SUM);
        if body[..MAGIC.len()] != MAGIC || sum(body) != stated {
            return Ok(None);
        }
        let mut rest = &body[MAGIC.len()..];
        let format = u16::from_le_bytes(*take(&mut rest)?);
        if format != FORMAT {
            return Err(StoreError::UnknownVersion { given: format, known: FORMAT });
        }
        let sequence = u64::from_le_bytes(*take(&mut rest)?);
        let generation = u32::from_le_bytes(*take(&mut rest)?);
        let tenant = WrappedKey::from_bytes(take::<WRAPPED>(&mut rest)?)?;
        let next = u32::from_le_bytes(*take(&mut rest)?);
        let next_key = WrappedKey::from_bytes(take::<WRAPPED>(&mut rest)?)?;
        let next = (next != 0).then_some((next, next_key));
        Ok(Some(Header { sequence, generation, tenant, next }))
    }
}

impl KeyFile {
    /// A new file; what was in the medium is lost.
    pub(super) fn create(
        medium: Box<dyn StorageBackend>,
        operator: &OperatorKey,
        name: &[u8],
    ) -> Result<KeyFile, StoreError> {
        let tenant = TenantKey::generate()?;
        let header = Header { sequence: 0, generation: 1, tenant: operator.wrap(&tenant, name)?, next: None };
        let mut file = KeyFile { medium, tenant, header, slots: 0, free: Vec::new() };
        file.medium.set_len(0).map_err(io)?;
        file.medium.set_len(SLOTS).map_err(io)?;
        file.write_header()?;
        Ok(file)
    }

    /// An existing file, or nothing where there is none: no header was ever written whole.
    pub(super) fn open(
        medium: Box<dyn StorageBackend>,
        operator: &OperatorKey,
        name: &[u8],
    ) -> Result<Result<KeyFile, Box<dyn StorageBackend>>, StoreError> {
        let length = medium.len().map_err(io)?;
        let mut newest: Option<Header> = None;
        for at in [0, HEADER] {
            let mut bytes = Zeroizing::new([0; HEADER_LEN]);
            if length < at + HEADER_LEN as u64 {
                continue;
            }
            medium.read(at, &mut bytes[..]).map_err(io)?;
            let found = Header::from_bytes(&bytes)?;
            newest = found.filter(|f| newest.as_ref().is_none_or(|n| f.sequence > n.sequence)).or(newest);
        }
        let Some(header) = newest else {
            return if length <= SLOTS {
                Ok(Err(medium))
            } else {
                Err(StoreError::Damaged { what: "the key file has no header" })
            };
        };
        if length < SLOTS || !(length - SLOTS).is_multiple_of(SLOT as u64) {
            return Err(StoreError::Damaged { what: "the key file was cut off" });
        }
        let slots = ((length - SLOTS) / SLOT as u64) as u32;
        let tenant = operator.unwrap(&header.tenant, name).map_err(|_| StoreError::WrongKey)?;
        let mut file = KeyFile { medium, tenant, header, slots, free: Vec::new() };
        if file.header.next.is_some() {
            file.finish_rotation(operator, name)?;
        } else {
            // One of the copies may be older, or torn.
            file.write_header()?;
        }
        Ok(Ok(file))
    }

    /// Gives the medium back, with what is on it.
    pub(super) fn into_medium(self) -> Box<dyn StorageBackend> {
        self.medium
    }

    /// How many slots there are.
    pub(super) fn slots(&self) -> u32 {
        self.slots
    }

    /// Which slots may be taken: these and no others, whatever was known before.
    pub(super) fn set_free(&mut self, free: Vec<u32>) {
        self.free = free;
    }

    /// Gives a slot up for another key.
    pub(super) fn release(&mut self, slot: u32) {
        self.free.push(slot);
    }

    /// Keeps a key and returns its slot; it is on the medium when this returns.
    pub(super) fn put(&mut self, tag: &Tag, key: &SubjectKey) -> Result<u32, StoreError> {
        if self.free.is_empty() {
            let slots = self.slots + GROWTH;
            self.medium.set_len(SLOTS + u64::from(slots) * SLOT as u64).map_err(io)?;
            self.free.extend((self.slots..slots).rev());
            self.slots = slots;
        }
        let slot = self.free.last().copied().unwrap_or(0);
        let wrapped = self.tenant.wrap(key, tag)?;
        self.write_slot(slot, &Raw::Key { generation: self.header.generation, tag: *tag, wrapped })?;
        self.medium.sync_data().map_err(io)?;
        self.free.pop();
        Ok(slot)
    }

    /// What stands in a slot that is to hold the key of `tag`.
    pub(super) fn get(&self, slot: u32, tag: &Tag) -> Result<Slot, StoreError> {
        let damaged = StoreError::Damaged { what: "the key of a subject" };
        match self.read_slot(slot)? {
            Raw::Free => Ok(Slot::Free),
            Raw::Erased { tag: other } if other == *tag => Ok(Slot::Erased),
            Raw::Key { tag: other, wrapped, .. } if other == *tag => {
                self.tenant.unwrap(&wrapped, tag).map(Slot::Key).map_err(|_| damaged)
            }
            _ => Err(damaged),
        }
    }

    /// Whose key stands in a slot, or stood there.
    pub(super) fn owner(&self, slot: u32) -> Result<Option<Tag>, StoreError> {
        Ok(match self.read_slot(slot)? {
            Raw::Free => None,
            Raw::Key { tag, .. } | Raw::Erased { tag } => Some(tag),
        })
    }

    /// Erases a key: it is gone from the medium when this returns.
    pub(super) fn erase(&mut self, slot: u32, tag: &Tag) -> Result<(), StoreError> {
        self.write_slot(slot, &Raw::Erased { tag: *tag })?;
        self.medium.sync_data().map_err(io)
    }

    /// Goes on under a new tenant key: all subject keys are wrapped anew, and the old tenant key is erased. Interrupted, it
    /// is finished when the file is opened.
    pub(super) fn rotate(&mut self, operator: &OperatorKey, name: &[u8]) -> Result<(), StoreError> {
        let next = TenantKey::generate()?;
        self.header.next = Some((self.header.generation + 1, operator.wrap(&next, name)?));
        self.write_header()?;
        self.finish_rotation(operator, name)
    }

    fn finish_rotation(&mut self, operator: &OperatorKey, name: &[u8]) -> Result<(), StoreError> {
        let Some((generation, wrapped_next)) = self.header.next.clone() else { return Ok(()) };
        let next = operator.unwrap(&wrapped_next, name).map_err(|_| StoreError::WrongKey)?;
        for slot in 0..self.slots {
            // A damaged slot stays as it is: its subject is reported when it is looked at.
            if let Ok(Raw::Key { generation: old, tag, wrapped }) = self.read_slot(slot)
                && old != generation
                && let Ok(wrapped) = self.tenant.rewrap(&wrapped, &tag, &next)
            {
                self.write_slot(slot, &Raw::Key { generation, tag, wrapped })?;
            }
        }
        self.medium.sync_data().map_err(io)?;
        (self.header.generation, self.header.tenant, self.header.next) = (generation, wrapped_next, None);
        self.tenant = next;
        self.write_header()
    }

    /// Wraps the tenant's key under another operator's key.
    pub(super) fn rewrap(&mut self, next: &OperatorKey, name: &[u8]) -> Result<(), StoreError> {
        self.header.tenant = next.wrap(&self.tenant, name)?;
        self.write_header()
    }

    /// Both copies, one after the other.
    fn write_header(&mut self) -> Result<(), StoreError> {
        self.header.sequence += 1;
        let bytes = self.header.to_bytes();
        for at in [0, HEADER] {
            self.medium.write(at, &bytes).map_err(io)?;
            self.medium.sync_data().map_err(io)?;
        }
        Ok(())
    }

    fn read_slot(&self, slot: u32) -> Result<Raw, StoreError> {
        let damaged = StoreError::Damaged { what: "a slot of the key file" };
        if slot >= self.slots {
            return Err(damaged);
        }
        let mut bytes = Zeroizing::new([0; SLOT]);
        self.medium.read(SLOTS + u64::from(slot) * SLOT as u64, &mut bytes[..]).map_err(io)?;
        if bytes.iter().all(|&b| b == 0) {
            return Ok(Raw::Free);
        }
        let (body, stated) = bytes.split_at(SLOT - SUM);
        if sum(body) != stated {
            return Err(damaged);
        }
        let mut rest = body;
        let [kind] = *take(&mut rest)?;
        let generation = u32::from_le_bytes(*take(&mut rest)?);
        let tag = *take(&mut rest)?;
        match kind {
            KEY => Ok(Raw::Key {
                generation,
                tag,
                wrapped: WrappedKey::from_bytes(take::<WRAPPED>(&mut rest)?)?,
            }),
            ERASED => Ok(Raw::Erased { tag }),
            _ => Err(damaged),
        }
    }

    fn write_slot(&self, slot: u32, raw: &Raw) -> Result<(), StoreError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(SLOT));
        match raw {
            Raw::Free => bytes.push(FREE),
            Raw::Key { generation, tag, wrapped } => {
                bytes.push(KEY);
                bytes.extend(generation.to_le_bytes());
                bytes.extend(tag);
                bytes.extend(wrapped.as_bytes());
            }
            Raw::Erased { tag } => {
                bytes.push(ERASED);
                bytes.extend([0; 4]);
                bytes.extend(tag);
            }
        }
        bytes.resize(SLOT - SUM, 0);
        let sum = sum(&bytes);
        bytes.extend(sum);
        self.medium.write(SLOTS + u64::from(slot) * SLOT as u64, &bytes).map_err(io)
    }
}
