//! Finding the palm: segment → contour → landmarks → frame (palm coordinates, hand side) → warp.

mod frame;
mod warp;

pub use frame::{Landmarks, Location, Palm, Point, Square};
pub use warp::PalmSquare;
