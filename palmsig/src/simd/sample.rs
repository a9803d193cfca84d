//! Values between the pixels of a picture, along straight lines.

use super::Backend;
use crate::image::wipe;

/// Samples that are computed at once.
const LANES: usize = 16;

/// Fractional bits of positions.
pub(crate) const POSITION_BITS: u32 = 28;

/// Fractional bits of the weights between neighbouring pixels.
const WEIGHT_BITS: u32 = 8;
const ONE: u32 = 1 << WEIGHT_BITS;

/// A rectangle of a picture, which repeats its border beyond it. It shows a hand: wiped on drop.
pub(crate) struct Patch {
    /// The first row and column in the picture.
    first: [i32; 2],
    rows: i32,
    columns: i32,
    /// Shape (rows, columns + 2): the first and the last pixel of every row stand twice.
    pixels: Vec<u16>,
}

impl Drop for Patch {
    fn drop(&mut self) {
        wipe(&mut self.pixels);
    }
}

impl Patch {
    /// `rows` × `columns` pixels (at least one) from row and column `first` of a picture on: `fill` writes one row
    /// of them.
    pub(crate) fn new(
        first: [usize; 2],
        [rows, columns]: [usize; 2],
        mut fill: impl FnMut(usize, &mut [u16]),
    ) -> Patch {
        let mut pixels = vec![0; rows * (columns + 2)];
        for (row, line) in pixels.chunks_exact_mut(columns + 2).enumerate() {
            fill(row, &mut line[1..=columns]);
            (line[0], line[columns + 1]) = (line[1], line[columns]);
        }
        // Pictures have fewer than 2^26 pixels.
        let [top, left, rows, columns] = [first[0], first[1], rows, columns].map(|v| v as i32);
        Patch { first: [top, left], rows, columns, pixels }
    }

    /// The pixels, row by row.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &[u16]> {
        let columns = self.columns as usize;
        self.pixels.chunks_exact(columns + 2).map(move |line| &line[1..=columns])
    }
}

/// Samples along a line: the first one's position, and the way from each to the next, as [row, column] in 2^-28
/// pixels of the picture, whose first pixel has its centre at .5. They stay within 2^30 pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) start: [i64; 2],
    pub(crate) step: [i64; 2],
}

/// Samples along a line, as a network is shown them: row (and column) of the k-th one is (`along[a][k]` + `below[a]`) ·
/// `scale`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sweep<'a> {
    pub(crate) along: [&'a [f64]; 2],
    pub(crate) below: [f64; 2],
    pub(crate) scale: f64,
}

/// What [`Backend::sweep`] gives outside a picture.
pub(crate) const OUTSIDE: i32 = -1;

impl Backend {
    /// The value of a whole picture at each sample of a line, blended as by [`sample`](Self::sample) and rounded;
    /// [`OUTSIDE`] outside.
    pub(crate) fn sweep(self, picture: &Patch, line: Sweep<'_>, out: &mut [i32]) {
        match self {
            Backend::Portable => sweep(picture, line, out),
            #[cfg(target_arch = "x86_64")]
            _ => super::x86::sweep(self, picture, line, out),
            #[cfg(target_arch = "aarch64")]
            Backend::Neon => sweep(picture, line, out),
        }
    }

    /// Adds to each sum the value of `patch` at one sample of a line, with 16 fractional bits, rounded down: blended
    /// between the four pixels around it with weights of 8 bits.
    pub(crate) fn sample(self, patch: &Patch, line: Line, sums: &mut [u64]) {
        match self {
            Backend::Portable => sample(patch, line, sums),
            #[cfg(target_arch = "x86_64")]
            _ => super::x86::sample(self, patch, line, sums),
            #[cfg(target_arch = "aarch64")]
            Backend::Neon => sample(patch, line, sums),
        }
    }
}

/// What [`Backend::sample`] does.
#[inline(always)]
pub(super) fn sample(patch: &Patch, line: Line, sums: &mut [u64]) {
    let [down, right] = line.step.map(|step| std::array::from_fn::<i64, LANES, _>(|k| k as i64 * step));
    for (n, sums) in sums.chunks_mut(LANES).enumerate() {
        let [y, x] = [0, 1].map(|a| line.start[a] + line.step[a] * (n * LANES) as i64);
        let mut values = [0u32; LANES];
        for (k, value) in values.iter_mut().enumerate() {
            let ((row, v), (column, u)) = (between(y + down[k]), between(x + right[k]));
            *value = patch.blended([row - patch.first[0], column - patch.first[1]], [v, u]);
        }
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += u64::from(value));
    }
}

/// What [`Backend::sweep`] does.
#[inline(always)]
pub(super) fn sweep(picture: &Patch, line: Sweep<'_>, out: &mut [i32]) {
    let size = [picture.rows, picture.columns].map(f64::from);
    let [rows, columns] = line.along.map(|along| along.chunks(LANES));
    for ((rows, columns), out) in rows.zip(columns).zip(out.chunks_mut(LANES)) {
        // Whole vectors are computed, whatever the rest of a line is.
        let (mut at, mut values) = ([[0.0; LANES]; 2], [0; LANES]);
        at[0][..rows.len()].copy_from_slice(rows);
        at[1][..columns.len()].copy_from_slice(columns);
        for (k, value) in values.iter_mut().enumerate() {
            let [y, x] = [0, 1].map(|a| (at[a][k] + line.below[a]) * line.scale);
            let inside = (y >= 0.0) & (x >= 0.0) & (y < size[0]) & (x < size[1]);
            let ((row, v), (column, u)) = (before(y, size[0]), before(x, size[1]));
            let blended = picture.blended([row, column], [v, u]);
            let rounded = (blended + (1 << (2 * WEIGHT_BITS - 1))) >> (2 * WEIGHT_BITS);
            *value = if inside { rounded as i32 } else { OUTSIDE };
        }
        out.copy_from_slice(&values[..out.len()]);
    }
}

/// The pixel whose centre lies at a position in 0..=size or before it, the first one where there is none, and the weight
/// of the next one; any pixel elsewhere.
#[inline(always)]
fn before(position: f64, size: f64) -> (i32, u32) {
    let from_centre = position - 0.5;
    // Comparisons that NaN fails.
    let low = if from_centre > 0.0 { from_centre } else { 0.0 };
    let place = if low < size { low } else { 0.0 };
    // SAFETY: the number lies in 0..size, and a picture has fewer than 2^26 rows and columns.
    let whole = unsafe { place.to_int_unchecked::<i32>() };
    let part = (place - f64::from(whole)) * f64::from(ONE);
    // SAFETY: the number lies in 0..=256.
    (whole, unsafe { part.to_int_unchecked::<i32>() } as u32)
}

impl Patch {
    /// The value between a pixel (or where one would be beyond the border) and its neighbours below and to the right,
    /// with so many 256ths of those: with 16 fractional bits.
    #[inline(always)]
    fn blended(&self, [row, column]: [i32; 2], [v, u]: [u32; 2]) -> u32 {
        let stride = self.columns + 2;
        let above = row.clamp(0, self.rows - 1) * stride;
        let below = (row + 1).clamp(0, self.rows - 1) * stride;
        // The row has one pixel more on the left.
        let column = (column + 1).clamp(0, self.columns);
        // SAFETY: rows and columns were just brought into the patch; column + 1 is the second of the two that
        // were added to the row at the most.
        let at = |row: i32| unsafe {
            self.pixels.as_ptr().add((row + column) as usize).cast::<u32>().read_unaligned()
        };
        let blend = |pair: u32| (pair & 0xFFFF) * (ONE - u) + (pair >> 16) * u;
        // The largest sum is 65535 · 65536.
        blend(at(above)) * (ONE - v) + blend(at(below)) * v
    }
}

/// The pixel whose centre lies at a position or before it, and the weight of the next one.
#[inline(always)]
fn between(position: i64) -> (i32, u32) {
    let whole = (position >> POSITION_BITS) as i32;
    let part = ((position >> (POSITION_BITS - WEIGHT_BITS)) as u32 & (ONE - 1)) + ONE / 2;
    (whole - 1 + (part >> WEIGHT_BITS) as i32, part & (ONE - 1))
}
