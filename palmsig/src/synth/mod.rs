//! Synthetic hands: identities from seeds, and captures of them with ground truth, so that everything
//! can be tested and shown without the palm of a living person.
//!
//! A [`Palm`] is one hand of one synthetic person: `build` gives its proportions, `creases` its
//! lines, `ridges` its friction ridges, `veins` its veins, all drawn once into `chart`s. A capture poses the
//! hand (`hand`), sees it through a `camera`, and asks for every pixel which point of the skin that is
//! (`surface`, with what the pose does to the skin from `field`), how `skin` looks there and what covers it
//! (`marks`). [`Shot`] ties this together; `render` is the file to read first. What is modelled, and what
//! is not, stands in `docs/synth.md`.
//!
//! Pictures show the palm: with fingers up, a right hand's thumb is on the right. A mirrored picture
//! shows the other hand.

mod attack;
mod build;
mod burst;
mod camera;
mod chart;
mod creases;
mod faulty;
mod field;
mod geometry;
mod grid;
mod hand;
mod jpeg;
mod marks;
mod noise;
mod motion;
mod palm;
mod passer;
mod render;
mod ridges;
mod rng;
mod scene;
mod sensor;
mod session;
mod settings;
mod setup;
mod skin;
mod square;
mod stroke;
mod surface;
#[cfg(test)]
mod tests;
mod truth;
mod veins;

pub use attack::{Attack, Medium, Presentation};
pub use burst::{Burst, BurstFrame, BurstSettings, Subject};
pub use faulty::{Fault, render_faulty};
pub use marks::Marks;
pub use motion::Course;
pub use palm::Palm;
pub use render::{Shot, SyntheticCapture, render, render_two};
pub use rng::Rng;
pub use settings::{Background, BitDepth, CaptureSettings, SynthError};
pub use setup::Setup;
pub use truth::{GroundTruth, Landmarks, SkinSquare};
