//! The shortcuts of cutting out against going from pixel to pixel.

use ndarray::Array2;
use proptest::prelude::*;

use super::{Grid, Mapping, Mean, PalmSquare, shown};
use crate::roi::{HandMask, Square};
use crate::simd::POSITION_BITS;

fn square() -> impl Strategy<Value = Square> {
    let turned = (0.0..std::f64::consts::TAU).prop_map(|turn| [turn.sin(), turn.cos()]);
    // Along an axis one coordinate stands still.
    let up = prop_oneof![turned, Just([-1.0, 0.0]), Just([0.0, 1.0])];
    ([-100.0..300.0, -100.0..300.0f64], up, 5.0..600.0f64).prop_map(|(center, up, side)| Square {
        center,
        up,
        side,
    })
}

proptest! {
    #[test]
    fn what_the_hand_covers_is_looked_up_for_every_pixel(
        square in square(),
        (shape, cells) in (1usize..20, 1usize..20)
            .prop_flat_map(|(r, c)| (Just((r, c)), prop::collection::vec(prop::bool::weighted(0.9), r * c))),
        factor in 1usize..40,
    ) {
        let cells = cells.into_iter().map(u8::from).collect();
        let hand = HandMask { pixels: Array2::from_shape_vec(shape, cells).unwrap(), factor };
        let mapping = Mapping::of(&square);
        let mut cut = PalmSquare::default();
        cut.mask.fill(1);
        cut.mask_by(&hand, &mapping);
        for ((row, column), seen) in cut.mask.indexed_iter() {
            let point = mapping.at(row as f64 + 0.5, column as f64 + 0.5);
            prop_assert_eq!(*seen != 0, hand.contains(point), "row {}, column {}", row, column);
        }
    }

    #[test]
    fn samples_shown_are_those_in_the_picture(square in square(), size in [1i64..400, 1i64..400]) {
        let grid = Grid::of(&Mapping::of(&square));
        for line in [0, 80, 159].into_iter().flat_map(|row| grid.lines(row)) {
            let range = shown(line, size.map(|n| n << POSITION_BITS));
            for k in 0..PalmSquare::EXTENT {
                let at = [0, 1].map(|a| (line.start[a] + line.step[a] * k as i64) >> POSITION_BITS);
                prop_assert_eq!(range.contains(&k), (0..2).all(|a| (0..size[a]).contains(&at[a])), "{}", k);
            }
        }
    }

    #[test]
    fn means_are_divisions(side in 1i64..9, depth in 8u8..17, share in 0.0..1.0f64) {
        let samples = side * side;
        let most = (samples << (16 + depth)) as u64;
        let sum = (share * most as f64) as u64;
        let expected = ((sum / samples as u64) >> (4 + depth)).min(PalmSquare::WHITE as u64);
        prop_assert_eq!(i64::from(Mean::of(samples, depth).level(sum)), expected as i64);
        // Where the quotient has just become whole.
        let whole = (expected * samples as u64) << (4 + depth);
        prop_assert_eq!(i64::from(Mean::of(samples, depth).level(whole)), expected as i64);
    }
}
