//! A store on this machine's disk: durable changes, loading a gallery, and what is kept of how much.

#![allow(missing_docs, reason = "criterion's macros write public items")]
#![expect(clippy::print_stdout, reason = "the size report")]

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use palmsig::gallery::Gallery;
use palmsig::image::HandSide;
use palmsig::matching::Matcher;
use palmsig::params::MatchParams;
use palmsig::protect::keys::OperatorKey;
use palmsig::protect::seal::OVERHEAD;
use palmsig::store::{Consent, Palm, StorageBackend, Store, Subject};
use palmsig_examples::crowd::Crowd;

const NOW: u64 = 1_800_000_000;

/// Palms that are loaded.
const PALMS: u64 = 100_000;

/// A file that is never synchronised: how it was filled is not what is measured.
#[derive(Debug)]
struct Unsynchronised(File);

impl StorageBackend for Unsynchronised {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read_exact_at(out, offset)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write_all_at(data, offset)
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn subject(crowd: &Crowd, number: u64) -> Subject {
    let anchor = crowd.stranger(number);
    assert_eq!(anchor.hand(), HandSide::Right);
    let consent = Consent { text: "terms".into(), given: NOW };
    let palms = vec![Palm { anchor, recent: None }];
    Subject { id: format!("account {number}"), palms, references: vec![], consent, holds: vec![] }
}

fn opened(folder: &Path, operator: &OperatorKey) -> Store {
    Store::open(folder, operator, "tenant", NOW).expect("a sound store")
}

fn durable(c: &mut Criterion) {
    let (folder, operator) = (folder("durable"), OperatorKey::generate().expect("random bytes"));
    let (store, crowd) = (opened(&folder, &operator), Crowd::default());
    let (registrar, remover) = (store.registrar("bench"), store.remover("bench"));
    let mut group = c.benchmark_group("durable");
    group.sample_size(20);
    let mut next = 0;
    group.bench_function("enrol", |b| {
        b.iter_custom(|times| {
            let subjects: Vec<Subject> = (0..times).map(|i| subject(&crowd, next + i)).collect();
            next += times;
            let start = Instant::now();
            subjects.iter().for_each(|subject| registrar.enrol(subject, NOW).expect("a free id"));
            start.elapsed()
        });
    });
    let mut gone = 0;
    group.bench_function("remove", |b| {
        b.iter_custom(|times| {
            let mut took = Duration::ZERO;
            for _ in 0..times {
                if gone == next {
                    registrar.enrol(&subject(&crowd, next), NOW).expect("a free id");
                    next += 1;
                }
                let start = Instant::now();
                remover.remove(&format!("account {gone}"), &[], NOW).expect("enrolled");
                took += start.elapsed();
                gone += 1;
            }
            took
        });
    });
    group.finish();
    drop((store, registrar, remover));
    let _ = std::fs::remove_dir_all(folder);
}

fn load(c: &mut Criterion) {
    let (folder, operator) = (folder("load"), OperatorKey::generate().expect("random bytes"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = |name: &str| {
        let file = File::options().read(true).write(true).create_new(true).open(folder.join(name));
        Unsynchronised(file.expect("a new file"))
    };
    let crowd = Crowd::default();
    let store = Store::open_on(file("subjects.redb"), file("keys"), &operator, "tenant", NOW);
    let store = store.expect("an empty store");
    let registrar = store.registrar("bench");
    let mut sealed = 0;
    for number in 0..PALMS {
        let subject = subject(&crowd, number);
        sealed += subject.palms[0].anchor.encoded_len() + OVERHEAD;
        registrar.enrol(&subject, NOW).expect("a free id");
    }
    store.administrator("bench").compact().expect("a store at rest");
    let length = |file: &str| std::fs::metadata(folder.join(file)).expect("a file").len();
    let files = length("subjects.redb") + length("keys");
    println!(
        "{PALMS} subjects: {sealed} sealed bytes, {files} in files, {:.2} times",
        files as f64 / sealed as f64
    );
    let recogniser = store.recogniser("bench");
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let encoder_id = crowd.stranger(0).encoder_id();
    let mut group = c.benchmark_group("load");
    group.sample_size(10);
    group.bench_function(format!("{PALMS} palms into a gallery"), |b| {
        b.iter_with_large_drop(|| {
            let gallery = Gallery::new(matcher.clone(), encoder_id);
            let loaded = recogniser.load(&gallery, NOW).expect("a sound store");
            assert_eq!(loaded.subjects as u64, PALMS);
            gallery
        });
    });
    group.finish();
    drop((store, registrar, recogniser));
    let _ = std::fs::remove_dir_all(folder);
}

criterion_group!(benches, durable, load);
criterion_main!(benches);
