//! Extraction and verification on the pictures of a manifest of your own: PALMSIG_BENCH_MANIFEST names it. Without it
//! nothing is measured.

#![allow(missing_docs, reason = "criterion's macros write public items")]
#![expect(clippy::print_stderr, reason = "a bench speaks on its terminal")]

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use palmsig::image::{Band, Capture, Picture};
use palmsig::matching::Matcher;
use palmsig::params::{EncoderParams, MatchParams};
use palmsig::pipeline::Extractor;
use palmsig::roi::Location;
use palmsig::template::Template;
use palmsig_examples::manifest::{Kind, Listed, Manifest};

/// Captures measured, the first of each kind: more make no median better, and pictures take memory.
const CAPTURES: usize = 50;

/// The pictures of a capture, in memory.
struct Opened {
    kind: Kind,
    bands: Vec<(Band, Picture)>,
}

impl Opened {
    fn new(listed: &Listed) -> Result<Opened, String> {
        let open = |(band, listing): (Band, &palmsig_examples::manifest::Listing)| {
            let opened = Picture::open(&listing.path);
            opened.map(|picture| (band, picture)).map_err(|why| format!("line {}: {why}", listing.line))
        };
        Ok(Opened { kind: listed.kind, bands: listed.pictures().map(open).collect::<Result<_, _>>()? })
    }

    fn capture(&self) -> Result<Capture<'_>, String> {
        match &self.bands[..] {
            [(_, visible), (_, nir)] => {
                Capture::both(visible.view(), nir.view()).map_err(|why| why.to_string())
            }
            [(band, only)] => Ok(Capture::of_band(*band, only.view())),
            _ => Err("a capture without a picture".to_owned()),
        }
    }

    fn location(&self) -> Location<'static> {
        match self.kind {
            Kind::Full => Location::Search,
            Kind::Roi => Location::WholePicture,
        }
    }

    fn template(&self, extractor: &mut Extractor) -> Result<Template, String> {
        extractor.extract_at(&self.capture()?, &self.location()).map_err(|why| why.to_string())
    }
}

/// The first captures of a manifest, or why they cannot be measured.
fn opened(manifest: &Path) -> Result<Vec<Opened>, String> {
    let listed = Manifest::open(manifest).map_err(|why| why.to_string())?;
    if let Some(row) = listed.bad_rows.first() {
        return Err(format!("line {}: {}", row.line, row.problem));
    }
    let some = [Kind::Full, Kind::Roi].map(|kind| listed.captures.iter().filter(move |c| c.kind == kind));
    let opened: Vec<Opened> =
        some.into_iter().flat_map(|kind| kind.take(CAPTURES)).map(Opened::new).collect::<Result<_, _>>()?;
    if opened.is_empty() { Err("it lists no capture".to_owned()) } else { Ok(opened) }
}

fn measure(c: &mut Criterion) {
    let Some(manifest) = std::env::var_os("PALMSIG_BENCH_MANIFEST") else { return };
    let manifest = Path::new(&manifest);
    let opened = opened(manifest).unwrap_or_else(|why| {
        eprintln!("error: PALMSIG_BENCH_MANIFEST, {}: {why}", manifest.display());
        std::process::exit(2);
    });
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults are in range");
    let mut group = c.benchmark_group("own pictures");
    for (kind, name) in [(Kind::Full, "whole hands to templates"), (Kind::Roi, "crops to templates")] {
        let of_kind: Vec<&Opened> = opened.iter().filter(|one| one.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        group.throughput(Throughput::Elements(of_kind.len() as u64));
        group.bench_function(BenchmarkId::new(name, of_kind.len()), |b| {
            b.iter(|| of_kind.iter().filter(|one| black_box(one).template(&mut extractor).is_ok()).count());
        });
    }
    let templates: Vec<Template> =
        opened.iter().filter_map(|one| one.template(&mut extractor).ok()).collect();
    eprintln!("{} of {} captures gave a template", templates.len(), opened.len());
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    if let [first, others @ ..] = &templates[..]
        && !others.is_empty()
    {
        let probe = matcher.probe(first);
        group.throughput(Throughput::Elements(others.len() as u64));
        group.bench_function(BenchmarkId::new("probe prepared, compared with", others.len()), |b| {
            b.iter(|| others.iter().filter(|other| probe.compare(black_box(other)).is_ok()).count());
        });
    }
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
