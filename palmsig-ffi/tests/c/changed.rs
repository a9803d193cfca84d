//! What C changes in a store, reads back and hands out is what Rust finds there.

#![allow(
    unsafe_code,
    clippy::undocumented_unsafe_blocks,
    reason = "a test calls as C does: handles are live, and places as large as stated"
)]

use std::ffi::CStr;
use std::ptr::{null, null_mut};

use palmsig::enroll::{Enroller, Sample};
use palmsig::image::Capture;
use palmsig::matching::Matcher;
use palmsig::params::{EncoderParams, EnrolParams, MatchParams};
use palmsig::pipeline::{Extraction, Extractor};
use palmsig::roi::Location;
use palmsig_ffi as ffi;

use crate::same::{Own, bytes_of, own, parsed, picture, sound};
use crate::sealed::NOW;
use crate::stored::{count, empty, enrol, gallery, opened, opened_in_rust, role};

const ANNA: &CStr = c"anna";

/// A month: longer than an enroller's default asks for.
const MONTH: u64 = 30 * 24 * 3600;

fn extraction(seed: u64, visit: u64) -> Extraction {
    let picture = picture(seed, visit);
    let capture = Capture::visible(picture.view().expect("a picture"));
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults");
    extractor.extract_graded(&capture, &Location::Search).expect("a palm")
}

/// Calls of a registrar on one store.
struct Desk {
    registrar: Own<ffi::palmsig_registrar>,
    enroller: Own<ffi::palmsig_enroller>,
}

impl Desk {
    fn of(store: &Own<ffi::palmsig_store>) -> Desk {
        let matcher = own(ffi::palmsig_matcher_free, |out| unsafe { ffi::palmsig_matcher_new(out) });
        let enroller = own(ffi::palmsig_enroller_free, |out| unsafe {
            ffi::palmsig_enroller_new(matcher.0, null(), out)
        });
        Desk { registrar: role!(store, palmsig_store_registrar, palmsig_registrar_free), enroller }
    }

    fn update(&self, capture: &Extraction, seconds: u64) -> Result<u32, i32> {
        let palm = parsed(&capture.template);
        let sample = ffi::palmsig_sample { palm: palm.0, quality: capture.quality.score.into() };
        let mut outcome = 99;
        let status = unsafe {
            ffi::palmsig_registrar_update(
                self.registrar.0,
                self.enroller.0,
                ANNA.as_ptr(),
                &raw const sample,
                seconds,
                NOW + 1,
                &raw mut outcome,
            )
        };
        if status == ffi::PALMSIG_OK { Ok(outcome) } else { Err(status) }
    }

    fn hold(&self, why: &CStr) -> i32 {
        unsafe { ffi::palmsig_registrar_hold(self.registrar.0, ANNA.as_ptr(), why.as_ptr(), NOW) }
    }

    fn release(&self, why: &CStr) -> i32 {
        unsafe { ffi::palmsig_registrar_release(self.registrar.0, ANNA.as_ptr(), why.as_ptr(), NOW) }
    }
}

#[test]
fn a_verified_capture_brings_a_stored_template_up_to_date() {
    let folder = empty("updated");
    let captures = [1, 2, 3].map(|visit| extraction(41, visit));
    let rust =
        Enroller::new(Matcher::new(&MatchParams::default()).expect("defaults"), &EnrolParams::default())
            .expect("the defaults");
    let samples: Vec<Sample<'_>> = captures.iter().map(Sample::from).collect();
    let anchor = rust.enrol(&samples).expect("one palm").template;
    let store = opened(&folder);
    sound(enrol(&store, ANNA, &anchor, b"token"));
    let desk = Desk::of(&store);

    assert_eq!(desk.update(&extraction(42, 1), MONTH), Ok(ffi::PALMSIG_UPDATE_UNLIKE));
    let later = extraction(41, 5);
    assert_eq!(desk.update(&later, 1), Ok(ffi::PALMSIG_UPDATE_TOO_SOON));
    assert_eq!(desk.update(&later, MONTH), Ok(ffi::PALMSIG_UPDATE_TAKEN));
    assert_eq!(desk.update(&later, MONTH), Ok(ffi::PALMSIG_UPDATE_NOTHING_NEW));

    // A gallery has it once it is told.
    let gallery = gallery(anchor.encoder_id());
    let recogniser = role!(store, palmsig_store_recogniser, palmsig_recogniser_free);
    let mut loaded = std::mem::MaybeUninit::uninit();
    sound(unsafe {
        ffi::palmsig_loaded_init(loaded.as_mut_ptr(), size_of::<ffi::palmsig_loaded>());
        ffi::palmsig_recogniser_reload(recogniser.0, gallery.0, ANNA.as_ptr(), NOW, loaded.as_mut_ptr())
    });
    assert_eq!((unsafe { loaded.assume_init() }.subjects, count(&gallery)), (1, 1));

    // The record tells both parts; Rust finds the same.
    let record = own(ffi::palmsig_record_free, |out| unsafe {
        ffi::palmsig_registrar_held(desk.registrar.0, ANNA.as_ptr(), out)
    });
    let (mut whole, mut recent) = (null_mut(), null_mut());
    sound(unsafe { ffi::palmsig_record_palm(record.0, 0, &raw mut whole, &raw mut recent) });
    let (whole, recent) = (Own::of(whole), Own::of(recent));
    assert_eq!(bytes_of(whole.0), anchor.to_bytes());
    let recent = bytes_of(recent.0);
    drop((store, desk, recogniser));
    let held = opened_in_rust(&folder).registrar("desk").held("anna").expect("enrolled by C");
    assert_eq!(held.subject.palms[0].anchor, anchor);
    assert_eq!(held.subject.palms[0].recent.as_ref().map(|views| views.to_bytes()), Some(recent));
}

#[test]
fn holds_references_and_palms_are_changed_one_by_one() {
    let folder = empty("changed");
    let palms = [extraction(43, 1), extraction(44, 1)].map(|made| made.template);
    {
        let store = opened(&folder);
        sound(enrol(&store, ANNA, &palms[0], b"token"));
        let desk = Desk::of(&store);
        sound(desk.hold(c"a purchase"));
        sound(desk.hold(c"a purchase"));
        sound(desk.hold(c"a loan"));
        sound(desk.release(c"a purchase"));
        assert_eq!(desk.release(c"a purchase"), ffi::PALMSIG_ERROR_STORE_NO_HOLD);
        let set = |kind: &CStr, bytes: *const u8, size| unsafe {
            let (registrar, id) = (desk.registrar.0, ANNA.as_ptr());
            ffi::palmsig_registrar_set_reference(registrar, id, kind.as_ptr(), bytes, size, NOW)
        };
        sound(set(c"card", b"other".as_ptr(), 5));
        sound(set(c"badge", b"77".as_ptr(), 2));
        sound(set(c"phone", b"1".as_ptr(), 1));
        sound(set(c"phone", null(), 0));
        assert_eq!(set(c"long", b"".as_ptr(), 4097), ffi::PALMSIG_ERROR_STORE_TOO_LONG);
        let other = parsed(&palms[1]);
        let given = [other.0.cast_const()];
        sound(unsafe {
            ffi::palmsig_registrar_set_palms(desk.registrar.0, ANNA.as_ptr(), given.as_ptr(), 1, NOW)
        });
    }
    let subject = opened_in_rust(&folder).registrar("desk").held("anna").expect("enrolled by C").subject;
    assert_eq!(subject.holds, ["a loan"]);
    let kept: Vec<(&str, &[u8])> =
        subject.references.iter().map(|kept| (kept.kind.as_str(), &kept.bytes[..])).collect();
    assert_eq!(kept, [("card", &b"other"[..]), ("badge", b"77")]);
    assert_eq!(subject.palms[0].anchor, palms[1]);
}

#[test]
fn too_many_refusals_lock_a_subject_for_a_while() {
    let store = opened(&empty("locked"));
    sound(enrol(&store, ANNA, &extraction(45, 1).template, b""));
    let recogniser = role!(store, palmsig_store_recogniser, palmsig_recogniser_free);
    let lockout = ffi::palmsig_lockout {
        struct_size: size_of::<ffi::palmsig_lockout>() as u32,
        of_subject: 2,
        at_terminal: 0,
        within: 100,
    };
    let wait = |id: *const _, now| {
        let mut wait = 1;
        sound(unsafe {
            ffi::palmsig_recogniser_may_try(recogniser.0, id, &raw const lockout, now, &raw mut wait)
        });
        wait
    };
    let refused = |now| sound(unsafe { ffi::palmsig_recogniser_refused(recogniser.0, ANNA.as_ptr(), now) });
    refused(NOW);
    assert_eq!(wait(ANNA.as_ptr(), NOW), 0);
    refused(NOW + 10);
    // Until the first of the two is out of the while; others may try.
    assert_eq!((wait(ANNA.as_ptr(), NOW + 20), wait(null(), NOW + 20)), (81, 0));
    assert_eq!(wait(ANNA.as_ptr(), NOW + 101), 0);
    // Who is recognised has a clean slate.
    refused(NOW + 102);
    refused(NOW + 103);
    assert!(wait(ANNA.as_ptr(), NOW + 104) > 0);
    sound(unsafe { ffi::palmsig_recogniser_used(recogniser.0, ANNA.as_ptr(), NOW + 104) });
    assert_eq!(wait(ANNA.as_ptr(), NOW + 105), 0);
}
