//! Convolutions of 16-bit numbers with 32-bit sums, as small networks need them.

use super::Backend;
use super::lanes::{Lanes, Plain};
#[cfg(target_arch = "aarch64")]
use super::neon::Neon;

/// Channels that are computed at once; tensors have a multiple of it.
pub(crate) const BLOCK: usize = 16;

/// What becomes of a sum: `(sum + bias) >> shift`, brought into `low..=high`.
#[derive(Debug, Clone)]
pub(crate) struct Finish {
    /// One an output channel, half of the last bit that `shift` drops included.
    pub(crate) bias: Vec<i32>,
    pub(crate) shift: u32,
    pub(crate) low: i16,
    pub(crate) high: i16,
}

impl Finish {
    /// The biases of a block of outputs.
    #[inline(always)]
    fn bias(&self, block: usize) -> &[i32; BLOCK] {
        &self.bias.as_chunks::<BLOCK>().0[block]
    }
}

/// Weights of a sum over all input channels. Whoever makes them sees to it that no sum of inputs as large as
/// they get leaves 32 bits.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    /// Inputs of one output: an even number.
    inputs: usize,
    /// Blocks of outputs; in each, for two inputs after the other, 2 × [`BLOCK`] weights: both of each output.
    packed: Vec<[i16; 2 * BLOCK]>,
}

impl Weights {
    /// From `weights`, shape (outputs, inputs); an odd number of inputs gets one more, of weight 0, and missing
    /// outputs of the last block are 0.
    pub(crate) fn new(weights: &[i16], inputs: usize) -> Weights {
        let outputs = weights.len() / inputs.max(1);
        let pairs = inputs.div_ceil(2);
        let mut packed = vec![[0; 2 * BLOCK]; outputs.div_ceil(BLOCK) * pairs];
        for (output, row) in weights.chunks_exact(inputs.max(1)).enumerate() {
            for (input, weight) in row.iter().enumerate() {
                let block = &mut packed[output / BLOCK * pairs + input / 2];
                block[2 * (output % BLOCK) + input % 2] = *weight;
            }
        }
        Weights { inputs: 2 * pairs, packed }
    }

    /// Inputs that every row has, the one added included.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    fn blocks(&self) -> usize {
        self.packed.len() * 2 / self.inputs.max(1)
    }
}

impl Backend {
    /// For every row of `input`, shape (rows, inputs), the finished weighted sums, shape (rows, outputs).
    pub(crate) fn mix(self, input: &[i16], weights: &Weights, finish: &Finish, out: &mut [i16]) {
        match self {
            // SAFETY: plain Rust needs no instructions of its own.
            Backend::Portable => unsafe { mix::<Plain, { Plain::ROWS }>(input, weights, finish, out) },
            #[cfg(target_arch = "x86_64")]
            _ => super::x86::mix(self, input, weights, finish, out),
            // SAFETY: NEON is part of every 64-bit ARM.
            #[cfg(target_arch = "aarch64")]
            Backend::Neon => unsafe { mix::<Neon, { Neon::ROWS }>(input, weights, finish, out) },
        }
    }

    /// For every channel of every `stride`-th pixel of every `stride`-th row the finished weighted sum over its
    /// neighbourhood, shape (rows, columns, channels); beyond the border all is 0.
    pub(crate) fn smear(
        self,
        input: Image<'_>,
        stride: usize,
        weights: &Apart,
        finish: &Finish,
        out: &mut [i16],
    ) {
        match self {
            // SAFETY: plain Rust needs no instructions of its own.
            Backend::Portable => unsafe { smear::<Plain>(input, stride, weights, finish, out) },
            #[cfg(target_arch = "x86_64")]
            _ => super::x86::smear(self, input, stride, weights, finish, out),
            // SAFETY: NEON is part of every 64-bit ARM.
            #[cfg(target_arch = "aarch64")]
            Backend::Neon => unsafe { smear::<Neon>(input, stride, weights, finish, out) },
        }
    }
}

/// What [`Backend::mix`] does.
///
/// # Safety
/// The CPU has the instructions of `L`.
#[inline(always)]
pub(super) unsafe fn mix<L: Lanes, const ROWS: usize>(
    input: &[i16],
    weights: &Weights,
    finish: &Finish,
    out: &mut [i16],
) {
    let (inputs, outputs) = (weights.inputs, weights.blocks() * BLOCK);
    if inputs == 0 || outputs == 0 {
        return;
    }
    let mut rows = input.chunks_exact(ROWS * inputs);
    let mut outs = out.chunks_exact_mut(ROWS * outputs);
    for (rows, out) in rows.by_ref().zip(outs.by_ref()) {
        // SAFETY: the caller's.
        unsafe { mix_rows::<L, ROWS>(rows, weights, finish, out) };
    }
    let rest = rows.remainder().chunks_exact(inputs);
    for (row, out) in rest.zip(outs.into_remainder().chunks_exact_mut(outputs)) {
        // SAFETY: the caller's.
        unsafe { mix_rows::<L, 1>(row, weights, finish, out) };
    }
}

/// # Safety
/// The CPU has the instructions of `L`.
#[inline(always)]
unsafe fn mix_rows<L: Lanes, const ROWS: usize>(
    input: &[i16],
    weights: &Weights,
    finish: &Finish,
    out: &mut [i16],
) {
    let pairs = weights.inputs / 2;
    let (all, _) = input.as_chunks::<2>();
    let rows: [&[[i16; 2]]; ROWS] = std::array::from_fn(|r| &all[r * pairs..(r + 1) * pairs]);
    let outputs = weights.blocks() * BLOCK;
    for (block, weights) in weights.packed.chunks_exact(pairs).enumerate() {
        // SAFETY: the caller's.
        let mut sums = [unsafe { L::zero() }; ROWS];
        for (pair, weights) in weights.iter().enumerate() {
            for (sum, row) in sums.iter_mut().zip(rows) {
                // SAFETY: the caller's.
                *sum = unsafe { sum.add_products(row[pair], weights) };
            }
        }
        for (r, sum) in sums.into_iter().enumerate() {
            let first = r * outputs + block * BLOCK;
            // SAFETY: the caller's.
            let finished = unsafe { sum.finished(finish.bias(block), finish) };
            out[first..first + BLOCK].copy_from_slice(&finished);
        }
    }
}

/// Weights of a convolution that keeps channels apart. Whoever makes them sees to it that no sum of inputs as large as
/// they get leaves 32 bits.
#[derive(Debug, Clone)]
pub(crate) struct Apart {
    /// Rows and taps of the filter: an odd number.
    kernel: usize,
    /// Blocks of channels.
    blocks: usize,
    /// Shape (kernel, kernel, blocks): 2 × [`BLOCK`] numbers each, every weight followed by a 0.
    packed: Vec<[i16; 2 * BLOCK]>,
}

impl Apart {
    /// From `weights`, shape (kernel, kernel, channels); the channels are a multiple of [`BLOCK`].
    pub(crate) fn new(weights: &[i16], kernel: usize) -> Apart {
        let (blocks, _) = weights.as_chunks::<BLOCK>();
        let spread =
            |block: &[i16; BLOCK]| std::array::from_fn(|i| if i % 2 == 0 { block[i / 2] } else { 0 });
        Apart {
            kernel,
            blocks: blocks.len() / (kernel * kernel).max(1),
            packed: blocks.iter().map(spread).collect(),
        }
    }
}

/// A picture of several channels, shape (rows, columns, channels).
#[derive(Clone, Copy)]
pub(crate) struct Image<'a> {
    pub(crate) values: &'a [i16],
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

/// What [`Backend::smear`] does.
///
/// # Safety
/// The CPU has the instructions of `L`.
#[inline(always)]
pub(super) unsafe fn smear<L: Lanes>(
    input: Image<'_>,
    stride: usize,
    weights: &Apart,
    finish: &Finish,
    out: &mut [i16],
) {
    let (columns, channels) = (input.columns.div_ceil(stride), weights.blocks * BLOCK);
    let mut taps = Taps::default();
    for (row, out) in out.chunks_exact_mut((columns * channels).max(1)).enumerate() {
        for (column, out) in out.chunks_exact_mut(channels).enumerate() {
            taps.look([row * stride, column * stride], input, weights);
            let mut block = 0;
            while block < weights.blocks {
                let out = &mut out[block * BLOCK..];
                // SAFETY: the caller's.
                block += unsafe {
                    match weights.blocks - block {
                        1 => smear_at::<L, 1>(input, &taps, weights, finish, block, out),
                        2 => smear_at::<L, 2>(input, &taps, weights, finish, block, out),
                        4 => smear_at::<L, 4>(input, &taps, weights, finish, block, out),
                        _ => smear_at::<L, 3>(input, &taps, weights, finish, block, out),
                    }
                };
            }
        }
    }
}

/// `BLOCKS` blocks of one output pixel; how many they were.
///
/// # Safety
/// The CPU has the instructions of `L`.
#[inline(always)]
unsafe fn smear_at<L: Lanes, const BLOCKS: usize>(
    input: Image<'_>,
    taps: &Taps,
    weights: &Apart,
    finish: &Finish,
    block: usize,
    out: &mut [i16],
) -> usize {
    let (values, _) = input.values.as_chunks::<BLOCK>();
    let values = &values[taps.first + block..];
    let weights = &weights.packed[block..];
    // SAFETY: the caller's.
    let mut sums = [unsafe { L::zero() }; BLOCKS];
    for &[value, weight] in &taps.offsets {
        let (Some(values), Some(weights)) =
            (values[value..].first_chunk::<BLOCKS>(), weights[weight..].first_chunk::<BLOCKS>())
        else {
            return BLOCKS;
        };
        for b in 0..BLOCKS {
            // SAFETY: the caller's.
            sums[b] = unsafe { sums[b].add_each(&values[b], &weights[b]) };
        }
    }
    let (outs, _) = out.as_chunks_mut::<BLOCK>();
    for b in 0..BLOCKS {
        // SAFETY: the caller's.
        outs[b] = unsafe { sums[b].finished(finish.bias(block + b), finish) };
    }
    BLOCKS
}

/// The taps of a filter that lie in the picture.
#[derive(Default)]
struct Taps {
    /// The place of the first one's pixel, in blocks.
    first: usize,
    /// Of each tap, how many blocks its pixel lies behind that of the first one, and the place of its weights.
    offsets: Vec<[usize; 2]>,
    /// Rows and columns of the filter, each from the first to the one after the last.
    rows: (usize, usize),
    columns: (usize, usize),
}

impl Taps {
    /// Those about the pixel at (row, column). Most pixels have the same as the one before.
    #[inline(always)]
    fn look(&mut self, [row, column]: [usize; 2], input: Image<'_>, weights: &Apart) {
        let (kernel, blocks, border) = (weights.kernel, weights.blocks, weights.kernel / 2);
        let span = |at: usize, size: usize| (border.saturating_sub(at), kernel.min(size + border - at));
        let (rows, columns) = (span(row, input.rows), span(column, input.columns));
        if rows != self.rows || columns != self.columns {
            self.offsets.clear();
            for down in rows.0..rows.1 {
                for right in columns.0..columns.1 {
                    let value = ((down - rows.0) * input.columns + right - columns.0) * blocks;
                    self.offsets.push([value, (down * kernel + right) * blocks]);
                }
            }
            (self.rows, self.columns) = (rows, columns);
        }
        self.first = ((row + rows.0 - border) * input.columns + column + columns.0 - border) * blocks;
    }
}
