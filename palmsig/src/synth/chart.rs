//! Maps of the skin: everything that is fixed to an identity, drawn once and looked up for every pixel.

use super::geometry::{Point, point};
use super::grid::Grid;
use super::stroke::{Stroke, StrokePoint};

/// Texels a millimetre at the finest level: fine wrinkles are about 0.4 mm wide.
const PER_MM: f64 = 4.0;

/// Texels a millimetre at which broad shades are drawn.
const SHADE_PER_MM: f64 = 1.0;

/// How dark the shade along a crease is, in parts of the skin layer's range.
const FLANK_SHADE: f32 = 1.2;

/// Coarser levels of a chart, for hands far away.
const LEVELS: usize = 5;

/// What a chart stores at each texel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// Principal and secondary creases: darkness.
    Crease = 0,
    /// Fine wrinkles: darkness.
    Wrinkle = 1,
    /// Blotches and grain of the skin, and the shade along creases; the middle value is neutral.
    Skin = 2,
    /// Veins under the skin: darkness in near-infrared light.
    Vein = 3,
}

/// The neutral texel.
const BLANK: [u8; 4] = [0, 0, 128, 0];

/// What the skin shows at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Texture {
    /// 0..=1.
    pub(super) crease: f32,
    /// 0..=1.
    pub(super) wrinkle: f32,
    /// −1..=1.
    pub(super) skin: f32,
    /// 0..=1.
    pub(super) vein: f32,
}

impl Texture {
    fn of([crease, wrinkle, skin, vein]: [f32; 4]) -> Texture {
        Texture {
            crease: crease / 255.0,
            wrinkle: wrinkle / 255.0,
            skin: (skin - 128.0) / 127.0,
            vein: vein / 255.0,
        }
    }

    /// This texture and another, `share` of which is the other.
    pub(super) fn mix(self, other: Texture, share: f32) -> Texture {
        let mix = |a: f32, b: f32| a + (b - a) * share;
        Texture {
            crease: mix(self.crease, other.crease),
            wrinkle: mix(self.wrinkle, other.wrinkle),
            skin: mix(self.skin, other.skin),
            vein: mix(self.vein, other.vein),
        }
    }
}

/// A chart being drawn: shape (rows, columns), four layers of f32.
pub(super) struct Drawing {
    per_mm: f64,
    corner: Point,
    rows: usize,
    columns: usize,
    texels: Vec<[f32; 4]>,
}

impl Drawing {
    /// An empty drawing of the rectangle between two corners, in millimetres.
    pub(super) fn new(corner: Point, opposite: Point) -> Drawing {
        Drawing::with_resolution(PER_MM, corner, opposite)
    }

    fn with_resolution(per_mm: f64, corner: Point, opposite: Point) -> Drawing {
        let size = (opposite - corner) * per_mm;
        let (rows, columns) = (size.y.max(1.0) as usize, size.x.max(1.0) as usize);
        Drawing { per_mm, corner, rows, columns, texels: vec![[0.0; 4]; rows * columns] }
    }

    /// Darkens the skin layer along lines that are much wider than a texel: drawn coarsely, then blended.
    pub(super) fn shade(&mut self, lines: impl Iterator<Item = Stroke>) {
        let opposite = self.corner + point(self.columns as f64, self.rows as f64) * (1.0 / self.per_mm);
        let mut coarse = Drawing::with_resolution(SHADE_PER_MM, self.corner, opposite);
        lines.for_each(|line| coarse.draw(Layer::Skin, &line));
        let grid = Grid::new(self.corner, opposite, 1.0 / SHADE_PER_MM, |p| {
            let q = (p - self.corner) * SHADE_PER_MM;
            let texel = |v: f64, count: usize| (v as usize).min(count - 1);
            let index = texel(q.y, coarse.rows) * coarse.columns + texel(q.x, coarse.columns);
            [f64::from(coarse.texels[index][Layer::Skin as usize])]
        });
        for index in 0..self.texels.len() {
            let p = self.center(index / self.columns, index % self.columns);
            let [shade] = grid.at(p).unwrap_or_default();
            self.texels[index][Layer::Skin as usize] -= FLANK_SHADE * shade;
        }
    }

    /// Draws a line; where lines cross, the darker one shows.
    pub(super) fn draw(&mut self, layer: Layer, stroke: &Stroke) {
        for pair in stroke.points.windows(2) {
            if let [from, to] = pair {
                self.draw_piece(layer, from, to);
            }
        }
    }

    fn draw_piece(&mut self, layer: Layer, from: &StrokePoint, to: &StrokePoint) {
        let reach = from.radius.max(to.radius);
        let span = |a: f64, b: f64, corner: f64, count: usize| {
            let low = ((a.min(b) - reach - corner) * self.per_mm).max(0.0) as usize;
            let high = ((a.max(b) + reach - corner) * self.per_mm + 1.0).max(0.0) as usize;
            low.min(count)..high.min(count)
        };
        let axis = to.at - from.at;
        let square = axis.dot(axis).max(1e-9);
        for row in span(from.at.y, to.at.y, self.corner.y, self.rows) {
            for column in span(from.at.x, to.at.x, self.corner.x, self.columns) {
                let here = self.center(row, column) - from.at;
                let part = (here.dot(axis) / square).clamp(0.0, 1.0);
                let distance = (here - axis * part).length();
                let radius = from.radius + (to.radius - from.radius) * part;
                let dark = (from.depth + (to.depth - from.depth) * part) * groove(distance / radius);
                let texel = &mut self.texels[row * self.columns + column][layer as usize];
                *texel = texel.max(dark as f32);
            }
        }
    }

    /// Adds two functions of the place in millimetres (−1..=1) to the skin layer, which fades out towards the
    /// chart's border; the first is smooth over a millimetre.
    pub(super) fn add_skin(&mut self, smooth: impl Fn(Point) -> f32, fine: impl Fn(Point) -> f32) {
        // Millimetres of border over which the skin becomes neutral.
        const BORDER: f64 = 6.0;
        let far = self.center(self.rows - 1, self.columns - 1);
        let beyond = far + point(1.0, 1.0) * (2.0 / SHADE_PER_MM);
        let grid = Grid::new(self.corner, beyond, 1.0 / SHADE_PER_MM, |p| [f64::from(smooth(p))]);
        for row in 0..self.rows {
            for column in 0..self.columns {
                let p = self.center(row, column);
                let edge = (p.x - self.corner.x).min(p.y - self.corner.y).min(far.x - p.x).min(far.y - p.y);
                let weight = (edge / BORDER).clamp(0.0, 1.0) as f32;
                let [broad] = grid.at(p).unwrap_or_default();
                let texel = &mut self.texels[row * self.columns + column][Layer::Skin as usize];
                *texel = weight * (broad + fine(p) + *texel);
            }
        }
    }

    fn center(&self, row: usize, column: usize) -> Point {
        self.corner + point(column as f64 + 0.5, row as f64 + 0.5) * (1.0 / self.per_mm)
    }

    /// The finished chart.
    pub(super) fn finish(self) -> Chart {
        let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
        let texels = self.texels.iter().map(|&[crease, wrinkle, skin, vein]| {
            [byte(crease), byte(wrinkle), byte(skin * 0.498 + 0.502), byte(vein)]
        });
        let finest = Level { rows: self.rows, columns: self.columns, texels: texels.collect() };
        let mut levels = vec![finest];
        for _ in 1..LEVELS {
            let next = levels.last().map(Level::halved);
            levels.extend(next);
        }
        Chart { corner: self.corner, levels }
    }
}

/// Cross-section of a crease: a sharp bottom with wide soft flanks; 1 in the middle, 0 from 1 on.
fn groove(q: f64) -> f64 {
    let rest = (1.0 - q).max(0.0);
    rest * rest * (1.0 + 0.5 * q)
}

#[derive(Debug, Clone)]
struct Level {
    rows: usize,
    columns: usize,
    texels: Vec<[u8; 4]>,
}

impl Level {
    fn texel(&self, row: usize, column: usize) -> [u8; 4] {
        self.texels.get(row * self.columns + column).copied().unwrap_or(BLANK)
    }

    fn halved(&self) -> Level {
        let (rows, columns) = ((self.rows / 2).max(1), (self.columns / 2).max(1));
        let mut texels = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            for column in 0..columns {
                let (bottom, right) =
                    ((2 * row + 1).min(self.rows - 1), (2 * column + 1).min(self.columns - 1));
                let corners =
                    [(2 * row, 2 * column), (2 * row, right), (bottom, 2 * column), (bottom, right)];
                let four = corners.map(|(r, c)| self.texel(r.min(bottom), c.min(right)));
                texels.push([0, 1, 2, 3].map(|i| {
                    let sum: u16 = four.iter().map(|t| u16::from(t[i])).sum();
                    ((sum + 2) / 4) as u8
                }));
            }
        }
        Level { rows, columns, texels }
    }
}

/// A finished map of skin at several resolutions.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    corner: Point,
    levels: Vec<Level>,
}

/// The level of every chart that suits pictures of so many pixels a millimetre.
pub(super) fn level_for(pixels_per_mm: f64) -> usize {
    let mut per_mm = PER_MM;
    let mut level = 0;
    while level + 1 < LEVELS && per_mm * 0.5 >= 0.8 * pixels_per_mm {
        per_mm *= 0.5;
        level += 1;
    }
    level
}

impl Chart {
    /// The skin at a point in millimetres, blended from four texels; neutral outside the chart.
    #[inline]
    pub(super) fn sample(&self, p: Point, level: usize) -> Texture {
        let blank = Texture::of(BLANK.map(f32::from));
        let Some(map) = self.levels.get(level) else { return blank };
        let texels_per_mm = PER_MM / (1u32 << level) as f64;
        let position = (p - self.corner) * texels_per_mm - point(0.5, 0.5);
        let inside = position.x >= 0.0
            && position.y >= 0.0
            && position.x < (map.columns - 1) as f64
            && position.y < (map.rows - 1) as f64;
        if !inside {
            return blank;
        }
        let (row, column) = (position.y as usize, position.x as usize);
        let (v, u) = ((position.y - row as f64) as f32, (position.x - column as f64) as f32);
        let [a, b, c, d] =
            [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(r, k)| map.texel(row + r, column + k).map(f32::from));
        Texture::of([0, 1, 2, 3].map(|i| {
            let upper = a[i] + (b[i] - a[i]) * u;
            let lower = c[i] + (d[i] - c[i]) * u;
            upper + (lower - upper) * v
        }))
    }
}
