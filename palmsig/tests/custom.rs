//! Features of one's own, and what the engine's own planes are the signs of.

mod common;

use common::{capture, extractor, template};
use ndarray::{Array2, Array3, s};
use palmsig::error::{MatchError, TemplateError};
use palmsig::features::Features;
use palmsig::image::{Band, Capture, HandSide};
use palmsig::matching::{Matcher, Policy};
use palmsig::params::{FeatureParams, MatchParams};
use palmsig::roi::Location;
use palmsig::template::{CustomView, Template};

/// The planes and the mask of a template's first view.
fn planes(template: &Template) -> (Array2<u8>, Array3<u8>, Array3<u8>) {
    let view = &template.views()[0];
    let (lines, fine) = (view.lines.unpack().planes(), view.fine.unpack().planes());
    let planes = |all: &Array3<u8>| all.slice(s![..6, .., ..]).to_owned();
    (lines.slice(s![6, .., ..]).to_owned(), planes(&lines), planes(&fine))
}

fn custom(template: &Template, features: &str) -> Result<Template, TemplateError> {
    let (usable, lines, fine) = planes(template);
    let (usable, lines, fine) = (usable.view(), lines.view(), fine.view());
    let view = CustomView { band: Band::Visible, resolution: 128, usable, lines, fine };
    Template::custom(features, template.hand(), &[view])
}

#[test]
fn planes_of_ones_own_compare_as_the_engines_do() {
    let [a, b] = [1, 2].map(|visit| template(3, HandSide::Left, visit));
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let [x, y] = [&a, &b].map(|own| custom(own, "signs").expect("planes of a template"));
    let (own, same) = (matcher.compare(&a, &b).expect("alike"), matcher.compare(&x, &y).expect("alike"));
    assert_eq!(own.similarity(), same.similarity());
    assert!(Policy::verify(1e-4).expect("a rate").accepts(&same));
    let again = Template::from_bytes(&x.to_bytes()).expect("a template like any other");
    assert!(again == x);
}

#[test]
fn other_features_do_not_compare() {
    let palm = template(3, HandSide::Left, 1);
    let matcher = Matcher::new(&MatchParams::default()).expect("the defaults are in range");
    let [x, y] = ["one", "two"].map(|name| custom(&palm, name).expect("planes of a template"));
    for (a, b) in [(&x, &y), (&x, &palm)] {
        assert!(matches!(matcher.compare(a, b), Err(MatchError::Encoders { .. })));
    }
}

#[test]
fn bits_of_cells_that_cannot_be_compared_are_cleared() {
    let (ones, fine, none) = (Array3::ones((6, 32, 32)), Array3::ones((6, 64, 64)), Array2::zeros((32, 32)));
    let view = CustomView {
        band: Band::NearInfrared,
        resolution: 1,
        usable: none.view(),
        lines: ones.view(),
        fine: fine.view(),
    };
    let made = Template::custom("ones", HandSide::Unknown, &[view]).expect("planes of the right shape");
    let (usable, lines, fine) = planes(&made);
    assert_eq!(usable.sum() + lines.sum() + fine.sum(), 0);
}

#[test]
fn other_shapes_are_refused() {
    let (usable, lines, fine) = planes(&template(3, HandSide::Left, 1));
    let view = CustomView {
        band: Band::Visible,
        resolution: 128,
        usable: usable.view(),
        lines: lines.view(),
        fine: fine.view(),
    };
    let refused =
        |view| Template::custom("", HandSide::Unknown, &[view]).expect_err("not planes of a template");
    let expected = TemplateError::Shape { field: "fine", given: vec![6, 32, 32], expected: &[6, 64, 64] };
    assert_eq!(refused(CustomView { fine: lines.view(), ..view }), expected);
    let error = refused(CustomView { lines: fine.view(), ..view });
    assert!(matches!(error, TemplateError::Shape { field: "lines", .. }));
    let narrow = usable.slice(s![.., 1..]);
    let error = refused(CustomView { usable: narrow, ..view });
    assert!(matches!(error, TemplateError::Shape { field: "usable", .. }));
    assert_eq!(
        refused(CustomView { resolution: 0, ..view }),
        TemplateError::Field { field: "resolution", value: 0 }
    );
    let none = Template::custom("", HandSide::Unknown, &[]).expect_err("no view");
    assert_eq!(none, TemplateError::Field { field: "views", value: 0 });
}

#[test]
fn planes_are_the_signs_of_the_answers() {
    let picture = capture(5, HandSide::Right, 1);
    let view = Capture::visible(picture.view().expect("a picture"));
    let found = &extractor().squares(&view, &Location::Search).expect("a palm")[0];
    let features = Features::new(&FeatureParams::default()).expect("the defaults are in range");
    let all = Array2::from_elem((32, 32), true);
    for (planes, answers) in [
        (features.lines(&found.square, &all), features.lines_answers(&found.square)),
        (features.texture(&found.square, &all), features.fine_answers(Band::Visible, &found.square)),
        (features.veins(&found.square, &all), features.fine_answers(Band::NearInfrared, &found.square)),
    ] {
        let signs = answers.mapv(|answer| u8::from(answer > 0));
        assert_eq!(planes.planes().slice(s![..6, .., ..]), signs);
    }
}
