//! Every backend against plain loops, for every shape and tail.

use proptest::prelude::*;

use super::{
    Apart, BLOCK, Backend, Combed, Filters, Finish, Image, Line, OUTSIDE, POSITION_BITS, Patch, Points,
    Sweep, Weights,
};

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
        (rows, columns, blocks, kernel, stride, input, weights) in
            (1usize..7, 1usize..7, 1usize..4, prop_oneof![Just(1usize), Just(3), Just(5)], 1usize..3).prop_flat_map(
                |(r, c, b, k, s)| {
                    let channels = b * BLOCK;
                    (Just(r), Just(c), Just(b), Just(k), Just(s), numbers(r * c * channels, CLIP), numbers(k * k * channels, i16::MAX))
                },
            ),
        shift in 8u32..16,
        clipped: bool,
    ) {
        // Twenty-five products of the largest numbers would leave 32 bits: no network has such weights.
        let weights: Vec<i16> = weights.iter().map(|w| w / 8).collect();
        let channels = blocks * BLOCK;
        let (high, wide) = (rows.div_ceil(stride), columns.div_ceil(stride));
        let (finish, packed) = (finish(channels, shift, clipped), Apart::new(&weights, kernel));
        let seen = |row: usize, column: usize, channel: usize| {
            // Counted from the border of zeros.
            let inside = |at: usize, size: usize| at.checked_sub(kernel / 2).filter(|v| *v < size);
            let at = inside(row, rows).zip(inside(column, columns));
            at.map_or(0, |(row, column)| i64::from(input[(row * columns + column) * channels + channel]))
        };
        for backend in Backend::available() {
            let mut out = vec![0; high * wide * channels];
            backend.smear(Image { values: &input, rows, columns }, stride, &packed, &finish, &mut out);
            for (index, value) in out.iter().enumerate() {
                let (row, column, channel) = (index / channels / wide, index / channels % wide, index % channels);
                let mut sum = 0i64;
                for (down, right) in (0..kernel * kernel).map(|k| (k / kernel, k % kernel)) {
                    let weight = weights[(down * kernel + right) * channels + channel];
                    sum += seen(row * stride + down, column * stride + right, channel) * i64::from(weight);
                }
                prop_assert_eq!(*value, finished(sum, channel, &finish), "{:?}, row {}, column {}", backend, row, column);
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

    #[test]
    fn scans_are_blended_on_every_backend(
        ([rows, columns], pixels) in (1usize..9, 1usize..9).prop_flat_map(|(r, c)| {
            (Just([r, c]), prop::collection::vec(0u16..1024, r * c))
        }),
        start in [-5.0..20.0f64, -5.0..20.0f64],
        step in [-2.0..2.0f64, -2.0..2.0f64],
        below in [-5.0..5.0f64, -5.0..5.0f64],
        scale in prop_oneof![Just(1.0), Just(0.5)],
        count in 0usize..40,
    ) {
        let picture = Patch::new([0, 0], [rows, columns], |row, line| {
            line.copy_from_slice(&pixels[row * columns..(row + 1) * columns]);
        });
        let along = [0, 1].map(|a| (0..count).map(|k| start[a] + step[a] * k as f64).collect::<Vec<f64>>());
        let expected = |k: usize| {
            let [y, x] = [0, 1].map(|a| (along[a][k] + below[a]) * scale);
            if !(y >= 0.0 && x >= 0.0 && y < rows as f64 && x < columns as f64) {
                return OUTSIDE;
            }
            let (y, x) = ((y - 0.5).max(0.0), (x - 0.5).max(0.0));
            let (top, left) = (y as usize, x as usize);
            let [v, u] = [y - top as f64, x - left as f64].map(|part| (part * 256.0) as i32);
            let at = |r: usize, c: usize| i32::from(pixels[r.min(rows - 1) * columns + c.min(columns - 1)]);
            let blend = |r: usize| at(r, left) * (256 - u) + at(r, left + 1) * u;
            (blend(top) * (256 - v) + blend(top + 1) * v + (1 << 15)) >> 16
        };
        for backend in Backend::available() {
            let mut out = vec![0; count];
            let line = Sweep { along: along.each_ref().map(Vec::as_slice), below, scale };
            backend.sweep(&picture, line, &mut out);
            for (k, value) in out.into_iter().enumerate() {
                prop_assert_eq!(value, expected(k), "{:?}, {}", backend, k);
            }
        }
    }
}

#[test]
fn what_is_no_number_lies_outside() {
    let picture = Patch::new([0, 0], [2, 3], |_, line| line.fill(9));
    let far = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, -0.0];
    let near = [0.5; 6];
    for backend in Backend::available() {
        for along in [[&far, &near], [&near, &far]] {
            let line = Sweep { along: along.map(|a| a.as_slice()), below: [0.0; 2], scale: 1.0 };
            let mut out = [0; 6];
            backend.sweep(&picture, line, &mut out);
            assert_eq!(out, [OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE, 9], "{backend:?}");
        }
    }
}
