//! Who is enrolled.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::codes::Prepare;
use super::index::{Index, PalmCode, Place};
use crate::error::{GalleryError, MatchError};
use crate::image::{Band, HandSide};
use crate::template::Template;

/// One or both palms under an id.
pub(super) struct Subject {
    pub(super) id: Arc<str>,
    pub(super) palms: Vec<Palm>,
}

/// One palm of a subject.
pub(super) struct Palm {
    pub(super) kind: Kind,
    pub(super) full: Full,
}

/// Where the full template of a palm is.
pub(super) enum Full {
    Here(Template),
    /// The source has it; its hash.
    Elsewhere(u64),
}

/// Whose a code is.
#[derive(Clone)]
pub(super) struct Owner {
    pub(super) subject: Arc<Subject>,
    /// Which of the subject's palms.
    pub(super) palm: usize,
}

impl Owner {
    /// Tells one palm from all others.
    pub(super) fn key(&self) -> (*const Subject, usize) {
        (Arc::as_ptr(&self.subject), self.palm)
    }
}

impl Subject {
    /// The palms that a probe can be compared with.
    pub(super) fn comparable(self: &Arc<Subject>, probe: Kind) -> impl Iterator<Item = Owner> {
        let fits = move |(_, palm): &(usize, &Palm)| palm.kind.check(probe).is_ok();
        let palms = self.palms.iter().enumerate().filter(fits);
        palms.map(|(palm, _)| Owner { subject: self.clone(), palm })
    }
}

/// What decides whether palms can be compared: the hand, and which bands there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    hand: HandSide,
    visible: bool,
    near_infrared: bool,
}

impl Kind {
    pub(super) fn of(palm: &Template) -> Kind {
        let has = |band| palm.views().iter().any(|view| view.band == band);
        Kind { hand: palm.hand(), visible: has(Band::Visible), near_infrared: has(Band::NearInfrared) }
    }

    pub(super) fn hand(self) -> HandSide {
        self.hand
    }

    pub(super) fn bands(self) -> impl Iterator<Item = Band> {
        let both = [(Band::Visible, self.visible), (Band::NearInfrared, self.near_infrared)];
        both.into_iter().filter_map(|(band, there)| there.then_some(band))
    }

    /// Whether palms of one encoder can be compared, as a comparison says it.
    pub(super) fn check(self, other: Kind) -> Result<(), MatchError> {
        let common = self.visible && other.visible || self.near_infrared && other.near_infrared;
        match (self.hand.comparable(other.hand), common) {
            (false, _) => Err(MatchError::Hands),
            (true, false) => Err(MatchError::NoCommonBand),
            (true, true) => Ok(()),
        }
    }
}

struct Entry {
    subject: Arc<Subject>,
    /// Of its codes.
    places: Vec<Place>,
}

/// The subjects by id.
pub(super) struct Subjects {
    by_id: BTreeMap<Arc<str>, Entry>,
    index: Arc<Index>,
}

impl Subjects {
    pub(super) fn new(prepare: Prepare) -> Subjects {
        Subjects { by_id: BTreeMap::new(), index: Arc::new(Index::new(prepare)) }
    }

    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Arc<Subject>> {
        self.by_id.get(id).map(|entry| &entry.subject)
    }

    pub(super) fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// Enters a subject unless the id is taken.
    pub(super) fn insert(&mut self, subject: Subject, codes: Vec<PalmCode>) -> Result<(), GalleryError> {
        if self.by_id.contains_key(&subject.id) {
            return Err(GalleryError::AlreadyEnrolled);
        }
        let subject = Arc::new(subject);
        let places = Arc::make_mut(&mut self.index).insert(&subject, codes)?;
        self.by_id.insert(subject.id.clone(), Entry { subject, places });
        Ok(())
    }

    pub(super) fn remove(&mut self, id: &str) -> Result<(), GalleryError> {
        let Entry { subject, places } = self.by_id.get(id).ok_or(GalleryError::NotEnrolled)?;
        Arc::make_mut(&mut self.index).remove(subject, places)?;
        self.by_id.remove(id);
        Ok(())
    }
}
