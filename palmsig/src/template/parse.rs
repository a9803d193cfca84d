//! Bytes → template, strictly: whatever the format does not allow is an error.

use super::write::{PlaneKind, VIEW, band_code, hand_code, mask_bytes, plane_bytes};
use super::{CHECKSUM, FORMAT_MAJOR, FORMAT_MINOR, HEADER, MAGIC, MAX_VIEWS, Template, View};
use crate::code::{Code, Word};
use crate::error::TemplateError;
use crate::image::{Band, HandSide};
use crate::params::ORIENTATIONS;

/// Bytes of the largest template.
const MAX_LEN: usize = HEADER + MAX_VIEWS * VIEW + CHECKSUM;

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// A [`TemplateError`] for bytes that are truncated, extended, changed, of an unknown version, or
    /// that hold a value the format does not allow.
    pub fn from_bytes(bytes: &[u8]) -> Result<Template, TemplateError> {
        let mut reader = Reader { bytes, at: 0 };
        let (encoder_id, hand, count) = read_header(&mut reader)?;
        let body = bytes.len() - CHECKSUM;
        if blake3::hash(&bytes[..body]) != blake3::Hash::from(reader.checksum()?) {
            return Err(TemplateError::Checksum);
        }
        let views: Vec<View> = (0..count).map(|_| read_view(&mut reader)).collect::<Result<_, _>>()?;
        let stands_alone = |view: &View| {
            view.alternative && !views.iter().any(|other| other.band == view.band && !other.alternative)
        };
        if views.iter().any(stands_alone) {
            return Err(TemplateError::Field { field: "alternative", value: 1 });
        }
        Ok(Template { encoder_id, hand, views })
    }
}

#[cfg(feature = "protect")]
impl Template {
    /// The length of the template that begins with this header.
    pub(crate) fn stated_len(header: &[u8]) -> Result<usize, TemplateError> {
        // A sound header alone is too short, by what follows it.
        match read_header(&mut Reader { bytes: header, at: 0 }) {
            Err(TemplateError::Truncated { needed, .. }) if needed > HEADER => Ok(needed),
            Ok(_) => Err(TemplateError::Trailing { extra: header.len() }),
            Err(error) => Err(error),
        }
    }
}

/// `encoder_id`, hand and number of views; the length of the whole is checked.
fn read_header(reader: &mut Reader<'_>) -> Result<(u32, HandSide, usize), TemplateError> {
    let given = reader.bytes.len();
    if given >= MAGIC.len() && reader.bytes[..MAGIC.len()] != MAGIC {
        return Err(TemplateError::NotATemplate);
    }
    if given < HEADER {
        return Err(TemplateError::Truncated { given, needed: HEADER });
    }
    reader.at = MAGIC.len();
    let (major, minor) = (reader.u16()?, reader.u16()?);
    if major != FORMAT_MAJOR || minor > FORMAT_MINOR {
        return Err(TemplateError::UnknownVersion { major, minor, known_major: FORMAT_MAJOR });
    }
    let encoder_id = u32::from_le_bytes(reader.take()?);
    let hand =
        one_of("hand", reader.u8()?, &[HandSide::Unknown, HandSide::Left, HandSide::Right], hand_code)?;
    let count = reader.u8()?;
    if count == 0 || usize::from(count) > MAX_VIEWS {
        return Err(TemplateError::Field { field: "views", value: count.into() });
    }
    reader.zeros::<2>("reserved")?;
    let length = u32::from_le_bytes(reader.take()?);
    let needed = HEADER + usize::from(count) * VIEW + CHECKSUM;
    if given > MAX_LEN {
        return Err(TemplateError::TooLong { given, limit: MAX_LEN });
    }
    if length as usize != needed {
        return Err(TemplateError::Field { field: "length", value: length.into() });
    }
    match given.checked_sub(needed) {
        None => Err(TemplateError::Truncated { given, needed }),
        Some(0) => Ok((encoder_id, hand, count.into())),
        Some(extra) => Err(TemplateError::Trailing { extra }),
    }
}

fn read_view(reader: &mut Reader<'_>) -> Result<View, TemplateError> {
    let band = one_of("band", reader.u8()?, &[Band::Visible, Band::NearInfrared], band_code)?;
    reader.exactly("plane_sets", 2)?;
    let resolution = reader.u16()?;
    if resolution == 0 {
        return Err(TemplateError::Field { field: "resolution", value: 0 });
    }
    let alternative = one_of("alternative", reader.u8()?, &[false, true], u8::from)?;
    reader.zeros::<3>("reserved")?;
    let mask: Vec<u32> = reader.words(mask_bytes())?;
    let lines = read_planes(reader, PlaneKind::Lines, mask.clone())?;
    let fine = read_planes(reader, PlaneKind::fine(band), doubled(&mask))?;
    Ok(View::from_codes((band, resolution, alternative), lines, fine))
}

fn read_planes<W: Word>(
    reader: &mut Reader<'_>,
    kind: PlaneKind,
    mask: Vec<W>,
) -> Result<Code<W>, TemplateError> {
    reader.exactly("kind", kind as u8)?;
    reader.exactly("orientations", ORIENTATIONS as u8)?;
    reader.exactly("cells", W::SIDE as u8)?;
    reader.zeros::<5>("reserved")?;
    let bits = reader.words(plane_bytes::<W>())?;
    Code::from_words(bits, mask).ok_or(TemplateError::Field { field: "bits", value: kind as u64 })
}

/// The mask of the fine planes: each cell of the lines' mask covers 2 × 2 of theirs.
fn doubled(mask: &[u32]) -> Vec<u64> {
    // Apart by halves: sixteen bits, eight, four, two, one.
    const STEPS: [(u32, u64); 5] = [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ];
    let spread = |m: u32| 3 * STEPS.iter().fold(u64::from(m), |word, (by, kept)| (word | word << by) & kept);
    let mut words = Vec::with_capacity(2 * mask.len());
    mask.iter().for_each(|&m| words.extend([spread(m); 2]));
    words
}

fn one_of<T: Copy>(field: &'static str, value: u8, of: &[T], code: fn(T) -> u8) -> Result<T, TemplateError> {
    let found = of.iter().copied().find(|&t| code(t) == value);
    found.ok_or(TemplateError::Field { field, value: value.into() })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn slice(&mut self, len: usize) -> Result<&'a [u8], TemplateError> {
        let needed = self.at.saturating_add(len);
        let slice = self.bytes.get(self.at..needed);
        self.at = needed;
        slice.ok_or(TemplateError::Truncated { given: self.bytes.len(), needed })
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], TemplateError> {
        let mut array = [0; N];
        array.copy_from_slice(self.slice(N)?);
        Ok(array)
    }

    fn u8(&mut self) -> Result<u8, TemplateError> {
        Ok(self.take::<1>()?[0])
    }

    fn u16(&mut self) -> Result<u16, TemplateError> {
        Ok(u16::from_le_bytes(self.take()?))
    }

    fn exactly(&mut self, field: &'static str, expected: u8) -> Result<(), TemplateError> {
        match self.u8()? {
            value if value == expected => Ok(()),
            value => Err(TemplateError::Field { field, value: value.into() }),
        }
    }

    fn zeros<const N: usize>(&mut self, field: &'static str) -> Result<(), TemplateError> {
        match self.take::<N>()?.into_iter().find(|&b| b != 0) {
            None => Ok(()),
            Some(value) => Err(TemplateError::Field { field, value: value.into() }),
        }
    }

    fn words<W: Word>(&mut self, len: usize) -> Result<Vec<W>, TemplateError> {
        let word = |bytes: &[u8]| {
            let mut whole = [0; 8];
            whole[..W::SIDE / 8].copy_from_slice(bytes);
            W::from_bits(u64::from_le_bytes(whole))
        };
        Ok(self.slice(len)?.chunks_exact(W::SIDE / 8).map(word).collect())
    }

    /// The last bytes of the whole.
    fn checksum(&self) -> Result<[u8; CHECKSUM], TemplateError> {
        let last = self.bytes.last_chunk::<CHECKSUM>().copied();
        last.ok_or(TemplateError::Truncated { given: self.bytes.len(), needed: HEADER + CHECKSUM })
    }
}
