//! One row of a manifest.

use std::path::PathBuf;

use palmsig::image::Band;

use super::{ATTACK, HEADER, NO_ATTACK, RowProblem};

/// A palm: one hand of one subject of one set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Palm {
    /// Name of the set; equal subjects of different sets are different people.
    pub set: String,
    /// The person (or, where a set does not tell, the palm).
    pub subject: String,
    /// Which hand.
    pub hand: Hand,
}

/// Which hand a row states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hand {
    /// `left`
    Left,
    /// `right`
    Right,
    /// `unknown`
    Unknown,
}

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `full`: a whole hand.
    Full,
    /// `roi`: the palm square, cropped already.
    Roi,
}

/// What the bands of one capture have in common.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) palm: Palm,
    pub(super) session: u32,
    pub(super) sample: String,
    pub(super) attack: Option<String>,
}

pub(super) struct Row {
    pub(super) key: Key,
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    pub(super) band: Band,
}

impl Row {
    /// A row of a manifest of so many columns.
    pub(super) fn parse(record: &csv::ByteRecord, columns: usize) -> Result<Row, RowProblem> {
        let fields: Vec<&str> = record
            .iter()
            .map(std::str::from_utf8)
            .collect::<Result<_, _>>()
            .map_err(|_| RowProblem::Encoding)?;
        if fields.len() != columns {
            return Err(RowProblem::Columns(fields.len(), columns));
        }
        if let Some(empty) = fields.iter().position(|f| f.is_empty()) {
            return Err(RowProblem::Empty(HEADER.get(empty).copied().unwrap_or(ATTACK)));
        }
        let attack = fields.get(HEADER.len()).filter(|attack| **attack != NO_ATTACK).map(|a| (*a).to_owned());
        let first = fields.first_chunk::<8>().ok_or(RowProblem::Columns(fields.len(), columns))?;
        let [path, set, subject, hand, session, sample, kind, modality] = *first;
        let hand = choose(
            "hand",
            hand,
            "left, right or unknown",
            &[("left", Hand::Left), ("right", Hand::Right), ("unknown", Hand::Unknown)],
        )?;
        let kind = choose("kind", kind, "full or roi", &[("full", Kind::Full), ("roi", Kind::Roi)])?;
        let bands = [("visible", Band::Visible), ("nir", Band::NearInfrared)];
        let band = choose("modality", modality, "visible or nir", &bands)?;
        let palm = Palm { set: set.into(), subject: subject.into(), hand };
        let key = Key { palm, session: session_number(session)?, sample: sample.into(), attack };
        Ok(Row { key, path: path.into(), kind, band })
    }
}

fn choose<T: Copy>(
    column: &'static str,
    value: &str,
    allowed: &'static str,
    choices: &[(&str, T)],
) -> Result<T, RowProblem> {
    let found = choices.iter().find(|(name, _)| *name == value).map(|&(_, choice)| choice);
    found.ok_or_else(|| RowProblem::Value { column, value: value.into(), allowed })
}

fn session_number(text: &str) -> Result<u32, RowProblem> {
    let allowed = "a whole number from 0 (unknown) to 4294967295";
    text.parse().map_err(|_| RowProblem::Value { column: "session", value: text.into(), allowed })
}
