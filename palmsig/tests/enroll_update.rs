//! A template follows its owner and nobody else.

mod common;

use std::time::Duration;

use common::{capture, changed, extractor, masked, of_other_encoder, template, template_of};
use ndarray::{Array2, Axis, s};
use palmsig::enroll::{Enroller, Refusal, Sample, Update, joined};
use palmsig::error::EnrolError;
use palmsig::image::{Capture, HandSide, ImageView, PixelLayout};
use palmsig::matching::{Matcher, Policy};
use palmsig::params::{EnrolParams, MatchParams, SQUARE_SIDE};
use palmsig::roi::Location;
use palmsig::synth::{CaptureSettings, Palm, render};
use palmsig::template::Template;
use palmsig::trace::{Artifact, Observer};

use HandSide::{Left, Right};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn matcher() -> Matcher {
    Matcher::new(&MatchParams::default()).expect("the default parameters")
}

fn enroller() -> Enroller {
    Enroller::new(matcher(), &EnrolParams::default()).expect("the default parameters")
}

fn enrolled(captures: &[Template]) -> Template {
    let samples: Vec<Sample> = captures.iter().map(|template| Sample { template, quality: None }).collect();
    enroller().enrol(&samples).expect("captures of a palm").template
}

fn anchor(seed: u64) -> Template {
    enrolled(&[1, 2, 3].map(|visit| template(seed, Left, visit)))
}

/// A palm's template as it comes to be, one capture a day.
struct Living {
    anchor: Template,
    recent: Option<Template>,
    taken: usize,
}

impl Living {
    fn new(anchor: Template) -> Living {
        Living { anchor, recent: None, taken: 0 }
    }

    fn see(&mut self, template: &Template) -> Option<Refusal> {
        let sample = Sample { template, quality: Some(90) };
        match enroller().update(&self.anchor, self.recent.as_ref(), &sample, DAY).expect("the same encoder") {
            Update::Taken(recent) => {
                (self.recent, self.taken) = (Some(recent), self.taken + 1);
                None
            }
            Update::Refused(refusal) => Some(refusal),
            other => panic!("{other:?}"),
        }
    }

    fn whole(&self) -> Template {
        self.recent.as_ref().map_or(self.anchor.clone(), |r| joined(&self.anchor, r).expect("one palm"))
    }

    fn accepts(&self, probe: &Template) -> bool {
        let comparison = matcher().compare(&self.whole(), probe).expect("comparable");
        Policy::verify(1e-4).expect("a rate in range").accepts(&comparison)
    }
}

fn update(anchor: &Template, recent: Option<&Template>, template: &Template) -> Result<Update, EnrolError> {
    enroller().update(anchor, recent, &Sample { template, quality: Some(90) }, DAY)
}

fn taken(update: Result<Update, EnrolError>) -> Template {
    match update {
        Ok(Update::Taken(recent)) => recent,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_capture_is_taken_only_by_the_rule() {
    let (anchor, own) = (anchor(70), template(70, Left, 4));
    let with = |quality, since| {
        enroller().update(&anchor, None, &Sample { template: &own, quality }, since).expect("one palm")
    };
    let minimum = EnrolParams::default().update_min_quality;
    for score in [None, Some(minimum - 1)] {
        assert_eq!(with(score, DAY), Update::Refused(Refusal::LowQuality { score, minimum }));
    }
    assert_eq!(with(Some(90), DAY - Duration::from_nanos(1)), Update::Refused(Refusal::TooSoon));
    assert!(matches!(with(Some(minimum), DAY), Update::Taken(_)));
    let unlike = [
        ("a stranger", template(71, Left, 1)),
        ("nothing", masked(&own, |_, _| false)),
        ("an edge", masked(&own, |row, _| row < 4)),
    ];
    for (what, unlike) in unlike {
        assert_eq!(update(&anchor, None, &unlike), Ok(Update::Refused(Refusal::Unlike)), "{what}");
    }
    let recent = taken(update(&anchor, None, &own));
    assert_eq!(update(&anchor, Some(&recent), &own), Ok(Update::Refused(Refusal::NothingNew)));
}

#[test]
fn a_bounded_number_of_recent_views_stands_beside_the_enrolled_ones() {
    let mut living = Living::new(anchor(70));
    let mut before: Option<Template> = None;
    for visit in 4..9 {
        assert_eq!(living.see(&template(70, Left, visit)), None);
        let recent = living.recent.as_ref().expect("taken");
        assert_eq!(recent.views().len(), living.taken.min(2));
        assert_eq!(Template::from_bytes(&recent.to_bytes()).as_ref(), Ok(recent));
        if let Some(before) = before {
            assert_eq!(recent.views()[0], before.views()[before.views().len() - 1], "the oldest goes");
        }
        assert_eq!(living.whole().views()[..3], *living.anchor.views());
        before = Some(recent.clone());
    }
}

#[test]
fn what_cannot_be_of_the_palm_is_an_error() {
    let (anchor, own) = (anchor(70), template(70, Left, 4));
    let other = of_other_encoder(&own);
    let refusal = EnrolError::Encoders { first: own.encoder_id(), other: other.encoder_id() };
    assert_eq!(update(&anchor, None, &other), Err(refusal.clone()));
    assert_eq!(joined(&anchor, &other), Err(refusal));
    assert_eq!(update(&anchor, None, &template(70, Right, 1)), Err(EnrolError::Hands));
    let nir = common::of_near_infrared(&own);
    assert_eq!(update(&anchor, None, &nir), Err(EnrolError::Bands));
    assert_eq!(update(&anchor, Some(&nir), &own), Err(EnrolError::Bands));
    assert_eq!(update(&anchor, None, &anchor), Err(EnrolError::Bands));
    let alone = EnrolError::TooFew { used: 1, needed: 2, low_quality: 0, repeated: 0, outliers: 0 };
    assert_eq!(update(&template(70, Left, 1), None, &own), Err(alone));
    let mut large = anchor.clone();
    while large.views().len() < 16 {
        large = joined(&large, &own).expect("room");
    }
    assert_eq!(joined(&large, &own), Err(EnrolError::Views { given: 17, limit: 16 }));
}

/// A capture of another day, the hand held anew.
fn on_day(seed: u64, session: u32, visit: u64) -> Template {
    let settings = CaptureSettings { session, ..CaptureSettings::well_held(7000 + 100 * seed + visit) };
    template_of(&render(&Palm::new(seed, Left), &settings, visit).expect("sound settings"))
}

#[test]
fn the_owner_is_followed_from_day_to_day() {
    let (mut before, mut after, mut tried, mut taken) = (0, 0, 0, 0);
    for seed in 72..76 {
        let mut living = Living::new(enrolled(&[1, 2, 3].map(|visit| on_day(seed, 1, visit))));
        for day in 2..6 {
            tried += 1;
            living.see(&on_day(seed, day, 10 * u64::from(day)));
        }
        taken += living.taken;
        let probe = matcher().probe(&on_day(seed, 6, 60));
        let of = |t: &Template| probe.compare(t).expect("comparable").similarity();
        let (anchor, whole) = (of(&living.anchor), of(&living.whole()));
        assert!(whole >= anchor, "a view more never takes anything away");
        assert!(living.accepts(&on_day(seed, 6, 60)));
        (before, after) = (before + anchor, after + whole);
    }
    assert!(taken * 4 >= tried * 3, "{taken} of {tried} captures of the owners were taken");
    assert!(after > before, "recent views bring the owner nearer: {before} {after}");
}

/// The bits of one template with a share of them, in parts of 256, from another: the same ones for every share.
fn bits_blended(owner: &Template, stranger: &Template, share: u32) -> Template {
    let stranger = stranger.to_bytes();
    changed(owner, |bytes| {
        let view = |bytes: &[u8], at: usize| bytes[common::HEADER + at];
        let mut state = 1u32;
        for at in common::MASK..common::VIEW {
            let planes = at >= common::LINES + 8 && !(common::TEXTURE..common::TEXTURE + 8).contains(&at);
            for bit in 0..8 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if planes && state >> 24 < share {
                    let own = &mut bytes[common::HEADER + at];
                    *own = *own & !(1 << bit) | view(&stranger, at) & 1 << bit;
                }
            }
        }
        clear_masked(bytes);
    })
}

/// Bits of cells that are not usable are 0.
fn clear_masked(bytes: &mut [u8]) {
    let view = &mut bytes[common::HEADER..][..common::VIEW];
    let usable: Vec<bool> =
        (0..1024).map(|cell| view[common::MASK + cell / 8] >> (cell % 8) & 1 == 1).collect();
    for (start, side) in [(common::LINES + 8, 32usize), (common::TEXTURE + 8, 64)] {
        for bit in 0..side * side * 6 {
            let (row, column) = (bit / side / 6 * 32 / side, bit % side * 32 / side);
            if !usable[row * 32 + column] {
                view[start + bit / 8] &= !(1 << (bit % 8));
            }
        }
    }
}

/// The palm square cut from a capture.
#[derive(Default)]
struct Square(Option<Array2<u16>>);

impl Observer for Square {
    fn wants_artifacts(&self) -> bool {
        true
    }

    fn artifact(&mut self, name: &'static str, artifact: Artifact<'_>) {
        if let ("roi/palm", Artifact::Pixels(pixels)) = (name, artifact) {
            let margin = (pixels.nrows() - SQUARE_SIDE) / 2;
            let inside = margin..margin + SQUARE_SIDE;
            self.0 = Some(pixels.slice(s![inside.clone(), inside]).to_owned());
        }
    }
}

fn square(seed: u64, visit: u64) -> Array2<u16> {
    let capture = capture(seed, Left, visit);
    let picture = Capture::visible(capture.view().expect("a picture"));
    let (mut square, place) = (Square::default(), Location::Landmarks(common::truth(&capture)));
    extractor().extract_observed(&picture, &place, &mut square).expect("a palm");
    square.0.expect("a palm square")
}

/// The template of two palm squares laid over each other.
fn pictures_blended(owner: &Array2<u16>, stranger: &Array2<u16>, share: u32) -> Template {
    let mix = |o: u16, s: u16| ((u32::from(o) * (256 - share) + u32::from(s) * share) / 256) as u16;
    let mixed = ndarray::Zip::from(owner).and(stranger).map_collect(|&o, &s| mix(o, s));
    let view = ImageView::from_array_u16(mixed.view().insert_axis(Axis(2)), PixelLayout::Gray);
    let view = view.and_then(|v| v.with_bit_depth(12)).expect("a picture");
    extractor().extract_at(&Capture::visible(view), &Location::WholePicture).expect("a palm")
}

/// Shows probes that turn from the owner into a stranger, three days each share, and makes sure that other captures of
/// the stranger are never accepted.
fn walk_away(owner: u64, stranger: u64, blend: impl Fn(u64, u32) -> Template) -> usize {
    let mut living = Living::new(anchor(owner));
    let probes = [7, 8, 9].map(|visit| template(stranger, Left, visit));
    assert!(!probes.iter().any(|p| living.accepts(p)));
    for share in (0..=256).step_by(16) {
        for visit in 4..7 {
            living.see(&blend(visit, share));
            let accepted = probes.iter().any(|p| living.accepts(p));
            assert!(!accepted, "stranger {stranger} after {share} of 256 over {owner}");
        }
    }
    assert!(living.accepts(&template(owner, Left, 9)), "the owner is still known");
    living.taken
}

#[test]
fn bits_that_turn_into_a_strangers_do_not_take_the_template_along() {
    for (owner, stranger) in [(70, 71), (79, 70), (80, 81)] {
        let blend = |visit, share| {
            bits_blended(&template(owner, Left, visit), &template(stranger, Left, visit), share)
        };
        assert!(walk_away(owner, stranger, blend) > 3, "some of the way is taken, or nothing is tested");
        // The worst case: bits of the enrolled captures themselves.
        let blend = |visit: u64, share| {
            bits_blended(&template(owner, Left, visit - 3), &template(stranger, Left, visit), share)
        };
        assert!(walk_away(owner, stranger, blend) > 3);
    }
}

#[test]
fn pictures_that_turn_into_a_strangers_do_not_take_the_template_along() {
    for (owner, stranger) in [(70, 71), (78, 77), (80, 81), (91, 90)] {
        let squares = [4, 5, 6].map(|visit| (square(owner, visit), square(stranger, visit)));
        let blend = |visit: u64, share| {
            let (own, other) = &squares[visit as usize - 4];
            pictures_blended(own, other, share)
        };
        assert!(walk_away(owner, stranger, blend) > 3, "some of the way is taken, or nothing is tested");
    }
}
