//! The service of one tenant: a store in a folder, a gallery in memory, and what is done at a person's request.
//!
//! [`message`] has the requests and answers, [`answer`] does what is asked, [`desk`] opens what terminals seal, [`socket`] listens
//! and [`till`] is the terminal at the other end; [`frame`] moves bytes in between. [`camera`] is the sensor.

pub(crate) mod answer;
pub(crate) mod camera;
#[cfg(unix)]
pub(crate) mod desk;
#[cfg(unix)]
pub(crate) mod frame;
pub(crate) mod message;
#[cfg(unix)]
pub(crate) mod socket;
#[cfg(unix)]
pub(crate) mod till;

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use palmsig::enroll::Enroller;
use palmsig::gallery::Gallery;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::{EncoderParams, EnrolParams, MatchParams};
use palmsig::protect::keys::{KEY, OperatorKey};
use palmsig::store::{Lockout, Receipt, Seconds, Store};
use zeroize::Zeroizing;

use crate::Failure;

/// A day, in seconds.
pub(crate) const DAY: Seconds = 24 * 3600;

/// Who acts when nobody asked.
const CLOCK: &str = "clock";

/// The service of one tenant.
pub(crate) struct Service {
    tenant: String,
    store: Store,
    gallery: Gallery,
    enroller: Enroller,
    policy: Policy,
    lockout: Lockout,
}

impl Service {
    /// Opens the store of `tenant`, or makes a new one, and loads the gallery from it.
    pub(crate) fn open(
        stores: &Path,
        operator: &OperatorKey,
        tenant: &str,
        (fpir, now): (f64, Seconds),
    ) -> Result<Service, Failure> {
        let store = Store::open(&folder_of(stores, tenant)?, operator, tenant, now)?;
        let matcher = Matcher::new(&MatchParams::default())?;
        let gallery = Gallery::new(matcher.clone(), EncoderParams::default().encoder_id());
        let loaded = store.recogniser(CLOCK).load(&gallery, now)?;
        if loaded.damaged + loaded.other_encoder > 0 {
            let palmsig::store::Loaded { damaged, other_encoder, .. } = loaded;
            println!("{damaged} subjects are damaged, {other_encoder} must be captured again");
        }
        Ok(Service {
            tenant: tenant.to_owned(),
            store,
            gallery,
            enroller: Enroller::new(matcher, &EnrolParams::default())?,
            policy: Policy::identify(fpir)?,
            lockout: Lockout::default(),
        })
    }

    /// Whose service it is.
    pub(crate) fn tenant(&self) -> &str {
        &self.tenant
    }

    /// Subjects that can be recognised.
    pub(crate) fn subjects(&self) -> usize {
        self.gallery.len()
    }

    /// Removes all whose time is up.
    pub(crate) fn sweep(&self, now: Seconds) -> Result<Vec<Receipt>, Failure> {
        Ok(self.store.remover(CLOCK).sweep(&[&self.gallery], now)?)
    }
}

/// The folder of a tenant's store. Names are folder names: nothing that leads elsewhere.
pub(crate) fn folder_of(stores: &Path, tenant: &str) -> Result<PathBuf, Failure> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if tenant.is_empty() || tenant.len() > 64 || !tenant.chars().all(plain) {
        return Err("a tenant's name has 1 to 64 letters, digits, - or _".into());
    }
    Ok(stores.join(tenant))
}

/// Seconds since 1970, so many days from now.
pub(crate) fn clock(days: u64) -> Result<Seconds, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok(now + days * DAY)
}

/// The operator's key: of a file that only its owner reads, made anew where there is none. A service that matters has it in a key
/// service or a hardware module.
pub(crate) fn operator_key(path: &Path) -> Result<OperatorKey, Failure> {
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(told)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            let key = OperatorKey::generate()?;
            file.write_all(key.expose()).and_then(|()| file.sync_all()).map_err(told)?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let mut bytes = Zeroizing::new([0; KEY + 1]);
            let mut file = std::fs::File::open(path).map_err(told)?;
            let mut length = 0;
            while length < bytes.len() {
                match file.read(&mut bytes[length..]).map_err(told)? {
                    0 => break,
                    read => length += read,
                }
            }
            Ok(OperatorKey::take(&mut bytes[..length])?)
        }
        Err(error) => Err(told(error).into()),
    }
}
