//! Who keeps the full templates, of which a search compares few: the gallery, or whatever the caller keeps them in.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use super::subjects::{Full, Owner};
use crate::error::{GalleryError, SourceError};
use crate::template::Template;

/// Full templates that the caller keeps: in a database, in files, in another process.
///
/// A gallery [over a source](super::Gallery::over) keeps the compact codes alone and asks for the few templates that a
/// search compares in full: from many threads at once, and without holding a lock, so that a source may use the gallery.
pub trait TemplateSource: Send + Sync {
    /// The palms of a subject as they were enrolled, in any order. Others beside them do no harm.
    ///
    /// # Errors
    /// A [`SourceError`] when they cannot be had. A search that needs them then fails as a whole: without them
    /// nobody knows whether the person is the one.
    fn fetch(&self, id: &str) -> Result<Vec<Template>, SourceError>;
}

/// Who keeps the full templates of a gallery.
pub(super) enum Keeper {
    /// The gallery itself.
    Gallery,
    /// A source. What it gives must be what was enrolled, which a keyed hash tells: nobody is to be recognised
    /// by a template that was mixed up.
    Source { source: Arc<dyn TemplateSource>, key: RandomState },
}

impl Keeper {
    pub(super) fn over(source: Arc<dyn TemplateSource>) -> Keeper {
        Keeper::Source { source, key: RandomState::new() }
    }

    /// What the gallery keeps of a template itself.
    pub(super) fn keep(&self, template: Template) -> Full {
        match self {
            Keeper::Gallery => Full::Here(template),
            Keeper::Source { key, .. } => Full::Elsewhere(hash(key, &template)),
        }
    }

    /// The full template of a palm.
    pub(super) fn full<'a>(&self, owner: &'a Owner) -> Result<Cow<'a, Template>, GalleryError> {
        match (self, &owner.subject.palms[owner.palm].full) {
            (_, Full::Here(template)) => Ok(Cow::Borrowed(template)),
            (Keeper::Source { source, key }, Full::Elsewhere(enrolled)) => {
                let palms = source.fetch(&owner.subject.id)?;
                let same = palms.into_iter().find(|palm| hash(key, palm) == *enrolled);
                Ok(Cow::Owned(same.ok_or(SourceError::Changed)?))
            }
            (Keeper::Gallery, Full::Elsewhere(_)) => Err(SourceError::Missing.into()),
        }
    }
}

/// Of all that a template says.
fn hash(key: &RandomState, template: &Template) -> u64 {
    let views = template.views().iter();
    let views = views.map(|v| (v.band, v.resolution, v.lines.mask(), v.lines.bits(), v.fine.bits()));
    key.hash_one((template.encoder_id(), template.hand(), views.collect::<Vec<_>>()))
}
