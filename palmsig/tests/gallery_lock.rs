//! Galleries whose compact codes are locked in memory.
#![cfg(feature = "lock")]

mod common;

use std::sync::Arc;

use common::template;
use palmsig::error::{GalleryError, SourceError};
use palmsig::gallery::{Gallery, TemplateSource};
use palmsig::image::HandSide;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::template::Template;

use HandSide::{Left, Right};

/// Makes the palms of whose seed is the id.
struct Anew;

impl TemplateSource for Anew {
    fn fetch(&self, id: &str) -> Result<Vec<Template>, SourceError> {
        let seed = id.parse().map_err(|_| SourceError::Missing)?;
        Ok(vec![template(seed, Left, 1), template(seed, Right, 1)])
    }
}

fn gallery() -> Gallery {
    let matcher = Matcher::new(&MatchParams::default()).expect("the default parameters");
    Gallery::locked(Arc::new(Anew), matcher, common::extractor().encoder_id())
}

fn recognised(gallery: &Gallery, probe: &Template) -> Option<String> {
    let policy = Policy::identify(1e-3).expect("a rate in range");
    let found = gallery.identify(probe, 1, &policy).expect("a source that answers");
    found.recognised().map(|candidate| candidate.id.clone())
}

/// KiB that this process has locked, where the system tells.
fn locked() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmLck:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Runs a test below in a process that may lock so many KiB, by the words of `PALMSIG_RUNNER` where this program was compiled
/// for another machine.
#[cfg(unix)]
fn within(limit: u64, test: &str) {
    let test_program = std::env::current_exe().expect("this program");
    let line =
        format!("ulimit -l {limit} && exec $PALMSIG_RUNNER \"$0\" --exact {test} --ignored --nocapture");
    let run = |program: &str, before: &[&str]| {
        std::process::Command::new(program).args(before).args(["-c", &line]).arg(&test_program).output()
    };
    // Whoever may lock as much as it likes gives that up, where the system has the tool for it.
    let without = ["--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock", "sh"];
    let limited = is_privileged().then(|| run("setpriv", &without).ok()).flatten();
    let output = limited.map_or_else(|| run("sh", &[]), Ok);
    let output = output.expect("a shell");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

/// Whether this process may lock as much as it likes, whatever the limit.
#[cfg(unix)]
fn is_privileged() -> bool {
    const CAP_IPC_LOCK: u32 = 14;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let bits = line.and_then(|line| u64::from_str_radix(line.trim(), 16).ok()).unwrap_or_default();
    bits >> CAP_IPC_LOCK & 1 == 1
}

#[cfg(unix)]
#[test]
fn locked_codes_are_searched_like_others() {
    within(8192, "some_are_enrolled");
}

#[cfg(unix)]
#[test]
fn a_system_that_refuses_is_told_of_and_nothing_changes() {
    within(0, "nobody_can_be_enrolled");
    within(700, "left_hands_can_be_enrolled");
}

#[test]
#[ignore = "run by another test in a process that may lock 8 MiB"]
fn some_are_enrolled() {
    let (gallery, before) = (gallery(), locked());
    gallery.enrol("50", vec![template(50, Left, 1), template(50, Right, 1)]).expect("room");
    gallery.enrol("52", vec![template(52, Left, 1)]).expect("room");
    if let (Some(before), Some(after)) = (before, locked()) {
        // Two chunks of 512 codes of 1152 bytes.
        assert!(after - before >= 2 * 576, "{before} and {after} KiB");
    }
    assert_eq!(recognised(&gallery, &template(50, Right, 2)).as_deref(), Some("50"));
    assert_eq!(recognised(&gallery, &template(52, Left, 2)).as_deref(), Some("52"));
    gallery.remove("52").expect("enrolled");
    assert_eq!(recognised(&gallery, &template(52, Left, 2)), None);
}

#[cfg(unix)]
#[test]
#[ignore = "run by another test in a process that may lock nothing"]
fn nobody_can_be_enrolled() {
    let gallery = gallery();
    let enrolled = gallery.enrol("50", vec![template(50, Left, 1)]);
    if is_privileged() {
        return;
    }
    assert!(matches!(enrolled, Err(GalleryError::Lock { bytes, .. }) if bytes > 0), "{enrolled:?}");
    assert!(gallery.is_empty());
    assert_eq!(recognised(&gallery, &template(50, Left, 2)), None);
    assert_eq!(gallery.remove("50"), Err(GalleryError::NotEnrolled));
}

#[cfg(unix)]
#[test]
#[ignore = "run by another test in a process that may lock the codes of one hand"]
fn left_hands_can_be_enrolled() {
    let gallery = gallery();
    gallery.enrol("50", vec![template(50, Left, 1)]).expect("576 KiB");
    let both = gallery.enrol("52", vec![template(52, Left, 1), template(52, Right, 1)]);
    if is_privileged() {
        return;
    }
    assert!(matches!(both, Err(GalleryError::Lock { .. })), "{both:?}");
    assert_eq!(gallery.len(), 1);
    assert_eq!(recognised(&gallery, &template(52, Left, 2)), None);
    gallery.enrol("52", vec![template(52, Left, 1)]).expect("room for a left hand");
    assert_eq!(recognised(&gallery, &template(52, Left, 2)).as_deref(), Some("52"));
}
