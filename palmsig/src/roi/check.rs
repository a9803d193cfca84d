//! Whether a located palm can be used.

use super::frame::Palm;
use super::point::Point;
use crate::error::RoiError;
use crate::image::ImageView;
use crate::params::RoiParams;

/// Refuses palms that are too small or lie outside the picture or the hand.
pub(super) fn check_palm(image: &ImageView<'_>, palm: &Palm, params: &RoiParams) -> Result<(), RoiError> {
    if palm.palm_unit < params.min_palm_unit {
        return Err(RoiError::TooSmall { palm_unit: palm.palm_unit, minimum: params.min_palm_unit });
    }
    let outside = share_outside(image, palm);
    if outside > params.max_outside {
        return Err(RoiError::HandCutOff {
            outside_percent: (outside * 100.0) as u8,
            limit_percent: (params.max_outside * 100.0) as u8,
        });
    }
    Ok(())
}

/// Points along one side of the square at which it is looked up whether there is a hand.
const PROBES: usize = 24;

/// Share of the palm square outside the picture or, where known, the hand, 0..=1.
fn share_outside(image: &ImageView<'_>, palm: &Palm) -> f64 {
    let (height, width) = (image.height() as f64, image.width() as f64);
    let at = |k: usize| (k as f64 + 0.5) / PROBES as f64 - 0.5;
    let missing = |p: Point| {
        let inside = p[0] >= 0.0 && p[1] >= 0.0 && p[0] < height && p[1] < width;
        !inside || palm.mask.as_ref().is_some_and(|m| !m.contains(p))
    };
    let probes = (0..PROBES * PROBES).map(|k| palm.square.at(at(k / PROBES), at(k % PROBES)));
    probes.filter(|p| missing(*p)).count() as f64 / (PROBES * PROBES) as f64
}
