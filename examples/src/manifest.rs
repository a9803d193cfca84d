//! The manifest of a set of pictures: a CSV file beside them with the header
//! `path,set,subject,hand,session,sample,kind,modality`, one picture a row. A ninth column `attack` may say what is held before
//! the sensor in place of a hand: its kind, or `none`.
//!
//! Rows that agree in set, subject, hand, session and sample are the bands of one capture. A row
//! that breaks a rule is set aside with its line number, and the others stand.

mod row;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use palmsig::image::Band;

pub use row::{Hand, Kind, Palm};
use row::{Key, Row};

/// The only header accepted.
pub const HEADER: [&str; 8] = ["path", "set", "subject", "hand", "session", "sample", "kind", "modality"];

/// What the optional ninth column is called, and what it holds for a live hand.
pub const ATTACK: &str = "attack";
const NO_ATTACK: &str = "none";

/// The captures a manifest lists, in the order of their first rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The captures whose rows keep to the rules.
    pub captures: Vec<Listed>,
    /// The rows that do not, in the order of the file.
    pub bad_rows: Vec<BadRow>,
}

/// One capture as a manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Whose palm it shows.
    pub palm: Palm,
    /// Capture session; 0 where the set does not tell.
    pub session: u32,
    /// Whole hand or palm square.
    pub kind: Kind,
    /// What is held before the sensor in place of a hand.
    pub attack: Option<String>,
    /// The picture in visible light.
    pub visible: Option<Listing>,
    /// The near-infrared picture.
    pub near_infrared: Option<Listing>,
}

/// One picture as a manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Where it lies: the path of the row, seen from the folder of the manifest.
    pub path: PathBuf,
    /// The same as the row has it.
    pub as_listed: PathBuf,
    /// Line of the row; the header is line 1.
    pub line: u64,
}

/// Why nothing of a manifest can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestError {
    /// It cannot be read to its end.
    Unreadable(std::io::ErrorKind),
    /// Its first line is not [`HEADER`].
    Header(String),
}

/// A row that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the row; the header is line 1.
    pub line: u64,
    /// The rule it breaks.
    pub problem: RowProblem,
}

/// The rule a row breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowProblem {
    /// It has so many columns, and the header so many.
    Columns(usize, usize),
    /// It is not UTF-8.
    Encoding,
    /// The named column is empty.
    Empty(&'static str),
    /// The named column holds a value that it must not hold.
    Value {
        /// Name of the column.
        column: &'static str,
        /// What it holds.
        value: String,
        /// What it may hold.
        allowed: &'static str,
    },
    /// A row before it lists the same band of the same capture.
    SecondOfBand {
        /// Line of the row before it.
        first: u64,
    },
    /// The other band of the same capture is of another kind.
    KindOfOtherBand {
        /// Line of the other band.
        other: u64,
    },
}

impl Manifest {
    /// Reads the manifest at `path`.
    ///
    /// # Errors
    /// A [`ManifestError`] when the file cannot be read or has another header.
    pub fn open(path: &Path) -> Result<Manifest, ManifestError> {
        let file = File::open(path).map_err(|e| ManifestError::Unreadable(e.kind()))?;
        Manifest::read(file, path.parent().unwrap_or(Path::new("")))
    }

    /// Reads a manifest whose pictures lie in `folder`.
    ///
    /// # Errors
    /// A [`ManifestError`] when `csv` cannot be read or has another header.
    pub fn read(mut csv: impl Read, folder: &Path) -> Result<Manifest, ManifestError> {
        let mut text = Vec::new();
        csv.read_to_end(&mut text).map_err(|e| ManifestError::Unreadable(e.kind()))?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&text[..]);
        let mut records = reader.byte_records();
        let columns = check_header(records.next().transpose().map_err(unreadable)?)?;
        let (mut grouped, mut lines) = (Grouped { columns, ..Grouped::default() }, Lines::of(&text));
        for record in records {
            let record = record.map_err(unreadable)?;
            grouped.add(&record, lines.line_of(&record), folder);
        }
        Ok(Manifest { captures: grouped.captures, bad_rows: grouped.bad_rows })
    }
}

/// How many columns there are.
fn check_header(first: Option<csv::ByteRecord>) -> Result<usize, ManifestError> {
    let first = first.unwrap_or_default();
    let columns = HEADER.iter().chain([&ATTACK]).map(|name| name.as_bytes());
    if first.iter().eq(columns.clone().take(HEADER.len())) || first.iter().eq(columns) {
        return Ok(first.len());
    }
    let found: Vec<_> = first.iter().map(String::from_utf8_lossy).collect();
    Err(ManifestError::Header(found.join(",")))
}

fn unreadable(error: csv::Error) -> ManifestError {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => ManifestError::Unreadable(e.kind()),
        // Rows of any length and any bytes are accepted at this level, so nothing else can fail.
        _ => ManifestError::Unreadable(std::io::ErrorKind::InvalidData),
    }
}

/// Counts lines as an editor does. A record's own position stands before the line end (of two
/// bytes) and the empty lines that precede the record.
struct Lines<'a> {
    rest: &'a [u8],
    /// Bytes before `rest`, and line ends among them.
    passed: u64,
    ends: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a [u8]) -> Self {
        Lines { rest: text, passed: 0, ends: 0 }
    }

    /// The line on which `record` begins; records come in the order of the text.
    fn line_of(&mut self, record: &csv::ByteRecord) -> u64 {
        let position = record.position().map_or(0, csv::Position::byte);
        while let Some((&byte, rest)) = self.rest.split_first() {
            if self.passed >= position && byte != b'\r' && byte != b'\n' {
                break;
            }
            self.ends += u64::from(byte == b'\n');
            self.passed += 1;
            self.rest = rest;
        }
        self.ends + 1
    }
}

#[derive(Default)]
struct Grouped {
    columns: usize,
    captures: Vec<Listed>,
    bad_rows: Vec<BadRow>,
    /// Where in `captures` a capture stands.
    places: HashMap<Key, usize>,
}

impl Grouped {
    fn add(&mut self, record: &csv::ByteRecord, line: u64, folder: &Path) {
        let added = Row::parse(record, self.columns).and_then(|row| self.insert(row, line, folder));
        self.bad_rows.extend(added.err().map(|problem| BadRow { line, problem }));
    }

    fn insert(&mut self, row: Row, line: u64, folder: &Path) -> Result<(), RowProblem> {
        let place = match self.places.entry(row.key.clone()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.captures.push(Listed::without_bands(&row));
                *new.insert(self.captures.len() - 1)
            }
        };
        let listing = Listing { path: folder.join(&row.path), as_listed: row.path, line };
        self.captures[place].add_band(row.band, row.kind, listing)
    }
}

impl Listed {
    fn without_bands(row: &Row) -> Listed {
        let Key { palm, session, attack, .. } = row.key.clone();
        Listed { palm, session, kind: row.kind, attack, visible: None, near_infrared: None }
    }

    /// The pictures of the capture, visible first.
    pub fn pictures(&self) -> impl Iterator<Item = (Band, &Listing)> {
        let visible = self.visible.iter().map(|l| (Band::Visible, l));
        visible.chain(self.near_infrared.iter().map(|l| (Band::NearInfrared, l)))
    }

    /// What the capture is called where one name must do: its first picture, visible before
    /// near-infrared, as the manifest has it.
    pub fn name(&self) -> String {
        let first = self.pictures().next();
        first.map(|(_, listing)| listing.as_listed.display().to_string()).unwrap_or_default()
    }

    fn add_band(&mut self, band: Band, kind: Kind, listing: Listing) -> Result<(), RowProblem> {
        let (place, other) = match band {
            Band::Visible => (&mut self.visible, &self.near_infrared),
            Band::NearInfrared => (&mut self.near_infrared, &self.visible),
        };
        match (&place, other) {
            (Some(first), _) => Err(RowProblem::SecondOfBand { first: first.line }),
            (None, Some(other)) if kind != self.kind => {
                Err(RowProblem::KindOfOtherBand { other: other.line })
            }
            (None, _) => {
                *place = Some(listing);
                Ok(())
            }
        }
    }
}

impl std::fmt::Display for ManifestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ManifestError::Unreadable(kind) => write!(f, "the manifest could not be read: {kind}"),
            ManifestError::Header(found) => {
                write!(f, "the header of the manifest is `{found}`, expected `{}`", HEADER.join(","))
            }
        }
    }
}

impl std::error::Error for ManifestError {}

impl std::fmt::Display for RowProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RowProblem::Columns(given, expected) => write!(f, "{given} columns, expected {expected}"),
            RowProblem::Encoding => write!(f, "not UTF-8"),
            RowProblem::Empty(column) => write!(f, "{column} is empty"),
            RowProblem::Value { column, value, allowed } => {
                write!(f, "{column} is `{value}`, expected {allowed}")
            }
            RowProblem::SecondOfBand { first } => {
                write!(f, "line {first} lists the same band of the same capture")
            }
            RowProblem::KindOfOtherBand { other } => {
                write!(f, "the other band of the capture, on line {other}, is of another kind")
            }
        }
    }
}
