//! A store that C fills Rust reads, and the reverse.

#![allow(
    unsafe_code,
    clippy::undocumented_unsafe_blocks,
    reason = "a test calls as C does: handles are live, and places as large as stated"
)]

use std::ffi::{CStr, CString};
use std::path::{Path, PathBuf};
use std::ptr::{null, null_mut};

use palmsig::gallery::Gallery;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::store::{Consent, Palm, RETENTION, Store, Subject};
use palmsig::template::Template;
use palmsig_ffi as ffi;

use crate::compiler::scratch;
use crate::same::{Own, last_error, own, parsed, sound};
use crate::sealed::{NOW, operator_key, operator_key_in_rust, template};

/// A folder without a store.
pub(crate) fn empty(name: &str) -> PathBuf {
    let folder = scratch("stores").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn open(folder: &Path, tenant: &CStr, out: *mut *mut ffi::palmsig_store) -> i32 {
    let folder = CString::new(folder.to_str().expect("UTF-8")).expect("no NUL");
    let key = operator_key();
    unsafe { ffi::palmsig_store_open(folder.as_ptr(), key.0, tenant.as_ptr(), NOW, out) }
}

pub(crate) fn opened(folder: &Path) -> Own<ffi::palmsig_store> {
    own(ffi::palmsig_store_free, |out| open(folder, c"shop", out))
}

pub(crate) fn opened_in_rust(folder: &Path) -> Store {
    Store::open(folder, &operator_key_in_rust(), "shop", NOW).expect("a store")
}

macro_rules! role {
    ($store:expr, $of:ident, $free:ident) => {
        own(ffi::$free, |out| unsafe { ffi::$of($store.0, c"till 4".as_ptr(), out) })
    };
}
pub(crate) use role;

pub(crate) fn gallery(encoder_id: u32) -> Own<ffi::palmsig_gallery> {
    let matcher = own(ffi::palmsig_matcher_free, |out| unsafe { ffi::palmsig_matcher_new(out) });
    own(ffi::palmsig_gallery_free, |out| unsafe { ffi::palmsig_gallery_new(matcher.0, encoder_id, out) })
}

pub(crate) fn count(gallery: &Own<ffi::palmsig_gallery>) -> usize {
    let mut count = 99;
    sound(unsafe { ffi::palmsig_gallery_count(gallery.0, &raw mut count) });
    count
}

fn loaded(
    store: &Own<ffi::palmsig_store>,
    gallery: &Own<ffi::palmsig_gallery>,
    now: u64,
) -> ffi::palmsig_loaded {
    let recogniser = role!(store, palmsig_store_recogniser, palmsig_recogniser_free);
    let mut loaded = std::mem::MaybeUninit::uninit();
    let size = size_of::<ffi::palmsig_loaded>();
    sound(unsafe { ffi::palmsig_loaded_init(loaded.as_mut_ptr(), size) });
    sound(unsafe { ffi::palmsig_recogniser_load(recogniser.0, gallery.0, now, loaded.as_mut_ptr()) });
    unsafe { loaded.assume_init() }
}

pub(crate) fn enrol(store: &Own<ffi::palmsig_store>, id: &CStr, palm: &Template, token: &[u8]) -> i32 {
    let registrar = role!(store, palmsig_store_registrar, palmsig_registrar_free);
    let palm = parsed(palm);
    let palms = [palm.0.cast_const()];
    let card = ffi::palmsig_reference { kind: c"card".as_ptr(), bytes: token.as_ptr(), size: token.len() };
    let subject = ffi::palmsig_subject {
        struct_size: size_of::<ffi::palmsig_subject>() as u32,
        id: id.as_ptr(),
        palms: palms.as_ptr(),
        palm_count: 1,
        references: &raw const card,
        reference_count: 1,
        consent: c"terms 4".as_ptr(),
        consent_given: NOW - 1,
    };
    unsafe { ffi::palmsig_registrar_enrol(registrar.0, &raw const subject, NOW) }
}

fn head(
    store: &Own<ffi::palmsig_store>,
    earlier: Option<&ffi::palmsig_trail_head>,
) -> Result<ffi::palmsig_trail_head, i32> {
    let auditor = role!(store, palmsig_store_auditor, palmsig_auditor_free);
    let mut head = ffi::palmsig_trail_head { entries: 0, hash: [0; 32] };
    let earlier = earlier.map_or(null(), |earlier| earlier as *const _);
    match unsafe { ffi::palmsig_auditor_verify(auditor.0, earlier, &raw mut head) } {
        ffi::PALMSIG_OK => Ok(head),
        failure => Err(failure),
    }
}

#[test]
fn whom_c_enrols_rust_recognises() {
    let folder = empty("from-c");
    let palm = template(32);
    {
        let store = opened(&folder);
        sound(enrol(&store, c"anna", &palm, b"token"));
        assert_eq!(enrol(&store, c"anna", &palm, b"token"), ffi::PALMSIG_ERROR_ALREADY_ENROLLED);
        assert_eq!(enrol(&store, c"", &palm, b"token"), ffi::PALMSIG_ERROR_ID);
        assert_eq!(enrol(&store, c"berta", &palm, &[0; 4097]), ffi::PALMSIG_ERROR_STORE_TOO_LONG);
        // Nobody else opens it, until the last role is freed too.
        let registrar = role!(store, palmsig_store_registrar, palmsig_registrar_free);
        drop(store);
        let mut other = null_mut();
        assert_eq!(open(&folder, c"shop", &raw mut other), ffi::PALMSIG_ERROR_STORE_IN_USE);
        let (mut token, mut size) = ([0; 10], 0);
        let mut reference = |kind: &CStr| unsafe {
            ffi::palmsig_registrar_reference(
                registrar.0,
                c"anna".as_ptr(),
                kind.as_ptr(),
                token.as_mut_ptr(),
                10,
                &raw mut size,
            )
        };
        sound(reference(c"card"));
        assert_eq!(reference(c"badge"), ffi::PALMSIG_ERROR_STORE_NO_REFERENCE);
        assert_eq!(&token[..size], b"token");
    }
    let mut other = null_mut();
    assert_eq!(open(&folder, c"another shop", &raw mut other), ffi::PALMSIG_ERROR_STORE_WRONG_KEY);
    assert!(other.is_null());

    let store = opened_in_rust(&folder);
    let held = store.registrar("desk").held("anna").expect("enrolled by C");
    assert_eq!(held.subject.consent, Consent { text: "terms 4".into(), given: NOW - 1 });
    let gallery =
        Gallery::new(Matcher::new(&MatchParams::default()).expect("the defaults"), palm.encoder_id());
    assert_eq!(store.recogniser("till").load(&gallery, NOW).expect("a sound store").subjects, 1);
    assert!(gallery.verify("anna", &palm, &Policy::verify(1e-4).expect("a rate")).expect("anna").accepted);
}

#[test]
fn whom_rust_enrols_c_recognises_and_removes() {
    let folder = empty("from-rust");
    let palms = [33, 34].map(template);
    {
        let store = opened_in_rust(&folder);
        for (id, palm, holds) in
            [("anna", &palms[0], vec![]), ("berta", &palms[1], vec!["a purchase".into()])]
        {
            let subject = Subject {
                id: id.into(),
                palms: vec![Palm { anchor: palm.clone(), recent: None }],
                references: vec![],
                consent: Consent { text: "terms 4".into(), given: NOW },
                holds,
            };
            store.registrar("desk").enrol(&subject, NOW).expect("a free id");
        }
    }
    let store = opened(&folder);
    let gallery = gallery(palms[0].encoder_id());
    let told = loaded(&store, &gallery, NOW);
    assert_eq!((told.subjects, told.expired, told.damaged, count(&gallery)), (2, 0, 0, 2));
    let probe = parsed(&palms[0]);
    let mut accepted = 0;
    sound(unsafe {
        ffi::palmsig_gallery_verify(gallery.0, c"anna".as_ptr(), probe.0, 1e-4, &raw mut accepted, null_mut())
    });
    assert_eq!(accepted, 1);

    // One goes at once, one waits, and the trail says so.
    let before = head(&store, None).expect("an untouched trail");
    let remover = role!(store, palmsig_store_remover, palmsig_remover_free);
    let nothing = ffi::palmsig_receipt { subject: [0; 16], at: 0, entry: 0, hash: [0; 32], code: [0; 32] };
    let (mut receipt, mut holds) = (nothing, 99);
    let mut remove = |id: &CStr, receipt: *mut _| {
        let status = unsafe {
            ffi::palmsig_remover_remove(remover.0, id.as_ptr(), gallery.0, NOW + 1, &raw mut holds, receipt)
        };
        (status, holds)
    };
    assert_eq!(remove(c"berta", &raw mut receipt), (ffi::PALMSIG_OK, 1));
    assert_eq!(receipt.at, 0);
    assert_eq!(remove(c"anna", &raw mut receipt), (ffi::PALMSIG_OK, 0));
    assert_eq!((receipt.at, count(&gallery)), (NOW + 1, 0));
    assert_eq!(remove(c"anna", null_mut()).0, ffi::PALMSIG_ERROR_NOT_ENROLLED);
    let auditor = role!(store, palmsig_store_auditor, palmsig_auditor_free);
    let genuine = |receipt: &ffi::palmsig_receipt| {
        let mut genuine = 9;
        sound(unsafe { ffi::palmsig_auditor_confirms(auditor.0, receipt, &raw mut genuine) });
        genuine
    };
    assert_eq!((genuine(&receipt), genuine(&ffi::palmsig_receipt { at: NOW, ..receipt })), (1, 0));
    let after = head(&store, Some(&before)).expect("a longer trail");
    assert_eq!(after.entries, before.entries + 2);
    let forged = ffi::palmsig_trail_head { entries: 1, hash: [7; 32] };
    assert_eq!(head(&store, Some(&forged)).err(), Some(ffi::PALMSIG_ERROR_STORE_TRAIL));
    assert!(last_error().contains("trail"), "{}", last_error());
}

#[test]
fn who_is_not_used_is_swept() {
    let folder = empty("swept");
    let palms = [35, 36].map(template);
    let store = opened(&folder);
    sound(enrol(&store, c"anna", &palms[0], b""));
    sound(enrol(&store, c"berta", &palms[1], b""));
    let recogniser = role!(store, palmsig_store_recogniser, palmsig_recogniser_free);
    let later = NOW + RETENTION;
    sound(unsafe { ffi::palmsig_recogniser_used(recogniser.0, c"anna".as_ptr(), later - 1) });
    sound(unsafe { ffi::palmsig_recogniser_refused(recogniser.0, null(), later - 1) });
    let gallery = gallery(palms[0].encoder_id());
    let told = loaded(&store, &gallery, later);
    assert_eq!((told.subjects, told.expired), (1, 1));
    let remover = role!(store, palmsig_store_remover, palmsig_remover_free);
    let swept = |now| {
        let mut removed = 99;
        sound(unsafe { ffi::palmsig_remover_sweep(remover.0, gallery.0, now, &raw mut removed) });
        removed
    };
    assert_eq!((swept(later), count(&gallery)), (1, 1));
    let administrator = role!(store, palmsig_store_administrator, palmsig_administrator_free);
    sound(unsafe { ffi::palmsig_administrator_set_retention(administrator.0, 10, later) });
    assert_eq!((swept(later + 10), count(&gallery)), (1, 0));

    // Under another key from now on.
    let next = own(ffi::palmsig_operator_key_free, |out| unsafe { ffi::palmsig_operator_key_generate(out) });
    sound(unsafe { ffi::palmsig_administrator_rotate_operator_key(administrator.0, next.0, later) });
    drop((store, recogniser, remover, administrator));
    let mut refused = null_mut();
    assert_eq!(open(&folder, c"shop", &raw mut refused), ffi::PALMSIG_ERROR_STORE_WRONG_KEY);
}
