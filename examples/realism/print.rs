//! What is measured of one capture: its template, its bits and its palm square.

use ndarray::{Array2, Array3};
use palmsig::image::{Band, Capture, ImageView};
use palmsig::params::LINE_CELLS;
use palmsig::pipeline::Extractor;
use palmsig::roi::Location;
use palmsig::template::Template;
use palmsig_examples::manifest::Kind;
use palmsig_examples::trace::{Kept, Recorder};

/// Words of one plane of the line code.
const PLANE_WORDS: usize = LINE_CELLS * LINE_CELLS / 64;

/// One capture of one palm, as the engine sees it.
pub(crate) struct Print {
    /// Captures of one palm have the same number.
    pub(crate) palm: usize,
    pub(crate) template: Template,
    /// Line planes and, last, their mask: 0 or 1, shape (7, 32, 32).
    pub(crate) lines: Array3<u8>,
    packed: Vec<[u64; PLANE_WORDS]>,
    /// Grey levels of the palm square with its margin, shape (160, 160).
    pub(crate) square: Array2<u16>,
}

impl Print {
    /// The print of one picture; none where no palm is found.
    pub(crate) fn of(
        palm: usize,
        band: Band,
        kind: Kind,
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
        let Some(Kept::Pixels(square)) = recorder.artifact("roi/palm") else { return None };
        let template = template.without_hand();
        Some(Print { palm, template, packed: pack(lines), lines: lines.clone(), square: square.clone() })
    }

    /// Share of differing bits of the line planes as they lie, without any search; none where the two
    /// have no cell in common.
    pub(crate) fn unaligned(&self, other: &Print) -> Option<f64> {
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

fn pack(bits: &Array3<u8>) -> Vec<[u64; PLANE_WORDS]> {
    let plane = |plane: ndarray::ArrayView2<'_, u8>| {
        let mut words = [0; PLANE_WORDS];
        plane.iter().enumerate().for_each(|(i, &bit)| words[i / 64] |= u64::from(bit) << (i % 64));
        words
    };
    bits.outer_iter().map(plane).collect()
}
