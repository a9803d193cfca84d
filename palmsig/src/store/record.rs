//! What is kept of a subject, and its bytes.

use zeroize::Zeroizing;

use super::{MAX_TEXT, Seconds};
use crate::error::{GalleryError, StoreError};
use crate::gallery::MAX_ID;
use crate::image::HandSide;
use crate::template::Template;

/// One palm of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palm {
    /// The template of the enrolment.
    pub anchor: Template,
    /// The recent views that [`Enroller::update`](crate::enroll::Enroller::update) took.
    pub recent: Option<Template>,
}

/// Something of the caller's that belongs to a subject, such as the token of a card, a telephone number, a badge.
#[derive(Clone, PartialEq, Eq)]
pub struct Reference {
    /// What it is.
    pub kind: String,
    /// What only the caller understands.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Prints the size, never a byte.
impl std::fmt::Debug for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reference({} bytes)", self.bytes.len())
    }
}

/// What a subject agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Which text, in which version.
    pub text: String,
    /// When.
    pub given: Seconds,
}

/// A subject: all that is held about one, but for the audit trail.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    /// The caller's id, 1..=[`MAX_ID`] bytes.
    pub id: String,
    /// One palm, or a left and a right one.
    pub palms: Vec<Palm>,
    /// What the caller keeps beside them.
    pub references: Vec<Reference>,
    /// What was agreed to.
    pub consent: Consent,
    /// Why a removal has to wait, such as an open purchase.
    pub holds: Vec<String>,
}

/// Prints numbers, never who it is.
impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Subject { palms, references, holds, .. } = self;
        write!(f, "Subject({} palms, {} references, {} holds)", palms.len(), references.len(), holds.len())
    }
}

/// A subject, and what the store knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What the caller gave.
    pub subject: Subject,
    /// When it was enrolled.
    pub created: Seconds,
    /// When it was last recognised; when it was enrolled, if it never was.
    pub last_used: Seconds,
    /// From when on a sweep removes it.
    pub expires: Seconds,
    /// Whether it is to be removed as soon as nothing holds it.
    pub removal_requested: bool,
}

/// What is sealed in a subject's row.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) references: Vec<Reference>,
    pub(super) consent: Consent,
    pub(super) holds: Vec<String>,
    pub(super) created: Seconds,
    pub(super) removal_requested: bool,
    /// Whether each palm has recent views.
    pub(super) recent: Vec<bool>,
}

fn fits(field: &'static str, given: usize) -> Result<(), StoreError> {
    if given <= MAX_TEXT { Ok(()) } else { Err(StoreError::TooLong { field, given, limit: MAX_TEXT }) }
}

impl Subject {
    /// Refuses what a gallery would not take, and texts that are too long.
    pub(super) fn validate(&self) -> Result<(), StoreError> {
        if self.id.is_empty() || self.id.len() > MAX_ID {
            return Err(GalleryError::Id { given: self.id.len(), limit: MAX_ID }.into());
        }
        let hands: Vec<HandSide> = self.palms.iter().map(|palm| palm.anchor.hand()).collect();
        match hands[..] {
            [_] | [HandSide::Left, HandSide::Right] | [HandSide::Right, HandSide::Left] => {}
            [_, _] => return Err(GalleryError::SameHand.into()),
            _ => return Err(GalleryError::Palms { given: hands.len() }.into()),
        }
        fits("the consent", self.consent.text.len())?;
        self.holds.iter().try_for_each(|hold| fits("a hold", hold.len()))?;
        fits("the list of holds", self.holds.len())?;
        fits("the list of references", self.references.len())?;
        let reference = |r: &Reference| fits("a reference", r.bytes.len().max(r.kind.len()));
        self.references.iter().try_for_each(reference)
    }

    pub(super) fn row(&self, created: Seconds, removal_requested: bool) -> Row {
        Row {
            id: self.id.clone(),
            references: self.references.clone(),
            consent: self.consent.clone(),
            holds: self.holds.clone(),
            created,
            removal_requested,
            recent: self.palms.iter().map(|palm| palm.recent.is_some()).collect(),
        }
    }
}

impl Row {
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut fields = Fields::default();
        fields.number(self.created);
        fields.number(self.removal_requested.into());
        fields.bytes(self.id.as_bytes());
        fields.bytes(self.consent.text.as_bytes());
        fields.number(self.consent.given);
        fields.number(self.recent.len() as u64);
        self.recent.iter().for_each(|&recent| fields.number(recent.into()));
        fields.number(self.holds.len() as u64);
        self.holds.iter().for_each(|hold| fields.bytes(hold.as_bytes()));
        fields.number(self.references.len() as u64);
        for reference in &self.references {
            fields.bytes(reference.kind.as_bytes());
            fields.bytes(&reference.bytes);
        }
        fields.0
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Row, StoreError> {
        let mut reader = Reader(bytes);
        let (created, removal_requested) = (reader.number()?, reader.number()? != 0);
        let (id, text, given) = (reader.text()?, reader.text()?, reader.number()?);
        let recent = reader.list(|reader| Ok(reader.number()? != 0))?;
        let holds = reader.list(Reader::text)?;
        let references = reader.list(|reader| {
            Ok(Reference { kind: reader.text()?, bytes: Zeroizing::new(reader.bytes()?.to_vec()) })
        })?;
        let consent = Consent { text, given };
        Ok(Row { id, references, consent, holds, created, removal_requested, recent })
    }
}

/// Numbers and texts, one after the other.
#[derive(Default)]
pub(super) struct Fields(pub(super) Zeroizing<Vec<u8>>);

impl Fields {
    pub(super) fn number(&mut self, number: u64) {
        self.append(&number.to_le_bytes());
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.append(bytes);
    }

    /// Grown by hand, so that nothing is left behind in a smaller buffer.
    fn append(&mut self, bytes: &[u8]) {
        if self.0.capacity() < self.0.len() + bytes.len() {
            let mut larger = Zeroizing::new(Vec::with_capacity(2 * (self.0.len() + bytes.len())));
            larger.extend(self.0.iter());
            self.0 = larger;
        }
        self.0.extend(bytes);
    }
}

/// What [`Fields`] wrote.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    const SHORT: StoreError = StoreError::Damaged { what: "a row ends early" };

    pub(super) fn number(&mut self) -> Result<u64, StoreError> {
        let (number, rest) = self.0.split_first_chunk().ok_or(Self::SHORT)?;
        self.0 = rest;
        Ok(u64::from_le_bytes(*number))
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8], StoreError> {
        let length = usize::try_from(self.number()?).map_err(|_| Self::SHORT)?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(Self::SHORT)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(super) fn text(&mut self) -> Result<String, StoreError> {
        let text = std::str::from_utf8(self.bytes()?);
        text.map(str::to_owned).map_err(|_| StoreError::Damaged { what: "a text that is none" })
    }

    fn list<T>(&mut self, of: impl Fn(&mut Self) -> Result<T, StoreError>) -> Result<Vec<T>, StoreError> {
        (0..self.number()?).map(|_| of(self)).collect()
    }
}
