//! The palm frame, precisely: a crop that is upright and of one size, as far as the finder could tell, shows where
//! landmarks lie, and every cell of it votes for how far the frame is off.

use std::sync::OnceLock;

use super::finder::{Sighting, logistic};
use super::network::{FRACTION, Network, Tensor};
use super::point::Point;
use super::sight::{INPUTS, Sight};

/// Weights, as trained by `training/train.py`.
pub(super) static WEIGHTS: &[u8] = include_bytes!("refiner.bin");

/// Pixels along one side of the crop.
const SIDE: usize = 96;
/// Palm units along one side of the crop.
const UNITS: f64 = 2.82;
/// How far the middle of the crop lies above that of the palm square, in palm units.
const LIFT: f64 = 0.15;
/// Pixels of the crop along one side of a cell.
const CELL: usize = 4;
/// Cells along one side.
const CELLS: usize = SIDE / CELL;

/// Landmarks, in the order of their outputs.
pub(super) const LANDMARKS: usize = 8;
const MASK: usize = LANDMARKS;
const RIGHT: usize = MASK + 1;
const DOWN: usize = MASK + 2;
const SCALE: usize = MASK + 3;
const TURN: usize = MASK + 4;
const TRUST: usize = MASK + 5;
const HAND: usize = MASK + 6;
const TILT: [usize; 2] = [MASK + 7, MASK + 8];

/// A crop's place in the picture: the palm frame it was cut out at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// The middle of the palm square.
    pub(super) center: Point,
    /// Unit vector towards the fingers.
    pub(super) up: Point,
    /// Side of the palm square: one palm unit.
    pub(super) side: f64,
}

impl Frame {
    pub(super) fn of(sighting: &Sighting) -> Frame {
        Frame { center: sighting.center, up: sighting.up, side: sighting.side }
    }

    /// Turned about its middle by an angle given by its [cosine, sine].
    pub(super) fn turned(&self, [cosine, sine]: [f64; 2]) -> Frame {
        let [r, c] = self.up;
        Frame { up: [cosine * r + sine * c, cosine * c - sine * r], ..*self }
    }

    /// The point of the picture at (to the right, down) from the middle of the frame, in palm units.
    pub(super) fn at(&self, right: f64, down: f64) -> Point {
        let [r, c] = self.up;
        // Right is up turned by a quarter clockwise as seen on the screen.
        [
            self.center[0] + self.side * (-down * r - right * -c),
            self.center[1] + self.side * (-down * c + right * -r),
        ]
    }

    /// How far row (or column) `v` of the picture lies from the middle of the frame along its axis `a`, palm units.
    pub(super) fn away(&self, a: usize, v: f64) -> f64 {
        (v - self.center[a]) / self.side
    }

    /// (To the right, down) of a point so far [down, right] of the middle in the picture, in palm units.
    #[inline]
    fn coordinates(&self, d: [f64; 2]) -> [f64; 2] {
        let [r, c] = self.up;
        [d[0] * c - d[1] * r, -(d[0] * r + d[1] * c)]
    }
}

/// A landmark in the picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) at: Point,
    /// 0..=1.
    pub(super) confidence: f64,
}

/// What a crop shows.
pub(super) struct Refined {
    pub(super) frame: Frame,
    pub(super) landmarks: [Seen; LANDMARKS],
    /// Probability that a cell shows the hand, in 255ths, shape (cells, cells); the frame of the crop.
    pub(super) mask: Vec<u8>,
    pub(super) crop: Frame,
    /// Logarithm of the odds that it is a right hand.
    pub(super) right_hand: f64,
    /// Turn about the palm's horizontal and vertical axis, radians.
    pub(super) tilt: [f64; 2],
    /// How far the votes for the middle lie apart: deviation in palm units.
    pub(super) spread: f64,
    /// Whether the picture reaches to where landmarks beside the palm usually lie.
    shown: [bool; USUAL.len()],
}

/// Where the landmarks beside a left palm lie in the mean of synthetic hands in every pose, (to the right, down) of the middle of
/// the frame, in palm units; a right one's are mirrored.
const USUAL: [[f64; 2]; 6] =
    [[-0.88, 0.08], [-0.52, -0.72], [-0.04, -0.89], [0.46, -0.75], [-1.0, -0.67], [0.88, -0.73]];

impl Refined {
    /// How certain the landmarks beside the palm are, valleys and edges, 0..=1: their mean. Those that the border of the picture
    /// hides, as the frame has them, are left out, as long as half of them are left.
    pub(super) fn clarity(&self) -> f64 {
        let enough = self.shown.iter().filter(|shown| **shown).count() >= USUAL.len() / 2;
        let beside = self.landmarks.iter().zip(self.shown).filter(|(_, shown)| *shown || !enough);
        let (sum, count) = beside.fold((0.0, 0.0), |(sum, n), (seen, _)| (sum + seen.confidence, n + 1.0));
        sum / count
    }

    /// How certain the landmarks are that ought to be in any picture of a palm, 0..=1: the mean of the surest five.
    pub(super) fn certainty(&self) -> f64 {
        const SUREST: usize = 5;
        let mut left = self.landmarks.map(|seen| seen.confidence);
        let mut surest = || {
            let most = left.iter_mut().max_by(|a, b| a.total_cmp(b));
            most.map_or(0.0, |most| std::mem::replace(most, f64::NEG_INFINITY))
        };
        (0..SUREST).map(|_| surest()).sum::<f64>() / SUREST as f64
    }

    /// Palm units along one side of a cell.
    pub(super) const CELL: f64 = UNITS / CELLS as f64;
    /// No point of a crop lies farther from the middle of its frame than this, in palm units.
    pub(super) const REACH: f64 = UNITS / std::f64::consts::SQRT_2 + LIFT;

    /// Whether the picture shows the hand so far [down, right] of the middle of the crop's frame (see [`Frame::away`]);
    /// never outside the crop.
    #[inline]
    pub(super) fn covers(&self, away: [f64; 2]) -> bool {
        let [right, down] = self.crop.coordinates(away);
        // Centres of cells lie at .5; between them the probability is blended.
        let row = (down + UNITS / 2.0 + LIFT) / Self::CELL - 0.5;
        let column = (right + UNITS / 2.0) / Self::CELL - 0.5;
        let inside = -0.5..=CELLS as f64 - 0.5;
        if !inside.contains(&row) || !inside.contains(&column) {
            return false;
        }
        let (row, column) = (row.clamp(0.0, (CELLS - 1) as f64), column.clamp(0.0, (CELLS - 1) as f64));
        let (top, left) = ((row as usize).min(CELLS - 2), (column as usize).min(CELLS - 2));
        let (v, u) = (row - top as f64, column - left as f64);
        let mask = |r: usize, c: usize| f64::from(self.mask[r * CELLS + c]);
        let above = mask(top, left) * (1.0 - u) + mask(top, left + 1) * u;
        let below = mask(top + 1, left) * (1.0 - u) + mask(top + 1, left + 1) * u;
        above * (1.0 - v) + below * v >= 127.5
    }
}

/// Looks at the palm at `frame`.
pub(super) fn refined(sight: &mut Sight, frame: &Frame) -> Refined {
    let step = UNITS / SIDE as f64;
    let first = [0.5 * step - UNITS / 2.0, 0.5 * step - UNITS / 2.0 - LIFT];
    let at = |right: f64, down: f64| frame.at(first[0] + right, first[1] + down);
    let (origin, right, down) = (at(0.0, 0.0), at(step, 0.0), at(0.0, step));
    let difference = |p: Point| [p[0] - origin[0], p[1] - origin[1]];
    let out = network().run(sight.crop(SIDE, origin, difference(right), difference(down)));
    let votes = Votes::of(&out);
    let (found, right_hand) = (votes.frame(frame), votes.mean(&out, HAND));
    let side = if right_hand > 0.0 { -1.0 } else { 1.0 };
    Refined {
        shown: USUAL.map(|[right, down]| sight.reaches(found.at(side * right, down))),
        frame: found,
        landmarks: std::array::from_fn(|k| landmark(&out, k, frame)),
        mask: (0..CELLS * CELLS).map(|i| (logistic(value(&out, i, MASK)) * 255.0 + 0.5) as u8).collect(),
        crop: *frame,
        right_hand,
        tilt: TILT.map(|k| votes.mean(&out, k)),
        spread: votes.spread,
    }
}

fn network() -> &'static Network {
    static NETWORK: OnceLock<Network> = OnceLock::new();
    // A test sees to it that the weights are a network; without one there would be nothing to see.
    NETWORK.get_or_init(|| Network::parse(WEIGHTS, INPUTS).unwrap_or_default())
}

/// Output `k` of the `index`-th cell.
fn value(out: &Tensor, index: usize, k: usize) -> f64 {
    let found = out.values.get(index * out.channels + k);
    found.map_or(0.0, |v| f64::from(*v) / f64::from(1 << FRACTION))
}

/// (To the right, down) of a place in the crop, in cells, from the middle of its frame, in palm units.
fn in_units([row, column]: [f64; 2]) -> [f64; 2] {
    [column * Refined::CELL - UNITS / 2.0, row * Refined::CELL - UNITS / 2.0 - LIFT]
}

/// Cells on each side of the likeliest one that a landmark's place is the mean of.
const REACH: usize = 2;
/// The likeliest cell's probability where a landmark is seen for certain: the landmark may lie between cells.
const CERTAIN: f64 = 0.75;

/// The place of a landmark: the centre of the probability about the likeliest cell.
fn landmark(out: &Tensor, k: usize, frame: &Frame) -> Seen {
    let probability = |i: usize| logistic(value(out, i, k));
    let (mut best, mut highest) = (0, 0.0);
    for i in 0..CELLS * CELLS {
        let p = value(out, i, k);
        if i == 0 || p > highest {
            (best, highest) = (i, p);
        }
    }
    let (row, column) = (best / CELLS, best % CELLS);
    let around = |v: usize| v.saturating_sub(REACH)..=(v + REACH).min(CELLS - 1);
    let (mut sum, mut mean) = (0.0, [0.0, 0.0]);
    for r in around(row) {
        for c in around(column) {
            let p = probability(r * CELLS + c);
            sum += p;
            mean = [mean[0] + p * (r as f64 + 0.5), mean[1] + p * (c as f64 + 0.5)];
        }
    }
    let [right, down] = in_units(mean.map(|v| v / sum.max(f64::MIN_POSITIVE)));
    Seen { at: frame.at(right, down), confidence: (logistic(highest) / CERTAIN).min(1.0) }
}

/// The mean vote, and the weight of each cell's.
struct Votes {
    weights: Vec<f64>,
    right: f64,
    down: f64,
    scale: f64,
    turn: f64,
    spread: f64,
}

impl Votes {
    fn of(out: &Tensor) -> Votes {
        let cells = 0..CELLS * CELLS;
        let most = cells.clone().map(|i| value(out, i, TRUST)).fold(f64::MIN, f64::max);
        let mut weights: Vec<f64> = cells.clone().map(|i| libm::exp(value(out, i, TRUST) - most)).collect();
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= total);
        let place = |i: usize| {
            let [right, down] = in_units([(i / CELLS) as f64 + 0.5, (i % CELLS) as f64 + 0.5]);
            [right + value(out, i, RIGHT), down + value(out, i, DOWN)]
        };
        let mean = |pick: &dyn Fn(usize) -> f64| cells.clone().map(|i| weights[i] * pick(i)).sum::<f64>();
        let (right, down) = (mean(&|i| place(i)[0]), mean(&|i| place(i)[1]));
        let squared = mean(&|i| {
            let [r, d] = place(i);
            (r - right) * (r - right) + (d - down) * (d - down)
        });
        let (scale, turn) = (mean(&|i| value(out, i, SCALE)), mean(&|i| value(out, i, TURN)));
        Votes { weights, right, down, scale, turn, spread: squared.sqrt() }
    }

    fn mean(&self, out: &Tensor, k: usize) -> f64 {
        self.weights.iter().enumerate().map(|(i, w)| w * value(out, i, k)).sum()
    }

    /// The frame that the votes are for, where the crop was cut out at `crop`.
    fn frame(&self, crop: &Frame) -> Frame {
        // Clockwise as seen on the screen: up goes to the right.
        let turned = crop.turned([libm::cos(self.turn), libm::sin(self.turn)]);
        Frame { center: crop.at(self.right, self.down), side: crop.side * libm::exp(self.scale), ..turned }
    }
}
