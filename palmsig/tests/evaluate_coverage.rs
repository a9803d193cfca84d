//! Intervals cover the truth as often as they say: many experiments with people drawn anew from a
//! population whose true rates are known.

use palmsig::evaluate::{Bootstrap, Comparisons, Interval};

/// Scores per unit of the normal distributions: fine enough to leave them continuous.
const SCALE: f64 = 1e4;

/// A population: scores are sums of independent normal parts.
#[derive(Clone, Copy)]
struct Population {
    subjects: u32,
    /// Hands of a subject, and captures of a hand.
    hands: u32,
    captures: u32,
    /// Mean of mated scores; that of non-mated scores is 0.
    mated: f64,
    /// Standard deviations: what a person adds to all its mated scores (goats), a hand to those of
    /// the hand, a capture to those of the capture, and a comparison.
    goat: f64,
    hand: f64,
    capture: f64,
    comparison: f64,
    /// What a person adds to all its non-mated scores (lambs, wolves), two palms to the comparisons
    /// of their captures, and a comparison.
    lamb: f64,
    palms: f64,
    non_mated: f64,
}

/// Uniform bits (xorshift64*), and normal numbers of them (Box & Muller).
struct Random {
    state: u64,
    spare: Option<f64>,
}

impl Random {
    fn new(seed: u64) -> Random {
        Random { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, spare: None }
    }

    fn uniform(&mut self) -> f64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        ((self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let (radius, angle) =
            ((-2.0 * libm::log(self.uniform())).sqrt(), self.uniform() * std::f64::consts::TAU);
        self.spare = Some(radius * libm::sin(angle));
        radius * libm::cos(angle)
    }
}

fn above(x: f64) -> f64 {
    libm::erfc(x / std::f64::consts::SQRT_2) / 2.0
}

impl Population {
    fn mated_deviation(&self) -> f64 {
        let square = |x: f64| x * x;
        (square(self.goat) + square(self.hand) + 2.0 * square(self.capture) + square(self.comparison)).sqrt()
    }

    fn non_mated_deviation(&self) -> f64 {
        let square = |x: f64| x * x;
        (2.0 * square(self.lamb) + square(self.palms) + square(self.non_mated)).sqrt()
    }

    fn fmr(&self, t: f64) -> f64 {
        above(t / self.non_mated_deviation())
    }

    fn fnmr(&self, t: f64) -> f64 {
        above((self.mated - t) / self.mated_deviation())
    }

    /// Where `rising` turns from false to true.
    fn turn(&self, rising: impl Fn(f64) -> bool) -> f64 {
        let (mut low, mut high) = (-20.0, 20.0);
        for _ in 0..200 {
            let middle = (low + high) / 2.0;
            if rising(middle) { high = middle } else { low = middle }
        }
        high
    }

    fn sample(&self, random: &mut Random) -> Comparisons {
        let palms = self.subjects * self.hands;
        let mut mated = Vec::new();
        let mut goat = 0.0;
        for palm in 0..palms {
            if palm % self.hands == 0 {
                goat = self.goat * random.normal();
            }
            let palm_effect = goat + self.hand * random.normal();
            let captures: Vec<f64> = (0..self.captures).map(|_| self.capture * random.normal()).collect();
            for (i, a) in captures.iter().enumerate() {
                for b in &captures[..i] {
                    let score = self.mated + palm_effect + a + b + self.comparison * random.normal();
                    mated.push((palm / self.hands, (score * SCALE) as i32));
                }
            }
        }
        let lambs: Vec<f64> = (0..self.subjects).map(|_| self.lamb * random.normal()).collect();
        let mut non_mated = Vec::new();
        for a in 0..palms {
            for b in 0..a {
                let people = [a / self.hands, b / self.hands];
                // The two hands of one person meet like those of two people of her kind.
                let effect =
                    self.palms * random.normal() + lambs[people[0] as usize] + lambs[people[1] as usize];
                for _ in 0..self.captures * self.captures {
                    non_mated.push((people, ((effect + self.non_mated * random.normal()) * SCALE) as i32));
                }
            }
        }
        Comparisons::new(&mated, &non_mated)
    }
}

/// Experiments simulated of each population.
const REPEATS: u64 = 1000;
/// Fewer resamples than usual, for speed: the width of a single interval is then off by 7 %.
const RESAMPLES: u32 = 100;
/// The rates whose intervals are looked at: FNMR and FMR at thresholds where they are this, and the
/// FNMR where the FMR is this.
const FNMR: f64 = 0.05;
const FMR: f64 = 0.01;

/// How many of the intervals hold the true rate: EER, FNMR, FMR, FNMR at FMR.
fn covered(population: &Population) -> [(&'static str, u64); 4] {
    let bootstrap = Bootstrap { resamples: RESAMPLES, ..Bootstrap::default() };
    let at_fnmr = population.turn(|t| population.fnmr(t) > FNMR);
    let at_fmr = population.turn(|t| population.fmr(t) < FMR);
    let eer = population.fnmr(population.turn(|t| population.fnmr(t) > population.fmr(t)));
    let mut covered = [("EER", 0), ("FNMR", 0), ("FMR", 0), ("FNMR at FMR", 0)];
    for repeat in 0..REPEATS {
        let sample = population.sample(&mut Random::new(repeat + 1));
        let threshold = |t: f64| (t * SCALE) as i64;
        let found = [
            (eer, bootstrap.eer(&sample)),
            (FNMR, bootstrap.fnmr(&sample, threshold(at_fnmr))),
            (FMR, bootstrap.fmr(&sample, threshold(at_fmr))),
            (population.fnmr(at_fmr), bootstrap.fnmr_at_fmr(&sample, FMR)),
        ];
        for ((_, count), (truth, interval)) in covered.iter_mut().zip(found) {
            let Interval { low, high } = interval.unwrap();
            *count += u64::from(low <= truth && truth <= high);
        }
    }
    covered
}

/// Some people whose captures match badly, and some who are easily mistaken.
const PEOPLE: Population = Population {
    subjects: 60,
    hands: 1,
    captures: 3,
    mated: 3.5,
    goat: 0.6,
    hand: 0.0,
    capture: 0.4,
    comparison: 0.6,
    lamb: 0.15,
    palms: 0.5,
    non_mated: 0.8,
};

fn assert_covered(population: &Population) {
    let covered = covered(population);
    let fair = REPEATS * 93 / 100..=REPEATS * 97 / 100;
    assert!(covered.iter().all(|(_, count)| fair.contains(count)), "of {REPEATS}: {covered:?}");
}

#[test]
fn intervals_of_95_percent_cover_the_truth_in_95_percent() {
    assert_covered(&PEOPLE);
}

#[test]
fn both_hands_of_a_person_are_no_independent_people() {
    assert_covered(&Population { subjects: 40, hands: 2, captures: 2, goat: 0.5, hand: 0.4, ..PEOPLE });
}
