//! What a call through C costs, and the same comparison through C and in Rust.

#![allow(missing_docs, reason = "criterion's macros write public items")]
#![allow(unsafe_code, reason = "calls as C makes them")]

use std::hint::black_box;
use std::ptr::null_mut;

use criterion::{Criterion, criterion_group, criterion_main};
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::template::Template;
use palmsig_examples::crowd::captured;
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

criterion_group!(benches, overhead, verify);
criterion_main!(benches);
