//! What a call through C costs, and the same comparison and the same search through C and in Rust.

#![allow(missing_docs, reason = "criterion's macros write public items")]
#![allow(unsafe_code, reason = "calls as C makes them")]

use std::ffi::CString;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::ptr::null_mut;

use criterion::{Criterion, criterion_group, criterion_main};
use palmsig::gallery::Gallery;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::template::Template;
use palmsig_examples::crowd::{Crowd, captured};
use palmsig_ffi as ffi;

/// A template as C holds it; the benchmark ends before anybody would free it.
fn handle(template: &Template) -> *mut ffi::palmsig_template {
    let (bytes, mut palm) = (template.to_bytes(), null_mut());
    // SAFETY: so many bytes are there, and a place for the handle.
    let status = unsafe { ffi::palmsig_template_parse(bytes.as_ptr(), bytes.len(), &raw mut palm) };
    assert_eq!(status, ffi::PALMSIG_OK);
    palm
}

/// A call that does next to nothing but be a call: two handles and places are checked, one field is read.
fn overhead(c: &mut Criterion) {
    let palm = handle(&captured(1, 1));
    let mut view = ffi::palmsig_view { band: 0, resolution: 0, alternative: 0 };
    c.bench_function("a call through C", |bench| {
        // SAFETY: a live handle, and a place for the result.
        bench.iter(|| unsafe { ffi::palmsig_template_view(black_box(palm), 0, black_box(&raw mut view)) });
    });
    c.bench_function("a call through C that fails", |bench| {
        // SAFETY: as above.
        bench.iter(|| unsafe {
            ffi::palmsig_template_view(black_box(null_mut()), 0, black_box(&raw mut view))
        });
    });
}

fn verify(c: &mut Criterion) {
    let (a, b) = (captured(1, 1), captured(1, 2));
    let rust = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let policy = Policy::verify(1e-4).expect("a rate in range");
    let (probe, reference, mut matcher) = (handle(&a), handle(&b), null_mut());
    // SAFETY: a place for the handle.
    assert_eq!(unsafe { ffi::palmsig_matcher_new(&raw mut matcher) }, ffi::PALMSIG_OK);
    let mut accepted = 0;
    let mut group = c.benchmark_group("verify");
    group.bench_function("in Rust", |bench| {
        bench.iter(|| policy.accepts(&rust.compare(black_box(&a), black_box(&b)).expect("comparable")));
    });
    group.bench_function("through C", |bench| {
        // SAFETY: live handles, a place for the result; the comparison itself is not wanted.
        bench.iter(|| unsafe {
            ffi::palmsig_matcher_verify(
                matcher,
                black_box(probe),
                reference,
                1e-4,
                &raw mut accepted,
                null_mut(),
            )
        });
    });
    group.finish();
    assert_eq!(accepted, 1);
}

/// Palms in the gallery: enough for all looks of a search.
const ENROLLED: u64 = 1000;

/// Percent of the cells of another capture that say something else, as in benches/search.rs.
const OTHERWISE: u64 = 45;

/// A gallery through C with the same palms, searched by one thread.
fn through_c(palms: &[Template]) -> *mut ffi::palmsig_gallery {
    let (mut matcher, mut gallery, mut runtime) = (null_mut(), null_mut(), null_mut());
    let struct_size = size_of::<ffi::palmsig_runtime_options>() as u32;
    let one = ffi::palmsig_runtime_options { struct_size, threads: 1, log: None, log_context: null_mut() };
    // SAFETY: live handles and structs, places for results.
    let made = unsafe {
        [
            ffi::palmsig_matcher_new(&raw mut matcher),
            ffi::palmsig_gallery_new(matcher, palms[0].encoder_id(), &raw mut gallery),
            ffi::palmsig_runtime_new(&raw const one, &raw mut runtime),
            ffi::palmsig_gallery_attach(gallery, runtime),
        ]
    };
    assert_eq!(made, [ffi::PALMSIG_OK; 4]);
    for (number, palm) in palms.iter().enumerate() {
        let (id, palm) = (CString::new(number.to_string()).expect("digits"), handle(palm).cast_const());
        // SAFETY: the gallery, the template and the id live through the call.
        let added = unsafe { ffi::palmsig_gallery_add(gallery, id.as_ptr(), &raw const palm, 1) };
        assert_eq!(added, ffi::PALMSIG_OK);
    }
    gallery
}

fn identify(c: &mut Criterion) {
    let crowd = Crowd::default();
    let palms: Vec<Template> = (0..ENROLLED).map(|number| crowd.stranger(number)).collect();
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let rust = Gallery::new(matcher, palms[0].encoder_id());
    for (number, palm) in palms.iter().enumerate() {
        rust.enrol(&number.to_string(), vec![palm.clone()]).expect("a free id");
    }
    let policy = Policy::identify(1e-3).expect("a rate in range");
    let probe = crowd.mated(61, OTHERWISE);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut group = c.benchmark_group("identify one of 1000, one thread");
    group.bench_function("in Rust", |bench| {
        bench.iter(|| pool.install(|| rust.identify(black_box(&probe), 1, &policy)));
    });
    let (gallery, probe) = (through_c(&palms), handle(&probe));
    let (mut best, struct_size) = (MaybeUninit::uninit(), size_of::<ffi::palmsig_identification>() as u32);
    let mut found = ffi::palmsig_identification { struct_size, accepted: 0, candidates: 0, compared: 0 };
    group.bench_function("through C", |bench| {
        // SAFETY: live handles, places for one candidate and the outcome.
        bench.iter(|| unsafe {
            ffi::palmsig_gallery_identify(
                gallery,
                black_box(probe),
                1e-3,
                best.as_mut_ptr(),
                1,
                &raw mut found,
            )
        });
    });
    group.finish();
    assert_eq!(found.compared, ENROLLED as usize);
}

criterion_group!(benches, overhead, verify, identify);
criterion_main!(benches);
