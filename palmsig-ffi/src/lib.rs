//! palmsig for C and C++: what `include/palmsig.h` declares. No algorithm is in here.
//!
//! * `pointer` holds everything that Rust cannot check: handles, buffers, strings and structs of the caller. All other
//!   files say which of them a function takes, what it does with them in safe Rust, and what it gives back.
//! * Every function runs inside [`entry!`](pointer): failures become status numbers, and no panic crosses into C.
//! * Names are those of the header, which is made of these files (`cargo xtask header`), comments included: they are
//!   written for readers of C.
//!
//! # Safety
//! Of all functions alike: pointers are NULL, or point to what the header says of them.

#![allow(non_camel_case_types, reason = "names are those of the C header")]
#![allow(
    unsafe_code,
    reason = "exported names and signatures; blocks stand in `pointer` only, as the policy check sees"
)]
#![allow(clippy::missing_safety_doc, reason = "one contract for all: that of the header")]

mod pointer;
mod failure;
mod buffer;

// In the order of the header.
mod status;
mod library;
#[cfg(feature = "runtime")]
mod runtime;
#[cfg(feature = "runtime")]
mod attached;
#[cfg(not(feature = "runtime"))]
#[path = "detached.rs"]
mod attached;
mod image;
mod location;
mod extractor;
mod guidance;
mod template;
mod matcher;
mod gallery;
mod enroller;
mod liveness;
mod progress;
mod session;
#[cfg(feature = "protect")]
mod keys;
#[cfg(feature = "protect")]
mod seal;
#[cfg(feature = "protect")]
mod envelope;
#[cfg(feature = "store")]
mod store;

pub use enroller::*;
#[cfg(feature = "protect")]
pub use envelope::*;
pub use extractor::*;
pub use gallery::*;
pub use guidance::*;
pub use image::*;
#[cfg(feature = "protect")]
pub use keys::*;
pub use library::*;
pub use liveness::*;
pub use location::*;
pub use matcher::*;
pub use progress::*;
#[cfg(feature = "runtime")]
pub use runtime::*;
#[cfg(feature = "protect")]
pub use seal::*;
pub use session::*;
pub use status::*;
#[cfg(feature = "store")]
pub use store::*;
pub use template::*;
