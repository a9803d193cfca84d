//! Convolutions of 16-bit numbers with 32-bit sums, as small networks need them.

use super::Backend;
use super::lanes::{Lanes, Plain};

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
    #[inline(always)]
    fn store(&self, sums: [i32; BLOCK], first: usize, out: &mut [i16]) {
        let bias = &self.bias[first..first + BLOCK];
        let (low, high) = (i32::from(self.low), i32::from(self.high));
        for ((value, sum), bias) in out.iter_mut().zip(sums).zip(bias) {
            *value = ((sum + bias) >> self.shift).clamp(low, high) as i16;
        }
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
        }
    }

    /// For every channel of a row of pixels, the finished weighted sum over its neighbourhood.
    pub(crate) fn smear(self, taps: &Taps<'_>, finish: &Finish, out: &mut [i16]) {
        match self {
            // SAFETY: plain Rust needs no instructions of its own.
            Backend::Portable => unsafe { smear::<Plain>(taps, finish, out) },
            #[cfg(target_arch = "x86_64")]
            _ => super::x86::smear(self, taps, finish, out),
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
            let first = block * BLOCK;
            // SAFETY: the caller's.
            let sums = unsafe { sum.sums() };
            finish.store(sums, first, &mut out[r * outputs + first..r * outputs + first + BLOCK]);
        }
    }
}

/// A row of output pixels of a convolution that keeps channels apart: what each of its taps sees.
pub(crate) struct Taps<'a> {
    /// For every row of the filter, the row of input pixels that its first tap begins with, shape (pixels ≥
    /// (outputs − 1) · stride + taps, channels).
    pub(crate) rows: &'a [&'a [i16]],
    /// Shape (filter rows, taps, channels).
    pub(crate) weights: &'a [i16],
    /// Taps in one row of the filter.
    pub(crate) taps: usize,
    /// Input pixels from one output to the next.
    pub(crate) stride: usize,
    /// A multiple of [`BLOCK`].
    pub(crate) channels: usize,
}

/// What [`Backend::smear`] does.
///
/// # Safety
/// The CPU has the instructions of `L`.
#[inline(always)]
pub(super) unsafe fn smear<L: Lanes>(taps: &Taps<'_>, finish: &Finish, out: &mut [i16]) {
    let blocks = taps.channels / BLOCK;
    let (weights, _) = taps.weights.as_chunks::<BLOCK>();
    for (pixel, out) in out.chunks_exact_mut(taps.channels.max(1)).enumerate() {
        for (block, out) in out.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
            // SAFETY: the caller's.
            let mut sum = unsafe { L::zero() };
            for (r, row) in taps.rows.iter().enumerate() {
                let (values, _) = row.as_chunks::<BLOCK>();
                let first = pixel * taps.stride * blocks + block;
                for tap in 0..taps.taps {
                    let weights = &weights[(r * taps.taps + tap) * blocks + block];
                    // SAFETY: the caller's.
                    sum = unsafe { sum.add_each(&values[first + tap * blocks], weights) };
                }
            }
            // SAFETY: the caller's.
            finish.store(unsafe { sum.sums() }, block * BLOCK, out);
        }
    }
}
