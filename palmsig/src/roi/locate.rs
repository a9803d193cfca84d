//! From a picture to a located palm.

use super::check::check_palm;
use super::frame::{Landmarks, Location, Palm, Square, square_on};
use super::outlined::within_mask;
use super::point::Point;
use super::search::{near, search};
use crate::error::RoiError;
use crate::image::{Band, ImageView};
use crate::params::RoiParams;
use crate::trace::{Artifact, Observer};

/// Finds the palm of one hand in `image`, or takes it from what `location` says of it.
///
/// Reports to `observer`: `roi/mask` (reduced), `roi/contour`, `roi/landmarks` (index–middle, ring–little
/// and, where seen, middle–ring and thumb–index valley), `roi/square` (corners as [`Square::corners`]), `roi/frame` (numbers).
///
/// # Errors
/// A [`RoiError`] that says why there is no palm.
pub fn locate(
    image: &ImageView<'_>,
    band: Band,
    location: &Location<'_>,
    params: &RoiParams,
    observer: &mut dyn Observer,
) -> Result<Palm, RoiError> {
    observer.stage("roi");
    let palm = match location {
        Location::Search => search(image, band, params)?,
        Location::Mask(mask) => within_mask(image, *mask, params)?,
        Location::Landmarks(landmarks) => from_landmarks(image, landmarks, params)?,
        Location::Square(square) => from_square(image, square, params)?,
        Location::Near(square) => near(image, band, square, params)?,
        Location::WholePicture => whole(image, params)?,
    };
    report(&palm, observer);
    Ok(palm)
}

fn from_landmarks(
    image: &ImageView<'_>,
    landmarks: &Landmarks,
    params: &RoiParams,
) -> Result<Palm, RoiError> {
    let (base, hand) = landmarks.base(image.height(), image.width())?;
    let palm = Palm {
        landmarks: Some(*landmarks),
        hand,
        palm_unit: base.unit,
        ..Palm::given(square_on(&base, params), base.unit)
    };
    check_palm(image, &palm, params)?;
    Ok(palm)
}

fn from_square(image: &ImageView<'_>, square: &Square, params: &RoiParams) -> Result<Palm, RoiError> {
    square.validate()?;
    let palm = Palm::given(*square, square.side / params.square_side);
    check_palm(image, &palm, params)?;
    Ok(palm)
}

/// The whole picture as the palm square: its centre and its shorter side. A few pixels enlarged to a palm are
/// smooth, and smooth palms look alike: they are refused like hands too small.
fn whole(image: &ImageView<'_>, params: &RoiParams) -> Result<Palm, RoiError> {
    let (height, width) = (image.height() as f64, image.width() as f64);
    let side = height.min(width);
    if side < params.min_palm_unit {
        return Err(RoiError::TooSmall { palm_unit: side, minimum: params.min_palm_unit });
    }
    Ok(Palm::given(Square { center: [height / 2.0, width / 2.0], up: [-1.0, 0.0], side }, side))
}

fn report(palm: &Palm, observer: &mut dyn Observer) {
    if !observer.wants_artifacts() {
        return;
    }
    if let Some(mask) = &palm.mask {
        observer.artifact("roi/mask", Artifact::Mask(mask.pixels.view()));
        observer.artifact("roi/contour", Artifact::Points(&palm.contour));
    }
    if let Some(l) = &palm.landmarks {
        let points: Vec<Point> =
            [l.index_middle, l.ring_little].into_iter().chain(l.middle_ring).chain(l.thumb_index).collect();
        observer.artifact("roi/landmarks", Artifact::Points(&points));
    }
    observer.artifact("roi/square", Artifact::Points(&palm.square.corners()));
    let values = [
        ("palm_unit", palm.palm_unit),
        ("side", palm.square.side),
        ("center_row", palm.square.center[0]),
        ("center_column", palm.square.center[1]),
        ("up_row", palm.square.up[0]),
        ("up_column", palm.square.up[1]),
        ("method", palm.method.number()),
        ("cue", palm.cue.number()),
    ];
    observer.artifact("roi/frame", Artifact::Values(&values));
}
