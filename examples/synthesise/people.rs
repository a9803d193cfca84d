//! Whose palms are shown.

use palmsig::image::HandSide;
use palmsig::synth::Rng;

use crate::taking::Taking;

/// One palm of the set.
pub(crate) struct Member {
    /// Number of the person in the set.
    pub(crate) subject: u64,
    pub(crate) hand: HandSide,
    /// Seed of the person: the same for both hands.
    pub(crate) person: u64,
    /// What this palm's captures are drawn from: no other palm draws from it, so that palms can be made in
    /// any order.
    pub(crate) rng: Rng,
}

impl Member {
    /// The `number`-th palm of the set with this seed: the two hands of a person follow one another, where
    /// the setup takes both.
    pub(crate) fn new(seed: u64, number: u64, taking: Taking) -> Member {
        let subject = if taking.takes_both_hands() { number / 2 } else { number };
        let hand = taking.hand(number);
        // Neighbouring seeds must have no people in common.
        let first = Rng::new(seed).bits();
        let person = Rng::new(first.wrapping_add(subject)).bits();
        let side = if hand == HandSide::Left { 1 } else { 2 };
        Member { subject, hand, person, rng: Rng::new(person.wrapping_add(side)) }
    }

    /// The person as the manifest has it.
    pub(crate) fn subject_name(&self) -> String {
        format!("{:06}", self.subject)
    }

    /// The hand as the manifest has it.
    pub(crate) fn hand_name(&self) -> &'static str {
        if self.hand == HandSide::Left { "left" } else { "right" }
    }
}
