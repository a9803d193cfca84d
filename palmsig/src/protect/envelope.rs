//! Sealing to a service's public key: a terminal keeps nothing, and cannot read what it has sealed itself.
//!
//! HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305. An envelope is bound to
//! where it comes from and what it is for (service, terminal, purpose, time): opened as anything else it is refused. It has
//! a format byte (1), the time (8 bytes, seconds since 1970, little-endian), the encapsulated key (32), and the encrypted bytes with
//! their tag (16). Nothing in it says *who* sealed it: anybody can seal to a public key. Where terminals must prove who
//! they are, the channel has to (mutual TLS, say).
//!
//! A [`ReplayGuard`] opens each envelope once and within a window of time, in bounded memory. It belongs to one service
//! key; after a restart it knows nothing, so wait for as long as its window before opening, or go on with a new key.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

#[cfg(test)]
mod tests;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use zeroize::{Zeroize, Zeroizing};

use super::cipher;
use crate::error::EnvelopeError;

/// Bytes of a public key, and of the seed of a private one.
pub const KEY: usize = 32;

/// Bytes of an envelope of nothing.
pub const OVERHEAD: usize = HEADER + KEY + 16;

/// Format and time.
const HEADER: usize = 1 + 8;

const FORMAT: u8 = 1;

type Private = <X25519HkdfSha256 as Kem>::PrivateKey;
type Public = <X25519HkdfSha256 as Kem>::PublicKey;
type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

/// What an envelope is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose<'a> {
    /// The service it is for.
    pub service: &'a str,
    /// The terminal it comes from.
    pub terminal: &'a str,
    /// What is to be done with it, such as `enrol` or `match`.
    pub purpose: &'a str,
}

impl Purpose<'_> {
    /// No two of them give the same bytes.
    fn info(&self, at: u64) -> Vec<u8> {
        let mut info = b"palmsig envelope 1".to_vec();
        for text in [self.service, self.terminal, self.purpose] {
            info.extend((text.len() as u64).to_le_bytes());
            info.extend(text.as_bytes());
        }
        info.extend(at.to_le_bytes());
        info
    }
}

/// A service's private key. Erased from memory when it is dropped.
pub struct ServiceKey(Private);

/// A service's public key: no secret, but whoever can exchange it reads what is sealed to it.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(Public);

/// Prints nothing of the key.
impl std::fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServiceKey(..)")
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PublicKey(..)")
    }
}

impl ServiceKey {
    /// A new key of the operating system's generator.
    ///
    /// # Errors
    /// [`EnvelopeError::NoRandomness`] where it gives none.
    pub fn generate() -> Result<ServiceKey, EnvelopeError> {
        let mut seed = cipher::random::<KEY>().map_err(|_| EnvelopeError::NoRandomness)?;
        ServiceKey::take(&mut seed)
    }

    /// The key of a seed: 32 secret bytes that nobody can guess (RFC 9180, DeriveKeyPair). `seed` is erased.
    ///
    /// # Errors
    /// [`EnvelopeError::Key`] for any other number of bytes; they are erased all the same.
    pub fn take(seed: &mut [u8]) -> Result<ServiceKey, EnvelopeError> {
        let given = seed.len();
        let key = (given == KEY).then(|| ServiceKey(X25519HkdfSha256::derive_keypair(seed).0));
        seed.zeroize();
        key.ok_or(EnvelopeError::Key { given, expected: KEY })
    }

    /// The public key that terminals seal to.
    pub fn public(&self) -> PublicKey {
        PublicKey(X25519HkdfSha256::sk_to_pk(&self.0))
    }

    /// Opens an envelope once, at `now` (seconds since 1970).
    ///
    /// # Errors
    /// An [`EnvelopeError`]; what could not be opened is not remembered, so that nobody fills the guard with noise.
    pub fn open(
        &self,
        envelope: &[u8],
        purpose: &Purpose<'_>,
        guard: &mut ReplayGuard,
        now: u64,
    ) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
        let short = EnvelopeError::Truncated { given: envelope.len(), needed: OVERHEAD };
        let (&[format, ref at @ ..], rest) =
            envelope.split_first_chunk::<HEADER>().ok_or_else(|| short.clone())?;
        let (encapsulated, text) = rest.split_first_chunk::<KEY>().ok_or_else(|| short.clone())?;
        if envelope.len() < OVERHEAD {
            return Err(short);
        }
        if format != FORMAT {
            return Err(EnvelopeError::UnknownVersion { given: format, known: FORMAT });
        }
        let at = u64::from_le_bytes(*at);
        guard.expects(at, encapsulated, now)?;
        let opened = self.decrypt(encapsulated, &purpose.info(at), &[], text)?;
        guard.seen.insert((at, *encapsulated));
        Ok(opened)
    }

    fn decrypt(
        &self,
        encapsulated: &[u8; KEY],
        info: &[u8],
        associated: &[u8],
        text: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
        let key = Encapsulated::from_bytes(encapsulated).map_err(|_| EnvelopeError::Refused)?;
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.0,
            &key,
            info,
            text,
            associated,
        );
        opened.map(Zeroizing::new).map_err(|_| EnvelopeError::Refused)
    }
}

impl PublicKey {
    /// What [`to_bytes`](Self::to_bytes) gave.
    ///
    /// # Errors
    /// [`EnvelopeError::Key`] for any other number of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<PublicKey, EnvelopeError> {
        let key = Public::from_bytes(bytes);
        key.map(PublicKey).map_err(|_| EnvelopeError::Key { given: bytes.len(), expected: KEY })
    }

    /// The bytes that RFC 7748 gives a key.
    pub fn to_bytes(&self) -> [u8; KEY] {
        self.0.to_bytes().into()
    }

    /// Seals a picture, a template or anything else at `now` (seconds since 1970).
    ///
    /// # Errors
    /// [`EnvelopeError::NoRandomness`] where the operating system gives no random bytes, [`EnvelopeError::Key`] for a public
    /// key that no private one belongs to.
    pub fn seal(&self, bytes: &[u8], purpose: &Purpose<'_>, now: u64) -> Result<Vec<u8>, EnvelopeError> {
        let seed = cipher::random::<KEY>().map_err(|_| EnvelopeError::NoRandomness)?;
        let (encapsulated, text) = self.encrypt(Seed(seed), &purpose.info(now), &[], bytes)?;
        Ok([&[FORMAT], &now.to_le_bytes()[..], &encapsulated, &text].concat())
    }

    fn encrypt(
        &self,
        mut seed: Seed,
        info: &[u8],
        associated: &[u8],
        bytes: &[u8],
    ) -> Result<([u8; KEY], Vec<u8>), EnvelopeError> {
        let sealed = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &self.0,
            info,
            bytes,
            associated,
            &mut seed,
        );
        let (key, text) = sealed.map_err(|_| EnvelopeError::Key { given: KEY, expected: KEY })?;
        Ok((key.to_bytes().into(), text))
    }
}

/// The random bytes of one ephemeral key, drawn before, because a generator may fail and this one may not.
struct Seed([u8; KEY]);

impl Drop for Seed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl TryRng for Seed {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes).map(|()| u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    }

    /// The seed itself, and after it what follows from it, should more be asked for than one ephemeral key needs.
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(KEY) {
            chunk.copy_from_slice(&self.0[..chunk.len()]);
            self.0 = blake3::derive_key("palmsig 2026 protect: envelope seed goes on, v1", &self.0);
        }
        Ok(())
    }
}

impl TryCryptoRng for Seed {}

/// Remembers which envelopes were opened within a window of time.
#[derive(Debug)]
pub struct ReplayGuard {
    window: u64,
    capacity: usize,
    /// Times and encapsulated keys, of which there are no two alike.
    seen: BTreeSet<(u64, [u8; KEY])>,
    /// Envelopes from before are forgotten, even if the clock is set back.
    forgotten_before: u64,
}

impl ReplayGuard {
    /// Opens envelopes up to `window` (whole seconds) away from now, and at most `capacity` of them within two windows: some
    /// 60 bytes each.
    pub fn new(window: Duration, capacity: usize) -> ReplayGuard {
        ReplayGuard { window: window.as_secs(), capacity, seen: BTreeSet::new(), forgotten_before: 0 }
    }

    fn expects(&mut self, at: u64, key: &[u8; KEY], now: u64) -> Result<(), EnvelopeError> {
        let seconds = at.abs_diff(now);
        self.forgotten_before = self.forgotten_before.max(now.saturating_sub(self.window));
        if seconds > self.window || at < self.forgotten_before {
            return Err(EnvelopeError::OutsideWindow { seconds, window: self.window });
        }
        self.seen = self.seen.split_off(&(self.forgotten_before, [0; KEY]));
        if self.seen.contains(&(at, *key)) {
            return Err(EnvelopeError::Replayed);
        }
        if self.seen.len() >= self.capacity {
            return Err(EnvelopeError::Full { capacity: self.capacity });
        }
        Ok(())
    }
}
