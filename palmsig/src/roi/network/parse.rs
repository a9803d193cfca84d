//! Reading a network.
//!
//! The bytes, little-endian: the number of layers (u16); then each layer: kind, kernel, stride, shift (u8 each),
//! whether its sums are clipped (u8), input and output channels (u16 each); for convolutions the weights (i16,
//! shape (outputs, kernel, kernel, inputs), (kernel, kernel, channels) where channels are kept apart) and a bias
//! an output (i32, in units of the sums).

use super::{CLIP, Layer, Network};
use crate::simd::{Apart, BLOCK, Finish, Weights};

const DENSE: u8 = 0;
const DEPTHWISE: u8 = 1;
const MIX: u8 = 2;
const KEEP: u8 = 3;
const ADD: u8 = 4;
const ADD_DOUBLED: u8 = 5;

/// What is left of the bytes.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn u16(&mut self) -> Option<usize> {
        self.take().map(|b| usize::from(u16::from_le_bytes(b)))
    }

    fn weights(&mut self, count: usize) -> Option<Vec<i16>> {
        (0..count).map(|_| self.take().map(i16::from_le_bytes)).collect()
    }

    fn biases(&mut self, count: usize) -> Option<Vec<i32>> {
        (0..count).map(|_| self.take().map(i32::from_le_bytes)).collect()
    }
}

impl Network {
    /// Reads a network for pictures of `channels` channels; none when the bytes are not one, or when a sum could
    /// leave 32 bits.
    pub(in crate::roi) fn parse(bytes: &[u8], channels: usize) -> Option<Network> {
        let mut bytes = Bytes(bytes);
        let count = bytes.u16()?;
        let mut layers = Vec::with_capacity(count);
        let (mut now, mut kept) = (channels, Vec::new());
        for _ in 0..count {
            let layer = layer(&mut bytes, now)?;
            match &layer {
                Layer::Keep => kept.push(now),
                Layer::Add | Layer::AddDoubled => kept.pop().filter(|k| *k == now).map(|_| ())?,
                Layer::Dense { channels, .. }
                | Layer::Depthwise { channels, .. }
                | Layer::Mix { channels, .. } => {
                    now = *channels;
                }
            }
            layers.push(layer);
        }
        bytes.0.is_empty().then_some(Network { layers })
    }
}

/// One layer over `before` channels; outputs are filled up to whole blocks.
fn layer(bytes: &mut Bytes<'_>, before: usize) -> Option<Layer> {
    let [kind, kernel, stride, shift, clipped] = bytes.take::<5>()?;
    let (inputs, outputs) = (bytes.u16()?, bytes.u16()?);
    match kind {
        KEEP => return Some(Layer::Keep),
        ADD => return Some(Layer::Add),
        ADD_DOUBLED => return Some(Layer::AddDoubled),
        _ => {}
    }
    let (kernel, stride) = (usize::from(kernel), usize::from(stride));
    let sound = inputs == before && kernel % 2 == 1 && stride > 0 && shift < 31 && outputs > 0;
    let apart = kind == DEPTHWISE;
    if !sound
        || (apart && (outputs != inputs || inputs % BLOCK > 0))
        || (kind == MIX && (kernel != 1 || inputs % 2 == 1))
    {
        return None;
    }
    let each = kernel * kernel * if apart { 1 } else { inputs };
    let weights = bytes.weights(outputs * each)?;
    let mut bias = bytes.biases(outputs)?;
    if !fits(&weights, &bias, each, apart.then_some(outputs)) {
        return None;
    }
    let channels = outputs.next_multiple_of(BLOCK);
    bias.resize(channels, 0);
    let half = if shift > 0 { 1 << (shift - 1) } else { 0 };
    bias.iter_mut().for_each(|b| *b = b.saturating_add(half));
    let (low, high) = if clipped > 0 { (0, CLIP) } else { (i16::MIN, i16::MAX) };
    let finish = Finish { bias, shift: u32::from(shift), low, high };
    Some(match kind {
        DENSE => Layer::Dense { kernel, stride, channels, weights: Weights::new(&weights, each), finish },
        DEPTHWISE => Layer::Depthwise { stride, channels, weights: Apart::new(&weights, kernel), finish },
        MIX => Layer::Mix { channels, weights: Weights::new(&weights, each), finish },
        _ => return None,
    })
}

/// Whether no sum of inputs up to [`CLIP`] leaves 32 bits, rounding included.
fn fits(weights: &[i16], bias: &[i32], each: usize, apart: Option<usize>) -> bool {
    let size = |w: &i16| i64::from(w.unsigned_abs()) * i64::from(CLIP);
    let sum = |output: usize| -> i64 {
        match apart {
            Some(channels) => weights.iter().skip(output).step_by(channels).map(size).sum(),
            None => weights[output * each..(output + 1) * each].iter().map(size).sum(),
        }
    };
    bias.iter().enumerate().all(|(o, b)| sum(o) + i64::from(b.unsigned_abs()) < 1 << 30)
}
