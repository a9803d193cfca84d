//! A day at the terminal with synthetic people.

use std::path::Path;

use palmsig::image::{Capture, HandSide};
use palmsig::roi::Location;
use palmsig::synth::{CaptureSettings, Fault, Palm, SyntheticCapture, render, render_faulty};
use palmsig_examples::progress;

use crate::report::{Tally, Truth};
use crate::{Failure, Terminal, picture, stream};

/// Hands of the people who are signed up hover so many times each.
const VISITS: u64 = 3;

/// Seeds of people who never sign up start here.
const STRANGERS: u64 = 1 << 32;

/// Captures tried before somebody is sent away at sign-up.
const ATTEMPTS: u64 = 3;

/// A person: an account and the palms signed up.
struct Person {
    account: String,
    palms: Vec<Palm>,
}

impl Person {
    /// Every second person signs up both palms, the others one, as often the left as the right.
    fn new(seed: u64) -> Person {
        let hands: &[HandSide] = match seed % 4 {
            0 => &[HandSide::Left],
            2 => &[HandSide::Right],
            _ => &[HandSide::Left, HandSide::Right],
        };
        // An opaque account reference: it says nothing of the person.
        let account = format!("account-{:06x}", seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40);
        Person { account, palms: hands.iter().map(|&hand| Palm::new(seed, hand)).collect() }
    }
}

pub(crate) fn run(terminal: &mut Terminal, people: u64, out: &Path, trace: bool) -> Result<bool, Failure> {
    let people = sign_up(terminal, people)?;
    println!("\n{} people signed up with {} palms; now hands hover:\n", people.len(), palms(&people));
    let mut tally = Tally::default();
    for visit in 1..=VISITS {
        for person in &people {
            let palm = &person.palms[visit as usize % person.palms.len()];
            let capture = render(palm, &CaptureSettings::well_held(seed_of(palm, visit)), visit)?;
            hover(terminal, &mut tally, "known", &Truth::Known(&person.account), &capture)?;
        }
    }
    for stranger in 0..people.len() as u64 {
        let hand = if stranger % 2 == 0 { HandSide::Left } else { HandSide::Right };
        let palm = Palm::new(STRANGERS + stranger, hand);
        let capture = render(&palm, &CaptureSettings::well_held(seed_of(&palm, 0)), 0)?;
        hover(terminal, &mut tally, "stranger", &Truth::Stranger, &capture)?;
    }
    for (person, fault) in people.iter().zip(Fault::ALL) {
        let settings = CaptureSettings::well_held(seed_of(&person.palms[0], VISITS + 1));
        let capture = render_faulty(&person.palms[0], &settings, fault, VISITS + 1)?;
        let truth = Truth::BadlyHeld(Some(&person.account));
        hover(terminal, &mut tally, &format!("badly held ({fault:?})"), &truth, &capture)?;
    }
    let mut success = tally.close();
    if let Some((person, palm)) = people.first().and_then(|p| Some((p, p.palms.first()?))) {
        success &= stream::run(terminal, &person.account, palm, trace.then_some(out))?;
        println!();
        let capture = render(palm, &CaptureSettings::well_held(seed_of(palm, 1)), 1)?;
        picture::write(terminal, &Capture::visible(capture.view()?), &Location::Search, out)?;
    }
    Ok(success)
}

fn sign_up(terminal: &mut Terminal, people: u64) -> Result<Vec<Person>, Failure> {
    println!("signing up {people} synthetic people");
    let bar = progress::bar("sign-up", people);
    let mut signed_up = Vec::new();
    for seed in 0..people {
        let person = Person::new(seed);
        let templates =
            person.palms.iter().map(|palm| enrolment(terminal, palm)).collect::<Result<Vec<_>, _>>()?;
        terminal.gallery.enrol(&person.account, templates)?;
        signed_up.push(person);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(signed_up)
}

/// The template of a palm, from the first capture that yields one; the person says which hand it is.
fn enrolment(terminal: &mut Terminal, palm: &Palm) -> Result<palmsig::template::Template, Failure> {
    let mut last = None;
    for attempt in 0..ATTEMPTS {
        let capture = render(palm, &CaptureSettings::well_held(seed_of(palm, 100 + attempt)), 100 + attempt)?;
        match terminal.extractor.extract(&Capture::visible(capture.view()?).with_hand(palm.hand())) {
            Ok(template) => return Ok(template),
            Err(error) => last = Some(error),
        }
    }
    Err(last.map_or_else(|| "no capture was made".into(), Into::into))
}

fn hover(
    terminal: &mut Terminal,
    tally: &mut Tally,
    label: &str,
    truth: &Truth<'_>,
    capture: &SyntheticCapture,
) -> Result<(), Failure> {
    let hover = terminal.hover(&Capture::visible(capture.view()?), &Location::Search)?;
    tally.add(label, truth, &hover);
    Ok(())
}

/// Settings differ from palm to palm and from visit to visit.
fn seed_of(palm: &Palm, visit: u64) -> u64 {
    let hand = u64::from(palm.hand() == HandSide::Right);
    (palm.seed() * 2 + hand) * 1000 + visit
}

fn palms(people: &[Person]) -> usize {
    people.iter().map(|person| person.palms.len()).sum()
}
