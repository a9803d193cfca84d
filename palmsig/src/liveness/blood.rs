//! The rhythm of blood in the colour of the palm.

use std::collections::VecDeque;
use std::time::Duration;

use super::evidence::each_pixel;
use crate::image::{ImageView, PixelLayout};
use crate::roi::Palm;

/// Frames that are remembered: ten seconds of a usual stream, and enough for any heart.
const REMEMBERED: usize = 300;
/// Shortest time of which a rhythm is told, in seconds: two beats of a slow heart.
const SHORTEST: f64 = 2.0;
/// Fewest frames.
const FEWEST: usize = 24;
/// Rhythms of hearts, in hertz, and the step in which they are tried.
const RHYTHMS: (f64, f64) = (0.7, 3.5);
const STEP: f64 = 0.05;

/// Seconds, and the logarithm of how green the palm is against red.
#[derive(Debug, Clone, Default)]
pub(super) struct Blood {
    colours: VecDeque<(f64, f64)>,
}

impl Blood {
    pub(super) fn observe(&mut self, view: &ImageView<'_>, palm: &Palm, time: Duration) {
        if view.layout() == PixelLayout::Gray {
            return;
        }
        let mut sum = [0.0; 3];
        each_pixel(view, palm, |pixel| (0..3).for_each(|k| sum[k] += pixel[k]));
        let [red, green, _] = sum;
        if red <= 0.0 || green <= 0.0 {
            return;
        }
        if self.colours.len() == REMEMBERED {
            self.colours.pop_front();
        }
        self.colours.push_back((time.as_secs_f64(), libm::log(green / red)));
    }

    /// Share of the change of colour that the best rhythm explains, in percent; slow drifts are taken off first.
    pub(super) fn rhythm(&self) -> Option<f64> {
        let (first, last) = (self.colours.front()?.0, self.colours.back()?.0);
        if last - first < SHORTEST || self.colours.len() < FEWEST {
            return None;
        }
        let middle = 0.5 * (first + last);
        let half = 0.5 * (last - first);
        let times: Vec<f64> = self.colours.iter().map(|(t, _)| t - middle).collect();
        let drift = |t: f64, power: i32| (0..power).fold(1.0, |p, _| p * t / half);
        let slow: Vec<Vec<f64>> = (0..4).map(|p| times.iter().map(|t| drift(*t, p)).collect()).collect();
        let slow = orthonormal(slow, &[]);
        let rest = without(self.colours.iter().map(|(_, v)| *v).collect(), &slow);
        let total = dot(&rest, &rest);
        if total <= 0.0 {
            return Some(0.0);
        }
        let count = ((RHYTHMS.1 - RHYTHMS.0) / STEP) as usize + 1;
        let explained = (0..count).map(|k| {
            let speed = std::f64::consts::TAU * (RHYTHMS.0 + k as f64 * STEP);
            let waves = [libm::cos, libm::sin].map(|wave| times.iter().map(|t| wave(speed * t)).collect());
            orthonormal(waves.into(), &slow).iter().map(|w| dot(&rest, w) * dot(&rest, w)).sum::<f64>()
        });
        Some(100.0 * explained.fold(0.0, f64::max) / total)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// What is left of a series without what the (orthonormal) `base` explains.
fn without(mut series: Vec<f64>, base: &[Vec<f64>]) -> Vec<f64> {
    for part in base {
        let share = dot(&series, part);
        series.iter_mut().zip(part).for_each(|(v, p)| *v -= share * p);
    }
    series
}

/// The series made orthonormal to one another and to `base` (Gram and Schmidt).
fn orthonormal(series: Vec<Vec<f64>>, base: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut made: Vec<Vec<f64>> = Vec::with_capacity(series.len());
    for one in series {
        let mut rest = without(without(one, base), &made);
        let length = dot(&rest, &rest).sqrt();
        if length > 1e-9 {
            rest.iter_mut().for_each(|v| *v /= length);
            made.push(rest);
        }
    }
    made
}
