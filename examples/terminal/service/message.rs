//! What a terminal asks and a service answers, as bytes.
//!
//! Lengths are bounded before memory is taken, and whatever does not fit is refused: these bytes come from outside.

use palmsig::enroll::Sample;
use palmsig::template::Template;
use zeroize::{Zeroize, Zeroizing};

use crate::Failure;

/// Most palms in one request: of one who is recognised, and of two that are signed up.
const MAX_PALMS: usize = 2;

/// Most captures of a palm.
const MAX_CAPTURES: usize = 8;

/// A capture that the sensor kept.
pub(crate) struct Taken {
    pub(crate) template: Template,
    /// Score, 0..=100.
    pub(crate) quality: u8,
}

impl Taken {
    pub(crate) fn sample(&self) -> Sample<'_> {
        Sample { template: &self.template, quality: Some(self.quality) }
    }
}

/// What somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Sign up under an account.
    SignUp { account: String, card: String, phone: String },
    /// Be recognised.
    Use,
    /// See all that is held.
    History,
    /// Change a card or a telephone number, or add a palm.
    Change { card: Option<String>, phone: Option<String> },
    /// Be forgotten.
    Remove,
}

impl Act {
    /// What an envelope is bound to: sealed for one it opens for no other.
    pub(crate) fn purpose(&self) -> &'static str {
        match self {
            Act::SignUp { .. } => PURPOSES[0],
            Act::Use => PURPOSES[1],
            Act::History => PURPOSES[2],
            Act::Change { .. } => PURPOSES[3],
            Act::Remove => PURPOSES[4],
        }
    }
}

/// The purposes, by number.
pub(crate) const PURPOSES: [&str; 5] = ["sign-up", "use", "history", "change", "remove"];

/// One request, of one person.
pub(crate) struct Request {
    pub(crate) act: Act,
    /// Captures of each palm shown.
    pub(crate) palms: Vec<Vec<Taken>>,
}

impl Request {
    /// The captures of the palm shown first.
    pub(crate) fn first(&self) -> &[Taken] {
        self.palms.first().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Writer::default();
        match &self.act {
            Act::SignUp { account, card, phone } => {
                [account, card, phone].into_iter().for_each(|text| bytes.field(text.as_bytes()));
            }
            Act::Change { card, phone } => {
                for text in [card, phone] {
                    bytes.field(&[text.is_some().into()]);
                    bytes.field(text.as_deref().unwrap_or_default().as_bytes());
                }
            }
            Act::Use | Act::History | Act::Remove => {}
        }
        bytes.number(self.palms.len());
        for palm in &self.palms {
            bytes.number(palm.len());
            for taken in palm {
                bytes.field(&[taken.quality]);
                bytes.field(&Zeroizing::new(taken.template.to_bytes()));
            }
        }
        bytes.0
    }

    /// The request of that purpose.
    pub(crate) fn from_bytes(purpose: &str, bytes: &[u8]) -> Result<Request, Failure> {
        let mut reader = Reader(bytes);
        let act = match purpose {
            "sign-up" => Act::SignUp { account: reader.text()?, card: reader.text()?, phone: reader.text()? },
            "use" => Act::Use,
            "history" => Act::History,
            "change" => Act::Change { card: reader.optional()?, phone: reader.optional()? },
            "remove" => Act::Remove,
            _ => return Err("no such purpose".into()),
        };
        let palms = reader.list(MAX_PALMS, |reader| {
            reader.list(MAX_CAPTURES, |reader| {
                let quality = *reader.field()?.first().ok_or("a capture without a score")?;
                Ok(Taken { template: Template::from_bytes(reader.field()?)?, quality })
            })
        })?;
        if reader.0.is_empty() { Ok(Request { act, palms }) } else { Err("bytes after the request".into()) }
    }
}

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    NotKnown,
    Refused,
}

const OUTCOMES: [Outcome; 3] = [Outcome::Done, Outcome::NotKnown, Outcome::Refused];

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) outcome: Outcome,
    /// What is shown to the person.
    pub(crate) lines: Vec<String>,
}

impl Reply {
    pub(crate) fn of(outcome: Outcome, line: impl Into<String>) -> Reply {
        Reply { outcome, lines: vec![line.into()] }
    }

    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Writer::default();
        bytes.number(OUTCOMES.iter().position(|outcome| *outcome == self.outcome).unwrap_or(0));
        bytes.number(self.lines.len());
        self.lines.iter().for_each(|line| bytes.field(line.as_bytes()));
        bytes.0
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Reply, Failure> {
        let mut reader = Reader(bytes);
        let outcome = *OUTCOMES.get(reader.number()?).ok_or("no such outcome")?;
        Ok(Reply { outcome, lines: reader.list(usize::MAX, Reader::text)? })
    }
}

/// Fields behind their lengths, in a buffer that is erased, when it has to grow too.
#[derive(Default)]
struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    fn number(&mut self, number: usize) {
        self.append(&(number as u32).to_le_bytes());
    }

    fn field(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.append(bytes);
    }

    fn append(&mut self, bytes: &[u8]) {
        if self.0.capacity() < self.0.len() + bytes.len() {
            let mut larger = Vec::with_capacity(2 * (self.0.len() + bytes.len()));
            larger.extend_from_slice(&self.0);
            self.0.zeroize();
            *self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Result<usize, Failure> {
        let (number, rest) = self.0.split_first_chunk().ok_or("a message that ends early")?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*number) as usize)
    }

    fn field(&mut self) -> Result<&'a [u8], Failure> {
        let length = self.number()?;
        let (field, rest) = self.0.split_at_checked(length).ok_or("a message that ends early")?;
        self.0 = rest;
        Ok(field)
    }

    fn text(&mut self) -> Result<String, Failure> {
        Ok(std::str::from_utf8(self.field()?)?.to_owned())
    }

    fn optional(&mut self) -> Result<Option<String>, Failure> {
        let given = self.field()? == [1];
        let text = self.text()?;
        Ok(given.then_some(text))
    }

    fn list<T>(
        &mut self,
        most: usize,
        of: impl Fn(&mut Self) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let count = self.number()?;
        if count > most {
            return Err("a list that is too long".into());
        }
        // Not taken at its word: memory grows with what is there.
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(of(self)?);
        }
        Ok(list)
    }
}
