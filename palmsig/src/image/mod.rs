//! Pictures: views over the caller's memory, bands, captures, and the pixel operations that several
//! rooms share. Pixels are (row, column) with the origin at the top left.

mod capture;
#[cfg(feature = "decode")]
mod decode;
mod reduce;
mod view;
mod wipe;

pub use capture::{Band, Bands, Capture, HandSide, Lamp};
#[cfg(feature = "decode")]
pub use decode::Picture;
pub use reduce::Reduced;
pub use view::{ImageView, MAX_PIXELS, PixelLayout};
pub(crate) use wipe::wipe;
