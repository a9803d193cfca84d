//! Keeping a trace: what each stage of an extraction made and how long it took, written as .npy files with
//! a manifest and as pictures. A trace shows a person's palm: keep it as carefully as the picture.

mod canvas;
mod contact;
mod font;
mod npy;
mod overview;
mod record;

pub use canvas::sheet as captioned_sheet;
pub use contact::{Entry, contact_sheet, framed, palm};
pub use npy::{npy, write_arrays};
pub use overview::{overview, with_squares, write_pictures};
pub use record::{Kept, Recorder};
