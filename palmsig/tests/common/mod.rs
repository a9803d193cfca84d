//! Synthetic palms, their templates, and templates changed byte by byte, for the tests of several rooms.

// Every test file uses some of the helpers, none uses all.
#![allow(dead_code)]

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use ndarray::Array2;
use palmsig::image::{Band, Capture, HandSide};
use palmsig::params::EncoderParams;
use palmsig::pipeline::Extractor;
use palmsig::roi::{self, Location, PalmSquare};
use palmsig::synth::{CaptureSettings, Palm, SyntheticCapture, render};
use palmsig::template::Template;

/// Sizes and offsets of the wire format, as in docs/template-format.md.
pub(crate) const HEADER: usize = 24;
pub(crate) const VIEW: usize = 3992;
pub(crate) const CHECKSUM: usize = 32;
/// Offsets within a view.
pub(crate) const MASK: usize = 8;
pub(crate) const LINES: usize = 136;
pub(crate) const TEXTURE: usize = 912;

pub(crate) fn extractor() -> Extractor {
    Extractor::new(&EncoderParams::default()).expect("the default parameters")
}

/// One of a palm's captures, hand held as well as people hold it.
pub(crate) fn capture(seed: u64, hand: HandSide, visit: u64) -> SyntheticCapture {
    capture_of_band(seed, hand, visit, Band::Visible)
}

pub(crate) fn capture_of_band(seed: u64, hand: HandSide, visit: u64, band: Band) -> SyntheticCapture {
    let settings = CaptureSettings { band, ..CaptureSettings::well_held(1000 * seed + visit) };
    render(&Palm::new(seed, hand), &settings, visit).expect("sound settings")
}

/// The true finger valleys, so that a test of another room does not depend on how well they are found.
pub(crate) fn truth(capture: &SyntheticCapture) -> roi::Landmarks {
    let l = &capture.landmarks;
    roi::Landmarks {
        index_middle: l.index_middle,
        middle_ring: Some(l.middle_ring),
        ring_little: l.ring_little,
        thumb_index: Some(l.thumb_index),
    }
}

/// The template of a capture of the visible band at its true location.
pub(crate) fn template_of(capture: &SyntheticCapture) -> Template {
    let picture = Capture::visible(capture.view().expect("a picture"));
    let location = Location::Landmarks(truth(capture));
    extractor().extract_at(&picture, &location).expect("a palm at its true location")
}

/// Seed, hand and visit of a capture.
type Key = (u64, HandSide, u64);

static TEMPLATES: LazyLock<Mutex<HashMap<Key, Template>>> = LazyLock::new(Mutex::default);

/// The template of one of a palm's captures in visible light; made once in a run.
pub(crate) fn template(seed: u64, hand: HandSide, visit: u64) -> Template {
    let known = |key| TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
    let key = (seed, hand, visit);
    known(&key).unwrap_or_else(|| {
        let made = template_of(&capture(seed, hand, visit));
        TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
        made
    })
}

/// Bytes of a template with the checksum that belongs to them.
pub(crate) fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - CHECKSUM;
    let checksum = blake3::hash(&bytes[..body]);
    bytes[body..].copy_from_slice(checksum.as_bytes());
    bytes
}

/// The template with some bytes of its wire format changed and the checksum made to fit.
pub(crate) fn changed(template: &Template, change: impl FnOnce(&mut [u8])) -> Template {
    let mut bytes = template.to_bytes();
    change(&mut bytes);
    Template::from_bytes(&sealed(bytes)).expect("a change the format allows")
}

/// The same bits as if seen in near-infrared.
pub(crate) fn of_near_infrared(template: &Template) -> Template {
    const VEINS: u8 = 3;
    changed(template, |bytes| (bytes[HEADER], bytes[HEADER + TEXTURE]) = (2, VEINS))
}

/// A capture that shows `palm`, or else `other`.
pub(crate) fn in_doubt(palm: &Template, other: &Template) -> Template {
    const ALTERNATIVE: usize = 4;
    let (mut bytes, second) = (palm.to_bytes(), other.to_bytes());
    bytes.splice(HEADER + VIEW..HEADER + VIEW, second[HEADER..HEADER + VIEW].iter().copied());
    let len = bytes.len() as u32;
    bytes[17] = 2;
    bytes[20..24].copy_from_slice(&len.to_le_bytes());
    bytes[HEADER + VIEW + ALTERNATIVE] = 1;
    Template::from_bytes(&sealed(bytes)).expect("two views of a band")
}

/// The same palm as another encoder would have made it.
pub(crate) fn of_other_encoder(template: &Template) -> Template {
    changed(template, |bytes| bytes[12] ^= 1)
}

/// The same template with only those cells (row, column of the 32 × 32 grid) usable that `keep` names.
pub(crate) fn masked(template: &Template, keep: impl Fn(usize, usize) -> bool) -> Template {
    let kept = |row: usize| (0..32).fold(0u32, |word, column| word | u32::from(keep(row, column)) << column);
    let wide = |word: u32| (0..64).fold(0u64, |w, column| w | u64::from(word >> (column / 2) & 1) << column);
    changed(template, |bytes| {
        for view in bytes[HEADER..].chunks_exact_mut(VIEW) {
            for (row, word) in view[MASK..][..128].chunks_exact_mut(4).enumerate() {
                and(word, &kept(row).to_le_bytes());
            }
            for (i, word) in view[LINES + 8..][..768].chunks_exact_mut(4).enumerate() {
                and(word, &kept(i / 6).to_le_bytes());
            }
            for (i, word) in view[TEXTURE + 8..][..3072].chunks_exact_mut(8).enumerate() {
                and(word, &wide(kept(i / 12)).to_le_bytes());
            }
        }
    })
}

fn and(bytes: &mut [u8], with: &[u8]) {
    bytes.iter_mut().zip(with).for_each(|(byte, w)| *byte &= w);
}

/// A square whose every pixel is in the picture, with levels by (x, y) from its centre, y upwards.
pub(crate) fn square(level: impl Fn(f64, f64) -> f64) -> PalmSquare {
    let middle = (PalmSquare::EXTENT as f64 - 1.0) / 2.0;
    let shape = (PalmSquare::EXTENT, PalmSquare::EXTENT);
    PalmSquare {
        pixels: Array2::from_shape_fn(shape, |(r, c)| level(c as f64 - middle, middle - r as f64) as i16),
        mask: Array2::ones(shape),
    }
}
