//! Templates: what is kept of a palm. The wire format is documented byte by byte in
//! docs/template-format.md; every released version of it must stay readable.

mod custom;
mod parse;
mod write;

use crate::code::{Cells, Code, Diversity};
use crate::image::{Band, HandSide};

pub use custom::CustomView;

/// Major version of the wire format: another one cannot be read.
pub const FORMAT_MAJOR: u16 = 1;

/// Minor version of the wire format.
pub const FORMAT_MINOR: u16 = 0;

/// The first bytes of a template.
const MAGIC: [u8; 8] = *b"PALMSIG\0";

/// Bytes of the header.
pub(crate) const HEADER: usize = 24;

/// Bytes of a view's header.
const VIEW_HEADER: usize = 8;

/// Bytes of a plane set's header.
const PLANES_HEADER: usize = 8;

/// Bytes of the checksum.
const CHECKSUM: usize = 32;

/// Most views of one template: several captures in each of two bands.
pub const MAX_VIEWS: usize = 16;

/// One band of one capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The light it was taken in.
    pub band: Band,
    /// Pixels of the picture along one side of the palm square, 1..=65535 (larger ones count as 65535).
    pub resolution: u16,
    /// Whether it shows the palm where else it may lie ([`crate::roi::Palm::alternative`]), beside a view where it most likely does.
    pub alternative: bool,
    /// Principal creases: 6 × 32 × 32 cells.
    pub lines: Code<u32>,
    /// The fine planes: wrinkles and secondary creases, of a near-infrared band the veins; 6 × 64 × 64 cells, usable where
    /// the cell of `lines` is.
    pub fine: Code<u64>,
    /// How rare the patches of the fine planes are; it follows from them and is not stored.
    diversity: Diversity,
}

/// The signature of one palm. Its bits are erased from memory when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Template {
    encoder_id: u32,
    hand: HandSide,
    views: Vec<View>,
}

/// Prints sizes, never a bit.
impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Template({} views, {} bytes)", self.views.len(), self.encoded_len())
    }
}

impl View {
    /// Packs the cells of a palm square of `side` pixels of the picture.
    pub(crate) fn new(band: Band, side: f64, lines: &Cells, fine: &Cells) -> View {
        let resolution = libm::round(side).clamp(1.0, u16::MAX.into()) as u16;
        let diversity = Diversity::of(fine);
        View {
            band,
            resolution,
            alternative: false,
            lines: Code::pack(lines),
            fine: Code::pack(fine),
            diversity,
        }
    }

    /// How many kinds of cells each patch of the fine planes holds, which tells how rare it is.
    pub fn diversity(&self) -> &Diversity {
        &self.diversity
    }
}

impl Template {
    pub(crate) fn new(encoder_id: u32, hand: HandSide, views: Vec<View>) -> Template {
        Template { encoder_id, hand, views }
    }

    /// Which encoder made it: templates of unlike encoders cannot be compared.
    pub fn encoder_id(&self) -> u32 {
        self.encoder_id
    }

    /// The side of the hand, as far as it is known.
    pub fn hand(&self) -> HandSide {
        self.hand
    }

    /// The same template with the side of the hand forgotten: it compares with either side.
    pub fn without_hand(self) -> Template {
        Template { hand: HandSide::Unknown, ..self }
    }

    /// The template without the views that are alternatives: as its palm most likely lay in each capture.
    pub fn without_alternatives(&self) -> Template {
        let views = self.views.iter().filter(|view| !view.alternative);
        Template { views: views.cloned().collect(), ..*self }
    }

    /// The bands and captures it holds, 1..=[`MAX_VIEWS`].
    pub fn views(&self) -> &[View] {
        &self.views
    }
}
