//! Failed attempts: how many may be made, and how little is told about each.

use redb::ReadableTable;

use super::tables::{TRAIL, database};
use super::trail::Entry;
use super::{Event, Recogniser, Seconds};
use crate::error::StoreError;
use crate::matching::Comparison;

/// How many failed attempts may be made within a while. They are counted in the audit trail, so that starting again
/// forgives none. A subject who is recognised has a clean slate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lockout {
    /// The while, in seconds.
    pub within: Seconds,
    /// Most failed attempts to be one subject.
    pub of_subject: u32,
    /// Most failed attempts at one terminal, whoever was tried: strangers who pass by count too.
    pub at_terminal: u32,
}

impl Default for Lockout {
    fn default() -> Self {
        Lockout { within: 15 * 60, of_subject: 5, at_terminal: 60 }
    }
}

/// Finest that is told.
const MOST_DECADES: i32 = 6;

/// What of a comparison may be shown outside: whole powers of ten that its false match rate lies below 1, 0..=6. Who could see every
/// small step of a score could change a picture until it matches (hill climbing); this hides them, and with a [`Lockout`]
/// leaves too few tries.
pub fn shown(comparison: &Comparison) -> u8 {
    let decades = -libm::log10(comparison.false_match_rate().value);
    (libm::floor(decades) as i32).clamp(0, MOST_DECADES) as u8
}

impl Recogniser {
    /// Whether another attempt may be made here, to be the subject `id` where one is claimed. Ask before comparing; record
    /// with [`used`](Self::used) or [`refused`](Self::refused) what came of it.
    ///
    /// # Errors
    /// [`StoreError::Locked`] says for how long none may be made.
    pub fn may_try(&self, id: Option<&str>, lockout: &Lockout, now: Seconds) -> Result<(), StoreError> {
        let since = now.saturating_sub(lockout.within);
        let tag = id.map(|id| self.inner.names.tag(id));
        let (mut of_subject, mut at_terminal) = (Vec::new(), Vec::new());
        let mut clean = false;
        let transaction = self.inner.reading()?;
        let trail = transaction.open_table(TRAIL).map_err(database)?;
        for row in trail.iter().map_err(database)?.rev() {
            let (_, row) = row.map_err(database)?;
            let damaged = StoreError::Damaged { what: "an entry of the audit trail" };
            let entry = row.value().get(32..).and_then(Entry::from_body).ok_or(damaged)?;
            if entry.at < since {
                break;
            }
            let claimed = tag.is_some() && entry.subject == tag;
            match entry.event {
                Event::Recognised => clean |= claimed,
                Event::NotRecognised => {
                    if claimed && !clean {
                        of_subject.push(entry.at);
                    }
                    if entry.actor == self.actor {
                        at_terminal.push(entry.at);
                    }
                }
                _ => {}
            }
        }
        let limits = [(of_subject, lockout.of_subject), (at_terminal, lockout.at_terminal)];
        let until = limits.iter().filter_map(|(failures, most)| {
            // Newest first: when the one that is too many is out of the while.
            let last = failures.get((*most as usize).checked_sub(1)?)?;
            Some(last.saturating_add(lockout.within).saturating_add(1).saturating_sub(now))
        });
        until.max().map_or(Ok(()), |seconds| Err(StoreError::Locked { seconds }))
    }
}
