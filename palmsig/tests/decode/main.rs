//! Picture files, sound, damaged and hostile.

mod files;
mod hostile;
mod orientation;
mod sound;

use palmsig::error::ImageError;
use palmsig::image::{MAX_PIXELS, Picture, Reduced};

fn decode(bytes: &[u8]) -> Result<Picture, ImageError> {
    Picture::from_bytes(bytes, MAX_PIXELS)
}

/// The error of a refused picture; fails when it was accepted.
fn refusal(bytes: &[u8]) -> ImageError {
    match decode(bytes) {
        Ok(picture) => panic!("{picture:?} was accepted"),
        Err(error) => error,
    }
}

/// The eight most significant bits of red, green and blue (or grey, thrice), row by row.
fn pixels(picture: &Picture) -> Vec<[u8; 3]> {
    let whole = Reduced::new(&picture.view(), usize::MAX);
    let planes = whole.rgb.unwrap_or_else(|| [whole.luma.clone(), whole.luma.clone(), whole.luma]);
    let channel = |i: usize| planes[i].iter().copied();
    channel(0).zip(channel(1)).zip(channel(2)).map(|((r, g), b)| [r, g, b]).collect()
}
