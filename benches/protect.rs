//! Sealing and opening templates, and comparing renewed codes beside plain ones.

#![allow(missing_docs, reason = "criterion's macros write public items")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use palmsig::matching::Matcher;
use palmsig::params::MatchParams;
use palmsig::protect::keys::{SubjectKey, TenantKey};
use palmsig::template::Template;
use palmsig_examples::crowd::Crowd;

/// Palms that a probe is compared with, one after the other.
const PALMS: u64 = 256;

fn seal(c: &mut Criterion) {
    let template = Crowd::default().stranger(0);
    let key = SubjectKey::generate().expect("random bytes");
    let bytes = template.to_bytes();
    let sealed = key.seal(&template, b"palm").expect("random bytes");
    let mut group = c.benchmark_group("seal");
    group.bench_function("seal and open 4048 bytes", |b| {
        b.iter(|| {
            let sealed = key.seal_bytes(black_box(&bytes), b"palm").expect("random bytes");
            key.open_bytes(&sealed, b"palm").expect("what was sealed")
        });
    });
    group.bench_function("seal and open a template", |b| {
        b.iter(|| {
            let sealed = key.seal(black_box(&template), b"palm").expect("random bytes");
            key.open(&sealed, b"palm").expect("what was sealed")
        });
    });
    group.bench_function("seal a template", |b| b.iter(|| key.seal(black_box(&template), b"palm")));
    group.bench_function("open a template", |b| b.iter(|| key.open(black_box(&sealed), b"palm")));
    group.bench_function("write a template", |b| b.iter(|| black_box(&template).to_bytes()));
    group.bench_function("parse a template", |b| b.iter(|| Template::from_bytes(black_box(&bytes))));
    group.bench_function("parse a template and ask how rare its patches are", |b| {
        b.iter(|| {
            let template = Template::from_bytes(black_box(&bytes)).expect("a template's bytes");
            template.views()[0].diversity().clone()
        });
    });
    group.finish();
    let tenant = TenantKey::generate().expect("random bytes");
    let wrapped = tenant.wrap(&key, b"subject").expect("random bytes");
    c.bench_function("unwrap a key", |b| b.iter(|| tenant.unwrap(black_box(&wrapped), b"subject")));
}

fn renew(c: &mut Criterion) {
    let crowd = Crowd::default();
    let matcher = Matcher::new(&MatchParams::rigid()).expect("the defaults are in range");
    let key = TenantKey::generate().expect("random bytes").renewal(0);
    let palms: Vec<Template> = (0..PALMS).map(|number| crowd.stranger(number)).collect();
    let codes: Vec<_> = palms.iter().map(|palm| key.renew(palm)).collect();
    let (plain, renewed) =
        (matcher.probe(&palms[0]), key.probe(&matcher, &palms[0]).expect("a rigid search"));
    let mut group = c.benchmark_group("rigid comparison with 256 palms");
    let say = |c: palmsig::matching::Comparison| i64::from(c.similarity());
    group.bench_function("plain", |b| {
        b.iter(|| palms.iter().map(|palm| say(plain.compare(palm).expect("comparable"))).sum::<i64>());
    });
    group.bench_function("renewed", |b| {
        b.iter(|| codes.iter().map(|codes| say(renewed.compare(codes).expect("one key"))).sum::<i64>());
    });
    group.finish();
    let mut group = c.benchmark_group("renew");
    group.bench_function("a probe", |b| b.iter(|| key.probe(&matcher, black_box(&palms[0]))));
    group.bench_function("a template", |b| b.iter(|| key.renew(black_box(&palms[0]))));
    group.finish();
}

criterion_group!(benches, seal, renew);
criterion_main!(benches);
