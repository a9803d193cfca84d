//! Whoever is enrolled and searched for.

use palmsig::error::SourceError;
use palmsig::gallery::TemplateSource;
use palmsig::template::Template;
use palmsig_examples::crowd::{Crowd, captured};
use palmsig_examples::progress;
use rayon::prelude::*;

/// Hands, by two captures or one, and any number of strangers.
pub(crate) struct People {
    enrolled: Vec<Template>,
    /// Other captures of those, and then those of hands that are not enrolled.
    pub(crate) probes: Vec<Template>,
    /// Of all probes the first ones.
    pub(crate) mated: usize,
    crowd: Crowd,
}

/// Seeds that one run may use, and those whose palms the tiles of the crowd are taken from.
const SEEDS: u64 = 1 << 20;

impl People {
    /// `mated` hands that are enrolled and `non_mated` ones that are not.
    pub(crate) fn new(seed: u64, mated: u64, non_mated: u64) -> People {
        let bar = progress::bar("captures", 2 * mated + non_mated);
        let capture = |(hand, visit): (u64, u64)| {
            bar.inc(1);
            captured(SEEDS * seed + hand, visit)
        };
        let take = |hands: std::ops::Range<u64>, visit| -> Vec<Template> {
            hands.into_par_iter().map(|hand| capture((hand, visit))).collect()
        };
        let enrolled = take(0..mated, 1);
        let mut probes = take(0..mated, 2);
        probes.extend(take(mated..mated + non_mated, 2));
        bar.finish_and_clear();
        People { enrolled, probes, mated: mated as usize, crowd: Crowd::default() }
    }

    /// What the `number`-th palm is enrolled with: the hands come first.
    pub(crate) fn palm(&self, number: u64) -> Template {
        let hand = self.enrolled.get(number as usize).cloned();
        hand.unwrap_or_else(|| self.crowd.stranger(number))
    }
}

/// As if kept elsewhere: a palm is made again whenever it is asked for. Ids are the numbers of palms.
impl TemplateSource for People {
    fn fetch(&self, id: &str) -> Result<Vec<Template>, SourceError> {
        let number = id.parse().map_err(|_| SourceError::Missing)?;
        Ok(vec![self.palm(number)])
    }
}
