use super::*;

fn ridges(seed: u64) -> Ridges {
    Ridges::new(1.0, 1.0, &mut Rng::new(seed))
}

/// A square grid of points all over the palm, `step` millimetres apart.
fn places(step: f64) -> impl Iterator<Item = Point> {
    let count = |low: f64, high: f64| ((high - low) / step) as usize;
    let (columns, rows) = (count(-38.0, 38.0), count(-42.0, 60.0));
    (0..rows * columns)
        .map(move |i| point(-38.0 + (i % columns) as f64 * step, -42.0 + (i / columns) as f64 * step))
}

/// Points of a square of 1.6 mm about a place.
fn window(middle: Point) -> impl Iterator<Item = Point> {
    (0..289).map(move |i| middle + point(f64::from(i % 17) - 8.0, f64::from(i / 17) - 8.0) * 0.1)
}

/// The direction in which heights change most, from the structure tensor.
fn normal_at(ridges: &Ridges, middle: Point) -> Point {
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for p in window(middle) {
        let slope = |d: Point| f64::from(ridges.at(p + d) - ridges.at(p - d));
        let (dx, dy) = (slope(point(0.05, 0.0)), slope(point(0.0, 0.05)));
        (xx, yy, xy) = (xx + dx * dx, yy + dy * dy, xy + dx * dy);
    }
    let angle = 0.5 * libm::atan2(2.0 * xy, xx - yy);
    point(libm::cos(angle), libm::sin(angle))
}

/// The distance of ridges about a place: the lag of the first peak of the autocorrelation along the
/// normal. None where ridges turn too much for a clear peak.
fn period_at(ridges: &Ridges, middle: Point) -> Option<f64> {
    let normal = normal_at(ridges, middle);
    let agree = |lag: f64| -> f64 {
        window(middle).map(|p| f64::from(ridges.at(p) * ridges.at(p + normal * lag))).sum()
    };
    let lags = (14..76).map(|i| f64::from(i) * 0.01).map(|lag| (lag, agree(lag)));
    let best = lags.max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 > 0.4 * agree(0.0) && best.0 > 0.2).then_some(best.0)
}

/// How many crests more or fewer there are on one side of a place than on the other, looking along the ridges.
fn crests_gained(ridges: &Ridges, middle: Point) -> usize {
    let normal = normal_at(ridges, middle);
    let crests = |ahead: f64| {
        let line = middle + normal.turned() * ahead;
        let up = |i: i32| ridges.at(line + normal * (f64::from(i) * 0.05)) > 0.0;
        (-25..25).filter(|&i| !up(i) && up(i + 1)).count()
    };
    crests(-1.0).abs_diff(crests(1.0))
}

#[test]
fn ridges_are_as_far_apart_as_on_skin() {
    let ridges = ridges(1);
    let periods: Vec<f64> = places(5.0).filter_map(|p| period_at(&ridges, p)).collect();
    assert!(periods.len() > 200, "{} clear places", periods.len());
    let within = periods.iter().filter(|p| (0.38..=0.65).contains(*p)).count();
    assert!(within as f64 > 0.98 * periods.len() as f64, "{within} of {}", periods.len());
    let mean = periods.iter().sum::<f64>() / periods.len() as f64;
    assert!((0.44..0.55).contains(&mean), "{mean}");
    let apart = periods.iter().filter(|p| (*p - mean).abs() > 0.03).count();
    assert!(apart > periods.len() / 10, "the period hardly varies: {apart}");
}

#[test]
fn smaller_palms_have_finer_ridges() {
    let mean = |width: f64| {
        let ridges = Ridges::new(width, width, &mut Rng::new(3));
        let periods: Vec<f64> = places(7.0).filter_map(|p| period_at(&ridges, p)).collect();
        periods.iter().sum::<f64>() / periods.len() as f64
    };
    assert!(mean(0.92) < 0.95 * mean(1.05));
}

#[test]
fn ridges_end_and_fork_as_often_as_on_skin() {
    let area = (EXTENT[0] * EXTENT[1]) as f64;
    for seed in 0..4 {
        let density = ridges(seed).minutiae().len() as f64 / area;
        assert!((0.085..0.2).contains(&density), "{density} a square millimetre");
    }
}

#[test]
fn minutiae_are_where_ridges_begin_and_end() {
    let ridges = ridges(5);
    let mean = |places: &[Point]| {
        places.iter().map(|&p| crests_gained(&ridges, p) as f64).sum::<f64>() / places.len() as f64
    };
    let far = |p: &Point| ridges.minutiae().iter().all(|&m| (m - *p).length() > 2.0);
    let elsewhere: Vec<Point> = places(2.0).filter(far).collect();
    assert!(elsewhere.len() > 100);
    let (at, apart) = (mean(ridges.minutiae()), mean(&elsewhere));
    assert!(at > 1.5 * apart, "{at} at minutiae, {apart} elsewhere");
}

#[test]
fn the_flow_turns_over_the_palm() {
    // Across below the middle finger, along the life line at the ball of the thumb.
    let ridges = ridges(6);
    let change = |p: Point, d: Point| -> f64 {
        (0..60)
            .map(|i| p + point(f64::from(i % 8), f64::from(i / 8)) * 0.4)
            .map(|p| f64::from((ridges.at(p + d * 0.1) - ridges.at(p - d * 0.1)).abs()))
            .sum()
    };
    let (across, along) = (point(1.0, 0.0), point(0.0, 1.0));
    let below_finger = point(8.0, -50.0);
    assert!(change(below_finger, along) > 1.3 * change(below_finger, across));
    let life_line = point(16.0, 22.0);
    assert!(change(life_line, across) > 1.3 * change(life_line, along));
}

#[test]
fn seeds_decide_and_nothing_else() {
    let correlation = |a: &Ridges, b: &Ridges| {
        let sum = |f: &dyn Fn(Point) -> f32| places(0.37).map(|p| f64::from(f(p))).sum::<f64>();
        sum(&|p| a.at(p) * b.at(p)) / (sum(&|p| a.at(p) * a.at(p)) * sum(&|p| b.at(p) * b.at(p))).sqrt()
    };
    let (a, b) = (ridges(8), ridges(9));
    assert_eq!(a.texels, ridges(8).texels);
    let alike = correlation(&a, &b);
    assert!(alike.abs() < 0.05, "{alike}");
}

#[test]
fn heights_are_bounded_and_nothing_lies_beyond_the_map() {
    let ridges = ridges(10);
    assert!(places(0.41).all(|p| (-1.0..=1.0).contains(&ridges.at(p))));
    for p in [point(-62.1, 0.0), point(66.1, 0.0), point(0.0, -66.1), point(0.0, 84.1), point(f64::NAN, 0.0)]
    {
        assert_eq!(ridges.at(p), 0.0);
    }
}

#[test]
fn cameras_far_away_see_no_ridges() {
    assert_eq!(visible(3.5), 0.0);
    assert_eq!(visible(8.0), 1.0);
    assert!((0.3..0.7).contains(&visible(5.75)));
}
