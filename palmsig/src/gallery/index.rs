//! Where the compact codes of all palms lie.

use std::collections::HashSet;
use std::sync::Arc;

use super::codes::{Codes, Prepare};
use super::subjects::{Kind, Owner, Subject};
use crate::error::GalleryError;
use crate::image::{Band, HandSide};
use crate::simd::LineCode;
use crate::template::{Template, View};

/// Codes of one band and hand, all of which a probe is compared with or none.
#[derive(Clone)]
pub(super) struct Shelf {
    band: Band,
    hand: HandSide,
    pub(super) codes: Codes,
}

impl Shelf {
    /// Whether a view of this band and hand is compared with those codes.
    pub(super) fn fits(&self, band: Band, hand: HandSide) -> bool {
        self.band == band && self.hand.comparable(hand)
    }
}

/// Where a code lies: its shelf, and its place there.
pub(super) type Place = (usize, usize);

/// The compact code of one view of a subject's palm.
pub(super) struct PalmCode {
    palm: usize,
    band: Band,
    code: LineCode,
}

impl PalmCode {
    /// Of all views of the subject's `palm`-th palm.
    pub(super) fn all(palm: usize, template: &Template) -> impl Iterator<Item = PalmCode> {
        let code = |view: &View| LineCode::new(view.lines.bits(), view.lines.mask());
        template.views().iter().map(move |view| PalmCode { palm, band: view.band, code: code(view) })
    }
}

/// All codes, as a search sees them: a clone shares them until either side changes.
#[derive(Clone)]
pub(super) struct Index {
    prepare: Prepare,
    shelves: Vec<Shelf>,
    /// How many palms there are of each kind.
    palms: Vec<(Kind, usize)>,
    /// Codes of one shelf that one palm has or had at most: so many of those that look like a probe may be the same palm.
    most_views: usize,
}

impl Index {
    pub(super) fn new(prepare: Prepare) -> Index {
        Index { prepare, shelves: Vec::new(), palms: Vec::new(), most_views: 1 }
    }

    /// All codes, with what decides whether they are looked at.
    pub(super) fn shelves(&self) -> &[Shelf] {
        &self.shelves
    }

    /// Most codes of one shelf that are of one palm.
    pub(super) fn most_views(&self) -> usize {
        self.most_views
    }

    /// All palms that a probe can be compared with, each once, but for those of one subject.
    pub(super) fn palms(&self, probe: Kind, except: Option<&Arc<Subject>>) -> Vec<Owner> {
        let shelves = self.shelves.iter().filter(|shelf| probe.bands().any(|b| shelf.fits(b, probe.hand())));
        let chunks = shelves.flat_map(|shelf| &shelf.codes.chunks);
        let mut seen = HashSet::new();
        let owners = chunks.flat_map(|chunk| chunk.owners.iter().flatten());
        let others = owners.filter(|owner| except.is_none_or(|except| !Arc::ptr_eq(except, &owner.subject)));
        others.filter(|owner| seen.insert(owner.key())).cloned().collect()
    }

    /// How many palms a probe can be compared with.
    pub(super) fn count(&self, probe: Kind) -> usize {
        self.palms.iter().filter(|(kind, _)| kind.check(probe).is_ok()).map(|(_, count)| count).sum()
    }

    fn count_of(&mut self, kind: Kind) -> &mut usize {
        let known = self.palms.iter().position(|(other, _)| *other == kind);
        let at = known.unwrap_or_else(|| {
            self.palms.push((kind, 0));
            self.palms.len() - 1
        });
        &mut self.palms[at].1
    }

    fn shelf(&mut self, band: Band, hand: HandSide) -> usize {
        let known = self.shelves.iter().position(|shelf| shelf.band == band && shelf.hand == hand);
        known.unwrap_or_else(|| {
            self.shelves.push(Shelf { band, hand, codes: Codes::new(self.prepare) });
            self.shelves.len() - 1
        })
    }

    /// Keeps the codes of a subject and returns their places; nothing is changed where that fails.
    pub(super) fn insert(
        &mut self,
        subject: &Arc<Subject>,
        codes: Vec<PalmCode>,
    ) -> Result<Vec<Place>, GalleryError> {
        let alike =
            |one: &PalmCode| codes.iter().filter(|c| (c.palm, c.band) == (one.palm, one.band)).count();
        self.most_views = codes.iter().map(alike).max().unwrap_or(0).max(self.most_views);
        let mut places = Vec::with_capacity(codes.len());
        for PalmCode { palm, band, code } in codes {
            let shelf = self.shelf(band, subject.palms[palm].kind.hand());
            match self.shelves[shelf].codes.insert(code, Owner { subject: subject.clone(), palm }) {
                Ok(place) => places.push((shelf, place)),
                Err(error) => {
                    self.erase(&places)?;
                    return Err(error);
                }
            }
        }
        subject.palms.iter().for_each(|palm| *self.count_of(palm.kind) += 1);
        Ok(places)
    }

    /// Erases the codes of a subject at the places that [`insert`](Self::insert) gave; nothing is changed where that fails.
    pub(super) fn remove(&mut self, subject: &Subject, places: &[Place]) -> Result<(), GalleryError> {
        self.erase(places)?;
        subject.palms.iter().for_each(|palm| *self.count_of(palm.kind) -= 1);
        Ok(())
    }

    fn erase(&mut self, places: &[Place]) -> Result<(), GalleryError> {
        let mut each = places.iter().copied();
        each.try_for_each(|(shelf, place)| self.shelves[shelf].codes.own(place).map(drop))?;
        let mut each = places.iter().copied();
        each.try_for_each(|(shelf, place)| self.shelves[shelf].codes.remove(place))
    }
}
