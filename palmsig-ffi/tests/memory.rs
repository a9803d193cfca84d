//! How much memory an extraction takes at most: a device has little.

#![allow(unsafe_code, reason = "an allocator that counts")]
#![allow(clippy::print_stdout, reason = "`cargo xtask size` shows the figure")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicUsize, Ordering};

use palmsig::image::HandSide;
use palmsig::synth::{CaptureSettings, Palm, render};
use palmsig_ffi as ffi;

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's obligation.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's obligation.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Most bytes on the heap: extractor, buffers and template, without the picture.
const MOST: usize = 8_000_000;

#[test]
fn an_extraction_of_640_by_480_stays_within_8_megabytes() {
    let picture = render(&Palm::new(1, HandSide::Right), &CaptureSettings::sized(480, 640), 1);
    let samples =
        picture.expect("sound settings").view().expect("a picture").to_rgb8().into_raw_vec_and_offset().0;
    let before = NOW.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let image = ffi::palmsig_image {
        struct_size: size_of::<ffi::palmsig_image>() as u32,
        layout: ffi::PALMSIG_LAYOUT_RGB,
        samples: samples.as_ptr().cast(),
        samples_size: samples.len(),
        height: 480,
        width: 640,
        row_stride: 3 * 640,
        sample_bits: 8,
        bit_depth: 0,
    };
    let capture = ffi::palmsig_capture {
        struct_size: size_of::<ffi::palmsig_capture>() as u32,
        hand: ffi::PALMSIG_HAND_UNKNOWN,
        visible: &raw const image,
        near_infrared: null(),
    };
    extract(&capture);
    let peak = PEAK.load(Ordering::Relaxed) - before;
    println!("one extraction from 640 x 480 pixels: {peak} bytes on the heap at most, allowed are {MOST}");
    assert!(peak <= MOST);

    // What is left is made once: the tables of the networks.
    let left = NOW.load(Ordering::Relaxed);
    extract(&capture);
    assert_eq!(NOW.load(Ordering::Relaxed), left, "all is freed");
}

/// Makes an extractor and a template, and frees them.
fn extract(capture: &ffi::palmsig_capture) {
    let (mut extractor, mut palm) = (null_mut(), null_mut());
    // SAFETY: live handles and structs, places for the results.
    let statuses = unsafe {
        [
            ffi::palmsig_extractor_new(&raw mut extractor),
            ffi::palmsig_extractor_extract(extractor, capture, null(), null_mut(), &raw mut palm),
            ffi::palmsig_template_free(palm),
            ffi::palmsig_extractor_free(extractor),
        ]
    };
    assert_eq!(statuses, [ffi::PALMSIG_OK; 4]);
}
