//! Surfaces with a pattern: wood, cloth, tiles, print.

use super::super::super::rng::Rng;
use super::{Axes, Backdrop, CELLS, EDGE, Noises, Paint, between, step, unit};

/// Planks: bands that follow the grain, stretched along the columns.
pub(super) fn wood(noises: &Noises, x: f32, y: f32) -> [f32; 3] {
    let bent = y + 0.03 * noises[0].at(0.4 * x, y);
    let grain = 0.5 * noises[2].at(0.08 * x, bent) + 0.3 * noises[3].at(0.05 * x, bent);
    let tone = 1.0 + 0.22 * grain + 0.1 * noises[0].at(x, y);
    [0.60, 0.42, 0.27].map(|c| c * tone)
}

/// Striped or checked cloth that lies in folds.
pub(super) struct Cloth {
    axes: Axes,
    ground: Paint,
    stripe: Paint,
    /// Distance of the stripes, and their breadth in parts of it.
    period: f32,
    share: f32,
    checked: bool,
    folds: Axes,
    /// How far folds shift the pattern, and what they take from the light.
    depth: f32,
    shade: f32,
    weave: f32,
}

impl Cloth {
    pub(super) fn new(rng: &mut Rng) -> Cloth {
        // Stripes are seen because one of the two is dark.
        let levels = [between(0.08, 0.3, rng), between(0.4, 0.8, rng)];
        let [dark, light] = levels.map(|level| Paint::dyed(level, rng));
        let (ground, stripe) = if rng.chance(0.5) { (dark, light) } else { (light, dark) };
        Cloth {
            axes: Axes::any(rng),
            ground,
            stripe,
            period: between(0.05, 0.2, rng),
            share: between(0.2, 0.6, rng),
            checked: rng.chance(0.5),
            folds: Axes::any(rng),
            depth: between(0.01, 0.05, rng),
            shade: between(0.15, 0.4, rng),
            weave: between(0.04, 0.15, rng),
        }
    }

    /// Share of the stripe's dye at a distance across the stripes.
    fn dye(&self, across: f32) -> f32 {
        let (_, phase) = unit(across / self.period);
        step(EDGE, self.period * (0.5 * self.share - (phase - 0.5).abs()))
    }
}

impl Backdrop for Cloth {
    fn at(&self, noises: &Noises, x: f32, y: f32) -> Paint {
        let (along, across) = self.folds.of(x, y);
        // Folds are long.
        let fold = noises[0].at(0.35 * along, across + 0.15 * along);
        let (u, v) = self.axes.of(x, y);
        let (u, v) = (u + self.depth * fold, v - self.depth * fold);
        let dye = if self.checked { 0.5 * (self.dye(u) + self.dye(v)) } else { self.dye(u) };
        let lit = 1.0 + self.shade * fold + self.weave * noises[3].at(u, 0.5 * v);
        self.ground.under(self.stripe, dye).times(lit)
    }
}

/// Tiles or bricks with straight joints.
pub(super) struct Tiles {
    axes: Axes,
    /// Breadth and height of a tile with its joint.
    size: [f32; 2],
    /// How far each row is shifted against the one above, in parts of a tile.
    bond: f32,
    /// Half the breadth of a joint.
    joint: f32,
    tile: Paint,
    mortar: Paint,
    /// How tiles differ, and how rough they are.
    variety: f32,
    rough: f32,
}

/// Burnt clay.
const BRICK: Paint = Paint([0.60, 0.34, 0.26, 0.55]);

impl Tiles {
    pub(super) fn new(rng: &mut Rng) -> Tiles {
        if rng.chance(0.5) { Tiles::bricks(rng) } else { Tiles::glazed(rng) }
    }

    fn bricks(rng: &mut Rng) -> Tiles {
        let height = between(0.06, 0.14, rng);
        let mortar = between(0.55, 0.8, rng);
        Tiles {
            axes: Axes::any(rng),
            size: [height * between(2.0, 3.2, rng), height],
            bond: 0.5,
            joint: between(0.003, 0.008, rng),
            tile: BRICK.times(between(0.65, 1.15, rng)),
            mortar: Paint::greyish(mortar, rng),
            variety: between(0.1, 0.25, rng),
            rough: between(0.05, 0.15, rng),
        }
    }

    fn glazed(rng: &mut Rng) -> Tiles {
        let breadth = between(0.09, 0.3, rng);
        let level = between(0.2, 0.85, rng);
        let hued = Paint::dyed(level, rng);
        let grey = Paint::greyish(level, rng);
        // A joint that does not stand out is no pattern.
        let mortar =
            if level > 0.5 { level * between(0.4, 0.7, rng) } else { level * between(1.6, 2.2, rng) };
        Tiles {
            axes: Axes::any(rng),
            size: [breadth, breadth * between(0.5, 1.0, rng)],
            bond: 0.0,
            joint: between(0.003, 0.006, rng),
            tile: grey.under(hued, between(0.0, 0.8, rng)),
            mortar: Paint::greyish(mortar, rng),
            variety: between(0.02, 0.15, rng),
            rough: between(0.01, 0.03, rng),
        }
    }
}

impl Backdrop for Tiles {
    fn at(&self, noises: &Noises, x: f32, y: f32) -> Paint {
        let (u, v) = self.axes.of(x, y);
        let [breadth, height] = self.size;
        let (row, down) = unit(v / height);
        let (column, along) = unit(u / breadth + self.bond * row as f32);
        let to_joint = (breadth * along.min(1.0 - along)).min(height * down.min(1.0 - down));
        let own = self.variety * noises[1].knot(column, row);
        let rough = self.rough * noises[3].at(u, v) + 0.05 * noises[0].at(u, v);
        self.mortar.under(self.tile.times(1.0 + own), step(EDGE, to_joint - self.joint)).times(1.0 + rough)
    }
}

/// Lines of a block of print: a paragraph, a headline or a picture.
const BLOCK: i32 = 6;

/// Lines of text that one line of a headline is as high as; divides [`BLOCK`].
const HEADLINE: f32 = 3.0;

/// Shares of a column left free on either side.
const GUTTER: f32 = 0.04;

/// A newspaper: rows of dark text in columns, headlines, pictures.
pub(super) struct Print {
    axes: Axes,
    paper: Paint,
    ink: Paint,
    /// Height of a line and breadth of a column.
    line: f32,
    column: f32,
    /// Breadth of a stroke in parts of the line.
    stroke: f32,
}

impl Print {
    pub(super) fn new(rng: &mut Rng) -> Print {
        let (paper, ink) = (between(0.6, 0.92, rng), between(0.08, 0.25, rng));
        let line = between(0.028, 0.055, rng);
        Print {
            axes: Axes::any(rng),
            // Paper yellows. The black of printers is soot, which is as black in near-infrared light.
            paper: Paint::plain([paper, paper * between(0.94, 1.0, rng), paper * between(0.78, 1.0, rng)]),
            ink: Paint::greyish(ink, rng),
            line,
            column: line * between(8.0, 16.0, rng),
            stroke: between(0.12, 0.18, rng),
        }
    }

    /// Share of ink in a row of text whose lines are `size` times as high as usual: strokes within words.
    fn text(&self, noises: &Noises, u: f32, v: f32, size: f32) -> f32 {
        let line = size * self.line;
        let (row, down) = unit(v / line);
        // Small letters reach over half of the line.
        let height = step(EDGE / line, 0.28 - (down - 0.5).abs());
        if height <= 0.0 {
            return 0.0;
        }
        let word = noises[2].at(u * CELLS[2] / line, row as f32 * CELLS[2]);
        let fine = CELLS[3] / (self.stroke * line);
        let stroke = noises[3].at(u * fine, 0.5 * v * fine);
        height * step(0.1, word + 0.35) * step(0.25, stroke + 0.1)
    }
}

impl Backdrop for Print {
    fn at(&self, noises: &Noises, x: f32, y: f32) -> Paint {
        let (u, v) = self.axes.of(x, y);
        let (column, along) = unit(u / self.column);
        let (line, _) = unit(v / self.line);
        let block = line.div_euclid(BLOCK);
        let inside = (GUTTER..1.0 - GUTTER).contains(&along);
        // The last line of a paragraph ends somewhere.
        let last = line.rem_euclid(BLOCK) == BLOCK - 1;
        let ink = match noises[0].knot(column, block) {
            _ if !inside => 0.0,
            kind if kind > 0.7 => 0.45 + 0.4 * noises[1].at(u, v),
            kind if kind < -0.8 => self.text(noises, u, v, HEADLINE),
            _ if last && along > 0.6 + 0.6 * noises[1].knot(column, block) => 0.0,
            _ => self.text(noises, u, v, 1.0),
        };
        self.paper.under(self.ink, ink).times(1.0 + 0.08 * noises[0].at(u, v))
    }
}
