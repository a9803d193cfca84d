//! Sealing under a subject's key.
//!
//! A sealed template is the template's header in the clear (24 bytes: which encoder, which hand, how many views), a nonce (24),
//! the encrypted rest, and a tag (16): [`OVERHEAD`] more bytes than the template has. The header and a context of the
//! caller's are associated data. A change to either is refused like any other, and a store can tell which templates another
//! encoder made without opening one.
//!
//! Other bytes that are kept beside templates are sealed whole: nonce, encrypted bytes, tag.

use zeroize::Zeroizing;

use super::cipher::{self, NONCE, TAG};
use super::keys::{Secret, SubjectKey};
use crate::error::ProtectError;
use crate::template::{HEADER, Template};

/// Bytes that sealing adds.
pub const OVERHEAD: usize = NONCE + TAG;

const TEMPLATES: &str = "palmsig 2026 protect: subject key seals templates, v1";

const BYTES: &str = "palmsig 2026 protect: subject key seals other bytes, v1";

impl SubjectKey {
    /// Seals a template. `context` says what it is there for, up to the caller; it must be given again to open it.
    ///
    /// # Errors
    /// [`ProtectError::NoRandomness`] where the operating system gives no nonce.
    pub fn seal(&self, template: &Template, context: &[u8]) -> Result<Vec<u8>, ProtectError> {
        let bytes = Zeroizing::new(template.to_bytes());
        let (header, body) = bytes.split_at(HEADER);
        let mut sealed = Vec::with_capacity(bytes.len() + OVERHEAD);
        sealed.extend(header);
        encrypt(&self.derived(TEMPLATES), &[header, context].concat(), body, &mut sealed)?;
        Ok(sealed)
    }

    /// Opens a template.
    ///
    /// # Errors
    /// [`ProtectError::Truncated`] and [`ProtectError::Trailing`] by what the header says, [`ProtectError::Refused`]
    /// for another key or context and for bytes that were changed.
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Template, ProtectError> {
        let header = checked_header(sealed)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(sealed.len()));
        bytes.extend(header);
        let associated = [header, context].concat();
        decrypt(&self.derived(TEMPLATES), &associated, &sealed[HEADER..], &mut bytes)?;
        Ok(Template::from_bytes(&bytes)?)
    }

    /// Seals other bytes, such as the token of a card.
    ///
    /// # Errors
    /// [`ProtectError::NoRandomness`] where the operating system gives no nonce.
    pub fn seal_bytes(&self, bytes: &[u8], context: &[u8]) -> Result<Vec<u8>, ProtectError> {
        let mut sealed = Vec::with_capacity(bytes.len() + OVERHEAD);
        encrypt(&self.derived(BYTES), context, bytes, &mut sealed)?;
        Ok(sealed)
    }

    /// Opens other bytes.
    ///
    /// # Errors
    /// [`ProtectError::Truncated`] where there is no room for a nonce and a tag, else [`ProtectError::Refused`].
    pub fn open_bytes(&self, sealed: &[u8], context: &[u8]) -> Result<Zeroizing<Vec<u8>>, ProtectError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(sealed.len()));
        decrypt(&self.derived(BYTES), context, sealed, &mut bytes)?;
        Ok(bytes)
    }
}

/// The header of a sealed template, once the length that it states is that of the whole.
fn checked_header(sealed: &[u8]) -> Result<&[u8], ProtectError> {
    let given = sealed.len();
    let header = sealed.get(..HEADER).ok_or(ProtectError::Truncated { given, needed: HEADER + OVERHEAD })?;
    let needed = Template::stated_len(header)? + OVERHEAD;
    match given.checked_sub(needed) {
        None => Err(ProtectError::Truncated { given, needed }),
        Some(0) => Ok(header),
        Some(extra) => Err(ProtectError::Trailing { extra }),
    }
}

/// Appends nonce, encrypted text and tag to `sealed`, which has room for them, so that it is never moved with the text
/// in it.
fn encrypt(key: &Secret, associated: &[u8], text: &[u8], sealed: &mut Vec<u8>) -> Result<(), ProtectError> {
    let start = sealed.len();
    sealed.extend([0; NONCE]);
    sealed.extend(text);
    let done = cipher::seal(key, associated, &mut sealed[start + NONCE..]);
    let (nonce, tag) = done.inspect_err(|_| sealed[start..].fill(0))?;
    sealed[start..start + NONCE].copy_from_slice(&nonce);
    sealed.extend(tag);
    Ok(())
}

/// Appends the text that was encrypted to `bytes`, which has room for it.
fn decrypt(key: &Secret, associated: &[u8], sealed: &[u8], bytes: &mut Vec<u8>) -> Result<(), ProtectError> {
    let short = ProtectError::Truncated { given: sealed.len(), needed: OVERHEAD };
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(short.clone())?;
    let (text, tag) = rest.split_last_chunk::<TAG>().ok_or(short)?;
    let start = bytes.len();
    bytes.extend(text);
    cipher::open(key, associated, (*nonce, *tag), &mut bytes[start..])
}
