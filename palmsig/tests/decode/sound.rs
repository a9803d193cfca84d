//! What sound files become.

use std::io::ErrorKind;

use image::{DynamicImage, ImageFormat};
use palmsig::error::ImageError;
use palmsig::image::{Picture, PixelLayout, Reduced};

use super::files::{FORMATS, file, gray, rgb};
use super::{decode, pixels};

fn expected(image: &DynamicImage) -> Vec<[u8; 3]> {
    image.to_rgb8().pixels().map(|p| p.0).collect()
}

#[test]
fn lossless_formats_keep_every_pixel() {
    for format in [ImageFormat::Png, ImageFormat::Bmp, ImageFormat::Pnm, ImageFormat::Tiff] {
        for image in [gray(), rgb()] {
            let picture = decode(&file(&image, format)).expect("a sound file");
            assert_eq!(pixels(&picture), expected(&image), "{format:?}");
            assert_eq!((picture.view().height(), picture.view().width()), (5, 7), "{format:?}");
        }
    }
}

#[test]
fn jpeg_keeps_pixels_nearly() {
    let smooth: DynamicImage =
        image::GrayImage::from_fn(64, 48, |x, y| image::Luma([(x + 2 * y) as u8])).into();
    let picture = decode(&file(&smooth, ImageFormat::Jpeg)).expect("a sound file");
    assert_eq!(picture.view().layout(), PixelLayout::Gray);
    for (found, expected) in pixels(&picture).iter().zip(expected(&smooth)) {
        assert!(found[0].abs_diff(expected[0]) <= 6, "{} became {}", expected[0], found[0]);
    }
}

#[test]
fn layouts_and_depths_are_kept_and_gray_alpha_is_dropped() {
    use PixelLayout::{Gray, Rgb, Rgba};
    let kinds = [
        (gray(), Gray, 8),
        (DynamicImage::from(gray().to_luma_alpha8()), Gray, 8),
        (rgb(), Rgb, 8),
        (DynamicImage::from(rgb().to_rgba8()), Rgba, 8),
        (DynamicImage::from(gray().to_luma16()), Gray, 16),
        (DynamicImage::from(gray().to_luma_alpha16()), Gray, 16),
        (DynamicImage::from(rgb().to_rgb16()), Rgb, 16),
        (DynamicImage::from(rgb().to_rgba16()), Rgba, 16),
    ];
    for (image, layout, depth) in kinds {
        let picture = decode(&file(&image, ImageFormat::Png)).expect("a sound file");
        assert_eq!((picture.view().layout(), picture.view().bit_depth()), (layout, depth));
        assert_eq!(pixels(&picture), expected(&image), "{layout:?}, {depth} bit");
    }
}

#[test]
fn all_sixteen_bits_arrive() {
    let values = [0u16, 1, 2, 254, 255];
    let image: DynamicImage =
        image::ImageBuffer::from_fn(5, 1, |x, _| image::Luma([values[x as usize]])).into();
    for format in [ImageFormat::Png, ImageFormat::Pnm, ImageFormat::Tiff] {
        let picture = decode(&file(&image, format)).expect("a sound file");
        // Read as 8 significant bits, the low byte is what counts.
        let low = picture.view().with_bit_depth(8).expect("8 of 16 bits");
        let low = Reduced::new(&low, usize::MAX).luma;
        assert!(low.iter().map(|&v| u16::from(v)).eq(values), "{format:?}: {low:?}");
    }
}

#[test]
fn twelve_bit_pgm_is_stretched_to_sixteen() {
    let picture = decode(b"P5 3 1 4095\n\x00\x00\x08\x00\x0F\xFF").expect("a sound file");
    assert_eq!(picture.view().bit_depth(), 16);
    assert_eq!(pixels(&picture), [[0; 3], [128; 3], [255; 3]]);
}

#[test]
fn the_name_of_a_file_does_not_matter() {
    let path = std::env::temp_dir().join(format!("palmsig-decode-{}.jpg", std::process::id()));
    std::fs::write(&path, file(&gray(), ImageFormat::Png)).expect("a temporary file");
    let picture = Picture::open(&path);
    std::fs::remove_file(&path).expect("the file just written");
    assert_eq!(pixels(&picture.expect("a sound file")), expected(&gray()));
}

#[test]
fn unreadable_files_say_why() {
    let missing = Picture::open("no/such/picture.png").map(|_| ());
    assert_eq!(missing, Err(ImageError::Unreadable(ErrorKind::NotFound)));
    assert!(matches!(Picture::open(std::env::temp_dir()), Err(ImageError::Unreadable(_))));
}

#[test]
fn the_pixel_limit_is_inclusive() {
    for format in FORMATS {
        let bytes = file(&rgb(), format);
        assert!(Picture::from_bytes(&bytes, 35).is_ok(), "{format:?}");
        let refused = Picture::from_bytes(&bytes, 34).map(|_| ());
        assert_eq!(refused, Err(ImageError::TooManyPixels { height: 5, width: 7, limit: 34 }), "{format:?}");
    }
}

#[test]
fn printing_shows_no_pixels() {
    let picture = decode(&file(&gray(), ImageFormat::Png)).expect("a sound file");
    assert_eq!(format!("{picture:?}"), "Picture(ImageView(5x7 Gray, 8 bit))");
}
