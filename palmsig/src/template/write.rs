//! Template → bytes.

use super::{
    CHECKSUM, FORMAT_MAJOR, FORMAT_MINOR, HEADER, MAGIC, PLANES_HEADER, Template, VIEW_HEADER, View,
};
use crate::code::{Code, Word};
use crate::image::{Band, HandSide};
use crate::params::ORIENTATIONS;

/// A set of planes on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum PlaneKind {
    Lines = 1,
    Texture = 2,
    Veins = 3,
}

impl PlaneKind {
    /// What the fine planes of a band show.
    pub(super) const fn fine(band: Band) -> PlaneKind {
        match band {
            Band::Visible => PlaneKind::Texture,
            Band::NearInfrared => PlaneKind::Veins,
        }
    }
}

pub(super) const fn plane_bytes<W: Word>() -> usize {
    W::SIDE * W::SIDE / 8 * ORIENTATIONS
}

pub(super) const fn mask_bytes() -> usize {
    u32::SIDE * u32::SIDE / 8
}

pub(super) const VIEW: usize =
    VIEW_HEADER + mask_bytes() + 2 * PLANES_HEADER + plane_bytes::<u32>() + plane_bytes::<u64>();

impl Template {
    /// Bytes of the wire format.
    pub fn encoded_len(&self) -> usize {
        HEADER + self.views.len() * VIEW + CHECKSUM
    }

    /// The template in the wire format of docs/template-format.md. The bytes identify a person: keep
    /// them sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.encoded_len());
        bytes.extend(MAGIC);
        bytes.extend(FORMAT_MAJOR.to_le_bytes());
        bytes.extend(FORMAT_MINOR.to_le_bytes());
        bytes.extend(self.encoder_id.to_le_bytes());
        bytes.extend([hand_code(self.hand), self.views.len() as u8, 0, 0]);
        bytes.extend((self.encoded_len() as u32).to_le_bytes());
        for view in &self.views {
            write_view(view, &mut bytes);
        }
        let checksum = blake3::hash(&bytes);
        bytes.extend(checksum.as_bytes());
        bytes
    }
}

pub(super) const fn hand_code(hand: HandSide) -> u8 {
    match hand {
        HandSide::Unknown => 0,
        HandSide::Left => 1,
        HandSide::Right => 2,
    }
}

pub(super) const fn band_code(band: Band) -> u8 {
    match band {
        Band::Visible => 1,
        Band::NearInfrared => 2,
    }
}

fn write_view(view: &View, bytes: &mut Vec<u8>) {
    bytes.extend([band_code(view.band), 2]);
    bytes.extend(view.resolution.to_le_bytes());
    bytes.extend([view.alternative.into(), 0, 0, 0]);
    write_words(view.lines.mask(), bytes);
    write_planes(PlaneKind::Lines, &view.lines, bytes);
    write_planes(PlaneKind::fine(view.band), &view.fine, bytes);
}

fn write_planes<W: Word>(kind: PlaneKind, code: &Code<W>, bytes: &mut Vec<u8>) {
    bytes.extend([kind as u8, ORIENTATIONS as u8, W::SIDE as u8, 0, 0, 0, 0, 0]);
    write_words(code.bits(), bytes);
}

fn write_words<W: Word>(words: &[W], bytes: &mut Vec<u8>) {
    let start = bytes.len();
    bytes.resize(start + words.len() * W::SIDE / 8, 0);
    for (bytes, word) in bytes[start..].chunks_exact_mut(W::SIDE / 8).zip(words) {
        bytes.copy_from_slice(&word.to_bits().to_le_bytes()[..W::SIDE / 8]);
    }
}
