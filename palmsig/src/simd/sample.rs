//! Values between the pixels of a picture, along straight lines.

use super::Backend;

/// Samples that are computed at once.
const LANES: usize = 16;

/// Fractional bits of positions.
pub(crate) const POSITION_BITS: u32 = 28;

/// Fractional bits of the weights between neighbouring pixels.
const WEIGHT_BITS: u32 = 8;
const ONE: u32 = 1 << WEIGHT_BITS;

/// A rectangle of a picture, which repeats its border beyond it.
pub(crate) struct Patch {
    /// The first row and column in the picture.
    first: [i32; 2],
    rows: i32,
    columns: i32,
    /// Shape (rows, columns + 2): the first and the last pixel of every row stand twice.
    pixels: Vec<u16>,
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
}

/// Samples along a line: the first one's position, and the way from each to the next, as [row, column] in 2^-28
/// pixels of the picture, whose first pixel has its centre at .5. They stay within 2^30 pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) start: [i64; 2],
    pub(crate) step: [i64; 2],
}

impl Backend {
    /// Adds to each sum the value of `patch` at one sample of a line, with 16 fractional bits, rounded down: blended
    /// between the four pixels around it with weights of 8 bits.
    pub(crate) fn sample(self, patch: &Patch, line: Line, sums: &mut [u64]) {
        match self {
            Backend::Portable => sample(patch, line, sums),
            #[cfg(target_arch = "x86_64")]
            _ => super::x86::sample(self, patch, line, sums),
        }
    }
}

/// What [`Backend::sample`] does.
#[inline(always)]
pub(super) fn sample(patch: &Patch, line: Line, sums: &mut [u64]) {
    let [down, right] = line.step.map(|step| std::array::from_fn::<i64, LANES, _>(|k| k as i64 * step));
    let stride = patch.columns + 2;
    for (n, sums) in sums.chunks_mut(LANES).enumerate() {
        let [y, x] = [0, 1].map(|a| line.start[a] + line.step[a] * (n * LANES) as i64);
        let mut values = [0u32; LANES];
        for (k, value) in values.iter_mut().enumerate() {
            let ((row, v), (column, u)) = (between(y + down[k]), between(x + right[k]));
            let (row, column) = (row - patch.first[0], column - patch.first[1]);
            let above = row.clamp(0, patch.rows - 1) * stride;
            let below = (row + 1).clamp(0, patch.rows - 1) * stride;
            // The row has one pixel more on the left.
            let column = (column + 1).clamp(0, patch.columns);
            // SAFETY: rows and columns were just brought into the patch; column + 1 is the second of the two that
            // were added to the row at the most.
            let at = |row: i32| unsafe {
                patch.pixels.as_ptr().add((row + column) as usize).cast::<u32>().read_unaligned()
            };
            let blend = |pair: u32| (pair & 0xFFFF) * (ONE - u) + (pair >> 16) * u;
            // The largest sum is 65535 · 65536.
            *value = blend(at(above)) * (ONE - v) + blend(at(below)) * v;
        }
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += u64::from(value));
    }
}

/// The pixel whose centre lies at a position or before it, and the weight of the next one.
#[inline(always)]
fn between(position: i64) -> (i32, u32) {
    let whole = (position >> POSITION_BITS) as i32;
    let part = ((position >> (POSITION_BITS - WEIGHT_BITS)) as u32 & (ONE - 1)) + ONE / 2;
    (whole - 1 + (part >> WEIGHT_BITS) as i32, part & (ONE - 1))
}
