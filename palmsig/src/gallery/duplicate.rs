//! Is somebody who wants to enrol here already, under another id?

use super::{Candidate, Gallery};
use crate::error::GalleryError;
use crate::matching::Policy;
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
    /// [`GalleryError::Encoder`] for a template of another encoder, [`GalleryError::Source`] when a template that stays
    /// with a source cannot be had.
    pub fn duplicate(
        &self,
        id: &str,
        palms: &[Template],
        policy: &Policy,
    ) -> Result<Duplicate, GalleryError> {
        let found = self.rank(palms, Some(id), 1, None)?;
        let compared = found.iter().map(|ranked| ranked.compared).sum();
        let firsts = found.into_iter().filter_map(|ranked| ranked.subjects.into_iter().next());
        // Of equals the first.
        let best = firsts.reduce(|a, b| if b.1.similarity() > a.1.similarity() { b } else { a });
        Ok(match best.filter(|(_, comparison)| policy.accepts_among(comparison, compared)) {
            Some((subject, comparison)) => {
                Duplicate::Of { subject: Candidate { id: subject.id.to_string(), comparison }, compared }
            }
            None => Duplicate::None { compared },
        })
    }
}
