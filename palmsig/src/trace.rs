//! Watching the stages of an extraction. Every stage reports what it made under a stable name, in
//! the order of the pipeline, to an [`Observer`]. Writers (to .npy, to PNG) live in the examples.
//!
//! A trace holds a person's palm in the clear: an observer must keep it with the same care as the
//! picture itself.

use ndarray::{ArrayView2, ArrayView3};

/// What a stage made.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Artifact<'a> {
    /// Grey levels, shape (rows, columns).
    Pixels(ArrayView2<'a, u16>),
    /// 1 inside, 0 outside, shape (rows, columns).
    Mask(ArrayView2<'a, u8>),
    /// Points as [row, column], in pixels of the picture that was handed in.
    Points(&'a [[f64; 2]]),
    /// Bits as 0 or 1, shape (planes, rows, columns).
    Bits(ArrayView3<'a, u8>),
    /// Named numbers.
    Values(&'a [(&'static str, f64)]),
    /// Bytes made by the stage: only their number, for they are secret.
    Size(usize),
}

/// Prints shapes, never what is in them.
impl std::fmt::Debug for Artifact<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Artifact::Pixels(a) => write!(f, "Pixels{:?}", a.dim()),
            Artifact::Mask(a) => write!(f, "Mask{:?}", a.dim()),
            Artifact::Points(a) => write!(f, "Points({})", a.len()),
            Artifact::Bits(a) => write!(f, "Bits{:?}", a.dim()),
            Artifact::Values(a) => write!(f, "Values({})", a.len()),
            Artifact::Size(bytes) => write!(f, "Size({bytes})"),
        }
    }
}

/// Something that watches an extraction. All methods have empty defaults, so that an observer
/// implements what it needs; [`Unobserved`] implements none.
pub trait Observer {
    /// Whether artifacts are wanted: stages then make those that cost extra work.
    fn wants_artifacts(&self) -> bool {
        false
    }

    /// The stage `name` begins (and the one before it has ended).
    fn stage(&mut self, name: &'static str) {
        let _ = name;
    }

    /// The stage under way made `artifact`, known by the stable name `name`, e.g. `roi/mask`.
    fn artifact(&mut self, name: &'static str, artifact: Artifact<'_>) {
        let _ = (name, artifact);
    }
}

/// The observer that sees nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}
