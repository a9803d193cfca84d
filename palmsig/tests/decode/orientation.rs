//! Pictures that ask to be turned.

use image::{DynamicImage, ImageEncoder, ImageFormat};
use palmsig::image::Picture;

use super::files::{HEIGHT, WIDTH, exif, file, gray, tiff, with_app1};
use super::{decode, pixels};

fn png_with_exif(orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif(orientation)).expect("PNG carries EXIF");
    gray().write_with_encoder(encoder).expect("the test picture can be written");
    bytes
}

/// Where EXIF puts the pixel that the file stores at (row, column) of `rows` × `columns`.
fn upright_place(
    orientation: u8,
    (row, column): (usize, usize),
    (rows, columns): (usize, usize),
) -> (usize, usize) {
    let (bottom, right) = (rows - 1 - row, columns - 1 - column);
    match orientation {
        2 => (row, right),
        3 => (bottom, right),
        4 => (bottom, column),
        5 => (column, row),
        6 => (column, bottom),
        7 => (right, bottom),
        8 => (right, row),
        _ => (row, column),
    }
}

/// Checks `picture` against `stored`, the pixels of shape (rows, columns) as they stand in the file.
fn assert_upright(picture: &Picture, orientation: u8, (rows, columns): (usize, usize), stored: &[[u8; 3]]) {
    let (height, width) = if orientation >= 5 { (columns, rows) } else { (rows, columns) };
    assert_eq!((picture.view().height(), picture.view().width()), (height, width), "{orientation}");
    let upright = pixels(picture);
    for (index, pixel) in stored.iter().enumerate() {
        let place = (index / columns, index % columns);
        let (row, column) = upright_place(orientation, place, (rows, columns));
        assert_eq!(upright[row * width + column], *pixel, "orientation {orientation} at {place:?}");
    }
}

#[test]
fn exif_of_jpeg_is_applied() {
    let smooth: DynamicImage =
        image::GrayImage::from_fn(32, 16, |x, y| image::Luma([(4 * x + 8 * y) as u8])).into();
    let jpeg = file(&smooth, ImageFormat::Jpeg);
    let stored = pixels(&decode(&jpeg).expect("a sound file"));
    for orientation in 1..=8 {
        let payload = [b"Exif\0\0", exif(orientation).as_slice()].concat();
        let picture = decode(&with_app1(&jpeg, &payload)).expect("a sound file");
        assert_upright(&picture, orientation, (16, 32), &stored);
    }
}

#[test]
fn orientation_of_png_and_tiff_is_applied() {
    let stored = pixels(&decode(&file(&gray(), ImageFormat::Png)).expect("a sound file"));
    for orientation in 1..=8 {
        for bytes in [png_with_exif(orientation), tiff(WIDTH, HEIGHT, orientation)] {
            assert_upright(&decode(&bytes).expect("a sound file"), orientation, (5, 7), &stored);
        }
    }
}

#[test]
fn an_orientation_out_of_range_is_ignored() {
    let jpeg = file(&gray(), ImageFormat::Jpeg);
    let picture = decode(&with_app1(&jpeg, &[b"Exif\0\0", exif(9).as_slice()].concat()));
    assert_eq!(picture.expect("a sound file").view().width(), 7);
}
