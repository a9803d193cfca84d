//! The palm in millimetres, when the caller knows how large things appear.

use super::frame::Palm;
use crate::error::RoiError;

/// What the caller knows of how large things appear in the plane of the hand.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum PixelScale {
    /// So many pixels show a millimetre.
    PixelsPerMillimetre(f64),
    /// The hand was so far from a camera of this focal length.
    Distance {
        /// From the camera to the palm, millimetres.
        millimetres: f64,
        /// Focal length of the camera, pixels.
        focal_length: f64,
    },
}

impl Palm {
    /// The palm unit in millimetres; it is 45 to 75 mm on grown hands.
    ///
    /// # Errors
    /// [`RoiError::BadLocation`] when a number is not finite and positive.
    pub fn unit_in_millimetres(&self, scale: PixelScale) -> Result<f64, RoiError> {
        let (pixels, millimetres) = match scale {
            PixelScale::PixelsPerMillimetre(pixels) => (pixels, 1.0),
            // The pinhole camera: size in the picture = size · focal length / distance.
            PixelScale::Distance { millimetres, focal_length } => (focal_length, millimetres),
        };
        if [pixels, millimetres].iter().all(|v| v.is_finite() && *v > 0.0) {
            Ok(self.palm_unit * millimetres / pixels)
        } else {
            Err(RoiError::BadLocation("a scale is not finite and positive"))
        }
    }
}
