//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random nonce: 192 bits make a repeated one out of the question.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};

use super::keys::Secret;
use crate::error::ProtectError;

/// Bytes of a nonce.
pub(super) const NONCE: usize = 24;

/// Bytes of an authentication tag.
pub(super) const TAG: usize = 16;

/// Encrypts `text` where it stands; returns the nonce and the tag. `associated` must be the same when it is opened.
pub(super) fn seal(
    key: &Secret,
    associated: &[u8],
    text: &mut [u8],
) -> Result<([u8; NONCE], [u8; TAG]), ProtectError> {
    let nonce = random::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new(key.as_bytes().into());
    // It fails on texts of more than 256 GiB only.
    let tag = cipher.encrypt_inout_detached(&XNonce::from(nonce), associated, text.into());
    let tag = tag.map_err(|_| ProtectError::Refused)?;
    Ok((nonce, tag.into()))
}

/// Decrypts `text` where it stands, which is left as it was when the tag does not fit.
pub(super) fn open(
    key: &Secret,
    associated: &[u8],
    (nonce, tag): ([u8; NONCE], [u8; TAG]),
    text: &mut [u8],
) -> Result<(), ProtectError> {
    let cipher = XChaCha20Poly1305::new(key.as_bytes().into());
    let opened =
        cipher.decrypt_inout_detached(&XNonce::from(nonce), associated, text.into(), &Tag::from(tag));
    opened.map_err(|_| ProtectError::Refused)
}

/// Bytes of the operating system's generator.
pub(super) fn random<const N: usize>() -> Result<[u8; N], ProtectError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| ProtectError::NoRandomness)?;
    Ok(bytes)
}
