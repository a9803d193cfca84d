//! Where captures come from: a manifest of real pictures, or synthetic hands.

use std::collections::BTreeMap;

use palmsig::image::Picture;
use palmsig::params::{EncoderParams, ParamError};
use palmsig::pipeline::Extractor;
use palmsig::synth::{Palm, Rng, Setup, render};
use palmsig_examples::manifest::{Kind, Listed, Manifest};
use palmsig_examples::progress;
use rayon::prelude::*;

use crate::print::{Label, Print};

/// How many palms are looked at, and captures of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) palms: usize,
    pub(crate) captures: usize,
}

/// The prints of a sample of captures, and how many captures gave none.
pub(crate) struct Sample {
    pub(crate) prints: Vec<Print>,
    pub(crate) failures: usize,
}

/// A sample of a manifest's captures: palms evenly spread over it, and so the captures of each.
pub(crate) fn real(manifest: &Manifest, size: Size) -> Result<Sample, ParamError> {
    let mut palms: BTreeMap<_, Vec<&Listed>> = BTreeMap::new();
    for listed in &manifest.captures {
        palms.entry(&listed.palm).or_default().push(listed);
    }
    let palms: Vec<Vec<&Listed>> = palms.into_values().collect();
    let mut chosen: Vec<(Label, &Listed)> = Vec::new();
    for (palm, captures) in spread(&palms, size.palms).enumerate() {
        let captures = spread(captures, size.captures).enumerate();
        chosen.extend(captures.map(|(capture, &listed)| (Label { palm, capture }, listed)));
    }
    sample("real", &chosen, |extractor, &(label, listed)| vec![photographed(label, listed, extractor)])
}

/// `wanted` of the items, or all, evenly spread over them.
fn spread<T>(items: &[T], wanted: usize) -> impl Iterator<Item = &T> {
    let count = wanted.min(items.len());
    (0..count).filter_map(move |i| items.get(i * items.len() / count))
}

fn photographed(label: Label, listed: &Listed, extractor: &mut Extractor) -> Option<Print> {
    let (band, listing) = listed.pictures().next()?;
    let picture = Picture::open(&listing.path).ok()?;
    Print::of(label, (band, listed.kind), picture.view(), extractor)
}

/// Captures of synthetic palms as `setup` takes them.
pub(crate) fn synthetic(setup: Setup, size: Size, seed: u64) -> Result<Sample, ParamError> {
    let palms: Vec<usize> = (0..size.palms).collect();
    sample("synthetic", &palms, |extractor, &palm| rendered(setup, palm, size.captures, seed, extractor))
}

fn rendered(
    setup: Setup,
    number: usize,
    captures: usize,
    seed: u64,
    extractor: &mut Extractor,
) -> Vec<Option<Print>> {
    let hand = setup.hand(number as u64);
    let palm = Palm::new(seed.wrapping_add(number as u64), hand);
    let kind = if setup.crops() { Kind::Roi } else { Kind::Full };
    let mut rng = Rng::new(seed ^ (number as u64) << 20);
    let mut take = |capture: usize| {
        let settings = setup.settings(&mut rng);
        let taken = render(&palm, &settings, capture as u64).ok()?;
        let label = Label { palm: number, capture };
        Print::of(label, (settings.band, kind), taken.view().ok()?, extractor)
    };
    (0..captures).map(&mut take).collect()
}

/// The prints that the items give; none for a capture that failed.
fn sample<T: Sync>(
    label: &'static str,
    items: &[T],
    prints: impl Fn(&mut Extractor, &T) -> Vec<Option<Print>> + Sync,
) -> Result<Sample, ParamError> {
    // Made once before the threads make theirs, so that a fault is told.
    Extractor::new(&EncoderParams::default())?;
    let bar = progress::bar(label, items.len() as u64);
    let one = |extractor: &mut Option<Extractor>, item: &T| {
        bar.inc(1);
        extractor.as_mut().map(|e| prints(e, item)).unwrap_or_default()
    };
    let made: Vec<Vec<Option<Print>>> =
        items.par_iter().map_init(|| Extractor::new(&EncoderParams::default()).ok(), one).collect();
    bar.finish_and_clear();
    let all = made.iter().map(Vec::len).sum::<usize>();
    let prints: Vec<Print> = made.into_iter().flatten().flatten().collect();
    Ok(Sample { failures: all - prints.len(), prints })
}
