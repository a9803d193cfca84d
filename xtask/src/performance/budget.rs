//! What a terminal computes from the first good frame to a decision.

use super::figures::Figures;
use super::page::duration;

/// Half a second of a sensor's frames.
const FRAMES: f64 = 15.0;

/// What may be spent, in ns.
const ALLOWED: f64 = 300e6;

/// The frames a second that a stream must be followed at.
const ASKED_RATE: f64 = 120.0;

const FRAME: [&str; 2] = ["a frame of 640x480", "colour, followed, every signal"];
const BOTH: [&str; 2] = ["a frame of 640x480", "both bands, followed, every signal"];
const SEARCH: [&str; 2] = ["identify", "cascade, enrolled/100000 palms, 2 threads"];

/// A row a part, their sum, and the rate at which frames are followed; says what was not measured.
pub(super) fn table(figures: &Figures) -> String {
    let time = |[group, name]: [&str; 2]| figures.time(group, name);
    let (Some(frame), Some(both), Some(search)) = (time(FRAME), time(BOTH), time(SEARCH)) else {
        return "Not measured.\n".to_owned();
    };
    let sum = FRAMES * frame + search;
    let yes = |reached: bool| if reached { "yes" } else { "**no**" };
    let rate = |time: f64| 1e9 / time;
    format!(
        "| | time | asked | reached |\n|---|---|---|---|\n\
        | {FRAMES} frames followed, one core | {} | | |\n\
        | search among 100 000 palms, two threads | {} | | |\n\
        | in all | {} | ≤ {} | {} |\n\
        | colour frames a second | {:.0} | ≥ {ASKED_RATE} | {} |\n\
        | frames of both bands a second | {:.0} | ≥ {ASKED_RATE} | {} |\n",
        duration(FRAMES * frame),
        duration(search),
        duration(sum),
        duration(ALLOWED),
        yes(sum <= ALLOWED),
        rate(frame),
        yes(rate(frame) >= ASKED_RATE),
        rate(both),
        yes(rate(both) >= ASKED_RATE),
    )
}
