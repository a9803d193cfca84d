//! Regular patterns in the raw picture.

use super::spectrum::{BLOCK, SIDE, multiply_by_powers};
use crate::image::ImageView;
use crate::roi::Palm;

/// The spectra of luma and of red minus blue over blocks of the palm and over frames.
///
/// Blocks are put together by the geometric mean of their powers. A pattern lies at the same frequency everywhere on the palm; a
/// crease or a fold lies in one block, where it may be as strong, and does not count for more than that block.
#[derive(Debug, Clone, Default)]
pub(super) struct Texture {
    /// Logarithms of powers, summed over frames: in each the mean over blocks, in decibels.
    logs: [Vec<f64>; 2],
    frames: u32,
}

/// Blocks along one side of the palm in one frame, at most; they overlap by half, or by more where there is less room.
const MOST: usize = 4;
/// Side of the region that is looked at, in parts of the palm square's: what surrounds it is skin, too.
const REGION: f64 = 1.15;
/// Lowest frequency looked at, in periods per 64 pixels: longer than 7 pixels is relief.
const LOWEST: usize = 9;
/// Highest: what changes from pixel to pixel is the sensor's.
const HIGHEST: usize = SIDE / 2 - 2;
/// Frequency of the blocks of JPEG, in the same unit.
const JPEG: usize = SIDE / 8;
/// Power (levels of 255, squared, times the window's) below which there is nothing but rounding.
const FLOOR: f64 = 22.5;

impl Texture {
    pub(super) fn observe(&mut self, view: &ImageView<'_>, palm: &Palm) {
        let sides = [view.height(), view.width()];
        if sides.iter().any(|side| *side < BLOCK) {
            return;
        }
        let starts = [0, 1].map(|a| starts(palm.square.center[a], REGION * palm.square.side, sides[a]));
        // At most 16 factors below 10¹²: far from the end of the range.
        let mut products = [vec![1.0; SIDE * SIDE], vec![1.0; SIDE * SIDE]];
        for top in &starts[0] {
            for left in &starts[1] {
                let [luma, colour] = block(view, *top, *left);
                let [first, second] = &mut products;
                multiply_by_powers([&luma, &colour], FLOOR, [first, second]);
            }
        }
        let blocks = (starts[0].len() * starts[1].len()) as f64;
        for (logs, products) in self.logs.iter_mut().zip(&products) {
            logs.resize(SIDE * SIDE, 0.0);
            logs.iter_mut().zip(products).for_each(|(sum, p)| *sum += 10.0 * libm::log10(*p) / blocks);
        }
        self.frames = self.frames.saturating_add(1);
    }

    /// The strongest lines of the spectrum of luma over their surroundings, in decibels. That of colours is no evidence: JPEG keeps
    /// them in blocks of 16 pixels, whose lattice leaves little of a spectrum.
    pub(super) fn peak(&self) -> Option<f64> {
        (self.frames > 0).then(|| self.peak_of(0))
    }

    /// Whether the pattern is rather one of colours.
    pub(super) fn is_coloured(&self) -> bool {
        self.frames > 0 && self.peak_of(1) > self.peak_of(0)
    }

    /// Dots and cells repeat in two directions at right angles: what stands out at a frequency and at the same one turned by a
    /// quarter adds up.
    fn peak_of(&self, channel: usize) -> f64 {
        let logs: Vec<f64> = self.logs[channel].iter().map(|sum| sum / f64::from(self.frames)).collect();
        // A real picture's spectrum is the same on both sides of its middle: half of it is enough.
        let places = (0..=HIGHEST).flat_map(|u| (0..SIDE).map(move |v| (u, v)));
        let mut out = vec![0.0f64; SIDE * SIDE];
        for (u, v) in places.clone().filter(|(u, v)| is_looked_at(*u, *v)) {
            out[u * SIDE + v] = (logs[u * SIDE + v] - logs_around(&logs, u, v)).max(0.0);
        }
        let turned = |u: usize, v: usize| {
            // (u, v) turned is (−v, u), whose mirror in the half that is known is (v, −u).
            let (down, right) = if v <= SIDE / 2 { (v, (SIDE - u) % SIDE) } else { (SIDE - v, u) };
            out[down * SIDE + right]
        };
        places.map(|(u, v)| out[u * SIDE + v] + turned(u, v)).fold(0.0, f64::max)
    }
}

/// Whether a frequency may be that of a pattern.
fn is_looked_at(u: usize, v: usize) -> bool {
    let across = v.min(SIDE - v);
    u.max(across) <= HIGHEST && u.max(across) >= LOWEST && !is_jpeg(u, across)
}

/// Whether a frequency belongs to the lattice of the blocks of JPEG.
fn is_jpeg(u: usize, v: usize) -> bool {
    let near = |w: usize| w % JPEG <= 1 || w % JPEG == JPEG - 1;
    near(u) && near(v)
}

/// Median of what surrounds a frequency, at three to five steps from it.
fn logs_around(logs: &[f64], u: usize, v: usize) -> f64 {
    const NEAR: isize = 3;
    const FAR: isize = 5;
    let mut around = Vec::with_capacity(96);
    for du in -FAR..=FAR {
        for dv in -FAR..=FAR {
            if du.abs().max(dv.abs()) >= NEAR {
                let wrapped = |w: usize, d: isize| (w as isize + d).rem_euclid(SIDE as isize) as usize;
                around.push(logs[wrapped(u, du) * SIDE + wrapped(v, dv)]);
            }
        }
    }
    let middle = around.len() / 2;
    *around.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// Where blocks begin along one side of the picture.
fn starts(center: f64, region: f64, side: usize) -> Vec<usize> {
    let room = (region.max(BLOCK as f64) - BLOCK as f64).min((side - BLOCK) as f64);
    let count = (libm::ceil(2.0 * room / BLOCK as f64) as usize + 1).min(MOST);
    let first = (center - 0.5 * (room + BLOCK as f64)).clamp(0.0, (side - BLOCK) as f64 - room);
    let step = if count > 1 { room / (count - 1) as f64 } else { 0.0 };
    (0..count).map(|k| ((first + k as f64 * step) as usize).min(side - BLOCK)).collect()
}

/// Luma, and red minus blue, of a block, in 255ths of white.
fn block(view: &ImageView<'_>, top: usize, left: usize) -> [Vec<f64>; 2] {
    let scale = 255.0 / f64::from(view.white());
    let mut out = [Vec::with_capacity(BLOCK * BLOCK), Vec::with_capacity(BLOCK * BLOCK)];
    for row in top..top + BLOCK {
        for column in left..left + BLOCK {
            let [r, g, b] = view.rgb(row, column).map(|v| scale * f64::from(v));
            out[0].push(0.299 * r + 0.587 * g + 0.114 * b);
            out[1].push(r - b);
        }
    }
    out
}
