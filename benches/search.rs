//! Searching galleries: in full and by the cascade, for people who are enrolled and for strangers.

#![allow(missing_docs, reason = "criterion's macros write public items")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use palmsig::gallery::Gallery;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::template::Template;
use palmsig_examples::crowd::Crowd;
use rayon::prelude::*;

/// Percent of the cells of another capture that say something else: differing bits as of mated captures.
const OTHERWISE: u64 = 45;

fn gallery(crowd: &Crowd, palms: u64) -> Gallery {
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let gallery = Gallery::new(matcher, crowd.stranger(0).encoder_id());
    (0..palms).into_par_iter().for_each(|number| {
        gallery.enrol(&number.to_string(), vec![crowd.stranger(number)]).expect("a free id");
    });
    gallery
}

fn identify(c: &mut Criterion) {
    let crowd = Crowd::default();
    let policy = Policy::identify(1e-2).expect("a rate in range");
    let probes: Vec<Template> = (0..16).map(|i| crowd.mated(61 * i, OTHERWISE)).collect();
    let strangers: Vec<Template> = (0..16).map(|i| crowd.stranger((1 << 41) + i)).collect();
    let mut group = c.benchmark_group("identify");
    group.sample_size(10);
    for palms in [10_000, 100_000, 1_000_000] {
        let enrolled = std::cell::OnceCell::new();
        let enrolled = || enrolled.get_or_init(|| gallery(&crowd, palms));
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let mut run = |way: &str, probes: &[Template], k: usize| {
                let id = BenchmarkId::new(way, format!("{palms} palms, {threads} threads"));
                group.bench_function(id, |b| {
                    let gallery = enrolled();
                    let mut next = probes.iter().cycle();
                    let mut search = || gallery.identify(black_box(next.next().expect("probes")), k, &policy);
                    b.iter(|| pool.install(&mut search));
                });
            };
            run("cascade, enrolled", &probes, 1);
            run("cascade, stranger", &strangers, 1);
            if palms == 10_000 {
                run("in full, enrolled", &probes, usize::MAX);
            }
            let id = BenchmarkId::new(
                "cascade, 16 enrolled in a batch",
                format!("{palms} palms, {threads} threads"),
            );
            group.bench_function(id, |b| {
                let gallery = enrolled();
                let search = || gallery.identify_batch(black_box(&probes), 1, &policy);
                b.iter(|| pool.install(search));
            });
        }
    }
    group.finish();
}

fn enrol(c: &mut Criterion) {
    let crowd = Crowd::default();
    let enrolled = gallery(&crowd, 10_000);
    let template = crowd.stranger(1 << 42);
    let bytes = template.to_bytes();
    let mut group = c.benchmark_group("gallery");
    group.throughput(Throughput::Elements(1));
    group.bench_function("enrol and remove among 10000 palms", |b| {
        b.iter(|| {
            enrolled.enrol("new", vec![template.clone()]).expect("a free id");
            enrolled.remove("new").expect("enrolled");
        });
    });
    group.finish();
    let mut group = c.benchmark_group("template");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("parse", |b| b.iter(|| Template::from_bytes(black_box(&bytes))));
    group.bench_function("write", |b| b.iter(|| black_box(&template).to_bytes()));
    group.finish();
}

criterion_group!(benches, identify, enrol);
criterion_main!(benches);
