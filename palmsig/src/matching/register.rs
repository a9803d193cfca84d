//! Where the parts of a palm came to lie: an affine transform fitted to the moves of the patches, finer
//! than the search, whose rotations, scales and shifts are steps apart.

use super::deform::PatchMove;
use crate::image::Band;
use crate::params::FINE_CELLS;

/// How a probe's palm square lies over the reference's: the rotation, the scale, the stretch and the shift that carry the
/// probe there, and how far its skin departs from them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Registration {
    /// The band.
    pub band: Band,
    /// Rotation of the probe, radians, counter-clockwise.
    pub rotation: f64,
    /// Size of the carried probe relative to the probe, in the mean of all directions.
    pub scale: f64,
    /// How much more the probe grew in the direction in which it did most than in the one across, as a ratio: 1 for a
    /// similarity, more where one of the hands was tilted or bent.
    pub stretch: f64,
    /// Shift of the middle of the probe, [down, right], in sides of the palm square.
    pub shift: [f64; 2],
    /// Root mean square distance of the patches from where the transform puts them, in sides of the palm
    /// square. Patches move in steps of 1/64, which alone makes about 0.006.
    pub deformation: f64,
    /// Patches that the transform was fitted to.
    pub patches: u32,
}

/// A place (row y, column x) about the middle, in cells of the fine planes, as x − iy: rotations are counter-clockwise.
pub(super) type Complex = [f64; 2];

/// An affine transform of places: A·z + C·z̄ + b. Without C it is a similarity; C stretches along one direction as much as it
/// shrinks across.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Affinity {
    turned: Complex,
    stretched: Complex,
    shift: Complex,
}

/// λ, how unlikely a stretch is before the patches are asked. The spread of a palm's patches is a thousand or so, that of a stranger's a
/// hundred, for they agree with none of their places: those are stretched half as far as they would be to fit.
const STIFFNESS: f64 = 30.0;

impl Affinity {
    /// A turn by `rotation` (radians, counter-clockwise), then scaled, then shifted [down, right].
    pub(super) fn similarity(rotation: f64, scale: f64, shift: [f64; 2]) -> Affinity {
        let turned = [scale * libm::cos(rotation), scale * libm::sin(rotation)];
        Affinity { turned, stretched: [0.0; 2], shift: complex(shift) }
    }

    /// Radians, counter-clockwise.
    pub(super) fn rotation(&self) -> f64 {
        libm::atan2(self.turned[1], self.turned[0])
    }

    /// In the mean of all directions.
    pub(super) fn scale(&self) -> f64 {
        square(self.turned).sqrt()
    }

    /// The greatest over the least scale of all directions.
    fn stretch(&self) -> f64 {
        let (mean, more) = (self.scale(), square(self.stretched).sqrt());
        (mean + more) / (mean - more).abs().max(f64::MIN_POSITIVE)
    }

    /// Of the middle, [down, right].
    pub(super) fn shift(&self) -> [f64; 2] {
        [-self.shift[1], self.shift[0]]
    }

    /// The same without its shift.
    pub(super) fn unshifted(&self) -> Affinity {
        Affinity { shift: [0.0; 2], ..*self }
    }

    pub(super) fn of(&self, z: Complex) -> Complex {
        plus(self.step(z), self.shift)
    }

    /// What a place is carried farther that lies farther by `z`.
    pub(super) fn step(&self, z: Complex) -> Complex {
        plus(times(self.turned, z), times(self.stretched, conjugate(z)))
    }

    /// The way back.
    pub(super) fn inverse(&self) -> Affinity {
        let grows = square(self.turned) - square(self.stretched);
        let back = Affinity {
            turned: scaled(conjugate(self.turned), 1.0 / grows),
            stretched: scaled(self.stretched, -1.0 / grows),
            shift: [0.0; 2],
        };
        Affinity { shift: scaled(back.of(self.shift), -1.0), ..back }
    }

    /// This one after another.
    fn after(&self, first: &Affinity) -> Affinity {
        let turned =
            |z: Complex, other: Complex| plus(times(self.turned, z), times(self.stretched, conjugate(other)));
        Affinity {
            turned: turned(first.turned, first.stretched),
            stretched: turned(first.stretched, first.turned),
            shift: self.of(first.shift),
        }
    }

    /// The affinity that carries the probe to where `moves` found its patches, when they moved from where this one carries
    /// them; none without moves.
    pub(super) fn refined(&self, moves: &[PatchMove]) -> Option<Affinity> {
        Some(Affinity::fitted(moves)?.after(self))
    }

    /// What carries patches from where they came from to where they lie, in least squares by their weights.
    ///
    /// With places w and q about their means that is the least Σ|q − A·w − C·w̄|² + λ·|C|², where
    /// A·Σ|w|² + C·Σw̄² = Σq·w̄ and A·Σw² + C·(Σ|w|² + λ) = Σq·w.
    fn fitted(moves: &[PatchMove]) -> Option<Affinity> {
        if moves.is_empty() {
            return None;
        }
        let (mut total, mut from, mut to) = (0.0, [0.0; 2], [0.0; 2]);
        for patch in moves {
            total += patch.weight;
            from = plus(from, scaled(self::from(patch), patch.weight));
            to = plus(to, scaled(self::to(patch), patch.weight));
        }
        let (from, to) = (scaled(from, 1.0 / total), scaled(to, 1.0 / total));
        let [mut turned, mut stretched, mut spread, mut aslant] = [[0.0; 2]; 4];
        for patch in moves {
            let (w, q) = (minus(self::from(patch), from), minus(self::to(patch), to));
            // Weighed last, and divided by below: so rounded, what did not move is carried nowhere.
            let add = |sum: Complex, product| plus(sum, scaled(product, patch.weight));
            turned = add(turned, times(q, conjugate(w)));
            stretched = add(stretched, times(q, w));
            spread = add(spread, times(w, conjugate(w)));
            aslant = add(aslant, times(w, w));
        }
        let [spread, _] = spread;
        let about = |turned: Complex, stretched: Complex| {
            let about = Affinity { turned, stretched, shift: [0.0; 2] };
            Affinity { shift: minus(to, about.of(from)), ..about }
        };
        let stiff = spread + STIFFNESS;
        let grows = spread * stiff - square(aslant);
        if grows <= 0.0 {
            // Patches in one place tell a shift and nothing else.
            return Some(about([1.0, 0.0], [0.0; 2]));
        }
        let turning = minus(scaled(turned, stiff), times(conjugate(aslant), stretched));
        let stretching = minus(scaled(stretched, spread), times(aslant, turned));
        Some(about(turning.map(|v| v / grows), stretching.map(|v| v / grows)))
    }

    /// The registration of a band whose patches moved by `moves` from where this affinity carries them, and that of
    /// all of them is `whole`.
    pub(super) fn registration(&self, band: Band, whole: &Affinity, moves: &[PatchMove]) -> Registration {
        let put = whole.after(&self.inverse());
        let missed = |patch: &PatchMove| square(minus(to(patch), put.of(from(patch))));
        let side = FINE_CELLS as f64;
        Registration {
            band,
            rotation: whole.rotation(),
            scale: whole.scale(),
            stretch: whole.stretch(),
            shift: whole.shift().map(|v| v / side),
            deformation: (moves.iter().map(missed).sum::<f64>() / moves.len() as f64).sqrt() / side,
            patches: moves.len() as u32,
        }
    }
}

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

fn plus(a: Complex, b: Complex) -> Complex {
    [a[0] + b[0], a[1] + b[1]]
}

fn times(a: Complex, b: Complex) -> Complex {
    [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
}

fn scaled(a: Complex, by: f64) -> Complex {
    a.map(|v| v * by)
}

fn conjugate(a: Complex) -> Complex {
    [a[0], -a[1]]
}

fn square(z: Complex) -> f64 {
    z[0] * z[0] + z[1] * z[1]
}
