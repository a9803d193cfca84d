//! What is done at a person's request. Whoever wants anything but to sign up is recognised first: a palm is the way to what
//! is held about it.

use std::time::Duration;

use palmsig::enroll::Update;
use palmsig::error::StoreError;
use palmsig::gallery::Duplicate;
use palmsig::store::{Consent, Event, Export, Palm, Reference, Removal, Seconds, Subject, shown};
use palmsig::template::Template;

use super::message::{Act, Outcome, Reply, Request, Taken};
use super::{DAY, Service};
use crate::Failure;

/// Kinds of references.
const CARD: &str = "card";
const PHONE: &str = "phone";
/// When the template of a palm was last brought up to date.
const UPDATED: &str = "updated";

/// What people agree to at sign-up.
const TERMS: &str = "palm terms, version 1";

impl Service {
    /// Does what `terminal` asks for at `now`.
    ///
    /// # Errors
    /// What is wrong with the service: what is wrong with a request is an answer.
    pub(crate) fn answer(&self, terminal: &str, request: &Request, now: Seconds) -> Result<Reply, Failure> {
        if request.palms.is_empty() || request.palms.iter().any(Vec::is_empty) {
            return Ok(Reply::of(Outcome::Refused, "no palm was shown"));
        }
        match self.store.recogniser(terminal).may_try(None, &self.lockout, now) {
            Err(error @ StoreError::Locked { .. }) => {
                return Ok(Reply::of(Outcome::Refused, error.to_string()));
            }
            other => other?,
        }
        if let Act::SignUp { account, card, phone } = &request.act {
            return self.sign_up(terminal, (account, card, phone), &request.palms, now);
        }
        let Some((account, decades)) = self.recognised(terminal, &request.first()[0].template, now)? else {
            return Ok(Reply::of(Outcome::NotKnown, "not known"));
        };
        match &request.act {
            Act::Use | Act::SignUp { .. } => self.used(terminal, &account, decades, request, now),
            Act::History => self.history(terminal, &account, now),
            Act::Change { card, phone } => self.change(terminal, &account, (card, phone), request, now),
            Act::Remove => self.remove(terminal, &account, now),
        }
    }

    /// Whose palm it is, and how sure that is; who is not known is on record, and counts against the terminal.
    fn recognised(
        &self,
        terminal: &str,
        probe: &Template,
        now: Seconds,
    ) -> Result<Option<(String, u8)>, Failure> {
        let found = self.gallery.identify(probe, 1, &self.policy)?;
        match found.recognised() {
            Some(best) => Ok(Some((best.id.clone(), shown(&best.comparison)))),
            None => {
                self.store.recogniser(terminal).refused(None, now)?;
                Ok(None)
            }
        }
    }

    fn sign_up(
        &self,
        terminal: &str,
        (account, card, phone): (&str, &str, &str),
        palms: &[Vec<Taken>],
        now: Seconds,
    ) -> Result<Reply, Failure> {
        let anchors = match self.anchors(account, palms)? {
            Ok(anchors) => anchors,
            Err(why) => return Ok(Reply::of(Outcome::Refused, why)),
        };
        let reference = |kind: &str, text: &str| Reference {
            kind: kind.to_owned(),
            bytes: text.as_bytes().to_vec().into(),
        };
        let subject = Subject {
            id: account.to_owned(),
            palms: anchors,
            references: vec![reference(CARD, card), reference(PHONE, phone)],
            consent: Consent { text: TERMS.to_owned(), given: now },
            holds: Vec::new(),
        };
        match self.store.registrar(terminal).enrol(&subject, now) {
            Err(StoreError::Subject(error)) => return Ok(Reply::of(Outcome::Refused, error.to_string())),
            Err(error @ StoreError::TooLong { .. }) => {
                return Ok(Reply::of(Outcome::Refused, error.to_string()));
            }
            other => other?,
        }
        self.store.recogniser(terminal).reload(&self.gallery, account, now)?;
        Ok(Reply::of(Outcome::Done, format!("welcome {account}: {} palms signed up", palms.len())))
    }

    /// Palms to be kept, of those shown; or why not.
    fn anchors(&self, account: &str, palms: &[Vec<Taken>]) -> Result<Result<Vec<Palm>, String>, Failure> {
        let mut anchors = Vec::new();
        for taken in palms {
            let samples: Vec<_> = taken.iter().map(Taken::sample).collect();
            match self.enroller.enrol(&samples) {
                Ok(enrolment) => anchors.push(enrolment.template),
                Err(error) => return Ok(Err(error.to_string())),
            }
        }
        // Whose it is, is nobody else's business.
        if let Duplicate::Of { .. } = self.gallery.duplicate(account, &anchors, &self.policy)? {
            return Ok(Err("this palm is signed up already, under another account".to_owned()));
        }
        Ok(Ok(anchors.into_iter().map(|anchor| Palm { anchor, recent: None }).collect()))
    }

    fn used(
        &self,
        terminal: &str,
        account: &str,
        decades: u8,
        request: &Request,
        now: Seconds,
    ) -> Result<Reply, Failure> {
        self.store.recogniser(terminal).used(account, now)?;
        let mut line = format!("hello {account}: one stranger in 10^{decades} looks so alike, or fewer");
        if self.brought_up_to_date(terminal, account, &request.first()[0], now)? {
            line += "; template brought up to date";
        }
        Ok(Reply::of(Outcome::Done, line))
    }

    /// Takes a capture that was verified into the palm that it is of, where it tells anything new.
    fn brought_up_to_date(
        &self,
        terminal: &str,
        account: &str,
        taken: &Taken,
        now: Seconds,
    ) -> Result<bool, Failure> {
        let registrar = self.store.registrar(terminal);
        let held = registrar.held(account)?;
        let since = reference(&held.subject, UPDATED).and_then(|bytes| bytes.try_into().ok());
        let since = since.map_or(held.created, Seconds::from_le_bytes);
        let since = Duration::from_secs(now.saturating_sub(since));
        for (i, palm) in held.subject.palms.iter().enumerate() {
            // Of the other palm it is not.
            let update = self.enroller.update(&palm.anchor, palm.recent.as_ref(), &taken.sample(), since);
            if let Ok(Update::Taken(recent)) = update {
                registrar.change(account, now, |subject| {
                    subject.palms[i].recent = Some(recent);
                    set(subject, UPDATED, &now.to_le_bytes());
                })?;
                self.store.recogniser(terminal).reload(&self.gallery, account, now)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn history(&self, terminal: &str, account: &str, now: Seconds) -> Result<Reply, Failure> {
        let Export { held, history } = self.store.administrator(terminal).export(account, now)?;
        let days = |at: Seconds| match at.checked_sub(now) {
            Some(0) => "now".to_owned(),
            Some(ahead) => format!("in {} days", ahead.div_ceil(DAY)),
            None => format!("{} days ago", (now - at) / DAY),
        };
        let text = |kind| reference(&held.subject, kind).map(String::from_utf8_lossy).unwrap_or_default();
        let mut lines = vec![
            format!(
                "{account}: {} palms, card {}, phone {}",
                held.subject.palms.len(),
                text(CARD),
                text(PHONE)
            ),
            format!("agreed to: {}, {}", held.subject.consent.text, days(held.subject.consent.given)),
            format!("last used {}, removed {} if not used again", days(held.last_used), days(held.expires)),
        ];
        lines.extend(history.iter().map(|entry| {
            format!("{:>4}  {} at {}, {}", entry.number, name(entry.event), entry.actor, days(entry.at))
        }));
        Ok(Reply { outcome: Outcome::Done, lines })
    }

    fn change(
        &self,
        terminal: &str,
        account: &str,
        (card, phone): (&Option<String>, &Option<String>),
        request: &Request,
        now: Seconds,
    ) -> Result<Reply, Failure> {
        let added = match self.anchors(account, &request.palms[1..])? {
            Ok(added) => added,
            Err(why) => return Ok(Reply::of(Outcome::Refused, why)),
        };
        let changed = self.store.registrar(terminal).change(account, now, |subject| {
            for (kind, text) in [(CARD, card), (PHONE, phone)] {
                if let Some(text) = text {
                    set(subject, kind, text.as_bytes());
                }
            }
            for palm in added {
                subject.palms.retain(|kept| kept.anchor.hand() != palm.anchor.hand());
                subject.palms.push(palm);
            }
        });
        match changed {
            Err(error @ (StoreError::Subject(_) | StoreError::TooLong { .. })) => {
                return Ok(Reply::of(Outcome::Refused, error.to_string()));
            }
            other => other?,
        }
        self.store.recogniser(terminal).reload(&self.gallery, account, now)?;
        Ok(Reply::of(Outcome::Done, format!("{account}: changed")))
    }

    fn remove(&self, terminal: &str, account: &str, now: Seconds) -> Result<Reply, Failure> {
        match self.store.remover(terminal).remove(account, &[&self.gallery], now)? {
            Removal::Done(receipt) => {
                let genuine = self.store.auditor(terminal).confirms(&receipt);
                let code: String = receipt.code[..8].iter().map(|byte| format!("{byte:02x}")).collect();
                let genuine = if genuine { "confirmed" } else { "NOT confirmed" };
                let line = format!(
                    "{account} is forgotten; receipt: entry {}, code {code}, {genuine}",
                    receipt.entry
                );
                Ok(Reply::of(Outcome::Done, line))
            }
            Removal::Waits { holds } => {
                let line = format!(
                    "{account} is not recognised any more, and is removed once {holds} holds are released"
                );
                Ok(Reply::of(Outcome::Done, line))
            }
            _ => Err("a removal that ended otherwise".into()),
        }
    }
}

fn reference<'a>(subject: &'a Subject, kind: &str) -> Option<&'a [u8]> {
    let found = subject.references.iter().find(|reference| reference.kind == kind);
    found.map(|reference| &reference.bytes[..])
}

fn set(subject: &mut Subject, kind: &str, bytes: &[u8]) {
    subject.references.retain(|reference| reference.kind != kind);
    subject.references.push(Reference { kind: kind.to_owned(), bytes: bytes.to_vec().into() });
}

fn name(event: Event) -> &'static str {
    match event {
        Event::Enrolled => "signed up",
        Event::Recognised => "recognised",
        Event::NotRecognised => "not recognised",
        Event::Changed => "changed",
        Event::RemovalRequested => "removal asked for",
        Event::Removed => "removed",
        Event::Expired => "expired",
        Event::RemovalFinished => "removal brought to its end",
        Event::Exported => "shown all that is held",
        _ => "something else",
    }
}
