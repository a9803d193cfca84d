//! The stages from pixels to a template, each on one core, and the ways that lead through them.

#![allow(missing_docs, reason = "criterion's macros write public items")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use palmsig::code::Code;
use palmsig::features::Features;
use palmsig::image::{Band, Capture, HandSide, ImageView, Reduced};
use palmsig::params::{EncoderParams, RoiParams};
use palmsig::pipeline::Extractor;
use palmsig::quality::Measures;
use palmsig::roi::{Location, Palm, PalmSquare, locate};
use palmsig::synth::{self, CaptureSettings, SyntheticCapture, render};
use palmsig::trace::Unobserved;

fn picture(height: usize, width: usize, monochrome: bool) -> SyntheticCapture {
    let palm = synth::Palm::new(1, HandSide::Right);
    let settings = CaptureSettings { monochrome, ..CaptureSettings::sized(height, width) };
    render(&palm, &settings, 1).expect("these settings are in range")
}

/// The pictures that terminals take: what they are, and one of each.
fn pictures() -> [(&'static str, SyntheticCapture); 3] {
    [
        ("1600x1200 colour", picture(1200, 1600, false)),
        ("640x480 colour", picture(480, 640, false)),
        ("640x480 grey", picture(480, 640, true)),
    ]
}

/// A crop of a palm, as it is found in a picture of the whole hand.
fn crop() -> SyntheticCapture {
    picture(150, 150, false)
}

fn view(capture: &SyntheticCapture) -> ImageView<'_> {
    capture.view().expect("a rendered picture is a picture")
}

fn pixels(view: &ImageView<'_>) -> Throughput {
    Throughput::Elements((view.height() * view.width()) as u64)
}

fn found(view: &ImageView<'_>, location: &Location<'_>) -> Palm {
    let palm = locate(view, Band::Visible, location, &RoiParams::default(), &mut Unobserved);
    palm.expect("the benchmark must measure a hand that is found")
}

fn extractor() -> Extractor {
    Extractor::new(&EncoderParams::default()).expect("the defaults are in range")
}

/// What a terminal does for every frame that it looks at.
fn to_palm_square(c: &mut Criterion) {
    let mut square = PalmSquare::default();
    let mut group = c.benchmark_group("picture to palm square");
    for (name, capture) in pictures() {
        let view = view(&capture);
        group.throughput(pixels(&view));
        group.bench_function(name, |b| {
            b.iter(|| square.warp(&view, &found(black_box(&view), &Location::Search), &Location::Search));
        });
    }
    group.finish();
}

fn to_template(c: &mut Criterion) {
    let mut extractor = extractor();
    let mut group = c.benchmark_group("picture to template");
    for (name, capture) in pictures() {
        let view = view(&capture);
        group.throughput(pixels(&view));
        let capture = Capture::visible(view);
        group.bench_function(name, |b| b.iter(|| extractor.extract(black_box(&capture)).is_ok()));
    }
    group.finish();
}

/// A crop, as it comes from a device that finds palms by itself.
fn of_crop(c: &mut Criterion) {
    let capture = crop();
    let (view, whole) = (view(&capture), Location::WholePicture);
    let features = Features::new(&EncoderParams::default().features).expect("the defaults are in range");
    let mut square = PalmSquare::default();
    let mut extractor = extractor();
    let mut group = c.benchmark_group("150x150 crop");
    group.throughput(pixels(&view));
    group.bench_function("to compact code", |b| {
        b.iter(|| {
            square.warp(&view, &found(black_box(&view), &whole), &whole);
            let usable = features.usable(&square, Band::Visible).expect("a palm all over");
            Code::<u32>::pack(&features.lines(&square, &usable))
        });
    });
    group.bench_function("to template", |b| {
        b.iter(|| extractor.extract_at(&Capture::visible(black_box(view)), &whole).is_ok());
    });
    group.finish();
}

fn stages_of_picture(c: &mut Criterion) {
    let mut square = PalmSquare::default();
    for (name, capture) in pictures() {
        let view = view(&capture);
        let palm = found(&view, &Location::Search);
        let mut group = c.benchmark_group(format!("stages of {name}"));
        group.throughput(pixels(&view));
        group.bench_function("reduced", |b| {
            b.iter(|| Reduced::new(black_box(&view), RoiParams::default().search_side));
        });
        group.bench_function("palm found", |b| b.iter(|| found(black_box(&view), &Location::Search)));
        group.bench_function("palm cut out", |b| {
            b.iter(|| square.warp(black_box(&view), &palm, &Location::Search));
        });
        group.finish();
    }
}

fn stages_of_crop(c: &mut Criterion) {
    let capture = crop();
    let (view, whole) = (view(&capture), Location::WholePicture);
    let features = Features::new(&EncoderParams::default().features).expect("the defaults are in range");
    let palm = found(&view, &whole);
    let mut square = PalmSquare::default();
    // Whichever stages are asked for, they look at a palm.
    square.warp(&view, &palm, &whole);
    let mut group = c.benchmark_group("stages of a 150x150 crop");
    group.throughput(pixels(&view));
    group.bench_function("palm cut out", |b| b.iter(|| square.warp(black_box(&view), &palm, &whole)));
    group.bench_function("usable cells", |b| b.iter(|| features.usable(black_box(&square), Band::Visible)));
    let usable = features.usable(&square, Band::Visible).expect("a palm all over");
    group.bench_function("quality measured", |b| b.iter(|| Measures::of(black_box(&square), &usable, &palm)));
    group.bench_function("line planes", |b| b.iter(|| features.lines(black_box(&square), &usable)));
    group.bench_function("texture planes", |b| b.iter(|| features.texture(black_box(&square), &usable)));
    group.bench_function("vein planes", |b| b.iter(|| features.veins(black_box(&square), &usable)));
    let (lines, texture) = (features.lines(&square, &usable), features.texture(&square, &usable));
    group.bench_function("line planes packed", |b| b.iter(|| Code::<u32>::pack(black_box(&lines))));
    group.bench_function("texture planes packed", |b| b.iter(|| Code::<u64>::pack(black_box(&texture))));
    group.finish();
}

criterion_group!(benches, to_palm_square, to_template, of_crop, stages_of_picture, stages_of_crop);
criterion_main!(benches);
