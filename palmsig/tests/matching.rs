//! Who matches whom, and what can be read off a comparison.

mod common;

use common::{masked, template};
use palmsig::error::MatchError;
use palmsig::image::{Band, Capture, HandSide};
use palmsig::matching::{Comparison, Matcher, Policy};
use palmsig::params::{Depth, MatchParams};
use palmsig::roi::Location;
use palmsig::template::Template;

use HandSide::{Left, Right};

fn matcher() -> Matcher {
    Matcher::new(&MatchParams::default()).expect("the default parameters")
}

fn compare(a: &Template, b: &Template) -> Comparison {
    matcher().compare(a, b).expect("comparable templates")
}

fn verifies(fmr: f64, comparison: &Comparison) -> bool {
    Policy::verify(fmr).expect("a rate in range").accepts(comparison)
}

/// Two captures each of a dozen palms, six of either side, sides forgotten.
fn dozen() -> Vec<[Template; 2]> {
    let palm =
        |i: u64| [1, 2].map(|visit| template(i / 2, [Left, Right][i as usize % 2], visit).without_hand());
    (20..32).map(palm).collect()
}

#[test]
fn a_palm_in_doubt_is_known_by_either_view_and_pays_for_both() {
    let (palm, again, stranger) = (template(1, Left, 1), template(1, Left, 2), template(2, Left, 1));
    let matcher = matcher();
    let compare = |a: &Template, b: &Template| matcher.probe(a).compare(b).expect("comparable");
    let alone = compare(&again, &palm);
    for doubtful in [common::in_doubt(&palm, &stranger), common::in_doubt(&stranger, &palm)] {
        let found = compare(&again, &doubtful);
        assert_eq!(found.similarity(), alone.similarity());
        assert_eq!(found.bands().next().map(|band| band.tried), Some(2));
        assert!(found.false_match_rate().value > 1.9 * alone.false_match_rate().value);
    }
}

#[test]
fn captures_of_a_palm_match_and_strangers_do_not() {
    let (matcher, palms) = (matcher(), dozen());
    for (i, [first, _]) in palms.iter().enumerate() {
        let probe = matcher.probe(first);
        for (j, [_, second]) in palms.iter().enumerate() {
            let comparison = probe.compare(second).expect("comparable templates");
            let rate = comparison.false_match_rate().value;
            assert_eq!(verifies(1e-4, &comparison), i == j, "palms {i} and {j}: false match rate {rate:e}");
        }
    }
}

#[test]
fn the_order_makes_no_difference_and_the_result_is_the_same_every_time() {
    let palms: Vec<Template> = dozen().into_iter().flatten().take(10).collect();
    for a in &palms {
        for b in &palms {
            assert_eq!(compare(a, b), compare(b, a));
        }
    }
    // Bits alone do not tell these two apart, their masks do.
    let [left, right] = [16, 12].map(|columns| {
        common::changed(&masked(&palms[0], |_, column| column < columns), |bytes| {
            bytes[common::HEADER + common::LINES + 8..][..768].fill(0);
            bytes[common::HEADER + common::TEXTURE + 8..][..3072].fill(0);
        })
    });
    assert_eq!(compare(&left, &right), compare(&right, &left));
    assert_eq!(matcher().compare(&palms[0], &palms[1]), matcher().clone().compare(&palms[0], &palms[1]));
}

#[test]
fn nothing_is_more_similar_to_a_template_than_itself() {
    let palms: Vec<Template> = dozen().into_iter().flatten().collect();
    let probe = matcher().probe(&palms[0]);
    let of = |t: &Template| probe.compare(t).expect("comparable templates").similarity();
    let own = of(&palms[0]);
    assert!(palms[1..].iter().all(|other| of(other) < own));
    let itself = compare(&palms[0], &palms[0]);
    let evidence = itself.bands().next().expect("a band");
    assert_eq!((evidence.rotation, evidence.scale, evidence.shift), (0.0, 1.0, [0.0, 0.0]));
    assert_eq!((evidence.differing, evidence.patches, evidence.tried), (0, 49, 1));
}

/// No decision at any rate may accept it.
fn assert_no_evidence(comparison: &Comparison) {
    assert_eq!(comparison.similarity(), Comparison::NO_EVIDENCE);
    assert_eq!(comparison.false_match_rate().value, 1.0);
    assert!(!verifies(0.5, comparison));
    assert!(!Policy::identify(0.5).expect("a rate in range").accepts_among(comparison, 1));
    assert!(!Policy::identify(0.5).expect("a rate in range").accepts_among(comparison, 0));
}

#[test]
fn a_fully_masked_template_matches_nobody_not_even_itself() {
    let whole = template(10, Left, 1);
    let nothing = masked(&whole, |_, _| false);
    for params in [MatchParams::default(), MatchParams::rigid()] {
        let matcher = Matcher::new(&params).expect("sound parameters");
        for (a, b) in [(&nothing, &nothing), (&nothing, &whole), (&whole, &nothing)] {
            assert_no_evidence(&matcher.compare(a, b).expect("comparable templates"));
        }
    }
}

#[test]
fn templates_that_hardly_overlap_do_not_match() {
    let whole = template(10, Left, 1);
    let half = |keep: fn(usize, usize) -> bool| masked(&whole, keep);
    let halves = [half(|_, c| c < 16), half(|_, c| c >= 16), half(|r, _| r < 16), half(|r, _| r >= 16)];
    for params in [MatchParams::default(), MatchParams::rigid()] {
        let matcher = Matcher::new(&params).expect("sound parameters");
        for [a, b] in [[0, 1], [2, 3]] {
            let comparison = matcher.compare(&halves[a], &halves[b]).expect("comparable templates");
            assert!(!verifies(1e-3, &comparison), "{comparison:?}");
        }
        for corner in [2, 4, 8] {
            let corner = masked(&whole, |r, c| r < corner && c < corner);
            assert_no_evidence(&matcher.compare(&corner, &whole).expect("comparable templates"));
        }
    }
    assert!(verifies(1e-4, &compare(&halves[0], &whole)), "half a palm against the whole of it");
}

/// A corner of so many cells a side of each left palm, compared with each other palm.
fn parts_of_strangers(seeds: std::ops::Range<u64>, side: usize, params: &MatchParams) -> Vec<Comparison> {
    let matcher = Matcher::new(params).expect("sound parameters");
    let palms: Vec<Template> = seeds.map(|seed| template(seed, Left, 1)).collect();
    let corner = |palm| masked(palm, |r, c| r < side && c >= 32 - side);
    let pairs = (0..palms.len()).flat_map(|a| (0..palms.len()).map(move |b| (a, b))).filter(|(a, b)| a != b);
    pairs.map(|(a, b)| matcher.compare(&corner(&palms[a]), &palms[b]).expect("comparable")).collect()
}

/// What little is seen of a stranger must not look like a match for want of evidence against it.
#[test]
fn a_part_of_a_stranger_matches_no_better_than_the_whole() {
    for params in [MatchParams::default(), MatchParams::rigid()] {
        for side in [12, 14, 16, 20, 26] {
            let compared = parts_of_strangers(100..120, side, &params);
            let accepted = |fmr| compared.iter().filter(|found| verifies(fmr, found)).count();
            assert_eq!(compared.len(), 380);
            // They hang together, so that some more than four may be.
            let (often, rarely) = (accepted(1e-2), accepted(1e-4));
            assert!(often <= 19 && rarely == 0, "{side} cells a side: {often}, {rarely}");
            let few = parts_of_strangers(10..16, side, &params);
            assert!(!few.iter().any(|found| verifies(1e-3, found)), "{side} cells a side: {few:?}");
        }
    }
}

#[test]
fn a_left_hand_is_not_compared_with_a_right_one() {
    let (left, right) = (template(10, Left, 1), template(10, Right, 1));
    assert_eq!(matcher().compare(&left, &right), Err(MatchError::Hands));
    assert_eq!(matcher().compare(&right, &left), Err(MatchError::Hands));
    let unknown = right.clone().without_hand();
    assert!(!verifies(1e-3, &compare(&left, &unknown)), "a person's two palms are strangers");
    assert!(verifies(1e-4, &compare(&right, &unknown)));
}

#[test]
fn templates_of_other_encoders_are_not_compared() {
    let own = template(10, Left, 1);
    let other = common::of_other_encoder(&own);
    let (probe, reference) = (own.encoder_id(), other.encoder_id());
    let expected = MatchError::Encoders { probe, reference };
    assert_eq!(matcher().probe(&own).compare(&other), Err(expected.clone()));
    assert_eq!(matcher().compare(&own, &other), Err(expected));
    let expected = MatchError::Encoders { probe: reference, reference: probe };
    assert_eq!(matcher().compare(&other, &own), Err(expected));
}

/// Templates of one capture: visible, near-infrared, both.
fn bands(seed: u64, visit: u64) -> [Template; 3] {
    let visible = common::capture(seed, Left, visit);
    let nir = common::capture_of_band(seed, Left, visit, Band::NearInfrared);
    let (v, n) = (visible.view().expect("a picture"), nir.view().expect("a picture"));
    let location = Location::Landmarks(common::truth(&visible));
    let captures = [Capture::visible(v), Capture::near_infrared(n), Capture::both(v, n).expect("one size")];
    captures.map(|c| common::extractor().extract_at(&c, &location).expect("a palm"))
}

#[test]
fn bands_are_compared_with_their_like_and_fused() {
    let [[visible, nir, both], [visible2, nir2, both2], stranger] =
        [bands(11, 1), bands(11, 2), bands(12, 1)];
    assert_eq!(matcher().compare(&visible, &nir2), Err(MatchError::NoCommonBand));
    assert_eq!(matcher().compare(&nir, &visible2), Err(MatchError::NoCommonBand));
    let used = |c: &Comparison| c.bands().map(|e| e.band).collect::<Vec<_>>();
    let fused = compare(&both, &both2);
    assert_eq!(used(&fused), [Band::Visible, Band::NearInfrared]);
    assert_eq!(used(&compare(&both, &visible2)), [Band::Visible]);
    assert_eq!(used(&compare(&both, &nir2)), [Band::NearInfrared]);
    let alone = [compare(&visible, &visible2), compare(&nir, &nir2)].map(|c| c.similarity());
    assert!(fused.similarity() > alone[0].max(alone[1]), "{} of {alone:?}", fused.similarity());
    assert!(fused.false_match_rate().extrapolated, "no data were fused to calibrate on");
    assert!(verifies(1e-6, &fused) && !verifies(1e-3, &compare(&both, &stranger[2])));
}

#[test]
fn absurd_parameters_are_refused_by_name() {
    let d = MatchParams::default();
    let absurd = [
        ("rotations", MatchParams { rotations: 16, ..d }),
        ("rotation_step", MatchParams { rotation_step: f64::NAN, ..d }),
        ("rotation_step", MatchParams { rotation_step: 0.0, ..d }),
        ("rotation_step", MatchParams { rotation_step: -6.0, ..d }),
        ("rotation_step", MatchParams { rotation_step: f64::INFINITY, ..d }),
        ("scales", MatchParams { scales: 255, ..d }),
        ("scale_step", MatchParams { scale_step: 1.0, ..d }),
        ("scale_step", MatchParams { scale_step: f64::NAN, ..d }),
        ("max_shift", MatchParams { max_shift: 17, ..d }),
        ("candidates", MatchParams { candidates: 0, ..d }),
        ("candidates", MatchParams { candidates: 255, ..d }),
        ("reach", MatchParams { reach: 9, ..d }),
        ("move_penalty", MatchParams { move_penalty: u32::MAX, ..d }),
        ("kept_percent", MatchParams { kept_percent: 0, ..d }),
        ("kept_percent", MatchParams { kept_percent: 101, ..d }),
        ("min_patches", MatchParams { min_patches: 0, ..d }),
        ("min_patches", MatchParams { min_patches: 50, ..d }),
    ];
    for (name, params) in absurd {
        assert_eq!(Matcher::new(&params).expect_err("absurd").name, name);
    }
}

#[test]
fn the_limits_of_the_parameters_work() {
    let d = MatchParams { rotations: 1, candidates: 1, ..MatchParams::default() };
    let (a, b, masked) =
        (template(10, Left, 1), template(10, Left, 2), masked(&template(10, Left, 1), |_, c| c < 9));
    let limits = [
        MatchParams { rotations: 0, scales: 0, max_shift: 0, reach: 0, min_patches: 1, ..d },
        MatchParams { max_shift: 16, scales: 6, scale_step: 1.3, candidates: 16, ..d },
        MatchParams { reach: 8, move_penalty: 65536, kept_percent: 100, min_patches: 1, ..d },
        MatchParams { kept_percent: 10, rotation_step: 15.0, min_patches: 49, ..d },
    ];
    for params in limits.into_iter().flat_map(|p| [p, MatchParams { depth: Depth::Rigid, ..p }]) {
        let matcher = Matcher::new(&params).expect("parameters in range");
        let itself = matcher.compare(&a, &a).expect("comparable templates");
        // Five patches that are kept say little.
        let rate = if params.kept_percent == 10 && params.depth == Depth::Local { 1e-2 } else { 1e-4 };
        assert!(verifies(rate, &itself), "{params:?}");
        for (a, b) in [(&a, &b), (&a, &masked), (&masked, &masked)] {
            let rate = matcher.compare(a, b).expect("comparable templates").false_match_rate();
            assert!((0.0..=1.0).contains(&rate.value));
            assert!(rate.extrapolated, "no data stand behind this search: {params:?}");
        }
    }
}

#[test]
fn rates_outside_their_range_are_refused() {
    for rate in [0.0, -1e-3, 9e-13, 0.51, 1.0, 1e9, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Policy::verify(rate).expect_err("no rate").name, "fmr");
        assert_eq!(Policy::identify(rate).expect_err("no rate").name, "fpir");
    }
    for rate in [1e-12, 0.5] {
        assert!(Policy::verify(rate).is_ok() && Policy::identify(rate).is_ok());
    }
}

#[test]
fn the_false_match_rate_falls_as_similarity_rises() {
    let palms: Vec<Template> = dozen().into_iter().flatten().collect();
    // Masks thin out the evidence, so that all similarities between strangers and one palm occur.
    let thin: Vec<Template> = (6..=32).step_by(2).map(|w| masked(&palms[1], |r, c| r < w && c < w)).collect();
    let probe = matcher().probe(&palms[0]);
    let references = palms.iter().chain(&thin);
    let mut seen: Vec<Comparison> = references.filter_map(|t| probe.compare(t).ok()).collect();
    seen.sort_by_key(Comparison::similarity);
    for pair in seen.windows(2) {
        assert!(pair[0].false_match_rate().value >= pair[1].false_match_rate().value);
        assert!(pair[0].false_match_rate().extrapolated <= pair[1].false_match_rate().extrapolated);
    }
    let flags = seen.iter().map(|c| c.false_match_rate().extrapolated);
    assert!(flags.clone().any(|e| e) && flags.clone().any(|e| !e), "both kinds must occur");
    for comparison in &seen {
        let rate = comparison.false_match_rate().value;
        for asked in [0.4, 1e-2, 1e-4, 1e-6, 1e-9] {
            // Rates are rounded to thousandths of a decade, against the probe.
            assert!(!verifies(asked, comparison) || rate <= asked * 1.003);
            assert!(verifies(asked, comparison) || rate >= asked * 0.997);
        }
    }
}
