//! Networks as a whole: the bytes they are read from, and the same numbers on every backend.

use super::{FRACTION, Network, Tensor};
use crate::simd::Backend;

/// A convolution of one channel in and one out: a single weight, one half.
fn halving() -> Vec<u8> {
    let mut bytes = vec![1, 0];
    bytes.extend([0, 1, 1, 1, 0, 1, 0, 1, 0]);
    bytes.extend(1i16.to_le_bytes());
    bytes.extend(0i32.to_le_bytes());
    bytes
}

#[test]
fn a_network_does_what_its_bytes_say() {
    let network = Network::parse(&halving(), 1).expect("a network");
    let mut input = Tensor::zeros(1, 3, 1);
    input.values.copy_from_slice(&[100, -100, 7]);
    let out = network.run(input);
    assert_eq!((out.rows, out.columns, out.channels), (1, 3, 16));
    assert_eq!([out.at(0, 0)[0], out.at(0, 1)[0], out.at(0, 2)[0]], [50, -50, 4]);
}

#[test]
fn damaged_bytes_are_no_network() {
    let sound = halving();
    for length in 0..sound.len() {
        assert!(Network::parse(&sound[..length], 1).is_none(), "{length} bytes");
    }
    let mut longer = sound.clone();
    longer.push(0);
    assert!(Network::parse(&longer, 1).is_none());
    assert!(Network::parse(&sound, 2).is_none(), "another number of channels");
    let mut overflowing = sound;
    overflowing.splice(11..13, i16::MAX.to_le_bytes());
    overflowing.splice(13..17, (1i32 << 30).to_le_bytes());
    assert!(Network::parse(&overflowing, 1).is_none());
}

#[test]
fn shipped_networks_give_the_same_numbers_on_every_backend() {
    for bytes in [crate::roi::finder::WEIGHTS, crate::roi::refiner::WEIGHTS] {
        let network = Network::parse(bytes, 3).expect("a network");
        let mut input = Tensor::zeros(32, 48, 3);
        for (i, value) in input.values.iter_mut().enumerate() {
            *value = ((i * 7919) % 4096) as i16 - 2048;
        }
        let expected = network.run_on(Backend::Portable, input.clone());
        assert!(expected.values.iter().any(|v| *v != 0));
        for backend in Backend::available() {
            assert!(network.run_on(backend, input.clone()).values == expected.values, "{backend:?}");
        }
    }
    const { assert!(FRACTION == 9, "the weights were made for this") };
}
