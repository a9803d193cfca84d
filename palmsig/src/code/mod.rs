//! Orientation codes: one bit an orientation and cell, and one mask bit a cell.
//!
//! Two layouts of the same thing. [`Cells`] holds a byte a cell, which is easy to move about (a
//! rotation is a table of indices). [`Code`] holds a word a row and orientation, which is fast to
//! compare and is what a template stores.

mod cells;
mod diversity;
mod packed;

pub use cells::{Cells, USABLE};
pub use diversity::Diversity;
pub(crate) use diversity::{PER_SHARED_BIT, Shared};
pub use packed::{Code, Word};
