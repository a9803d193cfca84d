//! From listed captures to templates, and to the codes of a baseline.

use std::time::{Duration, Instant};

use palmsig::baselines::Baseline;
use palmsig::error::{ExtractError, ImageError};
use palmsig::image::{Band, Capture, Picture};
use palmsig::params::EncoderParams;
use palmsig::pipeline::{BandSquare, Extraction, Extractor};
use palmsig::roi::Location;
use palmsig_examples::manifest::{Kind, Listed, Listing};
use palmsig_examples::progress;
use rayon::ThreadPool;
use rayon::prelude::*;

use crate::scorer::{Codes, Signature};
use crate::timing::{StageClock, StageTimes};

/// Captures timed on one thread before the others follow on all: enough for a steady median.
const TIMED_CAPTURES: usize = 200;

/// What came of one capture.
pub(crate) enum Acquired {
    /// What is compared, the quality score (0..=100), and what it took.
    Signature(Signature, u8, StageTimes),
    /// A failure to acquire: the pictures show no usable palm.
    Failure(ExtractError),
    /// The pictures themselves cannot be used.
    Unusable(Vec<BadPicture>),
}

/// A picture that cannot be used.
pub(crate) struct BadPicture {
    pub(crate) listing: Listing,
    pub(crate) error: ImageError,
}

/// What came of all captures, in their order.
pub(crate) struct Acquisition {
    pub(crate) captures: Vec<Acquired>,
    /// Times of those captures that nothing else ran beside.
    pub(crate) times: Vec<StageTimes>,
}

/// Acquires `captures`: some spread over all of them on `single` thread, with nothing beside, then
/// the rest on `pool`.
pub(crate) fn acquire_all(
    captures: &[Listed],
    encoder: &EncoderParams,
    baseline: Option<&dyn Baseline>,
    single: &ThreadPool,
    pool: &ThreadPool,
) -> Acquisition {
    let step = captures.len().div_ceil(TIMED_CAPTURES).max(1);
    let (timed, rest): (Vec<usize>, Vec<usize>) = (0..captures.len()).partition(|i| i % step == 0);
    let bar = progress::bar("extraction", captures.len() as u64);
    let extractor = || Extractor::new(encoder).map_err(ExtractError::from);
    let one = |extractor: &mut Result<Extractor, ExtractError>, index: &usize| {
        let acquired = acquire(&captures[*index], extractor, baseline);
        bar.inc(1);
        (*index, acquired)
    };
    let mut all: Vec<(usize, Acquired)> = single.install(|| {
        let mut extractor = extractor();
        timed.iter().map(|index| one(&mut extractor, index)).collect()
    });
    let times = all.iter().filter_map(|(_, acquired)| acquired.times()).collect();
    all.extend(pool.install(|| rest.par_iter().map_init(extractor, one).collect::<Vec<_>>()));
    bar.finish_and_clear();
    all.sort_by_key(|(index, _)| *index);
    Acquisition { captures: all.into_iter().map(|(_, acquired)| acquired).collect(), times }
}

impl Acquired {
    fn times(&self) -> Option<StageTimes> {
        match self {
            Acquired::Signature(_, _, times) => Some(*times),
            Acquired::Failure(_) | Acquired::Unusable(_) => None,
        }
    }
}

fn acquire(
    listed: &Listed,
    extractor: &mut Result<Extractor, ExtractError>,
    baseline: Option<&dyn Baseline>,
) -> Acquired {
    let pictures = match open(listed) {
        Ok(pictures) => pictures,
        Err(bad) => return Acquired::Unusable(bad),
    };
    let capture = match capture_of(&pictures) {
        Ok(capture) => capture,
        Err((listing, error)) => {
            return Acquired::Unusable(vec![BadPicture { listing: listing.clone(), error }]);
        }
    };
    let extracted = match extractor {
        Ok(extractor) => extract(&capture, &location_of(listed), extractor, baseline),
        Err(error) => Err(error.clone()),
    };
    match extracted {
        Ok((signature, quality, times)) => Acquired::Signature(signature, quality, times),
        Err(error) => Acquired::Failure(error),
    }
}

/// The template, so that captures fail and are graded the same whatever is evaluated, and the codes of `baseline`.
fn extract(
    capture: &Capture<'_>,
    location: &Location<'_>,
    extractor: &mut Extractor,
    baseline: Option<&dyn Baseline>,
) -> Result<(Signature, u8, StageTimes), ExtractError> {
    let mut clock = StageClock::start();
    let Extraction { template, quality, .. } =
        extractor.extract_graded_observed(capture, location, &mut clock)?;
    let mut times = clock.stop();
    let mut codes = None;
    if let Some(baseline) = baseline {
        let (found, took) = encode(baseline, &extractor.squares(capture, location)?);
        (codes, times.extract) = (Some(found), took);
    }
    Ok((Signature { template: template.without_hand(), codes }, quality.score, times))
}

/// The codes of a capture's palm squares, and how long they took.
fn encode(baseline: &dyn Baseline, squares: &[BandSquare]) -> (Codes, Duration) {
    let began = Instant::now();
    let code = |found: &BandSquare| (found.band, baseline.encode(&found.square, &found.usable));
    let codes = squares.iter().map(code).collect();
    (codes, began.elapsed())
}

/// Where the palm is.
pub(crate) fn location_of(listed: &Listed) -> Location<'static> {
    match listed.kind {
        Kind::Full => Location::Search,
        Kind::Roi => Location::WholePicture,
    }
}

/// The pictures of a capture, one or two, or all that cannot be read.
pub(crate) fn open(listed: &Listed) -> Result<Vec<(Band, &Listing, Picture)>, Vec<BadPicture>> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (band, listing) in listed.pictures() {
        match Picture::open(&listing.path) {
            Ok(picture) => good.push((band, listing, picture)),
            Err(error) => bad.push(BadPicture { listing: listing.clone(), error }),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

pub(crate) type Unfit<'a> = (&'a Listing, ImageError);

/// The capture that the pictures make, or the one that does not fit.
pub(crate) fn capture_of<'a>(pictures: &'a [(Band, &'a Listing, Picture)]) -> Result<Capture<'a>, Unfit<'a>> {
    match pictures {
        [(band, _, only)] => Ok(Capture::of_band(*band, only.view())),
        [(_, _, visible), (_, listing, nir), ..] => {
            Capture::both(visible.view(), nir.view()).map_err(|error| (*listing, error))
        }
        [] => unreachable!("a capture is listed by at least one row"),
    }
}
