//! The tables of the database, and how a subject is laid in them.
//!
//! Templates are cut into pieces of which one fills a page of 4096 bytes: a larger value takes a whole power of two of
//! pages. What is left over stands in a table of its own, where pages are shared.

use redb::{ReadableTable, TableDefinition, WriteTransaction};

use super::Tag;
use crate::error::StoreError;
use crate::protect::keys::SubjectKey;
use crate::template::Template;

/// Of the store itself: format, retention, head of the trail.
pub(super) const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

/// Tag → slot of the key (4 bytes), sealed row.
pub(super) const SUBJECTS: TableDefinition<'_, &Tag, &[u8]> = TableDefinition::new("subjects");

/// Tag → sealed time of the last use.
pub(super) const USES: TableDefinition<'_, &Tag, &[u8]> = TableDefinition::new("uses");

/// Tag, part, number of the piece → pieces of a sealed template.
pub(super) const PIECES: TableDefinition<'_, &PieceKey, &[u8]> = TableDefinition::new("pieces");

/// Tag, part → what is left over of a sealed template.
pub(super) const RESTS: TableDefinition<'_, &PieceKey, &[u8]> = TableDefinition::new("rests");

/// Number → hash and entry.
pub(super) const TRAIL: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("trail");

pub(super) type PieceKey = [u8; 18];

/// A page of 4096 bytes less its head and one key.
const PIECE: usize = 4064;

/// What redb says, as an error of the store's.
pub(super) fn database(error: impl Into<redb::Error>) -> StoreError {
    let kind = match error.into() {
        redb::Error::DatabaseAlreadyOpen
        | redb::Error::LockProtocolMismatch
        | redb::Error::TransactionInProgress => return StoreError::InUse,
        redb::Error::Io(error) => error.kind(),
        redb::Error::PreviousIo => std::io::ErrorKind::Other,
        _ => return StoreError::Damaged { what: "the database" },
    };
    match kind {
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => {
            StoreError::Damaged { what: "the database" }
        }
        kind => StoreError::Io { file: "database", kind },
    }
}

/// The parts of a subject: anchor and recent views of each palm.
pub(super) const fn part(palm: usize, recent: bool) -> u8 {
    2 * palm as u8 + recent as u8
}

/// Most parts of a subject.
pub(super) const PARTS: u8 = 4;

fn piece_key(tag: &Tag, part: u8, piece: usize) -> PieceKey {
    let mut key = [0; 18];
    key[..16].copy_from_slice(tag);
    (key[16], key[17]) = (part, piece as u8);
    key
}

/// Seals and keeps a template.
pub(super) fn write_template(
    transaction: &WriteTransaction,
    (tag, key): (&Tag, &SubjectKey),
    part: u8,
    template: &Template,
) -> Result<(), StoreError> {
    let sealed = key.seal(template, &[part])?;
    let mut pieces = transaction.open_table(PIECES).map_err(database)?;
    let mut rests = transaction.open_table(RESTS).map_err(database)?;
    let (whole, rest) = sealed.as_chunks::<PIECE>();
    for (i, piece) in whole.iter().enumerate() {
        pieces.insert(&piece_key(tag, part, i), &piece[..]).map_err(database)?;
    }
    rests.insert(&piece_key(tag, part, 0), rest).map_err(database)?;
    Ok(())
}

/// Puts a sealed template together again; none where there is none.
pub(super) fn sealed_template(
    pieces: &impl ReadableTable<&'static PieceKey, &'static [u8]>,
    rests: &impl ReadableTable<&'static PieceKey, &'static [u8]>,
    tag: &Tag,
    part: u8,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(rest) = rests.get(&piece_key(tag, part, 0)).map_err(database)? else { return Ok(None) };
    // Most have one piece: none is copied as it grows.
    let mut sealed = Vec::with_capacity(PIECE + rest.value().len());
    for piece in
        pieces.range::<&PieceKey>(&piece_key(tag, part, 0)..=&piece_key(tag, part, 255)).map_err(database)?
    {
        sealed.extend(piece.map_err(database)?.1.value());
    }
    sealed.extend(rest.value());
    Ok(Some(sealed))
}

/// Deletes all templates of a subject.
pub(super) fn delete_templates(transaction: &WriteTransaction, tag: &Tag) -> Result<(), StoreError> {
    let range = || (piece_key(tag, 0, 0), piece_key(tag, PARTS, 255));
    for table in [PIECES, RESTS] {
        let mut table = transaction.open_table(table).map_err(database)?;
        let (first, last) = range();
        table.retain_in::<&PieceKey, _>(&first..=&last, |_, _| false).map_err(database)?;
    }
    Ok(())
}
