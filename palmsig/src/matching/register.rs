//! Where the parts of a palm came to lie: a similarity transform fitted to the moves of the patches, finer
//! than the search, whose rotations, scales and shifts are steps apart.

use super::deform::PatchMove;
use crate::image::Band;
use crate::params::FINE_CELLS;

/// How a probe's palm square lies over the reference's: the rotation, the scale and the shift that carry the
/// probe there, and how far its skin departs from them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Registration {
    /// The band.
    pub band: Band,
    /// Rotation of the probe, radians, counter-clockwise.
    pub rotation: f64,
    /// Size of the carried probe relative to the probe.
    pub scale: f64,
    /// Shift of the middle of the probe, [down, right], in sides of the palm square.
    pub shift: [f64; 2],
    /// Root mean square distance of the patches from where the transform puts them, in sides of the palm
    /// square. Patches move in steps of 1/64, which alone makes about 0.006.
    pub deformation: f64,
    /// Patches that the transform was fitted to.
    pub patches: u32,
}

/// Carries a place of the probe, about its middle, into the reference: turned, scaled, then shifted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Similarity {
    /// Radians, counter-clockwise.
    pub rotation: f64,
    pub scale: f64,
    /// [down, right], in cells of the fine planes.
    pub shift: [f64; 2],
}

impl Similarity {
    /// The similarity that carries the probe to where `moves` found its patches, in least squares by their weights, when they
    /// moved from where this one carries them; none without moves.
    ///
    /// With a place (row y, column x) about the middle as the complex number z = x − iy, this similarity of rotation φ,
    /// scale s and shift c makes w = s·exp(iφ)·z + c of it, and the patches tell q ≈ a·w + b for places w of the
    /// aligned probe and q of the reference. So the whole is a·s·exp(iφ)·z + a·c + b.
    pub(super) fn refined(&self, moves: &[PatchMove]) -> Option<Similarity> {
        let total: f64 = moves.iter().map(|patch| patch.weight).sum();
        if moves.is_empty() {
            return None;
        }
        let mean = |of: fn(&PatchMove) -> Complex| {
            let weighed = moves.iter().map(|patch| of(patch).map(|v| v * patch.weight));
            let sum = weighed.fold([0.0; 2], |sum, z| [sum[0] + z[0], sum[1] + z[1]]);
            sum.map(|v| v / total)
        };
        let (from, to) = (mean(from), mean(to));
        let (mut dot, mut cross, mut spread) = (0.0, 0.0, 0.0);
        for patch in moves {
            let (w, q) = (minus(self::from(patch), from), minus(self::to(patch), to));
            dot += patch.weight * (w[0] * q[0] + w[1] * q[1]);
            cross += patch.weight * (w[0] * q[1] - w[1] * q[0]);
            spread += patch.weight * square(w);
        }
        // Patches in one place tell a shift and nothing else.
        let a = if spread > 0.0 { [dot / spread, cross / spread] } else { [1.0, 0.0] };
        let carried = times(a, minus(complex(self.shift), from));
        let shift = [carried[0] + to[0], carried[1] + to[1]];
        Some(Similarity {
            rotation: self.rotation + libm::atan2(a[1], a[0]),
            scale: self.scale * square(a).sqrt(),
            shift: [-shift[1], shift[0]],
        })
    }

    /// The registration of a band whose patches moved by `moves` from where this similarity carries them, and that of
    /// all of them is `whole`.
    pub(super) fn registration(&self, band: Band, whole: &Similarity, moves: &[PatchMove]) -> Registration {
        let turn = whole.rotation - self.rotation;
        let ratio = whole.scale / self.scale;
        let a = [ratio * libm::cos(turn), ratio * libm::sin(turn)];
        let put = |patch: &PatchMove| times(a, minus(from(patch), complex(self.shift)));
        let missed = |patch: &PatchMove| square(minus(minus(to(patch), complex(whole.shift)), put(patch)));
        let side = FINE_CELLS as f64;
        Registration {
            band,
            rotation: whole.rotation,
            scale: whole.scale,
            shift: whole.shift.map(|v| v / side),
            deformation: (moves.iter().map(missed).sum::<f64>() / moves.len() as f64).sqrt() / side,
            patches: moves.len() as u32,
        }
    }
}

/// x − iy of a place (row y, column x) about the middle.
pub(super) type Complex = [f64; 2];

pub(super) fn complex([down, right]: [f64; 2]) -> Complex {
    [right, -down]
}

/// Where the patch lies in the reference.
pub(super) fn to(patch: &PatchMove) -> Complex {
    complex(patch.middle)
}

/// Where it came from in the aligned probe.
pub(super) fn from(patch: &PatchMove) -> Complex {
    minus(to(patch), complex(patch.moved.map(f64::from)))
}

pub(super) fn minus(a: Complex, b: Complex) -> Complex {
    [a[0] - b[0], a[1] - b[1]]
}

pub(super) fn times(a: Complex, b: Complex) -> Complex {
    [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
}

fn square(z: Complex) -> f64 {
    z[0] * z[0] + z[1] * z[1]
}
