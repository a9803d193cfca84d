//! Verification: two palms compared, on one core.

#![allow(missing_docs, reason = "criterion's macros write public items")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use palmsig::image::{Capture, HandSide};
use palmsig::matching::Matcher;
use palmsig::params::{EncoderParams, MatchParams};
use palmsig::pipeline::Extractor;
use palmsig::synth::{CaptureSettings, Palm, SyntheticCapture, render};
use palmsig::template::Template;

fn picture(height: usize, width: usize, seed: u64) -> SyntheticCapture {
    let palm = Palm::new(seed, HandSide::Right);
    render(&palm, &CaptureSettings::sized(height, width), seed).expect("these settings are in range")
}

fn template(seed: u64) -> Template {
    let capture = picture(480, 640, seed);
    let view = capture.view().expect("a rendered picture is a picture");
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults are in range");
    extractor.extract(&Capture::visible(view)).expect("a well-held hand yields a template")
}

fn verify(c: &mut Criterion) {
    let (a, b) = (template(1), template(2));
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let probe = matcher.probe(&a);
    let mut group = c.benchmark_group("verify 1:1");
    group.throughput(Throughput::Elements(1));
    group.bench_function("probe not prepared", |bench| {
        bench.iter(|| matcher.compare(black_box(&a), black_box(&b)));
    });
    group.bench_function("probe prepared", |bench| bench.iter(|| probe.compare(black_box(&b))));
    group.bench_function("preparing a probe", |bench| bench.iter(|| matcher.probe(black_box(&a))));
    group.finish();
}

criterion_group!(benches, verify);
criterion_main!(benches);
