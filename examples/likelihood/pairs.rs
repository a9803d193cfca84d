//! From a manifest to pairs of captures and what a comparison sees of them.

use std::path::Path;

use palmsig::image::{Band, Capture, Picture};
use palmsig::matching::{Matcher, PatchEvidence, Probe};
use palmsig::params::{EncoderParams, MatchParams};
use palmsig::pipeline::Extractor;
use palmsig::roi::Location;
use palmsig::synth::Rng;
use palmsig::template::Template;
use palmsig_examples::manifest::{Kind, Listed, Manifest};
use palmsig_examples::progress;
use rayon::prelude::*;

/// Two captures of one band.
pub(crate) struct Pair {
    pub(crate) band: Band,
    pub(crate) mated: bool,
    /// Which half of the people each belongs to.
    pub(crate) halves: [usize; 2],
    /// The patches with evidence.
    pub(crate) patches: Vec<Patch>,
    /// Bits of the line planes that differ and that were compared, under the best rigid alignment.
    pub(crate) lines: [u32; 2],
}

/// A patch of skin in two captures.
#[derive(Clone, Copy)]
pub(crate) struct Patch {
    /// In 1/65536.
    pub(crate) distance: u16,
    /// In 1/64 bit.
    pub(crate) diversity: u16,
}

impl Patch {
    fn of(evidence: &PatchEvidence) -> Patch {
        let distance = evidence.distance.min(u16::MAX.into()) as u16;
        Patch { distance, diversity: (evidence.diversity * 64.0).round() as u16 }
    }
}

/// A capture that has a template.
struct Participant<'a> {
    listed: &'a Listed,
    half: usize,
    template: Template,
    probes: [Probe; 2],
}

/// All mated pairs of a manifest and a share of the others. Captures without a palm are left out.
pub(crate) fn pairs_of(path: &Path, share: f64) -> Result<Vec<Pair>, Box<dyn std::error::Error>> {
    let manifest = Manifest::open(path)?;
    let matchers = [Matcher::new(&MatchParams::default())?, Matcher::new(&MatchParams::rigid())?];
    let extractor = Extractor::new(&EncoderParams::default())?;
    let mut people: Vec<&str> = manifest.captures.iter().map(|c| c.palm.subject.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    let half = |listed: &Listed| people.binary_search(&listed.palm.subject.as_str()).unwrap_or(0) % 2;
    let participants: Vec<Participant<'_>> = manifest
        .captures
        .par_iter()
        .map_init(
            || extractor.clone(),
            |extractor, listed| {
                let template = template(extractor, listed)?;
                let probes = [0, 1].map(|i| matchers[i].probe(&template));
                Some(Participant { listed, half: half(listed), template, probes })
            },
        )
        .flatten()
        .collect();
    let bar = progress::bar("comparisons", participants.len() as u64);
    let with_earlier = |i: usize| {
        bar.inc(1);
        let mut rng = Rng::new(i as u64);
        let (one, earlier) = (&participants[i], &participants[..i]);
        let chosen = earlier.iter().filter(|p| p.listed.palm == one.listed.palm || rng.chance(share));
        chosen.filter_map(|other| compared(one, other)).collect::<Vec<_>>()
    };
    let pairs = (0..participants.len()).into_par_iter().flat_map_iter(with_earlier).collect();
    bar.finish_and_clear();
    Ok(pairs)
}

fn template(extractor: &mut Extractor, listed: &Listed) -> Option<Template> {
    let (band, listing) = listed.pictures().next()?;
    let picture = Picture::open(&listing.path).ok()?;
    let location = match listed.kind {
        Kind::Full => Location::Search,
        Kind::Roi => Location::WholePicture,
    };
    let found = extractor.extract_at(&Capture::of_band(band, picture.view()), &location);
    found.ok().map(Template::without_hand)
}

fn compared(one: &Participant<'_>, other: &Participant<'_>) -> Option<Pair> {
    let [local, rigid] = &one.probes;
    let found = local.patches(&other.template).ok()?;
    let rigid = rigid.compare(&other.template).ok()?;
    let lines = rigid.bands().next()?;
    Some(Pair {
        band: lines.band,
        mated: one.listed.palm == other.listed.palm,
        halves: [one.half, other.half],
        patches: found.iter().map(Patch::of).collect(),
        lines: [lines.differing, lines.compared],
    })
}
