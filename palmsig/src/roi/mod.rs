//! Finding the palm: segment → contour → landmarks → frame (palm coordinates, hand side) → warp.

mod contour;
mod distance;
mod frame;
mod inscribed;
mod landmarks;
mod locate;
mod mask;
mod point;
mod segment;
mod valleys;
mod warp;

pub use distance::Circle;
pub use frame::{Landmarks, Location, Method, Palm, Square};
pub use locate::locate;
pub use mask::HandMask;
pub use point::Point;
pub use segment::Cue;
pub use warp::PalmSquare;
