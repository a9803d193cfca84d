//! Where captures come from: a manifest of real pictures, or synthetic hands.

use std::collections::BTreeMap;

use palmsig::image::Picture;
use palmsig::params::EncoderParams;
use palmsig::pipeline::Extractor;
use palmsig::synth::{Palm, Rng, Setup, render};
use palmsig_examples::manifest::{Kind, Listed, Manifest};
use palmsig_examples::progress;
use rayon::prelude::*;

use crate::print::Print;

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

/// A sample of a manifest's captures: palms evenly spread over it, the first captures of each.
pub(crate) fn real(manifest: &Manifest, size: Size) -> Sample {
    let mut palms: BTreeMap<_, Vec<&Listed>> = BTreeMap::new();
    for listed in &manifest.captures {
        palms.entry(&listed.palm).or_default().push(listed);
    }
    let step = palms.len().div_ceil(size.palms).max(1);
    let chosen: Vec<(usize, &Listed)> = palms
        .values()
        .step_by(step)
        .enumerate()
        .flat_map(|(palm, captures)| captures.iter().take(size.captures).map(move |c| (palm, *c)))
        .collect();
    sample("real", &chosen, |extractor, &(palm, listed)| {
        let (band, listing) = listed.pictures().next()?;
        let picture = Picture::open(&listing.path).ok()?;
        Print::of(palm, band, listed.kind, picture.view(), extractor)
    })
}

/// Captures of synthetic palms as `setup` takes them.
pub(crate) fn synthetic(setup: Setup, size: Size, seed: u64) -> Sample {
    let palms: Vec<usize> = (0..size.palms).collect();
    let bar = progress::bar("palms", palms.len() as u64);
    let made: Vec<Vec<Option<Print>>> = palms
        .par_iter()
        .map_init(
            || Extractor::new(&EncoderParams::default()),
            |extractor, &palm| {
                let prints = captures_of(setup, palm, size.captures, seed, extractor.as_mut().ok());
                bar.inc(1);
                prints
            },
        )
        .collect();
    bar.finish_and_clear();
    gather(made.into_iter().flatten().collect())
}

fn captures_of(
    setup: Setup,
    number: usize,
    captures: usize,
    seed: u64,
    extractor: Option<&mut Extractor>,
) -> Vec<Option<Print>> {
    let Some(extractor) = extractor else { return Vec::new() };
    let hand = setup.hand(number as u64);
    let palm = Palm::new(seed.wrapping_add(number as u64), hand);
    let kind = if setup.crops() { Kind::Roi } else { Kind::Full };
    let mut rng = Rng::new(seed ^ (number as u64) << 20);
    (0..captures as u64)
        .map(|capture| {
            let settings = setup.settings(&mut rng);
            let taken = render(&palm, &settings, capture).ok()?;
            Print::of(number, settings.band, kind, taken.view().ok()?, extractor)
        })
        .collect()
}

fn sample<T: Sync>(
    label: &'static str,
    items: &[T],
    print: impl Fn(&mut Extractor, &T) -> Option<Print> + Sync,
) -> Sample {
    let bar = progress::bar(label, items.len() as u64);
    let made = items
        .par_iter()
        .map_init(
            || Extractor::new(&EncoderParams::default()),
            |extractor, item| {
                bar.inc(1);
                print(extractor.as_mut().ok()?, item)
            },
        )
        .collect();
    bar.finish_and_clear();
    gather(made)
}

fn gather(made: Vec<Option<Print>>) -> Sample {
    let all = made.len();
    let prints: Vec<Print> = made.into_iter().flatten().collect();
    Sample { failures: all - prints.len(), prints }
}
