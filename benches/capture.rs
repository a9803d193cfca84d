//! What a session takes for one frame of a stream, on one core.

#![allow(missing_docs, reason = "criterion's macros write public items")]

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use palmsig::capture::{Frame, Session};
use palmsig::image::{Bands, HandSide, Lamp};
use palmsig::liveness::{Policy, Signal, Signals};
use palmsig::params::{EncoderParams, SessionParams};
use palmsig::pipeline::Extractor;
use palmsig::synth::{Burst, BurstFrame, BurstSettings, Course, Palm};

/// A hand that hovers before a sensor of 640×480 pixels.
fn stream(bands: Bands) -> Vec<BurstFrame> {
    let course = Course::Hover { arrive: 0.0, hold: 0.3, leave: 0.0 };
    let settings = BurstSettings { course, bands, ..BurstSettings::default() };
    let palm = Palm::new(1, HandSide::Right);
    let burst = Burst::new(&palm, &settings, 1).expect("these settings are in range");
    burst.frames().map(|frame| frame.expect("the hand stays in range")).collect()
}

/// Frames until a session begins anew: 5 s, so that none is held long enough to end, after which frames cost nothing.
const FRAMES: usize = 150;

/// A session that waits for a hand held longer than it is ever shown.
fn endless(bands: Bands, policy: bool) -> Session {
    let extractor = Extractor::new(&EncoderParams::default()).expect("the defaults are in range");
    let params = SessionParams { patience: 600.0, hold: 10.0, ..SessionParams::default() };
    let all = policy.then(|| Policy::of_signals(Signals::of(&Signal::ALL)));
    Session::new(extractor, bands, all, &params).expect("these parameters are in range")
}

fn frames(c: &mut Criterion) {
    let mut group = c.benchmark_group("a frame of 640x480");
    group.throughput(Throughput::Elements(1));
    for (name, bands) in [("colour", Bands::Visible), ("both bands", Bands::Both)] {
        let frames = stream(bands);
        let (mut session, mut k) = (endless(bands, true), 0usize);
        group.bench_function(format!("{name}, followed, every signal"), |b| {
            b.iter(|| {
                let frame = &frames[k % frames.len()];
                let time = Duration::from_millis(33 * (k % FRAMES) as u64);
                k += 1;
                if k.is_multiple_of(FRAMES) {
                    session.finish();
                }
                let capture = frame.capture().expect("a rendered frame is a capture");
                session.push(&Frame { time, lamp: Lamp::Lit, capture })
            });
        });
        let (mut session, mut k) = (endless(bands, false), 0usize);
        group.bench_function(format!("{name}, looked for"), |b| {
            b.iter(|| {
                // A session that has just begun knows of no palm.
                session.finish();
                let frame = &frames[k % frames.len()];
                k += 1;
                let capture = frame.capture().expect("a rendered frame is a capture");
                session.push(&Frame { time: Duration::ZERO, lamp: Lamp::Lit, capture })
            });
        });
    }
    group.finish();
}

criterion_group!(benches, frames);
criterion_main!(benches);
