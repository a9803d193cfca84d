//! Small convolutional networks in integers: bit for bit the same on every CPU.
//!
//! All values between layers are 16-bit numbers with [`FRACTION`] fractional bits. Layers are run in the order
//! in which the file of weights lists them; `training/export.py` writes it, and documents its bytes.

mod parse;
mod tensor;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use crate::simd::{Apart, Backend, Finish, Image, Weights};
pub(super) use tensor::Tensor;

/// Fractional bits of every value: steps of 1/512, from −64 to 64.
pub(super) const FRACTION: u32 = 9;

/// The largest value that enters a convolution, in the networks as trained: 16.
const CLIP: i16 = 16 << FRACTION;

/// One layer.
#[derive(Debug, Clone)]
enum Layer {
    /// A convolution over all channels, as a mix of the gathered neighbourhoods.
    Dense { kernel: usize, stride: usize, channels: usize, weights: Weights, finish: Finish },
    /// A convolution that keeps channels apart.
    Depthwise { stride: usize, channels: usize, weights: Apart, finish: Finish },
    /// A mix of the channels of each pixel.
    Mix { channels: usize, weights: Weights, finish: Finish },
    /// Keeps a copy for a later sum.
    Keep,
    /// Adds what was kept last.
    Add,
    /// Doubles rows and columns, then adds what was kept last.
    AddDoubled,
}

/// A network with its weights.
#[derive(Clone, Default)]
pub(super) struct Network {
    layers: Vec<Layer>,
}

/// Prints the number of layers, not the weights.
impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Network({} layers)", self.layers.len())
    }
}

impl Network {
    /// Runs all layers over `input`.
    pub(super) fn run(&self, input: Tensor) -> Tensor {
        self.run_on(Backend::best(), input)
    }

    fn run_on(&self, backend: Backend, input: Tensor) -> Tensor {
        let mut kept: Vec<Rc<Tensor>> = Vec::new();
        let mut now = Rc::new(input);
        for layer in &self.layers {
            now = Rc::new(match layer {
                Layer::Keep => {
                    kept.push(Rc::clone(&now));
                    continue;
                }
                Layer::Add => sum(owned(now), kept.pop()),
                Layer::AddDoubled => sum(now.doubled(), kept.pop()),
                Layer::Mix { weights, finish, .. } => mixed(backend, &now, weights, finish),
                Layer::Dense { kernel, stride, weights, finish, .. } => {
                    let gathered = now.gathered(*kernel, *stride, weights.inputs());
                    mixed(backend, &gathered, weights, finish)
                }
                Layer::Depthwise { stride, weights, finish, .. } => {
                    depthwise(backend, &now, *stride, weights, finish)
                }
            });
        }
        owned(now)
    }
}

/// The tensor itself where nobody else keeps it, or else a copy.
fn owned(tensor: Rc<Tensor>) -> Tensor {
    Rc::try_unwrap(tensor).unwrap_or_else(|kept| Tensor::clone(&kept))
}

fn mixed(backend: Backend, input: &Tensor, weights: &Weights, finish: &Finish) -> Tensor {
    let mut out = Tensor::zeros(input.rows, input.columns, finish.bias.len());
    backend.mix(&input.values, weights, finish, &mut out.values);
    out
}

fn depthwise(backend: Backend, input: &Tensor, stride: usize, weights: &Apart, finish: &Finish) -> Tensor {
    let (rows, columns) = (input.rows.div_ceil(stride), input.columns.div_ceil(stride));
    let mut out = Tensor::zeros(rows, columns, input.channels);
    let image = Image { values: &input.values, rows: input.rows, columns: input.columns };
    backend.smear(image, stride, weights, finish, &mut out.values);
    out
}

/// The sum, brought into what may enter a convolution. Layers were checked to be of one shape when the network
/// was read; where a picture's shape does not halve and double back, what is missing counts as 0.
fn sum(mut now: Tensor, kept: Option<Rc<Tensor>>) -> Tensor {
    let Some(kept) = kept else { return now };
    now = now.cropped(kept.rows, kept.columns);
    for (value, other) in now.values.iter_mut().zip(&kept.values) {
        *value = value.saturating_add(*other).clamp(0, CLIP);
    }
    now
}
