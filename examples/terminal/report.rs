//! What the terminal prints.

use std::time::Duration;

use palmsig::matching::FalseMatchRate;

use crate::hover::{Answer, Hover};

/// Who a hand really belonged to, for the tally.
pub(crate) enum Truth<'a> {
    /// Somebody signed up, under this account, holding the hand well.
    Known(&'a str),
    /// Nobody who is signed up.
    Stranger,
    /// Held so badly that a refusal is right, and so is the right account.
    BadlyHeld(Option<&'a str>),
}

/// What came of all hands.
#[derive(Default)]
pub(crate) struct Tally {
    known: usize,
    recognised: usize,
    mistaken: usize,
    strangers: usize,
    strangers_accepted: usize,
    badly_held: usize,
    badly_held_refused: usize,
    times: [Vec<Duration>; 3],
}

/// Smallest share of well-held known hands that must be recognised for the run to be called a success.
const RECOGNISED: f64 = 0.99;

impl Tally {
    /// Prints one line about a hand and counts it.
    pub(crate) fn add(&mut self, label: &str, truth: &Truth<'_>, hover: &Hover) {
        let account = hover.account();
        match truth {
            Truth::Known(owner) => {
                self.known += 1;
                self.recognised += usize::from(account == Some(owner));
                self.mistaken += usize::from(account.is_some_and(|a| a != *owner));
            }
            Truth::Stranger => {
                self.strangers += 1;
                self.strangers_accepted += usize::from(account.is_some());
            }
            Truth::BadlyHeld(owner) => {
                self.badly_held += 1;
                self.badly_held_refused += usize::from(account.is_none());
                self.mistaken += usize::from(account.is_some() && account != *owner);
            }
        }
        for (all, &time) in self.times.iter_mut().zip(&hover.times) {
            all.push(time);
        }
        let [find, describe, search] = hover.times.map(|time| time.as_secs_f64() * 1e3);
        println!(
            "  {label:<26} {:<58} find {find:5.1}  describe {describe:4.1}  search {search:6.1} ms",
            say(hover)
        );
    }

    /// Prints the sums; true when the terminal did its job.
    pub(crate) fn close(&mut self) -> bool {
        println!();
        let Tally { known, recognised, mistaken, strangers, strangers_accepted, .. } = *self;
        println!(
            "known, well held:  {recognised} of {known} recognised, {mistaken} mistaken for somebody else"
        );
        println!("strangers:         {} of {strangers} refused", strangers - strangers_accepted);
        if self.badly_held > 0 {
            println!("badly held:        {} of {} turned away", self.badly_held_refused, self.badly_held);
        }
        let [find, describe, search] = self.times.each_mut().map(|times| median(times).as_secs_f64() * 1e3);
        println!("median times:      find {find:.1} ms, describe {describe:.1} ms, search {search:.1} ms");
        recognised as f64 >= RECOGNISED * known as f64 && mistaken == 0 && strangers_accepted == 0
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn say(hover: &Hover) -> String {
    match &hover.answer {
        Answer::TryAgain(error) => format!("please try again: {}", brief(error)),
        Answer::Searched(found) => match found.recognised() {
            Some(best) => format!("hello {}, {}", best.id, chance(best.comparison.false_match_rate())),
            None => match found.candidates.first() {
                Some(best) => format!("not known ({} at best)", chance(best.comparison.false_match_rate())),
                None => "not known".to_owned(),
            },
        },
    }
}

fn brief(error: &palmsig::error::ExtractError) -> String {
    match error {
        palmsig::error::ExtractError::Roi { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}

/// A false match rate in words: how many strangers it takes for one to look so alike.
fn chance(rate: FalseMatchRate) -> String {
    let extrapolated = if rate.extrapolated { ", extrapolated" } else { "" };
    format!("false match rate {:.0e}{extrapolated}", rate.value)
}
