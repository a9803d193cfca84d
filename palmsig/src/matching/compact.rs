//! Compact codes side by side, of which very many pairs are compared: shifted by a little, neither turned nor scaled.
//!
//! What a search looks at first, for those who study how codes of strangers are spread; nothing is decided on it.

use std::ops::Range;

use crate::image::Band;
use crate::params::{LINE_CELLS, ORIENTATIONS};
use crate::simd::{Backend, LineCode};
use crate::template::Template;

/// Cells that codes are shifted by, each way along both axes: as far as the published codes are.
const REACH: i32 = 2;

/// Of so many bits one must be compared: a few agree by chance.
const ONE_COMPARED_IN: u32 = 5;

/// The line planes of many templates. Their bits are erased when they are dropped.
#[derive(Debug, Clone)]
pub struct CompactCodes(Vec<LineCode>);

impl CompactCodes {
    /// Two codes that disagree in all bits that can be compared.
    pub const FARTHEST: u32 = 1 << 16;

    /// Of the first view of `band` in each template; a code without a usable cell where there is none.
    pub fn new<'a>(templates: impl IntoIterator<Item = Option<&'a Template>>, band: Band) -> CompactCodes {
        let view = |template: &'a Template| template.views().iter().find(|view| view.band == band);
        let code = |template: Option<&'a Template>| {
            let lines =
                template.and_then(view).map(|view| LineCode::new(view.lines.bits(), view.lines.mask()));
            lines.unwrap_or_else(LineCode::unusable)
        };
        CompactCodes(templates.into_iter().map(code).collect())
    }

    /// Codes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells for each of `references` the share of bits in which it differs from code `probe`, in 1/65536, at the best of 25
    /// shifts by up to two cells; none where no shift leaves a fifth of the bits to compare. Indices that are out of range
    /// are passed over.
    pub fn distances(&self, probe: usize, references: Range<usize>, mut found: impl FnMut(Option<u32>)) {
        let (Some(probe), Some(references)) = (self.0.get(probe), self.0.get(references)) else { return };
        let shifts = (-REACH..=REACH).flat_map(|down| (-REACH..=REACH).map(move |right| (down, right)));
        let probes: Vec<LineCode> = shifts.map(|(down, right)| probe.moved(down, right)).collect();
        let all = (ORIENTATIONS * LINE_CELLS * LINE_CELLS) as u32;
        let (mut seen, mut best) = (0, None);
        Backend::best().differing_lines(&probes, references, |[differing, compared]| {
            let less = |[least, of]: [u32; 2]| differing * of < least * compared;
            if compared * ONE_COMPARED_IN >= all && best.is_none_or(less) {
                best = Some([differing, compared]);
            }
            seen += 1;
            if seen == probes.len() {
                found(best.map(|[least, of]| least * Self::FARTHEST / of));
                (seen, best) = (0, None);
            }
        });
    }
}
