//! Renewed codes compare as templates do, and under different keys say nothing of one another.

use proptest::prelude::*;

use super::*;
use crate::code::{Cells, USABLE};
use crate::image::{Band, HandSide};
use crate::params::{FINE_CELLS, MatchParams};
use crate::protect::keys::KEY;
use crate::simd::Backend;
use crate::template::View;

fn tenant(fill: u8) -> TenantKey {
    TenantKey::take(&mut [fill; KEY]).expect("32 bytes")
}

/// Numbers of a small generator: good enough to draw palms with.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    fn unit(&mut self) -> f64 {
        f64::from(self.next()) / f64::from(1u32 << 31)
    }
}

/// Line cells of a subject's capture: every plane the sign of a few long waves, as bits of palms hang together; blotches
/// that another capture shows otherwise; a rim and a few spots that cannot be used.
fn cells(subject: u64, capture: u64) -> Cells {
    let mut own = Dice(subject.wrapping_mul(0x9e37_79b9) + 1);
    let waves: Vec<[f64; 4]> = (0..4 * ORIENTATIONS)
        .map(|_| [own.unit() * 0.8 - 0.4, own.unit() * 0.8 - 0.4, own.unit() * 7.0, 0.5 + own.unit()])
        .collect();
    let rim = 1.0 + 5.0 * own.unit();
    let mut once = Dice(subject.wrapping_mul(31) + capture.wrapping_mul(0x5851_f42d) + 7);
    let blotches: Vec<[f64; 3]> =
        (0..6).map(|_| [once.unit() * 32.0, once.unit() * 32.0, 2.0 + 3.0 * once.unit()]).collect();
    let rim = rim + once.unit() - 0.5;
    let mut cells = Cells::unusable(LINE_CELLS);
    for (i, cell) in cells.as_mut_slice().iter_mut().enumerate() {
        let (y, x) = ((i / LINE_CELLS) as f64, (i % LINE_CELLS) as f64);
        let bit = |plane: usize| {
            let four = &waves[4 * plane..][..4];
            four.iter().map(|w| w[3] * libm::sin(w[0] * y + w[1] * x + w[2])).sum::<f64>() > 0.0
        };
        let bits = (0..ORIENTATIONS).fold(0, |bits, plane| bits | u8::from(bit(plane)) << plane);
        let otherwise = blotches.iter().any(|b| (y - b[0]).hypot(x - b[1]) < b[2]);
        let usable = y.min(x).min(31.0 - y).min(31.0 - x) >= rim - 1.0 && !once.next().is_multiple_of(50);
        let bits = if otherwise { once.next() as u8 & (USABLE - 1) } else { bits };
        *cell = if usable { bits | USABLE } else { 0 };
    }
    cells
}

fn view(band: Band, subject: u64, capture: u64) -> View {
    let lines = cells(subject, capture);
    let mut fine = Cells::unusable(FINE_CELLS);
    for (i, cell) in fine.as_mut_slice().iter_mut().enumerate() {
        *cell = lines.as_slice()[i / FINE_CELLS / 2 * LINE_CELLS + i % FINE_CELLS / 2] & USABLE;
    }
    View::new(band, 300.0, &lines, &fine)
}

fn palm(subject: u64, capture: u64) -> Template {
    Template::new(1, HandSide::Left, vec![view(Band::Visible, subject, capture)])
}

fn rigid(params: MatchParams) -> Matcher {
    Matcher::new(&params).expect("parameters in range")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn renewed_codes_compare_bit_for_bit_as_templates_do(
        subjects in [0u64..4, 0u64..4],
        captures in prop::collection::vec((any::<bool>(), 0u64..50), 2..6),
        (max_shift, scales, candidates) in (0u8..=16, 0u8..2, 1u8..4),
        (generation, fill) in any::<(u32, u8)>(),
    ) {
        let params = MatchParams { max_shift, scales, rotations: 1, candidates, ..MatchParams::rigid() };
        let band = |visible| if visible { Band::Visible } else { Band::NearInfrared };
        let views = |of: usize, subject: u64| -> Vec<View> {
            let own = captures.iter().skip(of).step_by(2);
            own.map(|&(visible, capture)| view(band(visible), subject, capture)).collect()
        };
        let [probe, reference] =
            [0, 1].map(|i| Template::new(1, HandSide::Left, views(i, subjects[i])));
        let (matcher, key) = (rigid(params), tenant(fill).renewal(generation));
        let plain = matcher.probe(&probe).compare(&reference);
        let renewed = key.probe(&matcher, &probe).unwrap().compare(&key.renew(&reference));
        prop_assert_eq!(renewed, plain.map_err(ProtectError::from));
    }
}

#[test]
fn the_default_rigid_search_finds_the_owner_under_renewal() {
    let (matcher, key) = (rigid(MatchParams::rigid()), tenant(1).renewal(0));
    let probe = key.probe(&matcher, &palm(1, 2)).unwrap();
    let mated = probe.compare(&key.renew(&palm(1, 1))).unwrap().similarity();
    let stranger = probe.compare(&key.renew(&palm(2, 1))).unwrap().similarity();
    assert!(mated > stranger + 1000, "{mated} and {stranger}");
}

#[test]
fn another_key_another_search_and_other_palms_are_refused() {
    let matcher = rigid(MatchParams::rigid());
    let (key, next, other) = (tenant(1).renewal(0), tenant(1).renewal(1), tenant(2).renewal(0));
    let probe = key.probe(&matcher, &palm(1, 1)).unwrap();
    for foreign in [&next, &other] {
        assert_eq!(probe.compare(&foreign.renew(&palm(1, 1))), Err(ProtectError::RenewalKeys));
    }
    let local = Matcher::new(&MatchParams::default()).unwrap();
    assert_eq!(key.probe(&local, &palm(1, 1)).unwrap_err(), ProtectError::NotRigid);
    let right = Template::new(1, HandSide::Right, vec![view(Band::Visible, 1, 1)]);
    let refused = ProtectError::Match(crate::error::MatchError::Hands);
    assert_eq!(probe.compare(&key.renew(&right)), Err(refused));
}

#[test]
fn a_key_gives_the_same_codes_for_ever() {
    let codes = tenant(1).renewal(3).renew(&palm(1, 1));
    assert!(codes.codes.views == tenant(1).renewal(3).renew(&palm(1, 1)).codes.views);
    assert!(codes.codes.views != tenant(1).renewal(4).renew(&palm(1, 1)).codes.views);
    // Written once and never to be changed: kept codes would be lost.
    let bits = Backend::best().ones(std::slice::from_ref(&codes.codes.views[0].1));
    assert_eq!((codes.key, bits), ([242, 25, 198, 80, 37, 129, 59, 52], 1896));
}

/// D_sys of Gomez-Barrero et al. (2018) with equal priors, from scores in bins that hold as many non-mated ones each:
/// the mean over mated scores of (LR − 1) / (LR + 1) where LR, the ratio of the two densities, is above 1.
fn d_sys(mated: &[f64], non_mated: &[f64]) -> f64 {
    const BINS: usize = 20;
    let mut sorted = non_mated.to_vec();
    sorted.sort_by(f64::total_cmp);
    let edges: Vec<f64> = (1..BINS).map(|i| sorted[i * sorted.len() / BINS]).collect();
    let shares = |scores: &[f64]| {
        let mut counts = [0.0; BINS];
        scores.iter().for_each(|&s| counts[edges.partition_point(|&edge| edge <= s)] += 1.0);
        counts.map(|count: f64| count / scores.len() as f64)
    };
    let pairs = shares(mated).into_iter().zip(shares(non_mated));
    pairs.filter(|(m, n)| m > n).map(|(m, n)| m * (m - n) / (m + n)).sum()
}

/// What can be told of two codes without a key: the share of bits that agree as they stand, and how alike the
/// numbers of their usable cells are.
fn told(a: &RenewedCodes, b: &RenewedCodes) -> [f64; 2] {
    let (a, b) = (&a.codes.views[0].1, &b.codes.views[0].1);
    let count = |a, b: &_| {
        let mut counts = [0; 2];
        Backend::best().differing_lines(std::slice::from_ref(a), std::slice::from_ref(b), |c| counts = c);
        counts.map(f64::from)
    };
    let [differing, compared] = count(a, b);
    let usable = |code| count(code, code)[1];
    [1.0 - differing / compared, -(usable(a) - usable(b)).abs()]
}

/// D_sys of both scores, over codes under two keys.
fn linkability(first: &RenewalKey, second: &RenewalKey) -> [f64; 2] {
    const SUBJECTS: u64 = 400;
    let renewed = |key: &RenewalKey, capture| -> Vec<RenewedCodes> {
        (0..SUBJECTS).map(|subject| key.renew(&palm(subject, capture))).collect()
    };
    let (a, b) = (renewed(first, 1), renewed(second, 2));
    let mated: Vec<[f64; 2]> = a.iter().zip(&b).map(|(a, b)| told(a, b)).collect();
    let apart = a.iter().enumerate().flat_map(|(i, a)| {
        let others = b.iter().cycle().skip(i + 1).take(20);
        others.map(move |b| told(a, b))
    });
    let non_mated: Vec<[f64; 2]> = apart.collect();
    [0, 1].map(|which| {
        let of = |scores: &[[f64; 2]]| scores.iter().map(|s| s[which]).collect::<Vec<_>>();
        d_sys(&of(&mated), &of(&non_mated))
    })
}

/// Under one key, codes of one palm are plainly linked: they are there to be compared (19/21 is as much as 20 bins can show). Under two keys the bits say nothing;
/// chance alone gives some 0.03 among 400 palms. The numbers of usable cells do link, for no key changes them.
#[test]
fn codes_of_different_tenants_do_not_link_by_their_bits() {
    let [bits, _] = linkability(&tenant(1).renewal(0), &tenant(1).renewal(0));
    assert!(bits > 0.85, "D_sys under one key {bits:.3}");
    for (first, second) in
        [(tenant(1).renewal(0), tenant(2).renewal(0)), (tenant(1).renewal(0), tenant(1).renewal(1))]
    {
        let [bits, usable] = linkability(&first, &second);
        assert!(bits < 0.08, "D_sys under two keys {bits:.3}");
        // As docs/security.md says.
        assert!((0.4..0.55).contains(&usable), "D_sys of usable cells {usable:.3}");
    }
}
