//! Things on the skin: drawn into it (`marks/drawn.rs`: scars, tattoos, scratches), smeared over it
//! (dirt) and worn on it (`marks/worn.rs`: rings, plasters). Scars, tattoos and rings belong to a palm,
//! the rest to one session.

use super::geometry::{Point, point};
use super::noise::Noise;
use super::rng::Rng;
use drawn::Drawn;
use worn::{Plaster, Ring};

mod drawn;
#[cfg(test)]
mod tests;
mod worn;

/// Millimetres that no drawing on a finger reaches.
const MAX_ON_FINGER: f64 = 22.0;

/// What is on the skin of a hand; by default nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Marks {
    /// A metal band around one finger, always the same.
    pub ring: bool,
    /// A sticking plaster, somewhere else in every session.
    pub plaster: bool,
    /// A healed cut, always at the same place.
    pub scar: bool,
    /// How many fresh scratches; new ones in every session.
    pub scratches: u8,
    /// How dirty the hand is, 0..=1; new smears in every session.
    pub dirt: f64,
    /// A small drawing in black or blue-grey ink, always the same.
    pub tattoo: bool,
}

/// A point of the skin, as marks are asked for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct MarkPoint {
    /// Where the point lies on the palm at rest, in millimetres.
    pub(super) rest: Point,
    /// The finger closest by.
    pub(super) finger: usize,
    /// Millimetres from that finger's pivot towards its tip.
    pub(super) along: f64,
    /// Millimetres from that finger's axis towards the thumb.
    pub(super) across: f64,
    /// 0 on the palm, 1 on the finger.
    pub(super) finger_share: f32,
    /// How deep a crease runs here, 0..=1: dirt stays in it.
    pub(super) crease: f32,
}

/// A part of the hand's skin with coordinates of its own: the palm, or one finger with `x` across it
/// and `y` along it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Surface {
    Palm,
    Finger(usize),
}

/// Where a mark is.
#[derive(Debug, Clone, Copy)]
struct Place {
    surface: Surface,
    middle: Point,
    /// The mark's own first direction, of length 1.
    heading: Point,
    /// Millimetres from the middle beyond which the mark changes nothing.
    reach: f64,
}

impl Place {
    /// The point seen from the mark, and the share of the mark's surface in the skin there; none out
    /// of reach.
    #[inline]
    fn locate(&self, at: &MarkPoint) -> Option<(Point, f32)> {
        let (p, share) = match self.surface {
            Surface::Palm => (at.rest, 1.0 - at.finger_share),
            Surface::Finger(finger) if finger == at.finger => (point(at.across, at.along), at.finger_share),
            Surface::Finger(_) => return None,
        };
        let rest = p - self.middle;
        if share <= 0.0 || rest.dot(rest) > self.reach * self.reach {
            return None;
        }
        Some((point(rest.dot(self.heading), rest.dot(self.heading.turned())), share))
    }
}

/// Everything on one hand in one session.
pub(super) struct Worn {
    drawn: Vec<Drawn>,
    dirt: Option<Dirt>,
    plaster: Option<Plaster>,
    ring: Option<Ring>,
}

impl Worn {
    /// What `marks` ask for. `fingers` are length from the pivot to the tip and half the width of each
    /// finger, in millimetres; `permanent` must be the same in all sessions of a palm, `session` in all
    /// captures of a session. Asking for one mark moves no other.
    pub(super) fn new(
        marks: &Marks,
        fingers: &[(f64, f64); 5],
        permanent: &mut Rng,
        session: &mut Rng,
    ) -> Worn {
        let [mut scar, mut tattoo, mut ring] = [(); 3].map(|()| Rng::new(permanent.bits()));
        let [mut plaster, mut scratches, mut dirt] = [(); 3].map(|()| Rng::new(session.bits()));
        let mut drawn = Vec::new();
        if marks.scar {
            drawn.push(Drawn::scar(fingers, &mut scar));
        }
        if marks.tattoo {
            drawn.push(Drawn::tattoo(fingers, &mut tattoo));
        }
        drawn.extend((0..marks.scratches).map(|_| Drawn::scratch(fingers, &mut scratches)));
        Worn {
            drawn,
            dirt: (marks.dirt > 0.0).then(|| Dirt::new(marks.dirt, &mut dirt)),
            plaster: marks.plaster.then(|| Plaster::new(fingers, &mut plaster)),
            ring: marks.ring.then(|| Ring::new(fingers, &mut ring)),
        }
    }

    /// Whether [`cover`](Self::cover) changes no colour anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.drawn.is_empty() && self.dirt.is_none() && self.plaster.is_none() && self.ring.is_none()
    }

    /// The colour of a point with all that is on it, from that of the bare skin: reflectance under
    /// even light, 0..=1. In near-infrared light (`nir`) all three values are the same band.
    #[inline]
    pub(super) fn cover(&self, at: &MarkPoint, nir: bool, color: [f32; 3]) -> [f32; 3] {
        let mut color = color;
        for mark in &self.drawn {
            if let Some((p, share)) = mark.place.locate(at) {
                color = mark.cover(p, share, nir, color);
            }
        }
        if let Some(dirt) = &self.dirt {
            color = dirt.cover(at, nir, color);
        }
        if let Some(plaster) = &self.plaster
            && let Some((p, share)) = plaster.place.locate(at)
        {
            color = plaster.cover(p, share, nir, color);
        }
        if let Some(ring) = &self.ring
            && let Some((p, share)) = ring.place.locate(at)
        {
            color = ring.cover(p, share, nir, color);
        }
        color
    }
}

/// Dark smears, and creases in which dirt stays.
struct Dirt {
    amount: f32,
    smears: [(Noise, f32); 3],
}

impl Dirt {
    fn new(amount: f64, rng: &mut Rng) -> Dirt {
        // Grid spacing in millimetres and weight: smears, their ragged borders, grains.
        let smears = [(17.0, 0.75), (5.0, 0.35), (1.1, 0.16)];
        Dirt {
            amount: amount.clamp(0.0, 1.0) as f32,
            smears: smears.map(|(cell, weight)| (Noise::new(cell, rng), weight)),
        }
    }

    fn cover(&self, at: &MarkPoint, nir: bool, color: [f32; 3]) -> [f32; 3] {
        // Fingers lie far from one another and from the palm in the field.
        const APART: f64 = 400.0;
        let share = at.finger_share;
        let mut smear = 0.0;
        if share < 1.0 {
            smear += (1.0 - share) * self.field(at.rest);
        }
        if share > 0.0 {
            smear += share * self.field(point(at.across + APART * (at.finger as f64 + 1.0), at.along));
        }
        // The dirtier the hand, the more of the field lies above the threshold.
        let grain = 0.8 + 0.2 * smear;
        let film =
            ((smear + 1.1 * self.amount - 0.65) * 1.1).clamp(0.0, 1.0) * (0.4 + 0.6 * self.amount) * grain;
        let stuck = at.crease * self.amount * (0.75 + 0.5 * smear).clamp(0.0, 1.0);
        let dark = (0.75 * film + 0.7 * stuck).min(0.85);
        // Reflectance of soil and grease; in near-infrared light soil is brighter.
        let soil = if nir { [0.3; 3] } else { [0.17, 0.135, 0.105] };
        mix(color, soil, dark)
    }

    #[inline]
    fn field(&self, p: Point) -> f32 {
        // Turned, so that the grids' axes do not show.
        let (u, v) = ((0.8 * p.x + 0.6 * p.y) as f32, (0.8 * p.y - 0.6 * p.x) as f32);
        self.smears.iter().map(|(noise, weight)| weight * noise.at(u, v)).sum()
    }
}

/// `share` of the second colour over the first.
#[inline]
fn mix(under: [f32; 3], over: [f32; 3], share: f32) -> [f32; 3] {
    let mut mixed = under;
    for (value, o) in mixed.iter_mut().zip(over) {
        *value += (o - *value) * share;
    }
    mixed
}

/// A colour multiplied by a tint, within what reflects.
#[inline]
fn tinted(color: [f32; 3], tint: [f32; 3]) -> [f32; 3] {
    let mut out = color;
    for (value, t) in out.iter_mut().zip(tint) {
        *value = (*value * t).min(1.0);
    }
    out
}

/// Some finger other than the thumb, most often the ring finger: probabilities as rings are worn.
fn ring_finger(rng: &mut Rng) -> usize {
    use super::build::{INDEX, LITTLE, MIDDLE, RING};
    match rng.unit() {
        u if u < 0.6 => RING,
        u if u < 0.8 => MIDDLE,
        u if u < 0.9 => INDEX,
        _ => LITTLE,
    }
}

/// A place for a mark, without a reach: on the palm, or with probability `on_finger` on a finger between
/// web and tip.
fn somewhere(fingers: &[(f64, f64); 5], on_finger: f64, rng: &mut Rng) -> Place {
    let (x, y) = (rng.between(-1.0, 1.0), rng.between(-1.0, 1.0));
    let finger = rng.whole(0, 4);
    let heading = Point::heading(rng.between(-3.1, 3.1));
    let (length, radius) = fingers.get(finger).copied().unwrap_or((60.0, 8.0));
    if rng.chance(on_finger) {
        // From the web to before the tip, in millimetres from the pivot.
        let (low, high) = (18.0, (length - 10.0).max(20.0));
        let middle = point(0.4 * radius * x, 0.5 * (low + high) + 0.5 * (high - low) * y);
        return Place { surface: Surface::Finger(finger), middle, heading, reach: 0.0 };
    }
    // The palm's middle, without its borders.
    let middle = point(1.0 + 27.0 * x, 8.0 + 28.0 * y);
    Place { surface: Surface::Palm, middle, heading, reach: 0.0 }
}
