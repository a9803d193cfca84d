//! One manifest, from its rows to its error rates.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::Path;

use palmsig::baselines::Baseline;
use palmsig::error::ExtractError;
use palmsig::matching::Matcher;
use palmsig::params::EncoderParams;
use palmsig_examples::manifest::{Listed, Manifest};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::acquire::{Acquired, acquire_all};
use crate::analysis::Analysis;
use crate::compare::{Participant, compare_all};
use crate::enrol::Enrolling;
use crate::pairs::Role;
use crate::protocol::{Method, Protocol};
use crate::report::{Report, name_of_error};
use crate::residuals::Residuals;
use crate::scorer::{Scorer, Signature};
use crate::timing::{median, median_ms, time_comparisons};

/// What all manifests of a run have in common.
pub(crate) struct Bench {
    pub(crate) encoder: EncoderParams,
    pub(crate) matcher: Matcher,
    /// What is evaluated in place of the engine.
    baseline: Option<Box<dyn Baseline>>,
    protocol: Protocol,
    method: Method,
    /// None where captures are compared one by one.
    enrolling: Option<Enrolling>,
    /// One thread, to take times on.
    single: ThreadPool,
    /// All threads.
    pub(crate) pool: ThreadPool,
}

impl Bench {
    /// A bench that works on `threads` threads, or on one a core.
    pub(crate) fn new(
        protocol: Protocol,
        method: Method,
        enrol: Option<u8>,
        threads: Option<NonZeroUsize>,
    ) -> Result<Bench, Box<dyn std::error::Error>> {
        // To rayon, 0 threads are one a core.
        let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build();
        let matcher = Matcher::new(&method.params())?;
        if enrol.is_some() && method.baseline().is_some() {
            return Err("--enrol is for palmsig and palmsig-rigid: published codes have no enrolment".into());
        }
        let enrolling = enrol.map(|captures| Enrolling::new(captures, matcher.clone())).transpose()?;
        Ok(Bench {
            encoder: EncoderParams::default(),
            matcher,
            baseline: method.baseline(),
            enrolling,
            protocol,
            method,
            single: pool(1)?,
            pool: pool(threads.map_or(0, NonZeroUsize::get))?,
        })
    }

    /// Evaluates the manifest at `path`; rows that cannot be used are reported on standard error.
    pub(crate) fn evaluate(&self, path: &Path) -> Report {
        let mut report = Report::new(path, self.protocol, self.method);
        match Manifest::open(path) {
            Ok(manifest) => self.evaluate_manifest(&manifest, &mut report),
            Err(error) => report.give_up(&error),
        }
        report
    }

    fn evaluate_manifest(&self, manifest: &Manifest, report: &mut Report) {
        for bad in &manifest.bad_rows {
            report.bad_row(bad.line, &bad.problem);
        }
        if let Some(why) = self.nothing_to_compare(manifest) {
            count(manifest.captures.iter(), report);
            report.give_up(&why);
            return;
        }
        let baseline = self.baseline.as_deref();
        let acquisition = acquire_all(&manifest.captures, &self.encoder, baseline, &self.single, &self.pool);
        report.localise_ms = median_ms(acquisition.times.iter().map(|t| t.localise));
        report.extract_ms = median_ms(acquisition.times.iter().map(|t| t.extract));
        let participants = participants(&manifest.captures, acquisition.captures, report);
        count(participants.iter().map(|p| &*p.listed), report);
        match &self.enrolling {
            None => self.compare(&participants, report),
            Some(enrolling) => {
                let (participants, enrolled) = enrolling.split(participants);
                report.enrolled = Some(enrolled);
                self.compare(&participants, report);
            }
        }
    }

    /// Why no two captures of a manifest are to be compared.
    fn nothing_to_compare(&self, manifest: &Manifest) -> Option<String> {
        if manifest.captures.iter().any(|listed| listed.attack.is_some()) {
            return Some("it lists attacks: they are evaluated with --pad".to_owned());
        }
        if !self.protocol.pairs_any(&manifest.captures) {
            return Some(format!("no two captures are a pair of the protocol {}", self.protocol.name()));
        }
        let enrolling = self.enrolling.as_ref()?;
        let probes = enrolling.leaves_probes(&manifest.captures);
        (!probes).then(|| "no palm has more captures than are enrolled".to_owned())
    }

    fn compare(&self, participants: &[Participant<'_>], report: &mut Report) {
        let scorer = Scorer { matcher: &self.matcher, baseline: self.baseline.as_deref() };
        let signatures = |but: Role| -> Vec<_> {
            participants.iter().filter(|p| p.role != but).filter_map(|p| p.signature.as_ref()).collect()
        };
        let (probes, references) = (signatures(Role::Reference), signatures(Role::Probe));
        report.template_bytes = median(references.iter().map(|s| s.stored_len() as f64).collect());
        report.compare = time_comparisons(&probes, &references, scorer, &self.single);
        let experiment = compare_all(participants, self.protocol, scorer, &self.pool);
        report.residuals = Residuals::of(participants, &experiment.pairs, &self.matcher, &self.pool);
        report.analysis = Some(Analysis::of(participants, &experiment, &self.pool));
        report.experiment = Some(experiment);
    }
}

/// The captures whose pictures can be used; the others are reported.
fn participants<'a>(
    listed: &'a [Listed],
    acquired: Vec<Acquired>,
    report: &mut Report,
) -> Vec<Participant<'a>> {
    let mut participants = Vec::with_capacity(listed.len());
    for (listed, acquired) in listed.iter().zip(acquired) {
        match acquired {
            Acquired::Signature(signature, quality, _) => {
                participants.push(participant(listed, Some(signature), Some(quality)));
            }
            Acquired::Failure(error) => {
                *report.failures.entry(reason(&error)).or_default() += 1;
                participants.push(participant(listed, None, None));
            }
            Acquired::Unusable(pictures) => {
                for bad in pictures {
                    let path = bad.listing.path.display();
                    report.bad_row(bad.listing.line, &format!("{path}: {}", bad.error));
                }
            }
        }
    }
    participants
}

fn participant(listed: &Listed, signature: Option<Signature>, quality: Option<u8>) -> Participant<'_> {
    Participant { listed: Cow::Borrowed(listed), signature, quality, role: Role::Either }
}

fn count<'a>(captures: impl Iterator<Item = &'a Listed>, report: &mut Report) {
    let (mut palms, mut sets) = (BTreeSet::new(), BTreeSet::new());
    for capture in captures {
        report.captures += 1;
        report.images += capture.pictures().count();
        palms.insert(&capture.palm);
        sets.insert(capture.palm.set.as_str());
    }
    report.palms = palms.len();
    report.set = sets.into_iter().collect::<Vec<_>>().join("+");
}

fn reason(error: &ExtractError) -> String {
    match error {
        ExtractError::Roi { source, .. } => name_of_error(source),
        other => name_of_error(other),
    }
}
