//! What is kept of one capture: its template, its bits and its palm square.

use ndarray::{Array2, Array3, s};
use palmsig::image::{Band, Capture, ImageView};
use palmsig::params::{LINE_CELLS, MARGIN, SQUARE_SIDE};
use palmsig::pipeline::Extractor;
use palmsig::roi::Location;
use palmsig::template::Template;
use palmsig_examples::manifest::Kind;
use palmsig_examples::trace::{Kept, Recorder};

/// Words of one plane of the line code.
const PLANE_WORDS: usize = LINE_CELLS * LINE_CELLS / 64;

/// Whose capture it is, by numbers that mean nothing but sameness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) palm: usize,
    pub(crate) capture: usize,
}

/// One capture of one palm, as the engine sees it.
pub(crate) struct Print {
    pub(crate) label: Label,
    pub(crate) template: Template,
    /// Line planes and, last, their mask: 0 or 1, shape (7, 32, 32).
    pub(crate) lines: Array3<u8>,
    packed: Vec<[u64; PLANE_WORDS]>,
    /// Grey levels of the palm square, shape (128, 128).
    pub(crate) square: Array2<f64>,
}

impl Print {
    /// The print of one picture; none where no palm is found.
    pub(crate) fn of(
        label: Label,
        (band, kind): (Band, Kind),
        view: ImageView<'_>,
        extractor: &mut Extractor,
    ) -> Option<Print> {
        let location = match kind {
            Kind::Full => Location::Search,
            Kind::Roi => Location::WholePicture,
        };
        let mut recorder = Recorder::of_everything();
        let capture = Capture::of_band(band, view);
        let template = extractor.extract_observed(&capture, &location, &mut recorder).ok()?;
        let Some(Kept::Bits(lines)) = recorder.artifact("features/lines") else { return None };
        let Some(Kept::Pixels(levels)) = recorder.artifact("roi/palm") else { return None };
        // Right hands meet left ones too: the more pairs, the steadier the figures.
        let template = template.without_hand();
        Some(Print { label, template, packed: pack(lines), lines: lines.clone(), square: middle(levels) })
    }

    /// Share of differing bits of the line planes as they lie, without any search; none where the two
    /// have no cell in common.
    pub(crate) fn as_they_lie(&self, other: &Print) -> Option<f64> {
        let (mask, planes) = self.packed.split_last()?;
        let (other_mask, other_planes) = other.packed.split_last()?;
        let (mut differing, mut compared) = (0, 0);
        for (plane, other_plane) in planes.iter().zip(other_planes) {
            for i in 0..PLANE_WORDS {
                let both = mask[i] & other_mask[i];
                compared += both.count_ones();
                differing += ((plane[i] ^ other_plane[i]) & both).count_ones();
            }
        }
        (compared > 0).then(|| f64::from(differing) / f64::from(compared))
    }
}

/// The square without its margin.
fn middle(levels: &Array2<u16>) -> Array2<f64> {
    let range = MARGIN..MARGIN + SQUARE_SIDE;
    levels.slice(s![range.clone(), range]).mapv(f64::from)
}

fn pack(bits: &Array3<u8>) -> Vec<[u64; PLANE_WORDS]> {
    let plane = |plane: ndarray::ArrayView2<'_, u8>| {
        let mut words = [0; PLANE_WORDS];
        plane.iter().enumerate().for_each(|(i, &bit)| words[i / 64] |= u64::from(bit) << (i % 64));
        words
    };
    bits.outer_iter().map(plane).collect()
}
