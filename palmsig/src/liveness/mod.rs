//! Whether it is a live hand: independent signals over the frames of a burst, and a verdict on those that a terminal can give.
//!
//! [`Evidence`] gathers what frames say, signal by signal ([`Signal`] says what each one sees, and what it does not). A [`Policy`] names
//! the signals that a kind of terminal must have. Its [`Verdict`] is *live* only when every one of them is there and
//! none finds anything amiss; where one is missing there is not enough evidence, whatever the others say.
//!
//! No signal looks at who it is: an attack that shows the palm of the right person is what they are for. Limits were set on
//! synthetic bursts, that of the texture on pictures of public sets, too (docs/capture.md).

mod bands;
mod blood;
mod evidence;
mod feed;
mod lamp;
mod plane;
mod policy;
mod relief;
mod shine;
mod signal;
mod spectrum;
#[cfg(test)]
mod tests;
mod texture;

pub use evidence::{Evidence, Sample};
pub use policy::{Kind, Policy, Verdict};
pub use signal::{Reading, Signal, Signals};
