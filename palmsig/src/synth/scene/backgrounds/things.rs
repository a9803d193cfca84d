//! Things behind the hand, near and far.

use super::super::super::rng::Rng;
use super::{Backdrop, Noises, Paint, between, step};

/// Patches of flat colours with sharp borders, as of things on a table.
pub(super) fn clutter(noises: &Noises, x: f32, y: f32) -> [f32; 3] {
    let (u, v) = (x + 0.1 * noises[1].at(x, y), y + 0.1 * noises[1].at(y, x));
    let step = |noise: usize, k: f32| {
        let value = noises[noise].at(u + 7.0 * k, v - 3.0 * k);
        (value * 3.0 + 3.5) as i32 as f32 / 6.0
    };
    let (bright, detail) = (step(0, 1.0), 0.03 * noises[2].at(x, y));
    // Mostly grey things, with a tint each.
    let hue = [step(0, 2.0), 0.5, 1.0 - step(0, 3.0)];
    hue.map(|h| (0.1 + 0.6 * bright + 0.3 * (h - 0.5) + detail).clamp(0.02, 0.95))
}

/// A room, far out of focus: its floor and furniture, and lamps and windows brighter than white.
pub(super) struct Room {
    wall: Paint,
    /// From the back to the front.
    things: Vec<Thing>,
    /// Half the breadth of every edge.
    soft: f32,
}

/// A box or a disc in the picture.
struct Thing {
    middle: [f32; 2],
    /// Half of its breadth and height.
    half: [f32; 2],
    round: bool,
    paint: Paint,
}

/// How many pieces of furniture, windows and lamps a room has.
const FURNITURE: [usize; 2] = [5, 9];
const WINDOWS: [usize; 2] = [0, 2];
const LAMPS: [usize; 2] = [1, 4];

impl Room {
    pub(super) fn new(rng: &mut Rng) -> Room {
        let level = between(0.15, 0.6, rng);
        let wall = Paint::greyish(level, rng);
        let mut things = vec![Thing::floor(rng)];
        let count = |[fewest, most]: [usize; 2], rng: &mut Rng| 0..rng.whole(fewest, most);
        things.extend(count(WINDOWS, rng).map(|_| Thing::window(rng)));
        things.extend(count(FURNITURE, rng).map(|_| Thing::furniture(rng)));
        things.extend(count(LAMPS, rng).map(|_| Thing::lamp(rng)));
        Room { wall, things, soft: between(0.02, 0.07, rng) }
    }
}

impl Thing {
    /// Of a half size between two; anywhere in a picture, which may be half as broad again as high.
    fn new(half: [f32; 2], round: bool, paint: Paint, rng: &mut Rng) -> Thing {
        let middle = [between(0.0, 1.4, rng), between(0.0, 1.0, rng)];
        let [low, high] = half;
        let first = between(low, high, rng);
        let second = if round { first } else { between(low, high, rng) };
        Thing { middle, half: [first, second], round, paint }
    }

    fn floor(rng: &mut Rng) -> Thing {
        let level = between(0.08, 0.45, rng);
        // Wider than any picture, its far edge in the lower half.
        let middle = [0.7, between(1.6, 2.0, rng)];
        Thing { middle, half: [5.0, 1.0], round: false, paint: Paint::dyed(level, rng) }
    }

    fn furniture(rng: &mut Rng) -> Thing {
        let level = between(0.05, 0.6, rng);
        let (grey, hued) = (Paint::greyish(level, rng), Paint::dyed(level, rng));
        let round = rng.chance(0.3);
        Thing::new([0.05, 0.25], round, grey.under(hued, between(0.0, 0.7, rng)), rng)
    }

    /// Daylight holds as much near-infrared as visible light.
    fn window(rng: &mut Rng) -> Thing {
        let level = between(1.2, 2.5, rng);
        Thing::new([0.1, 0.25], false, Paint::plain([0.9, 1.0, 1.1]).times(level), rng)
    }

    /// Glowing lamps are brightest in near-infrared light, others have hardly any.
    fn lamp(rng: &mut Rng) -> Thing {
        let nir = if rng.chance(0.5) { 1.5 } else { 0.2 };
        Thing::new([0.02, 0.07], true, Paint([1.1, 1.0, 0.8, nir]).times(between(1.2, 3.0, rng)), rng)
    }

    /// Share of the thing at a point, when its edge is blurred over `soft` to either side.
    fn share(&self, x: f32, y: f32, soft: f32) -> f32 {
        let (off, down) = (x - self.middle[0], y - self.middle[1]);
        if self.round {
            return step(soft, self.half[0] - (off * off + down * down).sqrt());
        }
        step(soft, self.half[0] - off.abs()) * step(soft, self.half[1] - down.abs())
    }
}

impl Backdrop for Room {
    fn at(&self, noises: &Noises, x: f32, y: f32) -> Paint {
        let seen = self.things.iter().fold(self.wall, |behind, thing| {
            let share = thing.share(x, y, self.soft);
            if share > 0.0 { behind.under(thing.paint, share) } else { behind }
        });
        // Smaller things, and what light and shade there is.
        seen.times(1.0 + 0.3 * noises[0].at(x, y) + 0.1 * noises[1].at(x, y))
    }
}
