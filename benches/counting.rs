//! Counting differing bits of line codes, with every instruction set, beside what memory and instructions allow.

#![allow(missing_docs, reason = "criterion's macros write public items")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use palmsig::simd::{Backend, CoarseCode, LineCode};
use palmsig_benches::crowd::Crowd;

/// Codes that fit in the second level of most caches, 896 KiB.
const CACHED: usize = 1024;

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

fn cached(c: &mut Criterion) {
    let references = codes(CACHED);
    let bytes = Throughput::Bytes(size_of_val(&references[..]) as u64);
    let mut group = c.benchmark_group("limit: bits set in 1024 codes in L2");
    group.throughput(bytes.clone());
    for backend in Backend::available() {
        group.bench_function(name(backend), |b| b.iter(|| backend.ones(black_box(&references))));
    }
    group.finish();
    for (title, reach) in [
        ("1024 codes in L2, unshifted, bytes", 0),
        ("1024 codes in L2, unshifted", 0),
        ("1024 codes in L2, 25 shifts", 2),
    ] {
        let probes = shifted(&references[0], reach);
        let mut group = c.benchmark_group(title);
        group.throughput(if title.ends_with("bytes") {
            bytes.clone()
        } else {
            Throughput::Elements(CACHED as u64)
        });
        for backend in Backend::available() {
            let run =
                |b: &mut criterion::Bencher<'_>| b.iter(|| search(backend, &probes, black_box(&references)));
            group.bench_function(name(backend), run);
        }
        group.finish();
    }
}

fn coarse(c: &mut Criterion) {
    let references: Vec<CoarseCode> = codes(CACHED).iter().map(CoarseCode::new).collect();
    let probes: Vec<CoarseCode> = shifted(&codes(1)[0], 1).iter().map(CoarseCode::new).collect();
    let mut group = c.benchmark_group("1024 coarse codes in L2, 9 shifts");
    group.throughput(Throughput::Elements(CACHED as u64));
    for backend in Backend::available() {
        let mut evidence = vec![0; CACHED];
        group.bench_function(name(backend), |b| {
            b.iter(|| backend.scan(&probes, black_box(&references), &mut evidence));
        });
    }
    group.finish();
}

/// Reads everything, eight words at a time.
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
    group.bench_function(BenchmarkId::new("limit", "read all"), |b| b.iter(|| read(black_box(&references))));
    for reach in [0, 2] {
        let probes = shifted(&references[0], reach);
        let id = BenchmarkId::new("shifts", probes.len());
        group.bench_function(id, |b| b.iter(|| search(Backend::best(), &probes, black_box(&references))));
    }
    let probes: Vec<CoarseCode> = shifted(&references[0], 1).iter().map(CoarseCode::new).collect();
    let mut evidence = vec![0; coarse.len()];
    group.throughput(size(size_of_val(&coarse[..])));
    group.bench_function(BenchmarkId::new("coarse, shifts", probes.len()), |b| {
        b.iter(|| Backend::best().scan(&probes, black_box(&coarse), &mut evidence));
    });
    group.finish();
}

criterion_group!(benches, cached, coarse, streamed);
criterion_main!(benches);
