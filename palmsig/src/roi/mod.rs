//! Finding the palm: segment → contour → landmarks → frame (palm coordinates, hand side) → warp.

mod check;
mod contour;
mod distance;
mod finder;
mod frame;
mod inscribed;
mod landmarks;
mod learned;
mod locate;
mod marks;
mod mask;
mod median;
mod network;
mod outlined;
mod physical;
mod point;
mod refiner;
mod search;
mod segment;
mod sight;
mod valleys;
mod warp;

pub use distance::Circle;
pub use frame::{Landmarks, Location, Method, Palm, Square};
pub use locate::locate;
pub use marks::{Landmark, LandmarkKind};
pub use mask::HandMask;
pub use physical::PixelScale;
pub use point::Point;
pub use segment::Cue;
pub use warp::PalmSquare;
