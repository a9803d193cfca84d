//! Several captures become one template.

mod common;

use common::{in_doubt, masked, of_other_encoder, template};
use palmsig::enroll::{Enroller, Enrolment, MAX_CAPTURES, Sample, Verdict};
use palmsig::error::EnrolError;
use palmsig::image::HandSide;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::{EnrolParams, MatchParams};
use palmsig::template::Template;
use proptest::prelude::*;

use HandSide::{Left, Right, Unknown};

fn enroller(params: EnrolParams) -> Enroller {
    let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
    Enroller::new(matcher, &params).expect("sound parameters")
}

fn enrol(captures: &[Template]) -> Result<Enrolment, EnrolError> {
    let samples: Vec<Sample> =
        captures.iter().map(|template| Sample { template, quality: Some(80) }).collect();
    enroller(EnrolParams::default()).enrol(&samples)
}

fn captures(seed: u64, hand: HandSide, visits: std::ops::RangeInclusive<u64>) -> Vec<Template> {
    visits.map(|visit| template(seed, hand, visit)).collect()
}

fn too_few(used: usize, low_quality: usize, repeated: usize, outliers: usize) -> EnrolError {
    EnrolError::TooFew { used, needed: 2, low_quality, repeated, outliers }
}

#[test]
fn captures_of_one_palm_become_one_template_that_matches_its_owner() {
    let given = captures(60, Left, 1..=3);
    let Enrolment { template: enrolled, verdicts } = enrol(&given).expect("three captures of a palm");
    assert_eq!(verdicts, [Verdict::Kept; 3]);
    assert_eq!((enrolled.hand(), enrolled.encoder_id()), (Left, given[0].encoder_id()));
    assert!(given.iter().all(|capture| enrolled.views().contains(&capture.views()[0])));
    let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
    let probe = template(60, Left, 9);
    let of = |t: &Template| matcher.probe(&probe).compare(t).expect("comparable").similarity();
    assert_eq!(Some(of(&enrolled)), given.iter().map(of).max(), "the capture that agrees best decides");
    let compare = |a: &Template, b: &Template| matcher.compare(a, b).expect("comparable");
    assert_eq!(compare(&enrolled, &probe), compare(&probe, &enrolled));
    let policy = Policy::verify(1e-4).expect("a rate in range");
    assert!(policy.accepts(&compare(&enrolled, &probe)));
    assert!(!policy.accepts(&compare(&enrolled, &template(61, Left, 1))));
    assert_eq!(Template::from_bytes(&enrolled.to_bytes()), Ok(enrolled));
}

#[test]
fn of_a_capture_in_doubt_the_view_that_others_bear_out_is_kept() {
    let given = captures(60, Left, 1..=3);
    let elsewhere = template(61, Left, 1);
    for doubtful in [in_doubt(&given[0], &elsewhere), in_doubt(&elsewhere, &given[0])] {
        let captures = [doubtful.clone(), given[1].clone(), given[2].clone()];
        let Enrolment { template: enrolled, verdicts } = enrol(&captures).expect("three captures of a palm");
        assert_eq!(verdicts, [Verdict::Kept; 3]);
        assert_eq!(enrolled.views().len(), 3);
        assert!(given.iter().all(|capture| enrolled.views().contains(&capture.views()[0])));
        // Alone, a capture has nobody to bear it out.
        let params = EnrolParams { min_captures: 1, ..EnrolParams::default() };
        let sample = Sample { template: &doubtful, quality: None };
        assert_eq!(enroller(params).enrol(&[sample]).expect("a palm").template, doubtful);
    }
}

#[test]
fn another_hand_among_the_captures_is_told_and_left_out() {
    let mut given = captures(60, Left, 1..=3);
    given.insert(1, template(61, Left, 1));
    let enrolment = enrol(&given).expect("three captures agree");
    assert_eq!(enrolment.verdicts[1], Verdict::Outlier { matched: 0, agreeing: 3 });
    assert_eq!(enrolment.template.views().len(), 3);
    assert!(!enrolment.template.views().contains(&given[1].views()[0]));
    // Nothing to see is nothing that agrees.
    given[1] = masked(&given[0], |_, _| false);
    let enrolment = enrol(&given).expect("three captures agree");
    assert_eq!(enrolment.verdicts[1], Verdict::Outlier { matched: 0, agreeing: 3 });
}

#[test]
fn two_palms_are_never_enrolled_as_one() {
    let (own, other) = (captures(60, Left, 1..=3), captures(61, Left, 1..=2));
    assert_eq!(enrol(&[&own[..2], &other[..]].concat()), Err(EnrolError::SeveralPalms));
    assert_eq!(enrol(&[&own[..], &other[..]].concat()), Err(EnrolError::SeveralPalms));
    assert_eq!(enrol(&[own[0].clone(), other[0].clone()]), Err(too_few(0, 0, 0, 2)));
    let right = template(60, Right, 1);
    assert_eq!(enrol(&[own[0].clone(), right.clone()]), Err(EnrolError::Hands));
    let nameless: Vec<Template> = own.iter().map(|t| t.clone().without_hand()).collect();
    assert_eq!(enrol(&[&nameless[..], &own[..1], &[right]].concat()), Err(EnrolError::Hands));
    assert_eq!(enrol(&nameless).expect("a palm").template.hand(), Unknown);
    let some = [&nameless[..2], &own[2..]].concat();
    assert_eq!(enrol(&some).expect("a palm").template.hand(), Left, "one that knows tells the others");
}

#[test]
fn hostile_numbers_of_captures_are_errors() {
    let one = captures(60, Left, 1..=1);
    assert_eq!(enrol(&[]), Err(too_few(0, 0, 0, 0)));
    assert_eq!(enrol(&one), Err(too_few(1, 0, 0, 0)));
    let many = captures(60, Left, 1..=17);
    let limit = MAX_CAPTURES;
    assert_eq!(enrol(&many), Err(EnrolError::TooMany { given: 17, limit }));
    assert_eq!(enrol(&vec![one[0].clone(); 5]), Err(too_few(1, 0, 4, 0)), "one capture vouches for nothing");
    let nothing = masked(&one[0], |_, _| false);
    assert_eq!(enrol(&[nothing.clone(), masked(&one[0], |r, _| r == 0)]), Err(too_few(0, 0, 0, 2)));
    assert_eq!(enrol(&vec![nothing; 3]), Err(too_few(1, 0, 2, 0)));
}

#[test]
fn captures_that_were_not_made_alike_are_errors() {
    let [a, b]: [Template; 2] = captures(60, Left, 1..=2).try_into().expect("two");
    let other = of_other_encoder(&b);
    let refusal = EnrolError::Encoders { first: a.encoder_id(), other: other.encoder_id() };
    assert_eq!(enrol(&[a.clone(), other]), Err(refusal));
    let nir = common::of_near_infrared(&b);
    assert_eq!(enrol(&[a.clone(), nir]), Err(EnrolError::Bands));
    let enrolled = enrol(&[a.clone(), b]).expect("two captures of a palm").template;
    assert_eq!(enrol(&[a, enrolled]), Err(EnrolError::Bands), "a template of several views is no capture");
}

#[test]
fn captures_of_low_quality_are_refused_and_unknown_quality_is_not() {
    let given = captures(60, Left, 1..=3);
    let enrol = |quality: [Option<u8>; 3]| {
        let samples: Vec<Sample> =
            given.iter().zip(quality).map(|(template, quality)| Sample { template, quality }).collect();
        enroller(EnrolParams { min_quality: 50, ..EnrolParams::default() }).enrol(&samples)
    };
    let verdicts = enrol([Some(50), Some(49), None]).expect("two are left").verdicts;
    assert_eq!(verdicts, [Verdict::Kept, Verdict::LowQuality { score: 49, minimum: 50 }, Verdict::Kept]);
    assert_eq!(enrol([Some(0), Some(49), None]), Err(too_few(1, 2, 0, 0)));
}

#[test]
fn a_template_keeps_as_many_captures_as_asked_for_and_those_that_show_most() {
    let given = captures(60, Left, 1..=5);
    let samples: Vec<Sample> = given.iter().map(|template| Sample { template, quality: None }).collect();
    for kept_captures in 1..=6 {
        let params = EnrolParams { kept_captures, ..EnrolParams::default() };
        let Enrolment { template, verdicts } = enroller(params).enrol(&samples).expect("a palm");
        let kept = verdicts.iter().filter(|v| **v == Verdict::Kept).count();
        assert_eq!((kept, template.views().len()), (kept_captures.min(5).into(), kept));
        assert!(verdicts.iter().all(|v| matches!(v, Verdict::Kept | Verdict::Spare)));
    }
    // One capture four times over, with a cell less each time, shows less than two captures.
    let nearly = (0..4).map(|cell| masked(&given[0], move |r, c| (r, c) != (cell, cell)));
    let given: Vec<Template> = nearly.chain([given[1].clone()]).collect();
    let samples: Vec<Sample> = given.iter().map(|template| Sample { template, quality: None }).collect();
    let params = EnrolParams { kept_captures: 2, ..EnrolParams::default() };
    assert_eq!(enroller(params).enrol(&samples).expect("a palm").verdicts[4], Verdict::Kept);
}

#[test]
fn parameters_out_of_range_are_refused() {
    let sound = EnrolParams::default();
    for unsound in [
        EnrolParams { min_quality: 101, ..sound },
        EnrolParams { min_captures: 0, ..sound },
        EnrolParams { min_captures: 17, ..sound },
        EnrolParams { kept_captures: 0, ..sound },
        EnrolParams { match_fmr: 0.5, ..sound },
        EnrolParams { match_fmr: f64::NAN, ..sound },
        EnrolParams { update_min_quality: 200, ..sound },
        EnrolParams { update_fmr: 1e-2, ..sound },
        EnrolParams { recent_captures: 0, ..sound },
    ] {
        let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
        assert!(Enroller::new(matcher, &unsound).is_err(), "{unsound:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The order changes neither which captures are taken nor, but for the order of equals, the template.
    #[test]
    fn the_order_of_captures_decides_nothing(
        order in Just((0usize..6).collect::<Vec<_>>()).prop_shuffle(),
        kept_captures in 1u8..=4,
    ) {
        let own = captures(60, Left, 1..=4);
        let all = [&own[..], &own[..1], &[template(61, Left, 1)]].concat();
        let enrol = |order: &[usize]| {
            let samples: Vec<Sample> =
                order.iter().map(|&i| Sample { template: &all[i], quality: None }).collect();
            let params = EnrolParams { kept_captures, ..EnrolParams::default() };
            enroller(params).enrol(&samples).expect("four captures of a palm")
        };
        let (straight, shuffled) = (enrol(&[0, 1, 2, 3, 4, 5]), enrol(&order));
        prop_assert_eq!(&straight.template, &shuffled.template);
        prop_assert_eq!(Template::from_bytes(&shuffled.template.to_bytes()), Ok(straight.template));
        // Captures 0 and 4 are the same: whichever comes first counts.
        for (place, &capture) in order.iter().enumerate() {
            if ![0, 4].contains(&capture) {
                prop_assert_eq!(shuffled.verdicts[place], straight.verdicts[capture]);
            }
        }
    }
}
