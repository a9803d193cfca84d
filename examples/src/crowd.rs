//! As many palms as a benchmark wants, with bits that hang together as those of real ones do.
//!
//! The square of a synthetic palm is cut into 4 × 4 tiles, and a stranger is laid of tiles of different palms, each with
//! its orientations turned. Another capture of a palm is its code with patches of cells that say something else.

use palmsig::image::{Capture, HandSide};
use palmsig::params::EncoderParams;
use palmsig::pipeline::Extractor;
use palmsig::roi::Location;
use palmsig::synth::{CaptureSettings, Palm, Rng, render};
use palmsig::template::Template;

/// Bytes of the header, of a view, and of the checksum, as docs/template-format.md has them.
const HEADER: usize = 24;
const VIEW: usize = 3992;
const CHECKSUM: usize = 32;

/// Places within a view.
const MASK: usize = 8;
const LINES: usize = 144;
const TEXTURE: usize = 920;

const PLANES: usize = 6;

/// Tiles along one side.
const TILES: usize = 4;

/// Palms that tiles are taken from.
const PALMS: u64 = 48;

/// Bytes of the templates that tiles are taken from.
pub struct Crowd {
    palms: Vec<Vec<u8>>,
}

impl Default for Crowd {
    fn default() -> Self {
        Crowd { palms: (0..PALMS).map(|seed| captured(seed, 1).to_bytes()).collect() }
    }
}

/// A capture of a synthetic palm.
pub fn captured(seed: u64, visit: u64) -> Template {
    let settings = CaptureSettings::well_held(1000 * seed + visit);
    let picture = render(&Palm::new(seed, HandSide::Right), &settings, visit).expect("sound settings");
    let view = picture.view().expect("a rendered picture is a picture");
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults are in range");
    extractor.extract_at(&Capture::visible(view), &location(&picture)).expect("a palm at its true location")
}

/// The true finger valleys: how well palms are found is not what is measured.
fn location(picture: &palmsig::synth::SyntheticCapture) -> Location<'_> {
    let l = &picture.landmarks;
    Location::Landmarks(palmsig::roi::Landmarks {
        index_middle: l.index_middle,
        middle_ring: Some(l.middle_ring),
        ring_little: l.ring_little,
        thumb_index: Some(l.thumb_index),
    })
}

impl Crowd {
    /// The `number`-th stranger.
    pub fn stranger(&self, number: u64) -> Template {
        let mut rng = Rng::new(number);
        let mut bytes = self.palms[0][..HEADER + VIEW].to_vec();
        let tiles = (0..TILES * TILES).map(|_| {
            let (palm, turn) = (rng.whole(0, self.palms.len() - 1), rng.whole(0, PLANES - 1));
            (&self.palms[palm][HEADER..], turn)
        });
        let tiles: Vec<(&[u8], usize)> = tiles.collect();
        let view = &mut bytes[HEADER..];
        for row in 0..32 {
            for (column, (from, turn)) in tiles[row / 8 * TILES..][..TILES].iter().enumerate() {
                let at = |plane: usize| LINES + 4 * (PLANES * row + plane) + column;
                view[MASK + 4 * row + column] = from[MASK + 4 * row + column];
                (0..PLANES).for_each(|plane| view[at(plane)] = from[at((plane + turn) % PLANES)]);
            }
        }
        for row in 0..64 {
            for (column, (from, turn)) in tiles[row / 16 * TILES..][..TILES].iter().enumerate() {
                let at = |plane: usize, byte: usize| TEXTURE + 8 * (PLANES * row + plane) + 2 * column + byte;
                for (plane, byte) in (0..2 * PLANES).map(|i| (i / 2, i % 2)) {
                    view[at(plane, byte)] = from[at((plane + turn) % PLANES, byte)];
                }
            }
        }
        sealed(bytes)
    }

    /// Another capture of the `number`-th stranger: moved by two cells of the texture planes or not at all, and patches
    /// of it as another stranger has them, `percent` of all.
    pub fn mated(&self, number: u64, percent: u64) -> Template {
        let mut rng = Rng::new(number);
        let mut bytes = self.stranger(number).to_bytes();
        let other = self.stranger(number + (1 << 40)).to_bytes();
        let (view, other) = (&mut bytes[HEADER..], &other[HEADER..]);
        for (row, column) in (0..32 * TILES).map(|i| (i / TILES, i % TILES)) {
            // Half a byte of the line planes, a byte of the texture planes.
            for half in [0x0f, 0xf0] {
                if rng.whole(0, 99) as u64 >= percent {
                    continue;
                }
                let mut swap = |at: usize, kept: u8| view[at] = view[at] & !kept | other[at] & kept;
                for plane in 0..PLANES {
                    swap(LINES + 4 * (PLANES * row + plane) + column, half);
                    for below in 0..2 {
                        let byte = 2 * column + usize::from(half == 0xf0);
                        swap(TEXTURE + 8 * (PLANES * (2 * row + below) + plane) + byte, 0xff);
                    }
                }
            }
        }
        let mask = view[MASK..][..128].to_vec();
        for (i, byte) in view[LINES..][..768].iter_mut().enumerate() {
            *byte &= mask[i / 24 * 4 + i % 4];
        }
        for (i, byte) in view[TEXTURE..][..3072].iter_mut().enumerate() {
            let (row, byte_of_row) = (i / 96, i % 8);
            let cells = mask[4 * row + byte_of_row / 2] >> (4 * (byte_of_row % 2)) & 0xf;
            let wide = (0..4).fold(0u8, |w, c| w | (((cells >> c) & 1) * 3) << (2 * c));
            *byte &= wide;
        }
        bytes.truncate(HEADER + VIEW);
        sealed(bytes)
    }
}

fn sealed(mut bytes: Vec<u8>) -> Template {
    let checksum = blake3::hash(&bytes);
    bytes.extend_from_slice(&checksum.as_bytes()[..CHECKSUM]);
    Template::from_bytes(&bytes).expect("tiles of templates make a template")
}
