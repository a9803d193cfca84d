//! Who is enrolled, and where the compact codes of their palms lie.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::codes::Codes;
use crate::image::{Band, HandSide};
use crate::simd::LineCode;
use crate::template::Template;

/// One or both palms under an id.
pub(super) struct Subject {
    pub(super) id: String,
    pub(super) palms: Vec<Template>,
}

/// Whose a code is.
#[derive(Clone)]
pub(super) struct Owner {
    pub(super) subject: Arc<Subject>,
    /// Which of the subject's palms.
    pub(super) palm: usize,
}

impl Subject {
    /// How many of its palms a probe can be compared with.
    pub(super) fn comparable(&self, probe: &Template) -> usize {
        let kind = Kind::of(probe);
        self.palms.iter().filter(|palm| Kind::of(palm).comparable(kind)).count()
    }
}

impl Owner {
    /// Of each palm of a subject.
    pub(super) fn all(subject: &Arc<Subject>) -> impl Iterator<Item = Owner> {
        (0..subject.palms.len()).map(|palm| Owner { subject: subject.clone(), palm })
    }
}

/// What decides whether palms can be compared: the hand, and which bands there are.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    hand: HandSide,
    visible: bool,
    near_infrared: bool,
}

impl Kind {
    fn of(palm: &Template) -> Kind {
        let has = |band| palm.views().iter().any(|view| view.band == band);
        Kind { hand: palm.hand(), visible: has(Band::Visible), near_infrared: has(Band::NearInfrared) }
    }

    fn comparable(self, other: Kind) -> bool {
        let common = self.visible && other.visible || self.near_infrared && other.near_infrared;
        common && self.hand.comparable(other.hand)
    }
}

/// Codes of one band and hand, all of which a probe is compared with or none.
#[derive(Clone)]
struct Shelf {
    band: Band,
    hand: HandSide,
    codes: Codes,
}

/// All codes, as a search sees them: a clone shares them until either side changes.
#[derive(Clone, Default)]
pub(super) struct Index {
    shelves: Vec<Shelf>,
    /// How many palms there are of each kind.
    palms: Vec<(Kind, usize)>,
}

impl Index {
    /// The codes of a band that a palm can be compared with.
    pub(super) fn comparable(&self, band: Band, hand: HandSide) -> impl Iterator<Item = &Codes> {
        let fits = move |shelf: &&Shelf| shelf.band == band && shelf.hand.comparable(hand);
        self.shelves.iter().filter(fits).map(|shelf| &shelf.codes)
    }

    /// How many palms a probe can be compared with.
    pub(super) fn count(&self, probe: &Template) -> usize {
        let kind = Kind::of(probe);
        self.palms.iter().filter(|(other, _)| other.comparable(kind)).map(|(_, count)| count).sum()
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
            self.shelves.push(Shelf { band, hand, codes: Codes::default() });
            self.shelves.len() - 1
        })
    }

    /// Keeps the codes of all views; returns their shelves and places.
    fn insert(&mut self, subject: &Arc<Subject>) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for (palm, template) in subject.palms.iter().enumerate() {
            *self.count_of(Kind::of(template)) += 1;
            for view in template.views() {
                let shelf = self.shelf(view.band, template.hand());
                let owner = Owner { subject: subject.clone(), palm };
                let code = LineCode::new(view.lines.bits(), view.lines.mask());
                places.push((shelf, self.shelves[shelf].codes.insert(code, owner)));
            }
        }
        places
    }

    fn remove(&mut self, entry: &Entry) {
        entry.subject.palms.iter().for_each(|palm| *self.count_of(Kind::of(palm)) -= 1);
        entry.places.iter().for_each(|&(shelf, place)| self.shelves[shelf].codes.remove(place));
    }
}

struct Entry {
    subject: Arc<Subject>,
    /// Shelves and places of its codes.
    places: Vec<(usize, usize)>,
}

/// The subjects by id.
#[derive(Default)]
pub(super) struct Subjects {
    by_id: BTreeMap<String, Entry>,
    index: Arc<Index>,
}

impl Subjects {
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Arc<Subject>> {
        self.by_id.get(id).map(|entry| &entry.subject)
    }

    /// All of them, in the order of their ids.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Subject>> {
        self.by_id.values().map(|entry| &entry.subject)
    }

    pub(super) fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// Whether the id was free.
    pub(super) fn insert(&mut self, id: &str, palms: Vec<Template>) -> bool {
        if self.by_id.contains_key(id) {
            return false;
        }
        let subject = Arc::new(Subject { id: id.to_owned(), palms });
        let places = Arc::make_mut(&mut self.index).insert(&subject);
        self.by_id.insert(id.to_owned(), Entry { subject, places });
        true
    }

    /// Whether there was one of this id.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        let Some(entry) = self.by_id.remove(id) else {
            return false;
        };
        Arc::make_mut(&mut self.index).remove(&entry);
        true
    }
}
