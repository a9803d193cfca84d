//! Binary masks: opening, connected components, filling of holes.

use std::cmp::Reverse;

use ndarray::Array2;

use super::point::Point;

/// The pixels of one hand in a reduced copy of the picture.
#[derive(Clone)]
pub struct HandMask {
    /// 1 on the hand, 0 elsewhere, shape (rows, columns) of the reduced copy.
    pub pixels: Array2<u8>,
    /// Pixels of the picture along one side of a pixel of the mask.
    pub factor: usize,
}

impl HandMask {
    /// Whether the hand covers `point`, in pixels of the picture.
    pub fn contains(&self, point: Point) -> bool {
        self.pixels.get(self.place(point)).is_some_and(|v| *v != 0)
    }

    /// The row and column of the mask nearest to `point`, in pixels of the picture.
    pub(super) fn place(&self, point: Point) -> [usize; 2] {
        let factor = self.factor.max(1) as f64;
        let (rows, columns) = self.pixels.dim();
        // Rows and columns that did not fill a block belong to the last one.
        let cell = |v: f64, n: usize| ((v / factor).max(0.0) as usize).min(n.saturating_sub(1));
        [cell(point[0], rows), cell(point[1], columns)]
    }
}

/// Prints the shape, never a pixel.
impl std::fmt::Debug for HandMask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (rows, columns) = self.pixels.dim();
        write!(f, "HandMask({rows}x{columns}, factor {})", self.factor)
    }
}

/// A binary raster with a frame of one empty pixel around it, so that neighbours always exist.
#[derive(Clone)]
pub(super) struct Raster {
    /// Rows and columns without the frame.
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// 0 or 1, row-major, (rows + 2) · (columns + 2) values.
    pub(super) cells: Vec<u8>,
}

/// A connected component of a raster: its pixels alone, holes filled.
pub(super) struct Blob {
    pub(super) raster: Raster,
    /// Pixels, holes included.
    pub(super) area: usize,
    /// Pixels in holes.
    pub(super) holes: usize,
    /// Index of the first cell in row-major order.
    pub(super) first: usize,
}

impl Raster {
    pub(super) fn new(rows: usize, columns: usize, inside: impl Fn(usize, usize) -> bool) -> Raster {
        let mut raster = Raster::empty(rows, columns);
        for r in 0..rows {
            let start = (r + 1) * raster.stride() + 1;
            for (c, cell) in raster.cells[start..start + columns].iter_mut().enumerate() {
                *cell = u8::from(inside(r, c));
            }
        }
        raster
    }

    fn empty(rows: usize, columns: usize) -> Raster {
        Raster { rows, columns, cells: vec![0; (rows + 2) * (columns + 2)] }
    }

    /// Cells from one row to the next.
    pub(super) fn stride(&self) -> usize {
        self.columns + 2
    }

    /// Whether the cell at (row, column) of the framed raster is inside.
    pub(super) fn framed(&self, row: usize, column: usize) -> bool {
        self.cells[row * self.stride() + column] != 0
    }

    /// The raster without its frame.
    pub(super) fn to_array(&self) -> Array2<u8> {
        Array2::from_shape_fn((self.rows, self.columns), |(r, c)| u8::from(self.framed(r + 1, c + 1)))
    }

    /// Removes what is narrower than three pixels (opening by a 3×3 square). The frame counts as
    /// inside, so that a finger along the border of the picture keeps its full width.
    pub(super) fn opened(&self) -> Raster {
        let mut framed = self.clone();
        framed.replicate_border();
        let mut eroded = framed.combined(|a, b, c| a & b & c);
        eroded.replicate_border();
        let mut opened = eroded.combined(|a, b, c| a | b | c);
        opened.clear_frame();
        opened
    }

    /// Combines each cell with its neighbours in the row, then in the column.
    fn combined(&self, op: impl Fn(u8, u8, u8) -> u8) -> Raster {
        let stride = self.stride();
        let mut across = self.clone();
        for (out, w) in across.cells[1..].iter_mut().zip(self.cells.windows(3)) {
            *out = op(w[0], w[1], w[2]);
        }
        let mut down = Raster::empty(self.rows, self.columns);
        let n = across.cells.len();
        let (above, below) = (&across.cells[..n - 2 * stride], &across.cells[2 * stride..]);
        let middle = &across.cells[stride..n - stride];
        for (((out, a), b), c) in down.cells[stride..n - stride].iter_mut().zip(above).zip(middle).zip(below)
        {
            *out = op(*a, *b, *c);
        }
        down
    }

    /// Copies the outermost pixels into the frame.
    fn replicate_border(&mut self) {
        let (stride, rows, columns) = (self.stride(), self.rows, self.columns);
        for r in 1..=rows {
            self.cells[r * stride] = self.cells[r * stride + 1];
            self.cells[r * stride + columns + 1] = self.cells[r * stride + columns];
        }
        self.cells.copy_within(stride..2 * stride, 0);
        self.cells.copy_within(rows * stride..(rows + 1) * stride, (rows + 1) * stride);
    }

    fn clear_frame(&mut self) {
        let (stride, rows) = (self.stride(), self.rows);
        self.cells[..stride].fill(0);
        self.cells[(rows + 1) * stride..].fill(0);
        for r in 1..=rows {
            self.cells[r * stride] = 0;
            self.cells[(r + 1) * stride - 1] = 0;
        }
    }

    /// The 4-connected components of at least `min_area` pixels, largest first, at most `limit`.
    pub(super) fn blobs(&self, min_area: usize, limit: usize) -> Vec<Blob> {
        let mut labels = vec![0u32; self.cells.len()];
        let mut found = Vec::new();
        let mut stack = Vec::new();
        let mut label = 0;
        for start in 0..self.cells.len() {
            if self.cells[start] == 0 || labels[start] != 0 {
                continue;
            }
            label += 1;
            let area = self.flood(start, label, 1, &mut labels, &mut stack);
            if area >= min_area {
                found.push((Reverse(area), start));
            }
        }
        found.sort_unstable();
        found.truncate(limit);
        let blob = |(Reverse(solid), first)| self.blob(solid, first, labels[first], &labels);
        found.into_iter().map(blob).collect()
    }

    /// Marks with `label` the cells of value `value` that are 4-connected to `start`; how many there are.
    fn flood(
        &self,
        start: usize,
        label: u32,
        value: u8,
        labels: &mut [u32],
        stack: &mut Vec<usize>,
    ) -> usize {
        let stride = self.stride();
        labels[start] = label;
        stack.push(start);
        let mut area = 0;
        while let Some(i) = stack.pop() {
            area += 1;
            let neighbours = [i.wrapping_sub(1), i + 1, i.wrapping_sub(stride), i + stride];
            for n in neighbours {
                if self.cells.get(n) == Some(&value) && labels[n] == 0 {
                    labels[n] = label;
                    stack.push(n);
                }
            }
        }
        area
    }

    /// The component `label` with its holes filled: all that the background cannot reach from the frame.
    fn blob(&self, solid: usize, first: usize, label: u32, labels: &[u32]) -> Blob {
        let mut raster = Raster::empty(self.rows, self.columns);
        raster.cells.iter_mut().zip(labels).for_each(|(cell, l)| *cell = u8::from(*l == label));
        let mut outside = vec![0u32; raster.cells.len()];
        let reached = raster.flood(0, 1, 0, &mut outside, &mut Vec::new());
        raster.cells.iter_mut().zip(&outside).for_each(|(cell, o)| *cell = u8::from(*o == 0));
        let area = raster.cells.len() - reached;
        Blob { raster, area, holes: area - solid, first }
    }
}
