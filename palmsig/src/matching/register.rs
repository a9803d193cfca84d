//! Where the parts of a palm came to lie: a similarity transform fitted to the moves of the patches, finer
//! than the search, whose rotations, scales and shifts are steps apart.

use super::align::Alignment;
use super::deform::PatchMove;
use super::lookup::Warp;
use crate::image::Band;
use crate::params::TEXTURE_CELLS;

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

impl Registration {
    /// The similarity that fits `moves` best, in least squares; none without moves.
    ///
    /// With a place (row y, column x) about the middle as the complex number z = x − iy, an alignment of rotation
    /// φ and scale s makes w = s·exp(iφ)·z of it, and the patches tell q ≈ a·w + b for places w of the aligned
    /// probe and q of the reference. So the whole is a·s·exp(iφ)·z + b.
    pub(super) fn fit(band: Band, warp: &Warp, moves: &[PatchMove]) -> Option<Registration> {
        let count = moves.len() as f64;
        if moves.is_empty() {
            return None;
        }
        let mean = |of: fn(&PatchMove) -> [f64; 2]| {
            let sum = moves.iter().map(of).fold([0.0; 2], |sum, z| [sum[0] + z[0], sum[1] + z[1]]);
            sum.map(|v| v / count)
        };
        let (from, to) = (mean(from), mean(to));
        let (mut dot, mut cross, mut spread) = (0.0, 0.0, 0.0);
        for patch in moves {
            let (w, q) = (minus(self::from(patch), from), minus(self::to(patch), to));
            dot += w[0] * q[0] + w[1] * q[1];
            cross += w[0] * q[1] - w[1] * q[0];
            spread += w[0] * w[0] + w[1] * w[1];
        }
        // Patches in one place tell a shift and nothing else.
        let a = if spread > 0.0 { [dot / spread, cross / spread] } else { [1.0, 0.0] };
        let b = minus(to, times(a, from));
        let square = |z: [f64; 2]| z[0] * z[0] + z[1] * z[1];
        let missed =
            |patch: &PatchMove| square(minus(minus(self::to(patch), b), times(a, self::from(patch))));
        let side = TEXTURE_CELLS as f64;
        Some(Registration {
            band,
            rotation: warp.rotation + libm::atan2(a[1], a[0]),
            scale: warp.scale * square(a).sqrt(),
            shift: [-b[1] / side, b[0] / side],
            deformation: (moves.iter().map(missed).sum::<f64>() / count).sqrt() / side,
            patches: moves.len() as u32,
        })
    }
}

/// The shift of an alignment, in cells of the texture planes.
pub(super) fn texture_shift(alignment: &Alignment) -> (i32, i32) {
    (2 * alignment.down, 2 * alignment.right)
}

/// Where the patch lies in the reference, as a complex number about the middle.
fn to(patch: &PatchMove) -> [f64; 2] {
    [patch.middle[1], -patch.middle[0]]
}

/// Where it came from in the aligned probe.
fn from(patch: &PatchMove) -> [f64; 2] {
    let [down, right] = patch.moved.map(f64::from);
    minus(to(patch), [right, -down])
}

fn minus(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn times(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
}
