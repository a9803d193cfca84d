//! What compares captures: the engine's matcher, or a baseline.

use palmsig::baselines::{Baseline, FARTHEST, Planes};
use palmsig::evaluate::NO_EVIDENCE;
use palmsig::image::Band;
use palmsig::matching::{self, Matcher};
use palmsig::template::Template;

/// What a baseline keeps of a capture: a code a band.
pub(crate) type Codes = Vec<(Band, Planes)>;

/// What is kept of a capture.
pub(crate) struct Signature {
    /// Without a stated side, so that left and right compare.
    pub(crate) template: Template,
    /// None when the engine itself is evaluated.
    pub(crate) codes: Option<Codes>,
}

impl Signature {
    /// Bytes of what is compared.
    pub(crate) fn stored_len(&self) -> usize {
        match &self.codes {
            Some(codes) => codes.iter().map(|(_, code)| code.packed_len()).sum(),
            None => self.template.encoded_len(),
        }
    }
}

/// How alike two signatures are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Score {
    pub(crate) value: i32,
    /// The false match rate that the engine tells; none of a baseline.
    pub(crate) told: Option<f32>,
}

/// Compares signatures.
#[derive(Clone, Copy)]
pub(crate) struct Scorer<'a> {
    pub(crate) matcher: &'a Matcher,
    pub(crate) baseline: Option<&'a dyn Baseline>,
}

/// A signature ready to be compared with many.
pub(crate) enum Probe<'a> {
    Template(matching::Probe),
    Codes(&'a dyn Baseline, &'a Codes),
}

impl<'a> Scorer<'a> {
    pub(crate) fn probe(self, signature: &'a Signature) -> Probe<'a> {
        match self.baseline.zip(signature.codes.as_ref()) {
            Some((baseline, codes)) => Probe::Codes(baseline, codes),
            None => Probe::Template(self.matcher.probe(&signature.template)),
        }
    }
}

impl Probe<'_> {
    /// How alike the two are. Those that cannot be compared, having no band in common, are no evidence.
    pub(crate) fn score(&self, reference: &Signature) -> Score {
        match self {
            Probe::Template(probe) => {
                let found = probe.compare(&reference.template).ok();
                Score {
                    value: found.map_or(NO_EVIDENCE, |found| found.similarity()),
                    told: found.map(|found| found.false_match_rate().value as f32),
                }
            }
            Probe::Codes(baseline, codes) => {
                let value = agreement(*baseline, codes, reference.codes.as_deref().unwrap_or_default());
                Score { value, told: None }
            }
        }
    }
}

/// 1/1000 percent of agreement: all less the mean distance over the bands that both have.
fn agreement(baseline: &dyn Baseline, probe: &[(Band, Planes)], reference: &[(Band, Planes)]) -> i32 {
    let theirs = |band| reference.iter().find(|(other, _)| *other == band);
    let common = probe.iter().filter_map(|(band, own)| Some((own, &theirs(*band)?.1)));
    let distance = |(own, other)| baseline.distance(own, other).ok().flatten();
    let distances: Vec<u64> = common.filter_map(distance).map(u64::from).collect();
    let (sum, count, all) = (distances.iter().sum::<u64>(), distances.len() as u64, u64::from(FARTHEST));
    let agreeing = (count * all - sum) * 100 * 1000;
    agreeing.checked_div(count * all).map_or(NO_EVIDENCE, |score| score as i32)
}
