use std::path::Path;

use super::{STEPS, Step, name, run};
use crate::Chore;

const SOUND: Step = Step { chore: Chore::Fmt, check: |_| Ok(()) };
const BROKEN: Step = Step { chore: Chore::Doc, check: |_| Err("why".to_owned()) };
const UNREACHED: Step = Step { chore: Chore::Unit, check: |_| panic!("ran after a failure") };

#[test]
fn the_first_failure_ends_the_run_and_is_named() {
    assert_eq!(run([SOUND, SOUND].iter(), Path::new(".")), Ok(()));
    let failure = run([SOUND, BROKEN, UNREACHED].iter(), Path::new(".")).expect_err("a failure");
    assert!(failure.starts_with("step `doc` failed after ") && failure.ends_with(": why"), "{failure}");
}

#[test]
fn steps_are_called_as_on_the_command_line() {
    assert_eq!([Chore::Fmt, Chore::TestAarch64].map(name), ["fmt", "test-aarch64"]);
}

#[test]
fn every_chore_is_one_step() {
    use Chore::{Benches, Clippy, Doc, Examples, Fmt, Licences, Policy, Python, Unit};
    let chores = STEPS.iter().map(|step| step.chore);
    assert!(chores.eq([Fmt, Policy, Licences, Clippy, Unit, Doc, Benches, Examples, Python]));
}
