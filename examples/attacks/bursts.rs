//! Synthetic bursts before a session.

use std::collections::BTreeMap;

use palmsig::capture::{Failure as Lost, Frame, Outcome, Session};
use palmsig::evaluate::PresentationRates;
use palmsig::image::{Bands, HandSide, Lamp};
use palmsig::liveness::Policy;
use palmsig::params::{EncoderParams, SessionParams};
use palmsig::pipeline::Extractor;
use palmsig::synth::{Attack, Burst, BurstSettings, CaptureSettings, Course, Palm, Rng, Subject};
use palmsig_examples::progress;
use rayon::prelude::*;

use crate::Failure;

/// Frames a second: enough for the blood of any heart, and for hands that move.
const RATE: f64 = 12.0;

/// Of what hovers, as many seconds as the signals of the terminal need.
fn hover(bands: Bands) -> Course {
    let hold = if bands == Bands::Visible { 2.7 } else { 1.1 };
    Course::Hover { arrive: 0.25, hold, leave: 0.0 }
}

fn palm_of(seed: u64) -> Palm {
    Palm::new(seed, if seed.is_multiple_of(2) { HandSide::Left } else { HandSide::Right })
}

/// What a session makes of a palm, or of something in its place. The seed of a palm draws how it is held, too.
fn watched(
    palm: &Palm,
    subject: Subject,
    course: Course,
    (bands, lamp): (Bands, bool),
    policy: Option<Policy>,
    extractor: &Extractor,
) -> Result<Outcome, Failure> {
    let seed = palm.seed();
    let capture = CaptureSettings::well_held(seed);
    let settings = BurstSettings { capture, subject, course, rate: RATE, bands, switched_lamp: lamp };
    let mut session = Session::new(extractor.clone(), bands, policy, &SessionParams::default())?;
    for frame in Burst::new(palm, &settings, seed)?.frames() {
        let frame = frame?;
        let lamp = if frame.lit { Lamp::Lit } else { Lamp::Unlit };
        let taken = Frame { time: frame.time, lamp, capture: frame.capture()? };
        if session.push(&taken).is_err() {
            break;
        }
    }
    Ok(session.finish())
}

/// Live hands, and so many attacks of each species, before a terminal.
pub(crate) fn attacks(seed: u64, hands: u64, attacks: u64, bands: Bands, lamp: bool) -> Result<(), Failure> {
    let policy = Policy::of_terminal(bands, lamp);
    let extractor = Extractor::new(&EncoderParams::default())?;
    let bar = progress::bar("bursts", hands + Attack::ALL.len() as u64 * attacks);
    // One after the other what is made of the same palm.
    let presented: Vec<Vec<(u64, Subject, Outcome)>> = (0..hands.max(attacks))
        .into_par_iter()
        .map(|number| {
            let palm = palm_of(seed + number);
            let live = (number < hands).then_some(Subject::Hand);
            let copies = Attack::ALL.into_iter().filter(|_| number < attacks).map(Subject::Attack);
            let present = |subject| {
                let outcome = watched(&palm, subject, hover(bands), (bands, lamp), Some(policy), &extractor)?;
                progress::step(&bar);
                Ok((palm.seed(), subject, outcome))
            };
            live.into_iter().chain(copies).map(present).collect()
        })
        .collect::<Result<_, Failure>>()?;
    bar.finish_and_clear();
    let outcomes: Vec<(u64, Subject, Outcome)> = presented.into_iter().flatten().collect();
    let mut rates = PresentationRates::default();
    for (_, subject, outcome) in &outcomes {
        let species = if let Subject::Attack(attack) = subject { Some(attack.name()) } else { None };
        let responded = matches!(outcome.failure, None | Some(Lost::Attack { .. }));
        rates.add(species, policy.suspicion(&outcome.evidence).filter(|_| responded));
    }
    let percent = |rate: Option<f64>| rate.map_or("–".to_owned(), |r| format!("{:.2}", 100.0 * r));
    let count = rates.count(None);
    let (bpcer, silent) = (percent(rates.bpcer(1.0)), percent(rates.non_response(None)));
    println!("live hands {count:>5}   BPCER {bpcer:>6} %   no response {silent} %");
    for (cause, seeds) in causes(&outcomes) {
        println!("    {:>3} {cause}: seeds {seeds:?}", seeds.len());
    }
    for species in rates.species() {
        let (apcer, count) = (percent(rates.apcer(species, 1.0)), rates.count(Some(species)));
        let silent = percent(rates.non_response(Some(species)));
        println!("{species:<10} {count:>5}   APCER {apcer:>6} %   no response {silent} %");
    }
    for apcer in [0.05, 0.01] {
        let bpcer = percent(rates.bpcer_at_apcer(apcer));
        println!("BPCER where no species has an APCER above {:.0} %: {bpcer} %", 100.0 * apcer);
    }
    Ok(())
}

/// Why hands left no captures, and which.
fn causes(outcomes: &[(u64, Subject, Outcome)]) -> BTreeMap<String, Vec<u64>> {
    let mut causes: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (seed, _, outcome) in outcomes.iter().filter(|(_, subject, _)| *subject == Subject::Hand) {
        let Some(failure) = outcome.failure else { continue };
        let cause = match failure {
            Lost::Attack { kind, signal } => format!("refused as {}: {}", kind.name(), signal.name()),
            Lost::Insufficient { missing } => {
                let names: Vec<&str> = missing.iter().map(|signal| signal.name()).collect();
                format!("left before there was enough: {}", names.join(", "))
            }
            Lost::TimedOut(guidance) => format!("not held as it should be: {}", guidance.name()),
            other => format!("{other:?}"),
        };
        causes.entry(cause).or_default().push(*seed);
    }
    causes
}

/// What is not held there on purpose.
pub(crate) fn passes(seed: u64, passes: u64) -> Result<(), Failure> {
    let extractor = Extractor::new(&EncoderParams::default())?;
    let bar = progress::bar("passes", passes);
    let triggered: Vec<(Subject, bool)> = (seed..seed + passes)
        .into_par_iter()
        .map(|seed| {
            let mut rng = Rng::new(seed);
            // Half of all are hands, for they are what is most like a hand.
            let subjects =
                [Subject::Hand, Subject::Hand, Subject::Hand, Subject::Fist, Subject::Sleeve, Subject::Face];
            let subject = subjects[seed as usize % subjects.len()];
            let passing = subject == Subject::Hand || rng.chance(0.5);
            let course = if passing {
                Course::Pass { seconds: rng.between(0.4, 2.0) }
            } else {
                Course::Hover { arrive: 0.3, hold: rng.between(0.8, 2.0), leave: 0.3 }
            };
            let outcome =
                watched(&palm_of(seed), subject, course, (Bands::Visible, false), None, &extractor)?;
            progress::step(&bar);
            Ok((subject, outcome.failure.is_none()))
        })
        .collect::<Result<_, Failure>>()?;
    bar.finish_and_clear();
    for subject in [Subject::Hand, Subject::Fist, Subject::Sleeve, Subject::Face] {
        let of_kind = triggered.iter().filter(|(kind, _)| *kind == subject);
        let (all, false_ones) =
            (of_kind.clone().count(), of_kind.filter(|(_, triggered)| *triggered).count());
        println!("{:<8} {all:>5} passes, {false_ones} false triggers", format!("{subject:?}").to_lowercase());
    }
    Ok(())
}
