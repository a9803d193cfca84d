//! Every backend against plain loops, for every shape and tail.

use proptest::prelude::*;

use super::{BLOCK, Backend, Combed, Filters, Finish, Line, POSITION_BITS, Patch, Points, Taps, Weights};

/// The largest values that networks let into a convolution.
const CLIP: i16 = 8192;

fn numbers(count: usize, limit: i16) -> impl Strategy<Value = Vec<i16>> {
    prop::collection::vec(-limit..=limit, count)
}

fn finished(sum: i64, output: usize, finish: &Finish) -> i16 {
    let shifted = (sum + i64::from(finish.bias[output])) >> finish.shift;
    shifted.clamp(finish.low.into(), finish.high.into()) as i16
}

fn finish(outputs: usize, shift: u32, clipped: bool) -> Finish {
    let bias = (0..outputs as i32).map(|o| (o - 7) * 12_345).collect();
    let (low, high) = if clipped { (0, CLIP) } else { (i16::MIN, i16::MAX) };
    Finish { bias, shift, low, high }
}

proptest! {
    #[test]
    fn mixing_is_the_weighted_sum_on_every_backend(
        (rows, inputs, outputs, input, weights) in (0usize..20, 1usize..40, 1usize..40).prop_flat_map(|(r, i, o)| {
            let even = i + i % 2;
            (Just(r), Just(i), Just(o), numbers(r * even, CLIP), numbers(i * o, 3000))
        }),
        shift in 0u32..16,
        clipped: bool,
    ) {
        let packed = Weights::new(&weights, inputs);
        let (even, wide) = (packed.inputs(), outputs.next_multiple_of(BLOCK));
        let finish = finish(wide, shift, clipped);
        for backend in Backend::available() {
            let mut out = vec![0; rows * wide];
            backend.mix(&input, &packed, &finish, &mut out);
            for (index, value) in out.iter().enumerate() {
                let (row, output) = (index / wide, index % wide);
                let weight = |i: usize| if output < outputs { weights[output * inputs + i] } else { 0 };
                let sum = (0..inputs).map(|i| i64::from(input[row * even + i]) * i64::from(weight(i))).sum();
                prop_assert_eq!(*value, finished(sum, output, &finish), "{:?}, row {}, output {}", backend, row, output);
            }
        }
    }

    #[test]
    fn smearing_is_the_weighted_sum_on_every_backend(
        (pixels, blocks, taps, stride, rows, weights) in
            (1usize..12, 1usize..4, prop_oneof![Just(1usize), Just(3), Just(5)], 1usize..3).prop_flat_map(|(p, b, t, s)| {
                let width = ((p - 1) * s + t) * b * BLOCK;
                let rows = prop::collection::vec(numbers(width, CLIP), t);
                (Just(p), Just(b), Just(t), Just(s), rows, numbers(t * t * b * BLOCK, i16::MAX))
            }),
        shift in 8u32..16,
        clipped: bool,
    ) {
        // Twenty-five products of the largest numbers would leave 32 bits: no network has such weights.
        let weights: Vec<i16> = weights.iter().map(|w| w / 8).collect();
        let channels = blocks * BLOCK;
        let finish = finish(channels, shift, clipped);
        let seen: Vec<&[i16]> = rows.iter().map(Vec::as_slice).collect();
        let given = Taps { rows: &seen, weights: &weights, taps, stride, channels };
        for backend in Backend::available() {
            let mut out = vec![0; pixels * channels];
            backend.smear(&given, &finish, &mut out);
            for (index, value) in out.iter().enumerate() {
                let (pixel, channel) = (index / channels, index % channels);
                let mut sum = 0i64;
                for (r, row) in rows.iter().enumerate() {
                    for tap in 0..taps {
                        let weight = weights[(r * taps + tap) * channels + channel];
                        sum += i64::from(row[(pixel * stride + tap) * channels + channel]) * i64::from(weight);
                    }
                }
                prop_assert_eq!(*value, finished(sum, channel, &finish), "{:?}, pixel {}", backend, pixel);
            }
        }
    }

    #[test]
    fn answers_are_the_weighted_sums_on_every_backend(
        (half, step, first, count, pixels, taps) in
            (1usize..9, 1usize..4, 0usize..9, 1usize..70).prop_flat_map(|(half, steps, first, count)| {
                let (support, step) = (2 * half, 2 * steps);
                let width = first + (count - 1) * step + support + 1;
                let taps = || numbers(support * support, 2000);
                (Just(half), Just(step), Just(first), Just(count), numbers((support + 2) * width, 4095), [taps(), taps(), taps()])
            }),
        top in 0usize..3,
    ) {
        let (support, points) = (2 * half, Points { first, step, count });
        let width = pixels.len() / (support + 2);
        let (picture, filters) = (Combed::new(&pixels, width, points, support), Filters::new(support, &taps));
        for backend in Backend::available() {
            let mut out = vec![0; 3 * points.room()];
            backend.answer(&picture, top, &filters, &mut out);
            for (index, answer) in out.iter().enumerate() {
                let (filter, point) = (index / points.room(), index % points.room());
                let seen = |tap: usize| pixels[(top + tap / support) * width + first + point * step + tap % support];
                let sum = || (0..support * support).map(|t| i64::from(seen(t)) * i64::from(taps[filter][t])).sum::<i64>();
                if point < count {
                    prop_assert_eq!(i64::from(*answer), sum(), "{:?}, filter {}, point {}", backend, filter, point);
                }
            }
        }
    }

    #[test]
    fn samples_are_blended_on_every_backend(
        ([rows, columns], pixels) in (1usize..9, 1usize..9).prop_flat_map(|(r, c)| {
            (Just([r, c]), prop::collection::vec(any::<u16>(), r * c))
        }),
        first in [0usize..50, 0usize..50],
        start in [-20i64 << 28..80 << 28, -20i64 << 28..80 << 28],
        step in [-2i64 << 28..2 << 28, -2i64 << 28..2 << 28],
        count in 0usize..40,
    ) {
        let patch = Patch::new(first, [rows, columns], |row, line| {
            line.copy_from_slice(&pixels[row * columns..(row + 1) * columns]);
        });
        let at = |row: i64, column: i64| {
            let nearest = |v: i64, a: usize, n: usize| (v - first[a] as i64).clamp(0, n as i64 - 1) as usize;
            i64::from(pixels[nearest(row, 0, rows) * columns + nearest(column, 1, columns)])
        };
        for backend in Backend::available() {
            let mut sums = vec![7; count];
            backend.sample(&patch, Line { start, step }, &mut sums);
            for (k, sum) in sums.into_iter().enumerate() {
                // From the centre of a pixel, in 256ths.
                let from = |a: usize| (start[a] + step[a] * k as i64 - (1 << (POSITION_BITS - 1))) >> (POSITION_BITS - 8);
                let ([row, column], [v, u]) = ([from(0) >> 8, from(1) >> 8], [from(0) & 255, from(1) & 255]);
                let blend = |row| at(row, column) * (256 - u) + at(row, column + 1) * u;
                prop_assert_eq!(sum as i64 - 7, blend(row) * (256 - v) + blend(row + 1) * v, "{:?}, {}", backend, k);
            }
        }
    }
}
