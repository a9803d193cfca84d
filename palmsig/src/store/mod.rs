//! An embedded store of one tenant's subjects: sealed, erased on request, expired when unused, every step on record.
//!
//! A store is a folder with two files. `subjects.redb` is a database of rows that are sealed under their subject's key; `keys`
//! holds those keys, wrapped under the tenant's, and nothing else does. To remove a subject its key is overwritten first:
//! from then on what is left of it in old pages of the database opens for nobody. The tenant's key is wrapped under the
//! operator's, which is never in the folder. Another tenant has another folder and another key.
//!
//! [`Store::open`] gives all power over it; hand on the roles instead. A [`Registrar`] enrols and changes, a
//! [`Recogniser`] loads a gallery and records uses, a [`Remover`] removes, an [`Auditor`] reads the trail, an
//! [`Administrator`] exports, rotates keys and sets how long subjects are kept. Each acts under a name that the trail records.
//!
//! A store is open until it and all roles that it gave are dropped; nobody else opens it meanwhile.
//!
//! What is acknowledged is on the disk. After a crash an enrolment is there whole or not at all; a removal whose key is
//! erased is brought to its end when the store is opened next.
//!
//! ```
//! # #[cfg(feature = "synth")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use palmsig::image::{Capture, HandSide};
//! # use palmsig::params::{EncoderParams, MatchParams};
//! # use palmsig::pipeline::Extractor;
//! # use palmsig::synth::{CaptureSettings, Palm as SyntheticPalm, render};
//! # use palmsig::matching::{Matcher, Policy};
//! # let folder = std::env::temp_dir().join(format!("palmsig-doc-{}", std::process::id()));
//! # let picture = render(&SyntheticPalm::new(7, HandSide::Left), &CaptureSettings::well_held(1), 1)?;
//! # let template = Extractor::new(&EncoderParams::default())?.extract(&Capture::visible(picture.view()?))?;
//! use palmsig::gallery::Gallery;
//! use palmsig::protect::keys::OperatorKey;
//! use palmsig::store::{Consent, Palm, Removal, Store, Subject};
//!
//! let operator = OperatorKey::generate()?; // kept elsewhere
//! let now = 1_800_000_000; // seconds since 1970
//! let gallery = Gallery::new(Matcher::new(&MatchParams::default())?, template.encoder_id());
//! {
//!     let store = Store::open(&folder, &operator, "shop", now)?;
//!     store.registrar("desk").enrol(&Subject {
//!         id: "account-1".into(),
//!         palms: vec![Palm { anchor: template.clone(), recent: None }],
//!         references: vec![],
//!         consent: Consent { text: "terms 4".into(), given: now },
//!         holds: vec![],
//!     }, now)?;
//! }
//! let store = Store::open(&folder, &operator, "shop", now)?;
//! store.recogniser("till 4").load(&gallery, now)?;
//! assert!(gallery.verify("account-1", &template, &Policy::verify(1e-4)?)?.accepted);
//! store.recogniser("till 4").used("account-1", now)?;
//! let Removal::Done(receipt) = store.remover("desk").remove("account-1", &[&gallery], now)? else { panic!() };
//! assert!(store.auditor("auditor").confirms(&receipt) && gallery.is_empty());
//! # drop(store);
//! # std::fs::remove_dir_all(folder)?;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "synth"))]
//! # fn main() {}
//! ```

mod administer;
mod attempts;
mod enrol;
mod keyfile;
mod load;
mod open;
mod record;
mod remove;
mod subjects;
mod tables;
mod trail;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use redb::{Database, ReadTransaction, ReadableDatabase, WriteTransaction};

use crate::error::StoreError;
use crate::protect::keys::SubjectKey;
use keyfile::KeyFile;
use tables::database;

pub use administer::{Administrator, Auditor, Export};
pub use attempts::{Lockout, shown};
pub use enrol::Registrar;
pub use load::{Loaded, Recogniser};
pub use record::{Consent, Held, Palm, Reference, Subject};
pub use redb::StorageBackend;
pub use remove::{Receipt, Removal, Remover};
pub use trail::{Entry, Event, TrailHead};

/// Seconds since 1970. Every operation is told what time it is.
pub type Seconds = u64;

/// What a subject is called in the store's files: a hash of its id under a key of the tenant's.
pub type Tag = [u8; 16];

/// Most bytes of a text or reference, and most entries of a list.
pub const MAX_TEXT: usize = 4096;

/// How long a subject is kept without being used, unless an administrator says otherwise: two years.
pub const RETENTION: Seconds = 2 * 365 * 24 * 3600;

/// A tenant's store, and all power over it.
#[derive(Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    /// Shared by all but whoever compacts it.
    database: RwLock<Database>,
    keys: RwLock<KeyFile>,
    names: Names,
    tenant: String,
}

/// Prints nothing of what is in it.
impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store(..)")
    }
}

/// What subjects are called, and codes that only the tenant can make. Not rotated: what is named would be lost.
struct Names(SubjectKey);

impl Names {
    fn tag(&self, id: &str) -> Tag {
        let key = self.0.derived("palmsig 2026 store: tags of subjects, v1");
        let mut tag = Tag::default();
        tag.copy_from_slice(&blake3::keyed_hash(key.as_bytes(), id.as_bytes()).as_bytes()[..16]);
        tag
    }

    fn code(&self, bytes: &[u8]) -> blake3::Hash {
        let key = self.0.derived("palmsig 2026 store: codes of the audit trail, v1");
        blake3::keyed_hash(key.as_bytes(), bytes)
    }
}

/// What one of the roles can do, under a name.
macro_rules! roles {
    ($($make:ident $role:ident $what:literal),*) => {
        impl Store {
            $(#[doc = concat!("Who ", $what, ", as `actor` on record.")]
            pub fn $make(&self, actor: &str) -> $role {
                $role { inner: self.inner.clone(), actor: actor.to_owned() }
            })*
        }
        $(impl std::fmt::Debug for $role {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($role), "(..)"))
            }
        })*
    };
}

roles!(
    registrar Registrar "enrols and changes",
    recogniser Recogniser "loads galleries and records uses",
    remover Remover "removes",
    auditor Auditor "reads the trail",
    administrator Administrator "exports, rotates keys and sets how long subjects are kept"
);

impl Inner {
    fn keys(&self) -> RwLockWriteGuard<'_, KeyFile> {
        // Nothing in it is left half done by a panic: it mirrors a file.
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn keys_to_read(&self) -> RwLockReadGuard<'_, KeyFile> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn reading(&self) -> Result<ReadTransaction, StoreError> {
        self.database.read().unwrap_or_else(PoisonError::into_inner).begin_read().map_err(database)
    }

    /// One at a time.
    fn writing(&self) -> Result<WriteTransaction, StoreError> {
        self.database.read().unwrap_or_else(PoisonError::into_inner).begin_write().map_err(database)
    }
}
