//! Both bands of a capture show one hand, and are laid over those of another capture once.

mod common;

use HandSide::Left;
use ndarray::{Array2, Array3, s};
use palmsig::image::{Band, Capture, HandSide};
use palmsig::matching::{BandEvidence, Comparison, Matcher};
use palmsig::params::MatchParams;
use palmsig::roi::Location;
use palmsig::template::{CustomView, Template, View};

const BANDS: [Band; 2] = [Band::Visible, Band::NearInfrared];

/// The views of a palm in both bands, visible first.
fn views(seed: u64, visit: u64) -> [View; 2] {
    let visible = common::capture(seed, Left, visit);
    let infrared = common::capture_of_band(seed, Left, visit, Band::NearInfrared);
    let both = Capture::both(visible.view().expect("a picture"), infrared.view().expect("a picture"));
    let location = Location::Landmarks(common::truth(&visible));
    let template = common::extractor().extract_at(&both.expect("one size"), &location).expect("a palm");
    BANDS.map(|band| template.views().iter().find(|view| view.band == band).expect("both bands").clone())
}

/// Mask and planes of a view.
type Planes = (Array2<u8>, Array3<u8>, Array3<u8>);

/// Those of a view whose line planes are of another.
fn planes(view: &View, lines_of: &View) -> Planes {
    let (lines, fine) = (lines_of.lines.unpack().planes(), view.fine.unpack().planes());
    let planes = |all: &Array3<u8>| all.slice(s![..6, .., ..]).to_owned();
    (lines.slice(s![6, .., ..]).to_owned(), planes(&lines), planes(&fine))
}

fn built(views: &[(Band, Planes)]) -> Template {
    let views: Vec<CustomView<'_>> = views
        .iter()
        .map(|(band, (usable, lines, fine))| CustomView {
            band: *band,
            resolution: 128,
            usable: usable.view(),
            lines: lines.view(),
            fine: fine.view(),
        })
        .collect();
    Template::custom("bands", Left, &views).expect("planes of a template")
}

fn compare(a: &Template, b: &Template) -> Comparison {
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let found = matcher.compare(a, b).expect("comparable templates");
    assert_eq!(Ok(found), matcher.compare(b, a), "the order makes no difference");
    found
}

/// Near-infrared pictures whose lines mislead: their own search finds them anywhere.
#[test]
fn a_band_whose_lines_mislead_is_found_where_the_other_one_lies() {
    let captures = [(3, 1, 4), (3, 2, 5)].map(|(seed, visit, stranger)| {
        let [visible, infrared] = views(seed, visit);
        let [_, other] = views(stranger, visit);
        [(BANDS[0], planes(&visible, &visible)), (BANDS[1], planes(&infrared, &other))]
    });
    let [both, both2] = captures.each_ref().map(|views| built(views));
    let [visible, visible2] = captures.each_ref().map(|views| built(&views[..1]));
    let [infrared, infrared2] = captures.each_ref().map(|views| built(&views[1..]));
    let [alone, misled] = [compare(&visible, &visible2), compare(&infrared, &infrared2)];
    assert!(misled.similarity() < 1000, "{misled:?}");
    let together = compare(&both, &both2);
    let [of_visible, of_infrared] = [0, 1].map(|i| *together.bands().nth(i).expect("both bands"));
    assert!(of_infrared.similarity > 5000, "{of_infrared:?} beside {of_visible:?}");
    assert!(together.similarity() > alone.similarity() + 3000, "{together:?}");
    let place = |e: &BandEvidence| (e.rotation, e.scale, e.shift);
    assert_eq!(place(&of_visible), place(&of_infrared));
}

/// A template of two captures, one of which shows the palm in one band, and the other one in the other.
#[test]
fn bands_of_different_captures_are_laid_over_apart() {
    let [[visible, infrared], [visible2, infrared2], [stranger, stranger2]] =
        [(3, 1), (3, 2), (6, 1)].map(|(seed, visit)| views(seed, visit));
    let of = |band: usize, view: &View| (BANDS[band], planes(view, view));
    let probe = built(&[of(0, &visible), of(1, &infrared)]);
    let reference = built(&[of(0, &visible2), of(1, &stranger2), of(0, &stranger), of(1, &infrared2)]);
    let apart = [
        compare(&built(&[of(0, &visible)]), &built(&[of(0, &visible2)])),
        compare(&built(&[of(1, &infrared)]), &built(&[of(1, &infrared2)])),
    ];
    assert!(apart.iter().all(|found| found.similarity() > 1000), "{apart:?}");
    let sum: i32 = apart.iter().map(Comparison::similarity).sum();
    let found = compare(&probe, &reference);
    assert_eq!(found.similarity(), sum);
    // As much from one capture tells more.
    let once = compare(&probe, &built(&[of(0, &visible2), of(1, &infrared2)]));
    let rate = |found: &Comparison| found.false_match_rate().value;
    assert!(rate(&found) > 1000.0 * rate(&once), "{found:?}, {once:?}");
}
