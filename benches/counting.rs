//! Counting differing bits of line codes, with every instruction set, beside what memory and instructions allow.

#![allow(missing_docs, reason = "criterion's macros write public items")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use palmsig::simd::{Backend, CoarseCode, LineCode};
use palmsig_examples::crowd::Crowd;

/// How many codes fit in a cache: in the first level of most, 28 KiB, and in the second, 448 KiB. Of one of 1 MiB twice as many would leave
/// too little room: their pages lie where they happen to, and drive each other out.
const CACHED: [(&str, usize); 2] = [("32 codes in L1", 32), ("512 codes in L2", 512)];

/// Coarse codes that fit in the second level, 256 KiB.
const COARSE: usize = 1024;

/// Codes that fit in no cache: of a million palms.
const STREAMED: usize = 1_000_000;

fn codes(count: usize) -> Vec<LineCode> {
    let crowd = Crowd::default();
    // As many different ones as matter; equal ones take as long.
    let different: Vec<LineCode> = (0..1024.min(count as u64))
        .map(|number| {
            let stranger = crowd.stranger(number);
            let lines = &stranger.views()[0].lines;
            LineCode::new(lines.bits(), lines.mask())
        })
        .collect();
    (0..count).map(|i| different[i % different.len()].clone()).collect()
}

/// The code under all shifts by up to `reach` cells each way.
fn shifted(code: &LineCode, reach: i32) -> Vec<LineCode> {
    let shifts = (-reach..=reach).flat_map(|down| (-reach..=reach).map(move |right| (down, right)));
    shifts.map(|(down, right)| code.moved(down, right)).collect()
}

fn name(backend: Backend) -> String {
    format!("{backend:?}")
}

/// The fewest differing bits, so that nothing is left out.
fn search(backend: Backend, probes: &[LineCode], references: &[LineCode]) -> u32 {
    let mut least = u32::MAX;
    backend.differing_lines(probes, references, |[differing, _]| least = least.min(differing));
    least
}

/// Bits of every code are counted: what a search among cached codes cannot be faster than.
fn popcount_limit(c: &mut Criterion) {
    for (place, count) in CACHED {
        let references = codes(count);
        let mut group = c.benchmark_group(format!("popcount limit, {place}"));
        group.throughput(Throughput::Elements(count as u64));
        for backend in Backend::available() {
            group.bench_function(name(backend), |b| b.iter(|| backend.ones(black_box(&references))));
        }
        group.finish();
    }
}

fn cached(c: &mut Criterion) {
    for ((place, count), (shifts, reach)) in CACHED
        .into_iter()
        .flat_map(|place| [("unshifted", 0), ("25 shifts", 2)].map(|shifts| (place, shifts)))
    {
        let references = codes(count);
        let probes = shifted(&references[0], reach);
        let mut group = c.benchmark_group(format!("{shifts}, {place}"));
        group.throughput(Throughput::Elements(count as u64));
        for backend in Backend::available() {
            group.bench_function(name(backend), |b| {
                b.iter(|| search(backend, &probes, black_box(&references)));
            });
        }
        group.finish();
    }
}

fn coarse(c: &mut Criterion) {
    let references: Vec<CoarseCode> = codes(COARSE).iter().map(CoarseCode::new).collect();
    let probes: Vec<CoarseCode> = shifted(&codes(1)[0], 2).iter().map(CoarseCode::new).collect();
    let mut group = c.benchmark_group("coarse, 25 shifts, 1024 codes in L2");
    group.throughput(Throughput::Elements(COARSE as u64));
    for backend in Backend::available() {
        let mut evidence = vec![0; COARSE];
        group.bench_function(name(backend), |b| {
            b.iter(|| backend.scan(&probes, black_box(&references).iter(), &mut evidence));
        });
    }
    group.finish();
}

/// Reads everything: counting bits takes a fraction of the time that memory needs.
fn read(codes: &[LineCode]) -> u64 {
    Backend::best().ones(codes)
}

fn streamed(c: &mut Criterion) {
    let mut group = c.benchmark_group("a million codes from memory");
    group.sample_size(10);
    let references = codes(STREAMED);
    let coarse: Vec<CoarseCode> = references.iter().map(CoarseCode::new).collect();
    let size = |bytes: usize| Throughput::Bytes(bytes as u64);
    group.throughput(size(size_of_val(&references[..])));
    group.bench_function("read limit", |b| b.iter(|| read(black_box(&references))));
    for (shifts, reach) in [("unshifted", 0), ("25 shifts", 2)] {
        let probes = shifted(&references[0], reach);
        group.bench_function(shifts, |b| {
            b.iter(|| search(Backend::best(), &probes, black_box(&references)));
        });
    }
    let probes: Vec<CoarseCode> = shifted(&references[0], 2).iter().map(CoarseCode::new).collect();
    let mut evidence = vec![0; coarse.len()];
    group.throughput(size(size_of_val(&coarse[..])));
    group.bench_function("coarse, 25 shifts", |b| {
        b.iter(|| Backend::best().scan(&probes, black_box(&coarse).iter(), &mut evidence));
    });
    group.finish();
}

criterion_group!(benches, popcount_limit, cached, coarse, streamed);
criterion_main!(benches);
