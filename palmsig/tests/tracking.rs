//! Following a palm from frame to frame.

use palmsig::error::RoiError;
use palmsig::image::{Band, HandSide, ImageView};
use palmsig::params::RoiParams;
use palmsig::quality::motion_between;
use palmsig::roi::{Location, Palm as Located, Square, locate};
use palmsig::synth::{CaptureSettings, Palm, SyntheticCapture, render};
use palmsig::trace::Unobserved;

fn find(view: &ImageView<'_>, location: &Location<'_>) -> Result<Located, RoiError> {
    locate(view, Band::Visible, location, &RoiParams::default(), &mut Unobserved)
}

/// A hand, `away` palm units to the right of the middle and turned by `turn` degrees.
fn hand(away: f64, turn: f64) -> SyntheticCapture {
    let still = CaptureSettings::default();
    let center = [still.center[0], still.center[1] + away * still.palm_unit];
    let settings = CaptureSettings { center, rotation: turn.to_radians(), ..still };
    render(&Palm::new(5, HandSide::Right), &settings, 1).unwrap()
}

#[test]
fn a_palm_that_moved_a_little_is_found_where_a_search_finds_it() {
    let before = find(&hand(0.0, 0.0).view().unwrap(), &Location::Search).unwrap();
    for (away, turn) in [(0.0, 0.0), (0.1, 3.0), (-0.2, -8.0), (0.35, 15.0)] {
        let now = hand(away, turn);
        let view = now.view().unwrap();
        let searched = find(&view, &Location::Search).unwrap();
        let followed = find(&view, &Location::Near(before.square)).unwrap();
        let apart = motion_between(&searched, &followed);
        assert!(apart < 0.05, "moved {away}, turned {turn}: {apart} palm units apart");
        assert_eq!(followed.method, searched.method);
    }
}

#[test]
fn a_palm_that_is_elsewhere_is_looked_for() {
    let now = hand(1.5, 0.0);
    let view = now.view().unwrap();
    let searched = find(&view, &Location::Search).unwrap();
    let far = Square { center: [60.0, 60.0], up: [-1.0, 0.0], side: 60.0 };
    let found = find(&view, &Location::Near(far)).unwrap();
    assert!(motion_between(&searched, &found) < 0.05);
}

#[test]
fn where_there_was_a_palm_and_is_none_none_is_found() {
    let before = find(&hand(0.0, 0.0).view().unwrap(), &Location::Search).unwrap();
    let settings = CaptureSettings { center: [-4000.0, -4000.0], ..CaptureSettings::default() };
    let empty = render(&Palm::new(5, HandSide::Right), &settings, 1).unwrap();
    let found = find(&empty.view().unwrap(), &Location::Near(before.square));
    assert!(found.is_err(), "{found:?}");
}

#[test]
fn a_place_that_is_no_place_is_refused() {
    let picture = hand(0.0, 0.0);
    let view = picture.view().unwrap();
    let good = Square { center: [240.0, 320.0], up: [-1.0, 0.0], side: 80.0 };
    for bad in [
        Square { center: [f64::NAN, 0.0], ..good },
        Square { center: [1e12, 0.0], ..good },
        Square { center: [240.0, -2000.0], ..good },
        Square { side: 1e9, ..good },
        Square { side: 0.0, ..good },
        Square { up: [0.0, 0.0], ..good },
    ] {
        let found = find(&view, &Location::Near(bad));
        assert!(matches!(found, Err(RoiError::BadLocation(_))), "{bad:?}: {found:?}");
    }
}
