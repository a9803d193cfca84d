//! Compact codes side by side, against the plain definition.

mod common;

use common::template;
use palmsig::code::USABLE;
use palmsig::image::{Band, HandSide};
use palmsig::matching::CompactCodes;
use palmsig::template::Template;

/// The share of differing bits at the best shift, cell by cell.
fn plainly(probe: &Template, reference: &Template) -> Option<u32> {
    let [probe, reference] = [probe, reference].map(|palm| palm.views()[0].lines.unpack());
    let shifts = (-2..=2).flat_map(|down| (-2..=2).map(move |right| (down, right)));
    let share = |(down, right): (i32, i32)| {
        let (mut differing, mut compared) = (0, 0);
        for (row, column) in (0..32 * 32).map(|i| (i / 32, i % 32)) {
            let (to_row, to_column) = (row + down, column + right);
            if (0..32).contains(&to_row) && (0..32).contains(&to_column) {
                let own = probe.as_slice()[(32 * row + column) as usize];
                let other = reference.as_slice()[(32 * to_row + to_column) as usize];
                if own & other & USABLE != 0 {
                    compared += 6;
                    differing += (own ^ other).count_ones();
                }
            }
        }
        (compared * 5 >= 6 * 32 * 32).then(|| differing * 65536 / compared)
    };
    shifts.filter_map(share).min()
}

#[test]
fn distances_are_those_of_the_definition() {
    let mut palms: Vec<Template> =
        [(1, 1), (1, 2), (2, 3)].map(|(seed, visit)| template(seed, HandSide::Left, visit)).into();
    palms.push(common::masked(&palms[0], |row, column| row < 20 && column < 25));
    palms.push(common::masked(&palms[0], |row, column| row < 10 && column < 16));
    let codes = CompactCodes::new(palms.iter().map(Some), Band::Visible);
    for (i, probe) in palms.iter().enumerate() {
        let mut found = Vec::new();
        codes.distances(i, 0..codes.len(), |distance| found.push(distance));
        assert_eq!(found, palms.iter().map(|palm| plainly(probe, palm)).collect::<Vec<_>>());
    }
}

#[test]
fn what_is_missing_has_no_distance() {
    let palm = template(1, HandSide::Left, 1);
    let codes = CompactCodes::new([Some(&palm), None], Band::Visible);
    let dark = CompactCodes::new([Some(&palm)], Band::NearInfrared);
    let mut found = Vec::new();
    codes.distances(0, 0..2, |distance| found.push(distance));
    dark.distances(0, 0..1, |distance| found.push(distance));
    codes.distances(2, 0..2, |distance| found.push(distance));
    codes.distances(0, 1..3, |distance| found.push(distance));
    assert_eq!(found, [Some(0), None, None]);
}
