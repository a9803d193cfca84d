use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{DynamicImage, ExtendedColorType};
use ndarray::Array3;

use super::*;
use crate::synth::noise::Noise;
use crate::synth::rng::Rng;

/// Skin-coloured blotches, fine grain and a dark line: smooth parts, texture and an edge.
fn picture(height: usize, width: usize, channels: usize) -> Array3<u8> {
    let mut rng = Rng::new(7);
    let octaves = [(40.0, 50.0), (9.0, 26.0), (2.2, 16.0)].map(|(cell, a)| (Noise::new(cell, &mut rng), a));
    let tint = Noise::new(60.0, &mut rng);
    Array3::from_shape_fn((height, width, channels), |(row, column, channel)| {
        let (x, y) = (column as f32, row as f32);
        let texture: f32 = octaves.iter().map(|(noise, a)| a * noise.at(x, y)).sum();
        let line = if (column + 2 * row) % 97 < 4 { -60.0 } else { 0.0 };
        let color = [170.0, 130.0, 110.0][channel % 3] + [18.0, 0.0, -18.0][channel % 3] * tint.at(x, y);
        (color + texture + line).clamp(0.0, 255.0) as u8
    })
}

/// The same picture through a file. The encoder keeps the resolution of chrominance.
fn through_file(pixels: &Array3<u8>, quality: u8) -> Array3<u8> {
    let (height, width, channels) = pixels.dim();
    let kind = if channels == 3 { ExtendedColorType::Rgb8 } else { ExtendedColorType::L8 };
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, quality)
        .encode(pixels.as_slice().unwrap(), width as u32, height as u32, kind)
        .unwrap();
    let decoded = DynamicImage::from_decoder(JpegDecoder::new(Cursor::new(file)).unwrap()).unwrap();
    Array3::from_shape_vec(pixels.dim(), decoded.into_bytes()).unwrap()
}

fn mean_difference(a: &Array3<u8>, b: &Array3<u8>) -> f64 {
    let sum: f64 = a.iter().zip(b).map(|(&a, &b)| f64::from(a.abs_diff(b))).sum();
    sum / a.len() as f64
}

#[test]
fn differs_little_from_a_real_codec_and_loses_as_much() {
    for channels in [1, 3] {
        let original = picture(240, 320, channels);
        for quality in [20, 50, 75, 90, 95] {
            let real = through_file(&original, quality);
            let mut ours = original.clone();
            compress_with(&mut ours, quality, false);
            let (lost, real_loss) = (mean_difference(&ours, &original), mean_difference(&real, &original));
            // That encoder cuts coefficients to whole numbers before it quantises them.
            let apart = mean_difference(&ours, &real);
            assert!(apart < 0.5 * real_loss, "{apart} apart where {real_loss} is lost at quality {quality}");
            assert!((lost / real_loss - 1.0).abs() < 0.1, "{lost} and {real_loss} at quality {quality}");
        }
    }
}

#[test]
fn halved_chrominance_keeps_luminance_and_smooth_colours() {
    let original = picture(240, 320, 3);
    for quality in [50, 75] {
        let (mut halved, mut full) = (original.clone(), original.clone());
        compress(&mut halved, quality);
        compress_with(&mut full, quality, false);
        let (lost, least) = (mean_difference(&halved, &original), mean_difference(&full, &original));
        assert!(lost < 1.2 * least + 0.2, "{lost} where {least} is needed");
        assert_ne!(halved, full);
    }
    // Colours that alternate from column to column are what it loses.
    let stripes =
        Array3::from_shape_fn(
            (16, 32, 3),
            |(_, column, channel)| {
                if (column % 2 == 0) == (channel == 0) { 180 } else { 90 }
            },
        );
    let mut lost = stripes.clone();
    compress(&mut lost, 89);
    assert!(mean_difference(&lost, &stripes) > 20.0);
    let mut kept = stripes.clone();
    compress(&mut kept, 97);
    assert!(mean_difference(&kept, &stripes) < 4.0);
}

#[test]
fn loses_less_the_higher_the_quality() {
    let original = picture(100, 120, 3);
    let losses = [5, 20, 40, 60, 80, 90, 100].map(|quality| {
        let mut pixels = original.clone();
        compress(&mut pixels, quality);
        mean_difference(&pixels, &original)
    });
    assert!(losses.is_sorted_by(|a, b| a > b), "{losses:?}");
    assert!(losses[6] < 0.8, "{losses:?}");
}

#[test]
fn takes_pictures_of_any_size() {
    for (height, width) in [(1, 1), (7, 9), (16, 17), (1, 30), (480, 640)] {
        for channels in [1, 3] {
            for quality in [80, 100] {
                let original = picture(height, width, channels);
                let mut pixels = original.clone();
                compress(&mut pixels, quality);
                assert_eq!(pixels.dim(), original.dim());
                let lost = mean_difference(&pixels, &original);
                assert!(lost < 9.0, "{lost} at {height}×{width}, quality {quality}");
            }
        }
    }
    let mut nothing = Array3::<u8>::zeros((0, 5, 3));
    compress(&mut nothing, 50);
}

#[test]
fn flat_pictures_and_qualities_beyond_the_scale() {
    let grey = Array3::from_elem((20, 20, 3), 128);
    for quality in [0, 1, 255] {
        let mut pixels = grey.clone();
        compress(&mut pixels, quality);
        assert_eq!(pixels, grey);
    }
}

#[test]
fn the_order_in_memory_changes_nothing() {
    let mut original = picture(24, 40, 3);
    let mut turned = Array3::zeros((3, 40, 24)).reversed_axes();
    turned.assign(&original);
    assert!(!turned.is_standard_layout());
    compress(&mut turned, 70);
    compress(&mut original, 70);
    assert_eq!(turned, original);
}
