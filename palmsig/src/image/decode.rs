//! Picture files to pixels (feature `decode`): PNG, JPEG, BMP, PGM/PPM/PAM and TIFF.
//!
//! Files come from strangers. The format is recognised by content, the size is read from the header
//! and checked before pixels are allocated, and whatever is wrong ends as an [`ImageError`].

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use ndarray::Array3;

use super::view::{ImageView, MAX_PIXELS, PixelLayout, Samples, check_size};
use crate::error::ImageError;

/// Bytes of the widest pixel supported: red, green, blue and alpha of 16 bits.
const WIDEST_PIXEL: u64 = 8;

/// Bytes a decoder may use beside the pixels, whatever their number: rows, palettes, colour profiles.
const DECODER_BYTES: u64 = 4 << 20;

/// Bytes of the longest file that is read: a picture of [`MAX_PIXELS`] stored uncompressed in the
/// widest pixels, and its metadata.
const MAX_FILE_BYTES: u64 = MAX_PIXELS as u64 * WIDEST_PIXEL + DECODER_BYTES;

/// A decoded picture, upright: the orientation that a JPEG, TIFF or PNG file asks for (EXIF) has been
/// applied. Palettes and bit maps are expanded, and the alpha of grey pixels is dropped.
///
/// PNG, BMP, PGM/PPM and TIFF give the same pixels on every machine. JPEG decoders are allowed to
/// differ in the last bit.
#[derive(Clone)]
pub struct Picture {
    pixels: Pixels,
    layout: PixelLayout,
}

/// Shape (rows, columns, channels), all bits of a sample significant.
#[derive(Clone)]
enum Pixels {
    U8(Array3<u8>),
    U16(Array3<u16>),
}

/// Prints the shape, never a pixel.
impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({:?})", self.view())
    }
}

impl Picture {
    /// Decodes a picture of at most `max_pixels` pixels, and never more than [`MAX_PIXELS`].
    ///
    /// # Errors
    /// [`ImageError::UnknownFormat`] for bytes that are no picture, [`ImageError::TooManyPixels`]
    /// before anything is allocated for them, [`ImageError::Empty`], [`ImageError::Damaged`] or
    /// [`ImageError::UnsupportedPixels`].
    pub fn from_bytes(bytes: &[u8], max_pixels: usize) -> Result<Picture, ImageError> {
        let format = image::guess_format(bytes).map_err(|_| ImageError::UnknownFormat)?;
        let name = format_name(format).ok_or(ImageError::UnknownFormat)?;
        let limit = max_pixels.min(MAX_PIXELS);
        check_file(format, name, bytes, limit)?;
        let image = decode(format, name, bytes, limit)?;
        from_decoded(image, name)
    }

    /// Reads and decodes a file of at most [`MAX_PIXELS`] pixels; its name does not matter.
    ///
    /// # Errors
    /// [`ImageError::Unreadable`] when the file cannot be read or is longer than any picture, else
    /// as [`from_bytes`](Self::from_bytes).
    pub fn open(path: impl AsRef<Path>) -> Result<Picture, ImageError> {
        let unreadable = |error: std::io::Error| ImageError::Unreadable(error.kind());
        let mut bytes = Vec::new();
        let mut file = File::open(path).map_err(unreadable)?.take(MAX_FILE_BYTES + 1);
        file.read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(ImageError::Unreadable(std::io::ErrorKind::FileTooLarge));
        }
        Self::from_bytes(&bytes, MAX_PIXELS)
    }

    /// The pixels, row by row: grey, RGB or RGBA, of 8 or 16 bits.
    pub fn view(&self) -> ImageView<'_> {
        match &self.pixels {
            Pixels::U8(p) => ImageView { samples: Samples::U8(p.view()), layout: self.layout, bit_depth: 8 },
            Pixels::U16(p) => {
                ImageView { samples: Samples::U16(p.view()), layout: self.layout, bit_depth: 16 }
            }
        }
    }
}

fn format_name(format: ImageFormat) -> Option<&'static str> {
    match format {
        ImageFormat::Png => Some("PNG"),
        ImageFormat::Jpeg => Some("JPEG"),
        ImageFormat::Bmp => Some("BMP"),
        ImageFormat::Pnm => Some("PNM"),
        ImageFormat::Tiff => Some("TIFF"),
        _ => None,
    }
}

/// What the decoders themselves would accept or report without sizes.
fn check_file(format: ImageFormat, name: &'static str, bytes: &[u8], limit: usize) -> Result<(), ImageError> {
    if let Some((height, width)) = header_size(format, bytes) {
        check_size(height, width, limit)?;
    }
    if format == ImageFormat::Jpeg && !jpeg_has_end(bytes) {
        return Err(ImageError::Damaged { format: name, reason: "the file ends too early".to_owned() });
    }
    Ok(())
}

/// Rows and columns as the header of a PNG or BMP file states them: their decoders refuse the most
/// absurd sizes on their own, without saying which.
fn header_size(format: ImageFormat, bytes: &[u8]) -> Option<(usize, usize)> {
    let word = |at: usize| bytes.get(at..)?.first_chunk::<4>();
    let (height, width) = match format {
        ImageFormat::Png if bytes.get(12..16)? == b"IHDR" => {
            (u32::from_be_bytes(*word(20)?), u32::from_be_bytes(*word(16)?))
        }
        // 40 bytes: BITMAPINFOHEADER; a negative height means rows from the top.
        ImageFormat::Bmp if u32::from_le_bytes(*word(14)?) >= 40 => {
            (i32::from_le_bytes(*word(22)?).unsigned_abs(), u32::from_le_bytes(*word(18)?))
        }
        _ => return None,
    };
    let saturated = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    Some((saturated(height), saturated(width)))
}

/// Whether the end-of-image marker is there: the decoder fills the rest of a truncated picture with grey.
/// Segments are skipped by their length, for a thumbnail inside one has an end of its own.
fn jpeg_has_end(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&b| b == 0xFF) {
        let skip = match rest.get(at + 1) {
            None => return false,
            Some(0xD9) => return true,
            Some(0xFF) => 1,
            // Stuffed zero, TEM, restart markers and start of image: no length follows.
            Some(0x00 | 0x01 | 0xD0..=0xD8) => 2,
            Some(_) => match rest.get(at + 2..).and_then(|r| r.first_chunk()) {
                Some(&length) => 2 + usize::from(u16::from_be_bytes(length)),
                None => return false,
            },
        };
        rest = rest.get(at + skip..).unwrap_or_default();
    }
    false
}

fn decode(
    format: ImageFormat,
    name: &'static str,
    bytes: &[u8],
    limit: usize,
) -> Result<DynamicImage, ImageError> {
    let failed = |error| decoder_error(name, error);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    // The pixels, and as much again for a decoder that holds them twice.
    limits.max_alloc = Some(limit as u64 * 2 * WIDEST_PIXEL + DECODER_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    check_size(height as usize, width as usize, limit)?;
    let kind = decoder.color_type();
    if matches!(kind, ColorType::Rgb32F | ColorType::Rgba32F) {
        return Err(unsupported(name, kind));
    }
    let orientation = decoder.orientation().map_err(failed)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn decoder_error(format: &'static str, error: image::ImageError) -> ImageError {
    match error {
        image::ImageError::Unsupported(error) => {
            ImageError::UnsupportedPixels { format, kind: error.to_string() }
        }
        error => ImageError::Damaged { format, reason: error.to_string() },
    }
}

fn unsupported(format: &'static str, kind: ColorType) -> ImageError {
    ImageError::UnsupportedPixels { format, kind: format!("{kind:?}") }
}

fn from_decoded(image: DynamicImage, format: &'static str) -> Result<Picture, ImageError> {
    use PixelLayout::{Gray, Rgb, Rgba};
    let (rows, columns) = (image.height() as usize, image.width() as usize);
    let kind = image.color();
    let mismatch = |_| ImageError::Damaged { format, reason: "pixels are missing".to_owned() };
    let u8s = |samples: Vec<u8>, layout: PixelLayout| {
        let pixels = Array3::from_shape_vec((rows, columns, layout.channels()), samples);
        Ok(Picture { pixels: Pixels::U8(pixels.map_err(mismatch)?), layout })
    };
    let u16s = |samples: Vec<u16>, layout: PixelLayout| {
        let pixels = Array3::from_shape_vec((rows, columns, layout.channels()), samples);
        Ok(Picture { pixels: Pixels::U16(pixels.map_err(mismatch)?), layout })
    };
    match image {
        DynamicImage::ImageLuma8(p) => u8s(p.into_raw(), Gray),
        DynamicImage::ImageLumaA8(p) => u8s(without_alpha(&p), Gray),
        DynamicImage::ImageRgb8(p) => u8s(p.into_raw(), Rgb),
        DynamicImage::ImageRgba8(p) => u8s(p.into_raw(), Rgba),
        DynamicImage::ImageLuma16(p) => u16s(p.into_raw(), Gray),
        DynamicImage::ImageLumaA16(p) => u16s(without_alpha(&p), Gray),
        DynamicImage::ImageRgb16(p) => u16s(p.into_raw(), Rgb),
        DynamicImage::ImageRgba16(p) => u16s(p.into_raw(), Rgba),
        _ => Err(unsupported(format, kind)),
    }
}

/// The grey samples of interleaved (grey, alpha) pairs.
fn without_alpha<T: Copy>(samples: &[T]) -> Vec<T> {
    samples.iter().step_by(2).copied().collect()
}
