//! The stages that a terminal waits for, each on one core: finding the palm, describing it, comparing it.

#![allow(missing_docs, reason = "criterion's macros write public items")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use palmsig::image::{Band, Capture, HandSide, ImageView};
use palmsig::matching::Matcher;
use palmsig::params::{EncoderParams, MatchParams, RoiParams};
use palmsig::pipeline::Extractor;
use palmsig::roi::{Location, PalmSquare, locate};
use palmsig::synth::{CaptureSettings, Palm, SyntheticCapture, render};
use palmsig::template::Template;
use palmsig::trace::Unobserved;

fn picture(height: usize, width: usize, seed: u64) -> SyntheticCapture {
    let palm = Palm::new(seed, HandSide::Right);
    render(&palm, &CaptureSettings::sized(height, width), seed).expect("these settings are in range")
}

fn gray_picture(height: usize, width: usize, seed: u64) -> SyntheticCapture {
    let palm = Palm::new(seed, HandSide::Right);
    let settings = CaptureSettings { monochrome: true, ..CaptureSettings::sized(height, width) };
    render(&palm, &settings, seed).expect("these settings are in range")
}

fn template(seed: u64) -> Template {
    let capture = picture(480, 640, seed);
    let view = capture.view().expect("a rendered picture is a picture");
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults are in range");
    extractor.extract(&Capture::visible(view)).expect("a well-held hand yields a template")
}

/// From a picture to its palm square, cut out: what a terminal does for every frame that it looks at.
fn localise(c: &mut Criterion) {
    let large = picture(1200, 1600, 1);
    let small = picture(480, 640, 1);
    let grey = gray_picture(480, 640, 1);
    let mut square = PalmSquare::default();
    let mut cut_out = |view: &ImageView<'_>| {
        let found = locate(view, Band::Visible, &Location::Search, &RoiParams::default(), &mut Unobserved);
        found.map(|palm| square.warp(view, &palm, &Location::Search)).is_ok()
    };
    let mut group = c.benchmark_group("picture to palm square");
    for (name, capture) in [("1600x1200 colour", &large), ("640x480 colour", &small), ("640x480 grey", &grey)]
    {
        let view = capture.view().expect("a rendered picture is a picture");
        assert!(cut_out(&view), "the benchmark must measure a hand that is found");
        group.bench_function(name, |b| b.iter(|| cut_out(black_box(&view))));
    }
    group.finish();
}

fn extract(c: &mut Criterion) {
    let capture = picture(150, 150, 2);
    let view = capture.view().expect("a rendered picture is a picture");
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults are in range");
    c.bench_function("extract/150x150 crop to template", |b| {
        b.iter(|| extractor.extract_at(&Capture::visible(black_box(view)), &Location::WholePicture).is_ok());
    });
}

fn compare(c: &mut Criterion) {
    let (a, b) = (template(1), template(2));
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let probe = matcher.probe(&a);
    let mut group = c.benchmark_group("compare");
    group.bench_function("two templates", |bench| {
        bench.iter(|| matcher.compare(black_box(&a), black_box(&b)))
    });
    group.bench_function("probe with template", |bench| bench.iter(|| probe.compare(black_box(&b))));
    group.bench_function("prepare probe", |bench| bench.iter(|| matcher.probe(black_box(&a))));
    group.finish();
}

criterion_group!(benches, localise, extract, compare);
criterion_main!(benches);
