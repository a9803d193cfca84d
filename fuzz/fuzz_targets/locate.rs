//! Pictures of any pixels, size, layout and band, and anything a caller may say of where the palm is: never a panic, and
//! never much slower than others of the size.

#![no_main]

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use ndarray::Array3;
use palmsig::error::{ExtractError, RoiError};
use palmsig::image::{Band, Capture, ImageView, PixelLayout};
use palmsig::params::EncoderParams;
use palmsig::pipeline::Extractor;
use palmsig::roi::{Landmarks, Location, Square};

#[derive(Debug, Arbitrary)]
struct Input {
    rows: u16,
    columns: u16,
    layout: u8,
    near_infrared: bool,
    /// How the bytes repeat over the picture: smooth, in blocks, as they come.
    grain: u8,
    place: Place,
    bytes: Vec<u8>,
}

#[derive(Debug, Arbitrary)]
enum Place {
    Search,
    Mask,
    Landmarks([f64; 8]),
    Square([f64; 5]),
    Whole,
}

/// Longest side tried: large enough for every size at which code does something else.
const LONGEST: u16 = 700;

/// How much slower than the median of its size a picture may be, and from how many pictures a median means much.
const SLOWER: u32 = 10;
const ENOUGH: usize = 64;
/// Shorter times than this are the machine's, not the picture's.
const NOISE: Duration = Duration::from_millis(20);

/// Times by number of pixels (powers of four) and by what is known of the place, of pictures that were looked at: those
/// refused for their light take no time.
static TIMES: LazyLock<Mutex<BTreeMap<(u32, &'static str), Vec<Duration>>>> = LazyLock::new(Mutex::default);

fn picture(input: &Input) -> (Array3<u8>, PixelLayout) {
    let layout = [PixelLayout::Gray, PixelLayout::Rgb, PixelLayout::Bgr, PixelLayout::Rgba]
        [usize::from(input.layout % 4)];
    let side = |v: u16| usize::from(v % LONGEST + 1);
    let shape = (side(input.rows), side(input.columns), layout.channels());
    let block = usize::from(input.grain % 64 + 1);
    let count = input.bytes.len().max(1);
    let pixels = Array3::from_shape_fn(shape, |(r, c, k)| {
        let index = ((r / block) * 977 + (c / block) * 31 + k * 7) % count;
        input.bytes.get(index).copied().unwrap_or(128)
    });
    (pixels, layout)
}

/// `run` says whether the picture was looked at.
fn judge(pixels: usize, place: &'static str, mut run: impl FnMut() -> bool) {
    let start = Instant::now();
    if !run() {
        return;
    }
    let mut time = start.elapsed();
    let mut times = TIMES.lock().unwrap_or_else(PoisonError::into_inner);
    let known = times.entry((pixels.max(1).ilog2() / 2, place)).or_default();
    known.push(time);
    let mut sorted = known.clone();
    sorted.sort();
    let limit = sorted[sorted.len() / 2] * SLOWER + NOISE;
    // The machine may have been busy: the best of three counts.
    for _ in 0..2 {
        if time > limit && sorted.len() >= ENOUGH {
            let start = Instant::now();
            run();
            time = time.min(start.elapsed());
        }
    }
    assert!(
        sorted.len() < ENOUGH || time <= limit,
        "{time:?} for {pixels} pixels, at most {limit:?} expected"
    );
    known.truncate(4096);
}

fuzz_target!(|input: Input| {
    let (pixels, layout) = picture(&input);
    let Ok(view) = ImageView::from_array_u8(pixels.view(), layout) else { return };
    let band = if input.near_infrared { Band::NearInfrared } else { Band::Visible };
    let mask = pixels.index_axis(ndarray::Axis(2), 0);
    let location = match &input.place {
        Place::Search => Location::Search,
        Place::Mask => Location::Mask(mask),
        Place::Landmarks([a, b, c, d, e, f, g, h]) => Location::Landmarks(Landmarks {
            index_middle: [*a, *b],
            middle_ring: Some([*c, *d]),
            ring_little: [*e, *f],
            thumb_index: Some([*g, *h]),
        }),
        Place::Square([a, b, c, d, e]) => {
            Location::Square(Square { center: [*a, *b], up: [*c, *d], side: *e })
        }
        Place::Whole => Location::WholePicture,
    };
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults are in range");
    let (rows, columns, _) = pixels.dim();
    let place = match input.place {
        Place::Search => "search",
        Place::Mask => "mask",
        _ => "given",
    };
    judge(rows * columns, place, || {
        use RoiError::{BadLocation, HandCutOff, LowContrast, MaskSize, TooBright, TooDark, TooSmall};
        match extractor.extract_at(&Capture::of_band(band, view), &location) {
            Err(ExtractError::Roi { source, .. }) => !matches!(
                source,
                TooDark { .. }
                    | TooBright { .. }
                    | LowContrast { .. }
                    | BadLocation(_)
                    | MaskSize { .. }
                    | TooSmall { .. }
                    | HandCutOff { .. }
            ),
            _ => true,
        }
    });
});
