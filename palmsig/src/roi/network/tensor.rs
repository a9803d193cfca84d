//! Values of a layer.

use crate::image::wipe;

/// Values in fixed point, shape (rows, columns, channels), row by row. They show a hand: wiped on drop.
#[derive(Clone)]
pub(in crate::roi) struct Tensor {
    pub(in crate::roi) rows: usize,
    pub(in crate::roi) columns: usize,
    pub(in crate::roi) channels: usize,
    pub(in crate::roi) values: Vec<i16>,
}

impl Drop for Tensor {
    fn drop(&mut self) {
        wipe(&mut self.values);
    }
}

impl Tensor {
    pub(in crate::roi) fn zeros(rows: usize, columns: usize, channels: usize) -> Tensor {
        Tensor { rows, columns, channels, values: vec![0; rows * columns * channels] }
    }

    /// The channels of a pixel.
    pub(in crate::roi) fn at(&self, row: usize, column: usize) -> &[i16] {
        let first = (row * self.columns + column) * self.channels;
        &self.values[first..first + self.channels]
    }

    /// All pixels of a row.
    pub(super) fn row(&self, row: usize) -> &[i16] {
        let length = self.columns * self.channels;
        &self.values[row * length..(row + 1) * length]
    }

    /// With `border` pixels of 0 around it.
    pub(super) fn padded(&self, border: usize) -> Tensor {
        let mut out = Tensor::zeros(self.rows + 2 * border, self.columns + 2 * border, self.channels);
        let (length, skip) = (self.columns * self.channels, border * self.channels);
        let wide = out.columns * self.channels;
        for row in 0..self.rows {
            let first = (row + border) * wide + skip;
            out.values[first..first + length].copy_from_slice(self.row(row));
        }
        out
    }

    /// For every `stride`-th pixel of every `stride`-th row its neighbourhood of `kernel` × `kernel` pixels, as
    /// one pixel of `channels` channels; what is left over of these, and beyond the border, is 0.
    pub(super) fn gathered(&self, kernel: usize, stride: usize, channels: usize) -> Tensor {
        let padded = self.padded(kernel / 2);
        let mut out = Tensor::zeros(self.rows.div_ceil(stride), self.columns.div_ceil(stride), channels);
        let length = kernel * self.channels;
        for row in 0..out.rows {
            for column in 0..out.columns {
                let at = (row * out.columns + column) * channels;
                let pixel = &mut out.values[at..at + channels];
                for (k, part) in pixel.chunks_exact_mut(length).take(kernel).enumerate() {
                    let first = column * stride * self.channels;
                    part.copy_from_slice(&padded.row(row * stride + k)[first..first + length]);
                }
            }
        }
        out
    }

    /// Every pixel as two by two.
    pub(super) fn doubled(&self) -> Tensor {
        let mut out = Tensor::zeros(2 * self.rows, 2 * self.columns, self.channels);
        let pixels = out.values.chunks_exact_mut(self.channels.max(1));
        for (index, pixel) in pixels.enumerate() {
            let (row, column) = (index / (2 * self.columns), index % (2 * self.columns));
            pixel.copy_from_slice(self.at(row / 2, column / 2));
        }
        out
    }

    /// The first rows and columns; where there are fewer, 0.
    pub(super) fn cropped(self, rows: usize, columns: usize) -> Tensor {
        if (self.rows, self.columns) == (rows, columns) {
            return self;
        }
        let mut out = Tensor::zeros(rows, columns, self.channels);
        let length = self.columns.min(columns) * self.channels;
        for row in 0..self.rows.min(rows) {
            let first = row * columns * self.channels;
            out.values[first..first + length].copy_from_slice(&self.row(row)[..length]);
        }
        out
    }
}
