//! The first captures of each palm become one template, and the others are probes.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::{Display, Formatter};

use palmsig::enroll::{Enroller, Enrolment, Sample, Verdict};
use palmsig::error::EnrolError;
use palmsig::matching::Matcher;
use palmsig::params::{EnrolParams, ParamError};
use palmsig::template::Template;
use palmsig_examples::manifest::{Listed, Palm};
use serde_json::{Value, json};

use crate::compare::Participant;
use crate::pairs::Role;
use crate::report::name_of_error;
use crate::scorer::Signature;

/// How palms are enrolled.
pub(crate) struct Enrolling {
    captures: usize,
    enroller: Enroller,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Enrolled {
    /// Captures taken for each template.
    pub(crate) captures: usize,
    templates: usize,
    palms_with_too_few: usize,
    /// Palms without a template, by the name of the error.
    failures: BTreeMap<String, usize>,
    /// Captures, by what became of them.
    verdicts: BTreeMap<&'static str, usize>,
}

impl Enrolling {
    /// Of so many captures each; the matcher tells which of them agree.
    pub(crate) fn new(captures: u8, matcher: Matcher) -> Result<Enrolling, ParamError> {
        let usual = EnrolParams::default();
        // A single capture is to be enrolled too, to compare with.
        let params = EnrolParams { min_captures: usual.min_captures.min(captures), ..usual };
        Ok(Enrolling { captures: captures.into(), enroller: Enroller::new(matcher, &params)? })
    }

    /// Whether any palm has a capture to spare for a probe.
    pub(crate) fn leaves_probes(&self, captures: &[Listed]) -> bool {
        counts(captures.iter()).values().any(|&count| count > self.captures)
    }

    /// The probes in the order of the manifest, then one reference for each palm with captures enough.
    pub(crate) fn split<'a>(&self, all: Vec<Participant<'a>>) -> (Vec<Participant<'a>>, Enrolled) {
        let counts: HashMap<Palm, usize> =
            counts(all.iter().map(|p| &*p.listed)).into_iter().map(|(palm, n)| (palm.clone(), n)).collect();
        let too_few = counts.values().filter(|&&count| count < self.captures).count();
        let mut enrolled =
            Enrolled { captures: self.captures, palms_with_too_few: too_few, ..Enrolled::default() };
        let (mut probes, mut groups) = (Vec::new(), Vec::<Vec<Participant<'a>>>::new());
        let mut group_of = HashMap::new();
        for participant in all {
            let palm = &participant.listed.palm;
            if counts.get(palm).is_none_or(|&count| count < self.captures) {
                continue;
            }
            let group = *group_of.entry(palm.clone()).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            if groups[group].len() < self.captures {
                groups[group].push(participant);
            } else {
                probes.push(Participant { role: Role::Probe, ..participant });
            }
        }
        probes.extend(groups.iter().filter_map(|group| self.enrol(group, &mut enrolled)));
        (probes, enrolled)
    }

    fn enrol<'a>(&self, group: &[Participant<'a>], enrolled: &mut Enrolled) -> Option<Participant<'a>> {
        let acquired: Vec<Sample<'_>> = group
            .iter()
            .filter_map(|p| Some(Sample { template: &p.signature.as_ref()?.template, quality: p.quality }))
            .collect();
        let template = enrolled.note(self.enroller.enrol(&acquired));
        let signature = template.map(|template| Signature { template, codes: None });
        let quality = signature.as_ref().and_then(|_| group.iter().filter_map(|p| p.quality).max());
        Some(Participant { listed: Cow::Owned(listing(group)?), signature, quality, role: Role::Reference })
    }
}

/// Captures of each palm.
fn counts<'a>(captures: impl Iterator<Item = &'a Listed>) -> HashMap<&'a Palm, usize> {
    let mut counts = HashMap::new();
    captures.for_each(|listed| *counts.entry(&listed.palm).or_default() += 1);
    counts
}

/// A template goes by its first capture. Of several sessions it is of none that is known, so that no probe counts as
/// being of another one.
fn listing(group: &[Participant<'_>]) -> Option<Listed> {
    let first = &*group.first()?.listed;
    let one = group.iter().all(|p| p.listed.session == first.session);
    Some(Listed { session: if one { first.session } else { 0 }, ..first.clone() })
}

impl Enrolled {
    /// Takes note of an enrolment, and passes its template on.
    fn note(&mut self, enrolment: Result<Enrolment, EnrolError>) -> Option<Template> {
        match enrolment {
            Ok(Enrolment { template, verdicts }) => {
                self.templates += 1;
                verdicts.iter().for_each(|v| *self.verdicts.entry(name(v)).or_default() += 1);
                Some(template)
            }
            Err(error) => {
                *self.failures.entry(name_of_error(&error)).or_default() += 1;
                None
            }
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "templates": self.templates,
            "palms_with_too_few_captures": self.palms_with_too_few,
            "failures_to_enrol": self.failures.values().sum::<usize>(),
            "failures_to_enrol_by_reason": self.failures,
            "captures": self.verdicts,
        })
    }
}

fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Kept => "kept",
        Verdict::Spare => "spare",
        Verdict::LowQuality { .. } => "low_quality",
        Verdict::Repeated => "repeated",
        Verdict::Outlier { .. } => "outlier",
        _ => "other",
    }
}

impl Display for Enrolled {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let list = |counts: &mut dyn Iterator<Item = (&str, usize)>| {
            counts.map(|(name, n)| format!("{n} {name}")).collect::<Vec<_>>().join(", ")
        };
        write!(f, "{} templates of {} captures each", self.templates, self.captures)?;
        write!(f, " ({})", list(&mut self.verdicts.iter().map(|(name, n)| (*name, *n))))?;
        if !self.failures.is_empty() {
            let why = list(&mut self.failures.iter().map(|(name, n)| (name.as_str(), *n)));
            write!(f, ", failures to enrol: {why}")?;
        }
        write!(f, ", {} palms with fewer captures left out", self.palms_with_too_few)
    }
}
