//! Templates of features of one's own, matched by the same engine.

use ndarray::{ArrayView2, ArrayView3};

use super::{Template, View};
use crate::code::{Cells, USABLE};
use crate::error::TemplateError;
use crate::image::{Band, HandSide};
use crate::params::{FINE_CELLS, LINE_CELLS, ORIENTATIONS};

/// One band of one capture as planes of 0 and 1, whatever they say of the palm square.
#[derive(Clone, Copy)]
pub struct CustomView<'a> {
    /// The light it was taken in.
    pub band: Band,
    /// Pixels of the picture along one side of the palm square, 1..=65535.
    pub resolution: u16,
    /// 1 for cells that can be compared, shape (32, 32).
    pub usable: ArrayView2<'a, u8>,
    /// The planes that find the alignment, shape (6, 32, 32).
    pub lines: ArrayView3<'a, u8>,
    /// The planes that decide, shape (6, 64, 64).
    pub fine: ArrayView3<'a, u8>,
}

/// Prints the band, never a bit.
impl std::fmt::Debug for CustomView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CustomView({})", self.band.name())
    }
}

impl Template {
    /// A template of `views`. `features` names what the planes say: a hash of it is the `encoder_id`, so that only templates
    /// of the same features compare.
    ///
    /// Comparisons are made and weighed as for the engine's own features. Which of two captures is the more similar one
    /// means what it always does; the false match rates told are those of the engine's features, not of these.
    ///
    /// # Errors
    /// [`TemplateError::Shape`] for planes of another shape, [`TemplateError::Field`] for no view or too many, or a resolution of 0.
    pub fn custom(
        features: &str,
        hand: HandSide,
        views: &[CustomView<'_>],
    ) -> Result<Template, TemplateError> {
        if views.is_empty() || views.len() > super::MAX_VIEWS {
            return Err(TemplateError::Field { field: "views", value: views.len() as u64 });
        }
        let views = views.iter().map(CustomView::view).collect::<Result<_, _>>()?;
        let [a, b, c, d, ..] =
            blake3::derive_key("palmsig 2026 template: custom features, v1", features.as_bytes());
        Ok(Template::new(u32::from_le_bytes([a, b, c, d]), hand, views))
    }
}

impl CustomView<'_> {
    fn view(&self) -> Result<View, TemplateError> {
        if self.resolution == 0 {
            return Err(TemplateError::Field { field: "resolution", value: 0 });
        }
        check("usable", self.usable.shape(), &[LINE_CELLS; 2])?;
        check("lines", self.lines.shape(), &[ORIENTATIONS, LINE_CELLS, LINE_CELLS])?;
        check("fine", self.fine.shape(), &[ORIENTATIONS, FINE_CELLS, FINE_CELLS])?;
        let (lines, fine) = (self.cells(&self.lines, LINE_CELLS), self.cells(&self.fine, FINE_CELLS));
        Ok(View::new(self.band, self.resolution.into(), &lines, &fine))
    }

    /// The usable cells of some planes.
    fn cells(&self, planes: &ArrayView3<'_, u8>, side: usize) -> Cells {
        let mut cells = Cells::unusable(side);
        let finer = side / LINE_CELLS;
        for (i, cell) in cells.as_mut_slice().iter_mut().enumerate() {
            let (row, column) = (i / side, i % side);
            if self.usable[[row / finer, column / finer]] != 0 {
                let bit = |plane| u8::from(planes[[plane, row, column]] != 0) << plane;
                *cell = USABLE | (0..ORIENTATIONS).map(bit).sum::<u8>();
            }
        }
        cells
    }
}

fn check(field: &'static str, given: &[usize], expected: &'static [usize]) -> Result<(), TemplateError> {
    if given == expected {
        return Ok(());
    }
    Err(TemplateError::Shape { field, given: given.to_vec(), expected })
}
