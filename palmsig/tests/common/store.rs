//! Stores and subjects for the tests of the store.

// Every test file uses some of the helpers, none uses all.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use palmsig::gallery::Gallery;
use palmsig::image::HandSide;
use palmsig::matching::Matcher;
use palmsig::params::MatchParams;
use palmsig::protect::keys::{KEY, OperatorKey};
use palmsig::store::{Consent, Palm, Reference, Seconds, Store, Subject};
use palmsig::template::Template;

use crate::common::{changed, template};

pub(crate) const NOW: Seconds = 1_800_000_000;

pub(crate) const DAY: Seconds = 24 * 3600;

/// The token of a subject's card.
pub(crate) const CARD: &[u8] = b"token-of-a-card-0042";

/// A folder of a test, gone when the test is.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let unique = format!("{name}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Folder(Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(&self.0, &operator(1), "shop", NOW).expect("a sound store")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn operator(fill: u8) -> OperatorKey {
    OperatorKey::take(&mut [fill; KEY]).expect("32 bytes")
}

pub(crate) fn palm(hand: HandSide) -> Palm {
    Palm { anchor: template(1, hand, 1), recent: None }
}

pub(crate) fn subject(id: &str) -> Subject {
    Subject {
        id: id.to_owned(),
        palms: vec![palm(HandSide::Left)],
        references: vec![Reference { kind: "card".into(), bytes: CARD.to_vec().into() }],
        consent: Consent { text: "terms 4".into(), given: NOW },
        holds: vec![],
    }
}

pub(crate) fn gallery() -> Gallery {
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults");
    Gallery::new(matcher, template(1, HandSide::Left, 1).encoder_id())
}

/// The template as another encoder's.
pub(crate) fn of_another_encoder(template: &Template) -> Template {
    changed(template, |bytes| bytes[12] ^= 1)
}
