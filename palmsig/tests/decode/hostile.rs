//! Bytes that are no picture, not all of one, or one that would fill the memory.

use image::DynamicImage;
use palmsig::error::ImageError;
use palmsig::image::{MAX_PIXELS, Picture};
use proptest::prelude::*;

use super::files::{
    FORMATS, HEIGHT, WIDTH, bmp_header, file, gray, jpeg_header, png_header, rgb, tiff, with_app1,
};
use super::{decode, pixels, refusal};

#[test]
fn what_is_no_picture_is_of_unknown_format() {
    let gif = b"GIF89a\x01\0\x01\0\0\0\0;".as_slice();
    for bytes in [b"".as_slice(), b"\0", b"P", b"\xFF\xD8", b"palm", &[0; 1000], gif] {
        assert_eq!(refusal(bytes), ImageError::UnknownFormat, "{bytes:?}");
    }
}

#[test]
fn bombs_are_refused_by_their_header() {
    let bombs = [
        (png_header(60_000, 60_000), 60_000),
        (png_header(0x7FFF_FFFF, 0x7FFF_FFFF), 0x7FFF_FFFF),
        (bmp_header(60_000, 60_000), 60_000),
        (bmp_header(60_000, -60_000), 60_000),
        (bmp_header(i32::MAX, i32::MAX), i32::MAX as usize),
        (jpeg_header(65_500, 65_500), 65_500),
        (b"P5 60000 60000 255\n".to_vec(), 60_000),
        (b"P2 60000 60000 65535\n".to_vec(), 60_000),
        (tiff(100_000, 100_000, 1), 100_000),
    ];
    for (bytes, side) in bombs {
        let expected = ImageError::TooManyPixels { height: side, width: side, limit: MAX_PIXELS };
        assert_eq!(refusal(&bytes), expected, "{:?}", &bytes[..8]);
        // A caller's larger limit does not lift the library's.
        assert_eq!(Picture::from_bytes(&bytes, usize::MAX).map(|_| ()), Err(expected));
    }
}

#[test]
fn pictures_without_pixels_are_refused() {
    let empty = [
        png_header(0, 5),
        png_header(5, 0),
        bmp_header(0, 5),
        bmp_header(5, 0),
        b"P5 0 5 255\n".to_vec(),
        b"P5 5 0 255\n".to_vec(),
        jpeg_header(0, 5),
        jpeg_header(5, 0),
        tiff(0, 5, 1),
        tiff(5, 0, 1),
    ];
    for bytes in empty {
        let refused = refusal(&bytes);
        let fits = matches!(refused, ImageError::Empty { .. } | ImageError::Damaged { .. });
        assert!(fits, "{:?}: {refused:?}", &bytes[..8]);
    }
}

#[test]
fn floating_point_pixels_are_not_supported() {
    let image: DynamicImage = image::Rgb32FImage::new(4, 4).into();
    let refused = refusal(&file(&image, image::ImageFormat::Tiff));
    assert_eq!(refused, ImageError::UnsupportedPixels { format: "TIFF", kind: "Rgb32F".to_owned() });
}

#[test]
fn no_beginning_of_a_file_passes_for_another_picture() {
    for format in FORMATS {
        for image in [gray(), rgb()] {
            let bytes = file(&image, format);
            let whole = pixels(&decode(&bytes).expect("a sound file"));
            for end in 0..bytes.len() {
                match decode(&bytes[..end]) {
                    // What is cut off may follow the last pixel: padding, or an end chunk.
                    Ok(cut) => assert_eq!(pixels(&cut), whole, "{format:?} cut at {end}"),
                    Err(ImageError::Damaged { .. } | ImageError::UnknownFormat) => {}
                    Err(other) => panic!("{format:?} cut at {end}: {other}"),
                }
            }
            let half = refusal(&bytes[..bytes.len() / 2]);
            assert!(matches!(half, ImageError::Damaged { .. }), "{format:?}: {half:?}");
        }
    }
}

#[test]
fn a_jpeg_needs_its_own_end_not_that_of_a_thumbnail() {
    let whole = with_app1(&file(&gray(), image::ImageFormat::Jpeg), b"thumb\xFF\xD8\xFF\xD9");
    assert!(decode(&whole).is_ok());
    let reason = "the file ends too early".to_owned();
    assert_eq!(refusal(&whole[..whole.len() - 2]), ImageError::Damaged { format: "JPEG", reason });
}

/// The first bytes that make each format be tried.
const MAGICS: [&[u8]; 8] =
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"\xFF\xD8\xFF", b"BM", b"P5 ", b"P7\n", b"P3 ", b"II*\0", b"MM\0*"];

/// Small enough that a damaged header cannot make a test slow.
const TEST_LIMIT: usize = 1 << 16;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn arbitrary_bytes_never_panic(
        magic in 0..MAGICS.len(),
        tail in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = Picture::from_bytes(&tail, TEST_LIMIT);
        let _ = Picture::from_bytes(&[MAGICS[magic], &tail, b"\xFF\xD9"].concat(), TEST_LIMIT);
    }

    #[test]
    fn damaged_files_never_panic(
        kind in 0..FORMATS.len() + 1,
        colour in any::<bool>(),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..8),
    ) {
        let sound = |format| file(&if colour { rgb() } else { gray() }, format);
        let mut bytes = FORMATS.get(kind).map_or_else(|| tiff(WIDTH, HEIGHT, 6), |&format| sound(format));
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        if let Ok(picture) = Picture::from_bytes(&bytes, TEST_LIMIT) {
            prop_assert!(picture.view().height() * picture.view().width() <= TEST_LIMIT);
        }
    }
}
