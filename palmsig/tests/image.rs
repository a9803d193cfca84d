//! Views over pictures in the caller's memory, and their reduction.

use ndarray::{Array2, Array3, Axis, s};
use palmsig::error::ImageError;
use palmsig::image::{ImageView, MAX_PIXELS, PixelLayout, Reduced};
use proptest::prelude::*;

use PixelLayout::{Bgr, Gray, Rgb, Rgba};

/// Samples that differ from each other, `count` of them.
fn samples(count: usize) -> Vec<u8> {
    (0..count).map(|i| (i * 37 % 251) as u8).collect()
}

/// The planes of a picture at full size: luma alone, or luma, red, green and blue.
fn planes(view: &ImageView<'_>) -> Vec<Array2<u8>> {
    let whole = Reduced::new(view, usize::MAX);
    [whole.luma].into_iter().chain(whole.rgb.into_iter().flatten()).collect()
}

fn refusal(result: Result<ImageView<'_>, ImageError>) -> ImageError {
    match result {
        Ok(view) => panic!("{view:?} was accepted"),
        Err(error) => error,
    }
}

#[test]
fn rows_with_a_stride_show_what_packed_rows_show() {
    for layout in [Gray, Rgb, Bgr, Rgba] {
        let row = 5 * layout.channels();
        let packed = samples(4 * row);
        let mut padded = Vec::new();
        packed.chunks(row).for_each(|r| padded.extend(r.iter().copied().chain([255; 3])));
        // The padding of the last row may be missing.
        padded.truncate(4 * (row + 3) - 3);
        let packed = ImageView::from_rows_u8(&packed, 4, 5, row, layout).expect("a sound picture");
        let padded = ImageView::from_rows_u8(&padded, 4, 5, row + 3, layout).expect("a sound picture");
        assert_eq!((padded.height(), padded.width(), padded.layout()), (4, 5, layout));
        assert_eq!(planes(&packed), planes(&padded), "{layout:?}");
    }
}

#[test]
fn arrays_may_have_any_strides() {
    let wide = Array3::from_shape_vec((6, 8, 3), samples(6 * 8 * 3)).expect("a sound shape");
    // Every other row from the bottom, every third column: negative and skipping strides.
    let part = wide.slice(s![..;-2, ..;3, ..]);
    let view = ImageView::from_array_u8(part, Rgb).expect("a sound picture");
    let copy = part.as_standard_layout().into_owned();
    let packed = ImageView::from_array_u8(copy.view(), Rgb).expect("a sound picture");
    assert_eq!((view.height(), view.width()), (3, 3));
    assert_eq!(planes(&view), planes(&packed));
    let red = part.index_axis(Axis(2), 0);
    assert_eq!(planes(&view)[1], red);
    let gray = ImageView::from_gray(red).expect("a sound picture");
    assert_eq!(planes(&gray), [red]);
}

#[test]
fn the_order_of_channels_and_alpha_do_not_matter() {
    let rgb = samples(6 * 4 * 3);
    let bgr: Vec<u8> = rgb.chunks(3).flat_map(|p| [p[2], p[1], p[0]]).collect();
    let rgba: Vec<u8> = rgb.chunks(3).flat_map(|p| [p[0], p[1], p[2], p[1]]).collect();
    let view = |samples, layout: PixelLayout| {
        planes(
            &ImageView::from_rows_u8(samples, 6, 4, 4 * layout.channels(), layout).expect("a sound picture"),
        )
    };
    assert_eq!(view(&rgb, Rgb), view(&bgr, Bgr));
    assert_eq!(view(&rgb, Rgb), view(&rgba, Rgba));
    assert_ne!(view(&rgb, Rgb), view(&rgb, Bgr));
}

#[test]
fn short_buffers_and_strides_are_refused() {
    let buffer = samples(60);
    let view = |length: usize, stride| refusal(ImageView::from_rows_u8(&buffer[..length], 4, 5, stride, Rgb));
    assert_eq!(view(59, 15), ImageError::BufferTooShort { given: 59, needed: 60 });
    assert_eq!(view(60, 16), ImageError::BufferTooShort { given: 60, needed: 63 });
    assert_eq!(view(60, 14), ImageError::StrideTooShort { stride: 14, row: 15 });
    let absurd = ImageError::BufferTooShort { given: 60, needed: usize::MAX };
    assert_eq!(view(60, usize::MAX), absurd);
    let wide: Vec<u16> = buffer.iter().map(|&v| v.into()).collect();
    let short = refusal(ImageView::from_rows_u16(&wide[..59], 4, 5, 15, Rgb));
    assert_eq!(short, ImageError::BufferTooShort { given: 59, needed: 60 });
}

#[test]
fn empty_and_oversized_pictures_are_refused() {
    for (height, width) in [(0, 5), (5, 0), (0, 0)] {
        let refused = refusal(ImageView::from_rows_u8(&[1; 100], height, width, 5, Gray));
        assert_eq!(refused, ImageError::Empty { height, width });
        let array = Array2::zeros((height, width));
        assert_eq!(refusal(ImageView::from_gray(array.view())), ImageError::Empty { height, width });
    }
    for (height, width) in
        [(MAX_PIXELS + 1, 1), (1, MAX_PIXELS + 1), (usize::MAX, 2), (usize::MAX, usize::MAX)]
    {
        let refused = refusal(ImageView::from_rows_u8(&[], height, width, width, Gray));
        assert_eq!(refused, ImageError::TooManyPixels { height, width, limit: MAX_PIXELS });
    }
}

#[test]
fn channels_must_fit_the_layout() {
    for (given, layout) in [(1, Rgb), (3, Gray), (3, Rgba), (4, Bgr), (0, Gray)] {
        let expected = ImageError::Channels { given, expected: layout.channels() };
        let array = Array3::zeros((4, 5, given));
        assert_eq!(refusal(ImageView::from_array_u8(array.view(), layout)), expected);
        let array = Array3::zeros((4, 5, given));
        assert_eq!(refusal(ImageView::from_array_u16(array.view(), layout)), expected);
    }
}

#[test]
fn bit_depths_outside_the_samples_are_refused() {
    let (bytes, words) = ([0u8; 4], [0u16; 4]);
    let eight = ImageView::from_rows_u8(&bytes, 2, 2, 2, Gray).expect("a sound picture");
    let sixteen = ImageView::from_rows_u16(&words, 2, 2, 2, Gray).expect("a sound picture");
    assert_eq!((eight.bit_depth(), sixteen.bit_depth()), (8, 16));
    for bits in 0..=u8::MAX {
        assert_eq!(eight.with_bit_depth(bits).is_ok(), bits == 8, "{bits}");
        assert_eq!(sixteen.with_bit_depth(bits).is_ok(), (8..=16).contains(&bits), "{bits}");
    }
    let refused = refusal(eight.with_bit_depth(9));
    assert_eq!(refused, ImageError::BitDepth { given: 9, sample_bits: 8 });
}

#[test]
fn the_same_picture_looks_the_same_at_every_bit_depth() {
    let eight = samples(30);
    let expected = planes(&ImageView::from_rows_u8(&eight, 2, 5, 15, Rgb).expect("a sound picture"));
    for bits in 8..=16u8 {
        let deep: Vec<u16> = eight.iter().map(|&v| u16::from(v) << (bits - 8)).collect();
        let view = ImageView::from_rows_u16(&deep, 2, 5, 15, Rgb).expect("a sound picture");
        assert_eq!(planes(&view.with_bit_depth(bits).expect("a sound depth")), expected, "{bits} bits");
    }
    // Above white is white.
    let view = ImageView::from_rows_u16(&[4095, 4096, u16::MAX], 1, 3, 3, Gray).expect("a sound picture");
    assert_eq!(planes(&view.with_bit_depth(12).expect("a sound depth")), [Array2::from_elem((1, 3), 255)]);
}

/// The mean of block (row, column) of `plane`, rounded half up.
fn block_mean(plane: &Array2<u8>, factor: usize, row: usize, column: usize) -> u8 {
    let mut sum = 0;
    let mut count = 0;
    for r in row * factor..((row + 1) * factor).min(plane.nrows()) {
        for c in column * factor..((column + 1) * factor).min(plane.ncols()) {
            sum += u64::from(plane[[r, c]]);
            count += 1;
        }
    }
    ((2 * sum + count) / (2 * count)) as u8
}

proptest! {
    #[test]
    fn reduction_averages_whole_blocks(
        height in 1usize..40,
        width in 1usize..40,
        longest in 0usize..50,
        colour in any::<bool>(),
        seed in any::<u8>(),
    ) {
        let layout = if colour { Rgb } else { Gray };
        let pixels: Vec<u8> =
            samples(height * width * layout.channels()).iter().map(|v| v.wrapping_mul(seed | 1)).collect();
        let view = ImageView::from_rows_u8(&pixels, height, width, width * layout.channels(), layout)
            .expect("a sound picture");
        let reduced = Reduced::new(&view, longest);
        let factor = reduced.factor;
        // The smallest factor that is enough, but never more blocks than pixels.
        prop_assert!(height.max(width).div_ceil(factor) <= longest.max(1));
        prop_assert!(factor == 1 || height.max(width).div_ceil(factor - 1) > longest.max(1));
        let shape = ((height / factor).max(1), (width / factor).max(1));
        prop_assert_eq!(reduced.luma.dim(), shape);
        prop_assert_eq!(reduced.rgb.is_some(), colour);
        let whole = planes(&view);
        let found = reduced.rgb.as_ref().map_or_else(|| vec![&reduced.luma], |rgb| rgb.iter().collect());
        for (plane, full) in found.into_iter().zip(if colour { &whole[1..] } else { &whole[..] }) {
            for ((row, column), &value) in plane.indexed_iter() {
                prop_assert_eq!(value, block_mean(full, factor, row, column));
            }
        }
        if let Some([red, green, blue]) = &reduced.rgb {
            for (place, &luma) in reduced.luma.indexed_iter() {
                let weigh = |plane: &Array2<u8>, weight| f64::from(plane[place]) * weight;
                // ITU-R BT.601, up to the rounding of weights to 1/256 and of the result.
                let exact = weigh(red, 0.299) + weigh(green, 0.587) + weigh(blue, 0.114);
                prop_assert!((f64::from(luma) - exact).abs() <= 1.5);
            }
        }
    }
}
