//! Friction ridges of the palm.
//!
//! The picture is a wave whose frequency vector is given everywhere by a flow (`ridges/flow.rs`), and
//! whose phase is found so that neighbouring places agree (phase alignment on a lattice, as stripe
//! patterns are put on surfaces). Flow and period of real skin cannot agree everywhere, and random
//! phases to begin with agree least of all: what is left are dislocations of the phase, which are the
//! endings and bifurcations of ridges (the phase spirals of Larkin & Fletcher, "A coherent framework
//! for fingerprint analysis", 2007).

use super::geometry::{Point, point, smooth_step};
use super::noise::Noise;
use super::rng::Rng;
use flow::Flow;

mod flow;
#[cfg(test)]
mod tests;

/// Corner of the map, in millimetres, and its extent: the palm's chart.
const CORNER: Point = point(-62.0, -66.0);
const EXTENT: [usize; 2] = [150, 128];

/// Nodes of the lattice a millimetre: the closest at which a dislocation stays a point between ridges.
const NODES_PER_MM: usize = 2;

/// Texels between nodes.
const TEXELS: usize = 5;

/// Texels a millimetre: four or more a ridge.
const PER_MM: usize = NODES_PER_MM * TEXELS;

/// Sweeps over the lattice: dislocations annihilate as phases agree, and after so many there are about
/// as many left as skin has.
const SWEEPS: usize = 9;

/// Distance between texels, and between nodes, in millimetres.
const TEXEL: f32 = 1.0 / PER_MM as f32;
const CELL: f32 = 1.0 / NODES_PER_MM as f32;

/// The friction ridges of one palm: a map of about 2 MB.
pub(super) struct Ridges {
    rows: usize,
    columns: usize,
    /// Row by row; 127 is a crest, −127 a furrow.
    texels: Vec<i8>,
    #[cfg(test)]
    minutiae: Vec<Point>,
}

/// A complex number on (or near) the unit circle.
#[derive(Debug, Clone, Copy)]
struct Turn {
    re: f32,
    im: f32,
}

impl Turn {
    #[inline]
    fn by(angle: f32) -> Turn {
        let (im, re) = libm::sincosf(angle);
        Turn { re, im }
    }

    #[inline]
    fn times(self, o: Turn) -> Turn {
        Turn { re: self.re * o.re - self.im * o.im, im: self.re * o.im + self.im * o.re }
    }

    /// Conjugated where `sign` is −1.
    #[inline]
    fn signed(self, sign: f32) -> Turn {
        Turn { re: self.re, im: sign * self.im }
    }

    #[inline]
    fn back(self) -> Turn {
        self.signed(-1.0)
    }
}

/// A wave about one node: its phase there and how the phase grows.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Radians a millimetre along x and y. Its opposite is the same ridges with the opposite phase.
    frequency: [f32; 2],
    phase: Turn,
    /// How this node's wave turns on the way to the next node in the row and in the column, and whether
    /// (−1) that node looks the other way.
    east: (Turn, f32),
    south: (Turn, f32),
}

/// The waves of all nodes, row by row.
struct Lattice {
    rows: usize,
    columns: usize,
    nodes: Vec<Node>,
}

impl Ridges {
    /// The ridges of a palm of this width and length, in parts of the mean ones (smaller palms have
    /// finer ridges).
    pub(super) fn new(width_factor: f64, length_factor: f64, rng: &mut Rng) -> Ridges {
        let flow = Flow::new([width_factor, length_factor], rng);
        let mut lattice = Lattice::new(&flow, rng);
        for sweep in 0..SWEEPS {
            lattice.sweep(sweep % 2 == 1);
        }
        let [height, width] = EXTENT;
        Ridges {
            rows: height * PER_MM,
            columns: width * PER_MM,
            texels: Relief::new(rng).draw(&lattice),
            #[cfg(test)]
            minutiae: lattice.dislocations(),
        }
    }

    /// Height of the skin at a point: 1 on a crest, −1 in a furrow, 0 beyond the map.
    ///
    /// There are no coarser levels: pictures that do not resolve ridges take the contrast that
    /// [`visible`] leaves, which is none before they would alias.
    #[inline]
    pub(super) fn at(&self, p: Point) -> f32 {
        let x = (p.x - CORNER.x) * PER_MM as f64 - 0.5;
        let y = (p.y - CORNER.y) * PER_MM as f64 - 0.5;
        let inside = x >= 0.0 && y >= 0.0 && x < (self.columns - 1) as f64 && y < (self.rows - 1) as f64;
        if !inside {
            return 0.0;
        }
        let (row, column) = (y as usize, x as usize);
        let (v, u) = ((y - row as f64) as f32, (x - column as f64) as f32);
        let first = row * self.columns + column;
        let pair = |first: usize| match self.texels.get(first..first + 2) {
            Some(&[a, b]) => f32::from(a) + (f32::from(b) - f32::from(a)) * u,
            _ => 0.0,
        };
        let (upper, lower) = (pair(first), pair(first + self.columns));
        (upper + (lower - upper) * v) * (1.0 / 127.0)
    }

    /// Endings and bifurcations, in millimetres.
    #[cfg(test)]
    pub(super) fn minutiae(&self) -> &[Point] {
        &self.minutiae
    }
}

/// The contrast of ridges that is left in a picture of so many pixels a millimetre, 0..=1. A ridge
/// takes about half a millimetre: with 3.5 pixels a millimetre the finest (0.40 mm) come below the
/// one and a half pixels at which optics and the colour mosaic leave nothing; with 8, four pixels a ridge
/// show all of it.
pub(super) fn visible(pixels_per_mm: f64) -> f32 {
    smooth_step(3.5, 8.0, pixels_per_mm) as f32
}

impl Lattice {
    /// Random phases.
    fn new(flow: &Flow, rng: &mut Rng) -> Lattice {
        let [rows, columns] = EXTENT.map(|extent| extent * NODES_PER_MM + 1);
        let still = (Turn::by(0.0), 1.0);
        let nodes = (0..rows * columns).map(|i| {
            let offset = point((i % columns) as f64, (i / columns) as f64) * f64::from(CELL);
            let phase = Turn::by(rng.between(-3.15, 3.15) as f32);
            Node { frequency: flow.frequency(CORNER + offset), phase, east: still, south: still }
        });
        let mut lattice = Lattice { rows, columns, nodes: nodes.collect() };
        for i in 0..lattice.nodes.len() {
            lattice.link(i);
        }
        lattice
    }

    fn link(&mut self, i: usize) {
        let here = self.nodes[i].frequency;
        let to = |other: Option<&Node>, axis: usize| {
            let there = other.map_or(here, |o| o.frequency);
            let sign = facing(here, there);
            (Turn::by(0.5 * (here[axis] + sign * there[axis]) * CELL), sign)
        };
        let east = to(self.nodes.get(i + 1), 0);
        let south = to(self.nodes.get(i + self.columns), 1);
        (self.nodes[i].east, self.nodes[i].south) = (east, south);
    }

    /// Lets every node take the phase that its neighbours expect of it.
    fn sweep(&mut self, reversed: bool) {
        let count = self.nodes.len();
        for i in 0..count {
            self.align(if reversed { count - 1 - i } else { i });
        }
    }

    #[inline]
    fn align(&mut self, i: usize) {
        let (row, column) = (i / self.columns, i % self.columns);
        let here = self.nodes[i];
        let (mut re, mut im) = (0.0, 0.0);
        let mut hear = |turn: Turn| {
            re += turn.re;
            im += turn.im;
        };
        if column + 1 < self.columns {
            let (link, sign) = here.east;
            hear(self.nodes[i + 1].phase.signed(sign).times(link.back()));
        }
        if row + 1 < self.rows {
            let (link, sign) = here.south;
            hear(self.nodes[i + self.columns].phase.signed(sign).times(link.back()));
        }
        if column > 0 {
            let before = &self.nodes[i - 1];
            hear(before.phase.times(before.east.0).signed(before.east.1));
        }
        if row > 0 {
            let before = &self.nodes[i - self.columns];
            hear(before.phase.times(before.south.0).signed(before.south.1));
        }
        let size = (re * re + im * im).sqrt();
        // Neighbours that contradict one another say nothing.
        if size > 1e-3 {
            self.nodes[i].phase = Turn { re: re / size, im: im / size };
        }
    }

    /// The four waves about a cell, seen from the first node's side; none at the lattice's end.
    #[inline]
    fn cell(&self, row: usize, column: usize) -> [Node; 4] {
        let first = row * self.columns + column;
        let places = [first, first + 1, first + self.columns, first + self.columns + 1];
        let own = self.nodes[first].frequency;
        places.map(|i| {
            let node = self.nodes[i];
            let sign = facing(own, node.frequency);
            Node { frequency: node.frequency.map(|f| sign * f), phase: node.phase.signed(sign), ..node }
        })
    }

    /// Middles of the cells around which the phase does not close: what the waves disagree by, each
    /// edge to the nearest half turn, sums to a whole turn.
    #[cfg(test)]
    fn dislocations(&self) -> Vec<Point> {
        let apart = |a: &Node, b: &Node, axis: usize| {
            let link = Turn::by(0.5 * (a.frequency[axis] + b.frequency[axis]) * CELL);
            let rest = b.phase.times(a.phase.times(link).back());
            libm::atan2f(rest.im, rest.re)
        };
        let mut found = Vec::new();
        for row in 0..self.rows - 1 {
            for column in 0..self.columns - 1 {
                let [a, b, c, d] = self.cell(row, column);
                let around = apart(&a, &b, 0) + apart(&b, &d, 1) - apart(&c, &d, 0) - apart(&a, &c, 1);
                if around.abs() > std::f32::consts::PI {
                    let middle = point(column as f64 + 0.5, row as f64 + 0.5);
                    found.push(CORNER + middle * f64::from(CELL));
                }
            }
        }
        found
    }
}

/// 1 where two frequencies point to the same side, −1 where the second is better turned around.
#[inline]
fn facing(a: [f32; 2], b: [f32; 2]) -> f32 {
    if a[0] * b[0] + a[1] * b[1] < 0.0 { -1.0 } else { 1.0 }
}

/// From waves to the skin's height.
struct Relief {
    /// Ragged sides of ridges and their pores; worn and swollen patches.
    rough: Noise,
    patches: Noise,
}

impl Relief {
    fn new(rng: &mut Rng) -> Relief {
        // Millimetres: sweat pores are 0.1–0.2 mm wide, some 0.4 mm apart.
        Relief { rough: Noise::new(0.21, rng), patches: Noise::new(2.6, rng) }
    }

    fn draw(&self, lattice: &Lattice) -> Vec<i8> {
        let columns = (lattice.columns - 1) * TEXELS;
        let mut texels = vec![0; (lattice.rows - 1) * TEXELS * columns];
        for (row, band) in texels.chunks_exact_mut(columns * TEXELS).enumerate() {
            for column in 0..lattice.columns - 1 {
                self.draw_cell(lattice, row, column, band);
            }
        }
        texels
    }

    fn draw_cell(&self, lattice: &Lattice, row: usize, column: usize, band: &mut [i8]) {
        // The first texel's centre, seen from each of the four nodes.
        const CORNERS: [[f32; 2]; 4] = [[0.0, 0.0], [CELL, 0.0], [0.0, CELL], [CELL, CELL]];
        let nodes = lattice.cell(row, column);
        let mut starts = [0, 1, 2, 3].map(|i| {
            let ([fx, fy], [x, y]) = (nodes[i].frequency, CORNERS[i]);
            nodes[i].phase.times(Turn::by(fx * (0.5 * TEXEL - x) + fy * (0.5 * TEXEL - y)))
        });
        let right = nodes.map(|n| Turn::by(n.frequency[0] * TEXEL));
        let down = nodes.map(|n| Turn::by(n.frequency[1] * TEXEL));
        let (left, top) = (column as f32 * CELL, row as f32 * CELL);
        let patch = self.patches.at(left, top);
        let stride = (lattice.columns - 1) * TEXELS;
        for (i, line) in band.chunks_exact_mut(stride).enumerate() {
            let mut waves = starts;
            let v = (i as f32 + 0.5) / TEXELS as f32;
            for (j, texel) in line[column * TEXELS..][..TEXELS].iter_mut().enumerate() {
                let u = (j as f32 + 0.5) / TEXELS as f32;
                let rough = self.rough.at(left + j as f32 * TEXEL, top + i as f32 * TEXEL);
                let wave = blend(&waves, [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v]);
                *texel = (127.0 * height(wave, rough, patch)) as i8;
                waves = [0, 1, 2, 3].map(|n| waves[n].times(right[n]));
            }
            starts = [0, 1, 2, 3].map(|n| starts[n].times(down[n]));
        }
    }
}

#[inline]
fn blend(waves: &[Turn; 4], weights: [f32; 4]) -> Turn {
    let (mut re, mut im) = (0.0, 0.0);
    for (wave, weight) in waves.iter().zip(weights) {
        re += weight * wave.re;
        im += weight * wave.im;
    }
    // In the middle of a dislocation there is no phase: flat skin.
    const FLAT: f32 = 0.01;
    let scale = 1.0 / (re * re + im * im + FLAT).sqrt();
    Turn { re: re * scale, im: im * scale }
}

/// Height of the skin, −1..=1; `rough` and `patch` are −1..=1.
#[inline]
fn height(wave: Turn, rough: f32, patch: f32) -> f32 {
    // Ragged sides: the phase is moved a little, most where the height changes fastest.
    let ragged = wave.re - 0.4 * rough * wave.im + 0.14 * patch;
    // Broad crests with steep sides.
    let bounded = ragged.clamp(-1.0, 1.0);
    let profile = bounded * (1.5 - 0.5 * bounded * bounded);
    // Pores open on crests.
    let pore = (rough - 0.35).max(0.0) * wave.re.max(0.0);
    (profile * (0.88 + 0.12 * patch) - 1.1 * pore).clamp(-1.0, 1.0)
}
