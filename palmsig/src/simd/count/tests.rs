//! Every backend against plain loops over single cells.

use proptest::prelude::*;

use super::*;
use crate::code::{Cells, Code, Word};
use crate::params::{FINE_CELLS, LINE_CELLS, ORIENTATIONS};

/// Words of a code: dense, sparse, and whole rows without a usable cell.
fn code<W: Word>() -> impl Strategy<Value = Code<W>> {
    let mask = prop_oneof![Just(u64::MAX), any::<u64>(), Just(0), Just(1), Just(1 << (W::SIDE - 1))];
    let row = (mask, prop::array::uniform6(any::<u64>()));
    prop::collection::vec(row, W::SIDE).prop_map(|rows| {
        let bits = rows.iter().flat_map(|(mask, row)| row.map(|word| W::from_bits(word & mask)));
        let mask = rows.iter().map(|(mask, _)| W::from_bits(*mask));
        Code::from_words(bits.collect(), mask.collect()).expect("as many rows as cells, bits within masks")
    })
}

fn lines(code: &Code<u32>) -> LineCode {
    LineCode::new(code.bits(), code.mask())
}

/// The cell with its mask, 0 outside.
fn cell(cells: &Cells, row: i64, column: i64) -> u8 {
    let inside = 0..cells.side() as i64;
    let known = inside.contains(&row) && inside.contains(&column);
    if known { cells.as_slice()[row as usize * cells.side() + column as usize] } else { 0 }
}

/// Differing and compared bits of two cells.
fn bits(a: u8, b: u8) -> [u32; 2] {
    let usable = 1 << ORIENTATIONS;
    if a & b & usable == 0 { [0, 0] } else { [(a ^ b).count_ones(), ORIENTATIONS as u32] }
}

/// The same of all cells in rows that `looked_at` of the first meet of the reference.
fn naive(probe: &Cells, reference: &Cells, [down, right]: [i32; 2], step: usize) -> [u32; 2] {
    let mut sum = [0; 2];
    for row in (down.max(0)..LINE_CELLS as i32 + down.min(0)).step_by(step) {
        for column in 0..LINE_CELLS as i64 {
            let from = cell(probe, (row - down).into(), column - i64::from(right));
            let found = bits(from, cell(reference, row.into(), column));
            sum = [sum[0] + found[0], sum[1] + found[1]];
        }
    }
    sum
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn looks_count_the_bits_of_every_shift(probe in code::<u32>(), reference in code::<u32>()) {
        let (one, other) = (lines(&probe), LineReference::new(&lines(&reference)));
        let (probe, reference) = (probe.unpack(), reference.unpack());
        for backend in Backend::available() {
            let mut shifts = Vec::new();
            let found = |shift: [i32; 2], counts: [u32; 2]| shifts.push((shift, counts));
            let (right, down) = ([-16, 16], [-16, 16]);
            backend.look(Look { code: &one, reference: &other, right, down, found });
            prop_assert_eq!(shifts.len(), 33 * 33);
            for (shift, counts) in shifts {
                prop_assert_eq!(counts, naive(&probe, &reference, shift, 1), "{:?} {:?}", backend, shift);
            }
        }
    }

    #[test]
    fn a_glance_finds_the_first_of_the_best_shifts(
        probes in prop::collection::vec(code::<u32>(), 1..3), reference in code::<u32>(), max_shift in 0i32..=16,
        alike: bool,
    ) {
        let reference = if alike { probes[0].clone() } else { reference };
        let (codes, over) = (probes.iter().map(lines).collect::<Vec<_>>(), LineReference::new(&lines(&reference)));
        let reference = reference.unpack();
        let best = |probe: &Code<u32>| naive_glance(&probe.unpack(), &reference, max_shift);
        let expected: Vec<Option<Glimpse>> = probes.iter().map(best).collect();
        for backend in Backend::available() {
            prop_assert_eq!(&backend.glance(&codes, &over, max_shift), &expected, "{:?}", backend);
        }
    }

    #[test]
    fn a_pass_counts_the_bits_of_every_probe(
        probes in prop::collection::vec((code::<u32>(), -33i32..=33, -33i32..=33), 0..4),
        references in prop::collection::vec(code::<u32>(), 0..12),
    ) {
        let codes: Vec<LineCode> = probes.iter().map(|(code, down, right)| lines(code).moved(*down, *right)).collect();
        let others: Vec<LineCode> = references.iter().map(lines).collect();
        let count = |reference: &Cells, (code, down, right): &(Code<u32>, i32, i32)| naive(&code.unpack(), reference, [*down, *right], 1);
        let expected: Vec<[u32; 2]> = references.iter().flat_map(|r| probes.iter().map(|p| count(&r.unpack(), p)).collect::<Vec<_>>()).collect();
        for backend in Backend::available() {
            let mut counts = Vec::new();
            backend.differing_lines(&codes, &others, |found| counts.push(found));
            prop_assert_eq!(&counts, &expected, "{:?}", backend);
        }
    }

    #[test]
    fn plain_distances_are_of_all_bits(
        [probes, references] in prop::array::uniform2(prop::collection::vec(
            prop::collection::vec(any::<u8>(), PLAIN_BYTES), 0..20,
        )),
    ) {
        let whole = |codes: &[Vec<u8>]| -> Vec<[u8; PLAIN_BYTES]> {
            codes.iter().map(|code| code.as_slice().try_into().expect("all bytes of a code")).collect()
        };
        let (probes, references) = (whole(&probes), whole(&references));
        let distance = |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum::<u32>();
        for probes in [&probes[..], &probes[..probes.len().min(1)]] {
            let expected: Vec<u32> = references.iter().flat_map(|r| probes.iter().map(|p| distance(p, r))).collect();
            for backend in Backend::available() {
                let mut counts = Vec::new();
                backend.differing_bits(probes, &references, |found| counts.push(found));
                prop_assert_eq!(&counts, &expected, "{:?}", backend);
            }
        }
    }

    #[test]
    fn looked_up_cells_are_those_the_table_names(
        code in code::<u32>(), table in prop::collection::vec(prop_oneof![0u16..1024, 1000u16..=u16::MAX], 1024),
    ) {
        let names = LineTable::new(table.clone());
        let mut cells = Cells::unusable(LINE_CELLS);
        code.unpack().looked_up(&table, &mut cells);
        for backend in Backend::available() {
            let grid = LineGrid::of_lines(backend, code.bits(), code.mask());
            prop_assert!(backend.looked_up_lines(&grid, &names) == lines(&Code::pack(&cells)), "{:?}", backend);
        }
    }

    #[test]
    fn coarse_cells_are_what_most_of_four_say(code in code::<u32>()) {
        let coarse = CoarseCode::new(&lines(&code));
        let cells = code.unpack();
        for (row, column) in (0..256).map(|i| (i / 16, i % 16)) {
            let bit = |group: usize, above: usize| (coarse.0[group][row] >> (column + 16 * above) & 1) as u8;
            let found = (0..6).fold(bit(0, 0) << 6, |cell, plane| cell | bit(1 + plane % 3, plane / 3) << plane);
            prop_assert_eq!(found, naive_coarse(&cells, row, column), "{} {}", row, column);
            prop_assert_eq!(bit(0, 0), bit(0, 1));
        }
    }

    #[test]
    fn a_scan_finds_the_evidence_of_the_best_probe(
        probes in prop::collection::vec(code::<u32>(), 0..5), codes in prop::collection::vec(code::<u32>(), 0..15), more: bool,
    ) {
        let coarse = |codes: &[Code<u32>]| codes.iter().map(|c| CoarseCode::new(&lines(c))).collect::<Vec<_>>();
        // A scan meets its own probe too, among codes that it does not.
        let codes = if more { [&codes[..], &probes[..]].concat() } else { codes };
        let (probes, others) = (coarse(&probes), coarse(&codes));
        let of = |a: &CoarseCode, b: &CoarseCode| {
            let common = |row: usize| a.0[0][row] & b.0[0][row];
            let differing = |row: usize| (1..4).map(|g| ((a.0[g][row] ^ b.0[g][row]) & common(row)).count_ones()).sum::<u32>();
            let compared = 3 * (0..16).map(|row| common(row).count_ones()).sum::<u32>();
            let agreement = compared.saturating_sub(2 * (0..16).map(differing).sum::<u32>());
            agreement * agreement / compared.max(1)
        };
        let most = |code: &CoarseCode| probes.iter().map(|probe| of(probe, code)).max().unwrap_or(0) as u16;
        let expected: Vec<u16> = others.iter().map(most).collect();
        for backend in Backend::available() {
            let mut evidence = vec![7; others.len()];
            backend.scan(&probes, others.iter(), &mut evidence);
            prop_assert_eq!(&evidence, &expected, "{:?}", backend);
        }
    }

    #[test]
    fn a_walk_meets_the_cells_on_its_way(
        starts in prop::collection::vec(prop::array::uniform2(prop_oneof![-5.0..40.0, -1e6..1e6f64]), 32),
        step in prop::array::uniform2(-2.0..2.0f64),
    ) {
        let fixed = |place: &[f64; 2]| place.map(|v| (v * f64::from(1 << FRACTION)) as i64);
        let walk = Walk { starts: starts.iter().map(fixed).collect(), step: fixed(&step) };
        let met = |i: usize| {
            let axis = |a: usize| walk.starts[i / 32][a] + (i % 32) as i64 * walk.step[a];
            let [row, column] = [0, 1].map(|a| axis(a).div_euclid(1 << FRACTION));
            let inside = (0..32).contains(&row) && (0..32).contains(&column);
            if inside { (row * 32 + column) as u16 } else { 1024 }
        };
        let expected: Vec<u16> = (0..1024).map(met).collect();
        for backend in Backend::available() {
            let table = LineTable::walked(backend, &walk);
            prop_assert_eq!(table.as_slice(), &expected[..], "{:?}", backend);
        }
    }

    #[test]
    fn patches_agree_where_single_cells_do(
        (probe, reference) in (code::<u64>(), code::<u64>()),
        table in prop::collection::vec(prop_oneof![0u16..4096, 0u16..4096, 4000u16..=u16::MAX], 4096),
        down in -40i32..=40, right in -40i32..=40, reach in 0i32..=3, penalty in prop_oneof![0u32..400, 0u32..=65536],
        alike: bool,
    ) {
        // Half the time the reference is the probe itself, so that the best places are known to be sharp.
        let names = FineTable::new(table.clone());
        let mut cells = Cells::unusable(FINE_CELLS);
        probe.unpack().looked_up(&table, &mut cells);
        let target = if alike { Code::pack(&cells) } else { reference };
        let other = FineReference::new(target.bits(), target.mask());
        let reach = if down.abs().max(right.abs()) + reach > 40 { 0 } else { reach };
        let freedom = Freedom { about: [down, right], reach, penalty };
        let expected = naive_patches(&cells, &target.unpack(), freedom);
        for backend in Backend::available() {
            let grid = FineGrid::of_fine(backend, probe.bits(), probe.mask());
            let moved = backend.looked_up_fine(&grid, &names);
            prop_assert_eq!(&backend.stretch(&moved, &other, freedom)[..], &expected[..], "{:?}", backend);
        }
    }
}

/// The cell and its mask that most of 2 × 2 cells make.
fn naive_coarse(cells: &Cells, row: usize, column: usize) -> u8 {
    let [row, column] = [row, column].map(|v| 2 * v as i64);
    let four = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(down, right)| cell(cells, row + down, column + right));
    let usable = four.iter().filter(|cell| *cell >> 6 == 1).count();
    let plane = |plane: usize| {
        let set = four.iter().filter(|cell| *cell >> plane & 1 == 1).count();
        u8::from(2 * set > usable || 2 * set == usable && four[0] >> plane & 1 == 1) << plane
    };
    if usable >= 3 { (0..6).fold(1 << 6, |cell, p| cell | plane(p)) } else { 0 }
}

fn naive_patches(probe: &Cells, reference: &Cells, freedom: Freedom) -> Vec<Option<Best>> {
    (0..PATCHES * PATCHES)
        .map(|i| naive_patch(probe, reference, [i / PATCHES, i % PATCHES], freedom))
        .collect()
}

/// A patch of 16 × 16 cells, 8 from its neighbours.
fn naive_patch(probe: &Cells, reference: &Cells, patch: [usize; 2], freedom: Freedom) -> Option<Best> {
    let Freedom { about, reach, penalty } = freedom;
    let mut best: Option<Best> = None;
    for dx in -reach..=reach {
        for dy in -reach..=reach {
            let moved = [about[0] + dy, about[1] + dx];
            let mut sum = [0; 2];
            for (row, column) in (0..256).map(|i| (patch[0] * 8 + i / 16, patch[1] * 8 + i % 16)) {
                let (row, column) = (row as i64, column as i64);
                let from = cell(probe, row - i64::from(moved[0]), column - i64::from(moved[1]));
                let found = bits(from, cell(reference, row, column));
                sum = [sum[0] + found[0], sum[1] + found[1]];
            }
            let distance = |sum: [u32; 2]| (sum[0] << 16) / sum[1] + penalty * (dx * dx + dy * dy) as u32;
            if sum[1] >= 768 && best.is_none_or(|b| distance(sum) < b.distance) {
                best = Some(Best { distance: distance(sum), moved });
            }
        }
    }
    best
}

fn naive_glance(probe: &Cells, reference: &Cells, max_shift: i32) -> Option<Glimpse> {
    let lattice = || (-max_shift..=max_shift).step_by(2);
    let (mut best, mut most) = (None, 0);
    for moved in lattice().flat_map(|right| lattice().map(move |down| [down, right])) {
        let counts = naive(probe, reference, moved, 2);
        let [differing, compared] = counts;
        let agreement = i64::from(compared) - 2 * i64::from(differing);
        let evidence = if agreement > 0 { agreement * agreement / i64::from(compared) } else { 0 };
        if evidence > most {
            (best, most) = (Some(Glimpse { moved, counts }), evidence);
        }
    }
    best
}

/// Counts as high as they can be are no more than what they are kept in has room for.
#[test]
fn all_bits_may_differ_and_all_be_set() {
    let words = LINE_CELLS * ORIENTATIONS;
    let [none, all] = [0, u32::MAX].map(|bits| LineCode::new(&vec![bits; words], &[u32::MAX; LINE_CELLS]));
    let reference = LineReference::new(&all);
    for backend in Backend::available() {
        let mut counts = Vec::new();
        backend
            .differing_lines(std::slice::from_ref(&none), std::slice::from_ref(&all), |met| counts.push(met));
        backend.differing_bits(&[[0; PLAIN_BYTES]], &[[u8::MAX; PLAIN_BYTES]], |met| counts.push([met, met]));
        let found = |_: [i32; 2], met: [u32; 2]| counts.push(met);
        let (right, down) = ([0, 0], [0, 0]);
        backend.look(Look { code: &none, reference: &reference, right, down, found });
        assert_eq!(counts, [[6144; 2]; 3], "{backend:?}");
        let glimpse = Glimpse { moved: [0, 0], counts: [0, 3072] };
        let found = backend.glance(std::slice::from_ref(&all), &reference, 0);
        assert_eq!(found, [Some(glimpse)], "{backend:?}");
        assert_eq!(backend.ones(&[all.clone(), none.clone()]), 7168 + 1024, "{backend:?}");
    }
}
