//! Where in a picture a palm lies, roughly: every cell of a coarse grid that thinks it lies on a palm votes for that
//! palm's place, size and direction.

use std::sync::OnceLock;

use super::network::{FRACTION, Network, Tensor};
use super::point::{Point, length, minus};
use super::sight::{INPUTS, Sight};

/// Weights, as trained by `training/train.py`.
pub(super) static WEIGHTS: &[u8] = include_bytes!("finder.bin");

/// Longer side of the network's input, in pixels at most, and what its sides are multiples of.
const LONGEST: usize = 128;
const STRIDE: usize = 16;
/// Pixels of the input along one side of a cell.
const CELL: f64 = 8.0;

/// Outputs of a cell, in their order.
const PALM: usize = 0;
const RIGHT: usize = 1;
const DOWN: usize = 2;
const SIZE: usize = 3;
const UP_RIGHT: usize = 4;
const UP_DOWN: usize = 5;

/// A palm as the finder sees it, in pixels of the picture that it was shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sighting {
    /// The middle of the palm square.
    pub(super) center: Point,
    /// Unit vector towards the fingers.
    pub(super) up: Point,
    /// Side of the palm square.
    pub(super) side: f64,
    /// Probability that there is a palm, by the surest cell, 0..=1.
    pub(super) sureness: f64,
}

/// Votes whose middles lie within this many sides of the surest one's are for the same palm.
const SAME: f64 = 0.5;
/// Middles of two hands lie farther apart than this, in sides.
const APART: f64 = 1.0;
/// Cells less likely than this to lie on a palm have no vote.
const VOTES: f64 = 0.04;
/// Palms looked for in one picture.
const MOST: usize = 3;

/// One cell's vote, in cells.
#[derive(Clone, Copy)]
struct Vote {
    probability: f64,
    center: Point,
    up: Point,
    /// Logarithm (base 2) of the side.
    size: f64,
}

/// The palms in a picture, surest first.
pub(super) fn sightings(sight: &Sight) -> Vec<Sighting> {
    let (input, factor) = sight.whole(LONGEST, STRIDE);
    let mut all = Vec::new();
    vote(input, [0.0; 2], &mut all);
    agreed(all, CELL * factor as f64)
}

/// The palms in square parts of a picture, surest first; their sides are half its longer one, and half of each is in the
/// next one as well. Hands that are lost among a picture's patterns are larger there.
pub(super) fn close_sightings(sight: &mut Sight) -> Vec<Sighting> {
    let [rows, columns] = sight.shape();
    let side = rows.max(columns).div_ceil(2);
    let starts = |length: usize| {
        let spare = length.saturating_sub(side);
        let last = spare.div_ceil(side.div_ceil(2).max(1));
        (0..=last).map(move |k| (spare * k / last.max(1)) as f64)
    };
    let step = side as f64 / LONGEST as f64;
    let cell = CELL * step;
    let mut all = Vec::new();
    for row in starts(rows) {
        for column in starts(columns) {
            let first = [row + step / 2.0, column + step / 2.0];
            let input = sight.crop(LONGEST, first, [0.0, step], [step, 0.0]);
            vote(input, [row / cell, column / cell], &mut all);
        }
    }
    agreed(all, cell)
}

/// What votes agree on, surest first; a cell spans so many pixels.
fn agreed(mut votes: Vec<Vote>, cell: f64) -> Vec<Sighting> {
    let mut found = Vec::new();
    while found.len() < MOST {
        let Some(best) =
            votes.iter().copied().reduce(|a, b| if b.probability > a.probability { b } else { a })
        else {
            break;
        };
        let near = |reach: f64| {
            move |vote: &Vote| length(minus(vote.center, best.center)) < reach * libm::exp2(best.size)
        };
        let same: Vec<Vote> = votes.iter().copied().filter(near(SAME)).collect();
        found.extend(Sighting::of(&same, best.probability, cell));
        let other = near(APART);
        votes.retain(|vote| !other(vote));
    }
    found
}

fn network() -> &'static Network {
    static NETWORK: OnceLock<Network> = OnceLock::new();
    // A test sees to it that the weights are a network; without one there would be nothing to find.
    NETWORK.get_or_init(|| Network::parse(WEIGHTS, INPUTS).unwrap_or_default())
}

/// The votes of what the network is shown, whose upper left corner lies at `corner`, in cells.
fn vote(input: Tensor, corner: Point, votes: &mut Vec<Vote>) {
    let seen = network().run(input);
    for row in 0..seen.rows {
        for column in 0..seen.columns {
            let outputs = seen.at(row, column);
            let value = |k: usize| outputs.get(k).map_or(0.0, |v| f64::from(*v) / f64::from(1 << FRACTION));
            let probability = logistic(value(PALM));
            let up = [value(UP_DOWN), value(UP_RIGHT)];
            if probability < VOTES || length(up) <= 0.0 {
                continue;
            }
            let center =
                [corner[0] + row as f64 + 0.5 + value(DOWN), corner[1] + column as f64 + 0.5 + value(RIGHT)];
            votes.push(Vote { probability, center, up, size: value(SIZE) });
        }
    }
}

/// The probability whose odds have this logarithm.
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

impl Sighting {
    /// The mean of votes; a cell spans so many pixels.
    fn of(votes: &[Vote], sureness: f64, cell: f64) -> Option<Sighting> {
        let total: f64 = votes.iter().map(|v| v.probability).sum();
        let mean =
            |pick: &dyn Fn(&Vote) -> f64| votes.iter().map(|v| v.probability * pick(v)).sum::<f64>() / total;
        let up = [mean(&|v| v.up[0]), mean(&|v| v.up[1])];
        let size = length(up);
        (size > 0.0 && total > 0.0).then(|| Sighting {
            center: [mean(&|v| v.center[0]) * cell, mean(&|v| v.center[1]) * cell],
            up: [up[0] / size, up[1] / size],
            side: libm::exp2(mean(&|v| v.size)) * cell,
            sureness,
        })
    }
}
