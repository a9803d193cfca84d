//! Structs as arguments: set up as the header says, and then changed.

use std::ffi::{c_char, c_void};
use std::ptr::null_mut;

use palmsig_ffi as ffi;

use crate::arguments::Argument;
use crate::world::World;

/// A struct that begins with its size, filled by its `_init` function.
fn fresh<T: Copy>(init: unsafe extern "C" fn(*mut T, usize) -> i32) -> T {
    let mut place = std::mem::MaybeUninit::<T>::zeroed();
    // SAFETY: as large as it says; after that it is filled.
    unsafe {
        assert_eq!(init(place.as_mut_ptr(), size_of::<T>()), ffi::PALMSIG_OK);
        place.assume_init()
    }
}

/// Now and then NULL; else the struct, now and then with another size.
fn pointer<T: Copy + 'static>(world: &mut World<'_>, value: T) -> *mut T {
    let choice = world.byte();
    world.behind = Some(size_of::<T>());
    if choice == 0 {
        return null_mut();
    }
    let place = world.lend(value);
    if choice == 1 {
        // SAFETY: its first field is a `u32`.
        unsafe { place.cast::<u32>().write(choice.into()) };
    }
    place
}

macro_rules! structs {
    ($($name:ident $init:ident $change:expr;)+) => {$(
        impl Argument for *const ffi::$name {
            fn make(world: &mut World<'_>) -> Self {
                let mut value = fresh(ffi::$init);
                let change: fn(&mut World<'_>, &mut ffi::$name) = $change;
                change(world, &mut value);
                pointer(world, value)
            }
        }

        impl Argument for *mut ffi::$name {
            fn make(world: &mut World<'_>) -> Self {
                pointer(world, fresh(ffi::$init))
            }
        }
    )+};
}

structs! {
    palmsig_image palmsig_image_init image;
    palmsig_capture palmsig_capture_init capture;
    palmsig_location palmsig_location_init location;
    palmsig_extraction palmsig_extraction_init |_, _| {};
    palmsig_template_info palmsig_template_info_init |_, _| {};
    palmsig_enrol_options palmsig_enrol_options_init |world, options| {
        options.min_captures = world.one_of(&[1, 1, 2, 3, 0, 17]);
        options.kept_captures = world.one_of(&[1, 2, 3, 16, 0]);
        options.min_quality = world.one_of(&[0, 0, 50, 101]);
        options.update_fmr = Argument::make(world);
        options.update_interval = world.one_of(&[0, 1000, u64::MAX]);
    };
    palmsig_session_options palmsig_session_options_init |world, options| {
        options.bands = world.one_of(&[1, 2, 3, 0]);
        options.liveness = world.one_of(&[0, 1, 2, 3, 4, 9]);
        options.keep = world.one_of(&[1, 3, 16, 0, u32::MAX]);
        options.patience = world.one_of(&[0.5, 10.0, f64::NAN]);
    };
    palmsig_frame palmsig_frame_init |world, frame| {
        frame.time = Argument::make(world);
        frame.lamp = world.one_of(&[0, 0, 1, 7]);
        frame.capture = Argument::make(world);
    };
    palmsig_progress palmsig_progress_init |_, _| {};
    palmsig_outcome palmsig_outcome_init |_, _| {};
    palmsig_runtime_options palmsig_runtime_options_init |world, options| {
        options.threads = world.one_of(&[0, 1, 2, 257]);
        options.log = world.one_of(&[None, Some(listen as _)]);
    };
    palmsig_purpose palmsig_purpose_init |world, purpose| {
        purpose.service = Argument::make(world);
        purpose.terminal = Argument::make(world);
        purpose.purpose = Argument::make(world);
    };
    palmsig_subject palmsig_subject_init subject;
    palmsig_loaded palmsig_loaded_init |_, _| {};
    palmsig_lockout palmsig_lockout_init |world, lockout| {
        lockout.of_subject = world.one_of(&[0, 1, 5, u32::MAX]);
        lockout.within = Argument::make(world);
    };
    palmsig_record_info palmsig_record_info_init |_, _| {};
    palmsig_entry palmsig_entry_init |_, _| {};
}

/// A log that calls the library.
unsafe extern "C" fn listen(_: *mut c_void, _: u32, text: *const c_char) {
    // SAFETY: a string.
    assert!(!unsafe { std::ffi::CStr::from_ptr(text) }.is_empty());
    assert_eq!(ffi::palmsig_abi_version(), ffi::PALMSIG_ABI_VERSION);
}

/// A tiny picture of any pixels, or a small one of a palm.
fn image(world: &mut World<'_>, image: &mut ffi::palmsig_image) {
    let choice = world.byte();
    let (samples, height, width) = if choice % 8 == 0 {
        let photo = &world.lasting.photo;
        (photo.samples.clone(), photo.height, photo.width)
    } else {
        image.layout = world.one_of(&[0, 0, 1, 2, 3, 9]);
        image.sample_bits = world.one_of(&[8, 8, 16, 0]);
        image.bit_depth = world.one_of(&[0, 0, 12, 8, 99]);
        let (height, width) = (usize::from(world.byte() % 64), usize::from(world.byte() % 64));
        let pattern = world.bytes(usize::from(choice % 32)).to_vec();
        // Enough for all layouts and depths; repeated, so that lines arise.
        let samples =
            (0..8 * height * width).map(|i| pattern.get(i / 3 % pattern.len().max(1)).copied().unwrap_or(90));
        (samples.collect(), height, width)
    };
    let bytes = usize::from(choice % 8 == 0).max(image.sample_bits as usize / 8)
        * [1, 3, 3, 4][image.layout as usize % 4];
    (image.height, image.width, image.row_stride) = (height, width, width * bytes);
    if choice == 255 {
        (image.height, image.row_stride) =
            world.one_of(&[(usize::MAX, 1), (1, usize::MAX), (height, 0), (height + 1, width)]);
    }
    image.samples_size = samples.len();
    // Aligned for samples of 16 bits.
    let mut words = vec![0u16; samples.len().div_ceil(2)];
    words.iter_mut().zip(samples.chunks(2)).for_each(|(word, pair)| {
        *word = u16::from_le_bytes([pair[0], *pair.get(1).unwrap_or(&0)]);
    });
    image.samples = world.lend_all(words).cast_const().cast();
}

fn capture(world: &mut World<'_>, capture: &mut ffi::palmsig_capture) {
    let choice = world.byte();
    capture.hand = world.one_of(&[0, 0, 1, 2, 9]);
    if choice % 4 != 0 {
        capture.visible = Argument::make(world);
    }
    if choice % 4 == 0 || choice == 1 {
        capture.near_infrared = Argument::make(world);
    }
}

fn location(world: &mut World<'_>, location: &mut ffi::palmsig_location) {
    location.kind = world.one_of(&[0, 1, 1, 1, 2, 3, 4, 9]);
    let point = |world: &mut World<'_>| [f64::from(world.byte()), f64::from(world.byte())];
    location.center = point(world);
    location.up = world.one_of(&[[-1.0, 0.0], [0.0, 1.0], [0.6, 0.8], [0.0, 0.0], [f64::NAN, 0.0]]);
    location.side = world.one_of(&[30.0, 100.0, 1.0, 0.0, -1.0, 1e300, f64::INFINITY]);
    location.index_middle = point(world);
    location.middle_ring = point(world);
    location.ring_little = point(world);
    location.thumb_index = point(world);
    let (height, width) = (world.lasting.photo.height, world.lasting.photo.width);
    let mask = world.bytes(16).to_vec();
    let mask = (0..height * width).map(|i| mask.get(i / 7 % mask.len().max(1)).copied().unwrap_or(1));
    let mask: Vec<u8> = mask.collect();
    location.mask_size = mask.len();
    location.mask = world.lend_all(mask);
    (location.mask_height, location.mask_width, location.mask_row_stride) = (height, width, width);
}

fn subject(world: &mut World<'_>, subject: &mut ffi::palmsig_subject) {
    subject.id = Argument::make(world);
    subject.palms = Argument::make(world);
    subject.palm_count = Argument::make(world);
    let count = usize::from(world.byte() % 3);
    let reference = |world: &mut World<'_>| {
        let (kind, bytes) = (Argument::make(world), Argument::make(world));
        ffi::palmsig_reference { kind, bytes, size: Argument::make(world) }
    };
    let references = (0..count).map(|_| reference(world)).collect();
    subject.references = world.lend_all::<ffi::palmsig_reference>(references);
    subject.reference_count = count;
    subject.consent = Argument::make(world);
    subject.consent_given = Argument::make(world);
}

macro_rules! plain {
    ($($name:ident $value:expr;)+) => {$(
        impl Argument for *const ffi::$name {
            fn make(world: &mut World<'_>) -> Self {
                if world.byte() == 0 { std::ptr::null() } else { world.lend($value) }
            }
        }

        impl Argument for *mut ffi::$name {
            fn make(world: &mut World<'_>) -> Self {
                if world.byte() == 0 { null_mut() } else { world.lend($value) }
            }
        }
    )+};
}

plain! {
    palmsig_view ffi::palmsig_view { band: 0, resolution: 0, alternative: 0 };
    palmsig_comparison COMPARISON;
    palmsig_receipt ffi::palmsig_receipt { subject: [0; 16], at: 0, entry: 0, hash: [0; 32], code: [0; 32] };
    palmsig_trail_head ffi::palmsig_trail_head { entries: 0, hash: [0; 32] };
}

const COMPARISON: ffi::palmsig_comparison =
    ffi::palmsig_comparison { similarity: 0, extrapolated: 0, false_match_rate: 0.0 };

/// Most probes, and most candidates of each.
const MOST: usize = 8;

/// Places for the candidates of all probes.
impl Argument for *mut ffi::palmsig_candidate {
    fn make(world: &mut World<'_>) -> Self {
        world.behind = Some(MOST);
        let nobody = ffi::palmsig_candidate { id: [0; ffi::PALMSIG_ID_SIZE], comparison: COMPARISON };
        if world.byte() == 0 { null_mut() } else { world.lend_all(vec![nobody; MOST * MOST]) }
    }
}

/// Places for the outcomes of all probes.
impl Argument for *mut ffi::palmsig_identification {
    fn make(world: &mut World<'_>) -> Self {
        let fresh = fresh(ffi::palmsig_identification_init);
        let outcomes = world.lend_all(vec![fresh; MOST]);
        world.behind = Some(size_of::<ffi::palmsig_identification>());
        if world.byte() == 0 { null_mut() } else { outcomes }
    }
}
