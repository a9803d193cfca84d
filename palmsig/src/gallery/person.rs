//! 1:1 and 1:N by both palms: whoever shows a left and a right hand is found by what both say together.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::identify::{Candidate, Identification, Ranked, each, named};
use super::subjects::{Kind, Subject};
use super::{Gallery, check_hands};
use crate::error::GalleryError;
use crate::image::HandSide;
use crate::matching::{Comparison, PersonComparison, Policy};
use crate::template::Template;

/// The outcome of comparing a person with a subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonVerification {
    /// Whether the policy accepts it.
    pub accepted: bool,
    /// What the palms say together.
    pub comparison: PersonComparison,
}

/// A subject that might be the person.
pub type PersonCandidate = Candidate<PersonComparison>;

/// The outcome of a search for a person; both hands count as palms compared.
pub type PersonIdentification = Identification<PersonComparison>;

/// A subject, and what each palm of a person says of it.
type Compared = (Arc<Subject>, [Option<Comparison>; 2]);

impl Gallery {
    /// Is this person the subject? `palms` are one palm, or a left and a right one; what the subject or the person lacks is
    /// passed over.
    ///
    /// # Errors
    /// As [`verify`](Self::verify), where no palm can be compared; [`GalleryError::Palms`] and [`GalleryError::SameHand`].
    pub fn verify_person(
        &self,
        id: &str,
        palms: &[Template],
        policy: &Policy,
    ) -> Result<PersonVerification, GalleryError> {
        check_hands(palms.iter().map(Template::hand))?;
        let mut said = [None; 2];
        let mut refused = None;
        for palm in palms {
            match self.verify(id, palm, policy) {
                Ok(found) => said[place(palm)] = Some(found.comparison),
                Err(GalleryError::Match(reason)) => refused = Some(reason),
                Err(error) => return Err(error),
            }
        }
        let subject = self.read().get(id).cloned().ok_or(GalleryError::NotEnrolled)?;
        if let Some(reason) = refused.filter(|_| said == [None; 2]) {
            return Err(reason.into());
        }
        let comparison = together(&subject, said);
        // A palm of an unknown hand was compared with both of the subject's.
        let ways = palms.iter().map(|palm| subject.comparable(Kind::of(palm)).count()).max();
        let accepted = policy.accepts_person_among(&comparison, ways.unwrap_or(1));
        Ok(PersonVerification { accepted, comparison })
    }

    /// Searches all subjects for a person and returns the `k` best candidates, with the decision whether the best is the
    /// person. `palms` are one palm, or a left and a right one; of a subject with one palm, or without a band, what there is
    /// decides. Whoever looks like the person in either palm is compared in both.
    ///
    /// # Errors
    /// As [`identify`](Self::identify), for any of the palms; [`GalleryError::Palms`] and [`GalleryError::SameHand`].
    pub fn identify_person(
        &self,
        palms: &[Template],
        k: usize,
        policy: &Policy,
    ) -> Result<PersonIdentification, GalleryError> {
        check_hands(palms.iter().map(Template::hand))?;
        let found = self.rank(palms, None, k, None)?;
        let compared = found.iter().map(|ranked| ranked.compared).sum();
        let mut persons: Vec<Compared> = by_subject(palms, found);
        for palm in palms {
            self.compare_passed_over(palm, &mut persons)?;
        }
        let mut ranked: Vec<(Arc<Subject>, PersonComparison)> =
            persons.into_iter().map(|(subject, said)| (subject.clone(), together(&subject, said))).collect();
        let similarity = |found: &(Arc<Subject>, PersonComparison)| found.1.similarity();
        ranked.sort_by(|a, b| similarity(b).cmp(&similarity(a)).then_with(|| a.0.id.cmp(&b.0.id)));
        let accepted = ranked.first().is_some_and(|(_, best)| policy.accepts_person_among(best, compared));
        Ok(named(ranked, k, compared, accepted))
    }

    /// Compares a palm with those subjects that only the other palm has found.
    fn compare_passed_over(&self, palm: &Template, persons: &mut [Compared]) -> Result<(), GalleryError> {
        let (kind, place) = (Kind::of(palm), place(palm));
        let mut left: Vec<&mut Compared> =
            persons.iter_mut().filter(|(_, said)| said[place].is_none()).collect();
        if left.is_empty() {
            return Ok(());
        }
        let probe = self.matcher.probe(palm);
        let said = each(&left, |(subject, _)| -> Result<Option<Comparison>, GalleryError> {
            let compared = subject.comparable(kind).map(|owner| self.compare(&probe, &owner));
            let compared: Vec<Option<Comparison>> = compared.collect::<Result<_, _>>()?;
            Ok(compared.into_iter().flatten().max_by_key(Comparison::similarity))
        });
        for ((_, all), one) in left.iter_mut().zip(said) {
            all[place] = one?;
        }
        Ok(())
    }
}

/// Where a palm stands beside the other one of its person.
fn place(palm: &Template) -> usize {
    usize::from(palm.hand() == HandSide::Right)
}

/// What was found of each palm, subject by subject.
fn by_subject(palms: &[Template], found: Vec<Ranked>) -> Vec<Compared> {
    let mut persons: BTreeMap<*const Subject, Compared> = BTreeMap::new();
    for (palm, ranked) in palms.iter().zip(found) {
        for (subject, comparison) in ranked.subjects {
            let person = persons.entry(Arc::as_ptr(&subject)).or_insert((subject, [None; 2]));
            person.1[place(palm)] = Some(comparison);
        }
    }
    persons.into_values().collect()
}

/// What both palms say. A single palm of a subject, whose hand is not known perhaps, is only one of the person's.
fn together(subject: &Subject, [left, right]: [Option<Comparison>; 2]) -> PersonComparison {
    if subject.palms.len() == 1 {
        let best = left.into_iter().chain(right).max_by_key(Comparison::similarity);
        return PersonComparison::new(best, None);
    }
    PersonComparison::new(left, right)
}
