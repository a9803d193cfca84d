//! Is somebody who wants to enrol here already, under another id?

use std::sync::Arc;

use super::subjects::Subject;
use super::{Candidate, Gallery};
use crate::error::GalleryError;
use crate::matching::{Comparison, Policy};
use crate::template::Template;

/// The outcome of a search for duplicates.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Duplicate {
    /// None of the palms is enrolled under another id, as far as the rate asked for tells.
    None {
        /// Palms compared.
        compared: usize,
    },
    /// One of them is.
    Of {
        /// The subject whose palm agrees best.
        subject: Candidate,
        /// Palms compared.
        compared: usize,
    },
}

impl Gallery {
    /// Searches all subjects but `id` for the owner of `palms`. Under [`Policy::identify`] a person who is not
    /// enrolled is taken for a duplicate at the rate asked for at most, all palms together. A person enrolled with the
    /// other hand only is not found.
    ///
    /// Nothing is reserved: where people enrol from several threads, the caller sees to it that nobody does between
    /// the search and [`enrol`](Self::enrol).
    ///
    /// # Errors
    /// [`GalleryError::Encoder`] for a template of another encoder.
    pub fn duplicate(
        &self,
        id: &str,
        palms: &[Template],
        policy: &Policy,
    ) -> Result<Duplicate, GalleryError> {
        let (mut best, mut compared): (Option<(Arc<Subject>, Comparison)>, usize) = (None, 0);
        for palm in palms {
            let found = self.rank(palm, Some(id), 1)?;
            compared += found.compared;
            let similarity = best.as_ref().map(|(_, comparison)| comparison.similarity());
            let first = found.subjects.into_iter().next();
            best = first.filter(|(_, c)| similarity.is_none_or(|s| c.similarity() > s)).or(best);
        }
        Ok(match best.filter(|(_, comparison)| policy.accepts_among(comparison, compared)) {
            Some((subject, comparison)) => {
                Duplicate::Of { subject: Candidate { id: subject.id.clone(), comparison }, compared }
            }
            None => Duplicate::None { compared },
        })
    }
}
