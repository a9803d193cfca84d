//! Small files made in memory, some of them by hand.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};

pub(crate) const FORMATS: [ImageFormat; 5] =
    [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::Pnm, ImageFormat::Tiff];

/// Rows of the test pictures.
pub(crate) const HEIGHT: u32 = 5;
/// Columns of the test pictures.
pub(crate) const WIDTH: u32 = 7;

/// A grey level that differs at every pixel of the test pictures.
fn level(row: u32, column: u32) -> u8 {
    (row * WIDTH + column) as u8 * 7
}

pub(crate) fn gray() -> DynamicImage {
    image::GrayImage::from_fn(WIDTH, HEIGHT, |x, y| image::Luma([level(y, x)])).into()
}

pub(crate) fn rgb() -> DynamicImage {
    image::RgbImage::from_fn(WIDTH, HEIGHT, |x, y| image::Rgb([level(y, x), 255 - level(y, x), x as u8]))
        .into()
}

pub(crate) fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("the test picture can be written");
    bytes.into_inner()
}

/// A little-endian TIFF structure with one entry: this orientation.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// `jpeg` with an APP1 segment after its start-of-image marker.
pub(crate) fn with_app1(jpeg: &[u8], payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).expect("a short segment");
    [&jpeg[..2], b"\xFF\xE1", &length.to_be_bytes(), payload, &jpeg[2..]].concat()
}

/// Entries of the directory that [`tiff`] writes.
const TIFF_ENTRIES: usize = 10;

/// An uncompressed grey TIFF: header, the samples of [`gray`], one directory.
pub(crate) fn tiff(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let samples = gray().into_bytes();
    let directory = 8 + (samples.len() as u32).next_multiple_of(2);
    let mut bytes = [b"II*\0".as_slice(), &directory.to_le_bytes(), &samples].concat();
    bytes.resize(directory as usize, 0);
    // Tag and value: width, height, bits, no compression, black is 0, offset, orientation, samples a
    // pixel, rows a strip, bytes of the strip.
    let entries: [(u16, u32); TIFF_ENTRIES] = [
        (256, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (274, u32::from(orientation)),
        (277, 1),
        (278, height),
        (279, samples.len() as u32),
    ];
    bytes.extend((TIFF_ENTRIES as u16).to_le_bytes());
    for (tag, value) in entries {
        // Type LONG where a size may need more than 16 bits, else SHORT.
        let kind = if matches!(tag, 256 | 257 | 278) { 4u16 } else { 3 };
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0; 4]);
    bytes
}

/// A PNG that ends after its header chunk.
pub(crate) fn png_header(width: u32, height: u32) -> Vec<u8> {
    let chunk = [b"IHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0d", chunk.as_slice(), &crc32(&chunk).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| (c >> 1) ^ (0xEDB8_8320 & (c & 1).wrapping_neg()))
    })
}

/// The headers of a BMP file of 24-bit pixels.
pub(crate) fn bmp_header(width: i32, height: i32) -> Vec<u8> {
    let mut bytes = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend(b"\x01\0\x18\0");
    bytes.resize(54, 0);
    bytes
}

/// A grey JPEG with a frame and a scan header and no scan.
pub(crate) fn jpeg_header(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xFF\xD8\xFF\xC0\0\x0B\x08".to_vec();
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x01\x01\x11\0\xFF\xDA\0\x08\x01\x01\0\0\x3F\0\xFF\xD9");
    bytes
}
