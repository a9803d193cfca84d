//! Where what a terminal sealed is opened, and the answer sealed for that terminal alone.
//!
//! A request on the wire: the number of its purpose (1 byte), the length of the terminal's name (1) and the name, an envelope. In the
//! envelope: a key for the answer (32), the request. An answer on the wire: 1 and the answer sealed under that key; or 0
//! and, in the clear, why nothing was opened.

use std::time::Duration;

use palmsig::protect::envelope::{KEY, PublicKey, Purpose, ReplayGuard, ServiceKey};
use palmsig::protect::keys::SubjectKey;
use zeroize::{Zeroize, Zeroizing};

use super::message::{PURPOSES, Reply, Request};
use super::{Service, clock};
use crate::Failure;

/// How far the time of an envelope may be from now.
const WINDOW: Duration = Duration::from_secs(60);

/// Envelopes that are remembered, some 60 bytes each.
const REMEMBERED: usize = 10_000;

/// What answers are sealed for.
const ANSWER: &[u8] = b"answer";

const OPENED: u8 = 1;
const NOT_OPENED: u8 = 0;

/// A service, and the key that terminals seal to: a new one every time it starts, for a replay guard knows nothing of before.
pub(crate) struct Desk {
    service: Service,
    key: ServiceKey,
    guard: ReplayGuard,
    days: u64,
}

impl Desk {
    /// `days` is how far the store's clock is ahead; envelopes are opened by the true one.
    pub(crate) fn new(service: Service, days: u64) -> Result<Desk, Failure> {
        let guard = ReplayGuard::new(WINDOW, REMEMBERED);
        Ok(Desk { service, key: ServiceKey::generate()?, guard, days })
    }

    pub(crate) fn service(&self) -> &Service {
        &self.service
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        self.key.public()
    }

    /// The answer to what came over the wire, as it goes back.
    pub(crate) fn answer(&mut self, sealed: &[u8]) -> Vec<u8> {
        match self.opened(sealed) {
            Ok((terminal, key, request)) => {
                let reply = clock(self.days).and_then(|now| self.service.answer(&terminal, &request, now));
                let reply = reply.unwrap_or_else(|error| {
                    // What is wrong here is not for the other side to know.
                    super::socket::say(format_args!("{terminal:?}: {error}"));
                    Reply::of(super::message::Outcome::Refused, "the service has a problem")
                });
                match key.seal_bytes(&reply.to_bytes(), ANSWER) {
                    Ok(sealed) => [&[OPENED], &sealed[..]].concat(),
                    Err(error) => refusal(&error.into()),
                }
            }
            Err(error) => refusal(&error),
        }
    }

    /// Who asks for what, and the key for the answer.
    fn opened(&mut self, sealed: &[u8]) -> Result<(String, SubjectKey, Request), Failure> {
        let (&[purpose, length], rest) = sealed.split_first_chunk().ok_or("not a request")?;
        let purpose = *PURPOSES.get(usize::from(purpose)).ok_or("not a request")?;
        let (terminal, envelope) = rest.split_at_checked(length.into()).ok_or("not a request")?;
        let terminal = std::str::from_utf8(terminal).map_err(|_| "not a request")?;
        let bound = Purpose { service: self.service.tenant(), terminal, purpose };
        let mut bytes = self.key.open(envelope, &bound, &mut self.guard, clock(0)?)?;
        let (key, request) = bytes.split_first_chunk_mut::<KEY>().ok_or("not a request")?;
        Ok((terminal.to_owned(), SubjectKey::take(key)?, Request::from_bytes(purpose, request)?))
    }
}

fn refusal(error: &Failure) -> Vec<u8> {
    [&[NOT_OPENED], error.to_string().as_bytes()].concat()
}

/// What a terminal sends, and the key that opens the answer.
pub(crate) fn sealed(
    request: &Request,
    (tenant, terminal): (&str, &str),
    service: &PublicKey,
) -> Result<(Vec<u8>, SubjectKey), Failure> {
    let purpose = request.act.purpose();
    let number = PURPOSES.iter().position(|known| *known == purpose).unwrap_or(0) as u8;
    let length = u8::try_from(terminal.len()).map_err(|_| "a terminal's name has at most 255 bytes")?;
    let key = SubjectKey::generate()?;
    let mut bytes = Zeroizing::new(Vec::new());
    let request = request.to_bytes();
    bytes.reserve_exact(KEY + request.len());
    bytes.extend_from_slice(key.expose());
    bytes.extend_from_slice(&request);
    let bound = Purpose { service: tenant, terminal, purpose };
    let envelope = service.seal(&bytes, &bound, clock(0)?)?;
    bytes.zeroize();
    Ok(([&[number, length], terminal.as_bytes(), &envelope].concat(), key))
}

/// What came back.
pub(crate) fn answered(bytes: &[u8], key: &SubjectKey) -> Result<Reply, Failure> {
    match bytes.split_first() {
        Some((&OPENED, sealed)) => Reply::from_bytes(&key.open_bytes(sealed, ANSWER)?),
        Some((&NOT_OPENED, why)) => {
            Err(format!("the service refuses: {}", String::from_utf8_lossy(why)).into())
        }
        _ => Err("not an answer".into()),
    }
}
