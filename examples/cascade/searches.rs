//! The searches of the gallery, and what they take.

use std::sync::Arc;
use std::time::{Duration, Instant};

use palmsig::error::GalleryError;
use palmsig::gallery::{Gallery, Identification};
use palmsig::matching::{Matcher, Policy};
use palmsig::template::Template;
use palmsig_examples::progress;
use rayon::prelude::*;

use crate::Arguments;
use crate::memory::resident;
use crate::people::People;

/// What the gallery answered, and what that took.
pub(crate) struct Searched {
    pub(crate) palms: u64,
    /// Bytes that enrolling took, where the system tells.
    pub(crate) bytes: Option<u64>,
    /// Probes that are enrolled come first.
    pub(crate) mated: usize,
    pub(crate) found: Vec<Identification>,
    /// Of each mated probe whether its own palm is accepted as the best of so many, whatever the looks say.
    pub(crate) acceptable: Vec<bool>,
    /// Of each search alone.
    pub(crate) took: Vec<Duration>,
    /// All searches in one batch.
    pub(crate) batch: Duration,
}

/// Enrols everybody and searches for all probes.
pub(crate) fn run(
    people: &Arc<People>,
    arguments: &Arguments,
    matcher: &Matcher,
    policy: &Policy,
) -> Result<Searched, GalleryError> {
    let before = resident();
    let gallery = enrolled(people, arguments, matcher)?;
    let bytes = resident().zip(before).map(|(after, before)| after.saturating_sub(before));
    let bar = progress::bar("cascade", people.probes.len() as u64);
    let (mut found, mut took) = (Vec::new(), Vec::new());
    for probe in &people.probes {
        let began = Instant::now();
        found.push(gallery.identify(probe, 1, policy)?);
        took.push(began.elapsed());
        bar.inc(1);
    }
    bar.finish_and_clear();
    let began = Instant::now();
    let together = gallery.identify_batch(&people.probes, 1, policy)?;
    let batch = began.elapsed();
    assert!(together == found, "a batch gives the same answers");
    let own = |(i, probe): (usize, &Template)| {
        let comparison = matcher.probe(probe).compare(&people.palm(i as u64))?;
        Ok(policy.accepts_among(&comparison, found[i].compared))
    };
    let mated = people.probes[..people.mated].iter().enumerate();
    let acceptable = mated.map(own).collect::<Result<_, GalleryError>>()?;
    Ok(Searched { palms: arguments.palms, bytes, mated: people.mated, found, acceptable, took, batch })
}

fn enrolled(people: &Arc<People>, arguments: &Arguments, matcher: &Matcher) -> Result<Gallery, GalleryError> {
    let encoder_id = people.palm(0).encoder_id();
    let gallery = if arguments.elsewhere {
        Gallery::over(people.clone(), matcher.clone(), encoder_id)
    } else {
        Gallery::new(matcher.clone(), encoder_id)
    };
    let bar = progress::bar("enrolment", arguments.palms);
    (0..arguments.palms).into_par_iter().try_for_each(|number| {
        bar.inc(1);
        gallery.enrol(&number.to_string(), vec![people.palm(number)])
    })?;
    bar.finish_and_clear();
    Ok(gallery)
}
