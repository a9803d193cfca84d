//! Operator key → tenant key → subject key. Each is 32 random bytes, the caller's or the operating system's, and wraps those
//! below it: a wrapped key is sealed under its parent and bound to a name, so that it opens under that parent and that
//! name only. No key is ever used as it is: every purpose has a key of its own, derived by BLAKE3's key derivation mode
//! under a context string.
//!
//! Nothing follows from a parent key alone. Once the wrapped key of a subject is erased, and the copies in memory are
//! dropped, what was sealed under it is lost for ever, to its owner too: that is how a palm is forgotten.
//!
//! A parent is rotated by [`Key::rewrap`]ping what it wraps: what is sealed stays as it is, and nobody enrols again. Keys are
//! erased from memory when they are dropped, and none is ever printed.

use std::marker::PhantomData;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::cipher::{self, NONCE, TAG};
use crate::error::ProtectError;

/// Bytes of a key.
pub const KEY: usize = 32;

/// Bytes of a wrapped key.
pub const WRAPPED: usize = NONCE + KEY + TAG;

/// Secret bytes of a key, on the heap, so that moving one leaves no copy behind.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Secret(Box<[u8; KEY]>);

impl Secret {
    pub(crate) fn as_bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// The key for one purpose: `context` is the same string whenever it is the same purpose, and no other.
    pub(crate) fn derived(&self, context: &'static str) -> Secret {
        let mut hasher = blake3::Hasher::new_derive_key(context);
        hasher.update(&self.0[..]);
        let mut secret = Secret(Box::new([0; KEY]));
        let mut output = hasher.finalize_xof();
        output.fill(&mut secret.0[..]);
        hasher.zeroize();
        output.zeroize();
        secret
    }
}

/// A level of the hierarchy.
pub trait Level: sealed::Sealed {}

/// A level that wraps the keys of the level below it.
pub trait Parent: Level {
    /// The level below.
    type Child: Level;

    /// What its wrapping keys are derived under.
    #[doc(hidden)]
    const WRAPPING: &'static str;
}

mod sealed {
    pub trait Sealed {}
}

/// Who runs the service.
#[derive(Debug)]
pub enum Operator {}

/// One of those the service is run for, whose palms nobody else can compare with.
#[derive(Debug)]
pub enum Tenant {}

/// One who is enrolled.
#[derive(Debug)]
pub enum Subject {}

impl sealed::Sealed for Operator {}
impl sealed::Sealed for Tenant {}
impl sealed::Sealed for Subject {}
impl Level for Operator {}
impl Level for Tenant {}
impl Level for Subject {}

impl Parent for Operator {
    type Child = Tenant;
    const WRAPPING: &'static str = "palmsig 2026 protect: operator key wraps tenant keys, v1";
}

impl Parent for Tenant {
    type Child = Subject;
    const WRAPPING: &'static str = "palmsig 2026 protect: tenant key wraps subject keys, v1";
}

/// A key of one level.
pub struct Key<L: Level> {
    secret: Secret,
    level: PhantomData<fn() -> L>,
}

/// The key at the root, kept outside of whatever it protects: in a hardware module, a key service, or a person's hands.
pub type OperatorKey = Key<Operator>;

/// The key of one tenant.
pub type TenantKey = Key<Tenant>;

/// The data key of one subject.
pub type SubjectKey = Key<Subject>;

/// Prints nothing of the key.
impl<L: Level> std::fmt::Debug for Key<L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

impl<L: Level> Clone for Key<L> {
    fn clone(&self) -> Self {
        Key { secret: self.secret.clone(), level: PhantomData }
    }
}

impl<L: Level> Key<L> {
    /// A new key of the operating system's generator.
    ///
    /// # Errors
    /// [`ProtectError::NoRandomness`] where it gives none.
    pub fn generate() -> Result<Self, ProtectError> {
        let mut bytes = cipher::random::<KEY>()?;
        Ok(Self::taken(&mut bytes))
    }

    /// A key of the caller's: 32 bytes that nobody can guess. `bytes` are erased.
    ///
    /// # Errors
    /// [`ProtectError::KeyLength`] for any other number of bytes; they are erased all the same.
    pub fn take(bytes: &mut [u8]) -> Result<Self, ProtectError> {
        let given = bytes.len();
        if let Ok(bytes) = <&mut [u8; KEY]>::try_from(&mut *bytes) {
            return Ok(Self::taken(bytes));
        }
        bytes.zeroize();
        Err(ProtectError::KeyLength { given, expected: KEY })
    }

    fn taken(bytes: &mut [u8; KEY]) -> Self {
        let mut secret = Secret(Box::new([0; KEY]));
        secret.0.copy_from_slice(bytes);
        bytes.zeroize();
        Key { secret, level: PhantomData }
    }

    /// The key for one purpose.
    pub(crate) fn derived(&self, context: &'static str) -> Secret {
        self.secret.derived(context)
    }

    /// The bytes of the key, for whoever keeps it: all that it protects is open to who reads them.
    pub fn expose(&self) -> &[u8; KEY] {
        self.secret.as_bytes()
    }
}

impl<P: Parent> Key<P> {
    /// Seals a key of the level below for keeping. `name` says whose it is, and must be given again to unwrap it.
    ///
    /// # Errors
    /// [`ProtectError::NoRandomness`] where the operating system gives no nonce.
    pub fn wrap(&self, key: &Key<P::Child>, name: &[u8]) -> Result<WrappedKey, ProtectError> {
        let mut text = *key.secret.0;
        let sealed = cipher::seal(&self.derived(P::WRAPPING), name, &mut text);
        let (nonce, tag) = sealed.inspect_err(|_| text.zeroize())?;
        let mut wrapped = WrappedKey(Box::new([0; WRAPPED]));
        wrapped.0[..NONCE].copy_from_slice(&nonce);
        wrapped.0[NONCE..NONCE + KEY].copy_from_slice(&text);
        wrapped.0[NONCE + KEY..].copy_from_slice(&tag);
        Ok(wrapped)
    }

    /// Opens a key of the level below.
    ///
    /// # Errors
    /// [`ProtectError::Refused`] for a key that another parent wrapped, for another name, or that was changed.
    pub fn unwrap(&self, wrapped: &WrappedKey, name: &[u8]) -> Result<Key<P::Child>, ProtectError> {
        let (nonce, rest) = wrapped.0.split_first_chunk::<NONCE>().ok_or(ProtectError::Refused)?;
        let (text, tag) = rest.split_first_chunk::<KEY>().ok_or(ProtectError::Refused)?;
        let tag = <[u8; TAG]>::try_from(tag).map_err(|_| ProtectError::Refused)?;
        let mut secret = Secret(Box::new(*text));
        cipher::open(&self.derived(P::WRAPPING), name, (*nonce, tag), &mut secret.0[..])?;
        Ok(Key { secret, level: PhantomData })
    }

    /// The same key wrapped under `next` instead.
    ///
    /// # Errors
    /// [`ProtectError`] as for [`unwrap`](Self::unwrap) and [`wrap`](Self::wrap).
    pub fn rewrap(
        &self,
        wrapped: &WrappedKey,
        name: &[u8],
        next: &Key<P>,
    ) -> Result<WrappedKey, ProtectError> {
        next.wrap(&self.unwrap(wrapped, name)?, name)
    }
}

/// A key sealed under its parent, for keeping. Whoever erases all copies of it has erased the key.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct WrappedKey(Box<[u8; WRAPPED]>);

/// Prints nothing of the key.
impl std::fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WrappedKey(..)")
    }
}

impl WrappedKey {
    /// Nonce, encrypted key and tag.
    pub fn as_bytes(&self) -> &[u8; WRAPPED] {
        &self.0
    }

    /// What [`as_bytes`](Self::as_bytes) gave.
    ///
    /// # Errors
    /// [`ProtectError::KeyLength`] for any other number of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<WrappedKey, ProtectError> {
        let array = <&[u8; WRAPPED]>::try_from(bytes);
        let array = array.map_err(|_| ProtectError::KeyLength { given: bytes.len(), expected: WRAPPED })?;
        Ok(WrappedKey(Box::new(*array)))
    }
}
