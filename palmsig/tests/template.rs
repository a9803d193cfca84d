//! The wire format: what is written is read, and nothing else is.
//!
//! testdata/golden/palm-v1.palmsig is the template of testdata/golden/palm-v1.pgm, a synthetic hand. When the
//! encoder changes on purpose, one command makes it anew (the picture stays):
//!
//!     PALMSIG_BLESS=1 cargo test -p palmsig --release --test template golden
//!
//! Golden files of a released format are never made anew: a new format gets new files beside them.

mod common;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use common::{CHECKSUM, HEADER, LINES, MASK, TEXTURE, VIEW, sealed, template};
use palmsig::error::TemplateError;
use palmsig::gallery::Gallery;
use palmsig::image::{Band, Capture, HandSide, ImageView, Picture};
use palmsig::matching::Matcher;
use palmsig::params::MatchParams;
use palmsig::roi::Location;
use palmsig::synth::{CaptureSettings, Palm, render};
use palmsig::template::{MAX_VIEWS, Template};
use proptest::prelude::*;

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata/golden").join(name)
}

/// The golden template; made anew when asked for.
static GOLDEN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let path = golden("palm-v1.palmsig");
    if std::env::var_os("PALMSIG_BLESS").is_some() {
        bless(&path);
    }
    std::fs::read(path).expect("the golden template")
});

fn bless(path: &Path) {
    std::fs::create_dir_all(golden("")).expect("a folder");
    if !golden("palm-v1.pgm").exists() {
        std::fs::write(golden("palm-v1.pgm"), picture()).expect("a writable folder");
    }
    std::fs::write(path, extracted().to_bytes()).expect("a writable folder");
}

/// A synthetic left hand as a PGM of 480 × 360 grey levels.
fn picture() -> Vec<u8> {
    let (height, width) = (360, 480);
    let hand = Palm::new(7, HandSide::Left);
    let capture = render(&hand, &CaptureSettings::sized(height, width), 1).expect("sound settings");
    let mut pgm = format!("P5\n{width} {height}\n255\n").into_bytes();
    let luma = |p: &[u8]| ((77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2])) >> 8) as u8;
    pgm.extend(capture.pixels.into_raw_vec_and_offset().0.chunks_exact(3).map(luma));
    pgm
}

fn extracted() -> Template {
    let picture = Picture::open(golden("palm-v1.pgm")).expect("the golden picture");
    common::extractor().extract(&Capture::visible(picture.view())).expect("a palm in the golden picture")
}

#[test]
fn golden_template_decodes_and_is_what_the_picture_gives() {
    let bytes = &*GOLDEN;
    let stored = Template::from_bytes(bytes).expect("golden files decode for ever");
    assert!(stored.to_bytes() == *bytes, "decoding and encoding again changes bytes");
    assert!(
        extracted().to_bytes() == *bytes,
        "the encoder changed: bless the golden template, say so in CHANGELOG"
    );
}

/// What a reader written from docs/template-format.md alone takes from a view: for every cell of a
/// grid the mask in bit 6 and the orientations in bits 0..6.
fn cells_by_the_document(view: &[u8], at: usize, side: usize) -> Vec<u8> {
    let bit = |from: usize, index: usize| view[from + index / 8] >> (index % 8) & 1;
    let usable = |row: usize, column: usize| bit(8, (row * 32 / side) * 32 + column * 32 / side);
    let mut cells = Vec::new();
    for (row, column) in (0..side).flat_map(|row| (0..side).map(move |column| (row, column))) {
        let plane = |k: usize| bit(at, (row * 6 + k) * side + column);
        cells.push((0..6).fold(usable(row, column) << 6, |cell, k| cell | plane(k) << k));
    }
    cells
}

#[test]
fn golden_template_reads_as_the_document_says() {
    let bytes = &*GOLDEN;
    let template = Template::from_bytes(bytes).expect("the golden template");
    assert_eq!(bytes.len(), 24 + 3992 + 32);
    assert_eq!(&bytes[0..8], b"PALMSIG\0");
    assert_eq!(bytes[8..12], [1, 0, 0, 0], "format 1.0");
    assert_eq!(bytes[12..16], template.encoder_id().to_le_bytes());
    assert_eq!(
        bytes[16],
        [HandSide::Unknown, HandSide::Left, HandSide::Right]
            .iter()
            .position(|&h| h == template.hand())
            .expect("a side") as u8
    );
    assert_eq!(bytes[17..20], [1, 0, 0], "one view, reserved");
    assert_eq!(bytes[20..24], (bytes.len() as u32).to_le_bytes());
    let (view, stored) = (&bytes[24..24 + 3992], &template.views()[0]);
    assert_eq!((view[0], view[1], stored.band), (1, 2, Band::Visible));
    assert_eq!(view[2..4], stored.resolution.to_le_bytes());
    assert_eq!(view[4..8], [0; 4]);
    assert_eq!(view[136..144], [1, 6, 32, 0, 0, 0, 0, 0]);
    assert_eq!(view[912..920], [2, 6, 64, 0, 0, 0, 0, 0]);
    assert_eq!(cells_by_the_document(view, 144, 32), stored.lines.unpack().as_slice());
    assert_eq!(cells_by_the_document(view, 920, 64), stored.fine.unpack().as_slice());
    assert_eq!(&bytes[4016..], blake3::hash(&bytes[..4016]).as_bytes());
}

/// A template of both bands.
fn of_two_bands() -> Template {
    let visible = common::capture(3, HandSide::Right, 1);
    let nir = common::capture_of_band(3, HandSide::Right, 1, Band::NearInfrared);
    let capture = Capture::both(visible.view().expect("a picture"), nir.view().expect("a picture"));
    let location = Location::Landmarks(common::truth(&visible));
    common::extractor().extract_at(&capture.expect("one size"), &location).expect("a palm")
}

#[test]
fn what_is_written_is_read() {
    let one = template(3, HandSide::Right, 1);
    let doubtful = common::in_doubt(&one, &template(3, HandSide::Right, 2));
    assert_eq!(doubtful.views().iter().map(|v| v.alternative).collect::<Vec<_>>(), [false, true]);
    assert_eq!(doubtful.without_alternatives(), one);
    for template in [one.clone(), one.without_hand(), of_two_bands(), doubtful] {
        let bytes = template.to_bytes();
        assert_eq!(bytes.len(), template.encoded_len());
        assert_eq!(bytes.len(), HEADER + template.views().len() * VIEW + CHECKSUM);
        let read = Template::from_bytes(&bytes).expect("its own bytes");
        assert!(read == template && read.to_bytes() == bytes);
    }
    assert_eq!(
        of_two_bands().views().iter().map(|v| v.band).collect::<Vec<_>>(),
        [Band::Visible, Band::NearInfrared]
    );
}

#[test]
fn every_truncation_and_extension_is_refused() {
    let mut bytes = template(3, HandSide::Right, 1).to_bytes();
    let whole = bytes.len();
    for given in 0..whole {
        let needed = if given < HEADER { HEADER } else { whole };
        assert_eq!(Template::from_bytes(&bytes[..given]), Err(TemplateError::Truncated { given, needed }));
    }
    for extra in 1..=300 {
        bytes.push(extra as u8);
        assert_eq!(Template::from_bytes(&bytes), Err(TemplateError::Trailing { extra }));
    }
    let limit = HEADER + MAX_VIEWS * VIEW + CHECKSUM;
    for given in [limit + 1, 2 << 20] {
        bytes.resize(given, 0);
        assert_eq!(Template::from_bytes(&bytes), Err(TemplateError::TooLong { given, limit }));
    }
    assert_eq!(Template::from_bytes(&vec![0; 2 << 20]), Err(TemplateError::NotATemplate));
}

#[test]
fn every_flipped_bit_is_noticed() {
    let mut bytes = template(3, HandSide::Right, 1).to_bytes();
    for bit in 0..8 * bytes.len() {
        bytes[bit / 8] ^= 1 << (bit % 8);
        let error = Template::from_bytes(&bytes).expect_err("a changed template");
        if (12..16).contains(&(bit / 8)) || bit / 8 >= HEADER {
            assert_eq!(error, TemplateError::Checksum, "bit {bit}");
        }
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

fn field(field: &'static str, value: u64) -> TemplateError {
    TemplateError::Field { field, value }
}

fn version(major: u16, minor: u16) -> TemplateError {
    TemplateError::UnknownVersion { major, minor, known_major: 1 }
}

#[test]
fn values_the_format_does_not_allow_are_refused_under_a_sound_checksum() {
    let sound = template(3, HandSide::Right, 1).to_bytes();
    let (view, lines, texture) = (HEADER, HEADER + LINES, HEADER + TEXTURE);
    let whole = sound.len();
    let cases: &[(usize, u8, TemplateError)] = &[
        (0, b'p', TemplateError::NotATemplate),
        (7, 1, TemplateError::NotATemplate),
        (8, 0, version(0, 0)),
        (8, 2, version(2, 0)),
        (9, 1, version(257, 0)),
        (10, 1, version(1, 1)),
        (16, 3, field("hand", 3)),
        (17, 0, field("views", 0)),
        (17, 17, field("views", 17)),
        (17, 2, field("length", whole as u64)),
        (18, 1, field("reserved", 1)),
        (19, 9, field("reserved", 9)),
        (20, 0, field("length", whole as u64 & !0xff)),
        (23, 0xff, field("length", whole as u64 | 0xff00_0000)),
        (view, 0, field("band", 0)),
        (view, 3, field("band", 3)),
        (view + 1, 1, field("plane_sets", 1)),
        (view + 1, 3, field("plane_sets", 3)),
        (view + 4, 1, field("alternative", 1)),
        (view + 4, 2, field("alternative", 2)),
        (view + 5, 1, field("reserved", 1)),
        (view + 7, 255, field("reserved", 255)),
        (lines, 2, field("kind", 2)),
        (lines, 0, field("kind", 0)),
        (lines + 1, 5, field("orientations", 5)),
        (lines + 2, 64, field("cells", 64)),
        (lines + 3, 1, field("reserved", 1)),
        (lines + 7, 1, field("reserved", 1)),
        (texture, 1, field("kind", 1)),
        (texture, 3, field("kind", 3)),
        (view, 2, field("kind", 2)),
        (texture + 1, 8, field("orientations", 8)),
        (texture + 2, 32, field("cells", 32)),
        (texture + 7, 1, field("reserved", 1)),
    ];
    for (at, value, expected) in cases {
        let mut bytes = sound.clone();
        bytes[*at] = *value;
        assert_eq!(Template::from_bytes(&sealed(bytes)).as_ref(), Err(expected), "{value} at {at}");
    }
    let mut bytes = sound;
    bytes[view + 2..view + 4].fill(0);
    assert_eq!(Template::from_bytes(&sealed(bytes)), Err(field("resolution", 0)));
}

#[test]
fn a_number_of_views_that_the_bytes_do_not_hold_is_refused() {
    let whole = HEADER + 2 * VIEW + CHECKSUM;
    let mut bytes = template(3, HandSide::Right, 1).to_bytes();
    bytes[17] = 2;
    bytes[20..24].copy_from_slice(&(whole as u32).to_le_bytes());
    let given = bytes.len();
    assert_eq!(Template::from_bytes(&sealed(bytes)), Err(TemplateError::Truncated { given, needed: whole }));
}

#[test]
fn bits_in_unusable_cells_are_refused() {
    let template = template(3, HandSide::Right, 1);
    for (row, column) in [(0, 0), (7, 31), (31, 13)] {
        let sound = common::masked(&template, |r, c| (r, c) != (row, column)).to_bytes();
        let stray = |at: usize, bit: usize| {
            let mut bytes = sound.clone();
            bytes[HEADER + at + bit / 8] |= 1 << (bit % 8);
            Template::from_bytes(&sealed(bytes)).map(|_| ())
        };
        for plane in 0..6 {
            assert_eq!(stray(LINES + 8, (row * 6 + plane) * 32 + column), Err(field("bits", 1)));
            for (down, right) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let bit = ((2 * row + down) * 6 + plane) * 64 + 2 * column + right;
                assert_eq!(stray(TEXTURE + 8, bit), Err(field("bits", 2)));
            }
        }
        // A cell made usable allows bits, and need not have any.
        assert_eq!(stray(MASK, row * 32 + column), Ok(()));
    }
}

#[test]
fn debug_prints_sizes_only() {
    let template = template(3, HandSide::Right, 1);
    let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
    let view = &template.views()[0];
    assert_eq!(format!("{template:?}"), "Template(1 views, 4048 bytes)");
    let resolution = view.resolution;
    assert_eq!(
        format!("{view:?}"),
        format!(
            "View {{ band: Visible, resolution: {resolution}, alternative: false, lines: Code(6x32x32), fine: Code(6x64x64) }}"
        )
    );
    assert_eq!(format!("{:?}", view.lines.unpack()), "Cells(32x32)");
    assert_eq!(format!("{matcher:?}"), "Matcher(25 warps)");
    assert_eq!(format!("{:?}", matcher.probe(&template)), "Probe(1 views, 25 warps)");
    let gallery = Gallery::new(matcher, template.encoder_id());
    gallery.enrol("a person's id", vec![template]).expect("a free id");
    assert_eq!(format!("{gallery:?}"), "Gallery(1 subjects)");
    let pixels = [77; 12];
    let picture = ImageView::from_rows_u8(&pixels, 3, 4, 4, palmsig::image::PixelLayout::Gray);
    assert_eq!(format!("{:?}", picture.expect("a picture")), "ImageView(3x4 Gray, 8 bit)");
    let mut extractor = common::extractor();
    let fresh = format!("{extractor:?}");
    let capture = common::capture(3, HandSide::Right, 1);
    let location = Location::Landmarks(common::truth(&capture));
    let picture = Capture::visible(capture.view().expect("a picture"));
    extractor.extract_at(&picture, &location).expect("a palm");
    assert_eq!(format!("{extractor:?}"), fresh, "an extractor prints nothing of the palm it has seen");
}

/// Whether no bit is set in a cell that is not usable, bit by bit, as the document lays them out.
fn without_stray_bits(view: &[u8]) -> bool {
    let bit = |at: usize, bit: usize| view[at + bit / 8] >> (bit % 8) & 1 == 1;
    [(LINES + 8, 32), (TEXTURE + 8, 64)].into_iter().all(|(at, side)| {
        (0..side * side).all(|cell| {
            let (row, column) = (cell / side, cell % side);
            let usable = bit(MASK, row * 32 / side * 32 + column * 32 / side);
            usable || (0..6).all(|plane| !bit(at, (row * 6 + plane) * side + column))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any bits of masks and planes, most of them where they may be: read as they were written, or refused.
    #[test]
    fn any_planes_are_read_or_refused_as_the_document_says(
        flips in prop::collection::vec((MASK..VIEW, 0u8..8), 0..6), empty in any::<bool>(),
    ) {
        let mut bytes = template(3, HandSide::Right, 1).to_bytes();
        if empty {
            bytes[HEADER + MASK..][..128].fill(0);
            bytes[HEADER + LINES + 8..][..768].fill(0);
            bytes[HEADER + TEXTURE + 8..][..3072].fill(0);
        }
        let headers = [LINES, TEXTURE].map(|at| at..at + 8);
        for (at, bit) in flips.into_iter().filter(|(at, _)| !headers.iter().any(|h| h.contains(at))) {
            bytes[HEADER + at] ^= 1 << bit;
        }
        let bytes = sealed(bytes);
        match Template::from_bytes(&bytes) {
            Ok(read) => {
                prop_assert!(without_stray_bits(&bytes[HEADER..]));
                prop_assert!(read.to_bytes() == bytes);
            }
            Err(error) => {
                prop_assert!(!without_stray_bits(&bytes[HEADER..]));
                let of_bits = matches!(error, TemplateError::Field { field: "bits", .. });
                prop_assert!(of_bits);
            }
        }
    }
}
