//! Through C the same comes out as in Rust.

#![allow(
    unsafe_code,
    clippy::undocumented_unsafe_blocks,
    reason = "a test calls as C does: handles are live, and places as large as stated"
)]

use std::ffi::{CStr, c_char};
use std::ptr::{null, null_mut};

use palmsig::enroll::{Enroller, Sample};
use palmsig::gallery::Gallery;
use palmsig::image::{Capture, HandSide, PixelLayout};
use palmsig::matching::{Matcher, Policy};
use palmsig::params::{EncoderParams, EnrolParams, MatchParams};
use palmsig::pipeline::{Extraction, Extractor};
use palmsig::roi::Location;
use palmsig::synth::{CaptureSettings, Palm, SyntheticCapture, render};
use palmsig::template::Template;
use palmsig_ffi as ffi;

pub(crate) fn picture(seed: u64, visit: u64) -> SyntheticCapture {
    let settings = CaptureSettings::well_held(1000 * seed + visit);
    render(&Palm::new(seed, HandSide::Left), &settings, visit).expect("sound settings")
}

pub(crate) fn name_of(status: i32) -> String {
    // SAFETY: a string that lives as long as the library.
    unsafe { CStr::from_ptr(ffi::palmsig_status_name(status)) }.to_str().expect("UTF-8").to_owned()
}

pub(crate) fn last_error() -> String {
    // SAFETY: a string that lives until the next failure of this thread.
    unsafe { CStr::from_ptr(ffi::palmsig_last_error()) }.to_str().expect("UTF-8").to_owned()
}

pub(crate) fn sound(status: i32) {
    assert_eq!(status, ffi::PALMSIG_OK, "{}: {}", name_of(status), last_error());
}

/// A handle that is freed with its scope.
pub(crate) struct Own<T>(pub(crate) *mut T, unsafe extern "C" fn(*mut T) -> i32);

impl Own<ffi::palmsig_template> {
    /// A template that a call handed out.
    pub(crate) fn of(handle: *mut ffi::palmsig_template) -> Self {
        Own(handle, ffi::palmsig_template_free)
    }
}

impl<T> Drop for Own<T> {
    fn drop(&mut self) {
        // SAFETY: a live handle of the right type, or NULL.
        sound(unsafe { (self.1)(self.0) });
    }
}

pub(crate) fn own<T>(
    free: unsafe extern "C" fn(*mut T) -> i32,
    make: impl FnOnce(*mut *mut T) -> i32,
) -> Own<T> {
    let mut handle = null_mut();
    sound(make(&raw mut handle));
    Own(handle, free)
}

pub(crate) fn image_of(samples: &[u8], height: usize, width: usize, layout: u32) -> ffi::palmsig_image {
    let channels = if layout == ffi::PALMSIG_LAYOUT_GRAY { 1 } else { 3 };
    ffi::palmsig_image {
        struct_size: size_of::<ffi::palmsig_image>() as u32,
        layout,
        samples: samples.as_ptr().cast(),
        samples_size: samples.len(),
        height,
        width,
        row_stride: channels * width,
        sample_bits: 8,
        bit_depth: 0,
    }
}

pub(crate) fn capture_of(image: &ffi::palmsig_image) -> ffi::palmsig_capture {
    ffi::palmsig_capture {
        struct_size: size_of::<ffi::palmsig_capture>() as u32,
        hand: ffi::PALMSIG_HAND_UNKNOWN,
        visible: image,
        near_infrared: null(),
    }
}

/// Red, green and blue of a picture, row by row.
fn rgb(picture: &SyntheticCapture) -> (Vec<u8>, usize, usize) {
    let view = picture.view().expect("a picture");
    (view.to_rgb8().into_raw_vec_and_offset().0, view.height(), view.width())
}

fn in_rust(samples: &[u8], height: usize, width: usize) -> Extraction {
    let view = palmsig::image::ImageView::from_rows_u8(samples, height, width, 3 * width, PixelLayout::Rgb);
    let capture = Capture::visible(view.expect("a picture"));
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults");
    extractor.extract_graded(&capture, &Location::Search).expect("a palm")
}

/// The template and what was told of the capture.
fn through_c(
    samples: &[u8],
    height: usize,
    width: usize,
) -> (Own<ffi::palmsig_template>, ffi::palmsig_extraction) {
    let extractor = own(ffi::palmsig_extractor_free, |out| unsafe { ffi::palmsig_extractor_new(out) });
    let image = image_of(samples, height, width, ffi::PALMSIG_LAYOUT_RGB);
    let capture = capture_of(&image);
    let mut told = std::mem::MaybeUninit::uninit();
    let size = size_of::<ffi::palmsig_extraction>();
    // SAFETY: as large as it says.
    sound(unsafe { ffi::palmsig_extraction_init(told.as_mut_ptr(), size) });
    let template = own(ffi::palmsig_template_free, |out| unsafe {
        ffi::palmsig_extractor_extract(extractor.0, &raw const capture, null(), told.as_mut_ptr(), out)
    });
    // SAFETY: filled by the two calls above.
    (template, unsafe { told.assume_init() })
}

pub(crate) fn bytes_of(template: *const ffi::palmsig_template) -> Vec<u8> {
    let mut size = 0;
    // SAFETY: a live template; buffers are as large as stated.
    sound(unsafe { ffi::palmsig_template_write(template, null_mut(), 0, &raw mut size) });
    let mut bytes = vec![0; size];
    // SAFETY: as above.
    sound(unsafe { ffi::palmsig_template_write(template, bytes.as_mut_ptr(), size, &raw mut size) });
    assert_eq!(size, bytes.len());
    bytes
}

pub(crate) fn parsed(template: &Template) -> Own<ffi::palmsig_template> {
    let bytes = template.to_bytes();
    own(ffi::palmsig_template_free, |out| unsafe {
        ffi::palmsig_template_parse(bytes.as_ptr(), bytes.len(), out)
    })
}

#[test]
fn templates_and_qualities_are_the_same() {
    for seed in [3, 4] {
        let (samples, height, width) = rgb(&picture(seed, 1));
        let expected = in_rust(&samples, height, width);
        let (template, told) = through_c(&samples, height, width);
        assert_eq!(bytes_of(template.0), expected.template.to_bytes());
        assert_eq!(told.quality, u32::from(expected.quality.score));
        assert_eq!(told.focus, u32::from(expected.quality.components.focus));
        assert_eq!(told.lines, u32::from(expected.quality.components.lines));
        assert_eq!(told.center, expected.palm.square.center);
        assert_eq!(told.hand, ffi::PALMSIG_HAND_LEFT);
    }
}

#[test]
fn layouts_strides_and_depths_of_one_picture_give_one_template() {
    let picture = picture(5, 1);
    let (samples, height, width) = rgb(&picture);
    let expected = bytes_of(through_c(&samples, height, width).0.0);
    // Rows with gaps, blue first, in 12 bits of 16.
    let row_stride = 2 * (3 * width + 5);
    let mut wide = vec![0u16; height * row_stride / 2];
    for (row, line) in samples.chunks(3 * width).enumerate() {
        for (column, pixel) in line.chunks(3).enumerate() {
            let place = &mut wide[row * row_stride / 2 + 3 * column..][..3];
            place.iter_mut().zip(pixel.iter().rev()).for_each(|(to, &from)| *to = u16::from(from) << 4);
        }
    }
    let image = ffi::palmsig_image {
        layout: ffi::PALMSIG_LAYOUT_BGR,
        samples: wide.as_ptr().cast(),
        samples_size: 2 * wide.len(),
        row_stride,
        sample_bits: 16,
        bit_depth: 12,
        ..image_of(&samples, height, width, ffi::PALMSIG_LAYOUT_RGB)
    };
    let extractor = own(ffi::palmsig_extractor_free, |out| unsafe { ffi::palmsig_extractor_new(out) });
    let capture = capture_of(&image);
    let template = own(ffi::palmsig_template_free, |out| unsafe {
        ffi::palmsig_extractor_extract(extractor.0, &raw const capture, null(), null_mut(), out)
    });
    // 4 more bits of zeros move no sum by more than its rounding: the same palm, and nearly the same bits.
    let view =
        palmsig::image::ImageView::from_rows_u16(&wide, height, width, row_stride / 2, PixelLayout::Bgr);
    let view = view.expect("a picture").with_bit_depth(12).expect("12 of 16 bits");
    let mut rust = Extractor::new(&EncoderParams::default()).expect("the defaults");
    let same = rust.extract(&Capture::visible(view)).expect("a palm");
    assert_eq!(bytes_of(template.0), same.to_bytes());
    assert_eq!(bytes_of(template.0).len(), expected.len());
}

#[test]
fn comparisons_and_decisions_are_the_same() {
    let palms: Vec<Template> = [(6, 1), (6, 2), (7, 1)]
        .map(|(seed, visit)| {
            let (samples, height, width) = rgb(&picture(seed, visit));
            in_rust(&samples, height, width).template
        })
        .into();
    let rust = Matcher::new(&MatchParams::default()).expect("the defaults");
    let matcher = own(ffi::palmsig_matcher_free, |out| unsafe { ffi::palmsig_matcher_new(out) });
    let policy = Policy::verify(1e-4).expect("a rate");
    for (a, b) in [(0, 1), (0, 2)] {
        let expected = rust.compare(&palms[a], &palms[b]).expect("comparable");
        let (probe, reference) = (parsed(&palms[a]), parsed(&palms[b]));
        let mut found = ffi::palmsig_comparison { similarity: 0, extrapolated: 9, false_match_rate: -1.0 };
        let mut accepted = 9;
        // SAFETY: live handles, places for the results.
        sound(unsafe {
            ffi::palmsig_matcher_verify(
                matcher.0,
                probe.0,
                reference.0,
                1e-4,
                &raw mut accepted,
                &raw mut found,
            )
        });
        assert_eq!(found.similarity, expected.similarity());
        assert_eq!(found.false_match_rate, expected.false_match_rate().value);
        assert_eq!(found.extrapolated, u32::from(expected.false_match_rate().extrapolated));
        assert_eq!(accepted, u32::from(policy.accepts(&expected)));
        assert_eq!(accepted, u32::from(b == 1));
    }
}

#[test]
fn searches_are_the_same() {
    let palm = |seed, visit| {
        let (samples, height, width) = rgb(&picture(seed, visit));
        in_rust(&samples, height, width).template
    };
    let (enrolled, probe) = ([palm(8, 1), palm(9, 1)], palm(9, 2));
    let rust = Gallery::new(Matcher::new(&MatchParams::default()).expect("the defaults"), probe.encoder_id());
    let matcher = own(ffi::palmsig_matcher_free, |out| unsafe { ffi::palmsig_matcher_new(out) });
    let gallery = own(ffi::palmsig_gallery_free, |out| unsafe {
        ffi::palmsig_gallery_new(matcher.0, probe.encoder_id(), out)
    });
    for (id, palm) in [c"eight", c"nine"].into_iter().zip(&enrolled) {
        rust.enrol(id.to_str().expect("UTF-8"), vec![palm.clone()]).expect("a free id");
        let palm = parsed(palm);
        // SAFETY: live handles and strings.
        sound(unsafe { ffi::palmsig_gallery_add(gallery.0, id.as_ptr(), [palm.0.cast_const()].as_ptr(), 1) });
    }
    let expected = rust.identify(&probe, 2, &Policy::identify(1e-3).expect("a rate")).expect("a search");
    let nothing = ffi::palmsig_comparison { similarity: 0, extrapolated: 0, false_match_rate: 0.0 };
    let mut found = [ffi::palmsig_candidate { id: [0; ffi::PALMSIG_ID_SIZE], comparison: nothing }; 3];
    let struct_size = size_of::<ffi::palmsig_identification>() as u32;
    let mut told = ffi::palmsig_identification { struct_size, accepted: 0, candidates: 0, compared: 0 };
    let probe = parsed(&probe);
    // SAFETY: live handles, places for the results.
    sound(unsafe {
        ffi::palmsig_gallery_identify(
            gallery.0,
            probe.0,
            1e-3,
            found.as_mut_ptr(),
            found.len(),
            &raw mut told,
        )
    });
    assert_eq!((told.accepted, told.candidates, told.compared), (1, 2, expected.compared));
    for (found, expected) in found.iter().zip(&expected.candidates) {
        // SAFETY: ends in a NUL.
        let id = unsafe { CStr::from_ptr(found.id.as_ptr().cast::<c_char>()) };
        assert_eq!(id.to_str(), Ok(expected.id.as_str()));
        assert_eq!(found.comparison.similarity, expected.comparison.similarity());
    }
    assert_eq!(expected.recognised().map(|best| best.id.as_str()), Some("nine"));

    // Two at once, with room for two candidates each: the same, each at its place.
    let stranger = parsed(&palm(12, 1));
    let probes = [stranger.0.cast_const(), probe.0.cast_const()];
    let (mut of_both, mut told) = ([found[2]; 4], [told; 2]);
    // SAFETY: as above.
    sound(unsafe {
        ffi::palmsig_gallery_identify_batch(
            gallery.0,
            probes.as_ptr(),
            probes.len(),
            1e-3,
            of_both.as_mut_ptr(),
            2,
            told.as_mut_ptr(),
        )
    });
    assert_eq!(told.map(|told| (told.accepted, told.candidates)), [(0, 2), (1, 2)]);
    for (batched, alone) in of_both[2..].iter().zip(&found) {
        assert_eq!((batched.id, batched.comparison.similarity), (alone.id, alone.comparison.similarity));
    }
}

#[test]
fn enrolments_are_the_same() {
    let captures: Vec<Extraction> = (1..=3)
        .map(|visit| {
            let (samples, height, width) = rgb(&picture(10, visit));
            in_rust(&samples, height, width)
        })
        .collect();
    let samples: Vec<Sample<'_>> = captures.iter().map(Sample::from).collect();
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults");
    let rust = Enroller::new(matcher, &EnrolParams::default()).expect("the defaults");
    let expected = rust.enrol(&samples).expect("one palm");

    let matcher = own(ffi::palmsig_matcher_free, |out| unsafe { ffi::palmsig_matcher_new(out) });
    let enroller =
        own(ffi::palmsig_enroller_free, |out| unsafe { ffi::palmsig_enroller_new(matcher.0, null(), out) });
    let palms: Vec<Own<ffi::palmsig_template>> = captures.iter().map(|c| parsed(&c.template)).collect();
    let samples: Vec<ffi::palmsig_sample> = palms
        .iter()
        .zip(&captures)
        .map(|(palm, capture)| ffi::palmsig_sample { palm: palm.0, quality: capture.quality.score.into() })
        .collect();
    let mut verdicts = [9; 3];
    let template = own(ffi::palmsig_template_free, |out| unsafe {
        ffi::palmsig_enroller_enrol(enroller.0, samples.as_ptr(), 3, verdicts.as_mut_ptr(), out)
    });
    assert_eq!(bytes_of(template.0), expected.template.to_bytes());
    assert_eq!(verdicts, [ffi::PALMSIG_VERDICT_KEPT; 3]);

    // One of another palm is told, and the rest is enrolled.
    let (outlier, outlier_told) = {
        let (samples, height, width) = rgb(&picture(11, 1));
        through_c(&samples, height, width)
    };
    let mixed =
        [samples[0], samples[1], ffi::palmsig_sample { palm: outlier.0, quality: outlier_told.quality }];
    let _two = own(ffi::palmsig_template_free, |out| unsafe {
        ffi::palmsig_enroller_enrol(enroller.0, mixed.as_ptr(), 3, verdicts.as_mut_ptr(), out)
    });
    assert_eq!(verdicts[2], ffi::PALMSIG_VERDICT_OUTLIER);
}

#[test]
fn failures_leave_results_alone_and_say_why() {
    let black = vec![0; 3 * 200 * 200];
    let extractor = own(ffi::palmsig_extractor_free, |out| unsafe { ffi::palmsig_extractor_new(out) });
    let image = image_of(&black, 200, 200, ffi::PALMSIG_LAYOUT_RGB);
    let capture = capture_of(&image);
    let mark = std::ptr::dangling_mut();
    let mut template = mark;
    // SAFETY: live handles, places for the results.
    let status = unsafe {
        ffi::palmsig_extractor_extract(extractor.0, &raw const capture, null(), null_mut(), &raw mut template)
    };
    assert_eq!(status, ffi::PALMSIG_ERROR_TOO_DARK);
    assert_eq!(template, mark);
    assert!(last_error().contains("too dark"), "{}", last_error());
    let mut guidance = 0;
    // SAFETY: a place for the result.
    sound(unsafe { ffi::palmsig_guidance_of_status(status, &raw mut guidance) });
    assert_eq!(guidance, ffi::PALMSIG_GUIDANCE_TOO_DARK);
    // Another thread has its own text.
    std::thread::spawn(|| assert_eq!(last_error(), "")).join().expect("a thread");
    assert!(!last_error().is_empty());
}
