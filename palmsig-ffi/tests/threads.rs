//! Handles that several threads use at once, as the header allows. `cargo xtask test-sanitize` runs this under the thread
//! sanitizer, which sees races that happen to end well.

#![allow(
    unsafe_code,
    clippy::undocumented_unsafe_blocks,
    reason = "a test calls as C does: handles are live, and places as large as stated"
)]

use std::ffi::{CStr, CString, c_char, c_void};
use std::mem::MaybeUninit;
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use palmsig::image::{Capture, HandSide};
use palmsig::params::EncoderParams;
use palmsig::pipeline::Extractor;
use palmsig::synth::{CaptureSettings, Palm, render};
use palmsig_ffi as ffi;

/// A handle that threads share: the header says which may be.
struct Shared<T>(*mut T);
unsafe impl<T> Send for Shared<T> {}
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn get(&self) -> *mut T {
        self.0
    }
}

fn sound(status: i32) {
    let name = unsafe { CStr::from_ptr(ffi::palmsig_status_name(status)) };
    assert_eq!(status, ffi::PALMSIG_OK, "{name:?}");
}

fn made<T>(make: impl FnOnce(*mut *mut T) -> i32) -> Shared<T> {
    let mut handle = null_mut();
    sound(make(&raw mut handle));
    Shared(handle)
}

fn fresh<T>(init: unsafe extern "C" fn(*mut T, usize) -> i32) -> T {
    let mut place = MaybeUninit::uninit();
    sound(unsafe { init(place.as_mut_ptr(), size_of::<T>()) });
    unsafe { place.assume_init() }
}

/// Templates of captures of palms.
fn templates(which: &[(u64, u64)]) -> Vec<Shared<ffi::palmsig_template>> {
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults");
    let template = |&(seed, visit): &(u64, u64)| {
        let picture = render(&Palm::new(seed, HandSide::Left), &CaptureSettings::well_held(visit), visit);
        let picture = picture.expect("sound settings");
        let palm = extractor.extract(&Capture::visible(picture.view().expect("a picture"))).expect("a palm");
        let bytes = palm.to_bytes();
        made(|out| unsafe { ffi::palmsig_template_parse(bytes.as_ptr(), bytes.len(), out) })
    };
    which.iter().map(template).collect()
}

fn encoder_of(palm: &Shared<ffi::palmsig_template>) -> u32 {
    let mut info = fresh(ffi::palmsig_template_info_init);
    sound(unsafe { ffi::palmsig_template_inspect(palm.get(), &raw mut info) });
    info.encoder_id
}

fn gallery(encoder_id: u32) -> Shared<ffi::palmsig_gallery> {
    let matcher = made(|out| unsafe { ffi::palmsig_matcher_new(out) });
    let gallery = made(|out| unsafe { ffi::palmsig_gallery_new(matcher.get(), encoder_id, out) });
    sound(unsafe { ffi::palmsig_matcher_free(matcher.get()) });
    gallery
}

fn add(gallery: &Shared<ffi::palmsig_gallery>, id: &CStr, palm: &Shared<ffi::palmsig_template>) -> i32 {
    let palms = [palm.get().cast_const()];
    unsafe { ffi::palmsig_gallery_add(gallery.get(), id.as_ptr(), palms.as_ptr(), 1) }
}

/// Whether the palm is found, and who is the best candidate.
fn found(gallery: &Shared<ffi::palmsig_gallery>, probe: &Shared<ffi::palmsig_template>) -> Option<CString> {
    let (mut best, mut told) = (MaybeUninit::uninit(), fresh(ffi::palmsig_identification_init));
    sound(unsafe {
        ffi::palmsig_gallery_identify(gallery.get(), probe.get(), 1e-3, best.as_mut_ptr(), 1, &raw mut told)
    });
    let best: ffi::palmsig_candidate = (told.accepted == 1).then(|| unsafe { best.assume_init() })?;
    Some(unsafe { CStr::from_ptr(best.id.as_ptr()) }.to_owned())
}

/// How often each thread does its work.
const ROUNDS: usize = 40;

/// Lines of the log.
static LINES: AtomicUsize = AtomicUsize::new(0);

unsafe extern "C" fn count_line(_: *mut c_void, _: u32, _: *const c_char) {
    LINES.fetch_add(1, Ordering::Relaxed);
}

#[test]
fn searches_find_who_stays_while_others_come_and_go() {
    let palms = templates(&[(1, 1), (1, 2), (2, 1), (3, 1)]);
    let [stays, probe, second, third] = &palms[..] else { panic!("four palms") };
    let gallery = gallery(encoder_of(stays));
    sound(add(&gallery, c"stays", stays));
    let mut options = fresh(ffi::palmsig_runtime_options_init);
    options.threads = 2;
    options.log = Some(count_line);
    let runtime = made(|out| unsafe { ffi::palmsig_runtime_new(&raw const options, out) });
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    assert_eq!(found(&gallery, probe).as_deref(), Some(c"stays"));
                }
            });
        }
        for (id, palm) in [(c"second", second), (c"third", third)] {
            let gallery = &gallery;
            scope.spawn(move || {
                for _ in 0..ROUNDS {
                    sound(add(gallery, id, palm));
                    assert_eq!(add(gallery, id, palm), ffi::PALMSIG_ERROR_ALREADY_ENROLLED);
                    sound(unsafe { ffi::palmsig_gallery_remove(gallery.get(), id.as_ptr()) });
                }
            });
        }
        // While they are at it.
        scope.spawn(|| {
            sound(unsafe { ffi::palmsig_gallery_attach(gallery.get(), runtime.get()) });
            sound(unsafe { ffi::palmsig_runtime_free(runtime.get()) });
        });
    });
    let mut count = 0;
    sound(unsafe { ffi::palmsig_gallery_count(gallery.get(), &raw mut count) });
    assert_eq!(count, 1);
    let before = LINES.load(Ordering::Relaxed);
    assert!(found(&gallery, probe).is_some());
    assert_eq!(LINES.load(Ordering::Relaxed), before + 1);
    sound(unsafe { ffi::palmsig_gallery_free(gallery.get()) });
    palms.iter().for_each(|palm| sound(unsafe { ffi::palmsig_template_free(palm.get()) }));
}

/// One extraction at a time; who comes second is told so, and nothing is mixed up.
#[test]
fn an_extractor_is_used_by_one_thread_at_a_time() {
    let extractor = made(|out| unsafe { ffi::palmsig_extractor_new(out) });
    let picture = render(&Palm::new(4, HandSide::Left), &CaptureSettings::well_held(1), 1);
    let picture = picture.expect("sound settings");
    let view = picture.view().expect("a picture");
    let samples = view.to_rgb8().into_raw_vec_and_offset().0;
    let (done, busy) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut image = fresh(ffi::palmsig_image_init);
                image.layout = ffi::PALMSIG_LAYOUT_RGB;
                (image.samples, image.samples_size) = (samples.as_ptr().cast(), samples.len());
                (image.height, image.width, image.row_stride) =
                    (view.height(), view.width(), 3 * view.width());
                let mut capture = fresh(ffi::palmsig_capture_init);
                capture.visible = &raw const image;
                for _ in 0..4 {
                    let mut palm = null_mut();
                    let status = unsafe {
                        ffi::palmsig_extractor_extract(
                            extractor.get(),
                            &raw const capture,
                            null(),
                            null_mut(),
                            &raw mut palm,
                        )
                    };
                    let counted = if status == ffi::PALMSIG_ERROR_BUSY { &busy } else { &done };
                    counted.fetch_add(1, Ordering::Relaxed);
                    assert!(palm.is_null() == (status == ffi::PALMSIG_ERROR_BUSY));
                    sound(unsafe { ffi::palmsig_template_free(palm) });
                }
            });
        }
    });
    assert!(done.load(Ordering::Relaxed) > 0);
    assert_eq!(done.load(Ordering::Relaxed) + busy.load(Ordering::Relaxed), 12);
    sound(unsafe { ffi::palmsig_extractor_free(extractor.get()) });
}

#[test]
fn a_store_enrols_and_removes_for_several_at_once() {
    let palms = templates(&[(5, 1)]);
    let gallery = gallery(encoder_of(&palms[0]));
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("store-of-threads");
    let _ = std::fs::remove_dir_all(&folder);
    let path = CString::new(folder.to_str().expect("UTF-8")).expect("no NUL");
    let key = made(|out| unsafe { ffi::palmsig_operator_key_generate(out) });
    let store =
        made(|out| unsafe { ffi::palmsig_store_open(path.as_ptr(), key.get(), c"shop".as_ptr(), 1, out) });
    let actor = c"desk".as_ptr();
    let registrar = made(|out| unsafe { ffi::palmsig_store_registrar(store.get(), actor, out) });
    let recogniser = made(|out| unsafe { ffi::palmsig_store_recogniser(store.get(), actor, out) });
    let remover = made(|out| unsafe { ffi::palmsig_store_remover(store.get(), actor, out) });
    let handles = [palms[0].get().cast_const()];
    let handles = Shared(handles.as_ptr().cast_mut());
    thread::scope(|scope| {
        for id in [c"anna", c"berta"] {
            let (registrar, remover, gallery, handles) = (&registrar, &remover, &gallery, &handles);
            scope.spawn(move || {
                for now in 0..10 {
                    let mut subject = fresh(ffi::palmsig_subject_init);
                    (subject.id, subject.palms, subject.palm_count) = (id.as_ptr(), handles.get(), 1);
                    subject.consent = c"terms".as_ptr();
                    let mut holds = 9;
                    sound(unsafe { ffi::palmsig_registrar_enrol(registrar.get(), &raw const subject, now) });
                    sound(unsafe {
                        ffi::palmsig_remover_remove(
                            remover.get(),
                            id.as_ptr(),
                            gallery.get(),
                            now,
                            &raw mut holds,
                            null_mut(),
                        )
                    });
                    assert_eq!(holds, 0);
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..10 {
                let mut loaded = fresh(ffi::palmsig_loaded_init);
                sound(unsafe {
                    ffi::palmsig_recogniser_load(recogniser.get(), gallery.get(), 1, &raw mut loaded)
                });
                assert!(loaded.damaged == 0);
            }
        });
    });
    let auditor = made(|out| unsafe { ffi::palmsig_store_auditor(store.get(), actor, out) });
    let mut head = ffi::palmsig_trail_head { entries: 0, hash: [0; 32] };
    sound(unsafe { ffi::palmsig_auditor_verify(auditor.get(), null(), &raw mut head) });
    // Each enrolment and each removal.
    assert_eq!(head.entries, 40);
    let frees = unsafe {
        [
            ffi::palmsig_auditor_free(auditor.get()),
            ffi::palmsig_remover_free(remover.get()),
            ffi::palmsig_recogniser_free(recogniser.get()),
            ffi::palmsig_registrar_free(registrar.get()),
            ffi::palmsig_store_free(store.get()),
            ffi::palmsig_operator_key_free(key.get()),
            ffi::palmsig_gallery_free(gallery.get()),
        ]
    };
    frees.into_iter().for_each(sound);
    palms.iter().for_each(|palm| sound(unsafe { ffi::palmsig_template_free(palm.get()) }));
}
